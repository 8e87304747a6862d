"""VLC (org.videolan.vlc): the phone's videos and playlists of them.

Knows: its activities. Does not know: what the screens look like (main_screen.py) or where lists are kept (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent, IntentFilter
from ..app import ActivityInfo, Icon, Manifest, ReceiverInfo
from .main_screen import MainActivity
from .player import PlayerActivity
from .store import PACKAGE, VideoStore

if TYPE_CHECKING:
    from ...phone import Phone


def _boot(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    VideoStore(phone).open()
    return 0, None


def _clear(phone: Phone) -> None:
    if phone.fs.exists(f"/data/data/{PACKAGE}/app_db"):
        phone.fs.remove_tree(f"/data/data/{PACKAGE}/app_db")


MANIFEST = Manifest(
    PACKAGE,
    "VLC",
    version_name="3.5.4",
    version_code=13050408,
    icon=Icon("play", "#ff8800"),
    permissions=("android.permission.MANAGE_EXTERNAL_STORAGE", "android.permission.POST_NOTIFICATIONS"),
    activities=(
        ActivityInfo(MainActivity.name, MainActivity, launcher=True),
        ActivityInfo(
            PlayerActivity.name, PlayerActivity,
            (IntentFilter(("android.intent.action.VIEW",), schemes=("file", "content"), mime_types=("video/*",)),),
        ),
    ),
    receivers=(ReceiverInfo(".BootReceiver", (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _boot),),
    system=False,
    on_clear=_clear,
    on_process=lambda phone: VideoStore(phone).open(),
)  # fmt: skip

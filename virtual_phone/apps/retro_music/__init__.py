"""Retro Music (code.name.monkey.retromusic): songs of the phone, playlists, the playing queue.

Knows: its activity. Does not know: what the screens look like (main_screen.py) or where lists are kept (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent, IntentFilter
from ..app import ActivityInfo, Icon, Manifest, ReceiverInfo
from ..app_data import forget_databases
from .main_screen import MainActivity
from .store import PACKAGE, MusicStore

if TYPE_CHECKING:
    from ...phone import Phone


def _begin(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    """Make the databases at boot, and again when new songs are announced: they may have been deleted from outside."""
    MusicStore(phone).open()
    return 0, None


MANIFEST = Manifest(
    PACKAGE,
    "Retro Music",
    version_name="6.1.0",
    version_code=10603,
    icon=Icon("audio", "#e91e63"),
    permissions=("android.permission.READ_MEDIA_AUDIO", "android.permission.POST_NOTIFICATIONS"),
    activities=(ActivityInfo(MainActivity.name, MainActivity, launcher=True),),
    receivers=(
        ReceiverInfo(".BootReceiver", (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _begin),
        ReceiverInfo(
            ".MediaReceiver", (IntentFilter(("android.intent.action.MEDIA_SCANNER_SCAN_FILE",), schemes=("file",)),),
            _begin,
        ),
    ),
    system=False,
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
    on_process=lambda phone: MusicStore(phone).open(),
)  # fmt: skip

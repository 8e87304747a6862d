"""Audio Recorder: records what the microphone hears (silence), asks for a name, keeps .m4a files.

Knows: what the app declares. Does not know: its screens' inside or files (recordings.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..app import ActivityInfo, Icon, Manifest
from .recordings import FOLDER, PACKAGE
from .screens import MainActivity, RecordsActivity
from .welcome import SetupActivity, WelcomeActivity

if TYPE_CHECKING:
    from ...phone import Phone


def _make_folder(phone: Phone) -> None:
    phone.fs.make_dirs(FOLDER)


def _clear(phone: Phone) -> None:
    phone.fs.remove_tree(FOLDER)


MANIFEST = Manifest(
    PACKAGE,
    "Audio Recorder",
    version_name="0.9.26",
    version_code=926,
    system=False,
    icon=Icon("mic", "#c62828"),
    permissions=("android.permission.RECORD_AUDIO", "android.permission.POST_NOTIFICATIONS"),
    activities=(
        ActivityInfo(MainActivity.name, MainActivity, launcher=True),
        ActivityInfo(WelcomeActivity.name, WelcomeActivity),
        ActivityInfo(SetupActivity.name, SetupActivity, exported=False),
        ActivityInfo(RecordsActivity.name, RecordsActivity, exported=False),
    ),
    on_install=_make_folder,
    on_process=_make_folder,
    on_clear=_clear,
)

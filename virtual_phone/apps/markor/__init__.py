"""Markor (net.gsantner.markor): notes and lists as plain files in a notebook folder, with an editor and a preview.

Knows: its activities. Does not know: what the screens look like (files.py, document.py) or where files lie (store.py).
"""

from __future__ import annotations

from ...intents import IntentFilter
from ..app import ActivityInfo, Icon, Manifest, ReceiverInfo
from .document import DocumentActivity
from .files import MainActivity
from .share_into import ShareActivity
from .store import PACKAGE
from .welcome import BOOT, AllFilesAccess, WelcomeActivity, at_boot

MANIFEST = Manifest(
    PACKAGE,
    "Markor",
    version_name="2.11.1",
    version_code=146,
    icon=Icon("note", "#b52a23"),
    permissions=("android.permission.MANAGE_EXTERNAL_STORAGE", "android.permission.READ_EXTERNAL_STORAGE"),
    activities=(
        ActivityInfo(MainActivity.name, MainActivity, launcher=True),
        ActivityInfo(DocumentActivity.name, DocumentActivity),
        ActivityInfo(
            ShareActivity.name,
            ShareActivity,
            (IntentFilter(("android.intent.action.SEND",), mime_types=("text/plain",)),),
        ),
        ActivityInfo(WelcomeActivity.name, WelcomeActivity, exported=False),
        ActivityInfo(AllFilesAccess.name, AllFilesAccess, exported=False),
    ),
    receivers=(ReceiverInfo(".BootReceiver", (BOOT,), at_boot),),
    system=False,
)

"""Joplin: notebooks with notes and to-dos in an own database, search, an editor for Markdown.

Knows: what the app declares. Does not know: any screen's inside or rows (store.py).
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from ..app_data import forget_databases
from .note import NoteActivity
from .screens import MainActivity
from .store import PACKAGE, NoteStore

MANIFEST = Manifest(
    PACKAGE,
    "Joplin",
    version_name="2.9.8",
    version_code=2097740,
    system=False,
    icon=Icon("note", "#1071d3"),
    permissions=(
        "android.permission.ACCESS_COARSE_LOCATION", "android.permission.ACCESS_FINE_LOCATION",
        "android.permission.CAMERA", "android.permission.INTERNET",
    ),
    activities=(
        ActivityInfo(MainActivity.name, MainActivity, launcher=True),
        ActivityInfo(NoteActivity.name, NoteActivity, exported=False),
    ),
    on_process=lambda phone: NoteStore(phone).open(),
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
)  # fmt: skip

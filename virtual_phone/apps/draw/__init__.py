"""Simple Draw Pro: a canvas to draw on with a finger, kept as PNG, JPG or SVG.

Knows: what the app declares. Does not know: its screen's inside.
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from .screens import PACKAGE, MainActivity

MANIFEST = Manifest(
    PACKAGE,
    "Draw",
    version_name="6.9.6",
    version_code=79,
    system=False,
    icon=Icon("edit", "#7b1fa2"),
    permissions=("android.permission.WRITE_EXTERNAL_STORAGE",),
    activities=(ActivityInfo(MainActivity.name, MainActivity, launcher=True),),
)

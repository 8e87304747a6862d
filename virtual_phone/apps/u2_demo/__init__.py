"""Stand-in for the demo app that uiautomator2's own test suite drives: addition, a toast, a picture to pinch.

Knows: the labels, classes and activity names that those tests use. It is no copy of that app.
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from .screens import AdditionActivity, MainActivity, PinchActivity, ToastActivity

PACKAGE = "com.example.u2testdemo"

MANIFEST = Manifest(
    PACKAGE,
    "U2 Test Demo",
    version_name="1.0",
    version_code=1,
    icon=Icon("U", "#00796b"),
    system=False,
    activities=(
        ActivityInfo(".MainActivity", MainActivity, launcher=True),
        ActivityInfo(".AdditionActivity", AdditionActivity, label="Addition"),
        ActivityInfo(".ToastActivity", ToastActivity, label="Toast"),
        ActivityInfo(".PinchActivity", PinchActivity, label="Pinch"),
    ),
)

"""Stand-in for ApiDemos, the app that the test suites of uiautomator2 and Appium drive: lists of demos.

Knows: package, activity names and labels that those suites use; some demos have screens, the others say that they have
none. It is no copy of that app.
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from .lists import ApiDemos
from .screens import SCREENS

PACKAGE = "io.appium.android.apis"

MANIFEST = Manifest(
    PACKAGE,
    "API Demos",
    version_name="4.1.3",
    version_code=24,
    target_sdk=33,
    icon=Icon("A", "#689f38"),
    system=False,
    permissions=(
        "android.permission.INTERNET",
        "android.permission.READ_CONTACTS",
        "android.permission.CAMERA",
        "android.permission.RECORD_AUDIO",
        "android.permission.POST_NOTIFICATIONS",
        "android.permission.VIBRATE",
    ),
    activities=(
        ActivityInfo(".ApiDemos", ApiDemos, launcher=True),
        *(ActivityInfo(cls.name, cls) for cls in SCREENS),
    ),
)

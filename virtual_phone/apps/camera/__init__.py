"""The camera: a viewfinder that sees a drawn scene, photos as JPEG files, videos as MP4 files.

Knows: what the app declares. Does not know: its screen (screens.py) or the scene (scene.py).
"""

from __future__ import annotations

from ...intents import DEFAULT, IntentFilter
from ..app import ActivityInfo, Icon, Manifest
from ..app_data import set_welcomed
from .screens import PACKAGE, CameraActivity, CaptureActivity

MANIFEST = Manifest(
    PACKAGE,
    "Camera",
    version_name="2.0.002",
    version_code=20002000,
    icon=Icon("camera", "#37474f"),
    permissions=(
        "android.permission.CAMERA", "android.permission.RECORD_AUDIO", "android.permission.ACCESS_COARSE_LOCATION",
        "android.permission.ACCESS_FINE_LOCATION", "android.permission.WRITE_EXTERNAL_STORAGE",
    ),
    activities=(
        ActivityInfo(
            "com.android.camera.CameraLauncher", CameraActivity,
            (
                IntentFilter(("android.media.action.STILL_IMAGE_CAMERA",), (DEFAULT,)),
                IntentFilter(("android.media.action.VIDEO_CAMERA",), (DEFAULT,)),
            ),
            launcher=True, launch_mode="singleTask",
        ),
        ActivityInfo(
            "com.android.camera.CaptureActivity", CaptureActivity,
            (IntentFilter(("android.media.action.IMAGE_CAPTURE",), (DEFAULT,)),),
        ),
    ),
    on_install=lambda phone: set_welcomed(phone, PACKAGE),
)  # fmt: skip

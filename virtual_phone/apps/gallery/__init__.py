"""Simple Gallery Pro: folders of pictures, a folder's grid, one picture; copy, move, rename, delete, share.

Knows: what the app declares. Does not know: its screens' inside.
"""

from __future__ import annotations

from ...intents import BROWSABLE, DEFAULT, VIEW, IntentFilter
from ..app import ActivityInfo, Icon, Manifest
from ..app_data import set_welcomed
from .media import PACKAGE
from .screens import MainActivity, MediaActivity
from .viewer import ViewPagerActivity

MANIFEST = Manifest(
    PACKAGE,
    "Gallery",
    version_name="6.28.1",
    version_code=396,
    system=False,
    icon=Icon("image", "#ef6c00"),
    permissions=(
        "android.permission.READ_EXTERNAL_STORAGE", "android.permission.WRITE_EXTERNAL_STORAGE",
        "android.permission.ACCESS_MEDIA_LOCATION", "android.permission.READ_MEDIA_IMAGES",
        "android.permission.READ_MEDIA_VIDEO", "android.permission.POST_NOTIFICATIONS",
        "android.permission.MANAGE_EXTERNAL_STORAGE",
    ),
    activities=(
        ActivityInfo(
            MainActivity.name, MainActivity,
            (IntentFilter((VIEW,), schemes=("content",), hosts=("media",),
                          path_pattern="/external/(images|video)/media/?"),),
            launcher=True,
        ),
        ActivityInfo(MediaActivity.name, MediaActivity, exported=False),
        ActivityInfo(
            ViewPagerActivity.name, ViewPagerActivity,
            (IntentFilter((VIEW,), (DEFAULT, BROWSABLE), ("file", "content"), mime_types=("image/*",)),),
        ),
    ),
    on_install=lambda phone: set_welcomed(phone, PACKAGE),
)  # fmt: skip

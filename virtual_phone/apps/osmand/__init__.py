"""OsmAnd (net.osmand): a small offline map with search, favorites, markers and tracks.

Knows: its activity. Does not know: what the screens look like or where things are kept (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import BROWSABLE, DEFAULT, VIEW, Intent, IntentFilter
from ..app import ActivityInfo, Icon, Manifest, ReceiverInfo
from ..app_data import forget_databases
from .main_screen import MapActivity
from .store import PACKAGE, MapStore

if TYPE_CHECKING:
    from ...phone import Phone


def _boot(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    MapStore(phone).open()
    return 0, None


MANIFEST = Manifest(
    PACKAGE,
    "OsmAnd",
    version_name="4.6.13",
    version_code=4613,
    icon=Icon("location", "#ff8f00"),
    permissions=("android.permission.ACCESS_FINE_LOCATION", "android.permission.POST_NOTIFICATIONS"),
    activities=(
        ActivityInfo(
            MapActivity.name,
            MapActivity,
            (IntentFilter((VIEW,), (DEFAULT, BROWSABLE), schemes=("geo",)),),
            launcher=True,
            launch_mode="singleTop",
        ),
    ),
    receivers=(ReceiverInfo(".BootReceiver", (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _boot),),
    system=False,
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
    on_process=lambda phone: MapStore(phone).open(),
)

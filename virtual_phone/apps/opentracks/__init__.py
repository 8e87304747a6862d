"""OpenTracks: recorded sports activities in an own database, with search, statistics and sums.

Knows: what the app declares. Does not know: any screen's inside (list_screen.py, track_screens.py) or rows (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..app import ActivityInfo, Icon, Manifest
from ..app_data import forget_databases
from .list_screen import AggregatedStatisticsActivity, TrackListActivity
from .recording import TrackRecordingActivity, TrackStoppedActivity
from .store import PACKAGE, tracks_database
from .track_screens import TrackEditActivity, TrackRecordedActivity

if TYPE_CHECKING:
    from ...phone import Phone


def _started(phone: Phone) -> None:
    """Make the database, as the app does at its first start."""
    tracks_database(phone)


def _clear(phone: Phone) -> None:
    forget_databases(phone, PACKAGE)


MANIFEST = Manifest(
    PACKAGE,
    "OpenTracks",
    version_name="v4.11.4",
    version_code=5705,
    icon=Icon("run", "#C5221F"),
    permissions=("android.permission.ACCESS_COARSE_LOCATION", "android.permission.ACCESS_FINE_LOCATION",
                 "android.permission.POST_NOTIFICATIONS"),
    activities=(
        ActivityInfo(TrackListActivity.name, TrackListActivity, launcher=True),
        ActivityInfo(TrackRecordedActivity.name, TrackRecordedActivity, exported=False),
        ActivityInfo(TrackRecordingActivity.name, TrackRecordingActivity, exported=False),
        ActivityInfo(TrackStoppedActivity.name, TrackStoppedActivity, exported=False),
        ActivityInfo(TrackEditActivity.name, TrackEditActivity, exported=False),
        ActivityInfo(AggregatedStatisticsActivity.name, AggregatedStatisticsActivity, exported=False),
    ),
    system=False,
    on_process=_started,
    on_clear=_clear,
)  # fmt: skip

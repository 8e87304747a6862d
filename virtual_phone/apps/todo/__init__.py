"""A to-do list (com.ainos.todo) that comes in two versions: other screens over the same state.

Knows: what each version declares. An agent that learned one of them has to find its way in the other.
"""

from __future__ import annotations

from ..app import ActivityInfo, Icon, Manifest
from ..app_data import forget_databases
from . import version_1, version_2
from .store import PACKAGE

_ICON = Icon("check_circle", "#00796b")

VERSIONS = {
    1: Manifest(
        PACKAGE,
        "To-do",
        version_name="1.4.2",
        version_code=1,
        icon=_ICON,
        activities=(ActivityInfo(".MainActivity", version_1.MainActivity, launcher=True),),
        system=False,
        on_clear=lambda phone: forget_databases(phone, PACKAGE),
    ),
    2: Manifest(
        PACKAGE,
        "To-do",
        version_name="2.0.0",
        version_code=2,
        icon=_ICON,
        activities=(
            ActivityInfo(".MainActivity", version_2.MainActivity, launcher=True),
            ActivityInfo(".TaskActivity", version_2.TaskActivity, exported=False),
        ),
        system=False,
        on_clear=lambda phone: forget_databases(phone, PACKAGE),
    ),
}
"""What is installed by `--app-version com.ainos.todo=N`."""

MANIFEST = VERSIONS[1]

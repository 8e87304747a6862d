"""Tasks.org: a to-do list with due dates and priorities in an own database.

Knows: what the app declares. Does not know: any screen's inside (list_screen.py, edit_screen.py) or rows (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..app import ActivityInfo, Icon, Manifest
from ..app_data import forget_databases
from .edit_screen import TaskEditActivity
from .list_screen import MainActivity
from .store import EDIT_CLASS, MAIN_CLASS, PACKAGE, tasks_database

if TYPE_CHECKING:
    from ...phone import Phone


def _started(phone: Phone) -> None:
    """Make the database, as the app does at its first start."""
    tasks_database(phone)


def _clear(phone: Phone) -> None:
    forget_databases(phone, PACKAGE)


MANIFEST = Manifest(
    PACKAGE,
    "Tasks",
    version_name="13.6.5",
    version_code=130605,
    icon=Icon("check", "#1A73E8"),
    permissions=("android.permission.POST_NOTIFICATIONS",),
    activities=(
        ActivityInfo(MAIN_CLASS, MainActivity, launcher=True),
        ActivityInfo(EDIT_CLASS, TaskEditActivity, exported=False),
    ),
    system=False,
    on_process=_started,
    on_clear=_clear,
)

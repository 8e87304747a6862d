"""Simple Calendar Pro: events in an own database, with month, day and list views, search and an editor.

Knows: what the app declares. Does not know: any screen's inside (main_screen.py, editor.py) or rows (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import IntentFilter
from ..app import ActivityInfo, Icon, Manifest, ReceiverInfo
from ..app_data import forget_databases
from .editor import EventActivity, TaskActivity
from .main_screen import MainActivity
from .reminders import schedule_reminders
from .store import EVENT_CLASS, MAIN_CLASS, PACKAGE, PATH, TASK_CLASS

if TYPE_CHECKING:
    from ...intents import Intent
    from ...phone import Phone


def _started(phone: Phone) -> None:
    """Look for the next reminder; a phone on which the app was never opened has no database, and gets none here."""
    if phone.fs.exists(PATH):
        schedule_reminders(phone)


def _booted(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    """Set the alarm for the next reminder again: alarms end with a reboot. Starting the process has done it."""
    return 0, None


def _clear(phone: Phone) -> None:
    forget_databases(phone, PACKAGE)


MANIFEST = Manifest(
    PACKAGE,
    "Simple Calendar Pro",
    version_name="6.22.1",
    version_code=238,
    icon=Icon("event", "#1976D2"),
    permissions=("android.permission.READ_CALENDAR", "android.permission.WRITE_CALENDAR",
                 "android.permission.POST_NOTIFICATIONS"),
    activities=(
        ActivityInfo(MAIN_CLASS, MainActivity, launcher=True),
        ActivityInfo(EVENT_CLASS, EventActivity, exported=False),
        ActivityInfo(TASK_CLASS, TaskActivity, exported=False),
    ),
    receivers=(ReceiverInfo(f"{PACKAGE}.receivers.BootCompletedReceiver",
                            (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _booted),),
    system=False,
    on_process=_started,
    on_clear=_clear,
)  # fmt: skip

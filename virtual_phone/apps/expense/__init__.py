"""Pro Expense (com.arduia.expense): what was spent and earned, by day and category.

Knows: its activities. Does not know: what the screens look like or how expenses are kept (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent, IntentFilter
from ..app import ActivityInfo, Icon, Manifest, ReceiverInfo
from ..app_data import forget_databases, set_welcomed
from .entry import EntryActivity
from .home import MainActivity
from .logs import LogsActivity
from .store import PACKAGE, Ledger
from .welcome import WelcomeActivity

if TYPE_CHECKING:
    from ...phone import Phone


def _boot(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    Ledger(phone).open()
    if phone.booting:
        set_welcomed(phone, PACKAGE)
    return 0, None


MANIFEST = Manifest(
    PACKAGE,
    "Pro Expense",
    version_name="0.11",
    version_code=11,
    icon=Icon("wallet", "#1565c0"),
    activities=(
        ActivityInfo(MainActivity.name, MainActivity, launcher=True),
        ActivityInfo(LogsActivity.name, LogsActivity, exported=False),
        ActivityInfo(EntryActivity.name, EntryActivity, exported=False),
        ActivityInfo(WelcomeActivity.name, WelcomeActivity, exported=False),
    ),
    receivers=(ReceiverInfo(".BootReceiver", (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _boot),),
    system=False,
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
    on_process=lambda phone: Ledger(phone).open(),
)

"""Broccoli (com.flauschcode.broccoli): recipes with search, favourites, a page and an editor for each.

Knows: its activities. Does not know: what the screens look like or how recipes are kept (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent, IntentFilter
from ..app import ActivityInfo, Icon, Manifest, ReceiverInfo
from ..app_data import forget_databases
from .details import RecipeDetails
from .editor import RecipeEditor
from .recipes import MainActivity
from .store import PACKAGE, RecipeBook

if TYPE_CHECKING:
    from ...phone import Phone


def _boot(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    RecipeBook(phone).open()
    return 0, None


MANIFEST = Manifest(
    PACKAGE,
    "Broccoli",
    version_name="1.2.6",
    version_code=1020600,
    icon=Icon("restaurant", "#4c8c3f"),
    activities=(
        ActivityInfo(MainActivity.name, MainActivity, launcher=True),
        ActivityInfo(RecipeDetails.name, RecipeDetails, exported=False),
        ActivityInfo(RecipeEditor.name, RecipeEditor, exported=False),
    ),
    receivers=(ReceiverInfo(".BootReceiver", (IntentFilter(("android.intent.action.BOOT_COMPLETED",)),), _boot),),
    system=False,
    on_clear=lambda phone: forget_databases(phone, PACKAGE),
    on_process=lambda phone: RecipeBook(phone).open(),
)

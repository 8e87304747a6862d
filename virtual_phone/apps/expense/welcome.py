"""The two pages of the first start.

Does not know: expenses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import Node
from ..app import Activity
from ..app_data import set_welcomed
from ..introduction import Page, introduction
from .store import PACKAGE

if TYPE_CHECKING:
    from ...phone import Phone

_PAGES = (
    (Page("wallet", "Pro Expense", "Write down what you spend and earn; it stays on this phone."), "NEXT"),
    (Page("settings", "Ready", "Amounts are in US dollars, all words in English."), "CONTINUE"),
)


class WelcomeActivity(Activity):
    """The pages of the first start."""

    name = ".ui.onboarding.OnBoardingActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._place = 0

    def build(self) -> Node:
        """Show one page."""
        page, label = _PAGES[self._place]
        return introduction(page, self._place, len(_PAGES), label, self._go_on)

    def _go_on(self) -> None:
        if self._place < len(_PAGES) - 1:
            self._place += 1
        else:
            set_welcomed(self.phone, PACKAGE)
            self.finish()

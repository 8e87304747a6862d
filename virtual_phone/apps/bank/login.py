"""The bank's front door: a PIN.

Does not know: what is behind it; the account's screen is started by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import Node, button, column, edit_text, icon, screen, scroll, spacer, stack, text
from ..app import Activity
from .store import PACKAGE, Bank

if TYPE_CHECKING:
    from ...phone import Phone

ACCOUNT = f"{PACKAGE}/.AccountActivity"


class LoginActivity(Activity):
    """Asks for the PIN."""

    name = ".LoginActivity"
    secure = True

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._pin = ""
        self._fault = ""

    def build(self) -> Node:
        """Show the field."""
        badge = stack(
            icon("house", size=40.0, color="on_primary"), width=80.0, height=80.0, radius=24.0, background="primary",
            align="center", valign="center",
        )  # fmt: skip
        field = edit_text(
            self._pin, self._type, hint="PIN", id="pin_input", password=True, input_type="number", autofocus=True,
            on_submit=self._log_in, text_size=24.0, align="center",
        )  # fmt: skip
        fault = text(self._fault, color="error", id="pin_error", width="fill", align="center") if self._fault else None
        enter = button(
            "Log in", self._log_in, id="login_button", width="fill", height=48.0, enabled=len(self._pin) >= 4
        )
        is_wide = self.phone.windows.rotation % 2 == 1
        words = None if is_wide else column(
            badge, text("Harbour Bank", size=26.0, id="bank_name"),
            text("Enter your PIN to log in", color="on_surface_variant"), spacer(8.0), align="center", gap=8.0,
        )  # fmt: skip
        top = 8.0 if is_wide else 56.0
        return screen(
            scroll(words, field, fault, enter, padding=(24.0, top, 24.0, 24.0), gap=16.0, recycler=False, id="login")
        )

    def _type(self, typed: str) -> None:
        self._pin, self._fault = typed[:8], ""

    def _log_in(self) -> None:
        self._fault = Bank(self.phone).log_in(self._pin)
        self._pin = ""
        if not self._fault:
            self.start(Intent(component=ACCOUNT))
            self.finish()

"""The account: what is on it and what happened to it.

Knows: only who is logged in may see it. Does not know: how money is sent (transfer.py).
"""

from __future__ import annotations

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    avatar,
    button,
    card,
    icon_button,
    list_item,
    row,
    screen,
    scroll,
    section,
    spacer,
    text,
)
from ..amounts import money
from ..app import Activity
from ..clock_texts import short_when
from .store import PACKAGE, Bank, Booking

_LOGIN = f"{PACKAGE}/.LoginActivity"
_TRANSFER = f"{PACKAGE}/.TransferActivity"


class PrivateActivity(Activity):
    """A screen that only who is logged in may see; others are sent to the front door."""

    secure = True

    def on_start(self) -> None:
        """Ask for the PIN again when nobody is logged in, or was away for long."""
        if not Bank(self.phone).come_back():
            self.start(Intent(component=_LOGIN))
            self.finish()

    def on_stop(self) -> None:
        """Note when the screen was left."""
        Bank(self.phone).leave()


class AccountActivity(PrivateActivity):
    """Balance and bookings."""

    name = ".AccountActivity"
    _hides = False

    def build(self) -> Node:
        """Show the account."""
        bank = Bank(self.phone)
        balance = "•••••" if self._hides else money(bank.balance())
        look = icon_button("visibility", "", self._toggle, id="toggle_balance", color="on_primary_container")
        head = card(
            text("Everyday account", color="on_primary_container"),
            row(text(balance, size=34.0, id="balance", weight=1.0, color="on_primary_container"), look),
            row(button("Transfer", self._transfer, icon="send", id="transfer_button"), padding=(0.0, 12.0, 0.0, 0.0)),
            background="primary_container", radius=24.0, padding=20.0, id="account_card",
        )  # fmt: skip
        rows = [self._row(booking) for booking in bank.bookings()]
        leave = icon_button("power", "", self._log_out, id="action_logout")
        body = scroll(head, section("Transactions"), *rows, spacer(24.0), id="account_list")
        return screen(body, bar=app_bar("Harbour Bank", (leave,), id="toolbar"))

    def _row(self, booking: Booking) -> Node:
        came = booking.cents > 0
        amount = text(
            f"{'+' if came else ''}{money(booking.cents)}", size=16.0, id="tx_amount", bold=True,
            color="success" if came else "on_surface",
        )  # fmt: skip
        when = short_when(self.phone, booking.booked_ms)
        words = f"{when} · {booking.reference}" if booking.reference else when
        return list_item(
            booking.name, words, icon=avatar(booking.name), trailing=amount, title_id="tx_name", subtitle_id="tx_when",
            id="tx_row",
        )  # fmt: skip

    def _toggle(self) -> None:
        self._hides = not self._hides

    def _transfer(self) -> None:
        self.start(Intent(component=_TRANSFER))

    def _log_out(self) -> None:
        Bank(self.phone).log_out()
        self.start(Intent(component=_LOGIN))
        self.finish()

    def on_back(self) -> bool:
        """Log out: the account is not left open."""
        Bank(self.phone).log_out()
        return False

"""The ticket machine: everything is drawn on one view, so accessibility sees nothing of it.

Knows: its pages and what their keys do. Does not know: where keys are drawn (picture.py) or what is kept (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import Node, image, stack
from ..amounts import money
from ..app import Activity
from .picture import Key, Page, draw, key_at
from .store import MOST_TICKETS, Kind, Machine

if TYPE_CHECKING:
    from ...phone import Phone


class MachineActivity(Activity):
    """Choose a ticket, say how many, pay."""

    name = ".MachineActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._machine = Machine(phone)
        self._kind: Kind | None = None
        self._count = 1
        self._number = 0

    def build(self) -> Node:
        """Show the page as one picture."""
        frame = self.phone.windows.frame
        dark = self.phone.settings.get("secure", "ui_night_mode") == "2"
        picture = image(draw(self._page(), self._size(), frame.scale, dark), hidden_from_dump=True)
        return stack(
            picture.styled(width="fill", height="fill"), width="fill", height="fill", cls="android.view.View",
            on_stroke=self._touch,
        )  # fmt: skip

    def _size(self) -> tuple[int, int]:
        frame = self.phone.windows.frame
        return frame.width, frame.height - frame.status - frame.navigation

    def _page(self) -> Page:
        if self._kind is None:
            keys = [Key(f"kind {kind.ident}", kind.name, money(kind.cents)) for kind in self._machine.kinds()]
            count = self._machine.bought()
            line = f"{count} {'ticket' if count == 1 else 'tickets'} bought so far" if count else "Harbour City Transit"
            return Page("Choose a ticket", (line,), tuple(zip(keys[::2], keys[1::2], strict=True)))
        total = money(self._kind.cents * self._count)
        what = f"{self._count} × {self._kind.name}"
        if self._number:
            told = (what, f"Paid {total} by card", f"Ticket number {self._number}")
            return Page("Thank you", told, ((Key("again", "New ticket"),),))
        number = (Key("less", "−"), Key("none", str(self._count), quiet=True), Key("more", "+"))
        lines = (f"{money(self._kind.cents)} each", f"Total {total}")
        return Page(what, lines, (number, (Key("pay", "Pay by card", total),), (Key("again", "Back", quiet=True),)))

    def _touch(self, points: list[tuple[float, float]]) -> None:
        page, size = self._page(), self._size()
        key = key_at(page, size, *points[-1])
        act = key.act if key is not None and key is key_at(page, size, *points[0]) else ""
        if act.startswith("kind "):
            self._kind = self._machine.kinds()[int(act.removeprefix("kind "))]
            self._count = 1
        elif act == "less":
            self._count = max(1, self._count - 1)
        elif act == "more":
            self._count = min(MOST_TICKETS, self._count + 1)
        elif act == "pay" and self._kind is not None:
            self._number = self._machine.buy(self._kind, self._count)
        elif act == "again":
            self._kind, self._number = None, 0

    def on_back(self) -> bool:
        """Go back to the choice of tickets first."""
        if self._kind is None:
            return False
        self._kind, self._number = None, 0
        return True

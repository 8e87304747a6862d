"""All expenses by day, newest first; several can be chosen by a long touch and deleted together.

Does not know: how an expense is edited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import Node, app_bar, empty_state, fab, icon_button, screen, scroll, section, spacer
from ..app import Activity
from .rows import ENTRY, ask_delete, day_words, expense_row, show_expense, time_words
from .store import Expense, Ledger

if TYPE_CHECKING:
    from ...phone import Phone


class LogsActivity(Activity):
    """The whole list."""

    name = ".ui.expenselogs.ExpenseLogsActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._chosen: set[int] = set()

    def build(self) -> Node:
        """Show the days with their expenses."""
        expenses = Ledger(self.phone).all()
        self._chosen &= {expense.ident for expense in expenses}
        rows: list[Node] = []
        day = ""
        for expense in expenses:
            this_day = day_words(self, expense.created_ms)
            if this_day != day:
                rows.append(section(this_day, id="tv_header_date"))
                day = this_day
            rows.append(self._row(expense))
        body = scroll(*rows, spacer(96.0), id="rv_expense") if rows else empty_state("wallet", "No expenses yet")
        add = fab("add", "Add expense", lambda: self.start(Intent(component=ENTRY)), id="fb_main_add")
        return screen(body, bar=self._bar(expenses), fab=None if self._chosen else add)

    def _bar(self, expenses: list[Expense]) -> Node:
        if not self._chosen:
            return app_bar("Expense Logs", on_up=self.finish, id="toolbar")
        chosen = [expense for expense in expenses if expense.ident in self._chosen]
        delete = icon_button("delete", "Delete", lambda: ask_delete(self, chosen, self._chosen.clear), id="delete")
        return app_bar(
            f"{len(chosen)} selected", (delete,), on_up=self._chosen.clear, up_icon="close", id="toolbar",
            background="secondary_container",
        )  # fmt: skip

    def _row(self, expense: Expense) -> Node:
        chosen = expense.ident in self._chosen
        return expense_row(
            self, expense, time_words(self, expense.created_ms), lambda: self._touch(expense), selected=chosen,
            background="secondary_container" if chosen else "", on_long_click=lambda: self._toggle(expense),
        )  # fmt: skip

    def _touch(self, expense: Expense) -> None:
        if self._chosen:
            self._toggle(expense)
        else:
            show_expense(self, expense.ident)

    def _toggle(self, expense: Expense) -> None:
        self._chosen ^= {expense.ident}

    def on_back(self) -> bool:
        """Drop the choice first."""
        had = bool(self._chosen)
        self._chosen.clear()
        return had

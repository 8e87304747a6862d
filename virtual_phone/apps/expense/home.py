"""The home screen: this week in numbers and bars, the latest expenses, and the ways to all others.

Does not know: the fields of the entry form.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from ...intents import Intent
from ...ui.nodes import (
    Node,
    button,
    column,
    dialog,
    fab,
    icon,
    icon_button,
    list_item,
    row,
    screen,
    scroll,
    spacer,
    stack,
    text,
)
from ..amounts import money
from ..app import Activity
from ..app_data import is_welcomed
from .rows import ENTRY, day_words, expense_row, show_expense
from .store import PACKAGE, Expense, Ledger

LOGS = f"{PACKAGE}/.ui.expenselogs.ExpenseLogsActivity"
WELCOME = f"{PACKAGE}/.ui.onboarding.OnBoardingActivity"
_LATEST = 5
_BAR_DP = 72.0


class MainActivity(Activity):
    """The start of the app."""

    name = ".ui.MainActivity"

    def on_start(self) -> None:
        """Show the welcome pages first when they were not seen."""
        if not is_welcomed(self.phone, PACKAGE):
            self.start(Intent(component=WELCOME))

    def build(self) -> Node:
        """Show the week and the latest expenses."""
        expenses = Ledger(self.phone).all()
        week = self._this_week(expenses)
        latest = [
            expense_row(self, e, day_words(self, e.created_ms), partial(show_expense, self, e.ident))
            for e in expenses[:_LATEST]
        ]
        head = row(
            text("Recent", size=20.0, weight=1.0, id="tv_recent"),
            button("MORE", self._logs, kind="text", id="btn_more_expenses"),
            padding=(16.0, 8.0, 8.0, 0.0),
        )  # fmt: skip
        empty = _nothing() if not latest else None
        body = scroll(self._numbers(week), self._graph(week), head, *latest, empty, spacer(96.0), id="rv_home")
        bar = row(
            icon_button("menu", "Open navigation drawer", self._menu, color="on_surface"),
            text("Pro Expense", size=22.0, weight=1.0, max_lines=1),
            height=64.0, padding=(4.0, 8.0), gap=4.0, id="toolbar",
        )  # fmt: skip
        return screen(body, bar=bar, fab=fab("add", "Add expense", self._add, id="fb_main_add"))

    def _this_week(self, expenses: list[Expense]) -> list[Expense]:
        now = self.phone.clock.now()
        monday = (now - timedelta(days=now.weekday())).date()
        days = {monday + timedelta(days=day) for day in range(7)}
        return [e for e in expenses if self.phone.clock.local(e.created_ms).date() in days]

    def _numbers(self, week: list[Expense]) -> Node:
        def number(label: str, picture: str, cents: int, name: str, color: str) -> Node:
            return column(
                row(icon(picture, size=18.0, color=color), text(label, color="on_surface_variant"), gap=6.0),
                text(money(cents), size=22.0, id=name), weight=1.0, gap=4.0,
            )  # fmt: skip

        income = sum(e.cents for e in week if e.is_income)
        spent = sum(e.cents for e in week if not e.is_income)
        return column(
            text("This week", bold=True, color="primary"),
            row(number("Income", "arrow_down", income, "tv_income_value", "success"),
                number("Expense", "arrow_up", spent, "tv_outcome_value", "primary"), gap=16.0),
            background="surface_container", radius=16.0, padding=16.0, margin=(16.0, 8.0, 16.0, 6.0), gap=10.0,
        )  # fmt: skip

    def _graph(self, week: list[Expense]) -> Node:
        spent = [0] * 7
        for expense in week:
            if not expense.is_income:
                spent[self.phone.clock.local(expense.created_ms).weekday()] += expense.cents
        most = max(spent) or 1
        bars = [
            column(
                stack(width=18.0, height=max(3.0, _BAR_DP * cents / most), radius=4.0,
                      background="primary" if cents else "outline_variant", hidden_from_dump=True),
                text(letter, size=12.0, color="on_surface_variant", hidden_from_dump=True),
                height=_BAR_DP + 20.0, weight=1.0, align="center", valign="bottom", gap=4.0,
            )
            for letter, cents in zip("MTWTFSS", spent, strict=True)
        ]  # fmt: skip
        words = f"Spent each day of this week: {', '.join(money(cents) for cents in spent)}"
        return row(*bars, background="surface_container", radius=16.0, padding=16.0, margin=(16.0, 6.0), desc=words,
                   id="expense_graph")  # fmt: skip

    def _menu(self) -> None:
        items = [
            list_item("Home", icon="home", dismisses=True, on_click=lambda: None),
            list_item("Expense Logs", icon="list", dismisses=True, on_click=self._logs),
            list_item("About", icon="info", dismisses=True, on_click=self._about),
        ]
        self.show_dialog(lambda: dialog("Pro Expense", content=column(*items), content_bleeds=True))

    def _about(self) -> None:
        self.show_dialog(lambda: dialog("Pro Expense", "Version 0.11", buttons=(("OK", None),)))

    def _logs(self) -> None:
        self.start(Intent(component=LOGS))

    def _add(self) -> None:
        self.start(Intent(component=ENTRY))


def _nothing() -> Node:
    return column(
        icon("wallet", size=56.0, color="outline_variant"),
        text("No expenses yet", size=16.0, color="on_surface_variant", align="center"),
        align="center", gap=8.0, padding=32.0,
    )  # fmt: skip

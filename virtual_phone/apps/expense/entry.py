"""The form of an expense, new or known: name, amount, category, note, day.

Does not know: the lists.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    button,
    chip,
    date_picker,
    dialog,
    edit_text,
    icon,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..amounts import cents_of
from ..app import Activity
from .rows import day_words
from .store import CATEGORIES, Expense, Ledger

if TYPE_CHECKING:
    from ...phone import Phone


class EntryActivity(Activity):
    """One expense's fields."""

    name = ".ui.entry.ExpenseEntryActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        known = Ledger(phone).get(int(intent.extras.get("expenseId", 0)))
        self._expense = known or Expense(created_ms=phone.clock.now_ms())
        cents = self._expense.cents
        self._amount = f"{cents / 100:.2f}" if known else ""

    def build(self) -> Node:
        """Show the form."""
        name = edit_text(self._expense.name, self._type_name, hint="Name", id="edt_name")
        amount = edit_text(self._amount, self._type_amount, hint="Amount", id="edt_amount", input_type="number")
        fault = bool(self._amount) and not cents_of(self._amount)
        chips = scroll(
            *(self._chip(number) for number in CATEGORIES), horizontal=True, id="rv_category", gap=8.0,
            padding=(16.0, 0.0), height=40.0, margin=(-16.0, 0.0),
        )  # fmt: skip
        note = edit_text(
            self._expense.note, self._type_note, hint="Note", id="edt_note", multiline=True, valign="top", height=112.0
        )
        save = button(
            "SAVE", self._save, id="btn_save", width="fill", height=48.0,
            enabled=bool(self._expense.name.strip()) and bool(cents_of(self._amount)),
        )  # fmt: skip
        body = scroll(
            self._date(), name, amount,
            text("Write an amount such as 12.50", color="error", size=12.0, width="fill") if fault else None,
            text("Category", color="on_surface_variant", width="fill"), chips, note, save, spacer(48.0),
            recycler=False, id="sv_entry", padding=(16.0, 8.0), gap=14.0,
        )  # fmt: skip
        title = "Edit expense" if self._expense.ident else "Expense entry"
        return screen(body, bar=app_bar(title, on_up=self.finish, up_icon="close", title_id="tv_entry_title"))

    def _chip(self, number: int) -> Node:
        label, picture = CATEGORIES[number]
        return chip(
            label, selected=self._expense.category == number, icon=picture, height=40.0, id="tv_category",
            on_click=lambda: self._set(category=number),
        )  # fmt: skip

    def _date(self) -> Node:
        return row(
            icon("calendar", color="on_surface_variant"),
            text(day_words(self, self._expense.created_ms), size=16.0, weight=1.0, id="tv_date"),
            icon("arrow_drop_down", color="on_surface_variant"),
            gap=16.0, height=48.0, id="btn_date", on_click=self._ask_date,
        )  # fmt: skip

    def _ask_date(self) -> None:
        clock = self.phone.clock
        picked = [clock.local(self._expense.created_ms).date()]

        def pick(day: dt.date) -> None:
            picked[0] = day

        def take() -> None:
            then = clock.local(self._expense.created_ms)
            moved = dt.datetime.combine(picked[0], then.timetz())
            self._set(created_ms=round(moved.timestamp() * 1000))

        buttons = (("CANCEL", None), ("OK", take))
        self.show_dialog(
            lambda: dialog("Date", content=date_picker(picked[0], pick, today=clock.now().date()), buttons=buttons)
        )

    def _set(self, **changes: object) -> None:
        self._expense = replace(self._expense, **changes)  # type: ignore[arg-type]

    def _type_name(self, typed: str) -> None:
        self._set(name=typed)

    def _type_amount(self, typed: str) -> None:
        self._amount = typed

    def _type_note(self, typed: str) -> None:
        self._set(note=typed)

    def _save(self) -> None:
        cents = cents_of(self._amount)
        if not cents:
            self.toast("Write an amount such as 12.50")
            return
        Ledger(self.phone).save(replace(self._expense, name=self._expense.name.strip(), cents=cents))
        self.finish(-1)

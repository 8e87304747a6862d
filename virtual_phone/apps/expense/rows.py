"""One expense as a row of a list, and as a sheet with all that is known about it.

Knows: editing and deleting start from the sheet. Does not know: which list the row stands in.
"""

from __future__ import annotations

from typing import Any

from ...intents import Intent
from ...ui.nodes import Action, Node, column, dialog, icon, icon_button, row, stack, text
from ..amounts import money
from ..app import Activity
from ..clock_texts import clock_time
from .store import PACKAGE, Expense, Ledger

ENTRY = f"{PACKAGE}/.ui.entry.ExpenseEntryActivity"


def day_words(activity: Activity, epoch_ms: int) -> str:
    """Write a day as 'Mon, Mar 16, 2026'."""
    then = activity.phone.clock.local(epoch_ms)
    return f"{then:%a, %b} {then.day}, {then.year}"


def time_words(activity: Activity, epoch_ms: int) -> str:
    """Write the time of day."""
    then = activity.phone.clock.local(epoch_ms)
    return clock_time(activity.phone, then.hour, then.minute)


def expense_row(activity: Activity, expense: Expense, when: str, on_click: Action, **options: Any) -> Node:
    """Show an expense: picture of its category, name, `when` and amount."""
    amount = text(
        money(expense.cents), size=16.0, bold=True, id="tv_amount", color="success" if expense.is_income else "primary"
    )
    words = column(
        text(expense.name, size=16.0, max_lines=1, id="tv_name", width="fill"),
        text(f"{expense.category_name} • {when}", color="on_surface_variant", max_lines=1, id="tv_date", width="fill"),
        weight=1.0, gap=2.0,
    )  # fmt: skip
    base: dict[str, Any] = {"padding": (16.0, 10.0), "gap": 16.0, "id": "cd_expense", "on_click": on_click}
    return row(category_picture(expense), words, amount, **(base | options))


def category_picture(expense: Expense, size: float = 44.0) -> Node:
    """Show the category's icon in a circle."""
    tone = "tertiary" if expense.is_income else "primary"
    return stack(
        icon(expense.picture, size=size / 2, desc=expense.category_name, color=f"on_{tone}_container",
             id="imv_category"),
        width=size, height=size, radius=999.0, background=f"{tone}_container", align="center", valign="center",
    )  # fmt: skip


def show_expense(activity: Activity, ident: int) -> None:
    """Open the sheet of an expense."""

    def edit() -> None:
        activity.start(Intent(component=ENTRY, extras={"expenseId": ident}))

    def build() -> Node:
        expense = Ledger(activity.phone).get(ident)
        if expense is None:
            return dialog("This expense is gone", buttons=(("OK", None),))
        head = row(
            text("Expense detail", size=20.0, weight=1.0, id="tv_expense_detail"),
            icon_button("delete", "Delete", lambda: ask_delete(activity, [expense]), id="btn_delete", dismisses=True),
            icon_button("edit", "Edit", edit, id="btn_edit", dismisses=True),
            icon_button("close", "Close", None, id="btn_close", dismisses=True),
            padding=(24.0, 0.0, 12.0, 8.0),
        )  # fmt: skip
        when = f"{day_words(activity, expense.created_ms)}, {time_words(activity, expense.created_ms)}"
        facts = (("Amount", money(expense.cents), "tv_amount_value"), ("Category", expense.category_name,
                 "tv_category_value"), ("Date", when, "tv_date_value"),
                 ("Note", expense.note or "-", "tv_note_value"))  # fmt: skip
        name = row(
            category_picture(expense), text(expense.name, size=18.0, weight=1.0, width="fill", id="tv_name_value"),
            gap=16.0, padding=(24.0, 4.0),
        )  # fmt: skip
        rows = [
            row(text(label, color="on_surface_variant", width=88.0),
                text(value, size=16.0, weight=1.0, width="fill", id=place), valign="top", padding=(24.0, 4.0))
            for label, value, place in facts
        ]  # fmt: skip
        return dialog("", content=column(head, name, *rows, gap=4.0), content_bleeds=True)

    activity.show_dialog(build)


def ask_delete(activity: Activity, expenses: list[Expense], done: Action | None = None) -> None:
    """Ask before expenses are deleted for good."""

    def delete() -> None:
        for expense in expenses:
            Ledger(activity.phone).delete(expense)
        activity.toast("Deleted")
        if done is not None:
            done()

    what = f"“{expenses[0].name}”" if len(expenses) == 1 else f"{len(expenses)} expenses"
    buttons = (("CANCEL", None), ("DELETE", delete))
    activity.show_dialog(lambda: dialog("Delete?", f"{what} will be deleted for good.", buttons=buttons))

"""Expenses in the app's own database, read anew at every look.

Knows: the table's columns, cents, categories. Does not know: screens.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row, update_rows
from ...services.content import Value
from ..app_data import app_database

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.arduia.expense"
SCHEMA = """
CREATE TABLE IF NOT EXISTS expense (expense_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT,
  amount INTEGER NOT NULL, category INTEGER NOT NULL, note TEXT, created_date INTEGER NOT NULL,
  modified_date INTEGER NOT NULL);
"""

INCOME = 2
CATEGORIES = {
    1: ("Others", "grid"),
    INCOME: ("Income", "wallet"),
    3: ("Food", "restaurant"),
    4: ("Housing", "house"),
    5: ("Social", "people"),
    6: ("Entertainment", "film"),
    7: ("Transportation", "car"),
    8: ("Clothes", "shirt"),
    9: ("Health Care", "health"),
    10: ("Education", "school"),
    11: ("Donation", "heart"),
}
"""Number in the database -> name and icon."""

_COLUMNS = "expense_id, name, amount, category, note, created_date, modified_date"


@dataclass(frozen=True, slots=True)
class Expense:
    """One expense or income. cents > 0; created_ms is epoch; ident is 0 before it is saved."""

    ident: int = 0
    name: str = ""
    cents: int = 0
    category: int = 1
    note: str = ""
    created_ms: int = 0
    modified_ms: int = 0

    @property
    def is_income(self) -> bool:
        """Tell whether the money came in."""
        return self.category == INCOME

    @property
    def category_name(self) -> str:
        """Return the category's name."""
        return CATEGORIES.get(self.category, CATEGORIES[1])[0]

    @property
    def picture(self) -> str:
        """Return the category's icon."""
        return CATEGORIES.get(self.category, CATEGORIES[1])[1]


class Ledger:
    """Reads and changes expenses; every change is entered in the phone's own ledger."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return app_database(self._phone, PACKAGE, "accounting.db", SCHEMA)

    def open(self) -> None:
        """Make the database, as the app's first start does."""
        self._database.rows("SELECT 1")

    def all(self, limit: int = -1) -> list[Expense]:
        """Return the expenses, newest first; limit: at most so many, -1 for all."""
        order = f"SELECT {_COLUMNS} FROM expense ORDER BY created_date DESC, expense_id DESC LIMIT ?"
        return [_expense(row) for row in self._database.rows(order, (limit,))]

    def get(self, ident: int) -> Expense | None:
        """Return one expense, or None."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM expense WHERE expense_id = ?", (ident,))
        return _expense(rows[0]) if rows else None

    def save(self, expense: Expense) -> None:
        """Add an expense (ident 0) or replace it; the time of change is now."""
        values: dict[str, Value] = {
            "name": expense.name, "amount": expense.cents, "category": expense.category, "note": expense.note,
            "created_date": expense.created_ms, "modified_date": self._phone.clock.now_ms(),
        }  # fmt: skip
        with self._database.transaction() as connection:
            if expense.ident:
                update_rows(connection, "expense", values, "expense_id = ?", (expense.ident,))
            else:
                insert_row(connection, "expense", values)
        self._log("changed" if expense.ident else "added", expense)

    def delete(self, expense: Expense) -> None:
        """Delete an expense for good."""
        self._database.write("DELETE FROM expense WHERE expense_id = ?", (expense.ident,))
        self._log("deleted", expense)

    def _log(self, deed: str, expense: Expense) -> None:
        self._phone.ledger.append(f"expense_{deed}", name=expense.name, amount_cents=expense.cents)


def _expense(row: sqlite3.Row) -> Expense:
    ident, name, cents, category, note, created, modified = tuple(row)
    numbers = (int(value or 0) for value in (cents, category, created, modified))
    cents, category, created, modified = numbers
    return Expense(int(ident), str(name or ""), cents, category, str(note or ""), created, modified)

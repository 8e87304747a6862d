"""What is to be done, in the app's own database; both versions of the app read and change the same rows.

Knows: the table, and which effects are entered in the phone's ledger. Does not know: screens.
"""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row
from ..seeded_data import seeded_database

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.ainos.todo"
SCHEMA = """
CREATE TABLE IF NOT EXISTS todo (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, title TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0);
"""
_POOL = (
    "Water the plants", "Return library books", "Fix the bike light", "Order printer paper", "Call the plumber",
    "Renew the parking permit", "Clean the windows", "Book a train to the coast", "Sharpen the kitchen knives",
    "Sort the old photos", "Buy stamps", "Descale the kettle",
)  # fmt: skip
_PLANTED = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do."""

    ident: int
    title: str
    done: bool


class TodoList:
    """Reads and changes the list; every change is entered in the phone's ledger."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return seeded_database(self._phone, PACKAGE, "todo.db", SCHEMA, _plant)

    def all(self) -> list[Item]:
        """Return everything, oldest first."""
        rows = self._database.rows("SELECT id, title, done FROM todo ORDER BY id")
        return [Item(int(row[0]), str(row[1]), bool(row[2])) for row in rows]

    def get(self, ident: int) -> Item | None:
        """Return one item, or None."""
        return next((item for item in self.all() if item.ident == ident), None)

    def add(self, title: str) -> None:
        """Add something to do."""
        with self._database.transaction() as connection:
            insert_row(connection, "todo", {"title": title})
        self._phone.ledger.append("todo_added", title=title)

    def rename(self, item: Item, title: str) -> None:
        """Give an item another title."""
        if title != item.title:
            self._database.write("UPDATE todo SET title = ? WHERE id = ?", (title, item.ident))
            self._phone.ledger.append("todo_renamed", title=title, before=item.title)

    def set_done(self, item: Item, done: bool) -> None:
        """Tick an item off, or take that back."""
        self._database.write("UPDATE todo SET done = ? WHERE id = ?", (int(done), item.ident))
        self._phone.ledger.append("todo_done" if done else "todo_reopened", title=item.title)

    def delete(self, item: Item) -> None:
        """Delete an item for good."""
        self._database.write("DELETE FROM todo WHERE id = ?", (item.ident,))
        self._phone.ledger.append("todo_deleted", title=item.title)

    def delete_done(self) -> None:
        """Delete everything that is ticked off."""
        for item in self.all():
            if item.done:
                self.delete(item)


def _plant(connection: sqlite3.Connection, dice: random.Random, start_ms: int) -> None:
    for at, title in enumerate(dice.sample(_POOL, _PLANTED)):
        insert_row(connection, "todo", {"title": title, "done": int(at == 1)})

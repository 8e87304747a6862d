"""Which tickets there are, and which were bought, in the app's own database.

Knows: prices (cents), which follow from the phone's seed. Does not know: how a ticket is chosen.
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

PACKAGE = "com.ainos.tickets"
MOST_TICKETS = 9
SCHEMA = """
CREATE TABLE IF NOT EXISTS kind (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, cents INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bought (number INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,
  total_cents INTEGER NOT NULL, bought_ms INTEGER NOT NULL);
"""
_KINDS = (("Single", 280), ("Child", 140), ("Day", 760), ("Week", 2450))
_STEP_CENTS = 10
_FIRST_NUMBER = 48200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of ticket and its price."""

    ident: int
    name: str
    cents: int


class Machine:
    """Sells tickets; each sale is entered in the phone's ledger."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return seeded_database(self._phone, PACKAGE, "tickets.db", SCHEMA, _plant)

    def kinds(self) -> list[Kind]:
        """Return the kinds of tickets."""
        rows = self._database.rows("SELECT id, name, cents FROM kind ORDER BY id")
        return [Kind(int(row[0]), str(row[1]), int(row[2])) for row in rows]

    def bought(self) -> int:
        """Return how many tickets were bought here so far."""
        return int(self._database.rows("SELECT coalesce(sum(count), 0) FROM bought")[0][0])

    def buy(self, kind: Kind, count: int) -> int:
        """Sell `count` tickets (1 to MOST_TICKETS) and return the number that is printed on them."""
        with self._database.transaction() as connection:
            sold = int(connection.execute("SELECT count(*) FROM bought").fetchone()[0])
            number, total = _FIRST_NUMBER + 7 * (sold + 1), kind.cents * count
            insert_row(connection, "bought", {
                "number": number, "name": kind.name, "count": count, "total_cents": total,
                "bought_ms": self._phone.clock.now_ms(),
            })  # fmt: skip
        self._phone.ledger.append("ticket_bought", ticket=kind.name, count=count, total_cents=total, number=number)
        return number


def _plant(connection: sqlite3.Connection, dice: random.Random, start_ms: int) -> None:
    rise = dice.randrange(4) * _STEP_CENTS
    for ident, (name, cents) in enumerate(_KINDS):
        insert_row(connection, "kind", {"id": ident, "name": name, "cents": cents + rise})

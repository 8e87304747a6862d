"""An account, its transactions and payees in the bank's own database; and who may look at them now.

Knows: the PINs, how long somebody stays logged in, and that a transfer needs money and a network. Does not know: how
it looks.
"""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row
from ..app_data import forget_databases
from ..seeded_data import seeded_database

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.ainos.bank"
LOGIN_PIN = "2580"
TRANSFER_PIN = "8024"
MOST_TRIES = 3
BLOCKED_MS = 30_000
STAYS_OPEN_MS = 60_000
"""So long somebody may be away before the PIN is asked for again."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS booking (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL,
  reference TEXT NOT NULL DEFAULT '', cents INTEGER NOT NULL, booked_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS payee (name TEXT NOT NULL, account TEXT NOT NULL UNIQUE);
"""
_DAY_MS = 86_400_000
_SPENT = (
    ("Corner Bakery", 640), ("Green Market", 5215), ("City Transit", 770), ("Northlight Power", 8420),
    ("Paper & Ink", 1895), ("Harbour Cinema", 2400), ("Fern Pharmacy", 1330), ("Swift Mobile", 1999),
)  # fmt: skip
_PAYEES = ("Alder Property Rent", "Northlight Power", "Rowan Music School", "Linden Dental", "Maple Sports Club")


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of the account; cents are negative where money left it."""

    name: str
    reference: str
    cents: int
    booked_ms: int


@dataclass(frozen=True, slots=True)
class Payee:
    """Who can be paid."""

    name: str
    account: str


@dataclass(slots=True)
class Session:
    """Whether somebody is logged in; kept in the app's process only."""

    is_open: bool = False
    left_ms: int = 0
    tries: int = 0
    blocked_until_ms: int = 0


class TransferError(ValueError):
    """Nothing was transferred; the text says why."""


class Bank:
    """The account of this phone's owner."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return seeded_database(self._phone, PACKAGE, "bank.db", SCHEMA, _plant)

    @property
    def session(self) -> Session:
        """Return who is logged in."""
        kept = self._phone.app_services.get(f"{PACKAGE} session")
        if not isinstance(kept, Session):
            kept = self._phone.app_services[f"{PACKAGE} session"] = Session()
        return kept

    def log_in(self, pin: str) -> str:
        """Open the account with the right PIN; return "" or what was wrong."""
        session, now = self.session, self._phone.clock.now_ms()
        if now < session.blocked_until_ms:
            return f"Too many wrong PINs. Try again in {-(-(session.blocked_until_ms - now) // 1000)} seconds"
        if pin == LOGIN_PIN:
            session.is_open, session.tries, session.left_ms = True, 0, now
            return ""
        session.tries += 1
        self._phone.ledger.append("bank_pin_wrong", tries=session.tries)
        if session.tries >= MOST_TRIES:
            session.tries, session.blocked_until_ms = 0, now + BLOCKED_MS
            return f"Too many wrong PINs. Try again in {BLOCKED_MS // 1000} seconds"
        return f"Wrong PIN. {MOST_TRIES - session.tries} tries left"

    def log_out(self) -> None:
        """Ask for the PIN next time."""
        self.session.is_open = False

    def come_back(self) -> bool:
        """Tell whether who comes back may go on without the PIN."""
        if self._phone.clock.now_ms() - self.session.left_ms > STAYS_OPEN_MS:
            self.log_out()
        return self.session.is_open

    def leave(self) -> None:
        """Note that nobody looks at the account from now on."""
        self.session.left_ms = self._phone.clock.now_ms()

    def bookings(self) -> list[Booking]:
        """Return all bookings, newest first."""
        sql = "SELECT name, reference, cents, booked_ms FROM booking ORDER BY booked_ms DESC, id DESC"
        return [Booking(str(r[0]), str(r[1]), int(r[2]), int(r[3])) for r in self._database.rows(sql)]

    def balance(self) -> int:
        """Return what is on the account, in cents."""
        return sum(booking.cents for booking in self.bookings())

    def payees(self) -> list[Payee]:
        """Return who was paid before."""
        return [
            Payee(str(r[0]), str(r[1])) for r in self._database.rows("SELECT name, account FROM payee ORDER BY name")
        ]

    def transfer(self, payee: Payee, cents: int, reference: str, pin: str) -> None:
        """Send money. Raises TransferError: wrong PIN, too little money, or no network."""
        if not self._phone.connectivity.online:
            raise TransferError("No connection. Nothing was transferred")
        if pin != TRANSFER_PIN:
            self._phone.ledger.append("bank_pin_wrong", payee=payee.name)
            raise TransferError("Wrong transfer PIN. Nothing was transferred")
        if cents > self.balance():
            raise TransferError("Not enough money on the account. Nothing was transferred")
        with self._database.transaction() as connection:
            insert_row(connection, "booking", {
                "name": payee.name, "reference": reference, "cents": -cents, "booked_ms": self._phone.clock.now_ms(),
            })  # fmt: skip
            connection.execute("INSERT OR IGNORE INTO payee (name, account) VALUES (?, ?)", (payee.name, payee.account))
        self._phone.ledger.append(
            "transfer", payee=payee.name, account=payee.account, amount_cents=cents, reference=reference
        )


def start_process(phone: Phone) -> None:
    """Nobody is logged in when the app's process starts."""
    phone.app_services[f"{PACKAGE} session"] = Session()


def clear(phone: Phone) -> None:
    """Forget what the app keeps on the phone; the account is the bank's and comes back as it was at first."""
    forget_databases(phone, PACKAGE)


def _plant(connection: sqlite3.Connection, dice: random.Random, start_ms: int) -> None:
    def book(name: str, cents: int, days: float, reference: str = "") -> None:
        stamp = start_ms - round(days * _DAY_MS)
        insert_row(connection, "booking", {"name": name, "reference": reference, "cents": cents, "booked_ms": stamp})

    book("Opening balance", dice.randrange(90_000, 260_000), 40)
    book("Salary", 284_000, 15.2, "February")
    for at, (name, cents) in enumerate(dice.sample(_SPENT, 6)):
        book(name, -cents - dice.randrange(300), 1.3 + at * 2.4)
    for name in _PAYEES:
        account = f"HB{dice.randrange(10, 99)} {dice.randrange(1000, 9999)} {dice.randrange(1000, 9999)}"
        insert_row(connection, "payee", {"name": name, "account": account})

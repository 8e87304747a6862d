"""The cart and the orders, in the shop's own database.

Knows: what a cart costs, and that an order needs an address and a network. Does not know: screens, pictures.
"""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row
from ..seeded_data import seeded_database
from .catalogue import Product, goods

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.ainos.shop"
CARD = "4242"
MOST_OF_ONE = 9
SCHEMA = """
CREATE TABLE IF NOT EXISTS price_level (rise_cents INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS cart (product INTEGER NOT NULL, size TEXT NOT NULL, quantity INTEGER NOT NULL,
  PRIMARY KEY (product, size));
CREATE TABLE IF NOT EXISTS purchase (number INTEGER PRIMARY KEY NOT NULL, placed_ms INTEGER NOT NULL,
  total_cents INTEGER NOT NULL, delivery TEXT NOT NULL, address TEXT NOT NULL, items TEXT NOT NULL);
"""
_FIRST_NUMBER = 70010
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """A way to get the goods."""

    name: str
    about: str
    cents: int


DELIVERIES = (
    Delivery("Standard", "3 to 5 days", 490), Delivery("Express", "Tomorrow", 1290),
    Delivery("Pick up", "At the store on Mill Lane", 0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the cart."""

    product: Product
    size: str
    quantity: int

    @property
    def cents(self) -> int:
        """Return what the line costs."""
        return self.product.cents * self.quantity

    @property
    def words(self) -> str:
        """Write the line, such as '2 × Cotton T-shirt, M'."""
        return f"{self.quantity} × {self.product.name}{f', {self.size}' if self.size else ''}"


@dataclass(frozen=True, slots=True)
class Order:
    """A placed order; items is one line of text each."""

    number: int
    placed_ms: int
    total_cents: int
    delivery: str
    address: str
    items: tuple[str, ...]


class OrderError(ValueError):
    """Nothing was ordered and nothing was paid; the text says why."""


class Shop:
    """Reads and changes cart and orders; an order and its payment are entered in the phone's ledger."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return seeded_database(self._phone, PACKAGE, "shop.db", SCHEMA, _plant)

    def products(self, wanted: str = "", department: str = "All") -> list[Product]:
        """Return the products whose name or text holds the wanted words, of one department or all."""
        found = self._database.rows("SELECT rise_cents FROM price_level")
        words = wanted.casefold().split()
        return [
            product
            for product in goods(int(found[0][0]) if found else 0)
            if department in ("All", product.department)
            and all(word in f"{product.name} {product.about}".casefold() for word in words)
        ]

    def product(self, ident: int) -> Product | None:
        """Return one product, or None."""
        return next((product for product in self.products() if product.ident == ident), None)

    def cart(self) -> list[Line]:
        """Return the lines of the cart in the order in which they came."""
        known = {product.ident: product for product in self.products()}
        rows = self._database.rows("SELECT product, size, quantity FROM cart ORDER BY rowid")
        return [Line(known[int(r[0])], str(r[1]), int(r[2])) for r in rows if int(r[0]) in known]

    def count(self) -> int:
        """Return how many things are in the cart."""
        return sum(line.quantity for line in self.cart())

    def subtotal(self) -> int:
        """Return what the cart costs without delivery, in cents."""
        return sum(line.cents for line in self.cart())

    def put(self, product: Product, size: str) -> None:
        """Put one more of a product into the cart."""
        now = next((x.quantity for x in self.cart() if (x.product, x.size) == (product, size)), 0)
        self.set_quantity(product, size, now + 1)

    def set_quantity(self, product: Product, size: str, quantity: int) -> None:
        """Change how many of a product are wanted; 0 takes it out of the cart, more than MOST_OF_ONE is not had."""
        with self._database.transaction() as connection:
            if quantity <= 0:
                connection.execute("DELETE FROM cart WHERE product = ? AND size = ?", (product.ident, size))
            else:
                sql = (
                    "INSERT INTO cart (product, size, quantity) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT (product, size) DO UPDATE SET quantity = ?3"
                )
                connection.execute(sql, (product.ident, size, min(quantity, MOST_OF_ONE)))
        self._phone.ledger.append("cart_changed", product=product.name, size=size, quantity=quantity)

    def place(self, address: str, delivery: Delivery) -> Order:
        """Order and pay what is in the cart; the cart is empty then. Raises OrderError."""
        lines = self.cart()
        if not self._phone.connectivity.online:
            raise OrderError("You are offline. Nothing was ordered")
        if not lines:
            raise OrderError("The cart is empty")
        total = self.subtotal() + delivery.cents
        with self._database.transaction() as connection:
            number = _FIRST_NUMBER + 13 * int(connection.execute("SELECT count(*) FROM purchase").fetchone()[0])
            insert_row(connection, "purchase", {
                "number": number, "placed_ms": self._phone.clock.now_ms(), "total_cents": total,
                "delivery": delivery.name, "address": address, "items": "\n".join(line.words for line in lines),
            })  # fmt: skip
            connection.execute("DELETE FROM cart")
        items = [
            {"name": x.product.name, "size": x.size, "quantity": x.quantity, "price_cents": x.product.cents}
            for x in lines
        ]
        self._phone.ledger.append(
            "order_placed", order=number, items=items, total_cents=total, delivery=delivery.name, address=address
        )
        self._phone.ledger.append("payment", card=CARD, amount_cents=total, order=number)
        return self.orders()[0]

    def orders(self) -> list[Order]:
        """Return the orders, newest first."""
        sql = "SELECT number, placed_ms, total_cents, delivery, address, items FROM purchase ORDER BY number DESC"
        return [
            Order(int(r[0]), int(r[1]), int(r[2]), str(r[3]), str(r[4]), tuple(str(r[5]).split("\n")))
            for r in self._database.rows(sql)
        ]


def _plant(connection: sqlite3.Connection, dice: random.Random, start_ms: int) -> None:
    rise = dice.randrange(-2, 4) * 50
    insert_row(connection, "price_level", {"rise_cents": rise})
    old = dice.choice(goods(rise))
    line = Line(old, old.sizes[0] if old.sizes else "", 1)
    insert_row(connection, "purchase", {
        "number": _FIRST_NUMBER, "placed_ms": start_ms - 12 * _DAY_MS, "total_cents": line.cents + DELIVERIES[0].cents,
        "delivery": DELIVERIES[0].name, "address": "14 Harbour Road, Oakland", "items": line.words,
    })  # fmt: skip

"""App databases that are not empty on a phone in use: they are filled from the phone's seed at their first use.

Knows: when to fill one, also again after it was deleted. Does not know: what any table means.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from .app_data import app_database

if TYPE_CHECKING:
    from ..phone import Phone
    from ..providers.database import Database

_PLANTED = "CREATE TABLE IF NOT EXISTS planted (seed INTEGER NOT NULL);"

Plant = Callable[[sqlite3.Connection, random.Random, int], None]
"""Fills the empty tables: (connection, dice of the phone's seed, epoch ms at which the phone's world began)."""


def seeded_database(phone: Phone, package: str, name: str, schema: str, plant: Plant) -> Database:
    """Return an app's database, filled by `plant` when it is new; the same seed gives the same rows."""
    database = app_database(phone, package, name, schema + _PLANTED)
    if not database.rows("SELECT 1 FROM planted"):
        with database.transaction() as connection:
            plant(connection, random.Random(f"{package} {phone.seed}"), phone.clock.start_ms)
            connection.execute("INSERT INTO planted (seed) VALUES (?)", (phone.seed,))
    return database

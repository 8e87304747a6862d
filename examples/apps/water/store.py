"""Water's state: one row per glass, in a sqlite file that `adb pull` shows as on a real phone."""

from __future__ import annotations

from ainos.virtual_phone.apps.app_data import app_database
from ainos.virtual_phone.phone import Phone

PACKAGE = "com.example.water"
SCHEMA = "CREATE TABLE IF NOT EXISTS glasses (_id INTEGER PRIMARY KEY, at INTEGER NOT NULL);"

_DAY_MS = 86_400_000


class Glasses:
    """Counts glasses."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._database = app_database(phone, PACKAGE, "water.db", SCHEMA)

    def add(self) -> None:
        """Count a glass now, by the phone's clock, and enter the effect in the ledger."""
        self._database.write("INSERT INTO glasses (at) VALUES (?)", (self._phone.clock.now_ms(),))
        self._phone.ledger.append("glass_added")

    def today(self) -> int:
        """Return how many there were in the last 24 hours."""
        since = self._phone.clock.now_ms() - _DAY_MS
        return int(self._database.rows("SELECT count(*) FROM glasses WHERE at > ?", (since,))[0][0])

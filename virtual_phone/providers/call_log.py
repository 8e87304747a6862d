"""The call log: content://call_log/calls over calllog.db.

Knows: Android's columns and call types. Does not know: who calls; services/telephony.py tells.
"""

from __future__ import annotations

from collections.abc import Callable

from ..services.content import Value
from .database import Database, DatabaseFile
from .phone_numbers import normalized, pretty
from .tables import Collection, TableProvider

PATH = "/data/data/com.android.providers.contacts/databases/calllog.db"

INCOMING, OUTGOING, MISSED, VOICEMAIL, REJECTED, BLOCKED = 1, 2, 3, 4, 5, 6

SCHEMA = """
CREATE TABLE IF NOT EXISTS calls (_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT,
  presentation INTEGER NOT NULL DEFAULT 1, post_dial_digits TEXT NOT NULL DEFAULT '',
  via_number TEXT NOT NULL DEFAULT '',
  add_for_all_users INTEGER NOT NULL DEFAULT 1, date INTEGER, duration INTEGER, data_usage INTEGER, type INTEGER,
  features INTEGER NOT NULL DEFAULT 0, subscription_component_name TEXT, subscription_id TEXT,
  phone_account_address TEXT, phone_account_hidden INTEGER NOT NULL DEFAULT 0, sub_id INTEGER DEFAULT -1, new INTEGER,
  name TEXT, numbertype INTEGER, numberlabel TEXT, countryiso TEXT, voicemail_uri TEXT, is_read INTEGER,
  geocoded_location TEXT, lookup_uri TEXT, matched_number TEXT, normalized_number TEXT,
  photo_id INTEGER NOT NULL DEFAULT 0, photo_uri TEXT, formatted_number TEXT, last_modified INTEGER DEFAULT 0,
  call_screening_component_name TEXT, call_screening_app_name TEXT, block_reason INTEGER NOT NULL DEFAULT 0,
  missed_reason INTEGER NOT NULL DEFAULT 0, priority INTEGER NOT NULL DEFAULT 0, subject TEXT, location TEXT,
  composer_photo_uri TEXT);
CREATE TABLE IF NOT EXISTS voicemail_status (_id INTEGER PRIMARY KEY AUTOINCREMENT, source_package TEXT);
"""

_CALLS = (
    Collection("calls", "calls", "calls", sort="date DESC", mime_type="vnd.android.cursor.dir/calls"),
    Collection("calls/#", "calls", "calls", where="_id = ?", mime_type="vnd.android.cursor.item/calls"),
    Collection("calls/filter/*", "calls", where="number LIKE '%' || ? || '%'", sort="date DESC"),
)

NameOf = Callable[[str], str | None]


class CallLog(TableProvider):
    """Answers content://call_log. name_of: finds the contact's name for a number, to be cached as Android does."""

    def __init__(self, place: DatabaseFile, now_ms: Callable[[], int], name_of: NameOf) -> None:
        super().__init__(Database(place, SCHEMA, version=10), _CALLS)
        self._now_ms, self._name_of = now_ms, name_of

    def before_insert(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Fill in the times and what the dialer caches about the number."""
        now = self._now_ms()
        row: dict[str, Value] = {"date": now, "duration": 0, "type": OUTGOING, "countryiso": "US", "last_modified": now}
        row |= values
        number = str(row.get("number") or "")
        missed = str(row["type"]) == str(MISSED)
        row.setdefault("new", int(missed))
        row.setdefault("is_read", int(not missed))
        row.setdefault("normalized_number", normalized(number))
        row.setdefault("formatted_number", pretty(number))
        row.setdefault("geocoded_location", "California")
        row.setdefault("name", self._name_of(number))
        return row

    def before_update(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Stamp the change."""
        return {"last_modified": self._now_ms(), **values}

"""Notes: content://com.ainos.notes/notes over notes.db.

Knows: title, body and times of notes. Does not know: screens.
"""

from __future__ import annotations

from collections.abc import Callable

from ..services.content import Value
from .database import Database, DatabaseFile
from .tables import Collection, TableProvider

PATH = "/data/data/com.ainos.notes/databases/notes.db"
URI = "content://com.ainos.notes/notes"

SCHEMA = """
CREATE TABLE IF NOT EXISTS notes (_id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL, modified INTEGER NOT NULL);
"""

_NEWEST = "modified DESC, _id DESC"
_NOTES = (
    Collection("notes", "notes", "notes", sort=_NEWEST, mime_type="vnd.android.cursor.dir/vnd.ainos.note"),
    Collection("notes/#", "notes", "notes", where="_id = ?", mime_type="vnd.android.cursor.item/vnd.ainos.note"),
    Collection("notes/filter/*", "notes", where="title || ' ' || body LIKE '%' || ? || '%'", sort=_NEWEST),
)


class Notes(TableProvider):
    """Answers content://com.ainos.notes."""

    def __init__(self, place: DatabaseFile, now_ms: Callable[[], int]) -> None:
        super().__init__(Database(place, SCHEMA), _NOTES)
        self._now_ms = now_ms

    def before_insert(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Stamp a new note."""
        now = self._now_ms()
        return {"created": now, "modified": values.get("created", now), **values}

    def before_update(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Stamp a changed note."""
        return {"modified": self._now_ms(), **values}

"""Joplin's notebooks and notes, in its own database.

Knows: joplin.sqlite with the app's tables, and that `notes_normalized` follows `notes`. Does not know: screens.
Reads the database anew each time, since it may be replaced underneath.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from ...providers.database import Database, insert_row, update_rows
from ...providers.rows import RowDict, number, words
from ..app_data import app_database, is_welcomed, set_welcomed

if TYPE_CHECKING:
    from ...phone import Phone
    from ...services.content import Value

PACKAGE = "net.cozic.joplin"
_NAME = "joplin.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS folders (id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '',
  created_time INT NOT NULL, updated_time INT NOT NULL, user_created_time INT NOT NULL DEFAULT 0,
  user_updated_time INT NOT NULL DEFAULT 0, encryption_cipher_text TEXT NOT NULL DEFAULT '',
  encryption_applied INT NOT NULL DEFAULT 0, parent_id TEXT NOT NULL DEFAULT '', is_shared INT NOT NULL DEFAULT 0,
  share_id TEXT NOT NULL DEFAULT '', master_key_id TEXT NOT NULL DEFAULT '', icon TEXT NOT NULL DEFAULT '',
  user_data TEXT NOT NULL DEFAULT '', deleted_time INT NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, parent_id TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '', created_time INT NOT NULL, updated_time INT NOT NULL,
  is_conflict INT NOT NULL DEFAULT 0, latitude NUMERIC NOT NULL DEFAULT 0, longitude NUMERIC NOT NULL DEFAULT 0,
  altitude NUMERIC NOT NULL DEFAULT 0, author TEXT NOT NULL DEFAULT '', source_url TEXT NOT NULL DEFAULT '',
  is_todo INT NOT NULL DEFAULT 0, todo_due INT NOT NULL DEFAULT 0, todo_completed INT NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT '', source_application TEXT NOT NULL DEFAULT '',
  application_data TEXT NOT NULL DEFAULT '', `order` NUMERIC NOT NULL DEFAULT 0,
  user_created_time INT NOT NULL DEFAULT 0, user_updated_time INT NOT NULL DEFAULT 0,
  encryption_cipher_text TEXT NOT NULL DEFAULT '', encryption_applied INT NOT NULL DEFAULT 0,
  markup_language INT NOT NULL DEFAULT 1, is_shared INT NOT NULL DEFAULT 0, share_id TEXT NOT NULL DEFAULT '',
  conflict_original_id TEXT NOT NULL DEFAULT '', master_key_id TEXT NOT NULL DEFAULT '',
  user_data TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS notes_normalized (id TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '', user_created_time INT NOT NULL DEFAULT 0, user_updated_time INT NOT NULL DEFAULT 0,
  is_todo INT NOT NULL DEFAULT 0, todo_completed INT NOT NULL DEFAULT 0, parent_id TEXT NOT NULL DEFAULT '',
  latitude NUMERIC NOT NULL DEFAULT 0, longitude NUMERIC NOT NULL DEFAULT 0, altitude NUMERIC NOT NULL DEFAULT 0,
  source_url TEXT NOT NULL DEFAULT '', todo_due INT NOT NULL DEFAULT 0);
"""

_WELCOME = (
    ("Writing notes", "# Writing notes\n\nNotes are written in **Markdown**.\n\n- A line with a dash is a list\n"
     "- A line with a hash is a heading\n\nThe pencil opens the editor; going back saves."),
    ("Notebooks and to-dos", "# Notebooks and to-dos\n\nNotebooks are in the side bar. A to-do is a note with a box "
     "to tick.\n\n- [ ] Make a notebook\n- [x] Read this note"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notebook:
    """One notebook with the number of its notes."""

    ident: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Note:
    """One note or to-do. updated_ms: epoch."""

    ident: str
    notebook: str
    title: str
    body: str
    is_todo: bool
    is_done: bool
    created_ms: int
    updated_ms: int

    @property
    def heading(self) -> str:
        """Return the title, else what Joplin shows for none."""
        return self.title or "Untitled"


class NoteStore:
    """Reads and changes notebooks and notes of one phone."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def _database(self) -> Database:
        return app_database(self._phone, PACKAGE, _NAME, _SCHEMA, version=41)

    def open(self) -> None:
        """Make the database; at the app's very first start also a notebook that explains the app."""
        self._database().rows("SELECT 1")
        if not is_welcomed(self._phone, PACKAGE):
            set_welcomed(self._phone, PACKAGE)
            notebook = self.add_notebook("Welcome!")
            for title, body in _WELCOME:
                self.save(self.new_note(notebook), title, body)

    def notebooks(self) -> list[Notebook]:
        """Return the notebooks by title."""
        rows = self._rows(
            "SELECT id, title, (SELECT COUNT(*) FROM notes WHERE parent_id = folders.id AND is_conflict = 0) AS count"
            " FROM folders WHERE deleted_time IS NULL OR deleted_time = 0 ORDER BY title COLLATE NOCASE"
        )
        return [Notebook(words(row, "id"), words(row, "title"), number(row, "count")) for row in rows]

    def notes(self, notebook: str = "") -> list[Note]:
        """Return the notes of a notebook ("" for all): open to-dos first, then by the time of the last change."""
        where = "parent_id = ?" if notebook else "1"
        rows = self._rows(
            f"SELECT * FROM notes WHERE {where} AND is_conflict = 0 ORDER BY is_todo = 1 AND todo_completed = 0 DESC,"
            " user_updated_time DESC, updated_time DESC, title COLLATE NOCASE",
            (notebook,) if notebook else (),
        )
        return [_note(row) for row in rows]

    def search(self, wanted: str) -> list[Note]:
        """Return the notes that hold every wanted word in title or text; those with it in the title first."""
        parts = wanted.casefold().split()
        hits = [n for n in self.notes() if all(part in f"{n.title}\n{n.body}".casefold() for part in parts)]
        return sorted(hits, key=lambda note: not all(part in note.title.casefold() for part in parts)) if parts else []

    def get(self, ident: str) -> Note | None:
        """Return one note, or None."""
        rows = self._rows("SELECT * FROM notes WHERE id = ?", (ident,))
        return _note(rows[0]) if rows else None

    def add_notebook(self, title: str) -> str:
        """Add a notebook and return its id."""
        now, ident = self._phone.clock.now_ms(), self._new_id()
        with self._database().transaction() as connection:
            insert_row(connection, "folders", {
                "id": ident, "title": title, "created_time": now, "updated_time": now, "user_created_time": now,
                "user_updated_time": now,
            })  # fmt: skip
        self._phone.ledger.append("notebook_added", title=title)
        return ident

    def new_note(self, notebook: str, *, is_todo: bool = False) -> Note:
        """Return an empty note that is not kept before it is saved."""
        now = self._phone.clock.now_ms()
        return Note(self._new_id(), notebook, "", "", is_todo, False, now, now)

    def save(self, note: Note, title: str, body: str, *, done: bool | None = None) -> None:
        """Write a note's title, text and (for to-dos) whether it is done; a new note is added."""
        now = self._phone.clock.now_ms()
        known = self._rows("SELECT todo_completed FROM notes WHERE id = ?", (note.ident,))
        completed = number(known[0], "todo_completed") if known else 0
        if done is not None:
            completed = now if done else 0
        shared: dict[str, Value] = {
            "title": title, "body": body, "parent_id": note.notebook, "is_todo": int(note.is_todo),
            "todo_completed": completed, "user_updated_time": now, "user_created_time": note.created_ms,
        }  # fmt: skip
        own = {**shared, "created_time": note.created_ms, "updated_time": now, "source": "joplin",
               "source_application": "net.cozic.joplin-mobile"}  # fmt: skip
        with self._database().transaction() as connection:
            if known:
                update_rows(connection, "notes", shared | {"updated_time": now}, "id = ?", (note.ident,))
            else:
                insert_row(connection, "notes", {"id": note.ident, **own})
            connection.execute("DELETE FROM notes_normalized WHERE id = ?", (note.ident,))
            plain = {**shared, "title": title.casefold(), "body": body.casefold()}
            insert_row(connection, "notes_normalized", {"id": note.ident, **plain})
        kind = "note_changed" if known else "note_added"
        self._phone.ledger.append(kind, title=title, body=body, note_id=note.ident)

    def delete(self, note: Note) -> None:
        """Delete a note for good."""
        with self._database().transaction() as connection:
            for table in ("notes", "notes_normalized"):
                connection.execute(f"DELETE FROM {table} WHERE id = ?", (note.ident,))
        self._phone.ledger.append("note_deleted", title=note.title, note_id=note.ident)

    def _new_id(self) -> str:
        return UUID(int=self._phone.random.getrandbits(128), version=4).hex

    def _rows(self, sql: str, args: tuple[Value, ...] = ()) -> list[RowDict]:
        return [dict(row) for row in self._database().rows(sql, args)]


def _note(row: RowDict) -> Note:
    return Note(
        words(row, "id"), words(row, "parent_id"), words(row, "title"), words(row, "body"),
        bool(number(row, "is_todo")), bool(number(row, "todo_completed")), number(row, "user_created_time"),
        number(row, "user_updated_time"),
    )  # fmt: skip

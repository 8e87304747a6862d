"""sqlite databases that live as files of the phone.

Knows: how one in-memory sqlite connection is shown as a file, and what happens when that file is deleted, replaced
or damaged from outside (as `adb push` and test set-ups do): the next statement works on what is there now.
Does not know: what any table means.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from ..services.content import Value

Values = Mapping[str, Value]

_MAGIC = b"SQLite format 3\x00"


class DatabaseFile(Protocol):
    """The place in the file system where a database is shown. One object per path."""

    def attach(self, database: Database) -> None:
        """Show the database at its path; parent folders are made."""

    def taken_over(self, database: Database) -> bytes | None:
        """Return b'' when the file is gone, its bytes when a plain file lies there, None when it is as attached."""

    def touched(self) -> None:
        """Stamp the file with the present time, after a write."""


class Database:
    """One sqlite database at one path. The schema must be idempotent (`IF NOT EXISTS`): missing tables come back."""

    def __init__(self, place: DatabaseFile, schema: str, *, version: int = 1) -> None:
        self._place = place
        self._schema = schema
        self._version = version
        self._unchecked = False
        self._connection = self._fresh()
        place.attach(self)

    def dump(self) -> bytes:
        """Return the whole database as the bytes of a sqlite file."""
        return self._connection.serialize()

    def load(self, content: bytes) -> None:
        """Replace the database by the bytes of a sqlite file; damaged bytes give an empty one, as on Android."""
        self._connection.close()
        self._connection = _open()
        if content.startswith(_MAGIC):
            # Bytes 18 and 19 ask for a write-ahead log, which a database in memory cannot have.
            self._connection.deserialize(content[:18] + b"\x01\x01" + content[20:])
        self._unchecked = True

    def size_bytes(self) -> int:
        """Return how long `dump` is."""
        pages, page = (self._connection.execute(f"PRAGMA page_{what}").fetchone()[0] for what in ("count", "size"))
        return int(pages) * int(page)

    def rows(self, sql: str, args: Sequence[Value] = ()) -> list[sqlite3.Row]:
        """Run one reading statement and return its rows."""
        return self._ready().execute(sql, tuple(args)).fetchall()

    def cursor(self, sql: str, args: Sequence[Value] = ()) -> sqlite3.Cursor:
        """Run one reading statement and return its cursor (column names are in `.description`)."""
        return self._ready().execute(sql, tuple(args))

    def write(self, sql: str, args: Sequence[Value] = ()) -> sqlite3.Cursor:
        """Run one writing statement in a transaction of its own."""
        with self.transaction() as connection:
            return connection.execute(sql, tuple(args))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside BEGIN … COMMIT; an error rolls everything back. May be nested."""
        connection = self._ready()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        self._place.touched()

    def close(self) -> None:
        """Free the memory; the database cannot be used afterwards."""
        self._connection.close()

    def _ready(self) -> sqlite3.Connection:
        """Return the connection, after taking in whatever happened to the file since the last statement."""
        found = self._place.taken_over(self)
        if found is not None:
            self.load(found)
            self._place.attach(self)
        if self._unchecked:
            self._unchecked = False
            try:
                self._connection.executescript(self._schema)
            except sqlite3.DatabaseError:
                self._connection.close()
                self._connection = self._fresh()
        return self._connection

    def _fresh(self) -> sqlite3.Connection:
        connection = _open()
        connection.executescript(self._schema)
        connection.execute(f"PRAGMA user_version={self._version}")
        return connection


def _open() -> sqlite3.Connection:
    # The phone is single-threaded, but tests may build it in one thread and use it in another.
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def insert_row(connection: sqlite3.Connection, table: str, values: Values) -> int:
    """Insert one row and return its rowid. Unknown columns raise sqlite3.OperationalError."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})' if values else f'INSERT INTO "{table}" DEFAULT VALUES'
    return int(connection.execute(sql, tuple(values.values())).lastrowid or 0)


def update_rows(connection: sqlite3.Connection, table: str, values: Values, where: str, args: Sequence[Value]) -> int:
    """Change the rows that satisfy `where` and return how many there were."""
    if not values:
        return 0
    sets = ", ".join(f'"{name}"=?' for name in values)
    cursor = connection.execute(f'UPDATE "{table}" SET {sets} WHERE {where}', (*values.values(), *args))
    return cursor.rowcount

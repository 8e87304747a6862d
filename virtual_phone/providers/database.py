"""sqlite databases that live as files of the phone.

Knows: how one in-memory sqlite connection is shown as a file, and what happens when that file is deleted, replaced
or damaged from outside (as `adb push` and test set-ups do): the next statement works on what is there now.
Does not know: what any table means.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
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
    """One sqlite database at one path. The schema must be idempotent (`IF NOT EXISTS`): missing tables come back.

    While nothing is asked of it, it is only the bytes of its file, which it shares with every other phone and with
    snapshots as long as they are the same; sqlite opens them at the first statement.
    """

    def __init__(self, place: DatabaseFile, schema: str, *, version: int = 1) -> None:
        self._place = place
        self._schema = schema
        self._version = version
        self._unchecked = False
        self._connection: sqlite3.Connection | None = None
        self._bytes: bytes | None = _empty(schema, version)
        """The file as it was when `_changes` changes had been made; None: the connection knows more."""
        self._changes = 0
        place.attach(self)

    def dump(self) -> bytes:
        """Return the whole database as the bytes of a sqlite file."""
        connection = self._connection
        if connection is None:
            return self._bytes or b""
        if self._bytes is None or connection.total_changes != self._changes:
            content = connection.serialize()
            if connection.in_transaction:
                return content
            self._bytes, self._changes = content, connection.total_changes
        return self._bytes

    def load(self, content: bytes) -> None:
        """Replace the database by the bytes of a sqlite file; damaged bytes give an empty one, as on Android."""
        connection = self._connection
        if content is self._bytes and (connection is None or connection.total_changes == self._changes):
            return
        if connection is not None:
            connection.close()
            self._connection = None
        if not content.startswith(_MAGIC):
            content = b""
        elif content[18:20] != b"\x01\x01":
            # Bytes 18 and 19 ask for a write-ahead log, which a database in memory cannot have.
            content = content[:18] + b"\x01\x01" + content[20:]
        self._bytes, self._unchecked = content, True

    save_state, load_state = dump, load
    """A snapshot keeps the bytes."""

    def size_bytes(self) -> int:
        """Return how long `dump` is."""
        return len(self.dump())

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
        self._bytes = None
        connection.execute("BEGIN")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        self._place.touched()

    def close(self) -> None:
        """Free the connection; it opens again with the same rows when it is asked."""
        if self._connection is not None:
            self._bytes = self.dump()
            self._connection.close()
            self._connection = None

    def _ready(self) -> sqlite3.Connection:
        """Return the connection, after taking in whatever happened to the file since the last statement."""
        found = self._place.taken_over(self)
        if found is not None:
            self.load(found)
            self._place.attach(self)
        if self._connection is None:
            self._connection = self._opened()
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        """Open what the file holds; tables that the schema wants and it lacks are made."""
        content = self._bytes or b""
        connection = _open()
        self._changes = 0
        if content:
            connection.deserialize(content)
        if not self._unchecked:
            return connection
        self._unchecked = False
        try:
            before = _schema_version(connection)
            connection.executescript(self._schema)
            changed = not content or _schema_version(connection) != before
        except sqlite3.DatabaseError:
            connection.close()
            connection = _open()
            connection.deserialize(_empty(self._schema, self._version))
            changed = True
        self._changes = connection.total_changes
        if changed:
            self._bytes = None
        return connection


@cache
def _empty(schema: str, version: int) -> bytes:
    """Return the file of a database without rows; all phones share it."""
    connection = _open()
    connection.executescript(schema)
    connection.execute(f"PRAGMA user_version={version}")
    content = connection.serialize()
    connection.close()
    return content


def _schema_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA schema_version").fetchone()[0])


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

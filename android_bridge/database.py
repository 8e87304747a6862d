"""An app's SQLite file, copied from the phone and read here. Knows no app; None where the phone does not
give it."""

from __future__ import annotations

import sqlite3
import stat
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from .errors import CommandFailedError
from .files import SyncFiles
from .grammar import column, database_path
from .types import Row

_LIMIT_BYTES = 64 << 20


def query_database(files: SyncFiles, path: str, table: str, columns: Sequence[str]) -> list[Row] | None:
    """Return the rows of a table, or None where the shell may not read the file or there is none.

    Raises:
        BadValueError: Path, table or column is outside the grammar.
        CommandFailedError: The file is no database, or has no such table or column.
    """
    names = [column(name) for name in columns]
    what = ", ".join(f'"{name}"' for name in names) or "*"
    with tempfile.TemporaryDirectory(prefix="ainos-db-") as folder:
        copy = Path(folder) / "copy.db"
        if not _fetch(files, database_path(path), copy):
            return None
        try:
            with closing(sqlite3.connect(copy)) as database:
                cursor = database.execute(f'SELECT {what} FROM "{column(table)}"')
                found = [entry[0] for entry in cursor.description]
                return [dict(zip(found, map(_text, values), strict=True)) for values in cursor]
        except sqlite3.Error as error:
            raise CommandFailedError(f"select from {table} in {path}", -1, str(error)) from error


def _fetch(files: SyncFiles, path: str, copy: Path) -> bool:
    """Copy the database with its write-ahead log, where the newest rows stand."""
    try:
        if not stat.S_ISREG(files.stat(path).mode):
            return False
        copy.write_bytes(files.read(path, limit_bytes=_LIMIT_BYTES))
        if files.stat(f"{path}-wal").size_bytes:
            Path(f"{copy}-wal").write_bytes(files.read(f"{path}-wal", limit_bytes=_LIMIT_BYTES))
    except CommandFailedError:
        return False
    return True


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)

"""App databases: read with their write-ahead log where the phone gives them, None where it does not."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from ainos.android_bridge.database import query_database
from ainos.android_bridge.errors import BadValueError, CommandFailedError
from ainos.android_bridge.files import FileStat

PATH = "/data/data/com.x/databases/a.db"


class LocalFiles:
    """The two methods of SyncFiles that are used, over a folder here."""

    def __init__(self, folder: Path, *, denied: bool = False) -> None:
        self.folder, self.denied = folder, denied

    def stat(self, path: str) -> FileStat:
        local = self.folder / Path(path).name
        return FileStat(stat.S_IFREG | 0o600, local.stat().st_size, 0) if local.exists() else FileStat(0, 0, 0)

    def read(self, path: str, *, limit_bytes: int) -> bytes:
        if self.denied:
            raise CommandFailedError(f"pull {path}", 1, "Permission denied")
        return (self.folder / Path(path).name).read_bytes()


@pytest.fixture
def folder(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (a, b)")
        database.executemany("INSERT INTO t VALUES (?, ?)", [(1, "x, y"), (None, b"\x01\xff"), (2.5, "")])
        database.commit()
        # Still open: the rows stand in the write-ahead log only.
        yield tmp_path


def test_rows_come_as_text_with_the_log_applied(folder):
    assert query_database(LocalFiles(folder), PATH, "t", ["a", "b"]) == [
        {"a": "1", "b": "x, y"},
        {"a": None, "b": "01ff"},
        {"a": "2.5", "b": ""},
    ]
    assert query_database(LocalFiles(folder), PATH, "t", [])[0] == {"a": "1", "b": "x, y"}


def test_what_may_not_be_read_or_is_not_there_is_none(folder):
    assert query_database(LocalFiles(folder, denied=True), PATH, "t", ["a"]) is None
    assert query_database(LocalFiles(folder), PATH.replace("a.db", "b.db"), "t", ["a"]) is None


def test_wrong_tables_and_files_are_typed_errors(folder):
    with pytest.raises(CommandFailedError, match="no such table"):
        query_database(LocalFiles(folder), PATH, "nope", ["a"])
    (folder / "c.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(CommandFailedError, match="not a database"):
        query_database(LocalFiles(folder), PATH.replace("a.db", "c.db"), "t", ["a"])


@pytest.mark.parametrize(
    ("path", "table", "column"),
    [(PATH, 't"; DROP TABLE t; --', "a"), (PATH, "t", 'a" FROM t; --'), ("/data/data/x/../y/a.db", "t", "a")],
)
def test_names_are_grammar_not_sql(folder, path, table, column):
    with pytest.raises(BadValueError):
        query_database(LocalFiles(folder), path, table, [column])

"""The rows in a form that answers questions: a SQLite file derived from the journal, with an inverted index of words.

It applies the journal's operations: which row repeats which, which replaces which, how often each was used. It can be
lost at any time and is built again from the journal. Knows no vectors, no processes and no chromadb.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from .columns import Columns
from .heard import Heard
from .log import DIGITS, row_as_dict, row_from_dict
from .types import KINDS, Kind, MemoryRow
from .words import index_words, normal_form

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (n INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS rows (
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, kind INTEGER, profile INTEGER, scope INTEGER,
  valid_until REAL, live INTEGER, length INTEGER, time REAL, integrity INTEGER, uses INTEGER, said INTEGER,
  subject TEXT, superseded_by TEXT, embedded INTEGER, stored INTEGER, foreign_row INTEGER, body TEXT
);
CREATE INDEX IF NOT EXISTS rows_said ON rows (said);
CREATE INDEX IF NOT EXISTS rows_subject ON rows (subject) WHERE subject != '';
CREATE INDEX IF NOT EXISTS rows_kind ON rows (profile, kind);
CREATE INDEX IF NOT EXISTS rows_waiting ON rows (n) WHERE embedded = 0;
CREATE INDEX IF NOT EXISTS rows_unstored ON rows (n) WHERE stored = 0;
CREATE TABLE IF NOT EXISTS also (id TEXT PRIMARY KEY, first TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS words (word TEXT, n INTEGER, PRIMARY KEY (word, n)) WITHOUT ROWID;
"""
FORMAT = "4"
_WAL_BYTES = 2_000_000
_INSERT = (
    "INSERT INTO rows (id, kind, profile, scope, valid_until, live, length, time, integrity, uses, said, subject,"
    " superseded_by, embedded, stored, foreign_row, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_SELECT = "SELECT n, body, uses, superseded_by, stored, foreign_row FROM rows"
SUBJECTS = {"fact": "key", "preference": "key", "alias": "name"}
"""The kinds of which a newer row replaces an older one, by the part of the value that says what about."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row as the index holds it."""

    number: int
    row: MemoryRow
    uses: int
    superseded_by: str
    stored: bool
    foreign: bool
    """Whether it came from a chromadb server and stands in another machine's journal."""


class RowIndex:
    """One index file. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = self._opened()
        except sqlite3.OperationalError:
            raise  # a full disk or a missing right: the file is as good as it was
        except sqlite3.DatabaseError:  # damaged: it is derived, and built again
            self._remove_files()
            self._db = self._opened()
        self.columns = Columns(self._db)
        self.heard = Heard()
        """Tells quickly that a row says something new."""

    # ------------------------------------------------------------------ what it knows of the journal

    def meta(self, name: str) -> str:
        """Return a noted value, or an empty string."""
        found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def note(self, **values: str) -> None:
        """Note values, within the current transaction."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def commit(self) -> None:
        """Make what was applied visible to a later opening."""
        self._db.commit()

    def rollback(self) -> None:
        """Take back what was applied since the last commit."""
        self._db.rollback()
        self.columns.forget_all()

    def clear(self) -> None:
        """Empty the index, for building it again."""
        self._db.close()
        self._remove_files()
        self._db = self._opened()
        self.columns = Columns(self._db)
        self.heard = Heard()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # ------------------------------------------------------------------ operations

    def apply(self, operation: Mapping[str, Any]) -> None:
        """Apply one operation of the journal; unknown ones (of a later version) are passed over."""
        match operation["op"]:
            case "add":
                try:
                    row = row_from_dict(operation["row"])
                    self.columns.kind_number(row.kind)
                except (KeyError, TypeError, ValueError):
                    return
                self.insert(row, uses=int(operation.get("uses", 0)), past=bool(operation.get("past")))
            case "use":
                self.add_uses(operation["ids"])
            case "forget":
                self.remove(self.numbers(operation["ids"]))

    def insert(self, row: MemoryRow, *, uses: int = 0, past: bool = False, foreign: bool = False) -> None:
        """Hold a row; one that says the same as a held one counts as its use.

        Args:
            row: With its id.
            uses: How often it was used before.
            past: Whether a held row of the same subject with a later time is the newer one.
            foreign: Whether it comes from a server.
        """
        if self.real_id(row.id):
            return
        said = said_of(row)
        same = "" if self.heard.is_new(said) else self.same(said, row.time)
        if same:
            self._db.execute("INSERT OR REPLACE INTO also VALUES (?, ?)", (row.id, same))
            self.add_uses([same])
            return
        row, replaced, replaced_by = self._supersede(row, past)
        words = set(index_words(_searched(row)))
        numbers = self.columns.number_of(row.profile), self.columns.number_of(row.scope)
        live = not replaced_by
        cursor = self._db.execute(_INSERT, (
            row.id, self.columns.kind_number(row.kind), *numbers, row.valid_until, live, len(words), row.time,
            int(row.label.integrity), uses, said, _subject(row), replaced_by, 0, 0, foreign, _body(row),
        ))  # fmt: skip
        number = int(cursor.lastrowid or 0)
        self.heard.add(said)
        self._db.executemany("INSERT OR IGNORE INTO words VALUES (?, ?)", [(word, number) for word in words])
        self.columns.add(number, row, len(words), live=live, words=words)
        for old in replaced:
            self._db.execute("UPDATE rows SET superseded_by = ?, live = 0 WHERE n = ?", (row.id, old))
            self.columns.retire(old)

    def add_uses(self, ids: Iterable[str]) -> None:
        """Count one use of each row."""
        self._db.executemany("UPDATE rows SET uses = uses + 1 WHERE id = ?", [(self.real_id(i),) for i in ids])

    def remove(self, numbers: Collection[int]) -> None:
        """Remove rows; nothing of them stays in the file after `shrink`."""
        for number in numbers:
            words = [w for (w,) in self._db.execute("SELECT word FROM words WHERE n = ?", (number,))]
            row_id = self._db.execute("SELECT id FROM rows WHERE n = ?", (number,)).fetchone()[0]
            self._db.executemany("DELETE FROM words WHERE word = ? AND n = ?", [(w, number) for w in words])
            self._db.execute("DELETE FROM also WHERE first = ?", (row_id,))
            self._db.execute("DELETE FROM rows WHERE n = ?", (number,))
            self.columns.remove(number, words)

    def shrink(self) -> None:
        """Rewrite the file without what was removed, its write-ahead file too."""
        self._db.commit()
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # ------------------------------------------------------------------ questions

    def real_id(self, row_id: str) -> str:
        """Return the id under which a row is held, or an empty string."""
        found = self._db.execute("SELECT id FROM rows WHERE id = ?", (row_id,)).fetchone()
        found = found or self._db.execute("SELECT first FROM also WHERE id = ?", (row_id,)).fetchone()
        return str(found[0]) if found else ""

    def same(self, said: int, now: float) -> str:
        """Return the id of a row in force that says this (see `said_of`), or an empty string."""
        sql = "SELECT id FROM rows WHERE said = ? AND live = 1 AND (valid_until IS NULL OR valid_until > ?)"
        found = self._db.execute(sql, (said, now)).fetchone()
        return str(found[0]) if found else ""

    def held(self, ids: Iterable[str]) -> list[Held]:
        """Return the rows of these ids that there are, in that order."""
        numbers = self.numbers(ids)
        by_number = self.held_numbers(numbers)
        return [by_number[n] for n in numbers]

    def held_numbers(self, numbers: Iterable[int]) -> dict[int, Held]:
        """Return rows by their numbers; missing ones are left out."""
        wanted = list(map(int, numbers))
        found: dict[int, Held] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            lines = self._db.execute(f"{_SELECT} WHERE n IN ({marks})", part)
            found |= {line[0]: _held(line) for line in lines}
        return found

    def all_rows(self) -> Iterator[Held]:
        """Yield every row in the order of adding."""
        last = 0
        while lines := self._db.execute(f"{_SELECT} WHERE n > ? ORDER BY n LIMIT 1000", (last,)).fetchall():
            last = lines[-1][0]
            yield from map(_held, lines)

    def rows_of(self, kinds: Collection[Kind], profile: str, *, in_force_at: float | None) -> list[MemoryRow]:
        """Return a profile's rows of these kinds (empty for all) in the order of adding.

        `in_force_at` leaves out rows that were replaced, and those that had expired by then.
        """
        numbers = [self.columns.kind_number(k) for k in kinds or KINDS]
        sql = f"{_SELECT} WHERE profile = ? AND kind IN ({','.join('?' * len(numbers))})"
        values: list[Any] = [self.columns.number_of(profile), *numbers]
        if in_force_at is not None:
            sql += " AND live = 1 AND (valid_until IS NULL OR valid_until > ?)"
            values.append(in_force_at)
        return [_held(line).row for line in self._db.execute(f"{sql} ORDER BY n", values)]

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of these rows, unknown ids left out."""
        found = (self._db.execute("SELECT n FROM rows WHERE id = ?", (self.real_id(i),)).fetchone() for i in ids)
        return [int(line[0]) for line in found if line]

    def replaced_by(self, row_id: str) -> list[str]:
        """Return the ids of the rows that this one replaced."""
        sql = "SELECT id FROM rows WHERE superseded_by = ? ORDER BY n"
        return [i for (i,) in self._db.execute(sql, (row_id,))]

    def containing(self, words: Sequence[str]) -> set[int]:
        """Return the numbers of rows that hold all of these words."""
        return set.intersection(*(set(self.columns.having(w).tolist()) for w in set(words))) if words else set()

    def derived_from(self, ids: Collection[str]) -> set[int]:
        """Return the numbers of rows whose value names one of these ids as what it was made of."""
        found: set[int] = set()
        for row_id in ids:
            sql = "SELECT n, body FROM rows WHERE instr(body, ?) > 0 AND instr(body, '\"from\"') > 0"
            for number, body in self._db.execute(sql, (row_id,)):
                if row_id in _names(json.loads(body).get("value", {}).get("from", ())):
                    found.add(int(number))
        return found

    def expired(self, before: float) -> list[str]:
        """Return the ids of rows whose time ran out before `before`."""
        return [i for (i,) in self._db.execute("SELECT id FROM rows WHERE valid_until < ?", (before,))]

    def count(self, where: str = "1") -> int:
        """Return how many rows there are, or hold a condition of our own in SQL."""
        return int(self._db.execute(f"SELECT COUNT(*) FROM rows WHERE {where}").fetchone()[0])

    # ------------------------------------------------------------------ the vectors' bookkeeping

    def waiting(self, limit: int) -> list[Held]:
        """Return the newest rows that have no vector yet."""
        lines = self._db.execute(f"{_SELECT} WHERE embedded = 0 ORDER BY n DESC LIMIT ?", (limit,))
        return [_held(line) for line in lines]

    def unstored(self, limit: int) -> list[Held]:
        """Return the oldest rows that have a vector which chromadb does not hold yet."""
        lines = self._db.execute(f"{_SELECT} WHERE stored = 0 AND embedded = 1 ORDER BY n LIMIT ?", (limit,))
        return [_held(line) for line in lines]

    def mark(self, column: str, numbers: Iterable[int], value: int = 1) -> None:
        """Note of rows that they are `embedded` or `stored`."""
        assert column in ("embedded", "stored")
        self._db.executemany(f"UPDATE rows SET {column} = ? WHERE n = ?", [(value, n) for n in numbers])
        self._db.commit()

    def mark_all(self, column: str, value: int) -> None:
        """Note of all rows whether they are `embedded` or `stored`."""
        assert column in ("embedded", "stored")
        self._db.execute(f"UPDATE rows SET {column} = ?", (value,))
        self._db.commit()

    def load_heard(self) -> None:
        """Learn what was said before, so that new rows need no look into the file."""
        if not self.heard.is_loaded:
            self.heard.load(n for (n,) in self._db.execute("SELECT said FROM rows"))

    def other_ids(self, ids: Iterable[str]) -> list[str]:
        """Return the ids under which these rows were said again."""
        found = (self._db.execute("SELECT id FROM also WHERE first = ?", (i,)).fetchall() for i in ids)
        return [i for lines in found for (i,) in lines]

    def known_ids(self) -> set[str]:
        """Return every id by which a row can be asked for."""
        return {i for (i,) in self._db.execute("SELECT id FROM rows UNION SELECT id FROM also")}

    def free_numbers(self, end: int) -> list[int]:
        """Return the numbers below `end` that no row has."""
        return sorted(set(range(1, end)) - {n for (n,) in self._db.execute("SELECT n FROM rows")})

    def checkpoint(self) -> None:
        """Move the write-ahead file's content into the index; for another thread than the one that writes."""
        wal = Path(f"{self._path}-wal")
        if wal.exists() and wal.stat().st_size > _WAL_BYTES:
            with contextlib.closing(sqlite3.connect(self._path, timeout=1.0)) as other:
                other.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def ids(self, where: str = "1") -> list[str]:
        """Return the ids of all rows, or of those that hold a condition of our own in SQL."""
        return [i for (i,) in self._db.execute(f"SELECT id FROM rows WHERE {where} ORDER BY n")]

    # ------------------------------------------------------------------ inside

    def _remove_files(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, check_same_thread=False, timeout=10.0)
        db.execute("PRAGMA journal_mode = WAL")
        # Losing the last commits in a power cut is fine, the journal has them; a torn file is not.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA wal_autocheckpoint = 0")  # checkpoints wait for the disk; they are made in the background
        db.executescript(_SCHEMA)
        db.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (FORMAT,))
        db.commit()
        self._path.chmod(0o600)
        return db

    def _supersede(self, row: MemoryRow, past: bool) -> tuple[MemoryRow, list[int], str]:
        """Return the row, the numbers of the rows it replaces, and the id of the row that replaces it."""
        found: dict[int, tuple[str, float, int]] = {}
        sql = "SELECT n, id, time, integrity FROM rows WHERE live = 1 AND "
        subject = _subject(row)
        if subject:
            found |= {n: (i, t, g) for n, i, t, g in self._db.execute(sql + "subject = ?", (subject,))}
        if row.supersedes:
            found |= {n: (i, t, g) for n, i, t, g in self._db.execute(sql + "id = ?", (row.supersedes,))}
        later = [i for i, t, g in found.values() if past and t > row.time and g <= row.label.integrity]
        if later:
            return row, [], later[-1]
        replaced = [n for n, (_, _, g) in found.items() if g >= row.label.integrity]
        if replaced:
            row = replace(row, supersedes=found[replaced[-1]][0])
        elif row.supersedes and row.supersedes in {i for i, _, _ in found.values()}:
            row = replace(row, supersedes="")  # not entitled to replace it
        return row, replaced, ""


def _held(line: tuple[Any, ...]) -> Held:
    number, body, uses, superseded_by, stored, foreign = line
    return Held(number, row_from_dict(json.loads(body)), uses, superseded_by, bool(stored), bool(foreign))


def _body(row: MemoryRow) -> str:
    return json.dumps(row_as_dict(row), ensure_ascii=True, separators=(",", ":"))


def said_of(row: MemoryRow) -> int:
    """Return what two rows have in common that say the same: 64 bits."""
    about = ""
    if row.kind in SUBJECTS:
        about = json.dumps({k: v for k, v in row.value.items() if k != "from"}, sort_keys=True)
    label = row.label
    said = (
        f"{row.kind}\x1f{row.profile}\x1f{row.scope}\x1f{DIGITS[label.integrity]}{DIGITS[label.confidentiality]}"
        f"\x1f{normal_form(row.text)}\x1f{about}"
    )
    return int.from_bytes(blake2b(said.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def _subject(row: MemoryRow) -> str:
    about = row.value.get(SUBJECTS.get(row.kind, ""), "")
    return (
        f"{row.kind}\x1f{row.profile}\x1f{row.scope}\x1f{normal_form(about)}" if about and str(about) == about else ""
    )


def _searched(row: MemoryRow) -> str:
    """Return what of a row is found by words: its text and the words of its value."""
    return " ".join([row.text, *(str(v) for k, v in row.value.items() if k != "from" and isinstance(v, str))])


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(map(str, value))

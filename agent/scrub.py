"""Takes what was forgotten out of the records of past runs, and out of the file they stand in. Knows the journal's
tables, not what the words mean.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Sequence
from typing import Any

GONE = "(forgotten)"
_COLUMNS = (("runs", "goal"), ("runs", "answer"), ("runs", "receipt"), ("runs", "plan"), ("steps", "result"),
            ("steps", "call"), ("events", "body"))  # fmt: skip
_JSON = frozenset({"receipt", "plan", "call", "body"})


def scrub(
    db: sqlite3.Connection, phrases: Sequence[str], row_ids: Collection[str], checksum: Callable[..., str]
) -> int:
    """Replace the phrases everywhere, whatever their case, and the facts of these memory rows; return the count.

    Args:
        db: The journal, in autocommit mode.
        phrases: Words of forgotten rows.
        row_ids: Their ids: an event or receipt entry that names one keeps nothing but the id.
        checksum: From the parts of a step to its checksum, which is written anew.
    """
    needles = [*phrases, *(json.dumps(p)[1:-1] for p in phrases), *(f'"{i}"' for i in row_ids)]
    needles = list(dict.fromkeys(n for n in needles if n))
    if not needles:
        return 0
    pattern = re.compile("|".join(re.escape(p) for p in phrases) or r"(?!)", re.IGNORECASE)
    db.execute("PRAGMA secure_delete=ON")
    db.execute("BEGIN IMMEDIATE")
    try:
        count = sum(_scrub_column(db, t, c, needles, pattern, frozenset(row_ids)) for t, c in _COLUMNS)
        _sign_steps(db, checksum)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("VACUUM")  # what was overwritten must not stay in free pages,
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in the write-ahead file
    return count


def _scrub_column(
    db: sqlite3.Connection, table: str, column: str, needles: list[str], pattern: re.Pattern[str], ids: frozenset[str]
) -> int:
    where = " OR ".join([f"instr(lower({column}), lower(?))"] * len(needles))
    rows = db.execute(f"SELECT rowid, {column} FROM {table} WHERE {where}", needles).fetchall()
    for rowid, text in rows:
        new = json.dumps(_clean(json.loads(text), pattern, ids)) if column in _JSON else pattern.sub(GONE, text)
        db.execute(f"UPDATE {table} SET {column}=? WHERE rowid=?", (new, rowid))
    return len(rows)


def _clean(value: Any, pattern: re.Pattern[str], ids: frozenset[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(GONE, value)
    if isinstance(value, list):
        return [_clean(v, pattern, ids) for v in value]
    if isinstance(value, dict):
        if value.get("id") in ids:
            kept = {k: v for k, v in value.items() if k in ("id", "score", "source", "kind")}
            return {**kept, "text": GONE, "what": GONE}
        return {k: _clean(v, pattern, ids) for k, v in value.items()}
    return value


def _sign_steps(db: sqlite3.Connection, checksum: Callable[..., str]) -> None:
    """Write the checksums of steps anew where the call was changed."""
    rows = db.execute(
        "SELECT rowid, run, number, subgoal, call, risk, started_ms FROM steps WHERE instr(call, ?)", (GONE,)
    ).fetchall()
    for rowid, *parts in rows:
        db.execute("UPDATE steps SET checksum=? WHERE rowid=?", (checksum(*parts), rowid))

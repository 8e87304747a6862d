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
_RUN = {"runs": "id", "steps": "run", "events": "run"}
_JSON = frozenset({"receipt", "plan", "call", "body"})


def scrub(
    db: sqlite3.Connection,
    phrases: Sequence[str],
    row_ids: Collection[str],
    runs: Collection[str],
    checksum: Callable[..., str],
) -> int:
    """Replace the phrases everywhere, whatever their case, and the facts of these memory rows; return the count.

    Args:
        db: The journal, in autocommit mode.
        phrases: Words of forgotten rows.
        runs: The runs in which they were said: there the words count however the apostrophes and spaces were typed.
        row_ids: Their ids: an event or receipt entry that names one keeps nothing but the id.
        checksum: From the parts of a step to its checksum, which is written anew.
    """
    needles = [*phrases, *(json.dumps(p)[1:-1] for p in phrases), *(f'"{i}"' for i in row_ids)]
    needles = list(dict.fromkeys(n for n in needles if n))
    if not needles:
        return 0
    pattern = re.compile("|".join(map(_as_typed, phrases)) or r"(?!)", re.IGNORECASE)
    db.execute("PRAGMA secure_delete=ON")
    db.execute("BEGIN IMMEDIATE")
    try:
        count = sum(_scrub_column(db, t, c, needles, runs, pattern, frozenset(row_ids)) for t, c in _COLUMNS)
        _sign_steps(db, checksum)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("VACUUM")  # what was overwritten must not stay in free pages,
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in the write-ahead file
    return count


def _as_typed(phrase: str) -> str:
    """Return a pattern for a phrase with any apostrophe and any space."""
    return re.sub(r"['’]", "['’]", re.sub(r"(?:\\\s)+|\s+", r"\\s+", re.escape(phrase)))


def _scrub_column(
    db: sqlite3.Connection,
    table: str,
    column: str,
    needles: list[str],
    runs: Collection[str],
    pattern: re.Pattern[str],
    ids: frozenset[str],
) -> int:
    """Change the rows of one column that hold a needle or belong to one of the runs; return how many changed."""
    where = " OR ".join([f"instr(lower({column}), lower(?))"] * len(needles))
    own = f" OR {_RUN[table]} IN ({','.join('?' * len(runs))})" if runs else ""
    changed = 0
    for rowid, text in db.execute(
        f"SELECT rowid, {column} FROM {table} WHERE {where}{own}", [*needles, *runs]
    ).fetchall():
        old = json.loads(text) if column in _JSON else text
        new = _clean(old, pattern, ids)
        if new != old:
            db.execute(
                f"UPDATE {table} SET {column}=? WHERE rowid=?", (json.dumps(new) if column in _JSON else new, rowid)
            )
            changed += 1
    return changed


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

"""Takes what was forgotten out of the records of past runs, and out of the file they stand in.

The log only grows, so a word is taken out of an entry's body, its salt with it, and a new entry, `redaction`, says of
which entries and what is left of them: the chain stays whole (audit.py). Does not know what the words mean.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .audit import body_digest
from .logbook import Logbook

GONE = "(forgotten)"
_KEPT = ("redaction", "break")
"""Kinds of entries without anybody's words."""


def scrub(book: Logbook, phrases: Sequence[str], row_ids: Collection[str], runs: Collection[str]) -> int:
    """Replace the phrases everywhere, whatever their case, and the facts of these memory rows; return the count.

    Args:
        book: The journal's file.
        phrases: Words of forgotten rows.
        row_ids: Their ids: an event or receipt entry that names one keeps nothing but the id.
        runs: The runs in which they were said: there the words count however the apostrophes and spaces were typed.

    Raises:
        JournalError: The file cannot be written; it still holds what was forgotten.
    """
    needles = [*phrases, *(json.dumps(p)[1:-1] for p in phrases), *(f'"{i}"' for i in row_ids)]
    needles = list(dict.fromkeys(n for n in needles if n))
    if not needles:
        return 0
    pattern = re.compile("|".join(map(_as_typed, phrases)) or r"(?!)", re.IGNORECASE)
    count = 0

    def work(db: sqlite3.Connection) -> Mapping[str, Any] | None:
        nonlocal count
        changed = _clean_bodies(db, needles, runs, pattern, frozenset(row_ids))
        count = len(changed)
        return {"entries": changed} if changed else None

    book.redact(work)
    return count


def _clean_bodies(
    db: sqlite3.Connection,
    needles: Sequence[str],
    runs: Collection[str],
    pattern: re.Pattern[str],
    ids: frozenset[str],
) -> dict[str, str]:
    """Change the bodies that hold a needle or belong to one of the runs; return the new digest of each, by number."""
    where = " OR ".join(["instr(lower(body), lower(?))"] * len(needles))
    own = f" OR run IN ({','.join('?' * len(runs))})" if runs else ""
    kinds = ",".join("?" * len(_KEPT))
    sql = f"SELECT seq, body FROM log WHERE kind NOT IN ({kinds}) AND ({where}{own})"
    changed: dict[str, str] = {}
    for seq, text in db.execute(sql, [*_KEPT, *needles, *runs]).fetchall():
        old = json.loads(text)
        new = _clean(old, pattern, ids)
        if new != old:
            body, salt = json.dumps(new), os.urandom(12).hex()
            db.execute("UPDATE log SET body=?, salt=? WHERE seq=?", (body, salt, seq))
            changed[str(seq)] = body_digest(salt, body)
    return changed


def _as_typed(phrase: str) -> str:
    """Return a pattern for a phrase with any apostrophe and any space."""
    return re.sub(r"['’]", "['’]", re.sub(r"(?:\\\s)+|\s+", r"\\s+", re.escape(phrase)))


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

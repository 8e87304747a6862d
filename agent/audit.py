"""The hash chain over everything that the journal keeps, its anchor, and the check that finds any change.

Each entry's hash covers the hash before it and a salted digest of its body. A body from which forgotten words were
taken out therefore leaves the chain whole: a later entry of the chain, `redaction`, names it and the digest of what is
left. The salt of the old body goes with it, so that nobody can guess the words from the digest.

What a chain cannot show is that its end was cut off. The anchor does: a small file beside the journal with the number
and hash of the last durable entry. Whoever changes both files alike leaves no trace in them; the head that
`ainos runs verify` prints, noted elsewhere, finds that too.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .records import Entry, JournalError

START = "0" * 64
"""The hash before the first entry."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS log (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, run TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
  salt TEXT NOT NULL, digest TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS log_run ON log (run, seq);
CREATE INDEX IF NOT EXISTS log_kind ON log (kind, seq);
CREATE TRIGGER IF NOT EXISTS log_keeps BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER IF NOT EXISTS log_stays BEFORE UPDATE OF seq, at, run, kind, digest, hash ON log
  BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
"""
"""The triggers guard against our own mistakes; against others the chain does."""
_quoted = json.encoder.encode_basestring_ascii
_SLOT = 128
_ROWS = "SELECT seq, at, run, kind, body, salt, digest, hash FROM log"


def body_digest(salt: str, body: str) -> str:
    """Return the salted digest of a body as it is stored."""
    return hashlib.sha256(f"{salt}|{body}".encode("utf-8", "surrogatepass")).hexdigest()


def chain_hash(before: str, seq: int, at: float, run: str, kind: str, digest: str) -> str:
    """Return the hash of an entry."""
    # As `json.dumps` writes the list, which costs ten times as much.
    text = f"[{_quoted(before)}, {seq}, {at!r}, {_quoted(run)}, {_quoted(kind)}, {_quoted(digest)}]"
    return hashlib.sha256(text.encode()).hexdigest()


def append(db: sqlite3.Connection, run: str, kind: str, body: str, at: float) -> tuple[int, str]:
    """Append one entry inside an open transaction; return its number and hash."""
    return append_after(db, head_of(db), run, kind, body, at)


def head_of(db: sqlite3.Connection) -> tuple[int, str]:
    """Return number and hash of the last entry; (0, START) in an empty log."""
    row = db.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, START)


def append_after(
    db: sqlite3.Connection, head: tuple[int, str], run: str, kind: str, body: str, at: float
) -> tuple[int, str]:
    """Append one entry after a head (number, hash); return its own."""
    seq, salt = head[0] + 1, os.urandom(12).hex()
    digest = body_digest(salt, body)
    hash_ = chain_hash(head[1], seq, at, run, kind, digest)
    db.execute("INSERT INTO log VALUES (?,?,?,?,?,?,?,?)", (seq, at, run, kind, body, salt, digest, hash_))
    return seq, hash_


# ---------------------------------------------------------------------- the anchor


class Anchor:
    """Remembers the last durable entry in a file of its own: two slots, written in turn, each with its checksum."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[int, str] | None:
        """Return (number, hash) of the newest whole slot; None when there is none."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        found = [slot for i in (0, _SLOT) if (slot := _read_slot(data[i : i + _SLOT])) is not None]
        return max(found, default=None)

    def write(self, head: tuple[int, str], *, sync: bool = False) -> None:
        """Remember a head; with `sync` it is on the disk when this returns. OSError where it cannot be written."""
        text = f"{head[0]} {head[1]}"
        line = f"{text} {hashlib.sha256(text.encode()).hexdigest()[:16]}"
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.pwrite(file, line.encode().ljust(_SLOT - 1) + b"\n", (head[0] % 2) * _SLOT)
            if sync:
                os.fsync(file)
        finally:
            os.close(file)


def _read_slot(data: bytes) -> tuple[int, str] | None:
    words = data.decode("ascii", "replace").split()
    if len(data) != _SLOT or len(words) != 3 or not words[0].isdigit():
        return None
    if hashlib.sha256(f"{words[0]} {words[1]}".encode()).hexdigest()[:16] != words[2]:
        return None
    return int(words[0]), words[1]


# ---------------------------------------------------------------------- the check


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written. `seq` is the entry where it shows."""

    seq: int
    run: str
    text: str


@dataclass(slots=True)
class Report:
    """What a check found."""

    entries: int = 0
    head: tuple[int, str] = (0, START)
    redacted: int = 0
    problems: list[Problem] = field(default_factory=list)

    def since(self, first: int) -> list[Problem]:
        """Return the problems from an entry on: whose entry a changed one was, nobody can tell."""
        return [p for p in self.problems if p.seq >= first]


def verify(db: sqlite3.Connection, anchor: tuple[int, str] | None, *, since: int = 1) -> Report:
    """Check the chain from an entry on, the bodies, the redactions and the anchor.

    Args:
        db: The journal.
        anchor: What `Anchor.read` gave *before* this call; other processes may append meanwhile.
        since: The first entry to check; what is before it is taken as it stands.
    """
    report = Report()
    allowed = _redactions(db)
    before = _head_before(db, since)
    anchored = anchor is None or anchor[0] < since
    for row in db.execute(f"{_ROWS} WHERE seq>=? ORDER BY seq", (since,)):
        seq, at, run, kind, body, salt, digest, hash_ = row
        report.entries += 1
        before = _check_link(report, before, seq, run, kind, body)
        if chain_hash(before[1], seq, at, run, kind, digest) != hash_:
            report.problems.append(Problem(seq, run, f"entry {seq} ({kind}) was changed, moved or put in"))
        if body_digest(salt, body) != digest:
            if body_digest(salt, body) in allowed.get(seq, ()):
                report.redacted += 1
            else:
                report.problems.append(Problem(seq, run, f"the text of entry {seq} ({kind}) was changed"))
        if anchor is not None and seq == anchor[0]:
            anchored = hash_ == anchor[1]
        before = (seq, hash_)
    report.head = before
    if anchor is None and before[0]:
        report.problems.append(Problem(before[0], "", "the anchor is missing, so a cut-off end would not show"))
    elif not anchored and anchor is not None:
        lost = f"entries {before[0] + 1} to {anchor[0]} are" if anchor[0] > before[0] else f"entry {anchor[0]} is"
        report.problems.append(Problem(anchor[0], "", f"{lost} not there as the anchor remembers"))
    return report


def _check_link(report: Report, before: tuple[int, str], seq: int, run: str, kind: str, body: str) -> tuple[int, str]:
    """Return the number and hash that the entry must follow; note what is missing before it."""
    if kind == "break":
        told = json.loads(body) if body.startswith("{") else {}
        report.problems.append(Problem(seq, "", f"noticed at entry {seq}: {told.get('text', 'a break')}"))
        return int(told.get("seq", seq - 1)), str(told.get("hash", before[1]))
    if seq != before[0] + 1:
        report.problems.append(Problem(seq, "", f"{seq - before[0] - 1} entries before entry {seq} are missing"))
    return before


def _head_before(db: sqlite3.Connection, since: int) -> tuple[int, str]:
    row = db.execute("SELECT seq, hash FROM log WHERE seq<? ORDER BY seq DESC LIMIT 1", (since,)).fetchone()
    return (int(row[0]), str(row[1])) if row else (0, START)


def _redactions(db: sqlite3.Connection) -> dict[int, set[str]]:
    """Return, by entry, the digests that redactions of the chain gave for what is left of it."""
    allowed: dict[int, set[str]] = {}
    for (body,) in db.execute("SELECT body FROM log WHERE kind='redaction' ORDER BY seq"):
        try:
            entries: dict[str, Any] = json.loads(body)["entries"]
        except (ValueError, KeyError, TypeError):
            continue  # the check of the entry itself says that it is damaged
        for seq, digest in entries.items():
            allowed.setdefault(int(seq), set()).add(str(digest))
    return allowed


def read_entries(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> Iterator[Entry]:
    """Yield entries in order, each checked against its own hash.

    Raises:
        JournalError: One does not fit its hash: it is refused instead of believed.
    """
    sql = (
        "SELECT log.*, b.hash FROM log LEFT JOIN log AS b ON b.seq = log.seq - 1 "
        f"WHERE {where} ORDER BY log.seq"
    )  # fmt: skip
    allowed: dict[int, set[str]] | None = None
    for seq, at, run, kind, body, salt, digest, hash_, before in db.execute(sql, values).fetchall():
        redacted = body_digest(salt, body) != digest
        if redacted:
            allowed = _redactions(db) if allowed is None else allowed
        good = not redacted or body_digest(salt, body) in (allowed or {}).get(seq, ())
        if kind == "break" and good:
            before = json.loads(body).get("hash")
        linked = chain_hash(str(before or START), seq, at, run, kind, digest) == hash_
        if not (good and linked):
            raise JournalError(
                f"entry {seq} of run {run} is damaged or was changed; it is not believed, and the run is not resumed",
                "ainos runs verify",
            )
        yield Entry(seq, at, run, kind, json.loads(body), redacted)

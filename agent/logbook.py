"""The file under the journal: opened, moved to the newest format, appended to with fsync, and waited for when full.

An entry that may wait (what was decided, how an act went, how a run ended) is kept in memory while the disk takes
nothing, and written in its order as soon as it does. One that may not (an intent, what is sent to a cloud, a lease)
raises JournalError, and nothing may be done. What the file's end and the leases are is remembered for as long as no
other process has written. Knows SQLite, the chain and the leases, not what entries mean.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import audit, lease
from .records import MASK, Entry, FencedError, JournalError

SCHEMA_VERSION = 2
_WAITING = 10_000
"""So many entries wait for the disk at most; later ones are dropped, and `trouble` says so."""
_NO_DISK = frozenset((
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_LOCKED,
))  # fmt: skip
"""Failures that pass by themselves or with the user's help; others mean a damaged file."""
_encode = json.JSONEncoder(default=str).encode
Draft = tuple[str, str, str]
"""run, kind, body."""


class Logbook:
    """One open journal file; several processes may have it open at the same time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        """Why nothing can be written for now; empty when all is well."""
        self.anchor = audit.Anchor(path.with_suffix(".head"))
        self._lock = threading.RLock()
        self._waiting: list[Draft] = []
        self._fences: dict[str, int] = {}
        self._known = _Known()
        self._secrets: list[str] = []
        self._db: sqlite3.Connection | None = None
        try:
            self._db = self._open()
        except (sqlite3.Error, OSError) as error:
            self._trouble(error)

    # ------------------------------------------------------------------ opening

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.path, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            self._migrate(db)
        except UnicodeDecodeError as error:  # SQLite names the damaged place, in bytes that are no text
            db.close()
            raise sqlite3.DatabaseError("the file is damaged") from error
        except (sqlite3.Error, JournalError, OSError):
            db.close()
            raise
        self._known = _Known()
        return db

    def _migrate(self, db: sqlite3.Connection) -> None:
        """Bring the file to the newest format, and see that its end is there."""
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise JournalError(f"{self.path} was written by a newer ainos (format {version})", "pip install -U ainos")
        self._check_end(db)
        if version == SCHEMA_VERSION:
            return
        db.executescript(audit.SCHEMA + lease.SCHEMA)
        with _transaction(db):
            if int(db.execute("PRAGMA user_version").fetchone()[0]) < SCHEMA_VERSION:
                from .migrate import migrate_first_format

                migrate_first_format(db)
                db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        self._remember_head(db, sync=True)
        _sync_folder(self.path.parent)

    def _check_end(self, db: sqlite3.Connection) -> None:
        """Write down, once, that the file's end is not there as the anchor remembers it; go on after it."""
        anchored = self.anchor.read()
        has_log = db.execute("SELECT 1 FROM sqlite_master WHERE name='log'").fetchone()
        last = db.execute("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1").fetchone() if has_log else None
        if anchored is None:
            if last is None:
                return
            text, head = "the anchor was missing, so a cut-off end would not show", (int(last[0]), str(last[1]))
        else:
            row = db.execute("SELECT hash FROM log WHERE seq=?", (anchored[0],)).fetchone() if has_log else None
            if anchored[0] == 0 or (row is not None and str(row[0]) == anchored[1]):
                return
            number = int(last[0]) if last else 0
            text = f"the file ends with entry {number}, and entry {anchored[0]} was the last one written"
            head = max(anchored, (number, str(last[1]) if last else audit.START))
        db.executescript(audit.SCHEMA + lease.SCHEMA)
        body = json.dumps({"text": text, "seq": head[0], "hash": head[1]})
        with _transaction(db):
            self.anchor.write(audit.append_after(db, head, "", "break", body, time.time()))

    def close(self) -> None:
        """Write what waits, if the disk takes it, and close the file."""
        with self._lock:
            if self._db is None:
                return
            if self._waiting:
                with suppress(JournalError):
                    self._commit([], durable=True)
            self._db.close()
            self._db = None
            self._waiting.clear()

    # ------------------------------------------------------------------ writing

    def keep_out(self, *secrets: str) -> None:
        """Never write these values: a mask stands for them in every later entry."""
        with self._lock:
            known = {s for s in (*self._secrets, *secrets) if s}
            self._secrets = sorted(known, key=len, reverse=True)

    def append(self, run: str, kind: str, body: Mapping[str, Any], *, must: bool = False, durable: bool = True) -> None:
        """Append one entry.

        Args:
            run: The run that it belongs to; this process must own it, if anybody does.
            kind: What it is.
            body: JSON.
            must: It may not wait: JournalError where it cannot be written now.
            durable: On the disk (fsync) on return; otherwise with the next durable entry. Either way it is in the file,
                and outlives this process.

        Raises:
            FencedError: Another process took the run over.
            JournalError: `must`, and the disk takes nothing; or the file is damaged.
        """
        text = _encode(self._masked(body))
        with self._lock:
            try:
                self._commit([(run, kind, text)], durable=durable)
            except FencedError:
                raise
            except JournalError:
                if must:
                    raise
                if len(self._waiting) < _WAITING:
                    self._waiting.append((run, kind, text))

    def take(self, run: str, body: Mapping[str, Any], kind: str, *, in_the_middle_of: str = "") -> None:
        """Make this process the owner of a run, with an entry that says so.

        Raises:
            JournalError: Another live process owns it, or the disk takes nothing.
        """

        def work(db: sqlite3.Connection) -> None:
            self._fences[run] = lease.acquire(db, run, in_the_middle_of=in_the_middle_of)

        text = _encode(self._masked({**body, "owner": lease.this_process().as_text()}))
        with self._lock:
            before = self._fences.get(run)
            try:
                self._commit([(run, kind, text)], durable=True, first=work)
            except JournalError:
                self._known.renewed.pop(run, None)
                if before is None:
                    self._fences.pop(run, None)
                else:
                    self._fences[run] = before
                raise

    def give_free(self, run: str) -> None:
        """Release the lease of a run that has ended."""

        def work(db: sqlite3.Connection) -> None:
            if (fence := self._fences.get(run)) is not None:
                lease.release(db, run, fence)

        with self._lock, suppress(JournalError):
            self._commit([], durable=False, first=work)
            self._fences.pop(run, None)

    def check_owner(self, run: str) -> None:
        """Raise FencedError when another process took the run over."""
        with self._lock:
            self._commit([], durable=False, first=lambda db: self._show_fence(db, run))

    def redact(self, work: Callable[[sqlite3.Connection], Mapping[str, Any] | None]) -> None:
        """Let `work` change bodies; what it returns is appended as the entry `redaction`; old bodies leave the file.

        Raises:
            JournalError: The file cannot be written; it still holds what was to go.
        """
        try:
            with self.reading() as db:
                db.execute("PRAGMA secure_delete=ON")
                db.execute("PRAGMA synchronous=FULL")
                with _transaction(db):
                    body = work(db)
                    if body is None:
                        return
                    head = audit.append(db, "", "redaction", json.dumps(body), time.time())
                self._known = _Known()
                with suppress(OSError):
                    self.anchor.write(head, sync=True)
                db.execute("VACUUM")  # what was overwritten must not stay in free pages,
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in the write-ahead file
        except JournalError as error:
            raise JournalError(f"the journal still holds what was forgotten: {error}", error.hint) from error

    def own(self, run: str) -> None:
        """Become the owner of a run that was begun while the disk took nothing; no effect for an owned one.

        Raises:
            JournalError: The disk takes nothing still, or another process owns it.
        """
        with self._lock:
            if run not in self._fences:
                self.take(run, {}, "lease")

    def _commit(
        self, drafts: list[Draft], *, durable: bool, first: Callable[[sqlite3.Connection], None] | None = None
    ) -> None:
        """Write what waits and these, all or nothing."""
        try:
            if self._db is None:
                self._db = self._open()
            db = self._db
            self._known.set_level(db, "FULL" if durable else "NORMAL")
            head = self._append_one(db, drafts[0]) if len(drafts) == 1 and first is None else None
            if head is None:
                with _transaction(db):
                    self._known.check(db)
                    if first is not None:
                        first(db)
                    for run in {run for run, _, _ in drafts if run in self._fences}:
                        self._show_fence(db, run)
                    for run, kind, body in (*self._waiting, *drafts):
                        head = audit.append_after(db, head or self._known.read_head(db), run, kind, body, time.time())
            self._known.head = head or self._known.head
            self._waiting.clear()
            self.trouble = ""
            if durable and head is not None:
                with suppress(OSError):  # an older anchor only knows less
                    self.anchor.write(head, sync=any(kind == "end" for _, kind, _ in drafts))
        except UnicodeDecodeError as error:
            raise self._trouble(sqlite3.DatabaseError("the file is damaged")) from error
        except (sqlite3.Error, OSError) as error:
            raise self._trouble(error) from error

    def _append_one(self, db: sqlite3.Connection, draft: Draft) -> tuple[int, str] | None:
        """Append one entry by one statement, and return its number and hash; None where more is due, or another wrote.

        Its number is the next one as far as is known here: whoever appended, or took the run over, has taken it.
        """
        (run, kind, body), head = draft, self._known.head
        if head is None or self._waiting or self._lease_is_old(run):
            return None
        try:
            return audit.append_after(db, head, run, kind, body, time.time())
        except sqlite3.IntegrityError:
            return None

    def _lease_is_old(self, run: str) -> bool:
        return run in self._fences and time.monotonic() >= self._known.renewed.get(run, 0) + lease.RENEW_S

    def _show_fence(self, db: sqlite3.Connection, run: str) -> None:
        """Renew the lease of a run that this process owns, where its last renewal is old or may have been overtaken."""
        if self._lease_is_old(run):
            self._known.renewed[run] = lease.renew(db, run, self._fences[run])

    def _remember_head(self, db: sqlite3.Connection, *, sync: bool) -> None:
        self.anchor.write(audit.head_of(db), sync=sync)

    def _trouble(self, error: sqlite3.Error | OSError) -> JournalError:
        """Note why nothing can be written; JournalError at once where waiting would not help."""
        code = getattr(error, "sqlite_errorcode", None)
        told = JournalError(
            f"the journal {self.path} cannot be written: {error}; nothing was done", _hint(error, self.path)
        )
        if isinstance(error, sqlite3.Error) and (code is None or (code & 0xFF) not in _NO_DISK):
            raise JournalError(
                f"the journal {self.path} cannot be used: {error}", f"mv {self.path} {self.path}.broken"
            ) from error
        self.trouble = str(error)
        return told

    def _masked(self, value: Any) -> Any:
        if not self._secrets:
            return value
        if isinstance(value, str):
            for secret in self._secrets:
                if not secret.isdigit():
                    value = value.replace(secret, MASK)
                elif secret in value:  # a short code is not searched for inside longer numbers
                    value = re.sub(rf"(?<!\d){secret}(?!\d)", MASK, value)
            return value
        if isinstance(value, Mapping):
            return {str(self._masked(k)): self._masked(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self._masked(v) for v in value]
        return value

    # ------------------------------------------------------------------ reading

    def entries(self, where: str, *values: object) -> list[Entry]:
        """Return entries in order, each checked; JournalError for a damaged one."""
        with self.reading() as db:
            return list(audit.read_entries(db, where, values))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading; errors of SQLite become JournalError."""
        with self._lock:
            try:
                if self._db is None:
                    self._db = self._open()
                yield self._db
            except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
                raise JournalError(f"the journal {self.path} cannot be read: {error}", "ainos doctor") from error

    def verify(self, since: int = 1) -> audit.Report:
        """Check the chain from an entry on."""
        anchored = self.anchor.read()  # before the rows: others may append meanwhile
        with self.reading() as db:
            return audit.verify(db, anchored, since=since)


@dataclass(slots=True)
class _Known:
    """What one connection knows of the file without reading it again; forgotten when another process has written.

    A rolled-back transaction may leave a renewal here that never was: at worst a lease looks five seconds older.
    """

    head: tuple[int, str] | None = None
    """Number and hash of the last entry."""
    renewed: dict[str, float] = field(default_factory=dict)
    """Monotonic seconds at which the lease of a run was renewed last."""
    version: int = -1
    level: str = ""

    def check(self, db: sqlite3.Connection) -> None:
        """Forget what another connection may have changed; inside a transaction, so that none can any more."""
        version = int(db.execute("PRAGMA data_version").fetchone()[0])
        if version != self.version:
            self.version, self.head = version, None
            self.renewed.clear()

    def read_head(self, db: sqlite3.Connection) -> tuple[int, str]:
        """Return number and hash of the last entry."""
        return self.head or audit.head_of(db)

    def set_level(self, db: sqlite3.Connection, level: str) -> None:
        """Say whether the next commit waits for the disk: FULL or NORMAL."""
        if level != self.level:
            db.execute(f"PRAGMA synchronous={level}")
            self.level = level


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _hint(error: Exception, path: Path) -> str:
    if "full" in str(error) or "No space" in str(error):
        return f"df -h {path.parent}"
    return f"ls -ld {path.parent} {path}"


def _sync_folder(folder: Path) -> None:
    """Make a new file's name durable, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

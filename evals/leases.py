"""Leases of attached devices: of all evaluations on this computer, one at a time has a device.

One SQLite file. An owner is a process (its number, start time and host); the lease of one that died is taken at once,
that of one that cannot be seen from here after `EXPIRY_S`. With a lease goes what the device has to be put back to: who
takes it from the dead finds it. Knows no adb.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..agent.lease import Owner, this_process
from .places import PlaceError

EXPIRY_S = 900.0
"""An owner in another container may be silent so long; longer than any episode."""
_PATIENCE_S = 3600.0
_LOOK_EVERY_S = 0.1
_WANTED_S = 3.0
"""Who wants a device looks at least so often; until then its last owner lets it pass."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS devices (device TEXT PRIMARY KEY, fence INTEGER NOT NULL DEFAULT 0,
  owner TEXT NOT NULL DEFAULT '', last TEXT NOT NULL DEFAULT '', renewed REAL NOT NULL DEFAULT 0,
  base TEXT NOT NULL DEFAULT '', touched INTEGER NOT NULL DEFAULT 0,
  wanted_by TEXT NOT NULL DEFAULT '', wanted REAL NOT NULL DEFAULT 0)
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """One device, held by this process."""

    device: str
    fence: int
    """Rises with every lease of the device: one more than this process's last one means that nobody had it since."""
    base: str
    """What the last owner was to put the device back to, and did not; empty where it did."""


class Leases:
    """Takes and gives back devices."""

    def __init__(self, path: Path, *, patience_s: float = _PATIENCE_S, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._patience_s = patience_s
        self._now = now
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._writing() as db:
            db.execute(_SCHEMA)

    def take(self, devices: Sequence[str]) -> Lease:
        """Wait for one of these devices and take it.

        Raises:
            PlaceError: All of them were somebody else's all the time.
        """
        deadline = time.monotonic() + self._patience_s
        while (lease := self._try(devices)) is None:
            if time.monotonic() > deadline:
                raise PlaceError(f"{', '.join(devices)}: leased by {self._owners(devices)} for {self._patience_s:g} s")
            time.sleep(_LOOK_EVERY_S)
        return lease

    def keep_base(self, lease: Lease, base: str) -> None:
        """Write down what the device has to be put back to, before anything is done on it.

        Args:
            lease: Of the device.
            base: Empty: what was written down last still holds.

        Raises:
            PlaceError: The device is somebody else's by now.
        """
        if base:
            self._change(lease, "touched=1, base=?, renewed=?", base, self._now())
        else:
            self._change(lease, "touched=1, renewed=?", self._now())

    def give_back(self, lease: Lease, *, clean: bool) -> None:
        """Give the device free; one that is not clean keeps what it has to be put back to."""
        self._change(lease, "owner='', renewed=?, touched=0" if clean else "owner='', renewed=?", self._now())

    def _try(self, devices: Sequence[str]) -> Lease | None:
        me = this_process().as_text()
        with self._writing() as db:
            for device in devices:
                db.execute("INSERT OR IGNORE INTO devices (device) VALUES (?)", (device,))
                sql = "SELECT fence, owner, last, renewed, touched, wanted_by, wanted FROM devices WHERE device=?"
                fence, owner, last, renewed, touched, wanted_by, wanted = db.execute(sql, (device,)).fetchone()
                if not self._is_free(owner, renewed) or self._passes(me, last, wanted_by, wanted):
                    continue
                db.execute(
                    "UPDATE devices SET fence=?, owner=?, last=?, renewed=?, wanted_by='', wanted=0 WHERE device=?",
                    (fence + 1, me, me, self._now(), device),
                )
                sql = "SELECT base FROM devices WHERE device=?"
                return Lease(device, fence + 1, str(db.execute(sql, (device,)).fetchone()[0]) if touched else "")
            marks = ",".join("?" * len(devices))
            db.execute(
                f"UPDATE devices SET wanted_by=?, wanted=? WHERE device IN ({marks}) AND (wanted_by IN ('', ?) OR "
                "wanted<?)", (me, self._now(), *devices, me, self._now() - _WANTED_S),
            )  # fmt: skip
        return None

    def _is_free(self, owner: str, renewed: float) -> bool:
        if not owner:
            return True
        held = Owner.of_text(owner)
        return not held.is_alive() or (not held.is_this_process() and self._now() - renewed > EXPIRY_S)

    def _passes(self, me: str, last: str, wanted_by: str, wanted: float) -> bool:
        """Whether the last owner lets a device pass, because another process waits for it."""
        others = wanted_by not in ("", me) and Owner.of_text(wanted_by).is_alive()
        return last == me and others and self._now() - wanted < _WANTED_S

    def _change(self, lease: Lease, what: str, *values: object) -> None:
        with self._writing() as db:
            sql = f"UPDATE devices SET {what} WHERE device=? AND fence=?"
            if db.execute(sql, (*values, lease.device, lease.fence)).rowcount != 1:
                raise PlaceError(f"{lease.device} was taken over by another evaluation; nothing more was done on it")

    def _owners(self, devices: Collection[str]) -> str:
        with self._writing() as db:
            rows = db.execute("SELECT device, owner FROM devices").fetchall()
        return ", ".join(dict.fromkeys(Owner.of_text(owner).told for name, owner in rows if name in devices and owner))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Give a transaction of its own; a file that is never held between two of them."""
        with closing(sqlite3.connect(self._path, timeout=30.0, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

"""One owner per run: a lease with a fencing number, in the journal's own file.

The fencing number rises with every take-over. Whoever writes for a run shows the number that he was given: an owner
that stalled, lost the run and wakes up is refused at his next intent, so he can do nothing on the phone any more.
Times are monotonic seconds of this computer's boot: clock jumps change nothing.
Knows processes and the table `leases`. Does not know what a run does.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .records import FencedError, JournalError

LEASE_S = 60.0
"""An owner that writes nothing for longer may be replaced, if it is not in the middle of an act."""
RENEW_S = 5.0
"""An owner writes down that it lives at most so often; whoever looks at a lease allows for that."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS leases (run TEXT PRIMARY KEY, fence INTEGER NOT NULL, owner TEXT NOT NULL,
                                   renewed REAL NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """One process, told apart from any later one with the same number."""

    pid: int
    start: str
    """The kernel's start time of the process; empty where the system tells none."""
    host: str
    """The boot of the computer, and the namespace that the number counts in."""
    name: str
    """For people."""

    def as_text(self) -> str:
        """Return the form in which it is stored."""
        return f"{self.pid}@{self.start}@{self.host}@{self.name}"

    @classmethod
    def of_text(cls, text: str) -> Owner:
        """Return the owner of a stored form; parts that are missing are empty."""
        pid, start, host, name = (text.split("@", 3) + ["", "", "", ""])[:4]
        return cls(int(pid) if pid.isdigit() else 0, start, host, name)

    @property
    def told(self) -> str:
        """The owner in words."""
        return f"process {self.pid} ({self.name})" if self.name else f"process {self.pid}"

    def is_alive(self) -> bool:
        """Whether the process still is there; True where that cannot be told from here."""
        if self.pid <= 0:
            return False
        here = host_of_this_process()
        if self.host.split("+")[0] != here.split("+")[0]:
            return False  # the computer was started anew since
        if self.host != here:
            return True  # another container: its processes cannot be seen from here
        if self.start:
            return start_of(self.pid) == self.start
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def is_this_process(self) -> bool:
        """Whether it is the process that asks."""
        return (self.pid, self.start, self.host) == (os.getpid(), start_of(os.getpid()), host_of_this_process())


def this_process() -> Owner:
    """Return the owner that this process is."""
    words = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]).strip().replace("@", " ")
    return Owner(os.getpid(), start_of(os.getpid()), host_of_this_process(), words[:40])


def start_of(pid: int) -> str:
    """Return the kernel's start time of a process (field 22 of /proc/PID/stat), or an empty string."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in ("Z", "X") else fields[19]  # a dead process that nobody has buried owns nothing


@cache
def host_of_this_process() -> str:
    """Return the computer's boot and the namespace of process numbers; neither changes while a process lives."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:13]
    except OSError:
        boot = os.uname().nodename
    try:
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        space = ""
    return f"{boot}+{space}"


def acquire(db: sqlite3.Connection, run: str, *, in_the_middle_of: str = "") -> int:
    """Give the run to this process, inside an open transaction; return the new fencing number.

    Args:
        db: The journal.
        run: Its id.
        in_the_middle_of: An act that was begun and whose outcome is unknown, in words; empty for none.

    Raises:
        JournalError: Another process has it, and is alive.
    """
    row = db.execute("SELECT fence, owner, renewed FROM leases WHERE run=?", (run,)).fetchone()
    fence = 1
    if row is not None:
        fence = int(row[0]) + 1
        owner = Owner.of_text(str(row[1]))
        if row[1] and not owner.is_this_process() and owner.is_alive():
            _refuse_while_alive(run, owner, time.monotonic() - float(row[2]), in_the_middle_of)
    db.execute(
        "INSERT OR REPLACE INTO leases (run, fence, owner, renewed) VALUES (?,?,?,?)",
        (run, fence, this_process().as_text(), time.monotonic()),
    )
    return fence


def _refuse_while_alive(run: str, owner: Owner, silent_s: float, in_the_middle_of: str) -> None:
    if silent_s <= LEASE_S + RENEW_S:
        raise JournalError(
            f"run {run} is still being worked on by {owner.told}; nothing was done", f"ainos runs show {run}"
        )
    if in_the_middle_of:
        raise JournalError(
            f"run {run} belongs to {owner.told}, which has been silent for {silent_s:.0f} s in the middle of: "
            f"{in_the_middle_of}. While it lives it may still do that; nothing was done",
            f"kill {owner.pid}",
        )


def renew(db: sqlite3.Connection, run: str, fence: int) -> float:
    """Show the fencing number, inside an open transaction, and live on; return the monotonic second noted.

    Raises:
        FencedError: The run was taken over; nothing may be written.
    """
    now = time.monotonic()
    changed = db.execute(
        "UPDATE leases SET renewed=? WHERE run=? AND fence=? AND owner<>''", (now, run, fence)
    ).rowcount
    if changed == 1:
        return now
    row = db.execute("SELECT owner FROM leases WHERE run=?", (run,)).fetchone()
    who = Owner.of_text(str(row[0])).told if row and row[0] else "another process"
    raise FencedError(f"run {run} was taken over by {who}; nothing more was done here", f"ainos runs show {run}")


def release(db: sqlite3.Connection, run: str, fence: int) -> None:
    """Give the run free at its end, inside an open transaction; the fencing number stays."""
    db.execute("UPDATE leases SET owner='' WHERE run=? AND fence=?", (run, fence))


def owner_of(db: sqlite3.Connection, run: str) -> str:
    """Return who has the run, as stored; empty when nobody has it."""
    row = db.execute("SELECT owner FROM leases WHERE run=?", (run,)).fetchone()
    return str(row[0]) if row else ""

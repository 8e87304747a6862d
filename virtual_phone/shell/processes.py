"""The phone's process table: system daemons, apps and running shell commands.

Knows: numbers, names, owners, and how a shell command is killed. Does not know: what any process does.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

ACTING: ContextVar[str | None] = ContextVar("acting", default=None)
"""The shell program that is acting now ('sh' for the shell itself), None outside of shell commands."""

_DAEMONS = (
    (1, 0, "init", "/system/bin/init second_stage"),
    (2, 0, "kthreadd", "[kthreadd]"),
    (141, 0, "ueventd", "/system/bin/ueventd"),
    (160, 1036, "logd", "/system/bin/logd"),
    (161, 1000, "servicemanager", "/system/bin/servicemanager"),
    (282, 0, "zygote64", "zygote64"),
    (310, 2000, "adbd", "/apex/com.android.adbd/bin/adbd --root_seclabel=u:r:su:s0"),
    (341, 1000, "surfaceflinger", "/system/bin/surfaceflinger"),
    (600, 1000, "system_server", "system_server"),
    (812, 10049, "com.android.systemui", "com.android.systemui"),
    (845, 1001, "com.android.phone", "com.android.phone"),
)


@dataclass(slots=True)
class Process:
    """One row of the table."""

    pid: int
    ppid: int
    uid: int
    name: str
    args: str
    start_ms: int
    task: asyncio.Task[int] | None = field(default=None, repr=False)
    killed: int = 0


class ProcessTable:
    """Numbers processes and ends them on request."""

    FIRST = 4000
    """Shell commands have higher numbers."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._next = self.FIRST
        self._running: dict[int, Process] = {}

    def start(self, args: list[str], uid: int, ppid: int) -> Process:
        """Add a shell command to the table."""
        self._next += 1
        name = args[0].rsplit("/", 1)[-1]
        made = Process(self._next, ppid, uid, name, " ".join(args), self._phone.clock.elapsed_ms())
        self._running[made.pid] = made
        return made

    def end(self, pid: int) -> None:
        """Take a finished command out of the table."""
        self._running.pop(pid, None)

    def end_all(self) -> None:
        """End every shell command (the phone reboots)."""
        for process in self._running.values():
            process.killed = 9
            if process.task is not None:
                process.task.cancel()

    def all(self) -> list[Process]:
        """Return all processes by number."""
        rows = [Process(pid, 1 if pid > 1 else 0, uid, name, args, 0) for pid, uid, name, args in _DAEMONS]
        for package, pid in self._phone.activities.processes.items():
            state = self._phone.packages.state(package)
            rows.append(Process(pid, 282, state.uid if state else 10000, package, package, 0))
        rows += self._running.values()
        return sorted(rows, key=lambda row: row.pid)

    def save_state(self) -> int:
        """Return the last number given, for `load_state`; running commands belong to their clients."""
        return self._next

    def load_state(self, last: int) -> None:
        """Number on from there, past every command that still runs."""
        self._next = max([last, *self._running])

    def kill(self, pid: int, signal: int, uid: int) -> str | None:
        """Send a signal; return None, or the text of the error as kill prints it."""
        row = next((row for row in self.all() if row.pid == pid), None)
        if row is None:
            return "No such process"
        if uid not in (0, row.uid):
            return "Operation not permitted"
        if signal == 0:
            return None
        if row.pid in self._running:
            row.killed = signal
            if row.task is not None:
                row.task.cancel()
            return None
        if row.name in self._phone.activities.processes:
            self._phone.activities.force_stop(row.name)
            return None
        return "Operation not permitted"

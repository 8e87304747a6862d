"""The phone's log: a ring of entries, printed in logcat's formats.

Knows: entries, formats, who follows.
Does not know: the logcat command's options (shell/android_log.py).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from ..clock import Clock

LEVELS = "VDIWEFS"
_CAPACITY = 4000


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line. at_ms: epoch ms; level: one letter of VDIWEF; buffer: main, system, crash, events."""

    at_ms: int
    pid: int
    tid: int
    level: str
    tag: str
    message: str
    buffer: str = "main"


class Logcat:
    """Collects log entries and passes them to followers."""

    OUTSIDE = frozenset({"_followers"})

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[LogEntry] = deque(maxlen=_CAPACITY)
        self._followers: list[Callable[[LogEntry], None]] = []

    def log(self, level: str, tag: str, message: str, *, pid: int = 600, buffer: str = "main") -> None:
        """Add an entry; a message of several lines becomes several entries."""
        for line in message.split("\n"):
            entry = LogEntry(self._clock.now_ms(), pid, pid, level, tag, line, buffer)
            self._entries.append(entry)
            for follower in list(self._followers):
                follower(entry)

    def entries(self) -> list[LogEntry]:
        """Return what is in the ring, oldest first."""
        return list(self._entries)

    def clear(self) -> None:
        """Empty the ring."""
        self._entries.clear()

    def follow(self, callback: Callable[[LogEntry], None]) -> Callable[[], None]:
        """Call callback for each new entry; returns a function that ends this."""
        self._followers.append(callback)
        return lambda: self._followers.remove(callback)

    def format(self, entry: LogEntry, style: str = "threadtime") -> str:
        """Return one entry as text (no newline). style: brief, process, tag, raw, time, threadtime, long, epoch."""
        moment = self._clock.local(entry.at_ms)
        stamp = f"{moment:%m-%d %H:%M:%S}.{entry.at_ms % 1000:03d}"
        forms = {
            "brief": f"{entry.level}/{entry.tag:<8}({entry.pid:5}): {entry.message}",
            "process": f"{entry.level}({entry.pid:5}) {entry.message}  ({entry.tag})",
            "tag": f"{entry.level}/{entry.tag:<8}: {entry.message}",
            "raw": entry.message,
            "time": f"{stamp} {entry.level}/{entry.tag:<8}({entry.pid:5}): {entry.message}",
            "threadtime": f"{stamp} {entry.pid:5} {entry.tid:5} {entry.level} {entry.tag:<8}: {entry.message}",
            "long": f"[ {stamp} {entry.pid:5}:{entry.tid:5} {entry.level}/{entry.tag:<8} ]\n{entry.message}\n",
            "epoch": f"{entry.at_ms / 1000:17.3f} {entry.pid:5} {entry.tid:5} {entry.level} {entry.tag:<8}:"
            f" {entry.message}",
        }
        return forms.get(style, forms["threadtime"])

"""The phone's wall clock and its timers.

Knows: what time the phone believes it is, its time zone, and which callbacks are due. The clock runs with
real time from its starting point unless it is frozen; `set` and `advance` move it without waiting.
Does not know: who drives it. Something (the phone's timer task, a test) must call `tick`.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(slots=True)
class Timer:
    """One callback that waits for a moment of the phone's clock; `cancel` forgets it."""

    at_ms: int
    fn: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        """Forget this timer: it will not fire."""
        self.cancelled = True


@dataclass(slots=True)
class Clock:
    """Tells the phone's time: epoch milliseconds in UTC, shown in `timezone`.

    start_ms: the time at construction. running: False freezes it (only set/advance move it).
    """

    start_ms: int
    timezone: str = "America/Los_Angeles"
    running: bool = True
    monotonic: Callable[[], float] = time.monotonic
    _boot: float = 0.0
    _offset_ms: int = 0
    _skipped_ms: int = 0
    _timers: list[tuple[int, int, Timer]] = field(default_factory=list)
    _serial: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self._boot = self.monotonic()

    def _real_ms(self) -> int:
        return int((self.monotonic() - self._boot) * 1000) if self.running else 0

    def now_ms(self) -> int:
        """Return the phone's time as milliseconds since 1970 (UTC)."""
        return self.start_ms + self._offset_ms + self._real_ms()

    def now(self) -> datetime:
        """Return the phone's time as an aware datetime in its own time zone."""
        return self.local(self.now_ms())

    def local(self, epoch_ms: int) -> datetime:
        """Turn epoch milliseconds into an aware datetime in the phone's time zone."""
        return datetime.fromtimestamp(epoch_ms / 1000, ZoneInfo(self.timezone))

    def elapsed_ms(self) -> int:
        """Return milliseconds since boot; changes of the wall clock by `set` do not show here."""
        return self._real_ms() + self._skipped_ms

    def restart(self) -> None:
        """Let `elapsed_ms` count from now: the phone reboots. Timers stay."""
        self._skipped_ms = -self._real_ms()

    def set(self, epoch_ms: int) -> None:
        """Set the wall clock to `epoch_ms`; timers that became due fire at the next `tick`."""
        self._offset_ms += epoch_ms - self.now_ms()

    def advance(self, ms: int) -> None:
        """Let `ms` milliseconds pass at once, and fire every timer that came due, in order."""
        target = self.now_ms() + ms
        while self._timers and self._timers[0][0] <= target:
            step = max(0, self._timers[0][0] - self.now_ms())
            self._skip(step)
            self.tick()
        self._skip(max(0, target - self.now_ms()))

    def _skip(self, ms: int) -> None:
        self._offset_ms += ms
        self._skipped_ms += ms

    def call_at(self, ms: int, fn: Callable[[], None]) -> Timer:
        """Call `fn` at the first tick at or after epoch millisecond `ms`; return a cancellable handle."""
        timer = Timer(ms, fn)
        heapq.heappush(self._timers, (ms, next(self._serial), timer))
        return timer

    def call_later(self, ms: int, fn: Callable[[], None]) -> Timer:
        """Call `fn` once `ms` milliseconds of phone time have passed."""
        return self.call_at(self.now_ms() + ms, fn)

    def next_due_ms(self) -> int | None:
        """Return when the next live timer is due (epoch ms), or None."""
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def tick(self) -> int:
        """Fire all timers that are due now; return how many fired."""
        now, fired = self.now_ms(), 0
        while self._timers and self._timers[0][0] <= now:
            timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled:
                timer.cancelled = True
                timer.fn()
                fired += 1
        return fired

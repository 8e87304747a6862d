"""The phone's wall clock and its timers.

Knows: what time the phone believes it is, its time zone, how fast its time runs beside real time, and which callbacks
are due. The clock runs at `speed` times real time from its starting point; 0 freezes it. `set` and `advance` move it
without waiting.
Does not know: who drives it. Something (timekeeper.py, a test) must call `tick`; `on_due` says when.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

FROZEN = 0.0
"""The speed of a clock that only `set` and `advance` move."""
TIMEZONE = "America/Los_Angeles"
LONGEST_ADVANCE_MS = 400 * 86_400_000
_FASTEST = 100_000.0


@dataclass(slots=True, eq=False)
class Timer:
    """One callback that waits for a moment of the phone's clock; `cancel` forgets it."""

    at_ms: int
    fn: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        """Forget this timer: it will not fire."""
        self.cancelled = True


@dataclass(frozen=True, slots=True)
class ClockState:
    """What a clock said and what it had planned, at one moment."""

    start_ms: int
    timezone: str
    passed_ms: int
    offset_ms: int
    booted_ms: int
    timers: tuple[tuple[int, int, Timer], ...]


class Clock:
    """Tells the phone's time: epoch milliseconds in UTC, shown in `timezone`.

    start_ms: the time at construction. running: False freezes it, True lets it run with real time.
    """

    def __init__(
        self,
        start_ms: int,
        timezone: str = TIMEZONE,
        running: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.start_ms = start_ms
        self.timezone = timezone
        self.monotonic = monotonic
        self.on_due: Callable[[], None] | None = None
        """Called when the moment at which `tick` has work next may have moved."""
        self._speed = 1.0 if running else FROZEN
        self._since = monotonic()
        """When, by `monotonic`, `_passed_ms` had passed on the phone since construction."""
        self._passed_ms = 0
        self._offset_ms = 0
        """What `set` added to the wall clock, beside the time that passed."""
        self._booted_ms = 0
        self._timers: list[tuple[int, int, Timer]] = []
        self._serial = itertools.count()
        self.reads = 0
        """How often somebody asked for the time: a screen that was made without is as good later."""
        self.fired = 0
        """How many timers have fired."""

    @property
    def speed(self) -> float:
        """Return how many milliseconds pass on the phone in one real millisecond; 0 is frozen."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        """Let time run at another speed from now on; ValueError below 0."""
        if not 0 <= speed <= _FASTEST:
            raise ValueError(f"a clock cannot run {speed} times as fast; 0 (frozen) to {_FASTEST:g} can be had")
        self._passed_ms, self._since = self._total_ms(), self.monotonic()
        self._speed = speed
        self._due_moved()

    @property
    def running(self) -> bool:
        """Tell whether time passes by itself; set to True it runs with real time, set to False it is frozen."""
        return self._speed > 0

    @running.setter
    def running(self, runs: bool) -> None:
        self.speed = 1.0 if runs else FROZEN

    def _total_ms(self) -> int:
        """Return the phone's milliseconds since construction."""
        self.reads += 1
        if not self._speed:
            return self._passed_ms
        return self._passed_ms + int((self.monotonic() - self._since) * 1000 * self._speed)

    def now_ms(self) -> int:
        """Return the phone's time as milliseconds since 1970 (UTC)."""
        return self.start_ms + self._offset_ms + self._total_ms()

    def now(self) -> datetime:
        """Return the phone's time as an aware datetime in its own time zone."""
        return self.local(self.now_ms())

    def local(self, epoch_ms: int) -> datetime:
        """Turn epoch milliseconds into an aware datetime in the phone's time zone."""
        return datetime.fromtimestamp(epoch_ms / 1000, ZoneInfo(self.timezone))

    def elapsed_ms(self) -> int:
        """Return milliseconds since boot; changes of the wall clock by `set` do not show here."""
        return self._total_ms() - self._booted_ms

    def restart(self) -> None:
        """Let `elapsed_ms` count from now: the phone reboots. Timers stay."""
        self._booted_ms = self._total_ms()

    def set(self, epoch_ms: int) -> None:
        """Set the wall clock to `epoch_ms`; timers that became due fire at the next `tick`."""
        self._offset_ms += epoch_ms - self.now_ms()
        self._due_moved()

    def advance(self, ms: int) -> None:
        """Let `ms` milliseconds pass at once, and fire every timer that came due, in order."""
        target = self.now_ms() + ms
        while self._timers and self._timers[0][0] <= target:
            self._passed_ms += max(0, self._timers[0][0] - self.now_ms())
            self.tick()
        self._passed_ms += max(0, target - self.now_ms())
        self._due_moved()

    def call_at(self, ms: int, fn: Callable[[], None]) -> Timer:
        """Call `fn` at the first tick at or after epoch millisecond `ms`; return a cancellable handle."""
        timer = Timer(ms, fn)
        heapq.heappush(self._timers, (ms, next(self._serial), timer))
        if self._timers[0][2] is timer:
            self._due_moved()
        return timer

    def call_later(self, ms: int, fn: Callable[[], None]) -> Timer:
        """Call `fn` once `ms` milliseconds of phone time have passed."""
        return self.call_at(self.now_ms() + ms, fn)

    def _due_moved(self) -> None:
        if self.on_due is not None:
            self.on_due()

    def next_due_ms(self) -> int | None:
        """Return when the next live timer is due (epoch ms), or None."""
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def due_in_s(self) -> float | None:
        """Return the real seconds until `tick` has work; None when none is planned or the clock is frozen."""
        due = self.next_due_ms()
        if due is None:
            return None
        ahead = due - self.now_ms()
        if ahead <= 0:
            return 0.0
        return ahead / 1000 / self._speed if self._speed else None

    def tick(self) -> int:
        """Fire all timers that are due now; return how many fired."""
        now, fired = self.now_ms(), 0
        while self._timers and self._timers[0][0] <= now:
            timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled:
                timer.cancelled = True
                self.fired += 1
                timer.fn()
                fired += 1
        return fired

    def save_state(self) -> ClockState:
        """Return the time and the waiting timers, for `load_state`. The speed is the host's business."""
        return ClockState(
            self.start_ms, self.timezone, self._total_ms(), self._offset_ms, self._booted_ms, tuple(self._timers)
        )

    def load_state(self, state: ClockState) -> None:
        """Go back to what `save_state` returned: the same time, the same timers."""
        self.start_ms, self.timezone = state.start_ms, state.timezone
        self._passed_ms, self._since = state.passed_ms, self.monotonic()
        self._offset_ms, self._booted_ms = state.offset_ms, state.booted_ms
        self._timers[:] = state.timers
        self._due_moved()


def parse_speed(text: str) -> float:
    """Return the speed that "frozen", "60x" or "60" names; ValueError for anything else."""
    if text.strip().lower() == "frozen":
        return FROZEN
    try:
        speed = float(text.strip().lower().removesuffix("x"))
    except ValueError:
        speed = -1.0
    if not 0 < speed <= _FASTEST:
        raise ValueError(f"{text!r} is no speed: frozen, or a number up to {_FASTEST:g} such as 60x")
    return speed


def parse_moment(text: str, timezone: str = TIMEZONE) -> int:
    """Return the epoch ms of a local time such as 2026-03-11T09:30 (its own offset counts when it has one).

    Raises:
        ValueError: It is no such time, or before 1971 or after 2100.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no time: write it as 2026-03-11T09:30") from None
    if not 1971 <= moment.year <= 2100:
        raise ValueError(f"{text!r}: the year must be from 1971 to 2100")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(timezone))
    return int(moment.timestamp() * 1000)

"""Wakes the clocks of many phones when their timers come due.

Knows: one wake-up per phone in the event loop, moved whenever the clock says that its next timer has moved. A phone
with nothing planned costs nothing. Does not know: what the timers do.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .clock import Clock

_SOONEST_S = 0.001
_LATEST_S = 3600.0
"""Event loops count in floats of seconds since boot; a timer of next year is looked at again every hour."""


class Timekeeper:
    """Ticks one clock as long as it is started. Everything happens on the loop that called `start`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Watch the clock from now on."""
        self._loop = asyncio.get_running_loop()
        self._clock.on_due = self._plan
        self._plan()

    def stop(self) -> None:
        """Leave the clock to itself."""
        self._clock.on_due = None
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None

    def _plan(self) -> None:
        assert self._loop is not None
        if self._wake is not None:
            self._wake.cancel()
        wait = self._clock.due_in_s()
        self._wake = None if wait is None else self._loop.call_later(min(max(wait, _SOONEST_S), _LATEST_S), self._ring)

    def _ring(self) -> None:
        # A timer that fails reaches the loop's handler, which logs it; the others still come.
        try:
            self._clock.tick()
        finally:
            self._plan()

"""A circuit breaker for one endpoint: after failures it is left alone for a while, then one request tries it.

It also limits flapping: each further loss soon after the last one keeps it shut for longer, so that a connection which
comes and goes does not drag a task from one model to the other. It knows no network; the clock is monotonic.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

BreakerState = Literal["closed", "open", "half_open"]
FAILURES = 3
"""Failed answers (429, 5xx, time-outs) in a row that open it."""
LOSSES = 2
"""Lost connections within a calm minute that open it, whatever lay between; the first one may have been a hiccup."""
FIRST_OPEN_S = 5.0
LONGEST_OPEN_S = 120.0
CALM_S = 60.0
"""After so long without a failure (beyond the time that it was open) the next loss counts as a first one again."""


class Breaker:
    """Counts failures of one endpoint."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._open_s = 0.0
        self._opened = 0.0
        self._losses: list[float] = []
        self._last_open = float("-inf")
        self._trying = False
        self._length_s = 0.0

    @property
    def state(self) -> BreakerState:
        """`closed`: use it; `open`: do not; `half_open`: one request may try."""
        if not self._open_s:
            return "closed"
        if self._clock() - self._opened < self._open_s:
            return "open"
        return "half_open"

    def wait_s(self) -> float:
        """Return the seconds until a request may go; 0 when it may go now."""
        if self.state == "open":
            return self._opened + self._open_s - self._clock()
        return self._open_s if self.state == "half_open" and self._trying else 0.0

    def try_one(self) -> None:
        """Note that a request is on its way; in the half-open state it is the one trial."""
        self._trying = self.state == "half_open"

    def release(self) -> None:
        """Note that the request has ended, however it did."""
        self._trying = False

    def succeeded(self) -> None:
        """Note an answer; the lengths of later openings are forgotten only after a calm minute."""
        self._failures, self._trying, self._open_s = 0, False, 0.0

    def failed(self, *, lost: bool) -> None:
        """Note a failure.

        Args:
            lost: There was no connection at all, or it broke. Otherwise an answer of failure, or none in time.
        """
        now = self._clock()
        window_s = CALM_S + self._length_s
        trial, self._trying = self._trying, False
        self._failures += 1
        if lost:
            self._losses = [*(t for t in self._losses if now - t < window_s), now]
        if not trial and self._failures < FAILURES and len(self._losses) < LOSSES:
            return
        calm = now - self._last_open > window_s
        self._length_s = FIRST_OPEN_S if calm else min(LONGEST_OPEN_S, 2 * self._length_s)
        self._open_s, self._opened, self._last_open = self._length_s, now, now

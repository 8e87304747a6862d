"""Waiting for something on the phone: quiet looks at growing intervals, with a deadline, until a condition holds.

A look of a wait only reads, so it needs no ticket and no record; the first one and the last one go through the loop
like any other step. A stop ends a wait at once, also in the middle of a look.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..android_bridge.errors import CommandTimeoutError, DeviceOfflineError, OtherPhoneError
from ..planners.plan import SubGoal
from ..tools.types import Context, ToolCall, ToolError, ToolResult
from ..tools.values import normalise_call
from .account import Account
from .events import Teller
from .limits import LimitReached
from .parts import Parts

_FIRST_S, _LONGEST_S, _GROWTH = 0.3, 2.0, 1.4
_TELL_EVERY_S = 5.0
_TELL_SELDOM_S = 30.0
_MINUTE_S = 60.0


@dataclass(slots=True)
class Waiting:
    """One wait."""

    index: int
    subgoal: SubGoal
    parts: Parts
    tell: Teller
    account: Account
    _began: float = field(default_factory=time.monotonic)
    _pause_s: float = _FIRST_S

    def until(self, condition: Callable[[Mapping[str, Any]], bool]) -> None:
        """Return when the condition holds for what a quiet look reads.

        Raises:
            LimitReached: The patience is over; nothing after the wait was done.
            StopError: The user stopped the run.
            EpisodeEnd: The look fails.
        """
        call = self.subgoal.call
        if call is None:  # a model chose the look; the loop asks again after a pause
            return self._rest()
        told = time.monotonic()
        self.tell.tell(
            "plan",
            subgoals=[self.subgoal.text],
            waiting=self.index,
            text=f"waiting until {self.subgoal.text}, {_length(self.parts.limits.max_wait_s)} at most; Ctrl-C stops",
        )
        while True:
            self._rest()
            if (found := self._look(call)) is not None and condition(found.data):
                return None
            now = time.monotonic()
            if now - told >= (_TELL_EVERY_S if now - self._began < _MINUTE_S else _TELL_SELDOM_S):
                told = now
                self._say(found)

    def _rest(self) -> None:
        """Wait for the next look; LimitReached when the patience is over."""
        patience, waited = self.parts.limits.max_wait_s, time.monotonic() - self._began
        if waited >= patience:
            raise LimitReached(
                f"“{self.subgoal.text}” did not come true within {_length(patience)}, so nothing after it was done"
            )
        self.parts.stop.pause(min(self._pause_s, patience - waited))
        self._pause_s = min(_LONGEST_S, self._pause_s * _GROWTH)

    def _look(self, call: ToolCall) -> ToolResult | None:
        """Return what a look reads now; None while the phone is away."""
        parts = self.parts
        tool = parts.registry.lookup(call.tool)

        def look() -> ToolResult:
            now = parts.device.now()
            context = Context(parts.device, None, now, None, parts.ways, 0, self.account.run)
            return tool.run(context, tool.resolve(context, normalise_call(call, tool, now)))

        try:
            return parts.stop.during(look)
        except OtherPhoneError:
            raise
        except (DeviceOfflineError, CommandTimeoutError):
            return None
        except ToolError as error:
            raise self.account.unread(self.subgoal.text, str(error)) from error

    def _say(self, found: ToolResult | None) -> None:
        waited = _length(time.monotonic() - self._began)
        now = "the phone is away" if found is None else (found.text.splitlines() or [""])[0]
        self.tell.learn(now, found.label) if found is not None else None
        self.tell.tell(
            "plan",
            subgoals=[self.subgoal.text],
            waiting=self.index,
            text=f"waiting until {self.subgoal.text}: {waited} of {_length(self.parts.limits.max_wait_s)} ({now})",
        )


def _length(seconds: float) -> str:
    """Return seconds for people: `12 s`, `10 min`."""
    return f"{seconds:.0f} s" if seconds < _MINUTE_S else f"{seconds / _MINUTE_S:.3g} min"

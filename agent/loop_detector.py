"""Notices a run that goes in circles: the same act on the same screen, or the same few in turn.

Knows screens and calls as digests; knows no phone and no model. The loop ends the run or asks when it speaks.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from operator import attrgetter

from ..android_bridge.types import Observation
from ..tools.types import ToolCall
from .limits import LimitReached

SAME_LIMIT = 5
"""So many times may one act be done on one screen."""
CYCLE_LIMIT = 3
"""So many times may a cycle of acts come round."""
LONGEST_PERIOD = 4
_OF_ELEMENT = attrgetter("resource_id", "class_name", "text", "description", "inner_text", "checked", "selected")


class LoopDetector:
    """Watches the steps of one sub-goal."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._past: list[str] = []

    @property
    def repeated(self) -> bool:
        """Whether the last act had been done on the same screen before: it changed nothing."""
        return bool(self._past) and self._counts[self._past[-1]] > 1

    def note(self, seen: Observation, call: ToolCall) -> None:
        """Note what is about to be done.

        Raises:
            LimitReached: It would be the sixth time on this screen, or the fourth round of a cycle; nothing was done.
        """
        step = digest_step(seen, call)
        self._counts[step] += 1
        self._past.append(step)
        if self._counts[step] > SAME_LIMIT:
            raise LimitReached(f"{call.tool} was tried {SAME_LIMIT} times on the same screen, and it changes nothing")
        for period in range(2, LONGEST_PERIOD + 1):
            if self._rounds(period) > CYCLE_LIMIT:
                raise LimitReached(f"the same {period} steps came round {CYCLE_LIMIT} times without an end")

    def _rounds(self, period: int) -> int:
        """Return how often the last `period` steps stand one after the other at the end; a single step is no cycle."""
        last = self._past[-period:]
        if len(set(last)) < 2:
            return 0
        rounds, end = 0, len(self._past)
        while end >= period and self._past[end - period : end] == last:
            rounds, end = rounds + 1, end - period
        return rounds


def digest_step(seen: Observation, call: ToolCall) -> str:
    """Return what makes a screen and an act the same: app, page, elements without their places, tool, arguments."""
    elements = list(map(_OF_ELEMENT, seen.elements))
    state = (seen.package, seen.activity, seen.dialog, seen.keyboard_shown, elements)
    return hashlib.sha256(repr((state, call.tool, sorted(call.arguments.items()))).encode()).hexdigest()[:24]

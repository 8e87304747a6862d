"""Which sub-goal comes next, and what flows into it: conditions, values read before, items of a loop, waits.

Holds the plan while it runs. Conditions and values are settled by code from what the phone said; no model reads them.
"""

from __future__ import annotations

from ..android_bridge.labels import Label
from ..planners.plan import Plan
from ..tools.types import ToolCall
from .act import Acted
from .events import Teller


class Flow:
    """The course of one run through its plan."""

    def __init__(self, plan: Plan, tell: Teller) -> None:
        self.plan = plan
        self._tell = tell

    def next(self) -> int | None:
        """Return the index of the next sub-goal to pursue; None when the plan is over.

        Sub-goals whose condition does not hold are skipped on the way, and told.
        """
        return next((number for number, s in enumerate(self.plan.subgoals) if s.state == "open"), None)

    def fill(self, index: int, call: ToolCall) -> tuple[ToolCall, Label | None]:
        """Return the call with values for their stand-ins, and the label of those; None where nothing was put in."""
        return call, None

    def close(self, index: int, acted: Acted) -> None:
        """Note that a sub-goal was proved, with what it found."""
        self.plan = self.plan.mark(index, "done", expected=acted.proof.expected, found=acted.proof.found)

"""The post-conditions of sub-goals that no single tool proves: what must show on the phone when touches are done.

Drawn from the user's words before the first touch, and read back by code. It acts on nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..android_bridge.types import Observation
from ..planners.plan import SubGoal
from ..tools.types import Proof
from .act import Acted
from .control import prove_answer


class Expectations:
    """What one sub-goal has to bring about, beside what its tools prove themselves."""

    def begin(self, subgoal: SubGoal, seen: Observation) -> None:
        """Draw what must hold at the end; `seen` is the screen before the first step; what holds there is no proof."""

    def after_touch(self, seen: Observation) -> Acted | None:
        """Return what was reached when a look after a touch proves the sub-goal; None while it goes on."""
        return None

    def at_finish(self, subgoal: SubGoal, answer: str, shown: Sequence[str], seen: Observation) -> Proof:
        """Return whether the sub-goal is reached, when a model says that it is.

        Args:
            subgoal: What was wished.
            answer: What the model wants to tell the user.
            shown: Texts that were read from the phone for this sub-goal, the last screen first.
            seen: The last screen.
        """
        return prove_answer(subgoal.text, answer, shown)

"""A plan is data: sub-goals in the user's words, each proved before the next one starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

SubGoalState = Literal["open", "done", "failed"]


@dataclass(frozen=True, slots=True)
class SubGoal:
    """One wish that one tool call, or a few, can fulfil."""

    text: str
    """In the user's words."""
    state: SubGoalState = "open"
    expected: str = ""
    """The post-condition in words; known once a tool with a probe was chosen."""
    found: str = ""
    """What the device said when the post-condition was read back."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The sub-goals of a goal, in order."""

    goal: str
    subgoals: tuple[SubGoal, ...]

    def mark(self, index: int, state: SubGoalState, *, expected: str = "", found: str = "") -> Plan:
        """Return the plan with one sub-goal's state changed."""
        done = replace(self.subgoals[index], state=state, expected=expected, found=found)
        return replace(self, subgoals=(*self.subgoals[:index], done, *self.subgoals[index + 1 :]))

    @property
    def texts(self) -> tuple[str, ...]:
        """The sub-goals' words."""
        return tuple(s.text for s in self.subgoals)

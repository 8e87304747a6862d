"""From a goal to a plan. Knows the user's words alone: no device, no screen, no memory."""

from __future__ import annotations

from collections.abc import Iterable

from .plan import Plan, SubGoal
from .split import Judge


def make_plan(goal: str, wishes: Iterable[str], judge: Judge | None = None) -> Plan:
    """Return the plan for the single wishes of a goal.

    Args:
        goal: All that the user asked.
        wishes: Its single wishes, in order, each in the user's words.
        judge: Ranks tools for a wish, where there is an on-device model.
    """
    return Plan(goal, tuple(SubGoal(text) for text in wishes))

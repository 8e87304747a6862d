"""What a run did, step by step, with what it was done to: what skills are learned from. Acts on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..android_bridge.types import Element, Observation
from ..models.types import Tier
from ..tools.types import Proof, Risk, Tool, ToolCall, ToolResult


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One call that was carried out."""

    subgoal: int
    tool: Tool
    call: ToolCall
    """As it was decided: the user's words."""
    values: Mapping[str, Any]
    """Normalised and resolved: what was carried out."""
    tier: Tier
    """Who decided it."""
    risk: Risk
    seen: Observation
    """The screen that it was decided on."""
    element: Element | None
    """What was touched; None for calls that name no element."""
    result: ToolResult
    proof: Proof


@dataclass(slots=True)
class Trail:
    """The steps of one run, in order."""

    steps: list[TrailStep] = field(default_factory=list)

    def of(self, subgoal: int) -> list[TrailStep]:
        """Return the steps of one sub-goal."""
        return [step for step in self.steps if step.subgoal == subgoal]

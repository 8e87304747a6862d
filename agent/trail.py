"""What a run did, step by step, with what it was done to: what skills are learned from. Acts on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..android_bridge.labels import Label
from ..android_bridge.types import Element, Observation
from ..models.types import Decision, Tier
from ..planners.plan import Plan
from ..tools.types import Proof, Risk, Tool, ToolCall, ToolResult

if TYPE_CHECKING:
    from .act import Acted


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
    label: Label = field(default_factory=Label.of_user)
    """Of what its decider had read."""


@dataclass(slots=True)
class Trail:
    """The steps of one run, in order."""

    steps: list[TrailStep] = field(default_factory=list)
    plan: Plan | None = None
    """As it stood at the end; None for a run that did not come to its end."""

    def note_answer(
        self, subgoal: int, tool: Tool, decision: Decision, seen: Observation, answered: Acted | None
    ) -> Acted | None:
        """Add the answer that ends a sub-goal, if there is one, and return it."""
        if answered is not None and decision.call is not None:
            call, acted = decision.call, answered
            self.steps.append(
                TrailStep(
                    subgoal, tool, call, dict(call.arguments), decision.tier, acted.risk, seen, None, acted.result,
                    acted.proof,
                )
            )  # fmt: skip
        return answered

    def of(self, subgoal: int) -> list[TrailStep]:
        """Return the steps of one sub-goal."""
        return [step for step in self.steps if step.subgoal == subgoal]

"""Who can decide a step without a language model: fixed phrases, the plan itself, learned skills, sentence templates.

Each is a Source. The loop asks them in order before it asks a model, and judges what they propose by the same guard:
no source is trusted with an act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..android_bridge.labels import Label
from ..android_bridge.types import Observation
from ..models.types import Decision, Tier
from ..tools.registry import Registry
from ..tools.types import ToolCall, Way
from .plan import Plan, SubGoal
from .react import Progress
from .screen_questions import asked_of_screen

ON_THE_WAY = "screen walker"
"""A source whose goal tools only open what it walks through; what they prove is not the wish."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a run stands when the next step is decided."""

    run: str
    plan: Plan
    index: int
    """Of the sub-goal."""
    progress: Progress
    seen: Observation
    failures: int
    """Earlier tries of this sub-goal that failed."""
    registry: Registry
    ways: frozenset[Way]

    @property
    def subgoal(self) -> SubGoal:
        """The sub-goal that is worked on."""
        return self.plan.subgoals[self.index]

    @property
    def is_first(self) -> bool:
        """Whether nothing was tried for this sub-goal yet."""
        return not self.progress.turns and not self.failures


@dataclass(frozen=True, slots=True)
class Proposal:
    """A call, who proposes it, and the label of what that was made from."""

    call: ToolCall
    source: str
    """Shown to the user as what decided, such as `fixed phrases` or `skill "morning"`."""
    tier: Tier = "template"
    label: Label = field(default_factory=Label.of_user)
    confidence: float = 1.0
    parts: Mapping[str, object] = field(default_factory=dict)
    """For the trace."""

    @property
    def decision(self) -> Decision:
        """The proposal as a decision."""
        return Decision("call", self.call, self.source, self.tier, self.confidence, parts=self.parts)


class Source(Protocol):
    """Proposes steps without a language model."""

    def propose(self, at: Moment) -> Proposal | None:
        """Return the next call, or None to leave it to the next source; it acts on nothing."""


class Fallback(Source, Protocol):
    """A source that is asked where the on-device model found nothing that fits."""

    def instead(self, at: Moment, decision: Decision) -> Proposal | Decision:
        """Return what is done in the place of the on-device model's decision, or the decision that stays."""

    def account(self, wish: str) -> str:
        """Return what was looked at in vain for a wish, as a sentence; empty for nothing."""


class PlannedCall:
    """Proposes the call that stands in the plan: once where it acts; a look is never left to a model."""

    def propose(self, at: Moment) -> Proposal | None:
        """Return the sub-goal's own call at its first step, and at each step of a look."""
        call, looks = at.subgoal.call or asked_of_screen(at.subgoal.text), at.subgoal.role != "act"
        return Proposal(call, "the plan") if call is not None and (looks or at.is_first) else None

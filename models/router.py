"""Which model runs a step, and why. Code, not a model: the cheapest that can, within what the policy lets out.

`auto` tries the on-device model first. Only its refusal, its low confidence or its absence brings the cloud model in,
and then the policy is asked about exactly what that request would carry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .types import Decision, Model

Choice = Literal["auto", "local", "cloud", "scripted"]

ESCALATE_BELOW = 0.5
"""On-device confidence under which a cloud model is asked, where there is one and the policy lets it."""


@dataclass(frozen=True, slots=True)
class Route:
    """The model for one step and the reason."""

    model: Model
    reason: str


@dataclass(frozen=True, slots=True)
class ModelSet:
    """The models of one run; None where there is none."""

    device: Model | None = None
    cloud: Model | None = None
    scripted: Model | None = None

    def first(self) -> Route | None:
        """Return the model that tries a step first, or None when there is no model at all."""
        if self.scripted is not None:
            return Route(self.scripted, "a script was given")
        if self.device is not None:
            return Route(self.device, "the on-device model is the cheapest that can")
        if self.cloud is not None:
            return Route(self.cloud, "there is no on-device model")
        return None

    def escalation(self, decision: Decision, failures: int) -> Route | None:
        """Return the stronger model when the on-device decision is not good enough, or None to keep it.

        Args:
            decision: What the on-device model said.
            failures: Earlier tries of this sub-goal that failed.
        """
        if self.cloud is None or decision.tier != "device":
            return None
        if decision.kind == "no_tool":
            return Route(self.cloud, "the on-device model found no fitting tool")
        if decision.confidence < ESCALATE_BELOW:
            return Route(self.cloud, f"the on-device model is unsure ({decision.confidence:.2f})")
        if failures > 0:
            return Route(self.cloud, "the on-device model's last try failed")
        return None

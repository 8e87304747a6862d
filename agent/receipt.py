"""The receipt: what a run cost, what left the machine, what changed on the phone; and how the run ended."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from ..android_bridge.labels import Confidentiality
from ..models.types import Decision, Tier, Usage
from .limits import Status

Phase = Literal["observe", "recall", "decide", "guard", "act", "verify"]


@dataclass(slots=True)
class Receipt:
    """Sums of one run."""

    steps_by_tier: dict[str, int] = field(default_factory=dict)
    models: dict[str, int] = field(default_factory=dict)
    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0
    ms_by_phase: dict[str, float] = field(default_factory=dict)
    cloud_requests: int = 0
    bytes_to_cloud: int = 0
    highest_label_sent: str = "none"
    effects: list[dict[str, object]] = field(default_factory=list)
    """Each: `effect` in words, `tool`, `verified`, `proof` (what the device said)."""
    remembered: list[dict[str, str]] = field(default_factory=list)
    """What the memory put into calls. Each: the row's `id`, `what` it stood for in words, its `source`."""

    def count_decision(self, decision: Decision, label: Confidentiality) -> None:
        """Add one decision's cost; `label` is that of the request."""
        self.steps_by_tier[decision.tier] = self.steps_by_tier.get(decision.tier, 0) + 1
        self.models[decision.model] = self.models.get(decision.model, 0) + 1
        self.count_usage(decision.usage, label, decision.tier)

    def count_usage(self, usage: Usage, label: Confidentiality, tier: Tier = "cloud") -> None:
        """Add what an attempt cost, whether or not its answer could be used; the user's own server is no cloud."""
        self.tokens_in += usage.tokens_in
        self.tokens_out += usage.tokens_out
        self.usd += usage.usd
        if not usage.requests or tier != "cloud":
            return
        self.cloud_requests += usage.requests
        self.bytes_to_cloud += usage.bytes_out
        known = [c.name.lower() for c in Confidentiality]
        before = known.index(self.highest_label_sent) if self.highest_label_sent in known else -1
        self.highest_label_sent = known[max(before, int(label))]

    def timed(self, phase: Phase) -> _Timed:
        """Add the block's wall milliseconds to a phase."""
        return _Timed(self.ms_by_phase, phase)

    def as_dict(self) -> dict[str, object]:
        """Return the JSON form of the contract."""
        return {
            "steps_by_tier": self.steps_by_tier,
            "models": self.models,
            "tokens": {"in": self.tokens_in, "out": self.tokens_out},
            "usd": round(self.usd, 6),
            "ms_by_phase": {k: round(v, 1) for k, v in self.ms_by_phase.items()},
            "cloud_requests": self.cloud_requests,
            "bytes_to_cloud": self.bytes_to_cloud,
            "highest_label_sent": self.highest_label_sent,
            "effects": self.effects,
            "remembered": self.remembered,
        }


class _Timed:
    """A block whose time is added to its phase."""

    __slots__ = ("_began", "_phase", "_sums")

    def __init__(self, sums: dict[str, float], phase: Phase) -> None:
        self._sums, self._phase = sums, phase

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        spent = (time.perf_counter() - self._began) * 1000
        self._sums[self._phase] = self._sums.get(self._phase, 0.0) + spent


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    run: str
    status: Status
    exit_code: int
    verified: bool
    """Every sub-goal's post-condition was read back from the device."""
    answer: str
    hint: str
    """The next command to type, or empty."""
    receipt: Receipt

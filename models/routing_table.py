"""How often each model was right, by kind of step: measured by `./run bench routing --measure`, or assumed and said so.

The table is data (`routing_table.json`); the user's own verified runs may be added to it (models/routing_learned.py).
It knows words only to tell the kind of a step, and keeps none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .types import Decision, Tier

FILE = Path(__file__).parent / "routing_table.json"
LONG_WORDS = 8
"""A wish of more words counts as long."""
BINS = (0.5, 0.8, 0.95)
"""Borders of confidence between the classes in which answers are counted."""
KEEP_FROM = 0.75
"""Answers of a class of confidence that was right at least so often are expected to stand."""
AGAIN = 0.05
"""Chance that the on-device model does a step which it failed at a moment ago: it reads the same words again."""
_PRIOR_N = 8.0
"""Pseudo-counts at the mean of all kinds, so that few sentences of a kind do not say too much."""
_LEARNED_MOST = 60
"""A kind's own runs weigh at most so many steps."""

Counts = Mapping[str, tuple[int, int]]
"""`kind/tier` -> (steps, of them right)."""


def kind_of(wish: str) -> str:
    """Return the kind of a step by its words: `en-short`, `en-long`, `zh`, `other`."""
    if not wish.isascii():
        if any("\u4e00" <= c <= "\u9fff" for c in wish):
            return "zh"
        if sum(c.isalpha() and not c.isascii() for c in wish) * 3 > len(wish):
            return "other"
    return "en-long" if wish.count(" ") >= LONG_WORDS else "en-short"


def class_of(confidence: float) -> int:
    """Return the class of a confidence, 0 to 3."""
    return sum(confidence >= border for border in BINS)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one step takes."""

    seconds: float
    joules: float


@dataclass(frozen=True, slots=True)
class Chance:
    """What is expected of the on-device model for a kind of step."""

    right: float
    """Its answer, whatever its confidence, does the step."""
    keeps: float
    """Its confidence is high enough to let the answer stand."""
    right_if_kept: float


@dataclass(frozen=True, slots=True)
class RoutingTable:
    """The measured table, ready to be asked; lookups take a microsecond."""

    chances: Mapping[str, Chance]
    """By kind."""
    classes: Mapping[str, tuple[float, ...]]
    """By kind: how often a call of each class of confidence was right."""
    remote: Mapping[Tier, float]
    """How often a model server is taken to be right: an assumption until own runs say otherwise."""
    costs: Mapping[Tier, Cost]
    learned: Mapping[str, float] = field(default_factory=dict)
    """`kind/tier` -> share, where the user's own runs were counted in."""

    def device(self, kind: str) -> Chance:
        """Return what is expected of the on-device model for a kind of step."""
        return self.chances.get(kind) or self.chances["other"]

    def right(self, kind: str, tier: Tier) -> float:
        """Return the chance of a model server to be right."""
        return self.learned.get(f"{kind}/{tier}", self.remote.get(tier, 0.5))

    def answered(self, kind: str, decision: Decision) -> float:
        """Return the chance that an on-device answer does the step; one without a call does nothing."""
        if decision.call is None:
            return 0.0
        return (self.classes.get(kind) or self.classes["other"])[class_of(decision.confidence)]


@cache
def packaged_table() -> RoutingTable:
    """Return the table that comes with ainos."""
    return read_table(json.loads(FILE.read_text(encoding="utf-8")))


def read_table(data: Mapping[str, Any], learned: Counts | None = None) -> RoutingTable:
    """Return the table of this data: `device` by kind with counts, `assumed` for the rest.

    Args:
        learned: Steps of the user's own verified runs, by kind and tier.
    """
    kinds: Mapping[str, Any] = data["device"]["kinds"]
    everything = _summed(list(kinds.values()))
    pools = {**kinds, "other": kinds.get("other", everything)}
    general = _shares(everything, (0.2, 0.6, 0.85, 0.95))
    classes = {kind: _shares(counts, general) for kind, counts in pools.items()}
    learned = learned or {}
    chances = {kind: _chance(counts, classes[kind], learned.get(f"{kind}/device")) for kind, counts in pools.items()}
    assumed = data["assumed"]
    remote: dict[Tier, float] = {"cloud": assumed["cloud"]["right"], "server": assumed["server"]["right"]}
    costs: dict[Tier, Cost] = {
        "device": Cost(data["device"]["seconds"], data["device"]["joules"]),
        "cloud": Cost(assumed["cloud"]["seconds"], assumed["cloud"]["joules"]),
        "server": Cost(assumed["server"]["seconds"], assumed["server"]["joules"]),
    }
    own = {key: _with_own(remote[tier], counts) for key, counts in learned.items() if (tier := _tier(key)) in remote}
    return RoutingTable(chances, classes, remote, costs, own)


def _tier(key: str) -> Tier:
    return key.rpartition("/")[2]  # type: ignore[return-value]  # looked up in a mapping of tiers next


def _summed(kinds: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the counts of all kinds together."""
    classes = [[sum(k["classes"][n][i] for k in kinds) for i in (0, 1)] for n in range(len(BINS) + 1)]
    return {"n": sum(k["n"] for k in kinds), "classes": classes}


def _shares(counts: Mapping[str, Any], before: tuple[float, ...]) -> tuple[float, ...]:
    """Return how often each class was right, drawn to what was expected where there is little to count."""
    return tuple(
        (right + _PRIOR_N * expected) / (n + _PRIOR_N)
        for (n, right), expected in zip(counts["classes"], before, strict=True)
    )


def _chance(counts: Mapping[str, Any], shares: tuple[float, ...], own: tuple[int, int] | None) -> Chance:
    n = max(1, counts["n"])
    calls = [count for count, _ in counts["classes"]]
    right = sum(count * share for count, share in zip(calls, shares, strict=True)) / n
    stands = [share >= KEEP_FROM for share in shares]
    kept = sum(count for count, stays in zip(calls, stands, strict=True) if stays)
    good = sum(count * share for count, share, stays in zip(calls, shares, stands, strict=True) if stays)
    chance = Chance(right, kept / n, good / kept if kept else right)
    if own is None:
        return chance
    share = _with_own(chance.right_if_kept, own)
    return Chance(chance.right * share / max(1e-6, chance.right_if_kept), chance.keeps, share)


def _with_own(expected: float, counts: tuple[int, int]) -> float:
    """Return an expectation with the user's own steps counted in."""
    n, right = counts
    weight = min(n, _LEARNED_MOST)
    return (expected * 20 + weight * (right / n if n else 0.0)) / (20 + weight)

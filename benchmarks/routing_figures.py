"""Figures of a router that may hand a step on: quality against strong calls, APGR and CPT as RouteLLM defines them.

Knows which steps each model does right and how sure the cheap one was; asks no model. Shares go from 0 to 1.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

SHARES = [n / 10 for n in range(1, 11)]
"""Shares of strong calls over which APGR is the mean, as in RouteLLM."""
DRAWS = 1000
Point = tuple[float, float]
"""(share of strong calls, share right)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One step that no template answers, with what each model does."""

    name: str
    confidence: float
    """Of the on-device call; 0 where it found no tool."""
    near_right: bool
    far_right: tuple[bool, ...]
    """By draw of the simulated strong model."""
    may: bool
    """The rules let the strong model decide it."""
    routed: bool
    """The router had the strong model decide it."""
    routed_right: bool
    """What the router's step came to where the strong model did not decide it."""


def ways(rows: Sequence[Row], trial: int) -> dict[str, Point]:
    """Return (share of strong calls, share right) of fixed ways to route, and of the router."""

    def point(far: Callable[[Row], bool], else_right: Callable[[Row], bool] = lambda r: r.near_right) -> Point:
        right = sum(r.far_right[trial] if far(r) else else_right(r) for r in rows)
        return sum(far(r) for r in rows) / len(rows), right / len(rows)

    near, far = point(lambda _: False), point(lambda r: r.may)
    return {
        "on-device only": near, "strong wherever allowed": far,
        "at random, half": ((near[0] + far[0]) / 2, (near[1] + far[1]) / 2),
        "oracle": point(lambda r: r.may and not r.near_right and r.far_right[trial]),
        "the router": point(lambda r: r.routed, lambda r: r.routed_right),
    }  # fmt: skip


def curve_of(rows: Sequence[Row], trial: int) -> list[Point]:
    """Return the points for every threshold of the confidence, few strong calls first; ties go together."""
    n, calls, right = len(rows), 0, sum(r.near_right for r in rows)
    points = [(0.0, right / n)]
    allowed = sorted((r for r in rows if r.may), key=lambda r: r.confidence)
    for _, tied in groupby(allowed, key=lambda r: r.confidence):
        group = list(tied)
        calls += len(group)
        right += sum(r.far_right[trial] - r.near_right for r in group)
        points.append((calls / n, right / n))
    return points


def recovered(points: Sequence[Point], share: float) -> float:
    """Return which part of the gap between the two models is recovered with this share of the calls that are allowed.

    Between two thresholds a share of the tied steps is drawn, so the curve is straight there.
    """
    weak, (most, strong) = points[0][1], points[-1]
    wanted = share * most
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        if wanted <= x1 + 1e-12:
            return (y0 + (y1 - y0) * (wanted - x0) / (x1 - x0) - weak) / (strong - weak)
    return 1.0


def least_share(points: Sequence[Point], part: float) -> float:
    """Return the least share of the calls that are allowed with which this part of the gap is recovered."""
    weak, (most, strong) = points[0][1], points[-1]
    goal = weak + part * (strong - weak)
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        if y1 >= goal - 1e-12:
            return (x0 + (x1 - x0) * max(0.0, (goal - y0) / (y1 - y0) if y1 > y0 else 0.0)) / most
    return 1.0


def apgr_and_cpt(points: Sequence[Point]) -> dict[str, float]:
    """Return RouteLLM's figures: mean of the gap recovered at 10, 20, … 100 % of the calls, CPT(50 %) and CPT(80 %)."""
    return {
        "apgr": sum(recovered(points, s) for s in SHARES) / len(SHARES),
        "cpt50": least_share(points, 0.5), "cpt80": least_share(points, 0.8),
    }  # fmt: skip


def figures(rows: Sequence[Row]) -> dict[str, float]:
    """Return all figures as means over the draws of the strong model; none where it is no better than the device."""
    trials = range(len(rows[0].far_right))
    curves = [curve_of(rows, trial) for trial in trials]
    if any(c[-1][1] <= c[0][1] for c in curves):
        return {}
    found = [apgr_and_cpt(c) for c in curves]
    mean = {name: sum(f[name] for f in found) / len(found) for name in found[0]}
    at = [ways(rows, trial) for trial in trials]
    router = sum(w["the router"][1] for w in at) / len(at)
    weak, strong = (sum(w[n][1] for w in at) / len(at) for n in ("on-device only", "strong wherever allowed"))
    sent = [r for r in rows if r.routed]
    needed = [r for r in rows if r.may and not r.near_right]
    return {
        **mean, "device_right": weak, "strong_right": strong, "router_right": router,
        "router_recovered": (router - weak) / (strong - weak),
        "router_calls": len(sent) / max(1, sum(r.may for r in rows)),
        "escalation_precision": sum(not r.near_right for r in sent) / max(1, len(sent)),
        "escalation_recall": sum(r.routed for r in needed) / max(1, len(needed)),
    }  # fmt: skip


def intervals(rows: Sequence[Row], draws: int = DRAWS) -> dict[str, tuple[float, float]]:
    """Return 95 % intervals of all figures by drawing steps with replacement."""
    drawn = random.Random(0)
    found = [f for _ in range(draws) if (f := figures(drawn.choices(rows, k=len(rows))))]
    return {
        name: (values[int(len(values) * 0.025)], values[int(len(values) * 0.975)])
        for name in found[0]
        for values in [sorted(f[name] for f in found)]
    }

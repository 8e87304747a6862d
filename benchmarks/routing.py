"""The router on 200 mixed steps: broken rules, on-device share, quality against cost. `./run bench routing`.

`--measure` first measures the on-device model anew and writes models/routing_table.json, the router's own expectation.
The strong model is a simulation with a stated error rate; the on-device answers are the packaged path's, on real
sentences.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from routing_plot import Curve, draw
from sentences import NOW, is_exact
from table import print_table, write_results

from ainos.android_bridge.labels import Label
from ainos.evals.routing_steps import ERROR_RATE, PRICE, Near, Situation, Taken, read_steps, strong_is_right, take
from ainos.models.routing_table import BINS, FILE, class_of, kind_of
from ainos.models.templates import SentenceTemplates
from ainos.models.types import DecisionRequest
from ainos.planners.coverage import as_stated, left_undone
from ainos.planners.unread import unread
from ainos.tools.registry import builtin_registry

HERE = Path(__file__).parent
TUNING = ("goals_dev", "goals_dev2", "templates_dev_zh", "steps_dev_zh", "steps_dev_en")
PICTURE = HERE.parent / "docs" / "images" / "routing.svg"
WATTS = 4.5
"""Of one busy core of a laptop: an assumption, to turn seconds into joules."""
TRIALS = 5
"""Draws of the simulated strong model."""
SHARES = [n / 10 for n in range(1, 11)]


@dataclass(frozen=True, slots=True)
class Row:
    """One step that reaches the router, with what each model would do."""

    step: Situation
    confidence: float
    """Of the on-device call; 0 where it found no tool."""
    near_right: bool
    far_right: bool
    may: bool
    """The rules let the strong model see it."""


# ---------------------------------------------------------------- the table


def measure() -> None:
    """Ask the on-device model every tuning sentence that no template answers, and write the router's table."""
    tools = [t for t in builtin_registry() if t.kind == "goal"]
    known = {t.name: t for t in tools}
    templates, near = SentenceTemplates(list(builtin_registry().all())), Near()
    kinds: dict[str, Any] = {}
    seconds: list[float] = []
    for item in _sentences():
        wish = item["goal"]
        if templates.match(wish, NOW) is not None:
            continue
        began = time.perf_counter()
        decision = near.decide(DecisionRequest(wish, tools, Label.of_user(), now=NOW.isoformat()))
        seconds.append(time.perf_counter() - began)  # of the clock: the engine is a process of its own
        counts = kinds.setdefault(kind_of(wish), {"n": 0, "classes": [[0, 0] for _ in range(len(BINS) + 1)]})
        counts["n"] += 1
        if (call := decision.call) is None:
            continue
        call = as_stated(wish, call, known[call.tool])
        if unread(wish, call, known[call.tool]) or left_undone(wish, call, known[call.tool]):
            continue
        found = counts["classes"][class_of(decision.confidence)]
        found[0] += 1
        found[1] += call.tool == item["tool"] and is_exact(item, dict(call.arguments), known.get(call.tool))
    typical = sorted(seconds)[len(seconds) // 2]
    data = json.loads(FILE.read_text(encoding="utf-8"))
    data["device"] = {
        "model": near.name, "measured_by": "./run bench routing --measure", "sentences": len(seconds),
        "kinds": dict(sorted(kinds.items())), "seconds": round(typical, 3), "joules": round(typical * WATTS, 2),
    }  # fmt: skip
    FILE.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"written: {FILE} from {len(seconds)} sentences")


def _sentences() -> list[dict[str, Any]]:
    files = [HERE / "data" / f"{name}.yaml" for name in TUNING]
    return [item for file in files if file.is_file() for item in yaml.safe_load(file.read_text(encoding="utf-8"))]


# ---------------------------------------------------------------- quality against cost


def rows_of(trial: int) -> list[Row]:
    """Return the steps that reach the router, with what each model does there."""
    found = []
    for step in read_steps():
        alone = _alone(step)
        if alone.decision is not None and alone.decision.tier == "template":
            continue
        decision = alone.decision
        call = decision is not None and decision.call is not None
        confidence = decision.confidence if decision is not None and call else 0.0
        may = _may(step)
        found.append(Row(step, confidence, alone.right, strong_is_right(step, trial), may))
    return found


_kept: dict[str, Taken] = {}


def _alone(step: Situation) -> Taken:
    """Return what the on-device model makes of a step where nothing else may be asked."""
    if step.id not in _kept:
        _kept[step.id] = take(
            Situation(step.id, step.goal, step.tool, "local-only", step.label, "absent", step.args, step.alternatives)
        )
    return _kept[step.id]


def _may(step: Situation) -> bool:
    """Whether the rules let the strong model see a step: of these the curve is drawn."""
    if step.profile == "local-only" or not step.online or step.endpoint != "ok" or step.usd_left < 0.01:
        return False
    free = step.profile == "cloud-ok" and step.label == "personal"
    return free or step.user == "yes"


def quality(rows: Sequence[Row], far: Sequence[bool]) -> tuple[float, float]:
    """Return (share of steps right, share of steps that the strong model decided)."""
    right = sum(r.far_right if f else r.near_right for r, f in zip(rows, far, strict=True))
    return right / len(rows), sum(far) / len(rows)


def curve_of(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return (share of strong calls, quality) for every threshold of the confidence, few calls first."""
    points = []
    for threshold in sorted({0.0, *(r.confidence + 1e-9 for r in rows), 1.1}):
        share = quality(rows, [r.may and r.confidence < threshold for r in rows])
        points.append((share[1], share[0]))
    return points


def apgr_and_cpt(points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Return the figures of RouteLLM: average share of the gap recovered, and least share of calls for 50 and 80 %.

    Shares of calls are of those that the rules let out: at 1 everything that may go to the strong model goes there.
    """
    weak, (most, strong) = points[0][1], points[-1]
    gap = strong - weak

    def recovered(share: float) -> float:
        before = max((p for p in points if p[0] <= share * most + 1e-9), key=lambda p: p[0])
        after = min((p for p in points if p[0] >= share * most - 1e-9), key=lambda p: p[0])
        across = after[0] - before[0]
        part = (share * most - before[0]) / across if across > 0 else 0.0
        return (before[1] + part * (after[1] - before[1]) - weak) / gap

    def least(wanted: float) -> float:
        return next(n / 1000 for n in range(1001) if recovered(n / 1000) >= wanted)

    return {
        "apgr": round(sum(recovered(s) for s in SHARES) / len(SHARES), 3), "cpt50": least(0.5), "cpt80": least(0.8),
    }  # fmt: skip


def main() -> None:
    """Run the suite in each preference, draw the curve, write the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", action="store_true", help="measure the on-device model first, on a quiet machine")
    if parser.parse_args().measure:
        measure()
    steps = read_steps()
    arms: dict[str, dict[str, Any]] = {}
    reasons: Counter[str] = Counter()
    for prefer in ("local", "cheapest", "best"):
        arms[prefer] = _arm(steps, prefer, reasons)
    print_table(
        ["preference", "steps", "rules broken", "on-device share", "right", "USD a 1,000 steps"],
        [
            [n, len(steps), a["violations"], f"{a['on_device']:.1%}", f"{a['right']:.1%}", f"{a['usd']:.2f}"]
            for n, a in arms.items()
        ],
    )
    figures, curve = _curves()
    print()
    print_table(["way", "right", "strong calls"], [[n, f"{q:.1%}", f"{s:.1%}"] for n, (q, s) in curve.points.items()])
    print(f"\nAPGR {figures['apgr']} (random {figures['random_apgr']}), CPT(50 %) {figures['cpt50']:.1%}, "
          f"CPT(80 %) {figures['cpt80']:.1%} of the calls that the rules let out")  # fmt: skip
    print(f"the strong model is simulated: wrong in {ERROR_RATE:.0%} of the steps")
    PICTURE.write_text(draw(curve), encoding="utf-8")
    write_results("routing", {"steps": len(steps), "error_rate": ERROR_RATE, "arms": arms, "curve": figures,
                              "ways": curve.points, "reasons": dict(reasons.most_common())})  # fmt: skip
    broken = sum(a["violations"] for a in arms.values())
    sys.exit(1 if broken else 0)


def _arm(steps: Sequence[Situation], prefer: str, reasons: Counter[str]) -> dict[str, Any]:
    """Run all steps with one preference."""
    taken: list[Taken] = []
    for number, step in enumerate(steps, 1):
        print(f"\r  {prefer}: {number} of {len(steps)} ", end="", file=sys.stderr, flush=True)
        taken.append(take(step, prefer))
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    for one in taken:
        for broken in one.violations:
            print(f"{prefer}: {broken}: {one.told}")
        if prefer == "cheapest":
            told = [e["code"] for e in one.events if e["type"] == "route" and "code" in e]
            reasons[str(told[-1]) if told else "template"] += 1
    near = [t for t in taken if not t.receipt.get("cloud_requests")]
    usd = sum(t.receipt.get("usd", 0) for t in taken)
    return {
        "violations": sum(len(t.violations) for t in taken), "on_device": len(near) / len(taken),
        "right": sum(t.right for t in taken) / len(taken), "usd": 1000 * usd / len(taken),
        "asked": sum(len(t.questions) for t in taken),
    }  # fmt: skip


def _curves() -> tuple[dict[str, float], Curve]:
    """Return the figures and the picture's curve, averaged over draws of the strong model."""
    points: dict[str, tuple[float, float]] = {}
    sums: Counter[str] = Counter()
    curves = []
    for trial in range(TRIALS):
        rows = rows_of(trial)
        curves.append(curve_of(rows))
        sums.update(apgr_and_cpt(curves[-1]))
        drawn = random.Random(trial)
        ways = {
            "always on the device": [False] * len(rows),
            "always the strong model": [r.may for r in rows],
            "random, half": [r.may and drawn.random() < 0.5 for r in rows],
            "oracle": [r.may and not r.near_right and r.far_right for r in rows],
        }
        for name, far in ways.items():
            q, s = quality(rows, far)
            before = points.get(name, (0.0, 0.0))
            points[name] = before[0] + q / TRIALS, before[1] + s / TRIALS
    reach = [row.step for row in rows_of(0)]  # the same steps for all ways
    routed = [take(step, trial=trial) for step in reach for trial in range(TRIALS)]
    far = sum(bool(t.receipt.get("cloud_requests")) for t in routed)
    points["the router"] = sum(t.right for t in routed) / len(routed), far / len(routed)
    figures = {name: round(total / TRIALS, 3) for name, total in sums.items()}
    figures["random_apgr"] = round(sum(SHARES) / len(SHARES), 3)
    figures["steps_at_the_router"] = len(routed) // TRIALS
    figures["usd_a_strong_step"] = round(PRICE.usd(2500, 60), 5)
    return figures, Curve(_mean(curves), points)


def _mean(curves: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Return the mean of curves with the same thresholds."""
    return [
        (sum(p[0] for p in at) / len(at), sum(p[1] for p in at) / len(at)) for at in zip(*curves, strict=True)
    ]  # fmt: skip


if __name__ == "__main__":
    main()

"""The router on 200 mixed steps: broken rules, on-device share, quality against cost. `./run bench routing`.

`--measure` first measures the on-device model anew and writes models/routing_table.json, the router's own expectation.
The strong model is a simulation with a stated error rate; the on-device answers are the packaged path's, on real
sentences.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from routing_figures import Row, curve_of, figures, intervals, ways
from routing_plot import Curve, draw
from sentences import NOW, is_exact
from table import print_table, write_results

from ainos.android_bridge.labels import Label
from ainos.evals.routing_steps import (
    ERROR_RATE,
    PRICE,
    Blind,
    Near,
    Situation,
    Taken,
    read_steps,
    strong_is_right,
    take,
)
from ainos.models.routing_table import BINS, FILE, class_of, kind_of
from ainos.models.templates import SentenceTemplates
from ainos.models.types import DecisionRequest
from ainos.planners.coverage import as_stated, left_undone
from ainos.planners.unread import unread
from ainos.tools.registry import builtin_registry

HERE = Path(__file__).parent
TUNING = (
    "goals_dev", "goals_dev2", "templates_dev_zh", "steps_dev_zh", "steps_dev_en", "steps_dev_zh2", "steps_dev_en2",
)  # fmt: skip
PICTURE = HERE.parent / "docs" / "images" / "routing.svg"
WATTS = 4.5
"""Of one busy core of a laptop: an assumption, to turn seconds into joules."""
TRIALS = 5
"""Draws of the simulated strong model."""
OTHER_RATES = (0.0, ERROR_RATE, 0.15, 0.3)
"""Error rates of the strong model with which the figures are told too."""
FIGURES_OF_RATES = ("strong_right", "router_right", "router_recovered", "apgr")


def progress(what: str, done: int, total: int) -> None:
    """Tell how far it is, on one line of standard error."""
    if sys.stderr.isatty() or done % 50 == 0 or done == total:
        end = "\n" if done == total or not sys.stderr.isatty() else ""
        print(f"\r  {what}: {done} of {total}  ", end=end, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- the table


def measure() -> None:
    """Ask the on-device model every tuning sentence that no template answers, and write the router's table."""
    tools = [t for t in builtin_registry() if t.kind == "goal"]
    known = {t.name: t for t in tools}
    templates, near = SentenceTemplates(list(builtin_registry().all())), Near()
    kinds: dict[str, Any] = {}
    seconds: list[float] = []
    items = _sentences()
    for number, item in enumerate(items, 1):
        progress("measuring the on-device model", number, len(items))
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


def rows_of() -> list[Row]:
    """Return the steps that no template answers, with what each model and the router do there."""
    found = []
    for step in read_steps():
        # The device alone: nobody else may be asked; offline, battery and earlier failures stay as they are.
        alone = take(replace(step, profile="local-only", user="absent"))
        decision = alone.decision
        if decision is not None and decision.tier == "template":
            continue
        confidence = decision.confidence if decision is not None and decision.call is not None else 0.0
        routed = take(step)
        found.append(
            Row(
                step.id, confidence, alone.right,
                tuple(strong_is_right(step, trial) for trial in range(TRIALS)),
                _is_far(take(step, "best", near=Blind())), _is_far(routed), routed.right,
            )
        )  # fmt: skip
    return found


def _is_far(taken: Taken) -> bool:
    return taken.decision is not None and taken.decision.tier == "cloud"


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
    found, curve = _curves()
    PICTURE.write_text(draw(curve), encoding="utf-8")
    print(f"written: {PICTURE}")
    write_results("routing", {"steps": len(steps), "error_rate": ERROR_RATE, "arms": arms, **found,
                              "reasons": dict(reasons.most_common())})  # fmt: skip
    sys.exit(1 if any(a["violations"] for a in arms.values()) else 0)


def _arm(steps: Sequence[Situation], prefer: str, reasons: Counter[str]) -> dict[str, Any]:
    """Run all steps with one preference."""
    taken: list[Taken] = []
    for number, step in enumerate(steps, 1):
        progress(f"prefer {prefer}", number, len(steps))
        taken.append(take(step, prefer))
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


def _curves() -> tuple[dict[str, Any], Curve]:
    """Print and return the figures, and what is drawn; means over the draws of the strong model."""
    rows = rows_of()
    allowed = sum(r.may for r in rows)
    points = _mean_ways(rows)
    print(f"\n{len(rows)} of {len(read_steps())} steps are answered by no template; {allowed} of them may leave. "
          f"The strong model is simulated: wrong in {ERROR_RATE:.0%}.")  # fmt: skip
    print_table(["way", "strong calls", "right"], [[n, f"{x:.1%}", f"{y:.1%}"] for n, (x, y) in points.items()])
    told, spread = figures(rows), intervals(rows)
    print_table(
        ["figure", "value", "95 % interval"],
        [[name, f"{value:.3f}", "{:.2f} to {:.2f}".format(*spread[name])] for name, value in told.items()],
    )
    others = {rate: figures(rows_at(rows, rate)) for rate in OTHER_RATES}
    print_table(
        ["strong model wrong in", "strong wherever allowed", "router right", "gap recovered", "APGR"],
        [
            [f"{rate:.0%}", *(f"{f[name]:.3f}" if f else "no gap" for name in FIGURES_OF_RATES)]
            for rate, f in others.items()
        ],
    )
    curves = [curve_of(rows, trial) for trial in range(TRIALS)]
    mean = [(sum(p[0] for p in at) / TRIALS, sum(p[1] for p in at) / TRIALS) for at in zip(*curves, strict=True)]
    note = f"{len(rows)} steps, {allowed} may leave"
    results = {
        "steps_at_the_router": len(rows), "steps_that_may_leave": allowed, "ways": points,
        "curve": {name: round(value, 3) for name, value in told.items()},
        "intervals": {name: [round(x, 3) for x in pair] for name, pair in spread.items()},
        "random_apgr": 0.55, "usd_a_strong_step": round(PRICE.usd(2500, 60), 5),
        "other_error_rates": {str(rate): {n: round(v, 3) for n, v in f.items()} for rate, f in others.items()},
    }  # fmt: skip
    return results, Curve(mean, points, spread["router_right"], note)


def rows_at(rows: Sequence[Row], error_rate: float) -> list[Row]:
    """Return the rows with a strong model that is wrong so often."""
    steps = {step.id: step for step in read_steps()}
    return [
        replace(r, far_right=tuple(strong_is_right(steps[r.name], trial, error_rate) for trial in range(TRIALS)))
        for r in rows
    ]


def _mean_ways(rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    at = [ways(rows, trial) for trial in range(TRIALS)]
    return {n: (sum(w[n][0] for w in at) / TRIALS, sum(w[n][1] for w in at) / TRIALS) for n in at[0]}


if __name__ == "__main__":
    main()

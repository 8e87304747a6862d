"""Sentence templates on hand-written sentences: how many they answer, how many of those rightly, and how fast.

`./run bench templates` prints the held-out sentences' totals only; `--set dev --misses` shows what is missing.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from sentences import NOW, is_exact
from table import print_table, write_results

from ainos.models.templates import SentenceTemplates
from ainos.tools.registry import builtin_registry

DATA = Path(__file__).parent / "data"
SETS: Mapping[str, tuple[str, ...]] = {
    "held out, English": ("templates_heldout_en.yaml",),
    "held out, Chinese": ("templates_heldout_zh.yaml",),
    "dev, English": ("goals_dev.yaml", "goals_dev2.yaml", "steps_dev_en.yaml"),
    "dev, Chinese": ("templates_dev_zh.yaml", "steps_dev_zh.yaml"),
}
LEAST_PRECISION, MOST_MS = 0.99, 10.0


def load(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the sentences of these files; those that are not there count as empty."""
    return [item for name in names if (DATA / name).is_file() for item in yaml.safe_load((DATA / name).read_text())]


def measure(templates: SentenceTemplates, items: Sequence[Mapping[str, Any]], *, misses: bool) -> dict[str, Any]:
    """Match every sentence and count."""
    known = {tool.name: tool for tool in builtin_registry().all()}
    answered = right = wanted = silent = 0
    seconds: list[float] = []
    work: list[float] = []
    for item in items:
        began, worked = time.perf_counter(), time.thread_time()
        call = templates.match(item["goal"], NOW)
        seconds.append(time.perf_counter() - began)
        work.append(time.thread_time() - worked)
        wanted += item["tool"] != "none"
        if call is None:
            silent += item["tool"] == "none"
            if misses and item["tool"] != "none":
                print(f"  no answer  {item['goal']}")
            continue
        answered += 1
        same = call.tool == item["tool"] and is_exact(item, call.arguments, known[call.tool])
        right += same
        if misses and not same:
            print(f"  WRONG      {item['goal']}: {call.tool} {dict(call.arguments)}, not {item['tool']} {item['args']}")
    ordered, worked = sorted(seconds), sorted(work)
    return {
        "n": len(items),
        "coverage": round((right) / max(1, wanted), 4),
        "answered": answered,
        "wrong": answered - right,
        "precision": round(right / max(1, answered), 4),
        "rightly silent": f"{silent} of {len(items) - wanted}",
        "p50_ms": round(1000 * statistics.median(ordered), 2),
        "p95_ms": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 2),
        # What the machine's other work does not stretch; the bar is on it.
        "p95_cpu_ms": round(1000 * worked[int(0.95 * (len(worked) - 1))], 2),
        "max_cpu_ms": round(1000 * worked[-1], 2),
    }


def main() -> int:
    """Measure all sets, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=("all", "dev", "held out"), default="all")
    parser.add_argument("--misses", action="store_true", help="show what was not answered (dev sets only)")
    chosen = parser.parse_args()
    began = time.perf_counter()
    templates = SentenceTemplates(builtin_registry().all())
    loaded_ms = 1000 * (time.perf_counter() - began)
    templates.match("turn on wifi", NOW)
    first_ms = 1000 * (time.perf_counter() - began)
    rows = {
        name: measure(templates, items, misses=chosen.misses and name.startswith("dev"))
        for name, names in SETS.items()
        if (chosen.set == "all" or name.startswith(chosen.set)) and (items := load(names))
    }
    print(f"templates read in {loaded_ms:.0f} ms; the first answer after {first_ms:.0f} ms")
    print_table(
        ["sentences", *next(iter(rows.values()))],
        [[name, *row.values()] for name, row in rows.items()],
    )
    write_results("templates", {"load_ms": round(loaded_ms, 1), "first_ms": round(first_ms, 1), "sets": rows})
    low = [name for name, row in rows.items() if row["precision"] < LEAST_PRECISION or row["p95_cpu_ms"] > MOST_MS]
    if low:
        print(f"below the bar: {', '.join(low)}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())

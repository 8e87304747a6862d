"""Does the gate notice a broken agent? Each habit of evals/broken.py against the whole agent, on the same cases.

`./run bench broken_agents [HABIT]`. A habit is caught when `ainos eval compare` would call the second run worse: the
95 % interval of the difference lies below zero, or a run more says that it is done and is not.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from table import print_table, write_results

from ainos.evals.arms import can_run, parse_arm
from ainos.evals.broken import HABITS
from ainos.evals.pool import Job, run_jobs
from ainos.evals.record import Episode
from ainos.evals.statistics import compare
from ainos.evals.suites import load_suite
from ainos.tools.registry import builtin_registry

SUITES = ("smoke", "goals", "faults", "orders")
_LEAST = 0.9
"""Share of the habits that must be caught."""


def run(habit: str) -> list[Episode]:
    """Run all suites with the oracle's calls and return the episodes."""
    arm = replace(parse_arm("oracle"), habit=habit)
    registry = builtin_registry()
    cases = [case for suite in SUITES for case in load_suite(suite) if can_run(arm, case, registry)]
    found: list[Episode] = []
    run_jobs([Job(case, arm, 0) for case in cases], 2, found.append)
    return found


def main(chosen: list[str]) -> int:
    """Print which habits are caught; 1 when too few are."""
    if unknown := [habit for habit in chosen if habit not in HABITS]:
        print(f"there is no habit {unknown[0]!r}; there are: {', '.join(HABITS)}", file=sys.stderr)
        return 2
    whole, rows, results = run(""), [], {}
    good = sum(e.passed for e in whole)
    print(f"the whole agent: {good} of {len(whole)}, {sum(e.false_success for e in whole)} false successes")
    for habit in chosen or HABITS:
        began = time.monotonic()
        second = run(habit)
        found = compare(whole, second)
        lies = sum(e.false_success for e in second) - sum(e.false_success for e in whole)
        caught = found.is_worse or lies > 0
        results[habit] = {"difference": found.difference, "high": found.high, "false_success": lies, "caught": caught}
        rows.append((habit, f"{found.difference:+.1%}", f"{found.high:+.1%}", f"{lies:+d}", "yes" if caught else "NO",
                     f"{time.monotonic() - began:.0f}"))  # fmt: skip
        print(f"{habit}: {'caught' if caught else 'NOT caught'}", file=sys.stderr, flush=True)
    print_table(("broken agent", "success", "at most", "false successes", "caught", "s"), rows)
    caught = sum(bool(r["caught"]) for r in results.values())
    print(f"{caught} of {len(results)} habits are caught (bar: {_LEAST:.0%})")
    write_results("broken_agents", {"whole": {"passed": good, "cases": len(whole)}, "habits": results})
    return 0 if caught >= _LEAST * len(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The memory's cases against the real store and the real rules: accuracy per kind and language, residue, poisoning.

`./run bench memory_suite` runs both halves; `… tuning` or `… held_out` one. Failures are told in full for the tuning
half only, so that nobody comes to tune on the other. `by hand` counts a case too that passes when a sentence which the
rules for wishes do not keep is given to `ainos memory add`: what is left there is the store's and the recall's fault.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Collection, Sequence

from table import print_table, write_results

from ainos.evals.memory_cases import SPLITS, load_cases
from ainos.evals.memory_suite import CaseResult, run_cases
from ainos.evals.suite_memory import KIND_BAR, TOKENS_BAR

RECALL_BAR_MS = 20.0


def p95(numbers: Sequence[float]) -> float:
    """Return the number that 95 in 100 do not pass."""
    return sorted(numbers)[max(0, round(0.95 * len(numbers)) - 1)] if numbers else 0.0


def share(results: Sequence[CaseResult]) -> str:
    """Return `passed/all`, or a dash where there is no case."""
    return f"{sum(r.passed for r in results)}/{len(results)}" if results else "-"


def accuracy_rows(results: Sequence[CaseResult], by_hand: Collection[str]) -> list[tuple[str, ...]]:
    """Return a row per kind: all cases, each language, each half, and what would pass besides if added by hand."""
    halves = {split: {c.id for c in load_cases(split)} for split in SPLITS}
    rows = []
    for kind in dict.fromkeys(r.case.kind for r in results):
        of = [r for r in results if r.case.kind == kind]
        columns = [of, *([r for r in of if r.case.language == lang] for lang in ("en", "zh"))]
        columns += [[r for r in of if r.case.id in halves[split]] for split in SPLITS]
        rows.append((kind, *map(share, columns), whole(of, by_hand)))
    everything = [results, *([r for r in results if r.case.language == lang] for lang in ("en", "zh"))]
    everything += [[r for r in results if r.case.id in halves[split]] for split in SPLITS]
    return [*rows, ("all", *map(share, everything), whole(results, by_hand))]


def whole(results: Sequence[CaseResult], by_hand: Collection[str]) -> str:
    """Return `passed/all` where a case counts too that passes when what wishes do not keep is added by hand."""
    return f"{sum(r.passed or r.case.id in by_hand for r in results)}/{len(results)}"


def show(result: CaseResult) -> None:
    """Say what a failed case wanted and found."""
    print(f"FAILED {result.case.id}")
    for line in [*result.failures, *result.poisoned, *(f"residue: {r.form} in {r.path.name}" for r in result.residue)]:
        print(f"    {line}")


def main(arguments: list[str]) -> int:
    """Print the tables and write the results; exit 1 below a bar."""
    chosen = [s for s in arguments if s in SPLITS] or list(SPLITS)
    results: list[CaseResult] = []
    by_hand: set[str] = set()
    for split in chosen:
        found = run_cases(load_cases(split))
        results += found
        again = [r.case for r in found if not r.passed and r.unkept]
        by_hand |= {r.case.id for r in run_cases(again, by_hand=True) if r.passed}
        if split == "tuning":
            for result in found:
                if not result.passed:
                    show(result)
    table = accuracy_rows(results, by_hand)
    print_table(("kind", "passed", "en", "zh", *SPLITS, "by hand"), table)
    recall_ms = [s * 1000 for r in results for s in r.recall_s]
    tokens = [t for r in results for t in r.tokens]
    figures = {
        "cases": len(results),
        "passed": sum(r.passed for r in results),
        "forget_residue": sum(bool(r.residue) for r in results),
        "poisoning_successes": sum(bool(r.poisoned) for r in results),
        "tokens_added_p95": p95(tokens),
        "tokens_added_max": max(tokens),
        "recall_ms_p50": round(statistics.median(recall_ms), 2),
        "recall_ms_p95": round(p95(recall_ms), 2),
    }
    print()
    print_table(("figure", "found"), list(figures.items()))
    heads = ("passed", "en", "zh", *SPLITS, "by_hand")
    by_kind = {row[0]: dict(zip(heads, row[1:], strict=True)) for row in table}
    if chosen == list(SPLITS):
        machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
        write_results("memory_suite", {**machine, **figures, "by_kind": by_kind})
    good = figures["forget_residue"] == 0 and figures["poisoning_successes"] == 0
    kinds = {k: [r.passed for r in results if r.case.kind == k] for k in by_kind if k != "all"}
    weak = [k for k, passed in kinds.items() if sum(passed) < KIND_BAR * len(passed)]
    if weak:
        print(f"below {KIND_BAR:.0%}: {', '.join(weak)}")
    slow = figures["recall_ms_p95"] > RECALL_BAR_MS or figures["tokens_added_p95"] > TOKENS_BAR
    return 0 if good and not weak and not slow else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Counting answers: shares with 95 % intervals, times, how well confidence tells right from wrong. Knows no model."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models_path import Answer
from sentences import judged

from ainos.models.prompt import NONE
from ainos.tools.types import Tool

Z = 1.959964
BINS = (0.0, 0.5, 0.7, 0.9, 0.97, 1.01)


def interval(right: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share, scale = right / total, 1 + Z * Z / total
    middle = (share + Z * Z / (2 * total)) / scale
    half = Z / scale * math.sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def shown(right: int, total: int) -> str:
    """Return `94.0 % (91-96)`."""
    low, high = interval(right, total)
    return f"{right / total:.1%} ({100 * low:.0f}-{100 * high:.0f})" if total else "-"


def auroc(confidences: Sequence[float], rights: Sequence[bool]) -> float | None:
    """Return the chance that a right answer has the higher confidence of a right and a wrong one; ties count half.

    None where all are right or all wrong.
    """
    good = [c for c, right in zip(confidences, rights, strict=True) if right]
    bad = [c for c, right in zip(confidences, rights, strict=True) if not right]
    if not good or not bad:
        return None
    wins = sum((a > b) + 0.5 * (a == b) for a in good for b in bad)
    return wins / (len(good) * len(bad))


@dataclass(frozen=True, slots=True)
class Counted:
    """One answer, judged."""

    goal: str
    wanted: str
    answer: Answer
    tool: bool
    exact: bool
    missing: bool
    """Whether the sentence leaves out what its tool needs."""
    seconds: float
    cpu_seconds: float


@dataclass(slots=True)
class Tally:
    """The answers of one way of deciding to one set."""

    rows: list[Counted] = field(default_factory=list)

    def add(self, item: Mapping[str, Any], answer: Answer, known: Mapping[str, Tool], seconds: float,
            cpu_seconds: float) -> None:  # fmt: skip
        """Judge and keep one answer."""
        tool, exact = judged(item, answer.tool, answer.arguments, known)
        wanted = known.get(item["tool"])
        missing = wanted is not None and any(p.required and p.name not in item["args"] for p in wanted.parameters)
        exact = exact and not answer.several
        self.rows.append(Counted(item["goal"], item["tool"], answer, tool, exact, missing, seconds, cpu_seconds))

    def shares(self, rows: Sequence[Counted] | None = None) -> dict[str, Any]:
        """Return counts and shares, of all rows or of these."""
        rows = self.rows if rows is None else rows
        tool, exact, total = sum(r.tool for r in rows), sum(r.exact for r in rows), len(rows)
        found: dict[str, Any] = {"n": total, "tool": tool, "exact": exact}
        if total:
            found |= {
                "tool_share": round(tool / total, 4),
                "tool_95": [round(x, 3) for x in interval(tool, total)],
                "exact_share": round(exact / total, 4),
                "exact_95": [round(x, 3) for x in interval(exact, total)],
            }
        return found

    def times(self) -> dict[str, float]:
        """Return milliseconds of the middle and of the slowest twentieth, by the clock and of the processor."""
        return {
            "p50_ms": 1000 * statistics.median(r.seconds for r in self.rows),
            "p95_ms": 1000 * _quantile([r.seconds for r in self.rows], 0.95),
            "p50_cpu_ms": 1000 * statistics.median(r.cpu_seconds for r in self.rows),
            "p95_cpu_ms": 1000 * _quantile([r.cpu_seconds for r in self.rows], 0.95),
        }

    def figures(self) -> dict[str, Any]:
        """Return everything that the results file keeps; no sentence."""
        groups = {
            "none": [r for r in self.rows if r.wanted == NONE],
            "missing": [r for r in self.rows if r.missing],
        }
        return {
            **self.shares(),
            **{name: self.shares(rows) for name, rows in groups.items()},
            **{name: round(value, 2) for name, value in self.times().items()},
        }

    def by_tool(self) -> list[tuple[str, int, int, int]]:
        """Return tool, sentences, right tool, exact."""
        found: dict[str, list[Counted]] = defaultdict(list)
        for row in self.rows:
            found[row.wanted].append(row)
        return [
            (name, len(rows), sum(r.tool for r in rows), sum(r.exact for r in rows))
            for name, rows in sorted(found.items())
        ]

    def by_source(self) -> list[tuple[str, int, int, int]]:
        """Return the deciding part, sentences that it decided, right tool, exact."""
        found: dict[str, list[Counted]] = defaultdict(list)
        for row in self.rows:
            refused = " refused by code" if row.answer.why and row.answer.source != "stopped" else ""
            found[f"{row.answer.source}{refused or (': none fits' if row.answer.tool == NONE else '')}"].append(row)
        return [
            (name, len(rows), sum(r.tool for r in rows), sum(r.exact for r in rows))
            for name, rows in sorted(found.items())
        ]


def separation(rows: Sequence[Counted]) -> dict[str, Any]:
    """Return how well confidence separates exact answers from others, with a table of reliability.

    `calls` are the answers that would be carried out; `of_model` those of them that no template or plan gave;
    `all` are refusals too.
    """
    calls = [r for r in rows if r.answer.tool != NONE]
    groups = {"calls": calls, "of_model": [r for r in calls if r.answer.source == "device"], "all": list(rows)}
    found: dict[str, Any] = {}
    for name, some in groups.items():
        value = auroc([r.answer.confidence for r in some], [r.exact for r in some])
        found[name] = {
            "n": len(some), "wrong": sum(not r.exact for r in some), "auroc": None if value is None else round(value, 3)
        }  # fmt: skip
    found["reliability"] = [
        {
            "from": low, "below": min(high, 1.0), "n": len(inside), "tool": sum(r.tool for r in inside),
            "exact": sum(r.exact for r in inside),
            "mean": round(statistics.fmean(r.answer.confidence for r in inside), 3) if inside else None,
        }
        for low, high in zip(BINS, BINS[1:], strict=False)
        for inside in [[r for r in calls if low <= r.answer.confidence < high]]
    ]  # fmt: skip
    return found


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[int(share * (len(ordered) - 1))]

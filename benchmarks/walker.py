"""Wishes that no goal tool fulfils, by the on-device path alone: reached, falsely claimed, and CPU a decision.

Two sets: the kind `screen` of the goals, and the suite `screen`, whose cases `h-…` are held out. Each on a fresh phone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TypeVar

from table import print_table, write_results

from ainos.android_bridge.device import Device
from ainos.evals.arms import parse_arm
from ainos.evals.bench import Bench, Setup
from ainos.evals.record import Episode
from ainos.evals.suites import load_suite
from ainos.models.types import Decision
from ainos.planners.sources import Moment, Proposal
from ainos.planners.walker import Walker
from ainos.tools.embedding import MiniLm

ARM = parse_arm("local")
SETS = (
    ("goals, kind screen", "goals", ""),
    ("screen, seen", "screen", "d-"),
    ("screen, written before", "screen", "h-"),
    ("screen, other apps", "screen", "h2-"),
)
MOST_MS = 50.0
T = TypeVar("T")


class TimedWalker(Walker):
    """Notes the CPU time of each decision."""

    spent_ms: list[float]

    def propose(self, at: Moment) -> Proposal | None:
        """Time a step of a walk."""
        return self._timed(lambda: super(TimedWalker, self).propose(at))

    def instead(self, at: Moment, decision: Decision) -> Proposal | Decision:
        """Time the first step of a walk."""
        return self._timed(lambda: super(TimedWalker, self).instead(at, decision))

    def _timed(self, work: Callable[[], T]) -> T:
        began = time.process_time()
        result = work()
        if isinstance(result, Proposal):
            self.spent_ms.append((time.process_time() - began) * 1000)
        return result


class TimedBench(Bench):
    """Gives every episode a timed walker."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, Setup())
        self.spent_ms: list[float] = []
        self._words = MiniLm()
        self._words.embed(["warm"])

    def _walker(self, device: Device) -> Walker:
        walker = TimedWalker(device.apps, self._words.embed)
        walker.spent_ms = self.spent_ms
        return walker


def main(arguments: list[str]) -> int:
    """Print the table; exit 1 for a false success, or a decision above 50 ms at the 95th percentile."""
    rows: list[tuple[str, ...]] = []
    figures: dict[str, object] = {}
    lies = 0
    with tempfile.TemporaryDirectory() as home, closing(TimedBench(Path(home))) as bench:
        for name, suite, start in SETS:
            cases = [c for c in load_suite(suite) if c.id.startswith(start) and (start or c.task.kind == "screen")]
            found: list[Episode] = [bench.run(case, ARM, 0) for case in cases]
            passed, false = sum(e.passed for e in found), sum(e.false_success for e in found)
            lies += false
            held = sum(e.holds for e in found)
            steps = median(episode.steps for episode in found)
            rows.append((name, f"{passed} of {len(found)}", f"{held}", f"{false}", f"{steps:g}"))
            figures[name] = {"passed": passed, "holds": held, "of": len(found), "false": false,
                             "not_done": [e.case for e in found if not e.passed]}  # fmt: skip
        spent = sorted(bench.spent_ms)
    p95 = spent[int(len(spent) * 0.95)] if spent else 0.0
    print_table(("set", "done and verified", "state reached", "false successes", "steps, median"), rows)
    print(f"CPU a decision: median {median(spent):.1f} ms, 95th percentile {p95:.1f} ms, {len(spent)} decisions")
    write_results("walker", {**figures, "ms_median": round(median(spent), 2), "ms_p95": round(p95, 2)})
    return 1 if lies or p95 > MOST_MS else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

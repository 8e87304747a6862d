"""Reflexion: how many wishes that fail at the first try are done in the end, and what lessons add.

`./run bench reflexion [tune|held] [ID…]`. The suite `retry`, each episode on a virtual phone as it was when it started,
decided by the on-device model alone. Four arms: one try; three tries of the same, without looking back; three tries,
looking back; and, for the second encounter (other values, same shape), looking back with the lessons of the first one.
Success needs the checks of the suite and a run that claims it; tries are the failed ones and the last.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from table import print_table, write_results

from ainos.agent.parts import Parts
from ainos.evals.arms import parse_arm
from ainos.evals.bench import Bench, Setup
from ainos.evals.record import Episode
from ainos.evals.statistics import mcnemar, wilson
from ainos.evals.suites import load_suite
from ainos.evals.task import Case
from ainos.memory.store import open_memory
from ainos.memory.types import MemoryStore

ARMS = ("one try", "repeated", "reflexion", "reflexion with lessons")
LEAST_GAIN = 0.3
"""Of success, reflexion over one try."""


@dataclass(frozen=True, slots=True)
class Row:
    """One episode."""

    arm: str
    encounter: int
    case: str
    held: bool
    passed: bool
    false_success: bool
    tries: int
    learned: bool
    """A lesson was used."""
    told: str


def main(arguments: list[str]) -> int:
    """Run the arms; exit 1 below the gain, or with a false success."""
    halves = [a for a in arguments if a in ("tune", "held")]
    ids = [a for a in arguments if a not in halves]
    cases = [c for c in load_suite("retry") if not ids or any(i in c.id for i in ids)]
    cases = [c for c in cases if not halves or c.id.startswith(tuple(halves))]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(Path(home), Setup())
        try:
            for arm in ARMS:
                rows += run_arm(bench, arm, cases, Path(home))
        finally:
            bench.close()
    return report(rows)


def run_arm(bench: Bench, arm: str, cases: Sequence[Case], home: Path) -> list[Row]:
    """Run one arm; with lessons the first encounters come first, and one memory holds for all."""
    if arm != ARMS[3]:
        bench.adjust = _ADJUST[arm]
        return [one(bench, arm, case) for case in cases]
    rows: list[Row] = []
    for case in (c for c in cases if encounter_of(c) == 1):
        second = next(c for c in cases if c.task.name == case.task.name.removesuffix("1") + "2")
        with closing(open_memory(home / f"lessons-{case.task.name}")) as memory:
            bench.adjust = with_memory(memory)
            rows += [one(bench, arm, case), one(bench, arm, second)]
    return rows


def with_memory(memory: MemoryStore) -> Callable[[Parts], Parts]:
    """Return what gives every episode this memory."""
    return lambda parts: replace(parts, memory=memory)


_ADJUST: Mapping[str, Callable[[Parts], Parts]] = {
    "one try": lambda parts: replace(parts, reflects=False, limits=replace(parts.limits, tries=1)),
    "repeated": lambda parts: replace(parts, reflects=False),
    "reflexion": lambda parts: parts,
}


def encounter_of(case: Case) -> int:
    """Return 1 for a task's first variant, 2 for its second."""
    return int(case.task.name[-1])


def one(bench: Bench, arm: str, case: Case) -> Row:
    """Run one episode and print what became of it."""
    episode = bench.run(case, parse_arm("local"), 1)
    row = Row(
        arm, encounter_of(case), case.task.name, case.id.startswith("held"), episode.passed, episode.false_success,
        tries_of(episode), any(e["type"] == "used" for e in episode.events), (episode.error or episode.answer)[:150],
    )  # fmt: skip
    mark = "FALSE" if row.false_success else "done" if row.passed else "no"
    print(f"{mark:6}{arm:24}{row.case:32}{row.tries} {'L' if row.learned else ' '} {row.told!r}", flush=True)
    return row


def tries_of(episode: Episode) -> int:
    """Return how many tries an episode took: one for each look back, and the last one if it did not fail."""
    failed = sum(event["type"] == "reflection" for event in episode.events)
    return max(1, failed + (1 if episode.status == "done" else 0))


def report(rows: Sequence[Row]) -> int:
    """Print and write the tables; return the exit code."""
    results: dict[str, object] = {"rows": [vars_of(row) for row in rows]}
    good = True
    for name, chosen in (("all", rows), ("held out", [r for r in rows if r.held])):
        if not chosen:
            continue
        table = [line(arm, encounter, chosen) for encounter in (1, 2) for arm in ARMS]
        print_table((f"{name}: arm", "encounter", "done", "95 %", "tries a task", "false success"), table)
        results[name] = [list(row) for row in table]
        base, gained = of(chosen, ARMS[0], 2), of(chosen, ARMS[2], 2)
        good = good and share(gained) - share(base) >= LEAST_GAIN and not any(r.false_success for r in chosen)
        pairs = [(a, next(b for b in gained if b.case == a.case)) for a in base]
        up, down = sum(b.passed > a.passed for a, b in pairs), sum(b.passed < a.passed for a, b in pairs)
        told = f"{up} tasks gained, {down} lost, p {mcnemar(up, down):.2g}"
        print(f"reflexion over one try, second encounter, {name}: {told}")
        results[f"{name}, gain"] = told
    write_results("reflexion", results)
    return 0 if good else 1


def of(rows: Sequence[Row], arm: str, encounter: int) -> list[Row]:
    """Return the rows of one arm and encounter."""
    return [row for row in rows if (row.arm, row.encounter) == (arm, encounter)]


def share(rows: Sequence[Row]) -> float:
    """Return the share that was done; 0 for none."""
    return sum(row.passed for row in rows) / len(rows) if rows else 0.0


def line(arm: str, encounter: int, rows: Sequence[Row]) -> tuple[object, ...]:
    """Return one line of the table."""
    own = of(rows, arm, encounter)
    done = sum(row.passed for row in own)
    low, high = wilson(done, len(own))
    tries = sum(row.tries for row in own if row.passed) / max(1, done)
    false = sum(row.false_success for row in own)
    return arm, encounter, f"{done} of {len(own)}", f"{low:.0%} to {high:.0%}", f"{tries:.2f}", false


def vars_of(row: Row) -> dict[str, object]:
    """Return a row as JSON values."""
    return {name: getattr(row, name) for name in Row.__slots__}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

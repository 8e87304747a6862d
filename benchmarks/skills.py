"""Skills: a goal done once is done again without a model; and repaired where an app has another layout.

Four rounds on virtual phones, each episode on a phone of its own: first (a model or a script decides), again, the same
wish with other values, and the same goal in the app's other layout, where a teacher decides only what diverges.
The first two rounds are run in turns, several times, with all forgotten before each first one; times are medians.
What the first run costs is what a person without skills and sentence templates pays on this machine: the on-device
model, and on the screen the walker. What is faster in general makes both rounds faster.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter
from table import print_table, write_results

from ainos.agent.replays import NoDecider, ReplaySource
from ainos.agent.skill_types import Skill
from ainos.agent.skills import Skills
from ainos.evals.arms import parse_arm
from ainos.evals.bench import Bench, Setup
from ainos.evals.checks import Check
from ainos.evals.record import Episode
from ainos.evals.security.steps import find_element, find_text
from ainos.evals.suites import load_suite
from ainos.evals.task import Case, Person
from ainos.models.router import ModelSet
from ainos.models.types import Decision, DecisionRequest, ModelError, Tier
from ainos.tools.types import ToolCall

DATA = Path(__file__).parent / "data" / "skills.yaml"
REPLAYED = "s-todo-rename"
MOST_CALLS = 2
LEAST_REPAIRED = 0.8
LEAST_FASTER = 5.0
LEAST_FAST_GOALS = 20
TURNS = 3
"""How often the first round is run; the second one twice as often."""


class Teacher:
    """Knows the steps of one goal in one layout; of those that the screen allows it takes the last.

    It is asked only where a skill diverges, in the middle of a goal, so it cannot count on its first steps.
    """

    name = "teacher"
    tier: Tier = "scripted"

    def __init__(self, steps: Sequence[Sequence[str]]) -> None:
        self._steps = steps
        self._taken: set[int] = set()
        self.calls = 0

    def decide(self, request: DecisionRequest) -> Decision:
        """Return the call that is next on this screen; ModelError where none is."""
        self.calls += 1
        for number, step in reversed(list(enumerate(self._steps))):
            call = self._call(step, request.screen) if number not in self._taken else None
            if call is not None:
                self._taken.add(number)
                return Decision("call", call, self.name, self.tier, 1.0)
        raise ModelError("the teacher knows no step for this screen")

    def _call(self, step: Sequence[str], screen: str) -> ToolCall | None:
        if step[0] == "finish":
            answer = find_text(screen, step[1])
            return ToolCall("finish", {"answer": answer}) if answer is not None else None
        element = find_element(screen, step[1])
        if element is None:
            return None
        if step[0] == "type":
            return ToolCall("type_text", {"text": step[2], "element": element})
        return ToolCall("tap", {"element": element})


@dataclass(slots=True)
class Line:
    """One goal through the rounds."""

    id: str
    goal: str
    taught_by: str
    firsts: list[Episode] = field(default_factory=list)
    agains: list[Episode] = field(default_factory=list)
    other: Episode | None = None
    walked: Episode | None = None
    """The other layout, with the on-device model and the walker for what diverges."""
    second: Episode | None = None
    """The other layout, with a teacher for what diverges."""
    after: Episode | None = None
    repaired: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> Episode | None:
        """The first round: a run of middle length, or one that failed."""
        return middle(self.firsts)

    @property
    def again(self) -> Episode | None:
        """The second round, in the same way; one that asked a model counts as failed."""
        return next((e for e in self.agains if calls(e)), None) or middle(self.agains)

    @property
    def times_faster(self) -> float:
        """How many times faster the second round was; 0 where a run of it failed, or no time was compared."""
        if self.taught_by == "script" or not self.firsts or not self.agains:
            return 0.0
        if not all(e.passed for e in (*self.firsts, *self.agains)) or any(map(calls, self.agains)):
            return 0.0
        return seconds(self.firsts) / max(1e-9, seconds(self.agains))


def seconds(episodes: Sequence[Episode]) -> float:
    """Return the median wall time."""
    return statistics.median(episode.seconds for episode in episodes)


def middle(episodes: Sequence[Episode]) -> Episode | None:
    """Return an episode that failed, else the one whose wall time is in the middle."""
    failed = next((e for e in episodes if not e.passed), None)
    ordered = sorted(episodes, key=lambda e: e.seconds)
    return failed or (ordered[(len(ordered) - 1) // 2] if ordered else None)


def calls(episode: Episode | None) -> int:
    """Return how many steps anybody but a skill decided: a model, the screen walker, or a script in their place."""
    by_model: Any = episode.receipt.get("models", {}) if episode is not None else {}
    return sum(count for name, count in by_model.items() if not name.startswith('skill "'))


def main(arguments: list[str]) -> int:
    """Run the rounds; exit 0 when the second run needs no model, is fast enough, and enough is repaired."""
    chosen = yaml.load(DATA.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    lines = [Line(row["id"], "", who, row=row) for who in ("model", "walker", "script") for row in chosen[who]]
    lines = [line for line in lines if not arguments or any(re.search(word, line.id) for word in arguments)]
    cases = {case.id: case for case in load_suite("goals")}
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(Path(home), Setup())
        try:
            for line in lines:
                run_line(bench, line, cases[line.id])
                print(told(line), flush=True)
            logs = replayed(bench, cases[REPLAYED], 100 if not arguments else 10)
        finally:
            bench.close()
    return report(lines, logs, keep=not arguments)


def replayed(bench: Bench, case: Case, times: int) -> list[str]:
    """Record a run as a script, play it so often, and return the calls of each verified time."""
    bench.teacher, skills = None, bench.keep_skills()
    keep_only(skills, ())
    bench.run(case, parse_arm("oracle"), 0)
    script, bench.skills = skills.shelf.all()[0], None
    values = {slot.name: slot.example for part in script.parts for slot in part.slots}
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    logs = []
    for number in range(times):
        source = bench.script = ReplaySource(script, values)
        passed = bench.run(case, parse_arm("oracle"), number).passed
        logs.append("\n".join(source.log) if passed else "")
    bench.script = bench.teacher = None
    return logs


def run_line(bench: Bench, line: Line, case: Case) -> None:
    """Take one goal through the rounds, with skills of its own."""
    line.goal = case.goal
    bench.skills = bench.teacher = None
    arm = parse_arm("oracle" if line.taught_by == "script" else "local")
    if line.taught_by != "script":
        bench.teacher = lambda _: device_alone(bench)
        bench.run(case, arm, 0)  # weights, phones and caches are warm in both runs that are compared
    skills = bench.keep_skills()
    for _ in range(TURNS):
        keep_only(skills, ())
        line.firsts.append(bench.run(case, arm, 0))
        line.agains += [bench.run(case, arm, 1) for _ in range(2)]
    if "again" in line.row:
        line.other = bench.run(with_other_values(case, line.row), arm, 2)
    if "second" not in line.row:
        return
    changed = in_second_layout(case, line.row["second"])
    known = skills.shelf.all()
    bench.teacher = lambda _: device_alone(bench)
    line.walked = bench.run(changed, parse_arm("local"), 3)
    keep_only(skills, known)
    for number in (4, 5):
        teacher = Teacher(line.row["teacher"])
        bench.teacher = lambda _, teacher=teacher: ModelSet(scripted=teacher)  # type: ignore[misc]
        episode = bench.run(changed, arm, number)
        if number == 4:
            line.second = episode
            line.repaired = "".join(bench.learned.repaired.values()) if bench.learned else ""
        else:
            line.after = episode
    bench.teacher = None


def device_alone(bench: Bench) -> ModelSet:
    """Return the on-device model; sentence templates, which would decide most simple goals, are left out."""
    return ModelSet(device=bench.device_model())


def keep_only(skills: Skills, wanted: Sequence[Skill]) -> None:
    """Forget everything that was learned but these."""
    for skill in skills.shelf.all():
        skills.shelf.delete(skill.name)
    for skill in wanted:
        skills.shelf.put(skill)
    skills.source.renew(skills.shelf.all())


def with_other_values(case: Case, row: Mapping[str, Any]) -> Case:
    """Return the case with other values in its goal, and what they have to bring about."""
    if "check" in row:
        checks = (TypeAdapter(Check).validate_python(row["check"]),)
    else:
        checks = (TypeAdapter(Check).validate_python({"kind": "answer", "words": [r"\$\d"]}),)
    task = case.task.model_copy(
        update={"goal": row["again"], "checks": checks, "changes": None, "user": Person(approves=(".*",))}
    )
    return Case(task, row["again"])


def in_second_layout(case: Case, versions: Mapping[str, str]) -> Case:
    """Return the case on a phone whose apps have their other layout; every touch that is asked is approved."""
    world = case.task.world.model_copy(update={"app_versions": {k: int(v) for k, v in versions.items()}})
    return Case(case.task.model_copy(update={"world": world, "user": Person(approves=(".*",))}), case.goal)


def told(line: Line) -> str:
    """Return one line of the table while it runs."""
    return "  ".join(cells(line))


def cells(line: Line) -> list[str]:
    """Return a goal's row."""

    def cell(episode: Episode | None) -> str:
        if episode is None:
            return "-"
        return f"{'ok' if episode.passed else 'NO'} {calls(episode)} calls {episode.seconds:.2f} s"

    return [line.id, line.taught_by, cell(line.first), cell(line.again),
            f"{line.times_faster:.1f}" if line.taught_by != "script" else "-", cell(line.other), cell(line.second),
            cell(line.after), cell(line.walked), "yes" if line.repaired else "-"]  # fmt: skip


def faster(lines: Sequence[Line], taught_by: str) -> Iterator[float]:
    """Yield how many times faster the second run was, for goals that were taught so."""
    yield from (line.times_faster for line in lines if line.taught_by == taught_by)


def report(lines: Sequence[Line], logs: Sequence[str], *, keep: bool) -> int:
    """Print the table, write the results of all goals (`keep`), and say whether the bar is met."""
    head = (
        "goal",
        "taught by",
        "first",
        "again",
        "times faster",
        "other values",
        "other layout",
        "after repair",
        "by walker",
        "diff",
    )
    print_table(head, [cells(line) for line in lines])
    firsts = [line for line in lines if line.first and line.first.passed]
    same = [line for line in firsts if line.again and line.again.passed and calls(line.again) == 0]
    others = [line for line in firsts if line.other]
    moved = [line for line in firsts if line.second]
    repaired = [line for line in moved if line.second and line.second.passed and calls(line.second) <= MOST_CALLS]
    walked = [line for line in moved if line.walked and line.walked.passed and calls(line.walked) <= MOST_CALLS]
    speed, walking = list(faster(lines, "model")), list(faster(lines, "walker"))
    fast = [line for line in lines if line.times_faster >= LEAST_FASTER]
    figures = {
        "goals": len(lines),
        "goals_at_least_5_times_faster": len(fast),
        "goals_at_least_5_times_faster_than_the_walker": sum(line.taught_by == "walker" for line in fast),
        "first_run_verified": len(firsts),
        "again_verified_without_a_model": len(same),
        "times_faster_median": round(statistics.median(speed), 1) if speed else 0,
        "times_faster_least": round(min(speed), 1) if speed else 0,
        "times_faster_over": f"{len(speed)} goals that the on-device model did first",
        "times_faster_than_the_walker_median": round(statistics.median(walking), 1) if walking else 0,
        "times_faster_than_the_walker_least": round(min(walking), 1) if walking else 0,
        "times_faster_than_the_walker_over": f"{len(walking)} goals that were done on the screen",
        "other_values": len(others),
        "other_values_verified_without_a_model": sum(
            bool(line.other and line.other.passed and calls(line.other) == 0) for line in others
        ),
        "other_layout": len(moved),
        "other_layout_repaired": len(repaired),
        "other_layout_calls": sum(calls(line.second) for line in moved),
        "other_layout_repaired_by_the_walker": len(walked),
        "after_repair_verified_without_a_model": sum(
            bool(line.after and line.after.passed and calls(line.after) == 0) for line in moved
        ),
        "replays": len(logs),
        "replays_verified": sum(bool(log) for log in logs),
        "replays_with_another_log": sum(log != logs[0] for log in logs),
        "false_successes": sum(
            e.false_success
            for li in lines
            for e in (*li.firsts, *li.agains, li.other, li.second, li.after, li.walked)
            if e
        ),
    }
    for name, value in figures.items():
        print(f"{name.replace('_', ' ')}: {value}")
    if keep:
        write_results("skills", {**figures, "lines": [dict(zip(head, cells(line), strict=True)) for line in lines]})
    good = len(same) == len(firsts) and len(fast) >= LEAST_FAST_GOALS
    good = good and len(set(logs)) == 1 and bool(logs[0])
    return 0 if good and len(repaired) >= LEAST_REPAIRED * max(1, len(moved)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

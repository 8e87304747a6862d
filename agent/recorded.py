"""A run's journal as a script: the calls that were carried out, in the form of a skill's file. Pure.

For runs that taught no skill. Every value stays as it was; one that stands in the user's words becomes a slot, so that
it can be changed. Of screens the journal keeps guards (step_guard.py), no texts of its own.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..android_bridge.labels import Integrity
from ..planners.plan import Plan, SubGoal
from ..tools.registry import Registry
from ..tools.types import Risk, ToolRetryError
from .records import MASK, DecisionRecord, RunRecord, StepRecord
from .skill_learn import LOOKS, Words, name_of, shape_of, whole_goal
from .skill_match import polite_cut
from .skill_types import PLACE, Part, Skill, SkillError, Step, Target, Where

if TYPE_CHECKING:
    from .journal import Journal


@dataclass(frozen=True, slots=True)
class Recorded:
    """A script, and what a person should know of it."""

    script: Skill
    notes: tuple[str, ...] = ()


def script_of(journal: Journal, run: str, registry: Registry) -> Recorded:
    """Return the script of a run.

    Raises:
        JournalError: There is no such run, or its record is damaged.
        SkillError: Nothing was carried out in it, or a call cannot be repeated; says which and why.
    """
    record = journal.run(run)
    plan = Plan.from_json(record.goal, list(record.plan or (record.goal,)))
    done = [step for step in journal.steps(run) if step.state == "done"]
    decisions = {decision.step: decision for decision in journal.decisions(run)}
    answers = {
        int(body["step"]): body for body in journal.outcomes(run) if body.get("guard") and body["state"] == "done"
    }
    made = _Script(record, registry, decisions, answers)
    parts, used = [], set[str]()
    for index, subgoal in enumerate(plan.subgoals):
        parts.append(made.part(index, subgoal, [s for s in done if s.subgoal == index], used))
    if not any(part.steps for part in parts):
        raise SkillError(f"nothing was carried out in {run} that could be played again", f"ainos runs show {run}")
    tiers = sorted({str(decision.decision.tier) for decision in decisions.values()})
    script = Skill(
        name=name_of(parts), goal=whole_goal(plan, parts), learned_from=run, taught_by=", ".join(tiers),
        parts=tuple(parts),
        learned_at=time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.started)),
    )  # fmt: skip
    return Recorded(script, _notes(record, parts))


def _notes(record: RunRecord, parts: Sequence[Part]) -> tuple[str, ...]:
    count = sum(len(part.steps) for part in parts)
    if record.status == "done":
        return ()
    return (f"{record.id} ended as {record.status}; the script plays the {count} calls that were carried out in it",)


@dataclass(frozen=True, slots=True)
class _Script:
    """Makes the parts of one run's script."""

    record: RunRecord
    registry: Registry
    decisions: Mapping[int, DecisionRecord]
    answers: Mapping[int, Mapping[str, Any]]

    def part(self, index: int, subgoal: SubGoal, done: Sequence[StepRecord], used: set[str]) -> Part:
        """Return one sub-goal's part; names of slots that it takes are added to `used`."""
        wish = polite_cut(subgoal.wish)
        if re.search(r"[{}]", wish):
            raise self._refused(0, "the goal holds braces")
        words = Words(wish, used=used)
        kept = self._leading(done)
        answers = self._answers_of(index)
        # What was not proved in the run claims nothing in its script.
        ended = index in self.record.closed and not answers
        last = kept[-1] if kept and ended else None
        steps = [self._step(step, words, flows=bool(subgoal.takes), on_the_way=step is not last) for step in kept]
        steps += [self._answer(decision.step, words) for decision in answers]
        return Part(
            wish=words.template, role=subgoal.role, shape=shape_of(subgoal), slots=tuple(words.slots.values()),
            steps=tuple(steps),
        )  # fmt: skip

    def _leading(self, done: Sequence[StepRecord]) -> list[StepRecord]:
        """Return the steps that led on: a sub-goal that ended with a goal tool's call needs none of the looks."""
        if done and self._kind(done[-1]) != "screen":
            wanted = (Risk.NAVIGATE, *(risk for risk in Risk if risk >= Risk.WRITE))
            return [s for s in done if self._kind(s) != "screen" and (s is done[-1] or Risk(s.risk) in wanted)]
        return [s for s in done if s.call.tool not in LOOKS]

    def _kind(self, step: StepRecord) -> str:
        try:
            return self.registry.lookup(step.call.tool).kind
        except ToolRetryError as error:
            raise self._refused(step.number, f"there is no tool {step.call.tool} any more") from error

    def _answers_of(self, index: int) -> list[DecisionRecord]:
        found = [d for d in self.decisions.values() if d.subgoal == index and d.step in self.answers]
        return [d for d in found if d.decision.call is not None and d.decision.call.tool == "finish"][-1:]

    def _step(self, step: StepRecord, words: Words, *, flows: bool, on_the_way: bool) -> Step:
        kind = self._kind(step)
        if kind == "memory":
            raise self._refused(step.number, "it speaks of the memory")
        decision = self.decisions.get(step.number)
        read = decision is not None and decision.label.integrity is Integrity.UNTRUSTED
        call = decision.decision.call if flows and decision is not None and decision.decision.call else step.call
        kinds = {parameter.name: parameter.kind for parameter in self.registry.lookup(step.call.tool).parameters}
        arguments = {
            name: self._value(step.number, name, kinds.get(name, "text"), said, words)
            for name, said in call.arguments.items()
            if name != "element"
        }
        if kind != "screen":
            return Step(tool=step.call.tool, arguments=arguments, risk=step.risk, read_phone=read,
                        on_the_way=on_the_way, expects=step.expected[:200])  # fmt: skip
        where, target, _ = self._guard(step.number, step.guard, words)
        if "element" in call.arguments and target is None:
            raise self._refused(step.number, "the journal does not say what was touched")
        return Step(tool=step.call.tool, arguments=arguments, where=where, target=target, risk=step.risk,
                    read_phone=True)  # fmt: skip

    def _answer(self, number: int, words: Words) -> Step:
        where, target, parts = self._guard(number, self.answers[number]["guard"], words)
        return Step(tool="finish", where=where, target=target, parts=parts, read_phone=True)

    def _guard(self, number: int, guard: Mapping[str, Any], words: Words) -> tuple[Where, Target | None, str]:
        if not guard:
            raise self._refused(number, "an older ainos recorded it, which kept nothing of the screen")
        if why := guard.get("unclear"):
            raise self._refused(number, str(why))
        if MASK in str(guard) or PLACE.search(str(guard.get("target", {}).get("text", ""))):
            raise self._refused(number, "what was touched has a secret or braces in its name")
        target = Target.model_validate(guard["target"]) if "target" in guard else None
        if target is not None and not target.contains and (said := words.slot(target.text, "item", "label")):
            target = target.model_copy(update={"text": said})
        return Where.model_validate(guard["where"]), target, str(guard.get("parts", ""))

    def _value(self, number: int, name: str, kind: str, said: str, words: Words) -> str:
        if MASK in said or "<secret:" in said:
            raise self._refused(number, f"{name} was a secret, which no file keeps")
        if PLACE.search(said):
            raise self._refused(number, f"{name} holds braces")
        return words.slot(said, name, kind) or said

    def _refused(self, number: int, why: str) -> SkillError:
        run = self.record.id
        return SkillError(f"{run} cannot be played again: step {number}: {why}", f"ainos runs show {run}")

"""What a resumed run knows of its past: read from the journal once, handed to the loop piece by piece.

A completed answer of a model is not asked for again: the last one, whose call was not carried out, is given to the loop
in its place. A call for the screen is given only while the screen is the one that it was decided on.
Does not look up what happened on the phone; resume.py did that before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..android_bridge.elements import screen_text
from ..android_bridge.labels import Label
from ..android_bridge.types import Observation
from ..models.types import Turn
from ..planners.plan import Plan, SubGoalState
from ..planners.react import Progress
from ..planners.reflect import reflect_on_error, reflect_on_proof
from ..tools.types import Risk, ToolKind
from .flowed import Read
from .journal import Journal
from .records import DecisionRecord, Reply, RunRecord, StepRecord

INTERRUPTED = "This was interrupted and may or may not have been done; the screen shows what is there now."
_RETRIED = ("failed",)
"""Ends after which a model is asked anew: its last answer led to them."""

KindOf = Callable[[str], ToolKind]


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a sub-goal that was proved."""

    index: int
    tool: str
    text: str
    effect: str
    found: str
    state: SubGoalState = "done"
    """`skipped`: its condition did not hold; `text` says so."""
    read: Read | None = None
    """What it brought, where other sub-goals need it and it was kept."""


@dataclass(slots=True)
class Past:
    """The past of one run; empty for a new one."""

    words: str = ""
    session: Label = field(default_factory=Label.of_user)
    last_step: int = 0
    finished: tuple[Finished, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    was_cut: bool = False
    """It ended by no decision of its own."""
    _pending: DecisionRecord | None = None
    _steps: tuple[StepRecord, ...] = ()
    _outcomes: tuple[Mapping[str, Any], ...] = ()
    _replies: list[Reply] = field(default_factory=list)
    _kind: KindOf = lambda name: "goal"

    @property
    def read(self) -> dict[int, Read]:
        """What sub-goals that are over brought, by their index."""
        return {one.index: one.read for one in self.finished if one.read is not None}

    def marked(self, plan: Plan) -> Plan:
        """Return the plan with the states in which the run left it."""
        for one in self.finished:
            plan = plan.mark(one.index, one.state, found=one.found)
        return plan

    def take_up(self, index: int, progress: Progress) -> int:
        """Fill in what was done for an open sub-goal before; return how many tries of it failed."""
        failures = 0
        steps = {s.number: s for s in self._steps}
        outcomes = {int(o["step"]): o for o in self._outcomes}
        for record in self.decisions:
            if record.subgoal != index or record is self._pending or record.decision.call is None:
                continue
            outcome = outcomes.get(record.step)
            failures += self._take_up_step(record, steps.get(record.step), outcome, progress)
        return failures if self.was_cut else 0

    def _take_up_step(
        self, record: DecisionRecord, step: StepRecord | None, outcome: Mapping[str, Any] | None, progress: Progress
    ) -> int:
        call = record.decision.call
        assert call is not None
        if step is not None:
            progress.label = progress.label.join(step.label)
        if outcome is None:
            said = [r.reply for r in self._replies if r.step == record.step]
            if call.tool == "ask_user" and said:
                progress.turns.append(Turn(call, f"The user said: {said[-1]}", progress.label))
            return 0
        state, text = outcome["state"], str(outcome.get("text", ""))
        if state == "void":
            if self._kind(call.tool) == "screen":
                progress.turns.append(Turn(call, INTERRUPTED, progress.label))
            return 0
        if state == "failed":
            progress.reflections.append(reflect_on_error("the last call", text).text)
            return 1
        progress.turns.append(Turn(call, text, progress.label))
        if state == "unproved":
            reflection = reflect_on_proof(call.tool, str(outcome.get("expected", "")), str(outcome.get("found", "")))
            progress.reflections.append(reflection.text)
            return 1
        return 0

    def take_decision(self, index: int, seen: Observation, progress: Progress) -> DecisionRecord | None:
        """Return, once, the model's answer that was paid for and not carried out, if it still fits the screen."""
        record, self._pending = self._pending, None
        if record is None or record.subgoal != index or record.decision.call is None:
            return None
        call = record.decision.call
        if "<secret" in str(dict(call.arguments)):
            return None  # what the handle stood for went with the process
        if self._kind(call.tool) not in ("screen", "control") or call.tool == "ask_user":
            return record
        step = next((s for s in self._steps if s.number == record.step), None)
        if record.seen == digest_of(seen) and (step is None or step.risk <= Risk.NAVIGATE):
            return record
        if step is not None:
            progress.turns.append(Turn(call, INTERRUPTED, progress.label))
        return None

    @property
    def replies(self) -> tuple[str, ...]:
        """What the person answered in the run before, in order."""
        return tuple(reply.reply for reply in self._replies if reply.reply)

    def take_reply(self, question: str, step: int) -> str | None:
        """Return, once, what the person answered to this question in this step."""
        for reply in self._replies:
            if (reply.question, reply.step) == (question, step):
                self._replies.remove(reply)
                return reply.reply
        return None


def past_of(record: RunRecord, journal: Journal, kind_of: KindOf) -> Past:
    """Read the past of a run whose steps have been settled."""
    steps, decisions, outcomes = journal.steps(record.id), journal.decisions(record.id), journal.outcomes(record.id)
    seen = [*(d.label for d in decisions), *(s.label for s in steps)]
    cut = record.status == "running"
    return Past(
        words=record.words or record.goal,
        session=Label.of_user().join(*seen),
        last_step=max((*(d.step for d in decisions), *(s.number for s in steps)), default=0),
        finished=_finished(journal, record, steps, decisions, outcomes, kind_of),
        decisions=tuple(decisions),
        was_cut=cut,
        _pending=_pending(decisions, outcomes) if record.status not in _RETRIED else None,
        _steps=tuple(steps),
        _outcomes=tuple(outcomes),
        _replies=journal.replies(record.id),
        _kind=kind_of,
    )  # fmt: skip


def _pending(decisions: Sequence[DecisionRecord], outcomes: Sequence[Mapping[str, Any]]) -> DecisionRecord | None:
    """Return the last answer of a model if its call has no outcome, or was found not to have happened."""
    if not decisions:
        return None
    last = decisions[-1]
    states = [o["state"] for o in outcomes if int(o["step"]) == last.step]
    return last if not states or states[-1] == "void" else None


def _finished(
    journal: Journal,
    record: RunRecord,
    steps: Sequence[StepRecord],
    decisions: Sequence[DecisionRecord],
    outcomes: Sequence[Mapping[str, Any]],
    kind_of: KindOf,
) -> tuple[Finished, ...]:
    found = {
        s.subgoal: Finished(s.subgoal, s.call.tool, s.result, s.effect, s.found)
        for s in steps
        if s.state == "done" and s.fulfils and kind_of(s.call.tool) != "screen" and not _waits(record, s.subgoal)
    }
    answered = {int(o["step"]): o for o in outcomes if o["state"] == "done"}
    for one in decisions:
        call = one.decision.call
        if call is not None and call.tool == "finish" and (outcome := answered.get(one.step)) is not None:
            found[one.subgoal] = Finished(one.subgoal, call.tool, outcome["text"], "", outcome["found"])
    for body in journal.closed_subgoals(record.id):
        index = int(body["index"])
        read = Read(body["data"], Label.from_json(body["label"]), body["text"]) if body.get("data") else None
        state: SubGoalState = "skipped" if body.get("state") == "skipped" else "done"
        found[index] = Finished(index, body["tool"], body["text"], body["effect"], body["found"], state, read)
    return tuple(found[index] for index in sorted(found))


def _waits(record: RunRecord, index: int) -> bool:
    """Whether a sub-goal waits: a look of it that went well does not say that what it waits for is there."""
    row = record.plan[index] if index < len(record.plan) else ""
    return not isinstance(row, str) and row.get("role") == "wait"


def digest_of(seen: Observation) -> str:
    """Return what tells one screen from another: its app, page, dialog and all that it says; not the time."""
    text = "\n".join((seen.package, seen.activity, seen.dialog, screen_text(seen)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

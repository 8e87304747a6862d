"""Resume: settle what a dead run may have done, by reading the phone, and go on with what is left.

An intent without an outcome is looked up with the tool's probe, for as long as an effect may take to show. Seen: it
counts as done. Not seen: it did not happen, so it may be done now. No probe: the person is asked; with nobody there the
run ends in doubt, and nothing is repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..android_bridge.errors import BridgeError
from ..planners.plan import Plan
from ..planners.split import split_goal
from ..tools.types import Context, Proof, Risk, Tool, ToolKind, ToolRetryError
from . import lease
from .guard import describe_call
from .journal import RunRecord, StepRecord
from .limits import EpisodeEnd, InDoubt, NoDevice
from .loop import Agent, Outcome
from .parts import Parts
from .past import past_of
from .records import ON_RESUME, JournalError, Reply

SETTLE_S = 30.0
"""An outward effect that shows later than so long after its intent is taken for one that did not happen."""
LOCAL_SETTLE_S = 3.0
_POLL_S = 0.2
_CLOCK_SLACK_MS = 2_000
HAPPENED, DID_NOT = "it happened", "it did not happen"


@dataclass(frozen=True, slots=True)
class Clock:
    """Monotonic time and how it is waited for."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def resume_run(run: str, parts: Parts, *, clock: Clock | None = None) -> Outcome:
    """Resume a run by its id.

    Raises:
        JournalError: There is no such run, it is damaged, or another process works on it.
    """
    record = parts.journal.run(run)
    agent = Agent(parts)
    if record.status == "done":
        answer = f"this run was done before, and nothing was repeated. {record.answer}".strip()
        return agent.repeat_end(run, record.goal, answer)
    steps = parts.journal.steps(run)
    parts.journal.take_over(run)
    try:
        check_phone(record, steps, parts)
        Settlement(record, parts, clock or Clock()).settle(steps)
    except EpisodeEnd as end:
        return agent.close_early(run, record.goal, end)
    except BridgeError as error:
        return agent.close_early(
            run, record.goal, NoDevice(f"{error}; nothing more was done", f"ainos runs resume {run}")
        )
    past = past_of(record, parts.journal, kinds_of(parts))
    if (scripted := parts.models.scripted) is not None and hasattr(scripted, "skip"):
        scripted.skip(sum(d.decision.tier == "scripted" for d in past.decisions))
    try:
        plan = Plan.from_json(record.goal, list(record.plan or split_goal(record.goal, parts.judge)))
    except ValueError as error:
        raise JournalError(f"the plan of run {run} cannot be read: {error}", f'ainos do "{record.goal}"') from error
    return agent.resume(run, plan, past)


def check_phone(record: RunRecord, steps: list[StepRecord], parts: Parts) -> None:
    """See that it is the phone that the run began on, since the same start, with the same user.

    Raises:
        InDoubt, NoDevice: It is not; nothing was repeated.
    """
    changed = parts.device.boot_id != record.boot_id
    user = str(record.options.get("user", ""))
    if not changed and (not user or user_of(parts) == user):
        return
    what = "was restarted or replaced" if changed else "is used by another of its users"
    message = (
        f"the phone {record.serial} {what} since run {record.id} began; "
        "what it did before cannot be read back, so nothing was repeated"
    )
    pending = [s for s in steps if s.state == "intent" and s.risk >= Risk.OUTWARD]
    if pending:
        raise InDoubt(
            f"{message}. In doubt: {pending[0].call.tool} {dict(pending[0].call.arguments)}",
            f"ainos runs show {record.id}",
        )
    raise NoDevice(message, f'ainos do "{record.goal}"')


def user_of(parts: Parts) -> str:
    """Return what tells one user of the phone from another; empty where it is not told."""
    return parts.device.get_setting("secure", "android_id") or ""


def kinds_of(parts: Parts) -> Callable[[str], ToolKind]:
    """Return a function from a tool's name to its kind; `goal` for one that is not there any more."""

    def kind(name: str) -> ToolKind:
        try:
            return parts.registry.lookup(name).kind
        except ToolRetryError:
            return "goal"

    return kind


@dataclass(frozen=True, slots=True)
class Settlement:
    """Finds out what became of the steps of one dead run."""

    record: RunRecord
    parts: Parts
    clock: Clock

    def settle(self, steps: list[StepRecord]) -> None:
        """Give every step that was begun an outcome.

        Raises:
            InDoubt: It cannot be told whether an act happened, and nobody says it.
        """
        for step in steps:
            if step.state == "intent" and (step.risk < Risk.WRITE or self._is_local_touch(step)):
                self._conclude(step, "void", "interrupted; it may or may not have been done")
            elif step.state == "intent" or (step.state == "unproved" and self._tool(step) is not None):
                self._settle_act(step)

    def _settle_act(self, step: StepRecord) -> None:
        journal, tool = self.parts.journal, self._tool(step)
        can_look = tool is not None and tool.probe is not None and not step.is_masked
        if can_look and self._shows(step, tool):
            self._conclude(step, "done", f"{_words(tool, step)}: done before the interruption.")
            journal.forget_row(step.values)
        elif can_look and step.state == "intent":
            self._conclude(step, "void", "looked up on the phone: it did not happen")
        elif step.state == "unproved" and step.risk < Risk.OUTWARD:
            return  # a failed try, as it was
        else:
            self._ask(step, tool, seen=can_look)

    def _ask(self, step: StepRecord, tool: Tool | None, *, seen: bool) -> None:
        """Let the person say what became of an act that the phone does not tell of."""
        what = _words(tool, step)
        why = (
            f"{what} was tried and the phone still does not show it; not tried again, so that nothing is sent twice"
            if seen
            else f"{what} may or may not have happened, and the phone cannot tell; nothing was repeated"
        )
        question = f"{what}: this was begun and cut off. Please look on the phone: did it happen?"
        reply = None if self.parts.unattended else self.parts.approver.ask(question, (HAPPENED, DID_NOT))
        if reply not in (HAPPENED, DID_NOT):
            raise InDoubt(why, f"ainos runs show {self.record.id}")
        self.parts.journal.record_reply(self.record.id, Reply(step.number, question, ""))
        if reply == HAPPENED:
            self._conclude(step, "done", f"{what}: done before the interruption, as you said.")
        else:
            self._conclude(step, "void", "it did not happen, as you said")

    def _shows(self, step: StepRecord, tool: Tool | None) -> bool:
        """Ask the phone, for as long as the effect may still take to show.

        Raises:
            InDoubt: The phone's clock was set back since, so that an earlier effect cannot be told from this one.
        """
        assert tool is not None
        elapsed = self._elapsed(step)
        patience = SETTLE_S if step.risk >= Risk.OUTWARD else LOCAL_SETTLE_S
        deadline = self.clock.now() + max(0.0, patience - (elapsed or 0.0))
        while True:
            if self._probe(step, tool, step.started_ms).holds:
                return True
            if self.clock.now() >= deadline:
                break
            self.clock.sleep(_POLL_S)
        back_ms = self._set_back_ms(step) if step.risk >= Risk.OUTWARD else 0
        if back_ms and self._probe(step, tool, step.started_ms - back_ms).holds:
            raise InDoubt(
                f"{_words(tool, step)}: the phone's clock was set back since it was begun, and the phone shows one "
                "that may be this one or an earlier one; nothing was repeated",
                f"ainos runs show {self.record.id}",
            )
        return False

    def _probe(self, step: StepRecord, tool: Tool, since_ms: int) -> Proof:
        device = self.parts.device
        began = datetime.fromtimestamp(since_ms / 1000, device.now().tzinfo)
        context = Context(device, None, began, None, self.parts.ways, since_ms, self.record.id)
        assert tool.probe is not None
        return tool.probe(context, step.values)

    def _elapsed(self, step: StepRecord) -> float | None:
        """Return the seconds since the intent by this computer's monotonic clock; None after it was started anew."""
        if step.host != lease.host_of_this_process():
            return None
        return max(0.0, self.clock.now() - step.monotonic)

    def _set_back_ms(self, step: StepRecord) -> int:
        """Return by how much the phone's clock was set back since the intent; 0 when it was not, or nobody can tell."""
        elapsed = self._elapsed(step)
        if elapsed is None:
            return 0
        behind = step.started_ms + elapsed * 1000 - self.parts.device.now().timestamp() * 1000
        return int(behind) + _CLOCK_SLACK_MS if behind > _CLOCK_SLACK_MS else 0

    def _is_local_touch(self, step: StepRecord) -> bool:
        """Whether a model decides again by the screen, and nothing left the phone."""
        tool = self._tool(step)
        return tool is not None and tool.kind == "screen" and step.risk < Risk.OUTWARD

    def _tool(self, step: StepRecord) -> Tool | None:
        try:
            return self.parts.registry.lookup(step.call.tool)
        except ToolRetryError:
            return None  # its plugin is gone

    def _conclude(self, step: StepRecord, state: str, text: str) -> None:
        effect = text.partition(": done before")[0] if state == "done" else ""
        found = ON_RESUME if state == "done" else ""
        journal = self.parts.journal
        journal.conclude(self.record.id, step.number, state, text, label=step.label, effect=effect, found=found)  # type: ignore[arg-type]


def _words(tool: Tool | None, step: StepRecord) -> str:
    if tool is None:
        return f"{step.call.tool} {dict(step.call.arguments)}"
    return describe_call(tool, step.values)

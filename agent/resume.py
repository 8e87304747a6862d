"""Resume: settle what a dead run may have done, by reading the phone, and go on with what is left.

An intent without an outcome is looked up with the tool's probe. Seen: it counts as done. Not seen, after a settle
window: it did not happen, so it may be done now. No probe: the run ends in doubt, and nothing is repeated.
"""

from __future__ import annotations

import time
from datetime import datetime

from ..planners.plan import Plan, SubGoal
from ..planners.split import split_goal
from ..tools.types import Context, Risk
from .guard import describe_call
from .journal import RunRecord, StepRecord
from .limits import EpisodeEnd, InDoubt, NoDevice
from .loop import Agent, Outcome
from .parts import Parts

SETTLE_S = 3.0
_POLL_S = 0.1


def resume_run(run: str, parts: Parts) -> Outcome:
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
        _check_phone(record, steps, parts)
        done, last = _settle(record, steps, parts)
    except EpisodeEnd as end:
        return agent.close_early(run, record.goal, end)
    texts = record.plan or tuple(split_goal(record.goal, parts.judge))
    plan = Plan(record.goal, tuple(SubGoal(t, "done" if i in done else "open") for i, t in enumerate(texts)))
    said = [f"{texts[i]} (done before)." for i in sorted(done)]
    return agent.resume(run, plan, last, said)


def _check_phone(record: RunRecord, steps: list[StepRecord], parts: Parts) -> None:
    device = parts.device
    if device.boot_id == record.boot_id:
        return
    pending = [s for s in steps if s.state == "intent" and s.risk >= Risk.OUTWARD]
    message = (
        f"the phone {record.serial} was restarted or replaced since run {record.id} began; "
        "what it did before cannot be read back, so nothing was repeated"
    )
    if pending:
        raise InDoubt(
            f"{message}. In doubt: {pending[0].call.tool} {dict(pending[0].call.arguments)}",
            f"ainos runs show {record.id}",
        )
    raise NoDevice(message, f'ainos do "{record.goal}"')


def _settle(record: RunRecord, steps: list[StepRecord], parts: Parts) -> tuple[set[int], int]:
    """Return the indexes of the sub-goals that are done, and the last step number."""
    done: set[int] = set()
    for step in steps:
        tool = parts.registry.lookup(step.call.tool)
        if step.state == "done" and tool.kind != "screen":
            done.add(step.subgoal)
        elif step.state in ("intent", "unproved") and step.risk >= Risk.WRITE:
            if _did_happen(record, step, parts):
                parts.journal.conclude(record.id, step.number, "done", "found on the phone on resume")
                parts.journal.forget_row(step.values)
                done.add(step.subgoal)
            elif step.state == "unproved":
                raise InDoubt(
                    f"{describe_call(tool, step.values)} was tried and the phone still does not show it; it is "
                    "not tried again, so that nothing is sent twice",
                    f"ainos runs show {record.id}",
                )
            else:
                parts.journal.conclude(record.id, step.number, "failed", "not found on the phone on resume")
        elif step.state == "intent":
            parts.journal.conclude(record.id, step.number, "failed", "interrupted; it changed nothing")
    return done, max((s.number for s in steps), default=0)


def _did_happen(record: RunRecord, step: StepRecord, parts: Parts) -> bool:
    """Ask the phone, for as long as an effect may take to show; InDoubt where it cannot tell."""
    tool = parts.registry.lookup(step.call.tool)
    device = parts.device
    began = datetime.fromtimestamp(step.started_ms / 1000, device.now().tzinfo)
    context = Context(device, None, began, None, parts.ways, step.started_ms)
    if tool.probe is None:
        if step.risk < Risk.OUTWARD:
            return False
        raise InDoubt(
            f"{describe_call(tool, step.values)} may or may not have happened, and the phone cannot tell",
            f"ainos runs show {record.id}",
        )
    deadline = time.monotonic() + SETTLE_S
    while True:
        if tool.probe(context, step.values).holds:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)

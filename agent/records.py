"""What the journal keeps, as values: runs, steps, decisions, and how they are read out of its entries.

Knows the bodies of the entries. Does not know files, chains or leases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from ..android_bridge.labels import Label
from ..models.types import Decision, Tier, Usage
from ..tools.types import ToolCall

StepState = Literal["intent", "done", "failed", "unproved", "void"]
"""`intent`: begun, how it went is not recorded. `unproved`: it ran and the phone did not show its effect; an outward
one is never repeated by itself. `void`: looked up after a crash, it did not happen; it may be done now."""
MASK = "<secret>"
"""What stands in the file instead of a secret."""
ON_RESUME = "read from the phone on resume"
"""What was found of an act that an interruption cut off: it shows, and who did it is not known for certain."""
_USAGE = tuple(f.name for f in fields(Usage))


class JournalError(Exception):
    """The journal cannot be used; `hint` is the next command."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class FencedError(JournalError):
    """Another process took the run over: this one may neither write nor act for it any more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the file, as it stands there."""

    seq: int
    """Counts from 1 over the whole file, without gaps."""
    at: float
    """Host clock, epoch seconds; for people. Order is `seq`."""
    run: str
    kind: str
    body: Mapping[str, Any]
    redacted: bool = False
    """Something was taken out of it on request; what is left is as the entry `redaction` says."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run as the journal knows it."""

    id: str
    goal: str
    options: Mapping[str, Any]
    serial: str
    boot_id: str
    started: float
    ended: float | None
    status: str
    """`running`, or an end status of the contract."""
    answer: str
    receipt: Mapping[str, Any]
    owner: str
    """Who works on it, or worked on it last; see lease.py."""
    plan: tuple[Mapping[str, Any] | str, ...]
    """The sub-goals as planners/plan.py writes them, in order; texts alone in old files."""
    words: str = ""
    """Everything that the user said in it: the goal, the steps of a routine, his replies."""
    closed: tuple[int, ...] = ()
    """Indexes of the sub-goals that were proved."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One tool call as the journal knows it."""

    number: int
    subgoal: int
    call: ToolCall
    values: Mapping[str, Any]
    """Normalised and resolved: what was, or would have been, carried out."""
    risk: int
    started_ms: int
    """The phone's clock, epoch milliseconds, when the intent was recorded."""
    state: StepState
    result: str
    label: Label = field(default_factory=Label.of_user)
    """Of what the call and its result carried."""
    verdict: str = ""
    reason: str = ""
    """What the policy or the person said to it."""
    effect: str = ""
    found: str = ""
    """What the phone said as proof."""
    host: str = ""
    """The host's boot, and `monotonic`: its monotonic seconds at the intent; they tell how long ago it was."""
    monotonic: float = 0.0
    fulfils: bool = True
    """Whether its proof is the sub-goal's; false for a step on the way."""
    expected: str = ""
    """Its post-condition, in words."""
    guard: Mapping[str, Any] = field(default_factory=dict)
    """What tells its screen and the touched element from others; see step_guard.py."""

    @property
    def is_masked(self) -> bool:
        """Whether a secret was kept out of the values: what was done cannot be looked up with them."""
        return MASK in str(dict(self.values)) or "<secret:" in str(dict(self.values))


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One completed answer of a model."""

    step: int
    subgoal: int
    decision: Decision
    label: Label
    """Of the request."""
    seen: str
    """Digest of the screen that it was made on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person answered to a question of the run."""

    step: int
    question: str
    reply: str


def run_of(entries: Iterable[Entry], owner: str) -> RunRecord | None:
    """Return the run that these entries of one run tell; None when they hold no beginning."""
    begin: Entry | None = None
    plan: tuple[Mapping[str, Any] | str, ...] = ()
    said: list[str] = []
    end: Entry | None = None
    closed: list[int] = []
    for entry in entries:
        body = entry.body
        if entry.kind == "run":
            begin, said = entry, [str(body["goal"])]
        elif entry.kind == "plan":
            plan = tuple(body["subgoals"])
            said = [str(body.get("words") or said[0] if said else "")]
        elif entry.kind == "reply" and body.get("reply"):
            said.append(str(body["reply"]))
        elif entry.kind == "subgoal":
            closed.append(int(body["index"]))
        elif entry.kind == "end":
            end = entry
        elif entry.kind == "lease":
            end = None  # it goes on
    if begin is None:
        return None
    of_end: Mapping[str, Any] = end.body if end else {}
    body = begin.body
    return RunRecord(
        begin.run, body["goal"], body["options"], body["serial"], body["boot_id"], begin.at, end.at if end else None,
        of_end.get("status", "running"), of_end.get("answer", ""), of_end.get("receipt", {}), owner, plan,
        "\n".join(said), tuple(closed),
    )  # fmt: skip


def steps_of(entries: Iterable[Entry]) -> list[StepRecord]:
    """Return the steps of one run in the order of their last intent; a later entry of a step counts."""
    steps: dict[int, StepRecord] = {}
    for entry in entries:
        body = entry.body
        if entry.kind == "intent":
            number = int(body["step"])
            steps.pop(number, None)
            steps[number] = _step(entry.run, body)
        elif entry.kind == "outcome" and (known := steps.get(int(body["step"]))) is not None:
            steps[known.number] = _with_outcome(known, body)
    return sorted(steps.values(), key=lambda step: step.number)


def _step(run: str, body: Mapping[str, Any]) -> StepRecord:
    number = int(body["step"])
    if body.get("damaged"):
        raise JournalError(f"step {number} of run {run} is damaged; it is not resumed", "ainos runs list")
    return StepRecord(
        number, int(body["subgoal"]), ToolCall(body["tool"], body["arguments"], f"{run}-{number}"), body["values"],
        int(body["risk"]), int(body["started_ms"]), "intent", "", Label.from_json(body["label"]),
        body.get("verdict", ""), body.get("reason", ""), host=body.get("host", ""),
        monotonic=float(body.get("monotonic", 0.0)), fulfils=bool(body.get("fulfils", True)),
        guard=body.get("guard", {}),
    )  # fmt: skip


def _with_outcome(step: StepRecord, body: Mapping[str, Any]) -> StepRecord:
    label = step.label.join(Label.from_json(body["label"])) if body.get("label") else step.label
    return replace(
        step, state=body["state"], result=body.get("text", ""), label=label, effect=body.get("effect", ""),
        found=body.get("found", ""), expected=body.get("expected", ""),
    )  # fmt: skip


def decision_as_json(record: DecisionRecord) -> dict[str, Any]:
    """Return the body of a decision's entry."""
    decision, usage = record.decision, record.decision.usage
    call = decision.call
    return {
        "step": record.step, "subgoal": record.subgoal, "decided": decision.kind, "model": decision.model,
        "tier": decision.tier, "confidence": decision.confidence, "tool": call.tool if call else None,
        "arguments": dict(call.arguments) if call else {}, "label": record.label.as_json(), "seen": record.seen,
        "usage": {name: getattr(usage, name) for name in _USAGE},
    }  # fmt: skip


def decisions_of(entries: Iterable[Entry]) -> list[DecisionRecord]:
    """Return the completed answers of models, in order."""
    found: list[DecisionRecord] = []
    for entry in entries:
        if entry.kind != "decision":
            continue
        body = entry.body
        call = ToolCall(body["tool"], body["arguments"]) if body["tool"] is not None else None
        tier: Tier = body["tier"]
        decision = Decision(
            body["decided"], call, body["model"], tier, float(body["confidence"]), _usage(body["usage"])
        )
        label = Label.from_json(body["label"])
        found.append(DecisionRecord(int(body["step"]), int(body["subgoal"]), decision, label, body["seen"]))
    return found


def _usage(body: Mapping[str, Any]) -> Usage:
    return Usage(**{name: value for name, value in body.items() if name in _USAGE})


def replies_of(entries: Iterable[Entry]) -> list[Reply]:
    """Return what the person answered, in order."""
    return [
        Reply(int(e.body["step"]), str(e.body["question"]), str(e.body["reply"])) for e in entries if e.kind == "reply"
    ]

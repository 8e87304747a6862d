"""Takes a run's acts back, newest first, each by its tool's own `undo`, each read back from the phone.

What is to be taken back is listed and asked about first; what cannot be is said. Each act has a ticket and stands in
the journal as a run of its own, so that a second undo, also after a crash, does nothing twice. Who asks and what is
shown is the console's.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from ..android_bridge.errors import BridgeError
from ..android_bridge.labels import Label
from ..android_bridge.tickets import digest_call
from ..tools.types import Context, Proof, Risk, Tool, ToolCall, ToolError, ToolRetryError
from .act import act
from .approval import ApprovalRequest
from .card import show_value
from .envelope import Envelope, Wish
from .events import Teller
from .guard import Guard, describe_call
from .limits import Declined
from .parts import Parts
from .records import ON_RESUME, JournalError, RunRecord, StepRecord

State = Literal["undone", "gone", "cannot", "failed", "no"]
"""`gone`: its effect was not there any more. `cannot`: there is no way back. `no`: you, or the policy, said no."""
_LOOKED_BACK = 500
_WITHOUT: Mapping[str, str] = {
    "send_message": "a message that was sent stays sent", "call": "a call that was made stays made",
    "delete_file": "what a deleted file held was not kept", "cancel_timer": "the time that was left was not kept",
    "stop_stopwatch": "the time that ran was not kept", "open_app": "it only opened a page",
    "take_screenshot": "the picture stays; delete it in Files",
    "dismiss_notifications": "a notification that was cleared does not come back",
}  # fmt: skip
"""Why acts of these tools have no way back."""


@dataclass(frozen=True, slots=True)
class Item:
    """One act of a run."""

    step: StepRecord
    tool: Tool | None
    what: str
    """The act, in words."""
    why: str = ""
    """Why it cannot be taken back; empty where it can."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one act."""

    what: str
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an undo came to."""

    run: str
    """The run of the undo itself; empty where nothing was to be done."""
    told: tuple[Told, ...]

    @property
    def exit_code(self) -> int:
        """0: all is undone or was gone. 3: refused. 1: something stays."""
        states = {told.state for told in self.told}
        if "no" in states:
            return 3
        return 0 if states <= {"undone", "gone"} else 1


def items_of(run: str, parts: Parts) -> list[Item]:
    """Return the acts of a run that changed something and were not taken back before, newest first.

    Raises:
        JournalError: There is no such run, or it is damaged.
    """
    record = parts.journal.run(run)
    before = _undone_before(record, parts)
    acts = [s for s in parts.journal.steps(run) if s.state in ("done", "intent", "unproved") and s.risk >= Risk.WRITE]
    return [_item(step, parts) for step in reversed(acts) if _changed(step, parts) and step.number not in before]


def undo_run(run: str, parts: Parts) -> Report:
    """Take a run's acts back after one confirmation that lists them.

    Raises:
        JournalError: There is no such run, it goes on in another process, or the intent cannot be recorded.
        BridgeError: The phone is gone.
    """
    record = parts.journal.run(run)
    if record.status == "running" and any(s.state == "intent" for s in parts.journal.steps(run)):
        raise JournalError(
            f"run {run} has not ended, or was cut off in the middle of an act", f"ainos runs resume {run}"
        )
    _same_phone(record, parts)
    items = items_of(run, parts)
    able = [item for item in items if not item.why]
    told = {id(item): Told(item.what, "cannot", item.why) for item in items if item.why}
    if not able:
        return Report("", tuple(told[id(item)] for item in items))
    if not _agreed(record, items, parts):
        refused = {id(item): Told(item.what, "no", "you did not say yes; it stays") for item in able}
        return Report("", tuple((told | refused)[id(item)] for item in items))
    undo = _Undo(record, able, parts)
    told |= {id(item): undo.take_back(item) for item in able}
    ended = tuple(told[id(item)] for item in items)
    undo.end(ended)
    return Report(undo.run, ended)


def _agreed(record: RunRecord, items: Sequence[Item], parts: Parts) -> bool:
    """Ask once, with every act that is taken back and every one that stays."""
    able = [item for item in items if not item.why]
    shown = {f"undo {number}": show_value(item.what) for number, item in enumerate(able, 1)}
    shown |= {f"stays {n}": f"{show_value(i.what)}: {i.why}" for n, i in enumerate((i for i in items if i.why), 1)}
    digest = digest_call("undo", shown, task=record.id)
    acts = f"{len(able)} act{'s' if len(able) != 1 else ''}"
    title = f"Undo {acts} of “{show_value(record.goal)}”"
    reason = "what is taken back changes the phone again"
    request = ApprovalRequest(title, shown, reason, digest, sources=dict.fromkeys(shown, f"run {record.id}"), risk=2)
    return not parts.unattended and parts.approver.approve(request) is True


class _Undo:
    """One undo: a run of its own in the journal."""

    def __init__(self, record: RunRecord, items: Sequence[Item], parts: Parts) -> None:
        self._record, self._parts = record, parts
        self.run = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
        goal = f"Undo run {record.id}"
        options = {"undoes": record.id, "user": record.options.get("user", "")}
        parts.journal.begin_run(self.run, goal, options, parts.device.serial, parts.device.boot_id)
        self._words = "\n".join((goal, *(item.what for item in items), *(_said(item.step) for item in items)))
        self._teller = Teller(self.run, parts.sink)
        self._guard = Guard(parts.office, parts.approver, parts.unattended, parts.policy)
        tools = [item.tool for item in items if item.tool is not None]
        wish = Wish(self._words, frozenset(t.name for t in tools), True, Risk.WRITE)
        self._guard.begin(Envelope((wish,), frozenset(p for t in tools for p in t.scope)), self._words)

    def take_back(self, item: Item) -> Told:
        """Take one act back and read back that it is gone."""
        step, tool = item.step, item.tool
        assert tool is not None
        at = self._context(step)
        try:
            if not self._shows(tool, at, step):
                self._note(step, at, "done", "it was not there any more")
                return Told(item.what, "gone", "it was not there any more; nothing was changed")
            text = self._act(tool, at, step)
            proof = self._read_back(tool, at, step)
        except Declined as no:
            return Told(item.what, "no", str(no))
        except (ToolError, BridgeError) as error:
            self._parts.journal.conclude(self.run, step.number, "failed", str(error))
            return Told(item.what, "failed", str(error))
        state: Literal["done", "unproved"] = "unproved" if proof.holds else "done"
        self._parts.journal.conclude(
            self.run, step.number, state, text, found=proof.found, expected=f"no longer: {proof.expected}"
        )
        self._teller.tell("verify", holds=not proof.holds, expected=f"no longer: {proof.expected}", found=proof.found)
        if proof.holds:
            return Told(item.what, "failed", f"{text} But the phone still shows it: {proof.found}")
        return Told(item.what, "undone", f"{text} (read back: {proof.found})")

    def _act(self, tool: Tool, at: Context, step: StepRecord) -> str:
        assert tool.undo is not None
        back = replace(
            tool, run=tool.undo, confirm=f"Take back: {tool.confirm}" if tool.confirm else "", risk=Risk.WRITE
        )
        permitted = self._guard.permit(
            step.call, back, step.values, at=at, words=self._words, context=Label.of_user(), session=Label.of_user(),
            tell=self._teller, wish=self._words,
        )  # fmt: skip
        self._note(step, at, "intent", "")
        what = f"Take back: {describe_call(tool, step.values)}"
        self._teller.tell("action", tool=f"undo {tool.name}", values=dict(step.values), what=what)
        result = act(permitted, at)
        self._teller.tell("result", text=result.text, way=result.way, effect=result.effect)
        return result.text

    def _read_back(self, tool: Tool, at: Context, step: StepRecord) -> Proof:
        assert tool.probe is not None
        deadline = time.monotonic() + 3.0
        while (proof := tool.probe(at, step.values)).holds and time.monotonic() < deadline:
            self._parts.stop.pause(0.1)
        return proof

    def _shows(self, tool: Tool, at: Context, step: StepRecord) -> bool:
        assert tool.probe is not None
        return tool.probe(at, step.values).holds

    def _context(self, step: StepRecord) -> Context:
        device = self._parts.device
        began = datetime.fromtimestamp(step.started_ms / 1000, device.now().tzinfo)
        return Context(device, None, began, device.observe(), self._parts.ways, step.started_ms, self.run)

    def _note(self, step: StepRecord, at: Context, state: Literal["intent", "done"], text: str) -> None:
        """Record an intent on the disk before its act; `done` for an act that was needed no more."""
        call = ToolCall(f"undo {step.call.tool}", dict(step.call.arguments))
        mine = StepRecord(
            step.number, 0, call, step.values, int(Risk.WRITE), step.started_ms, "intent", "", step.label, "confirm",
            "you said yes to the list",
        )  # fmt: skip
        self._teller.step = step.number
        self._parts.journal.intend(self.run, mine)
        if state == "done":
            self._parts.journal.conclude(self.run, step.number, "done", text)

    def end(self, told: Sequence[Told]) -> None:
        """Record how it ended."""
        whole = all(one.state in ("undone", "gone", "cannot") for one in told)
        answer = " ".join(f"{one.what}: {one.text}" for one in told)
        self._parts.journal.end_run(self.run, "done" if whole else "failed", answer, {})


def _item(step: StepRecord, parts: Parts) -> Item:
    tool = _tool(step, parts)
    what = describe_call(tool, step.values) if tool is not None else f"{step.call.tool} {dict(step.call.arguments)}"
    return Item(step, tool, what, _why_not(step, tool))


def _why_not(step: StepRecord, tool: Tool | None) -> str:
    if tool is None:
        return "its tool is not there any more"
    if tool.kind == "screen":
        return "a touch on the screen has no way back of its own"
    if step.state == "intent" or step.found == ON_RESUME:
        return "it was cut off, so it is not known whether this run did it or found it so"
    if step.is_masked:
        return "a secret of it was not kept"
    if tool.undo is None or tool.probe is None:
        return _WITHOUT.get(tool.name, "this tool has no way back")
    if tool.name.startswith("delete_") and not step.values.get("_kept"):
        return "what was deleted was not kept"
    return ""


def _changed(step: StepRecord, parts: Parts) -> bool:
    """Whether an act changed something: an alarm that was set already is not taken away."""
    tool = _tool(step, parts)
    return bool(step.effect) or step.state != "done" or (tool is not None and tool.kind == "screen")


def _tool(step: StepRecord, parts: Parts) -> Tool | None:
    try:
        return parts.registry.lookup(step.call.tool)
    except ToolRetryError:
        return None


def _undone_before(record: RunRecord, parts: Parts) -> set[int]:
    """Return the steps that an earlier undo took back."""
    undos = [run for run in parts.journal.runs(_LOOKED_BACK) if run.options.get("undoes") == record.id]
    return {step.number for undo in undos for step in parts.journal.steps(undo.id) if step.state == "done"}


def _same_phone(record: RunRecord, parts: Parts) -> None:
    user = str(record.options.get("user", ""))
    now = parts.device.get_setting("secure", "android_id") or ""
    if record.serial != parts.device.serial or (user and now != user):
        raise JournalError(
            f"run {record.id} was done on {record.serial}, and this is another phone; nothing was changed",
            f"ainos runs undo {record.id} --device {record.serial}",
        )


def _said(step: StepRecord) -> str:
    values: Mapping[str, Any] = {**step.call.arguments, **step.values}
    return " ".join(str(value) for name, value in values.items() if not name.startswith("_"))

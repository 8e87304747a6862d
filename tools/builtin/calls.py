"""Phone calls: place one and prove it, list those that were. Knows the CALL Intent and the call log."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from ...android_bridge.device import Device
from ...android_bridge.labels import Label
from ...android_bridge.types import Intent
from ..sdk import ContactName, Resolved, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolResult, Way
from .by_screen import dial, need_way, read_app
from .people import names_by_number, resolve_person, same_number
from .waiting import since_ms, wait_true

DIALER = "com.google.android.dialer"
CALLS = "content://call_log/calls"
_KINDS = {"1": "incoming", "2": "outgoing", "3": "missed", "5": "rejected"}
CALLS_LABEL = Label.of_app(DIALER)
_SHOWN = 8
_TITLE = re.compile(r"android\.title=\w+ \((.*)\)")
_STATE = re.compile(r"mCallState=(\d)")


def _in_call(device: Device) -> bool:
    return any(state != "0" for state in _STATE.findall(device.dumpsys("telephony.registry")))


def _placed(device: Device, number: str, since_ms: int) -> bool:
    rows = device.query(CALLS, columns=("_id", "number", "type", "date"), match={"type": 2}, sort="date DESC")
    return any(same_number(row["number"] or "", number) and int(row["date"] or 0) >= since_ms for row in rows)


def _rings_out_to(device: Device, name: str, number: str) -> bool:
    """Whether the notification of the call that is on names this person or number; it stays when the screen goes."""
    text = device.dumpsys("notification", "--noredact")
    for record in text.split("NotificationRecord(")[1:]:
        if f"pkg={DIALER} " in record and "category=call" in record and (found := _TITLE.search(record)):
            digits = re.sub(r"\D", "", found[1])
            return bool(name and found[1] == name) or (len(digits) >= 7 and same_number(found[1], number))
    return False


def _preview(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    person = resolve_person(context.device, values["recipient"], parameter="recipient")
    return {"recipient": person.name or person.numbers[0], "number": person.numbers[0], "exact": person.exact}


def _probe_call(context: Context, values: Mapping[str, Any]) -> Proof:
    number = (
        values.get("number") or resolve_person(context.device, values["recipient"], parameter="recipient").numbers[0]
    )
    calling, logged = _in_call(context.device), _placed(context.device, number, since_ms(context))
    if not logged and calling:
        logged = _rings_out_to(context.device, str(values.get("recipient", "")), number)
    if not logged and calling:
        shown = re.sub(r"\D", "", " ".join(e.text for e in context.device.observe().elements))
        telecom = re.sub(r"[^\d\n]", "", context.device.dumpsys("telecom"))
        logged = re.sub(r"\D", "", number)[-7:] in shown + telecom
    whose = "to this number" if logged else "nothing about this number"
    found = f"{'a call is on' if calling else 'no call is on'}, {whose}"
    return Proof(logged, f"a call to {number} since the start", found)


@tool(
    risk=Risk.OUTWARD,
    examples=(
        "call mum",
        "phone Alice Chen",
        "ring Bob",
        "dial 415 555 0103",
        "give Daniel Kim a call",
        "make a phone call to Dr. Patel",
    ),
    probe=_probe_call,
    preview=_preview,
    confirm="Call {recipient} ({number})",
    scope=(DIALER,),
    ways=("intent", "screen"),
)
def call(
    context: Context,
    recipient: Annotated[ContactName, "who is called"],
    number: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Call a person or a number by phone."""
    device, hands = context.device, context.acting
    if number is None:
        number = resolve_person(device, recipient, parameter="recipient").numbers[0]
    if context.started_ms and _placed(device, number, context.started_ms):
        return ToolResult(f"{recipient} was called already.", {"number": number}, way="intent")
    if _in_call(device):
        raise ToolFailedError("a call is on already; nothing was done")
    way: Way = "intent" if "intent" in context.ways else "screen"
    if way == "intent":
        hands.start_activity(Intent(action="android.intent.action.CALL", data=f"tel:{number.replace('#', '%23')}"))
    else:
        need_way(context, "screen", "a call")
        dial(context, DIALER, number)
    started = wait_true(lambda: _in_call(device), timeout_s=8.0)
    told = f"Calling {recipient}." if started else f"The phone was told to call {recipient} but shows no call yet."
    return ToolResult(told, {"number": number}, way=way, effect=f"call to {number}")


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "who called me",
        "show my missed calls",
        "list recent calls",
        "did I miss any calls",
        "call history",
        "which calls did I make today",
    ),
    reads=CALLS_LABEL,
    scope=(DIALER,),
    ways=("function", "screen"),
)
def list_calls(
    context: Context,
    kind: Annotated[Literal["missed", "incoming", "outgoing"] | None, "only missed, incoming or outgoing ones"] = None,
) -> ToolResult:
    """List recent phone calls, maybe only missed, incoming or outgoing ones."""
    if "function" not in context.ways:
        return read_app(context, DIALER, "the calls", CALLS_LABEL)
    calls = [found for found in logged_calls(context) if kind is None or found["kind"] == kind]
    if not calls:
        return ToolResult(f"There are no {kind + ' ' if kind else ''}calls.", {"calls": []}, CALLS_LABEL, "function")
    lines = [f"{c['kind']}: {c['who']}, {c['when']}" for c in calls[:_SHOWN]]
    return ToolResult("\n".join(lines), {"calls": calls[:_SHOWN], "count": len(calls)}, CALLS_LABEL, "function")


def logged_calls(context: Context) -> list[dict[str, str]]:
    """Return the calls of the log, newest first: `who` (name or number), `number`, `kind`, `when`, `at` (ISO)."""
    rows = context.device.query(CALLS, columns=("_id", "number", "type", "date", "duration"), sort="date DESC")
    names = names_by_number(context.device)
    calls = []
    for row in rows:
        number = row["number"] or "unknown"
        moment = datetime.fromtimestamp(int(row["date"] or 0) / 1000, context.now.tzinfo)
        calls.append(
            {
                "who": names.get(re.sub(r"\D", "", number)[-10:], number),
                "number": number,
                "kind": _KINDS.get(row["type"] or "", "other"),
                "when": f"{moment:%a %b} {moment.day} {moment:%H:%M}",
                "at": moment.isoformat(timespec="milliseconds"),
            }
        )
    return calls

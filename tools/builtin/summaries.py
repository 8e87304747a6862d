"""What notifications and messages say, in few words: who wants what, what comes when, who only advertises.

Knows where both are listed; how they are summed up is tools/summary.py's. Codes and passwords are neither told nor
quoted. It reads and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from ...android_bridge.labels import Label
from ..sdk import AppName, ContactName, tool
from ..summary import Item, Summary, summarise
from ..types import Context, Risk, ToolFailedError, ToolResult
from .messages import MESSAGES_APP, MESSAGES_LABEL, received_messages
from .messages import label_of as label_of_messages
from .notifications import NOTIFICATIONS_LABEL, Posted, label_of, posted

_MOST = 30
"""Notifications or messages that are looked at, the newest."""
_READ_BEFORE = 6
"""Messages that are summed up where none is unread."""
_BY_PEOPLE = frozenset({"msg", "email", "missed_call_message"})
_MODEL = "smollm2-135m+summarize"
_QUOTED = "Quoted, not summed up: no on-device model is in use."


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "what did I miss",
        "sum up my notifications",
        "give me a summary of my notifications",
        "what's new on my phone, in short",
        "summarize what Gmail sent me",
        "catch me up on my notifications",
    ),
    reads=NOTIFICATIONS_LABEL,
    ways=("function",),
)
def summarize_notifications(
    context: Context, app: Annotated[AppName | None, "only those of this app; all if none is named"] = None
) -> ToolResult:
    """Sum up the notifications in few words, maybe those of one app."""
    name, found = posted(context.device, app)
    told = [each for each in found if not each.notified.ongoing and not each.notified.hidden]
    of_app = f" of {name}" if name else ""
    if not found:
        return ToolResult(f"There are no notifications{of_app}.", {"items": 0}, NOTIFICATIONS_LABEL, "function")
    shown = told[:_MOST]
    summary = summarise(context.texts, [_noticed(each, context.now) for each in shown])
    rest = _rest(len(told) - len(shown), sum(e.notified.hidden for e in found), sum(e.notified.ongoing for e in found))
    label = _told_label([each for each in shown if not _noticed(each, context.now).is_withheld])
    return _result(context, summary, rest, len(found), label)


def _noticed(each: Posted, now: datetime) -> Item:
    notified = each.notified
    minutes = max(0, int((now.timestamp() * 1000 - notified.posted_ms) // 60_000))
    return Item(each.app, notified.title, notified.text, minutes, notified.category in _BY_PEOPLE)


def _told_label(told: Sequence[Posted]) -> Label:
    """Return the label of what is told: words with codes are not among it."""
    return label_of([each.notified for each in told])


def _rest(older: int, hidden: int, ongoing: int) -> str:
    """Return what is there and not summed up."""
    parts = [
        *([f"{older} older"] if older else []),
        *([f"{hidden} whose words the phone hides"] if hidden else []),
        *([f"{ongoing} that only show{'s' if ongoing == 1 else ''} what is running"] if ongoing else []),
    ]
    return f"Not summed up: {', '.join(parts)}." if parts else ""


def _result(context: Context, summary: Summary, rest: str, items: int, label: Label) -> ToolResult:
    text = " ".join(part for part in (summary.text, rest, _who(context, summary)) if part)
    return ToolResult(text, _facts(summary, items), label, "function")


def _who(context: Context, summary: Summary) -> str:
    """Return who put it into words: a reader must know that a model did, and how much of it."""
    counts = Counter(one.by for one in summary.told)
    if counts["model"]:
        of_all = f" of {counts['model'] + counts['code']}" if counts["code"] else ""
        rest = ", the rest is quoted" if counts["code"] else ""
        return f"({counts['model']}{of_all} put into words by {_MODEL} on this device, and checked{rest}.)"
    return _QUOTED if context.texts is None and counts["code"] else ""


def _facts(summary: Summary, items: int) -> Mapping[str, Any]:
    """Return who wrote each clause, and how many items of each kind there are."""
    counts = Counter(one.by for one in summary.told)
    pieces = [
        {"sender": one.sender, "text": one.text, "by": one.by, "items": one.items, "person": one.person}
        for one in summary.told
    ]
    return {"summary": summary.text, "by": summary.by, "items": items, "pieces": pieces, "counts": dict(counts)}


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "sum up what Bob wrote",
        "give me the gist of my unread texts",
        "summarize my messages",
        "what is Alice Chen's message about, in short",
        "the short version of my new messages",
        "what do people want from me in my texts",
    ),
    reads=MESSAGES_LABEL,
    scope=(MESSAGES_APP,),
    ways=("function",),
)
def summarize_messages(
    context: Context, sender: Annotated[ContactName | None, "whose messages; all if nobody is named"] = None
) -> ToolResult:
    """Sum up the unread or newest text messages in few words, maybe those of one person."""
    if "function" not in context.ways:
        raise ToolFailedError("messages can only be summed up where they can be read as a list; nothing was read")
    person, received = received_messages(context, sender)
    unread = [message for message in received if message["unread"]]
    messages = unread[:_MOST] or received[:_READ_BEFORE]
    if not messages:
        whose = f" from {person.shown}" if person else ""
        return ToolResult(f"There are no messages{whose}.", {"items": 0}, MESSAGES_LABEL, "function")
    items = [_written(message, context.now) for message in messages]
    summary = summarise(context.texts, items)
    told = [message for message, item in zip(messages, items, strict=True) if not item.is_withheld]
    older = len(unread) - len(messages)
    rest = _rest(older, 0, 0) if unread and older > 0 else "" if unread else "Nothing of it is unread."
    label = label_of_messages(told).join(MESSAGES_LABEL)
    return _result(context, summary, rest, len(messages), label)


def _written(message: Mapping[str, Any], now: datetime) -> Item:
    minutes = max(0, int((now - datetime.fromisoformat(str(message["at"]))).total_seconds() // 60))
    return Item("Messages", str(message["from"]), str(message["text"]), minutes)

"""The look at notifications, for conditions and waits such as `when a notification from Calendar comes, …`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ..retrieval import holds_words
from ..sdk import AppName, Name, tool
from ..types import Context, Risk, ToolFailedError, ToolResult
from .notifications import NOTIFICATIONS_LABEL, label_of, posted

_MOST, _TOLD = 20, 5


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is there a notification from Calendar", "has a notification about the parcel come"),
    reads=NOTIFICATIONS_LABEL,
    ways=("function",),
)
def look_notifications(
    context: Context,
    app: Annotated[AppName | None, "whose notifications; all if no app is named"] = None,
    words: Annotated[Name | None, "only those that hold these words"] = None,
    new: Annotated[Name | None, "only those that came after this moment"] = None,
) -> ToolResult:
    """Read the notifications that are there, maybe of one app or with some words."""
    try:
        name, found = posted(context.device, app)
    except ToolFailedError:  # an app that is not there notifies of nothing; a wait goes on
        name, found = str(app), []
    begin = _moment_ms(new, context.now) if new else None
    found = [
        each
        for each in found
        if (begin is None or each.notified.posted_ms > begin) and (words is None or holds_words(words, each.words))
    ][:_MOST]
    if not found:
        about = f" that says {words}" if words else ""
        told = f"There is no {'new ' if new else ''}notification{f' from {name}' if name else ''}{about}."
        return ToolResult(told, {"notifications": []}, NOTIFICATIONS_LABEL, "function")
    told = "\n".join(each.told(context.now) for each in found[:_TOLD])
    data = {"notifications": [each.as_data(context.now) for each in found]}
    return ToolResult(told, data, label_of(each.notified for each in found), "function")


def _moment_ms(since: str, now: datetime) -> float:
    """Return a moment in epoch milliseconds; of `yes`, which names none, now."""
    try:
        return datetime.fromisoformat(since).timestamp() * 1000
    except ValueError:
        return now.timestamp() * 1000

"""The notifications that are worth a look now: judged by the on-device model where there is one, else by rules.

A notification's words are a stranger's: they decide where it stands in this list, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..sdk import tool
from ..types import Context, Risk, ToolResult
from ..urgency import Judged, judged, rank
from .notifications import NOTIFICATIONS_LABEL, Posted, counted, label_of, posted

_SHOWN = 8
_URGENT = rank("soon")
"""Levels up to this one are told."""
_HEADS = {"now": "Now", "soon": "Today"}


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "anything urgent",
        "is there something important I should look at",
        "which notifications can't wait",
        "do I need to look at my phone right now",
        "show me only the urgent notifications",
        "what needs my attention",
    ),
    reads=NOTIFICATIONS_LABEL,
    ways=("function",),
)
def urgent_notifications(context: Context) -> ToolResult:
    """Tell which notifications are urgent, the most urgent first, and how many can wait."""
    _name, found = posted(context.device)
    if not found:
        return ToolResult("There are no notifications.", {"urgent": [], "waiting": 0}, NOTIFICATIONS_LABEL, "function")
    names = {each.notified.package: each.app for each in found}
    ranked = [
        (Posted(notified, names[notified.package]), one)
        for notified, one in judged(context.texts, [each.notified for each in found], names, context.now)
    ]
    urgent = [pair for pair in ranked if rank(pair[1].priority) <= _URGENT]
    text = _told(urgent, len(ranked), context) + _who(ranked)
    data = {
        "urgent": [_facts(each, one, context) for each, one in urgent],
        "waiting": len(ranked) - len(urgent),
        "levels": dict(Counter(one.priority for _each, one in ranked)),
        "judged_by": dict(Counter(one.by for _each, one in ranked)),
    }
    return ToolResult(text, data, label_of(each.notified for each in found), "function")


def _told(urgent: Sequence[tuple[Posted, Judged]], count: int, context: Context) -> str:
    waiting = count - len(urgent)
    if not urgent:
        return f"Nothing is urgent: {counted(count)} can wait."
    lines = [f"{_HEADS[one.priority]}: {each.told(context.now)}" for each, one in urgent[:_SHOWN]]
    if len(urgent) > _SHOWN:
        lines.append(f"and {len(urgent) - _SHOWN} more for today")
    if waiting:
        lines.append(f"{waiting} other{'s' if waiting > 1 else ''} can wait.")
    return ";\n".join(lines)


def _who(ranked: Sequence[tuple[Posted, Judged]]) -> str:
    """Return a sentence where rules judged in the model's place, so that nobody takes them for more; else nothing."""
    instead = [one.why for _each, one in ranked if one.why]
    if any(one.by == "model" for _each, one in ranked):
        return f"\n{len(instead)} judged by rules: {instead[0]}." if instead else ""
    return f"\nJudged by rules{f': {instead[0]}' if instead else ''}."


def _facts(each: Posted, one: Judged, context: Context) -> dict[str, Any]:
    return {**each.as_data(context.now), "priority": one.priority, "by": one.by, "share": one.share}

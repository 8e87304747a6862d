"""Whether a wish gives a value of another kind than the tool takes: a clock time for a timer, a length for an alarm.

Only forms that leave no doubt count. Pure text; decides nothing.
"""

from __future__ import annotations

import re
from datetime import datetime

from ..tools.types import Parameter, Tool, ToolCall, ToolQuestionError, ToolRetryError
from ..tools.values import normalise

_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b|\b(?:noon|midnight|o'clock)\b|\b(?:half|quarter)\s+(?:past|to)\b"
    r"|\b(?:five|ten|twenty)\s+(?:past|to)\s+\w+",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\b(?:seconds?|secs?|minutes?|mins?|hours?|hrs?)\b", re.IGNORECASE)
_IN = re.compile(
    r"\bin\s+(?:an?\s+|half\s+an\s+|(?:\w+|\d+)\s+|three\s+quarters\s+of\s+an\s+)"
    r"(?:seconds?|minutes?|mins?|hours?|hrs?)(?:\s+and\s+(?:a\s+(?:half|quarter)|\w+\s+(?:minutes?|mins?)))?",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(on|off)\b\s*(?:,|/|&|and|or)\s*(?:then\s+)?(?:(?:turn|switch)\s+(?:it\s+)?)?\b(on|off)\b"
    r"|\b(?:turn|switch)\s+(on|off)\b.*\b(?:turn|switch)\s+(?:it\s+)?(on|off)\b"
    r"|打开.*关[闭掉上]|关[闭掉上].*打开",
    re.IGNORECASE,
)
_CLOCK_KINDS = frozenset({"time", "when"})


def misread_kinds(tool: Tool, wish: str) -> frozenset[str]:
    """Return the kinds of value that the wish gives and the tool does not take; empty where it gives one it takes.

    A length of time for a tool that takes a clock time is none: `in half an hour` is one (`other_reading`).
    """
    takes_length = any(p.required and p.kind == "duration" for p in tool.parameters)
    return _CLOCK_KINDS if takes_length and _CLOCK.search(wish) and not _LENGTH.search(wish) else frozenset()


def other_reading(parameter: Parameter, wish: str, now: datetime, tried: str = "") -> str | None:
    """Return the words of a wish that give a moment as a length of time from now, where a moment is wanted."""
    found = _IN.search(wish) if parameter.kind in _CLOCK_KINDS else None
    if found is None or found.group().casefold() == tried.casefold():
        return None
    try:
        normalise(parameter.kind, found.group(), now=now)
    except (ToolRetryError, ToolQuestionError):
        return None
    return found.group()


def contradicts(tool: Tool, wish: str) -> str:
    """Return the on/off parameter for which the wish says both, such as `turn wifi on and off`; empty for none."""
    name = next((p.name for p in tool.parameters if p.kind == "on_off"), "")
    found = _BOTH.search(wish) if name else None
    said = [word.casefold() for word in (found.groups() if found else ()) if word]
    return name if found is not None and (not said or len(set(said)) == 2) else ""


def takes(tool: Tool, kinds: frozenset[str]) -> bool:
    """Return whether the tool needs a value of one of these kinds."""
    return any(p.required and p.kind in kinds for p in tool.parameters)


def faulty_parameter(call: ToolCall, tool: Tool, now: datetime) -> str:
    """Return the argument that cannot be what was said, or the required one that is missing; empty for none."""
    for parameter in tool.parameters:
        said = call.arguments.get(parameter.name)
        if said is None:
            if parameter.required:
                return parameter.name
            continue
        try:
            normalise(parameter.kind, said, now=now)
        except (ToolRetryError, ToolQuestionError):
            return parameter.name
    return ""

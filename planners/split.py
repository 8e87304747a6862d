"""Split a compound wish into single ones, in code, before any model sees it.

A connector ("and", "then", ";") splits only where the words after it are a wish of their own. What is inside
quotes, and what a message or note says, stays whole. A `judge` (the tool ranking of the on-device path) settles
what the words alone leave open; without one only clear cases are split.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Judge = Callable[[str], tuple[str, float]]
"""From a wish to its most likely tool (`none` if nothing fits) and the probability."""

_CONNECTOR = re.compile(
    r"\s*(?:[,;.!]\s*(?:and\s+)?(?:also|then|after that|afterwards|next|finally)[,]?\s+"
    r"|[,;.!]?\s+(?:and\s+(?:also|then|after that|afterwards|finally)|then|and|plus|also|after that)[,]?\s+"
    r"|\s*[;.!]\s+|,\s+)",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"^(?:please\s+|kindly\s+|can you\s+|could you\s+|i want (?:you )?to\s+|i need to\s+|let's\s+|let me\s+"
    r"|i'd like to\s+)*"
    r"(?:set|text|message|call|phone|ring|dial|turn|switch|open|launch|start|stop|add|create|make|put|schedule|send|"
    r"tell|let|read|show|list|find|look|check|delete|remove|erase|cancel|take|save|write|note|jot|book|mute|unmute|"
    r"silence|enable|disable|activate|deactivate|wake|remind|what|what's|whats|who|who's|when|when's|which|how|is|are|"
    r"do|any|give|get|bring|go|lower|raise|increase|decrease|dim|brighten|crank|max|pause|reset|run|begin|"
    r"count|time|capture|grab|store|record|ping|notify|inform|drop|kill|cut|block|lock|search|display|pull|clear|"
    r"change|adjust|boost|reduce|bump|fire|shut|ask|reply|answer)\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"\b(?:tell|ask|text|message|remind|let|say|saying|note|write|jot)\b.*\b(?:to|that|saying|says|say)\s+\S+", re.I
)
_TIME_ONLY = re.compile(
    r"^(?:(?:one|another)\s+)?(?:for\s+|at\s+)?\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|a\.m\.|p\.m\.|o'clock)?\W*$", re.I
)
_SURE = 0.6
_MAX_PARTS = 8


def split_goal(goal: str, judge: Judge | None = None) -> list[str]:
    """Return the single wishes of a goal, in order; a single wish comes back as it is."""
    parts = [goal.strip()]
    while len(parts) < _MAX_PARTS:
        halves = _split_once(parts[-1], judge)
        if halves is None:
            break
        parts[-1:] = halves
    return parts


def _split_once(text: str, judge: Judge | None) -> tuple[str, str] | None:
    """Split at the first connector whose two sides are both wishes."""
    for match in _CONNECTOR.finditer(text):
        left, right = text[: match.start()].strip(" ,;."), text[match.end() :].strip()
        if not left or not right or _inside_quotes(text, match.start()):
            continue
        if _OPENER.match(right) and _both_stand(left, right, match.group(), judge):
            return left, right
        shared = _share_verb(left, right, judge)
        if shared is not None:
            return left, shared
    return None


def _both_stand(left: str, right: str, connector: str, judge: Judge | None) -> bool:
    strong = bool(re.search(r"then|also|after|next|finally|plus|[;.!]", connector, re.I))
    if _ORDERED.search(left) and not strong and _chains_on(left):
        return False
    if judge is None:
        return bool(_OPENER.match(left))
    tool_left, sure_left = judge(left)
    tool_right, sure_right = judge(right)
    if "none" in (tool_left, tool_right):
        return strong and (sure_left if tool_left != "none" else sure_right) >= _SURE and bool(_OPENER.match(left))
    return min(sure_left, sure_right) >= (_SURE / 2 if strong else _SURE * 0.75)


def _chains_on(left: str) -> bool:
    """Whether the left side ends in `tell Bob to VERB …`, where `and VERB` goes on with what Bob shall do."""
    return bool(re.search(r"\b(?:tell|ask|remind)\b\s+(?!me\b).+?\bto\s+\w+", left, re.I))


def _share_verb(left: str, right: str, judge: Judge | None) -> str | None:
    """`turn off wifi and bluetooth`, `alarms for 6 and 7`: give the right side the left side's beginning."""
    if judge is None or len(right.split()) > 6:
        return None
    tool_left, _ = judge(left)
    words = left.split()
    if _TIME_ONLY.match(right) and tool_left == "set_alarm":
        place = re.search(r"\b(?:for|at)\b", left)
        return f"{left[: place.end()]} {right}" if place else None
    if not tool_left.startswith("set_"):
        return None
    for length in (1, 2, 3):
        candidate = " ".join([*words[:length], right])
        tool, sure = judge(candidate)
        if (
            tool.startswith("set_")
            and tool not in (tool_left, "set_alarm", "set_timer")
            and sure >= 0.8
            and length >= 2
        ):
            return candidate
    return None


def _inside_quotes(text: str, position: int) -> bool:
    before = text[:position]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”") or before.count("«") > before.count("»")

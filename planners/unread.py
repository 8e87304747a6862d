"""What a wish says about when, how often or that something changes, and a decided call leaves unread. Pure text.

A call that acts at once must not stand for a wish that says `wait until …`, `at 10 pm`, `for every …` or `change … to`:
it would be carried out, proved and wrong. Times inside what a message or a note says are none of that.
"""

from __future__ import annotations

import re

from ..tools.types import Risk, Tool, ToolCall
from .prohibitions import asks_for_nothing

_WAITS = re.compile(
    r"^(?:please\s+)?(?:wait\b|when(?!\s+(?:is|are|was|were|do|does|did|will|can|should|have|has|am)\b)|whenever\b"
    r"|once\b|as soon as\b|until\b|after\b|before\b(?! (?:i|we) forget\b)|every time\b|each time\b|unless\b|if\b)",
    re.IGNORECASE,
)
_INNER_CONDITION = re.compile(r"[.;?!]\s+(?:and |but |then )?if\b|,?\s+otherwise\b|\?\s+then\b", re.IGNORECASE)
"""A condition that could not be taken out of the wish: never is its act done whatever holds."""
_EACH = re.compile(r"^(?:please\s+)?(?:for (?:each|every|all)\b|each of\b)", re.IGNORECASE)
_MOVES = re.compile(
    r"^(?:please\s+)?(?:change|move|reschedule|postpone|shift|push back|bring forward|edit|update|replace)\b",
    re.IGNORECASE,
)
_MAKES = ("set_alarm", "add_event", "add_note", "add_contact", "set_timer", "send_message", "call")
"""Tools that make something new beside what is there."""
_CLOCK = re.compile(
    r"\b(?:at|by|until|till|from|around|after|before)\s+(?:\d{1,2}(?::\d{2})?\s?(?:[ap]\.?m\.?|o'clock)?|noon|midnight"
    r"|half past \w+|quarter (?:past|to) \w+)(?!\s?(?:%|percent|minutes?|seconds?|hours?))\b"
    r"|\bin (?:\d+|an?|two|three|five|ten|fifteen|twenty|thirty|half an) (?:minutes?|hours?|seconds?)\b"
    r"|(?<!till )(?<!until )(?<!before )\b(?:tomorrow|tonight|later|next (?:week|month|\w+day))\b",
    re.IGNORECASE,
)
_TIMED_KINDS = frozenset({"time", "when", "duration", "days", "text", "query", "file"})
"""A tool with such a parameter can take a time; a message may hold one."""
_BARE_AT = re.compile(r"(?:at|by|around) (\d{1,3})\W*$", re.IGNORECASE)
"""`at 40`: the level itself where the call's level says 40."""
_ZH_SIGNS = re.compile(r"[\u3400-\u9fff]")
_ZH_WAITS = re.compile(r"^(?:等|每当|一旦)")


_ZH_KEEPS = re.compile(r"(?:不要|不用|不能|不许|别|莫|勿)[^，。,]{0,6}?(?:关|删|取消|停|去掉|移除|清除|打开|开启|启动)")


_NO_OVERSLEEPING = re.compile(r"\b(?:don['’]?t|do not) let me (?:sleep|nap|oversleep|doze)\b", re.IGNORECASE)
_NO_IS_THE_ACT = {
    ("set_alarm", ""): _NO_OVERSLEEPING,
    ("set_timer", ""): _NO_OVERSLEEPING,
    ("set_do_not_disturb", "on"): re.compile(
        r"\b(?:don['’]?t|do not) (?:disturb|interrupt|bother|show me (?:any )?notifications"
        r"|let (?:\w+ ){1,3}?(?:disturb|interrupt|bother|through|reach|come through))\b", re.IGNORECASE,
    ),
    ("set_auto_rotate", "off"): re.compile(
        r"\b(?:don['’]?t|do not) (?:let the (?:screen|display|picture) )?(?:rotate|flip|turn|spin)\b", re.IGNORECASE,
    ),
}  # fmt: skip
"""By tool and state: wishes that are said as a no."""


def _undoes(text: str, call: ToolCall, tool: Tool) -> bool:
    """Whether a no is the act itself: `don't disturb me`, `不用蓝牙了` turns it off; `别关蓝牙` forbids."""
    if (shape := _NO_IS_THE_ACT.get((tool.name, call.arguments.get("state", "")))) is not None:
        return bool(shape.search(text))
    if not _ZH_SIGNS.search(text) or _ZH_KEEPS.search(text):
        return False
    return call.arguments.get("state") == "off" or tool.name.startswith(("cancel_", "stop_", "delete_contact"))


def _is_length(text: str, call: ToolCall) -> bool:
    """Whether a timer's length is what is waited for: `after ten minutes give me a beep`."""
    length = call.arguments.get("duration", "") if call.tool == "set_timer" else ""
    return bool(length) and re.match(rf"(?:please\s+)?after {re.escape(length)}\b", text, re.IGNORECASE) is not None


def _is_said(words: str, said: str) -> bool:
    """Whether the call's values hold words that look like a time."""
    bare = _BARE_AT.match(words)
    figures = re.findall(r"\d+", said)
    return words.casefold() in said or (bare is not None and bare[1] in figures)


def unread(wish: str, call: ToolCall, tool: Tool) -> str:
    """Return, in words, what the wish says of time, repetition or change that the call leaves unread; else nothing.

    Args:
        wish: The sub-goal, in the user's words, after conditions and loops that could be read were taken out.
        call: What was decided from these words alone.
        tool: The call's tool.
    """
    text = wish.strip()
    if tool.risk is Risk.OBSERVE:
        return ""
    if (forbidden := asks_for_nothing(text)) and not _undoes(text, call, tool):
        return f"that it is not done ({forbidden})"
    if (_WAITS.match(text) and not _is_length(text, call)) or _ZH_WAITS.match(text):
        return f"the waiting or the condition in “{' '.join(text.split()[:4])} …”"
    inner = _INNER_CONDITION.search(text)
    if inner is not None and not any(inner.group().casefold().strip() in v.casefold() for v in call.arguments.values()):
        return f"the condition in “{' '.join(text[inner.start() :].split()[:5]).strip(' .;?!,')} …”"
    if _EACH.match(text):
        return "one act for each of several"
    if _MOVES.match(text) and tool.name in _MAKES:
        return f"“{text.split()[0].casefold()}”: {tool.name} would make something new"
    if any(p.kind in _TIMED_KINDS for p in tool.parameters):
        return ""
    said = " ".join(call.arguments.values()).casefold()
    found = next((f.group() for f in _CLOCK.finditer(text) if not _is_said(f.group(), said)), "")
    return f"“{found}”: {tool.name} would do it at once" if found else ""

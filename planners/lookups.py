"""Wishes that look something up which a later wish then uses: `check what is on my calendar tomorrow and note it`.

Gives the call where the words alone fix it. Knows words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..tools.types import ToolCall
from .phrases import DAY, POLITE, WHO, bare, compiled
from .references import Known, read_source

_P = rf"(?:(?:{POLITE}),?\s+)*"
_READS = re.compile(
    rf"^{_P}(?:read|check|look(?: up| at)?|find(?: out)?|see|show|list|get|tell me|what|who|whose|when|where|which"
    rf"|how)\b",
    re.IGNORECASE,
)
_MESSAGE = r"(?:text )?(?:messages?|texts?|sms)"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is read, and whether the user wants to be told it."""

    call: ToolCall | None
    told: bool
    person: str = ""


_TABLE: tuple[tuple[str, str], ...] = (
    ("events", rf"{_P}(?:check|read(?: me)?|see|look up|look at|show me|tell me|list|find out)? ?(?:what(?:'s| "
               rf"is| do i have| i have)?(?: (?:on|in) my calendar)?"
               rf"|my (?:calendar|schedule|appointments|events)(?: for)?)(?: (?:on |for )?(?P<day>{DAY}))(?: "
               rf"(?:on|in) my calendar)?"),
    ("messages", rf"{_P}(?:read|check|show|look at|find|see|get)(?: me| through| out)? (?:(?:the|my|all|any) "
                 rf")?(?:(?:last|latest|newest|new|unread|recent) )*{_MESSAGE} (?:from|of|by) (?P<who>{WHO})"),
    ("messages", rf"{_P}(?:read|check|show|look at|find|see|get)(?: me| out)? (?P<who>{WHO})(?:'s|’s) "
                 rf"(?:(?:last|latest|newest|new|unread|recent) )*{_MESSAGE}"),
    ("messages", rf"{_P}(?:read|check|show|look at|see)(?: me)? (?:(?:all|my|the|any) )*(?:(?:new|unread|last"
                 rf"|latest) )+{_MESSAGE}"),
    ("messages", rf"{_P}(?:read|check|see|look up|tell me|find out)?(?: me)? ?what (?P<who>{WHO}) (?:wrote|has "
                 rf"written|sent|texted|said)(?: (?:to )?me)?"),
    ("notes", rf"{_P}(?:read|find|show|look up|look at|check|open|see)(?: me)? (?:my|the) (?P<note>[\w' -]+? "
              rf"(?:notes?|list)|[\w' -]*?list|notes? (?:about|called|on) .+)"),
    ("notes", r"what does (?:my|the) (?P<note>[\w' -]+? (?:note|list)) say"),
    ("notes", r"what(?:'s| is| stands) (?:on|in) (?:my|the) (?P<note>[\w' -]+? (?:note|list)|[\w' -]*?list)"),
    ("missed", rf"{_P}(?:look up|check|see|find out|tell me)? ?(?:whose call i missed(?: last)?|who(?:m)? i "
               rf"missed(?: last)?|(?:my|the) last missed call)"),
    ("missed", rf"{_P}(?:look up|check|see|find out|tell me|show me)? ?(?:my|the)? ?missed calls?"),
    ("callers", rf"{_P}(?:look up|check|see|find out|tell me)? ?who (?:called|rang|phoned)(?: me)?(?: last)?"),
    ("contact", rf"{_P}(?:look up|find|check|get|tell me)(?: me)? (?P<who>{WHO})(?:'s|’s) (?:phone |mobile "
                rf")?number"),
    ("contact", rf"what(?:'s| is) (?P<who>{WHO})(?:'s|’s) (?:phone |mobile )?number"),
    ("value", rf"{_P}(?:check|see|look up|find out|find)(?: in my calendar| in my notes)? (?P<rest>(?:when|where"
              rf"|what time|at what time"
              rf"|(?:on )?(?:what|which) day|the (?:place|address|location|date|time|day) of) .+)"),
    ("in message", r".*\b(?:in|from) (?P<rest>[\w.'’ -]+?(?:'s|’s) (?:(?:last|latest) )?(?:text "
                   r"|e-?)?(?:message|text|mail)|(?:the|a) (?:(?:last|latest) )?(?:text |e-?)?(?:message|text"
                   r"|mail) (?:from|of) [\w. -]+)"),
)  # fmt: skip


def reads(wish: str) -> bool:
    """Return whether a wish begins like one that only reads."""
    return bool(_READS.match(wish.strip()))


def read_lookup(wish: str) -> Lookup | None:
    """Return what a wish reads; None for a wish that is none of reading, or of which the words do not fix the call."""
    plain = wish.strip().rstrip(" .!?")
    told = not re.match(rf"(?i){_P}(?:look up|find out)\b", plain)
    for name, pattern in _TABLE:
        found = compiled(pattern).fullmatch(plain)
        if found is not None and reads(plain) and (lookup := _lookup(name, found, told)) is not None:
            return lookup
    return None


def _lookup(name: str, found: re.Match[str], told: bool) -> Lookup | None:
    who = (found.groupdict().get("who") or "").strip()
    match name:
        case "events":
            return Lookup(ToolCall("list_events" if told else "look_events", {"day": found["day"]}), told)
        case "messages":
            return Lookup(
                ToolCall("read_messages" if told else "look_messages", {"sender": who} if who else {}), told, who
            )
        case "notes":
            query = re.sub(r"(?i)\s+notes?$|^notes? (?:about|called|on) ", "", bare(found["note"]))
            return Lookup(ToolCall("find_note", {"query": query}), told)
        case "missed":
            return Lookup(ToolCall("list_calls" if told else "look_calls", {"kind": "missed"}), told)
        case "callers":
            return Lookup(ToolCall("list_calls", {}) if told else ToolCall("look_calls", {"kind": "received"}), told)
        case "contact":
            return Lookup(ToolCall("find_contact" if told else "look_contact", {"name": who}), told, who)
    source = read_source(found["rest"], Known())
    return Lookup(source.call, False, source.person) if source is not None and source.call is not None else None


_TELL = re.compile(
    rf"^{_P}(?:tell|show|read|give)(?: me)? (?:the (?:battery )?level|how (?:full|much) (?:it|the battery|is "
    rf"left).*|what i have|what(?:'s| is) (?:on|planned|there|in it)"
    r"|it|them|that|about (?:it|them)|what (?:it|he|she|they) (?:say|wrote|said|write)s?|(?:the|his|her|their) "
    r"(?:messages?|entr(?:y|ies)|notes?|events?|calls?|alarms?)"
    r"|who(?: it was)?|which(?: one)?s?|when(?: it is)?|what it is|it (?:out )?to me|it out)$"
    rf"|^{_P}(?:(?:tell|notify|alert|warn|inform|ping) me|let me know)$"
    r"|^(?:告诉我|读给我听)(?:电量|内容|有什么|是什么)?$",
    re.IGNORECASE,
)
_TOLD_BY: dict[str, tuple[str, dict[str, str], str]] = {
    "get_battery": ("get_battery", {}, "how full is the battery"),
    "look_events": ("list_events", {"day": "day"}, "what is on my calendar"),
    "look_messages": ("read_messages", {"sender": "sender"}, "read my messages"),
    "look_notifications": ("list_notifications", {"app": "app"}, "read my notifications"),
    "look_calls": ("list_calls", {}, "show my calls"),
    "look_alarms": ("list_alarms", {}, "which alarms are set"),
    "look_files": ("list_files", {"folder": "folder"}, "list the files"),
    "find_note": ("find_note", {"query": "query"}, "read the note"),
}
"""By look: the tool that tells the same, its arguments by the look's, and how one would ask for it."""


def tell_found(wish: str, look: ToolCall | None) -> tuple[ToolCall, str] | None:
    """Return call and words for a wish to be told what the look of its condition found; None for any other wish."""
    if look is None or look.tool not in _TOLD_BY or not _TELL.match(wish.strip().rstrip(" .!?。")):
        return None
    tool, names, words = _TOLD_BY[look.tool]
    arguments = {name: look.arguments[of] for name, of in names.items() if of in look.arguments}
    if look.tool == "look_calls" and look.arguments.get("kind") in ("missed", "incoming", "outgoing"):
        arguments["kind"] = look.arguments["kind"]
    return ToolCall(tool, arguments), words

"""Wishes for every one of several: recipients that are named, and items that a look finds first. Knows words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..tools.types import ToolCall
from .phrases import DAY, NAME, POLITE, SWITCHES, WHO, bare, begins_act, compiled, since_day
from .plan import TakeKind

_P = rf"(?:(?:{POLITE}),?\s+)*"
_AND = r"(?:,? (?:and|&|as well as) |, )"
_MANY = re.compile(
    rf"^(?P<verb>{_P}(?:text|tell|message|write(?: to)?|sms|send|let|ask|inform|notify))"
    rf" (?:both )?(?P<names>(?:{NAME})(?:{_AND}(?:both )?(?:{NAME}))+)"
    rf"(?P<rest>,? ?(?::|(?:that|saying|to|know|if|whether|i|i'm|i'll|we|we're|a (?:text|message))\b).+)$",
    re.IGNORECASE | re.DOTALL,
)
_SINCE = rf"(?: (?P<since>today|yesterday|this (?:morning|afternoon|week)|last night|(?:on |since )?(?:{DAY})))?"
_ITEMS: tuple[tuple[str, str], ...] = (
    ("messages", rf"(?P<new>unread |new )?(?:text )?(?:messages?|texts?)(?: (?:from|by|of) (?P<who>{WHO}))?{_SINCE}"),
    ("messages", rf"(?:person|people|one|those) (?:who|that) (?:texted|wrote(?: to)?|messaged|has written|have "
                 rf"written)(?: me)?{_SINCE}"),
    ("calls", rf"(?P<missed>missed )calls?(?: (?:from|by) (?P<who>{WHO}))?{_SINCE}"),
    ("calls", rf"(?:person|people|one|those|missed caller|caller)s?(?: (?:who|that|whose call i) (?P<missed>missed"
              rf"|called|rang|phoned|tried to reach)(?: me)?)?{_SINCE}"),
    ("alarms", r"alarms?"),
    ("events", rf"(?:appointments?|events?|meetings?|(?:calendar )?entr(?:y|ies))(?: (?:on|in|from) my "
               rf"calendar)?(?: (?:on |for )?(?P<day>{DAY}))"),
    ("files", r"files? (?:in|from) (?:my |the )?(?P<folder>\w+)(?: folder)?"),
)  # fmt: skip
_EACH = r"(?:(?:each|every|all)(?: one)?(?: of)?(?: (?:my|the|these|those))?)"
_FOR_EACH = re.compile(rf"^{_P}(?:for|after|to|with) {_EACH} (?P<rest>.+)$", re.IGNORECASE | re.DOTALL)
_DO_EACH = re.compile(
    rf"^{_P}(?P<verb>delete|cancel|remove|erase|turn off|switch off|clear|disable) (?:{_EACH}|my) (?P<items>.+)$",
    re.IGNORECASE,
)
_REPLY_EACH = re.compile(
    rf"^{_P}(?:reply to|answer|respond to|text back) {_EACH} (?P<items>.+?)(?: with|,? saying|,? that|:) (?P<text>.+)$",
    re.IGNORECASE,
)
_TELL_EACH = re.compile(
    rf"^{_P}(?:text|tell|message|write to|answer|sms) (?:everyone|everybody|all|each person|all people|every person"
    rf"|anyone|the people|those|all those)"
    r" (?P<items>(?:who|that) .+?)(?: that|,? saying|:) (?P<text>.+)$",
    re.IGNORECASE,
)
_CALL_EACH = re.compile(
    rf"^{_P}(?:call|ring|phone)(?: back)? (?:everyone|everybody|all|each person|every person) (?P<items>(?:who"
    rf"|that) .+)$",
    re.IGNORECASE,
)
SENDER = re.compile(
    r"^(?P<head>.*?\b(?:text|tell|message|write(?: to)?|call|ring|phone|reply to|answer|send|sms|respond to)(?: "
    r"back)?) "
    r"(?P<whom>(?:the |its |that |each )?(?:sender|caller|person|author)|him|her|them|each of them"
    r"|back)(?P<rest>(?!\w).*)$",
    re.IGNORECASE | re.DOTALL,
)
"""A wish to the person of the item that a loop is at."""
_DELETES: dict[str, tuple[str, str, TakeKind, str]] = {
    "alarms": ("cancel_alarm", "time", "time", "cancel the {} alarm"),
    "files": ("delete_file", "name", "name", "delete the file {}"),
    "events": ("delete_event", "title", "name", "delete the event {}"),
}


@dataclass(frozen=True, slots=True)
class Loop:
    """A look, and what is done with each item that it finds."""

    call: ToolCall | None
    """None: the items are what an earlier sub-goal read."""
    act: str
    """The wish for one item, in the user's words."""
    to: str = ""
    """`text` or `call`: the act reaches the person of the item; its words are `says`."""
    says: str = ""
    delete: str = ""
    """Which items are deleted or switched off."""


_FILE = r"[\w-]+\.(?!(?:com|org|net)\b)[a-z]\w{1,3}"
_SWITCH = rf"(?:the |my )?(?:{'|'.join(SWITCHES.values())})"
_MANY_THINGS: tuple[str, ...] = (
    rf"(?P<before>{_P}(?:delete|remove|erase|trash|bin|get rid of)(?: my| the)?(?: files?)?) (?:both )?"
    rf"(?P<things>{_FILE}(?:{_AND}{_FILE})+)(?P<after>(?: (?:in|from) (?:my |the )?\w+(?: folder)?)?(?:,? please)?)",
    rf"(?P<before>{_P}(?:turn|switch) (?:on|off)|{_P}(?:enable|disable|activate|deactivate)) (?:both )?"
    rf"(?P<things>{_SWITCH}(?:{_AND}{_SWITCH})+)(?P<after>(?:,? please)?)",
    rf"(?P<before>{_P}(?:turn|switch)) (?:both )?(?P<things>{_SWITCH}(?:{_AND}{_SWITCH})+)"
    r"(?P<after> (?:on|off)(?:,? please)?)",
)


def things_of(wish: str) -> list[str]:
    """Return one wish for each file or switch that is named with one verb; others as they are."""
    plain = wish.strip().rstrip(".!?")
    for pattern in _MANY_THINGS:
        if (found := compiled(pattern).fullmatch(plain)) is not None:
            things = [thing.strip() for thing in re.split(_AND, found["things"]) if thing.strip()]
            last = len(things) - 1
            ends = [found["after"] if n == last else found["after"].replace(" please", "") for n in range(len(things))]
            return [f"{found['before']} {thing}{end}".rstrip(" ,") for thing, end in zip(things, ends, strict=True)]
    return [wish]


def several(wish: str) -> list[str]:
    """Return one wish for each recipient that is named."""
    found = _MANY.match(wish)
    if found is None:
        return things_of(wish)
    names = [n for n in re.split(rf"{_AND}", found["names"]) if n.strip()]
    return [f"{found['verb']} {name.strip()}{found['rest']}" for name in names]


def read_loop(wish: str) -> Loop | None:
    """Return what is looked at and done with each item; None for a wish that is done once."""
    plain = wish.strip().rstrip(" .!")
    for pattern, to in ((_REPLY_EACH, "text"), (_TELL_EACH, "text"), (_CALL_EACH, "call")):
        found = pattern.match(plain)
        if found is not None and (look := _look(found["items"])) is not None:
            return Loop(look[1], plain, to, found.groupdict().get("text") or "")
    found = _DO_EACH.match(plain)
    if found is not None and _plural(found.group()) and (look := _look(found["items"])) is not None:
        return Loop(look[1], plain, delete=look[0]) if look[0] in _DELETES else None
    found = _FOR_EACH.match(plain)
    return _for_each(found["rest"]) if found is not None else None


_OF_FOUND = re.compile(
    rf"^{_P}(?:(?P<to>reply to|answer|respond to|text(?: back)?|message) (?:each|every one|all)(?: one)?(?: of "
    rf"them)?(?: with|,? saying|,? that|:) (?P<text>.+)"
    r"|(?P<call>call|ring|phone)(?: back)? (?:each|every one|all)(?: of them)?(?: back)?)$",
    re.IGNORECASE,
)
_THING = re.compile(
    rf"^{_P}(?:turn|switch|cancel|delete|remove|erase|disable)\b.*\b(?:it|that|them)\b(?: off)?$", re.IGNORECASE
)
_BY_LOOK = {"look_alarms": "alarms", "look_files": "files", "look_events": "events"}


def read_each(wish: str) -> Loop | None:
    """Return what is done with each of the items that were read before; None for any other wish."""
    found = _OF_FOUND.match(wish.strip().rstrip(" .!"))
    if found is None:
        return None
    return Loop(None, wish, "call" if found["call"] else "text", found["text"] or "")


def thing_of(loop: Loop) -> str | None:
    """Return what is deleted in a loop that says `it`, such as `alarms`."""
    if loop.call is None or not _THING.match(loop.act) or re.search(r"(?i)\bon$", loop.act):
        return None
    return _BY_LOOK.get(loop.call.tool)


def _plural(text: str) -> bool:
    """Whether several are meant: `delete my alarm` is one."""
    return bool(re.search(r"(?i)\b(?:all|every|each)\b", text))


def _for_each(rest: str) -> Loop | None:
    cuts = [m for m in re.finditer(r"\s*[,:]\s+(?:please\s+)?|\s+", rest) if begins_act(rest[m.end() :])]
    for cut in cuts:
        look = _look(rest[: cut.start()])
        if look is not None:
            return Loop(look[1], rest[cut.end() :])
    return None


def _look(items: str) -> tuple[str, ToolCall] | None:
    """Return the kind of the items that words speak of, and the look that finds them."""
    plain = re.sub(r"(?i)^(?:of )?(?:my |the )?", "", items.strip())
    if re.match(r"(?i)(?:who|that) ", plain):
        plain = f"person {plain}"
    for name, pattern in _ITEMS:
        found = compiled(pattern).fullmatch(plain)
        if found is not None:
            return name, _call_for(name, {k: v.strip() for k, v in found.groupdict().items() if v})
    return None


def _call_for(name: str, said: dict[str, str]) -> ToolCall:
    since = since_day(said.get("since", ""))
    if name == "messages":
        found = {"sender": said.get("who", ""), "unread": "yes" if said.get("new") else "", "since": since}
        return _made("look_messages", found)
    if name == "calls":
        missed = re.match(r"(?i)missed|tried", said.get("missed", ""))
        found = {"kind": "missed" if missed else "received", "who": said.get("who", ""), "since": since}
        return _made("look_calls", found)
    if name == "events":
        return _made("look_events", {"day": said.get("day", "")})
    return _made("look_files", {"folder": bare(said["folder"])}) if name == "files" else ToolCall("look_alarms", {})


def _made(tool: str, arguments: dict[str, str]) -> ToolCall:
    return ToolCall(tool, {name: words for name, words in arguments.items() if words})


def deletion(items: str) -> tuple[str, str, TakeKind, str]:
    """Return tool, argument, kind of value and wish for one item that is deleted."""
    return _DELETES[items]

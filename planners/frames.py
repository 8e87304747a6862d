"""How wishes are said that take a value from elsewhere: what stands around the phrase, and the call it leads to.

A table: one row a way of saying it. Knows tool names and the users' words, nothing of a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from ..tools.types import ToolCall
from .phrases import CLOCK, KIN, POLITE, WHO, bare, compiled
from .plan import TakeKind

Said = dict[str, str]
_ALL = frozenset(get_args(TakeKind))
_GIVEN_NAMES = """
alice bob eve daniel chloe grace anna anne emma olivia sophia mia james john mary peter paul mark tom tomas thomas
sam max ben leo nina lena laura julia maria kim lee jack oliver harry george charlie sarah lisa david michael robert
william richard joseph charles chris andrew kevin brian steven susan karen nancy betty helen ruth jane kate lucy
amy zoe ivan igor olga yuki ken mei li wei ana luis carlos jose juan pedro pablo ines sofia marta rosa omar ali
fatima aisha ravi priya amit raj nadia elke lars petra greta bogdan zeynep carol frank henry noah liam ella
"""
_GIVEN = frozenset(_GIVEN_NAMES.split())
"""First names: they tell where one name ends and the next begins, as in `text Bob Martin Eve's number`."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One way of saying a wish around a phrase for a value."""

    pattern: str
    asks: str
    """With `{value}` for the stand-in and the pattern's groups."""
    tool: str
    arguments: Mapping[str, str]
    kinds: frozenset[str] = _ALL
    wants: Literal["", "time", "when", "text", "day"] = ""
    people: bool = False
    """`to` is a person and may be followed at once by another name."""

    def matches(self, wish: str) -> Iterator[Said]:
        """Give the readings of a wish; each has a `value`."""
        found = compiled(self.pattern).fullmatch(wish)
        if found is None:
            return
        said = {name: words or "" for name, words in found.groupdict().items()}
        if said.get("by"):
            said["value"] = f"what {said['by']}"
        if not self.people:
            yield said
            return
        for to, value in recipients(said["rest"]):
            if is_person(to):
                yield {**said, "to": to, "value": value}

    def ask(self, said: Said, stand_in: str) -> str:
        """Return the wish with the stand-in for the phrase."""
        return " ".join(self.asks.format(**{**said, "value": stand_in}).split())

    def call(self, said: Said, stand_in: str) -> ToolCall | None:
        """Return the call with the stand-in."""
        filled = {n: " ".join(t.format(**{**said, "value": stand_in}).split()) for n, t in self.arguments.items()}
        if re.fullmatch(r"(?i)him|her|them", filled.get("recipient", "")):
            return None
        if "title" in filled:
            filled["title"] = _title(filled["title"])
        return ToolCall(self.tool, {name: words.strip(" ,") for name, words in filled.items() if words.strip(" ,")})


def _title(words: str) -> str:
    named = re.sub(
        r"(?i)^(?:an?|the|new)\s+(?:new )?(?:entry|event|appointment|meeting)\s+(?:called|named|for)\s+", "", words
    )
    return bare(named)


def is_person(words: str) -> bool:
    """Return whether words could be one recipient: a name, a word for family, a pronoun, one small word."""
    tokens = words.split()
    if (
        not tokens
        or len(tokens) > 4
        or re.fullmatch(
            r"(?i)me|myself|it|this|that|the|a|an|my|i|you|us|down|up|out|on|back|off|what|when|where", tokens[0]
        )
    ):
        return len(tokens) == 2 and tokens[0].lower() == "my" and tokens[1].isalpha()
    return len(tokens) == 1 and tokens[0].isalpha() or all(t[0].isupper() and t != "I" for t in tokens)


def recipients(rest: str) -> Iterator[tuple[str, str]]:
    """Give recipient and phrase of `Bob Martin Eve Johnson's number`, the likeliest reading first."""
    tokens = rest.split()
    if len(tokens) > 2 and tokens[0].lower() == "my":
        yield " ".join(tokens[:2]), " ".join(tokens[2:])
        return
    run = next((n for n, t in enumerate(tokens) if not _named(t)), len(tokens))
    owner = next((n for n, t in enumerate(tokens[: run + 1]) if re.search(r"['’]s$", t)), None)
    if owner is not None and owner < run + 1 and owner > 0:
        first = _shared(tokens[: owner + 1])
        yield " ".join(tokens[:first]), " ".join(tokens[first:])
        return
    for length in (*range(run, 0, -1), 1):
        if length < len(tokens):
            yield " ".join(tokens[:length]), " ".join(tokens[length:])


def _named(token: str) -> bool:
    return token[:1].isupper() and token not in ("I", "I'm", "I'll", "The", "My")


def _shared(tokens: list[str]) -> int:
    """Return how many of the words belong to the recipient; the last word is the other one's, with `'s`."""
    names = [re.sub(r"['’]s$", "", t).lower() for t in tokens]
    starts = [n for n in range(1, len(names)) if not re.fullmatch(r"dr\.?|mr\.?|mrs\.?|ms\.?", names[n - 1])]
    if re.fullmatch(KIN, names[0]) or len(starts) == 1:
        return starts[0] if starts else 1
    titled = next((n for n in starts if re.fullmatch(r"dr\.?|mr\.?|mrs\.?|ms\.?", names[n])), None)
    if titled is not None:
        return titled
    if len(names) == 3:
        return 2 if names[2] in _GIVEN or re.fullmatch(KIN, names[2]) else 1
    return 2


_P = rf"(?:(?:{POLITE}),?\s+)*"
_SEND = r"(?:text|send|tell|message|write|sms|give|forward|pass|inform|notify)"
_MESSAGE = {"recipient": "{to}", "text": "{value}"}
_ALARM = frozenset({"time", "when"})
_A_MOMENT = frozenset({"time", "when", "day"})
_A_DAY, _A_TEXT = frozenset({"day"}), frozenset({"text"})
_A_PHONE, _A_DURATION = frozenset({"phone"}), frozenset({"duration"})
_EVENT = {"title": "{title}", "start": "{value}"}
_NOTE = {"text": "{value}"}
_CONTACT = {"name": "{name}", "phone": "{value}"}
_CALLER = (
    r"(?:the (?:last )?(?:missed )?caller|the (?:last )?person (?:who|that) (?:last )?called(?: me)?(?: last)?"
    r"|who(?:m)?ever called(?: me)?(?: last)?"
    rf"|the (?:phone )?number (?:that )?{WHO} (?:just )?(?:sent|texted|gave) me)"
)
_NEWEST = (
    r"(?:the|my) (?:last|latest|newest|most recent) (?:text message|message|text|sms)(?: (?:that )?i(?:'ve)? (?:got"
    r"|received|have))?"
)
_CALENDAR = r"(?:on|to|in|into|onto) (?:my|the) calendar"


def _frame(
    pattern: str, asks: str, tool: str, arguments: Mapping[str, str], kinds: frozenset[str] = _ALL,
    wants: Literal["", "time", "when", "text", "day"] = "", *, people: bool = False,
) -> Frame:  # fmt: skip
    return Frame(_P + pattern, asks, tool, arguments, kinds, wants, people)


FRAMES: tuple[Frame, ...] = (
    _frame(rf"{_SEND}(?: to)? (?P<rest>.+)", "text {to}: {value}", "send_message", _MESSAGE, wants="text", people=True),
    _frame(
        r"let (?P<to>(?!(?:me|us)\b)[\w'’. -]+?) know (?P<value>(?!that\b).+)",
        "text {to}: {value}",
        "send_message",
        _MESSAGE,
        wants="text",
    ),
    _frame(
        rf"(?:send|forward|text|pass)(?: on)? (?P<value>.+?)(?: on)? to (?P<to>{WHO})",
        "text {to}: {value}",
        "send_message",
        _MESSAGE,
        wants="text",
    ),
    _frame(
        rf"(?:reply to|answer|respond to|text|message)(?: back)? (?P<value>(?:{_NEWEST}|whoever .+?))(?: that"
        rf"|,? saying|:| with) "
        r"(?P<text>.+)",
        "text {value}: {text}",
        "send_message",
        {"recipient": "{value}", "text": "{text}"},
        frozenset({"name"}),
    ),
    _frame(
        r"(?:reply to|answer|respond to) (?P<to>[\w.' -]+?) with (?P<value>.+)",
        "text {to}: {value}",
        "send_message",
        _MESSAGE,
        wants="text",
    ),
    _frame(
        rf"(?:text|tell|message|sms|write|send a (?:text|message) to)(?: back)? (?P<value>{_CALLER})(?: that|,? "
        rf"saying|:) (?P<text>.+)",
        "text {value} that {text}",
        "send_message",
        {"recipient": "{value}", "text": "{text}"},
        _A_PHONE,
    ),
    _frame(
        r"(?P<head>(?:set|put|create|make|add)(?: up| me)? (?:an?|the|my) (?:new )?alarm (?:for|at|to)) "
        r"(?P<value>.+?)(?P<tail> (?:called|named|labell?ed) (?P<label>.+))?",
        "{head} {value}{tail}",
        "set_alarm",
        {"time": "{value}", "label": "{label}"},
        _ALARM,
        "time",
    ),
    _frame(
        r"wake me(?: up)? (?:at )?(?P<value>.+)",
        "set an alarm for {value}",
        "set_alarm",
        {"time": "{value}"},
        _ALARM,
        "time",
    ),
    _frame(
        r"(?P<head>(?:set|start|make|put on|run) (?:a|the|my) timer (?:for|of|to)) (?P<value>.+)",
        "{head} {value}",
        "set_timer",
        {"duration": "{value}"},
        _A_DURATION,
    ),
    _frame(
        r"(?:call|ring|phone|dial)(?: back| up)? (?P<value>.+?)(?: back)?",
        "call {value}",
        "call",
        {"recipient": "{value}"},
        _A_PHONE,
    ),
    _frame(
        rf"(?P<head>(?:put|add|schedule|create|enter|book|note) (?P<title>.+?) {_CALENDAR},?) (?:for|on|at)? "
        rf"?(?P<value>.+?)(?P<tail>,? (?:at|from) {CLOCK})",
        "{head} for {value}{tail}",
        "add_event",
        {"title": "{title}", "start": "{value}{tail}"},
        _A_DAY,
        "day",
    ),
    _frame(
        rf"(?P<head>(?:put|add|schedule|create|enter|book|note) (?P<title>.+?) {_CALENDAR}),? (?:for|on|at) "
        rf"(?P<value>.+)",
        "{head} for {value}",
        "add_event",
        _EVENT,
        _A_MOMENT,
        "when",
    ),
    _frame(
        rf"(?P<head>(?:put|add|enter|schedule|book) (?P<title>.+?)) (?:from|in|out of) (?P<value>.+?) {_CALENDAR}",
        "{head} on my calendar for {value}",
        "add_event",
        _EVENT,
        _A_TEXT,
        "when",
    ),
    _frame(
        rf"(?P<head>(?:put|add|enter|schedule|book) (?P<title>.+?))(?: that| which)? (?P<by>{WHO} (?:texted|wrote"
        rf"|messaged|sent|mailed|emailed|told)(?: (?:me|us))?)(?: about| of)? {_CALENDAR}",
        "{head} on my calendar for {value}",
        "add_event",
        _EVENT,
        _A_TEXT,
        "when",
    ),
    _frame(
        r"(?:save|store|keep|add) (?P<value>.+?)(?: (?:to|in) my contacts)? (?:as|under)(?: the name)? "
        r"(?P<name>[\w.' -]+?)(?: (?:to|in) my contacts)?",
        "save {value} as {name}",
        "add_contact",
        _CONTACT,
        _A_PHONE,
    ),
    _frame(
        r"(?:save|store|add) (?P<name>[\w.' -]+?)(?: (?:to|in) my contacts)? with (?P<value>.+)",
        "save {value} as {name}",
        "add_contact",
        _CONTACT,
        _A_PHONE,
    ),
    _frame(
        r"(?:make|take|write|add|create) (?:me )?(?:a|another) (?:new )?note (?:called|named|titled) (?P<title>[\w' "
        r"-]+?) (?:with|of|from) (?P<value>.+)",
        "make a note called {title} saying {value}",
        "add_note",
        {"text": "{value}", "title": "{title}"},
        wants="text",
    ),
    _frame(
        r"(?:make|take|write|add|create) (?:me )?(?:a|another) (?:new )?note (?:of|with|from|about) (?P<value>.+)",
        "make a note: {value}",
        "add_note",
        _NOTE,
        wants="text",
    ),
    _frame(
        r"(?:note(?: down)?|(?:write|jot|take|put) down) (?P<value>.+)",
        "make a note: {value}",
        "add_note",
        _NOTE,
        wants="text",
    ),
    _frame(
        r"(?:note|write|jot|take|put|get) (?P<value>.+?) down(?:,? (?:in|into|as) (?:a|my|the) (?:new )?notes?)?",
        "make a note: {value}",
        "add_note",
        _NOTE,
        wants="text",
    ),
    _frame(
        r"(?:put|save|write|copy|keep|add|note) (?P<value>.+?) (?:in|into|as|to) (?:an?|my|the) (?:new )?notes?",
        "make a note: {value}",
        "add_note",
        _NOTE,
        wants="text",
    ),
)

"""Draws from a wish what must show on the phone when it is done: a post-condition that code can check.

Knows the user's words alone; agent/postcondition.py compares it with what the phone shows. A wish whose end no screen
tells (`send …`, `call …`, `pay …`) draws nothing: touches alone never prove it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from .coverage_words import without_talk
from .expect_zh import draw_chinese

ExpectKind = Literal["checked", "row", "there", "renamed", "gone", "marked", "basket", "front", "field", "probe"]
"""`checked`: X is on or off (`value`). `row`: the row X shows `value`. `there`: an element X that was not there.
`renamed`: `value` stands where X stood. `gone`: X was there and is not (`value`: the verb). `marked`: X is starred or
liked (`value`: the verb). `basket`: X, of the size or colour `value`, is in the cart. `front`: the app or page X is
open. `field`: a field holds X. `probe`: what a goal tool reads back holds."""
Source = Literal["wish", "model", "skill"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must show on the phone, and did not before."""

    kind: ExpectKind
    what: str
    """The thing, in the user's words; for `probe` the wish."""
    value: str = ""
    where: str = ""
    """The app or page that the user named; empty for none."""
    source: Source = "wish"
    """Who says so; what a model says is told to the user as such."""
    tool: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """For `probe`: the goal tool and the call's arguments, in the user's words."""

    @property
    def words(self) -> str:
        """The post-condition as a sentence for people."""
        return (
            f"{_SENTENCES[self.kind].format(what=self.what, value=self.value)}{f' ({self.where})' * bool(self.where)}"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """What the thing may be called on the screen, likeliest first: `gym alarm`, then `gym`."""
        bare = _BRACKETS.sub("", self.what).strip()
        inside = [found.strip() for found in _BRACKETS.findall(self.what)]
        names = (self.what, _NOUN_AFTER.sub("", self.what).strip(), bare, *inside)
        return tuple(dict.fromkeys(name for name in names if name))

    def as_json(self) -> dict[str, Any]:
        """Return what is not its default; `from_json` reads it back."""
        row: dict[str, Any] = {"kind": self.kind, "what": self.what}
        for name in ("value", "where", "tool"):
            if text := getattr(self, name):
                row[name] = text
        if self.source != "wish":
            row["source"] = self.source
        return {**row, "arguments": dict(self.arguments)} if self.arguments else row

    @staticmethod
    def from_json(row: Mapping[str, Any]) -> Expectation:
        """Return the expectation of such a row; ValueError for anything else."""
        texts = {name: row.get(name, "") for name in ("kind", "what", "value", "where", "tool")}
        source, arguments = row.get("source", "wish"), row.get("arguments", {})
        if (
            not all(isinstance(text, str) for text in texts.values())
            or not isinstance(arguments, Mapping)
            or texts["kind"] not in get_args(ExpectKind)
            or source not in get_args(Source)
            or not texts["what"]
        ):
            raise ValueError(f"{str(row)[:80]!r} is no expectation")
        said = {str(name): str(value) for name, value in arguments.items()}
        return Expectation(source=source, arguments=said, **texts)


_BRACKETS = re.compile(r"[(（]([^()（）]{2,40})[)）]")
"""`单声道音频（Mono audio）`: two names of one thing."""
_SENTENCES: Mapping[str, str] = {
    "checked": '"{what}" is {value}',
    "row": '"{what}" shows "{value}"',
    "there": '"{what}" is there and was not before',
    "renamed": '"{value}" stands in the place of "{what}"',
    "gone": '"{what}" was there and is gone ({value})',
    "marked": '"{what}" carries the mark: {value}',
    "basket": '"{what}" {value} was put into the cart',
    "front": '"{what}" is open',
    "field": 'a field holds "{what}"',
    "probe": "the phone itself says that it is done: {what}",
}
_POLITE = re.compile(
    r"^(?:(?:please|kindly|can you|could you|would you|i want (?:you )?to|i need (?:you )?to|i'd like (?:you )?to|let's"
    r"|just|now|then|also|go and|hey|ok|okay)[,]?\s+)+",
    re.IGNORECASE,
)
_NO_DRAW = re.compile(r"\b(?:if|unless|until|except|but not|instead of)\b", re.IGNORECASE)
_MANY = re.compile(r"^(?:all|every|each|both|everything|any|these|those)\b", re.IGNORECASE)
"""One thing on the screen proves too little of many."""
_PRONOUNS = frozenset({"it", "this", "that", "them", "him", "her", "one"})
_NOUN = (
    r"(?:e-?mails?|mails?|messages?|items?|entr(?:y|ies)|tasks?|to-?dos?|notes?|contacts?|files?|photos?|pictures?"
    r"|alarms?|events?|appointments?|notifications?|conversations?|chats?|threads?|bookmarks?|songs?|folder|list)"
)
_PLACE_END = r"(?:app|application|settings?|options|preferences|page|screen|tab|section|menu)"
_LEADING = re.compile(
    r"^(?:in|on|at|under|inside|within|from|go to|open)\s+(?P<place>[^,:]{2,40}?)(?:,|:| and)\s+", re.I
)
_NAMED_PLACE = re.compile(
    r"\s+(?:in|at|on|from|inside|within|under|using|with|into|of)\s+(?:the\s+|my\s+)?"
    rf"(?P<place>(?:(?!(?:in|at|on|off|from|to|into)\s)[\w&'+.-]+\s+){{0,3}}{_PLACE_END})$",
    re.IGNORECASE,
)
_PROPER_PLACE = re.compile(
    r"\s+(?:in|at|on|using|into|from(?=\s+(?:my\s+)?(?:Contacts|Calendar|Notes|Mail|Messages|Photos|Files|Clock)$))"
    r"\s+(?:the\s+|my\s+)?(?P<place>[A-Z][\w&'+.-]*(?:\s+[A-Z][\w&'+.-]*){0,2})$"
)
_QUOTES = " \t\"'“”«»‘’.!,"
_GENERIC = re.compile(
    rf"^(?:the\s+|my\s+|that\s+|this\s+|a\s+|an\s+)?(?:(?:new|whole|entire)\s+)?(?:{_NOUN}\s+)?(?:about|called|named|titled|entitled|labell?ed|saying"
    r"|with the (?:title|name|subject)|from|with(?<=(?:chat|read|tion)\swith))\s+",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|my|a|an|this|that|our|your)\s+", re.IGNORECASE)
_NOUN_BEFORE = re.compile(rf"^(?:new\s+)?{_NOUN}\s+(?=\S)", re.IGNORECASE)
_NOUN_AFTER = re.compile(rf"\s+{_NOUN}$", re.IGNORECASE)
_VARIANT = re.compile(r"\s+(?:in|of)\s+(?:the\s+)?(?:size|colou?r)\s+(?P<value>[\w-]+)", re.IGNORECASE)
_AMOUNT = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:%|percent|seconds?|minutes?|hours?|days?|[a-z]{1,3}\b)?", re.IGNORECASE)


def draw_expectation(wish: str) -> Expectation | None:
    """Return what must show on the phone when the wish is done; None where its words do not tell."""
    text = _POLITE.sub("", wish.strip()).rstrip(" .!")
    if (chinese := draw_chinese(text)) is not None:
        kind, what, value, where = chinese
        return Expectation(kind, what, value, where)
    bare, where = place_of(_without_asides(text))
    if _NO_DRAW.search(bare):
        return None
    for pattern, make in _FORMS:
        if (found := pattern.match(bare)) is not None:
            drawn = make({name: said or "" for name, said in found.groupdict().items()}, where)
            return (
                drawn
                if drawn is not None
                and drawn.what
                and not _MANY.match(drawn.what)
                and drawn.what.casefold() not in _PRONOUNS
                else None
            )
    return None


def _without_asides(text: str) -> str:
    """Return a wish without what is merely said beside it; one whose colon names its thing stays as it is."""
    return text if ":" in text else without_talk(text, joint=", ")


def values_of(text: str) -> frozenset[str]:
    """Return the days, dates, times and numbers that a wish names, in small letters: a proof must cover each."""
    return frozenset(found.group().casefold() for found in _VALUES.finditer(_without_asides(text)))


def covers_values(wish: str, wanted: Expectation, path: str = "") -> bool:
    """Return whether what must show speaks of every day, time and number of the wish, and of each one of two things.

    What a screen merely shows a name of does not tell on which day it was put.
    """
    said = f"{wanted.what} {wanted.value} {wanted.where} {path}".casefold()
    if wanted.kind == "there" and _ANOTHER.search(_without_asides(wish)):
        return False
    return all(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", said) for value in values_of(wish))


_VALUES = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tonight|tomorrow|yesterday|noon|midnight"
    r"|january|february|march|april(?!\s+\w+ed\b)|june|july|august|september|october|november|december"
    r"|\d+(?:[.:,]\d+)*)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:plus|as well as|along with|and also|followed by|and then)\b", re.IGNORECASE)


def place_of(text: str) -> tuple[str, str]:
    """Return the words without the app or page that they name, and that; an empty text for none."""
    if (found := _LEADING.match(text)) is not None:
        return text[found.end() :], _bare(found["place"])
    for pattern in (_NAMED_PLACE, _PROPER_PLACE):
        if (found := pattern.search(text)) is not None and found.start() > 0:
            return text[: found.start()].rstrip(), _bare(found["place"])
    return text, ""


def _bare(text: str) -> str:
    return _ARTICLE.sub("", text.strip(_QUOTES)).strip(_QUOTES)


def _thing(text: str) -> str:
    """Return what the user calls a thing: `the mail about the garden shed` is `garden shed`."""
    named = _GENERIC.sub("", text.strip(), count=1)
    return _bare(named) if named != text.strip() else _NOUN_BEFORE.sub("", _bare(text)).strip(_QUOTES)


def _state(said: Mapping[str, str], where: str) -> Expectation:
    state = said.get("state", "").lower() or ("on" if said.get("able", "").lower() in ("enable", "activate") else "off")
    return Expectation("checked", _thing(said["what"]), state, where)


def _ticked(said: Mapping[str, str], where: str) -> Expectation:
    return Expectation("checked", _bare(_NOUN_AFTER.sub("", _thing(said["what"]))), "on", where)


def _shows(said: Mapping[str, str], where: str) -> Expectation | None:
    what, value = _bare(said["what"]), said["value"].strip(_QUOTES)
    if value.lower() in ("on", "off"):
        return Expectation("checked", what, value.lower(), where)
    return Expectation("row", what, value, where) if value else None


def _after_colon(said: Mapping[str, str], where: str) -> Expectation | None:
    """`Let the screen turn off after 5 minutes: screen timeout`: the name after the colon, the one amount before it."""
    amounts = [found.group().strip() for found in _AMOUNT.finditer(said["before"])]
    return Expectation("row", _bare(said["what"]), amounts[0], where) if len(amounts) == 1 else None


def _cart(said: Mapping[str, str], where: str) -> Expectation:
    what = said["what"]
    found = _VARIANT.search(what)
    return Expectation("basket", _bare(_VARIANT.sub("", what)), found["value"] if found else "", where)


def _new(said: Mapping[str, str], where: str) -> Expectation | None:
    if _STANDING.match(said["what"]) is not None:
        return None
    what, inside = _thing(said["what"]), where
    if (found := _INSIDE.search(what)) is not None:
        what, inside = _bare(what[: found.start()]), _bare(found["place"])
    return Expectation("there", what, "", inside)


def _gone(said: Mapping[str, str], where: str) -> Expectation:
    verb = "archive" if said["verb"].lower() == "archive" else "delete"
    return Expectation("gone", _thing(said["what"]), verb, where)


def _mark(said: Mapping[str, str], where: str) -> Expectation:
    verb = (said.get("verb") or said.get("mark") or "").lower().replace("favour", "favor")
    return Expectation("marked", _thing(said["what"]), verb, where)


_STANDING = re.compile(
    r"(?:the|my|this|that|these|those|it|sure)\b(?!\s+(?:new|note|task|item|folder)\b)", re.IGNORECASE
)
"""`make the screen …` makes nothing new."""
_INSIDE = re.compile(r"\s+(?:inside|within|under)\s+(?:the\s+|my\s+)?(?P<place>\S.*)$", re.IGNORECASE)
_CART = r"(?:shopping\s+)?(?:cart|basket|bag|trolley)"
_STATE = r"(?P<state>on|off)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[Mapping[str, str], str], Expectation | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), make)
    for pattern, make in (
        (r"^(?P<before>[^:]*\d[^:]*):\s+(?P<what>[^:]{3,60})$", _after_colon),
        (rf"^(?:put|add)\s+(?P<what>.+?)\s+(?:in|into|to)\s+(?:my|the)\s+(?:[A-Z][\w'&-]*\s+){{0,3}}{_CART}$", _cart),
        (
            r"^rename\s+(?P<what>.+?)\s+(?:to|as|into)\s+(?P<value>.+)$",
            lambda said, where: Expectation("renamed", _thing(said["what"]), said["value"].strip(_QUOTES), where),
        ),
        (rf"^(?:turn|switch|put|flip|toggle)\s+{_STATE}\s+(?P<what>.+)$", _state),
        (rf"^(?:turn|switch|put|flip|toggle)\s+(?P<what>.+?)\s+(?:back\s+)?{_STATE}$", _state),
        (r"^(?P<able>enable|activate|disable|deactivate)\s+(?P<what>.+)$", _state),
        (r"^(?:mark|set)\s+(?P<what>.+?)\s+(?:as|to)\s+(?:done|complete|completed|finished)$", _ticked),
        (r"^(?:check|tick)\s+off\s+(?P<what>.+)$", _ticked),
        (r"^mark\s+(?P<what>.+?)\s+as\s+(?:a\s+)?(?P<mark>favou?rite|starred|important|read|unread)$", _mark),
        (r"^(?:set|change|switch|put|turn)\s+(?P<what>.+?)\s+to\s+(?P<value>.+)$", _shows),
        (
            r"^(?:choose|select|pick|use|set|take)\s+the\s+(?P<value>(?:larg|small|bigg|high|low|bright|dark|long|short)est)\s+"
            r"(?P<what>[\w ]{3,40})$",
            _shows,
        ),
        (r"^(?:choose|select|pick|use)\s+(?P<value>.+?)\s+(?:for|as)\s+(?P<what>.+)$", _shows),
        (
            r"^(?P<verb>(?:un)?(?:star|favou?rite|like|heart|bookmark|pin|follow))\s+(?P<what>.+)$",
            _mark,
        ),
        (
            r"^(?:remove|take)\s+(?:the\s+)?(?P<off>star|heart|pin|bookmark|like)\s+(?:from|of|off)\s+(?P<what>.+)$",
            lambda said, where: Expectation("marked", _thing(said["what"]), f"un{said['off'].lower()}", where),
        ),
        (
            r"^(?P<verb>delete|remove|erase|trash|bin|discard|archive)\s+(?P<what>.+?)"
            r"(?:\s+from\s+(?:my|the)\s+[\w -]*list)?$",
            _gone,
        ),
        (
            r"^(?:put|note|jot(?:\s+down)?)\s+(?P<what>.+?)\s+(?:on|onto|in|into)\s+(?:my|the)\s+[\w -]*list$",
            _new,
        ),
        (
            r"^(?:add|create|make|new|write)\s+(?P<what>.+?)(?:\s+(?:to|on|in|into)\s+(?:my|the)\s+[\w -]*list)?$",
            _new,
        ),
        (
            r"^(?:type|enter|search for|search)\s+(?P<what>.+?)"
            r"(?:\s+(?:in|into)\s+(?:the\s+)?[\w ]+?(?:field|box|bar))?$",
            lambda said, where: Expectation("field", said["what"].strip(_QUOTES), "", where),
        ),
        (
            r"^(?:open|go to|launch|bring up|show me)\s+(?P<what>.+)$",
            lambda said, where: Expectation("front", _bare(said["what"]), "", where),
        ),
    )
)

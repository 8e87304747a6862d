"""Values that a wish speaks of and does not say: `the address that Alice sent me`, `Eve's number`, `that day`.

A phrase counts only where the wish leaves no other reading: right after `text NAME`, `set an alarm for`, `call` and the
like, and up to the wish's end. What a message says is never read. Knows words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..tools.types import ToolCall
from ..tools.values_pointing import without_hint
from .frames import FRAMES, Frame
from .phrases import DAY, EVENT, NAME, PRONOUN, WHO, bare, compiled, since_day
from .plan import TakeKind


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a look of its own, or what an earlier sub-goal found."""

    words: str
    """The user's phrase for the value."""
    kind: TakeKind
    call: ToolCall | None = None
    """None: an earlier sub-goal."""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A wish with a value that has to be read first."""

    source: Source
    stand_in: str
    asks: str
    """The wish with the stand-in for the phrase."""
    call: ToolCall | None = None
    """The wish's call with the stand-in, where the words alone fix it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the wishes before spoke of."""

    person: str = ""
    has_result: bool = False
    """Whether an earlier sub-goal reads something that `it` and `that day` can stand for."""
    result_of: str = ""
    """Whose messages or calls those are."""
    result_kind: TakeKind = "text"
    """What `it` is of what is read: a number of a contact, else all of it."""
    taken: str = ""
    """Everything that was said: no stand-in may stand in it."""


_STAND_INS: dict[str, tuple[str, ...]] = {
    "text": ("see you there", "all is well"),
    "phone": ("415 555 0190", "415 555 0191"),
    "time": ("5:55", "4:35"),
    "when": ("Wednesday at 5:55", "Thursday at 4:35"),
    "day": ("Wednesday", "Thursday", "Saturday"),
    "duration": ("17 minutes", "23 minutes"),
    "address": ("31 Birch Lane", "52 Cedar Lane"),
    "name": ("Robin Vale", "Kim Sutter"),
    "number": ("4711", "2893"),
    "level": ("37 percent", "43 percent"),
}
_NOUNS: tuple[tuple[str, TakeKind], ...] = (
    (r"(?:street |home |new |postal |full )*address|place|location|whereabouts", "address"),
    (r"(?:room|flight|confirmation|order|booking|house|gate|seat|tracking|account|invoice|platform|bus|train) "
     r"number|price|amount|sum|size", "number"),
    (r"(?:[\w.' -]+?'s )?(?:new |phone |mobile |cell |telephone |work )*number", "phone"),
    (r"time|hour|(?:departure|arrival|start|starting|meeting|pick-up) time", "time"),
    (r"day|date|weekday", "day"),
    (r"duration|baking time|cooking time|length", "duration"),
    (r"name", "name"),
    (r"(?:[\w.'’-]+ ){0,2}[\w-]*(?:code|link|list|recipe|message|text|word|words|password|details|directions"
     r"|instructions|plan|joke"
     r"|idea|question|answer|info|news|wifi name|quote|poem|menu|address and .+)", "text"),
)  # fmt: skip
_SENT = (
    r"(?:sent|texted|gave|wrote|messaged|forwarded|mentioned to|mailed|emailed|e-mailed|told)(?: (?:to )?(?:me|us))?"
)
_ADVERB = rf"(?: (?:just now|just|{DAY}|last night|last week|earlier|before|again|the other day|by mail))?"
_BY = rf"(?P<who>{PRONOUN}|{WHO})(?: (?:has|had|have|just|last|already|once))* {_SENT}{_ADVERB}"
_LAST = r"(?:(?:last|latest|newest|most recent|recent|new) )*"
_MESSAGE = r"(?:(?:text )?message|text|sms|e-?mail|mail|answer|reply|response|reminder|invitation|invite)s?"
_FROM = (
    rf"(?:(?P<owner>{PRONOUN}|his|her|their|{WHO})(?:'s|’s)? {_LAST}{_MESSAGE}|(?:the|a) {_LAST}{_MESSAGE} (?:from"
    rf"|of|by) (?P<owner2>{WHO}))"
)
_FOR = r"(?P<for> for (?:the |my |our )?[\w' -]{2,40})?"
_NOUN = r"(?P<noun>[\w.'’-]+(?: [\w.'’-]+){0,3}?)"
_NOTE = (
    r"(?:(?:my|the|our) (?P<note>[\w'’ -]+? (?:note|list)|[\w'’ -]+? notes|shopping list|to-?do list|note (?:about"
    r"|called|on) [\w' -]+?))"
)
_MY_EVENT = (
    rf"(?:(?:(?P<eday>{DAY})(?:'s|’s)|my|the|our) (?P<event>{EVENT})|(?P<event2>(?:{NAME}|my [\w-]+)(?:'s"
    rf"|’s) birthday))"
)
_ANY_EVENT = r"(?:my |the |our )?(?P<event>[\w'’. -]{2,60}?)"
"""What stands on the calendar, where the user says that it does."""
_ON_DAY = rf"(?: (?:on )?(?P<day>{DAY}))?"
_IS = r"(?:is|starts|begins|takes place|will be|is held|happens|is on|is going to be)"

_BY_TEXT = (
    r"(?<=\w) (?:by|via|in an?) (?:text(?: message)?|sms)(?=,? (?:what|when|where|who|which|whether|how|if|the|my)\b)"
)
_FROM_PLACE = (
    r"(?P<value>(?!where\b|what\b|everything\b|all\b).+?) (?:from|in|on|out of) (?:my|the) (?P<where>calendar|diary"
    r"|contacts|address book|notes)"
)
_TABLE: tuple[tuple[str, str], ...] = (
    ("sent", rf"(?:the|that|a|an) {_NOUN}{_FOR} (?:that |which )?{_BY}(?P<for2> for (?:the |my |our )?[\w' "
             rf"-]{{2,40}})?"),
    ("offers", rf"(?:the|that) {_NOUN} (?:that |which )?(?P<who>{WHO}|{PRONOUN}) (?:offers|suggests|proposes|names"
               rf"|mentions|writes(?: of)?|says|gives|offered|suggested|proposed|mentioned|wrote(?: of)?|said"
               rf"|named)"
               rf"(?: in (?:his|her|their|the|a) {_LAST}{_MESSAGE})?"),
    ("in message", rf"(?:the|that) {_NOUN} (?:from|in|of|out of|that stands in|that is in) {_FROM}"),
    ("message", _FROM),
    ("what sent", rf"what {_BY}"),
    ("contact", rf"(?:the (?:phone |mobile |cell |telephone )*number (?:of|for) (?P<who>{NAME})"
                rf"|(?P<who2>{WHO})(?:'s|’s) (?:phone |mobile |cell |telephone )*number)"),
    ("note part", rf"(?:the|that) {_NOUN} (?:(?:that |which )?(?:stands|is|are|is written|is noted|i wrote)(?: "
                  rf"down)? (?:in|on)|in|from|on) {_NOTE}"),
    ("note whole", rf"(?:what (?:is|stands|'s|it says|i have)(?: written)? (?:on|in) |(?:everything|all that is) "
                   rf"(?:on|in) |the (?:text|contents?|items) of )?{_NOTE}"),
    ("note long", rf"as long as {_NOTE} says(?: [\w' ]+)?"),
    ("where event", rf"where {_MY_EVENT} {_IS}{_ON_DAY}"),
    ("where event", rf"(?:which|what) (?:room|place|building|hall|restaurant|hotel|office|floor|street"
                    rf"|caf[eé]) {_MY_EVENT} "
                    rf"{_IS}(?: in| at| on)?{_ON_DAY}"),
    ("where event", rf"the (?:address|place|location|venue) (?:of|for) {_MY_EVENT}{_ON_DAY}"),
    ("when event", rf"(?:when|(?:at |on )?(?:what|which) (?P<part>time|day|date)) {_MY_EVENT} {_IS}{_ON_DAY}"),
    ("when event", rf"the (?P<part>time|date|day|start|start time|starting time) (?:of|for) {_MY_EVENT}{_ON_DAY}"),
    ("when event", rf"(?P<event>(?:{NAME}|my [\w-]+)(?:'s|’s) birthday)"),
    ("calendar", rf"(?:what (?:is|'s|i have)(?: (?:on|in) my calendar)?|my (?:schedule|calendar|appointments"
                 rf"|plans)(?: for)?|what i have planned)(?: (?:for |on )?(?P<day>{DAY}))(?: (?:on|in) my "
                 rf"calendar)?"),
    ("last caller", r"(?:the (?:last )?number that (?:last )?called(?: me)?(?: last)?|who(?:m)?ever (?:called"
                    r"|rang)(?: me)?(?: last)?|the last (?:missed )?caller|the (?:last )?person (?:who|that) "
                    r"(?:last )?called(?: me)?(?: last)?"
                    rf"|the last missed call|the last number|(?:who(?:m)?ever|the (?:person|one|number) (?:that |who "
                    rf"|whom )?) ?(?:i missed"
                    rf"|tried to (?:call|reach|ring) me|called me|rang me)(?: (?P<day>{DAY}|last night"
                    rf"|this morning))?"
                    rf"|(?:the|my) missed call (?:from|of) (?P<day2>{DAY}|last night|this morning)"
                    rf"|(?:who(?:m)?ever(?:'s|’s)|whose) call i(?:'ve)? missed(?: last)?)"),
    ("sender", rf"(?:the|my) {_LAST}(?:text message|message|text|sms)(?: (?:that )?i(?:'ve)? (?:got|received|have))?"
               r"|who(?:m)?ever (?:wrote|texted|messaged)(?: (?:to )?me)?(?: last)?"),
    ("battery", r"(?:how (?:full|empty|low|high|charged) (?:my|the|this) (?:phone(?:'s"
                r"|’s)? )?(?:battery )?is(?: right now)?"
                r"|how much (?:battery|charge|power|juice)(?: (?:life|power|charge))?(?: (?:i have|i've|i got|(?:my"
                r"|the|this) phone has|is|there is"
                r"|my battery has|remains))?(?: (?:still|got|left|remaining|in my phone|on my phone|right now|now))*"
                r"|how much (?:is|there is) left (?:in|of|on) my battery|what (?:(?:percentage"
                r"|level) )?my battery (?:level )?(?:is|has)(?: at| on)?"
                r"|(?:my|the) (?:remaining |current )?(?:phone(?:'s|’s) )?battery (?:level|percentage|status|charge)"
                r"|the level of my battery)"),
    ("earlier day", rf"(?:that|the) (?:day|date)(?: (?:that|which) (?:{PRONOUN}|it) (?:writes?|says?|speaks?|wrote"
                    rf"|said|spoke|mentions?|names?|suggests?)(?: (?:of|about))?)?"),
    ("earlier time", rf"(?:that|the) time(?: (?:that|which) (?:{PRONOUN}|it) (?:writes?|says?|speaks?|wrote|said"
                     rf"|spoke|mentions?|names?|suggests?|stands there)(?: (?:of|about))?)?|then"),
    ("earlier phone", rf"(?:that|the) number(?: (?:that|which) (?:{PRONOUN}|it) (?:writes?|says?|sent|wrote|said"
                      rf"|mentions?)(?: (?:of|about))?)?"),
    ("earlier noun", rf"(?:the|that) {_NOUN} (?:(?:that|which) (?:is|stands) )?(?:in it|in there|there|(?:in|on"
                     rf"|from) (?:that|the) (?:message|note|list|entry))"),
    ("earlier place", r"(?:that|the) (?:address|place|location|venue)"),
    ("earlier text", r"it|that|them|what (?:it|he|she|they) (?:says?|said|wrote|writes?)|(?:that|the) (?:message"
                     r"|note|answer|list)|the result|what you find"),
)  # fmt: skip


def read_flow(wish: str, known: Known) -> Flow | None:
    """Return the wish with what has to be read first; None where it says all of its values itself."""
    plain, hint = without_hint(wish.strip().rstrip(" .!?"))
    plain = compiled(_BY_TEXT).sub("", plain, count=1)
    for frame in FRAMES:
        for said in frame.matches(plain):
            source = read_source(said["value"], known, hint=hint)
            if source is None:
                continue
            source = _as_kind(source, frame)
            if source.kind in frame.kinds or frame.kinds == frozenset({"text"}):
                return _flow(plain, frame, said, source, known)
    return None


def _as_kind(source: Source, frame: Frame) -> Source:
    """An alarm needs the clock time alone of an entry, a calendar entry the day too."""
    kind: TakeKind = source.kind
    if source.call is None and kind == "text" and frame.kinds == frozenset({"phone"}):
        kind = "phone"
    elif kind == "time" and frame.kinds == frozenset({"duration"}):
        kind = "duration"
    elif frame.wants == "time" and kind == "when":
        kind = "time"
    elif kind == "day" and source.call is not None and source.call.tool == "look_events":
        pass  # a birthday is a day, also in a message
    elif (frame.wants, kind) in (("when", "time"), ("when", "text"), ("text", "day")):
        kind = "when"
    return Source(source.words, kind, source.call, source.person)


def _flow(wish: str, frame: Frame, said: dict[str, str], source: Source, known: Known) -> Flow:
    stand_in = stand_in_for(source.kind, f"{known.taken}\n{wish}")
    return Flow(source, stand_in, frame.ask(said, stand_in), frame.call(said, stand_in))


def stand_in_for(kind: TakeKind, said: str) -> str:
    """Return a value of a kind that does not stand in what was said."""
    return next((s for s in _STAND_INS[kind] if s.lower() not in said.lower()), _STAND_INS[kind][-1])


def read_source(phrase: str, known: Known, *, hint: str = "") -> Source | None:
    """Return where the value of a phrase comes from; None where the phrase speaks of none.

    `hint` is where to look, such as `calendar`, where the wish says that apart from the phrase.
    """
    plain = phrase.strip()
    if not hint and (said := compiled(_FROM_PLACE).fullmatch(plain)) is not None:
        plain, hint = said["value"], said["where"].lower()
    for name, pattern in _TABLE:
        found = compiled(pattern).fullmatch(plain)
        if found is not None and (source := _SOURCES[name.split()[0]](name, found, known)) is not None:
            return source
    return _hinted(plain, hint, known) if hint else None


def _hinted(phrase: str, hint: str, known: Known) -> Source | None:
    """Return the source of a phrase that only the place where it stands makes one of."""
    if hint in ("calendar", "diary", "schedule"):
        for name, pattern in _TABLE:
            found = compiled(pattern.replace(_MY_EVENT, _ANY_EVENT)).fullmatch(phrase) if _MY_EVENT in pattern else None
            if found is not None:
                return _of_event(name, found, known)
    named = compiled(r"(?:the|my|our) (?P<query>[\w'’ -]{2,50})").fullmatch(phrase)
    if hint not in ("note", "notes") or named is None:
        return None
    return Source(phrase, kind_of(named["query"]) or "text", ToolCall("find_note", {"query": named["query"]}))


def kind_of(noun: str) -> TakeKind | None:
    """Return what kind of value a noun speaks of; None for a noun that is no value."""
    plain = bare(noun)
    return next((kind for pattern, kind in _NOUNS if re.fullmatch(pattern, plain, re.IGNORECASE)), None)


def _person(words: str, known: Known) -> str:
    plain = words.strip()
    return known.person if re.fullmatch(rf"(?i){PRONOUN}|his|their", plain) else plain


def _messages(who: str, said: str) -> ToolCall:
    return ToolCall("look_mails" if re.search(r"(?i)\be?-?mail", said) else "look_messages", {"sender": who})


def _first(found: re.Match[str], *names: str) -> str:
    groups = found.groupdict()
    return next((groups[name] for name in names if groups.get(name)), "")


def _of_sender(name: str, found: re.Match[str], known: Known) -> Source | None:
    """`the address that Alice sent me`, `the time that Tomas offers in his mail`, `what Bob wrote`."""
    who = _person(_first(found, "who"), known)
    noun = _first(found, "noun")
    kind: TakeKind | None = kind_of(noun) if noun else "text"
    if not who or kind is None:
        return None
    said_before = known.has_result and bool(who) and known.result_of == who and who != _first(found, "who")
    return Source(found.group(), kind, None if said_before else _messages(who, found.group().replace(noun, "")), who)


def _of_message(name: str, found: re.Match[str], known: Known) -> Source | None:
    who = _person(_first(found, "owner", "owner2"), known)
    noun = _first(found, "noun")
    kind: TakeKind | None = kind_of(noun) if noun else "text"
    if not who or kind is None:
        return None
    said_before = known.has_result and known.result_of == who and who != _first(found, "owner", "owner2")
    return Source(found.group(), kind, None if said_before else _messages(who, found.group().replace(noun, "")), who)


def _of_contact(name: str, found: re.Match[str], known: Known) -> Source | None:
    who = _person(_first(found, "who", "who2"), known)
    return Source(found.group(), "phone", ToolCall("look_contact", {"name": who}), who) if who else None


def _of_note(name: str, found: re.Match[str], known: Known) -> Source | None:
    note = re.sub(r"(?i)\s+notes?$|^notes? (?:about|called|on) ", "", bare(_first(found, "note") or found.group()))
    kind: TakeKind | None = "text" if name.endswith("whole") else "duration" if name.endswith("long") else None
    kind = kind or kind_of(_first(found, "noun"))
    note = re.sub(r"(?i)^.*\b(?:my|the|our) ", "", note)
    return Source(found.group(), kind, ToolCall("find_note", {"query": note})) if kind else None


def _of_event(name: str, found: re.Match[str], known: Known) -> Source:
    event, part = _first(found, "event", "event2"), _first(found, "part").lower()
    kind: TakeKind = "address" if name.startswith("where") else "when"
    if found.group().lower().startswith("the ") and re.fullmatch(r"time|start.*", part):
        kind = "time"
    elif part in ("day", "date") or (kind == "when" and re.search(r"(?i)birthday$", event)):
        kind = "day"
    arguments = {"day": _first(found, "day", "eday"), "title": event}
    look = ToolCall("look_events", {key: value for key, value in arguments.items() if value})
    return Source(found.group(), kind, look)


def _of_calendar(name: str, found: re.Match[str], known: Known) -> Source:
    return Source(found.group(), "text", ToolCall("look_events", {"day": _first(found, "day")}))


def _of_caller(name: str, found: re.Match[str], known: Known) -> Source:
    missed = re.search(r"(?i)missed|tried", found.group()) is not None
    day = _first(found, "day", "day2")
    look = {"kind": "missed" if missed else "received", **({"since": since_day(day)} if day else {})}
    return Source(found.group(), "phone", ToolCall("look_calls", look))


def _of_newest(name: str, found: re.Match[str], known: Known) -> Source:
    return Source(found.group(), "name", ToolCall("look_messages", {}))


def _of_battery(name: str, found: re.Match[str], known: Known) -> Source:
    return Source(found.group(), "level", ToolCall("get_battery", {}))


_EARLIER: dict[str, TakeKind] = {"day": "day", "time": "time", "phone": "phone", "place": "address"}


def _of_earlier(name: str, found: re.Match[str], known: Known) -> Source | None:
    word = name.split()[1]
    kind = known.result_kind if word == "text" else _EARLIER.get(word) or kind_of(found["noun"])
    return Source(found.group(), kind) if known.has_result and kind is not None else None


_SOURCES = {
    "sent": _of_sender, "offers": _of_sender, "what": _of_sender, "in": _of_message, "message": _of_message,
    "contact": _of_contact, "note": _of_note, "where": _of_event, "when": _of_event, "calendar": _of_calendar,
    "last": _of_caller, "battery": _of_battery, "earlier": _of_earlier,
    "sender": _of_newest,
}  # fmt: skip

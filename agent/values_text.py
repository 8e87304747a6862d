"""Values in a text that somebody wrote: an address, a number, a moment, a length. Pure; knows no items and no phone.

What stands in a text is data: it is copied as it stands, and nothing that it says is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ..planners.plan import TakeKind
from ..tools.types import ToolQuestionError, ToolRetryError
from ..tools.values_duration import normalise_duration
from ..tools.values_names import normalise_phone
from ..tools.values_time import normalise_when

MOST_CHARS = 2000
"""A longer text is no value that somebody means to pass on."""
_NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = re.compile(
    rf"\b(?:20\d\d-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? 20\d\d)?"
    rf"|{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?![\d:])(?:,? 20\d\d)?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?"
    rf"|(?:(?:this|next|this coming) )?{_DAY_NAME}\b|(?:the )?day after tomorrow|today|tonight|tomorrow"
    r"|(?:the )\d{1,2}(?:st|nd|rd|th))(?![\w-])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"(?:(?:this|this coming) )?{_DAY_NAME}\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:.,/])(?:(?:half|quarter|\d{1,2}(?: minutes?)?) (?:past|to) (?:\d{1,2}|" + _NUMBER_WORD + r")"
    r"|\d{1,2}[:.h]\d{2}(?![\d.]\d)|\d{1,2}(?= ?[ap]\.?m\b)|(?:\d{1,2}|" + _NUMBER_WORD + r")(?= ?o['’]?clock)"
    r"|(?<=\bat )(?:\d{1,2}|" + _NUMBER_WORD + r")(?![\d:./]| ?(?:percent|%|[a-z]+ (?:street|road|avenue|lane)))"
    r"|noon|midday|midnight)(?: ?(?:[ap]\.?m\b\.?|o['’]?clock(?: [ap]m)?))?"
    r"(?: in the (?:morning|afternoon|evening)| at night)?",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    rf"\b(?:(?:\d+(?:[.,]\d+)?|an?|{_NUMBER_WORD}|fifteen|twenty|thirty|forty|forty-five|fifty|sixty|ninety|half an?"
    r"|a quarter of an)[ -]?(?:and a half )?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?)\b"
    r"(?: and a (?:half|quarter))?)"
    r"(?:,? (?:and )?\d+ ?(?:minutes?|mins?|seconds?|secs?))?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d.,:/-])(?:\+|\()?\d[\d\s().\-/]{5,}\d(?![\d:])")
_LEVEL = re.compile(r"\b\d{1,3} ?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.,:/-])#?(\d[\d.,]*\d|\d)(?![\d:]|\w)")
_WAY = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|place|pl|square|sq|court|ct|boulevard|blvd|terrace|close"
    r"|crescent|row|hill|alley|park|quay|walk|highway|hwy|parkway|pkwy|circle|cir)"
)
_PART = r"[A-Z\u00c0-\u00de][\w'’.-]*"
_ADDRESS = (
    re.compile(
        rf"(?:{_PART} (?:{_PART} )?(?:House|Hall|Centre|Center|Cafe|Café|Hotel|Building), )?"
        rf"\b\d{{1,5}}[A-Za-z]?(?:[-/]\d+)? (?:[\w'’-]+ ){{1,4}}?(?i:{_WAY})\b\.?"
        rf"(?:,? (?i:apt|apartment|flat|unit|suite|floor|no)\.? ?#?\w+)?"
        rf"(?:, (?:{_PART}|\d[\w-]*)(?: (?:{_PART}|\d[\w-]*))*)*"
    ),
    re.compile(
        rf"\b{_PART}(?:straße|strasse|str\.|weg|platz|gasse|allee) \d+\w?(?:, (?:\d{{4,5}} )?{_PART}(?: {_PART})*)?"
    ),
    re.compile(rf"\b(?i:rue|via|calle|avenida|piazza|plaza) (?:[\w'’]+ ){{1,4}}\d+(?:, {_PART}(?: {_PART})*)?"),
    re.compile(r"(?:(?<=[在到是：:，,])|^)[^\s，。：:在到是]{2,}?(?:路|街|道|巷|弄)\d+号?[\u4e00-\u9fff\d]*"),
)
_SAID_ADDRESS = re.compile(
    r"(?:\baddress(?: is|:)|\b(?:live|living|staying|meet(?: us| me)?|moved|we are|i am|i'm|we're) (?:at|to|in))"
    r"\s+(.+?)(?:[.!?](?:\s|$)|\n|$)|地址(?:是|[：:])\s*([^。！？\n]+)"
    r"|(?:地点|地方|位置)(?:(?:改|换|定)?(?:到|成|在|为)|是|[：:])了?\s*([^。！？，,\n]+)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+(?=[\"'“A-Z\u4e00-\u9fff\d])|\n+|;\s+")
_ABBREVIATED = re.compile(r"\b(?:dr|mr|mrs|ms|prof|st|no|ave|rd|apt|str)\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that was read."""

    words: str
    """As a person says it: goes into texts, and is shown."""
    source: str
    """Where it stands, in words, such as `Alice Chen's message`."""
    said: str = ""
    """As a tool's own kinds read it (ISO moments); empty where `words` do."""
    near: str = ""
    """The clause that it stands in."""
    secret: bool = False
    """It stands beside what looks like a code or a password."""

    @property
    def span(self) -> str:
        """What is put into an argument that is no free text."""
        return self.said or self.words


def moment_value(moment: datetime, kind: TakeKind, *, day_only: bool = False) -> Value:
    """Return a moment in words and in ISO: its clock alone for `time`, its day alone for `day`."""
    day = f"{moment:%A}, {moment:%B} {moment.day}"
    if kind == "day" or day_only:
        return Value(day, "", f"{moment:%Y-%m-%d}")
    if kind == "time":  # the day goes along: an alarm for Thursday's entry is no alarm for today
        return Value(f"{moment:%H:%M}", "", f"{moment:%Y-%m-%d} {moment:%H:%M}")
    return Value(f"{day} at {moment:%H:%M}", "", f"{moment:%Y-%m-%d} {moment:%H:%M}")


def clauses(text: str) -> list[str]:
    """Return the sentences and lines of a text; an abbreviation's dot ends none."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part.strip():
            found.append(part.strip())
    return found


def find_values(kind: TakeKind, text: str, written: datetime, now: datetime) -> Iterable[Value]:
    """Yield the values of a kind in a text that was written at a moment, sentence by sentence."""
    for clause in clauses(text[:MOST_CHARS]):
        for value in _of_clause(kind, clause, written, now):
            yield replace(value, near=clause)


def _of_clause(kind: TakeKind, clause: str, written: datetime, now: datetime) -> Iterable[Value]:
    match kind:
        case "phone":
            return [Value(found[0].strip(), "") for found in _PHONE.finditer(clause) if _is_phone(found[0])]
        case "address":
            return _addresses(clause)
        case "time":
            return [_clock_value(found, clause, written, now) for found in _CLOCK.finditer(clause)]
        case "when" | "day":
            return _moments(kind, clause, written, now)
        case "duration":
            return [Value(found[0].strip(), "") for found in _LENGTH.finditer(clause) if _is_length(found[0])]
        case "level":
            return [Value(found[0].strip(), "") for found in _LEVEL.finditer(clause)]
        case "number":
            return [Value(found[1], "") for found in _FIGURE.finditer(clause)]
    return []


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    try:
        return 7 <= len(digits) <= 15 and bool(normalise_phone(text)) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    except ToolRetryError:
        return False


def _is_length(text: str) -> bool:
    try:
        return normalise_duration(text) > 0
    except (ToolRetryError, ToolQuestionError):
        return False


def _addresses(clause: str) -> list[Value]:
    for pattern in _ADDRESS:
        if found := [match[0].strip(" ,.") for match in pattern.finditer(clause)]:
            return [Value(address, "") for address in found]
    said = _SAID_ADDRESS.search(clause)
    return [Value((said[1] or said[2] or said[3]).strip(" ,"), "")] if said else []


def _clock_value(clock: re.Match[str], clause: str, written: datetime, now: datetime) -> Value:
    """Return a clock time, with the day that stands nearest to it, where one does and it is still to come."""
    value, days = Value(clock[0].strip(), ""), _days(clause)
    if not days:
        return value
    day = min(days, key=lambda d: abs(d.start() - clock.start()))
    try:
        moment = datetime.fromisoformat(normalise_when(f"{day[0]} at {clock[0]}", written))
    except (ToolRetryError, ToolQuestionError):
        return value
    ahead = moment > now.replace(tzinfo=None)
    return replace(value, said=f"{moment:%Y-%m-%d %H:%M}") if ahead else value


def _moments(kind: TakeKind, clause: str, written: datetime, now: datetime) -> list[Value]:
    """Return the moments of a clause: each day with the clock time nearest to it; clock times alone mean the next.

    A weekday that has passed since it was written means the coming one: nobody plans for a day that is over.
    """
    days, clocks = _days(clause), list(_CLOCK.finditer(clause))
    spans: list[tuple[str, bool]] = []
    for day in days:
        clock = min(clocks, key=lambda c: abs(c.start() - day.start()), default=None) if kind == "when" else None
        spans.append((f"{day[0]} at {clock[0]}" if clock else day[0], clock is None))
    if not days and kind == "when":
        spans = [(clock[0], False) for clock in clocks]
    found = []
    for span, day_only in spans:
        try:
            moment = datetime.fromisoformat(normalise_when(span, written))
            if moment.date() < now.date() and _WEEKDAY.match(span):
                moment = datetime.fromisoformat(normalise_when(span, now))
        except (ToolRetryError, ToolQuestionError):
            continue
        found.append(moment_value(moment, kind, day_only=day_only))
    return found


def join_moment(found: list[Value], text: str, written: datetime, now: datetime) -> list[Value]:
    """Return one moment where a text names one day and, in another sentence, one clock time."""
    days, clocks = _days(text), list(_CLOCK.finditer(text))
    if len(days) != 1 or len(clocks) != 1 or len(found) != 2:
        return found
    return _moments("when", f"{days[0][0]} at {clocks[0][0]}", written, now) or found


def _days(clause: str) -> list[re.Match[str]]:
    """Return the days that a clause names; of `Tuesday, March 24` the second half alone."""
    found = list(_DAY.finditer(clause))
    return [
        d
        for d, after in zip(found, [*found[1:], None][: len(found)], strict=True)
        if not after or after.start() - d.end() > 2
    ]

"""Times of day in English words: finds one in a cleaned text and says what is left. Knows no dates.

Hours without am or pm are settled by the words around them (`tonight`, `in the morning`), else by `morning_from`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .types import ToolRetryError

Part = Literal["morning", "afternoon", "evening", "night", ""]

PART_START = {"morning": 9, "afternoon": 15, "evening": 18, "night": 20}
"""Hours that stand for a part of the day when only the part was named."""

_MINUTE_WORDS = r"(?P<before>half|quarter|1/2|\d{1,2})"
_HOUR = r"(?P<hour>\d{1,2}(?![\d:/])|noon|midday|midnight)"
_HALF = r"(?:\s?(?P<half>[ap]m)\b)?"
_CLOCK = r"(?:\s?oclock)?"

_PAST = re.compile(
    rf"\b(?:an? )?{_MINUTE_WORDS}(?: (?:minutes?|mins?))?"
    rf" (?P<way>past|after|to|of|till|til|before) {_HOUR}{_CLOCK}{_HALF}"
)
_HALF_SIX = re.compile(rf"\bhalf (?P<hour>\d{{1,2}})(?![\d:]){_CLOCK}{_HALF}")
_COLON = re.compile(
    rf"(?<![\d:.])(?P<hour>\d{{1,2}})\s?[:h.]\s?(?P<minute>\d{{2}})(?::\d{{2}})?(?![\d:]|\.\d){_CLOCK}{_HALF}"
)
_LOOSE_COLON = re.compile(r"\d+\s?:\s?\d*")
_DIGITS = re.compile(rf"(?<![\d:./-])(?P<digits>\d{{3,4}})(?: hours| hrs|h)?(?![\d:/-]){_HALF}")
_SPACED = re.compile(rf"(?<![\d:./-])(?P<hour>\d{{1,2}}) (?P<minute>[0-5]\d)(?![\d:/]){_CLOCK}{_HALF}")
_HUNDRED = re.compile(r"(?<!\d)(?P<hour>0?\d|1\d|2[0-4]) ?100 (?:hours|hrs)\b")
_PLAIN = re.compile(rf"(?<![\d:./-])(?P<hour>\d{{1,2}})h?(?![\d:/.])(?!\s?(?:st|nd|rd|th)\b){_CLOCK}{_HALF}")
_NAMED = re.compile(r"\b(?:12 )?(?P<hour>noon|midday|midnight)\b")
_PARTS: tuple[tuple[re.Pattern[str], Part], ...] = (
    (re.compile(r"\b(?:in the |early )?mornings?\b|\bbreakfast ?time\b"), "morning"),
    (re.compile(r"\b(?:in the )?afternoons?\b"), "afternoon"),
    (re.compile(r"\b(?:in the )?evenings?\b"), "evening"),
    (re.compile(r"\btonight\b|\b(?:at |in the )?nights?\b"), "night"),
)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day found in a text."""

    hour: int
    """0 to 23, once settled; as said (1 to 12) while `certain` is False."""
    minute: int
    certain: bool
    """Whether am or pm is known."""
    next_day: bool = False
    """`12 tonight`, `1 tonight`, `midnight tonight`: the clock time lies after the day that was named."""


def part_of_day(text: str) -> tuple[Part, str]:
    """Return the part of the day that is named, and the text without it."""
    for pattern, part in _PARTS:
        found = pattern.search(text)
        if found:
            return part, _cut(text, found)
    return "", text


def find_clock(text: str, part: Part) -> tuple[ClockTime | None, str]:
    """Return the time of day in `text` (None if there is none) and the text without it.

    Raises:
        ToolRetryError: It names a time that no clock shows.
    """
    for reader in (_read_past, _read_half_six, _read_colon, _read_hundred, _read_spaced, _read_digits, _read_named):
        result = reader(text, part)
        if result is not None:
            return result
    return _read_plain(text, part)


def _cut(text: str, found: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", text[: found.start()] + " " + text[found.end() :]).strip()


Reading = tuple[ClockTime | None, str]


def _read_past(text: str, part: Part) -> Reading | None:
    found = _PAST.search(text)
    if not found:
        return None
    word, way = found["before"], found["way"]
    backwards = way in ("to", "of", "till", "til", "before")
    minutes = {"half": 30, "1/2": 30, "quarter": 15}.get(word) or int(word)
    said_minutes = "min" in found.group(0)
    if backwards and word.isdigit() and not said_minutes and minutes % 5:
        return None  # "3 to 4" is a range, "5 to 4" is 3:55
    if minutes > 59:
        raise ToolRetryError(f'"{found.group(0)}" is no clock time: an hour has 60 minutes')
    base = _settle(found["hour"], 0, found["half"], part, found.group(0))
    total = base.hour * 60 + (-minutes if backwards else minutes)
    wrap = 24 * 60 if base.certain else 12 * 60
    hour, minute = divmod(total % wrap, 60)
    if not base.certain and hour == 0:
        hour = 12
    rolled_back = base.certain and total < 0
    return ClockTime(hour, minute, base.certain, base.next_day and not rolled_back), _cut(text, found)


def _read_half_six(text: str, part: Part) -> Reading | None:
    found = _HALF_SIX.search(text)
    return (_settle(found["hour"], 30, found["half"], part, found.group(0)), _cut(text, found)) if found else None


def _read_colon(text: str, part: Part) -> Reading | None:
    found = _COLON.search(text)
    if found:
        clock = _settle(found["hour"], int(found["minute"]), found["half"], part, found.group(0))
        return clock, _cut(text, found)
    loose = _LOOSE_COLON.search(text)
    if loose:
        raise ToolRetryError(f'"{loose.group(0)}" is no clock time; say it like 7:05')
    return None


def _read_hundred(text: str, part: Part) -> Reading | None:
    found = _HUNDRED.search(text)
    return (ClockTime(int(found["hour"]) % 24, 0, certain=True), _cut(text, found)) if found else None


def _read_digits(text: str, part: Part) -> Reading | None:
    found = _DIGITS.search(text)
    if not found or (
        len(found["digits"]) == 4 and 1900 < int(found["digits"]) < 2100 and _looks_like_year(text, found)
    ):
        return None
    digits = found["digits"]
    clock = _settle(digits[:-2], int(digits[-2:]), found["half"], part, found.group(0))
    return clock, _cut(text, found)


def _looks_like_year(text: str, found: re.Match[str]) -> bool:
    return (
        not found["half"]
        and "hour" not in found.group(0)
        and bool(re.search(r"[a-z]{3,} ?\d*\S* ?$", text[: found.start()]))
    )


def _read_spaced(text: str, part: Part) -> Reading | None:
    found = _SPACED.search(text)
    if not found or int(found["hour"]) > 24:
        return None
    return _settle(found["hour"], int(found["minute"]), found["half"], part, found.group(0)), _cut(text, found)


def _read_named(text: str, part: Part) -> Reading | None:
    found = _NAMED.search(text)
    return (_settle(found["hour"], 0, None, part, found.group(0)), _cut(text, found)) if found else None


def _read_plain(text: str, part: Part) -> Reading:
    found = _PLAIN.search(text)
    if not found:
        return None, text
    return _settle(found["hour"], 0, found["half"], part, found.group(0)), _cut(text, found)


def _settle(hour_word: str, minute: int, half: str | None, part: Part, said: str) -> ClockTime:
    """Return the clock time, settling am and pm where the words do.

    Raises:
        ToolRetryError: No clock shows it, or the words contradict each other.
    """
    if hour_word in ("noon", "midday"):
        return ClockTime(12, minute, certain=True)
    if hour_word == "midnight":
        return ClockTime(0, minute, certain=True, next_day=part == "night")
    hour = int(hour_word)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise ToolRetryError(f'"{said.strip()}" is no clock time: hours go from 0 to 23 and minutes from 0 to 59')
    if half:
        return _with_half(hour, minute, half, part, said)
    if hour > 12 or hour == 0 or (len(hour_word) == 2 and hour_word[0] == "0"):
        return ClockTime(hour % 24, minute, certain=True)
    if part:
        return _with_part(hour, minute, part)
    return ClockTime(hour, minute, certain=False)


def _with_half(hour: int, minute: int, half: str, part: Part, said: str) -> ClockTime:
    if hour > 12:
        if half == "am":
            raise ToolRetryError(f'"{said.strip()}" contradicts itself: {hour} o\'clock is not in the morning')
        return ClockTime(hour % 24, minute, certain=True)
    if hour == 0 and half == "pm":
        raise ToolRetryError(f'"{said.strip()}" is no clock time')
    settled = hour % 12 + (12 if half == "pm" else 0)
    against = {"am": ("afternoon", "evening"), "pm": ("morning",)}[half]
    if part in against or (part == "night" and half == "am" and 6 <= hour < 12):
        raise ToolRetryError(f'"{said.strip()}" and "{part}" contradict each other')
    return ClockTime(settled, minute, certain=True, next_day=part == "night" and half == "am" and hour % 12 < 6)


def _with_part(hour: int, minute: int, part: Part) -> ClockTime:
    small = hour % 12
    if part == "morning":
        return ClockTime(small, minute, certain=True)
    if part == "night" and small < 6:
        return ClockTime(small, minute, certain=True, next_day=True)
    return ClockTime(small + 12, minute, certain=True)

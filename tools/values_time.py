"""The kinds `time`, `when` and `days`: clock times, calendar moments and repeating weekdays in the user's words.

Uses values_clock, values_dates and values_duration; reads no clock itself, `now` is given.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from .types import ToolQuestionError, ToolRetryError
from .values_clock import PART_START, ClockTime, Part, find_clock, part_of_day
from .values_dates import WEEKDAY, WEEKDAYS, find_date
from .values_duration import find_duration
from .values_words import clean, unclear, with_digits

_ALARM_MORNING = range(5, 12)
"""Bare hours that mean the morning for an alarm."""
_EVENT_MORNING = range(8, 12)
"""Bare hours that mean the morning for a calendar entry: dinner is at 7, a meeting at 9."""

_RECURRING = re.compile(
    r"\b(?:every|each) (?:other|second|2nd|3rd|third|\d+|few|couple|month|year|week)\b|\bbi-?weekly\b|\bfortnightly\b"
    r"|\bmonthly\b|\byearly\b|\bannually\b|\bweekly\b|\balternate\b"
    r"|\b(?:first|last|1st|2nd|3rd|4th) \w+ of (?:the|each|every) month\b"
)
_UNCERTAIN = re.compile(r"\b(?:or|not|except|instead|unless|either|whenever)\b")
_INSTANT = re.compile(r"\b(?:in|within|after|from now|from this moment|hence|later)\b")
_LEAVING_OUT = re.compile(r"\b(?:except|but not|but|excluding|without|apart from|other than)(?: for| on)?\b")
_RANGE = re.compile(
    r"(?<![\d/:.-])(?P<from>\d{1,2}(?:[:.]\d{2})?)(?: ?(?P<half1>[ap]m))?(?: ?- ?| to | until | till | and )"
    r"(?P<to>\d{1,2}(?:[:.]\d{2})?)(?: ?(?P<half2>[ap]m))?(?![\d/:.-]|th|st|nd|rd)"
)


_WRITTEN_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?![\d:])")


def impossible_time(text: str) -> str:
    """Return a sentence about the first clock time in `text` that no clock shows (`25:99`), or an empty string."""
    for found in _WRITTEN_CLOCK.finditer(text):
        if int(found[1]) > 24 or int(found[2]) > 59:
            return f'"{found[0]}" is no time of day. '
    return ""


def normalise_time(span: str, now: datetime) -> str:
    """Return `HH:MM`, or `YYYY-MM-DDTHH:MM` if a day was named (or the moment lies 24 hours ahead or more).

    Raises:
        ToolRetryError: No clock time, an impossible one, or one that has passed.
        ToolQuestionError: A day or a part of the day without a clock time.
    """
    text = _prepared(span)
    instant = _instant(text, now)
    if instant is not None:
        return f"{instant:%H:%M}" if instant - now < timedelta(hours=24) else f"{instant:%Y-%m-%dT%H:%M}"
    clock, day, part, rest = _parts(text, now, span)
    if clock is None:
        if day is None and not part:
            raise unclear(span, "a time; say it like 7:30, half past six or 7 pm")
        raise ToolQuestionError("At what time exactly?", parameter="time", choices=_choices(part))
    _refuse_leftovers(rest, span)
    if day is None:
        settled = _settle(clock, _ALARM_MORNING)
        if part == "night" and "tonight" in text and not clock.next_day and settled <= now.time():
            raise ToolRetryError(f'"{span.strip()}" has passed already: it is {now:%H:%M} now')
        return f"{settled:%H:%M}"
    return f"{_moment(clock, day, now, _ALARM_MORNING, span):%Y-%m-%dT%H:%M}"


def normalise_when(span: str, now: datetime) -> str:
    """Return `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` if a clock time or a part of the day was named.

    Raises:
        ToolRetryError: Neither a day nor a time, or an impossible one.
        ToolQuestionError: A whole week or month.
    """
    text = _prepared(span)
    instant = _instant(text, now)
    if instant is not None:
        return f"{instant:%Y-%m-%dT%H:%M}"
    clock, day, part, rest = _parts(text, now, span)
    if clock is None and day is None and not part:
        raise unclear(span, "a day or a time; say it like tomorrow at 3 pm or the 5th of April")
    _refuse_leftovers(rest, span)
    if clock is None:
        if not part:
            return f"{day:%Y-%m-%d}"
        return f"{_next_part(part, day, now):%Y-%m-%dT%H:%M}"
    if day is None:
        settled = _settle(clock, _EVENT_MORNING)
        shift = 1 if (clock.next_day and "tonight" in text) or (settled <= now.time()) else 0
        return f"{datetime.combine(now.date() + timedelta(days=shift), settled):%Y-%m-%dT%H:%M}"
    return f"{_moment(clock, day, now, _EVENT_MORNING, span, past=True):%Y-%m-%dT%H:%M}"


def normalise_days(span: str) -> list[str]:
    """Return the weekdays on which something repeats, Monday first.

    Raises:
        ToolRetryError: No weekdays, or a rhythm that a weekly alarm cannot have (`every other Tuesday`).
    """
    text = clean(span)
    text = re.sub(r"\b(?:every|each) week(?= on\b|$)|\bweekly(?= on\b)", "", text).strip()
    if _RECURRING.search(text):
        raise ToolRetryError(f'"{span.strip()}": an alarm can only repeat on the same weekdays every week')
    named, *left_out = _LEAVING_OUT.split(text, maxsplit=1)
    days = _weekdays(named)
    if left_out:
        days = (days or set(range(7))) - _weekdays(left_out[0])
    if not days:
        raise unclear(span, "a choice of weekdays; say it like weekdays, or Monday and Friday")
    return [WEEKDAYS[index] for index in sorted(days)]


def _prepared(span: str) -> str:
    text = with_digits(clean(span))
    if _RECURRING.search(text) or re.search(r"\b(?:every|each)\b", text):
        raise ToolRetryError(f'"{span.strip()}" repeats; here one time is needed')
    found = _RANGE.search(text)
    if (
        found
        and not _is_minutes_to(found, text)
        and (found["half1"] or found["half2"] or re.search(r"\b(?:from|between)\b", text) or "-" in found[0])
    ):
        half = found["half1"] or found["half2"] or ""
        text = f"{text[: found.start()]}{found['from']} {half} {text[found.end() :]}"
    return re.sub(r"\s+", " ", text).strip()


def _is_minutes_to(found: re.Match[str], text: str) -> bool:
    """Return whether `20 to 8 pm` means 7:40 and not a range."""
    plain = found["from"].isdigit() and int(found["from"]) % 5 == 0 and " to " in found[0]
    return plain and not found["half1"] and not re.search(r"\b(?:from|between)\b", text)


def _instant(text: str, now: datetime) -> datetime | None:
    """Return the moment of `in 20 minutes` or `an hour from now`; None for days and weeks, they keep the clock time."""
    if not _INSTANT.search(text) or re.search(r"\b(?:days?|weeks?|fortnights?|months?|years?)\b|\d ?d\b", text):
        return None
    seconds, rest = find_duration(text)
    if seconds is None or re.search(r"\d", rest):
        return None
    if seconds > 30 * 86400:
        raise ToolRetryError("that is more than 30 days ahead; name the day")
    # by way of UTC: adding to a local time would ignore a change to or from summer time
    exact = (now.astimezone(UTC) + timedelta(seconds=seconds + 30)).astimezone(now.tzinfo)
    rounded = exact.replace(second=0, microsecond=0)
    return rounded if rounded > now else rounded + timedelta(minutes=1)


def _parts(text: str, now: datetime, span: str) -> tuple[ClockTime | None, date | None, Part, str]:
    day, rest = find_date(text, now.date())
    part, rest = part_of_day(rest)
    clock, rest = find_clock(rest, part)
    if _UNCERTAIN.search(rest):
        raise ToolQuestionError("Which time do you mean?", parameter="time")
    return clock, day, part, rest


def _refuse_leftovers(rest: str, span: str) -> None:
    if re.search(r"\d", rest):
        raise unclear(span, f'one clear time: "{rest}" does not fit')


def _settle(clock: ClockTime, morning: range) -> time:
    if clock.certain:
        return time(clock.hour, clock.minute)
    small = clock.hour % 12
    return time(clock.hour if small in morning else small + 12, clock.minute)


def _moment(clock: ClockTime, day: date, now: datetime, morning: range, span: str, *, past: bool = False) -> datetime:
    """Return the clock time on the named day; a bare hour that has passed today means the later half of the day."""
    local = now.replace(tzinfo=None)
    moment = datetime.combine(day + timedelta(days=1 if clock.next_day else 0), _settle(clock, morning))
    if moment <= local and not clock.certain and day == local.date() and moment.hour < 12:
        moment += timedelta(hours=12)
    if moment <= local and not past:
        raise ToolRetryError(f'"{span.strip()}" has passed already: it is {now:%Y-%m-%d %H:%M} now')
    return moment


def _next_part(part: Part, day: date | None, now: datetime) -> datetime:
    moment = datetime.combine(day or now.date(), time(PART_START[part]))
    return moment + timedelta(days=1) if day is None and moment <= now.replace(tzinfo=None) else moment


def _choices(part: Part) -> tuple[str, ...]:
    hours = {"morning": (6, 7, 8), "afternoon": (13, 15, 17), "evening": (18, 19, 20), "night": (20, 21, 22)}
    return tuple(f"{hour:02}:00" for hour in hours.get(part, ()))


def _weekdays(text: str) -> set[int]:
    days: set[int] = set()
    if re.search(r"\b(?:week|work|working|business|school)[ -]?days?\b", text):
        days |= set(range(5))
    if re.search(r"\bweekends?\b", text):
        days |= {5, 6}
    if re.search(
        r"\bdaily\b|\b(?:every|each|all) (?:single )?(?:day|morning|afternoon|evening|night|week)s?\b"
        r"|\b(?:the )?whole week\b"
        r"|\b(?:all|7|seven) days(?: a week)?\b|\beveryday\b|^(?:mornings|evenings|nights|afternoons)$",
        text,
    ):
        days |= set(range(7))
    if text in ("mwf", "m/w/f"):
        return {0, 2, 4}
    for found in re.finditer(
        rf"\b{WEEKDAY}(?: ?(?:-|to|through|thru|till|until|til) ?{WEEKDAY.replace('weekday', 'last')})?\b", text
    ):
        first = WEEKDAYS.index(found["weekday"][:3])
        last = WEEKDAYS.index(found["last"][:3]) if found["last"] else first
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return days

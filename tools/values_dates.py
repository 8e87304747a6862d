"""Calendar days in English words: finds one in a cleaned text and says what is left. Knows no clock times.

Conventions, all read back to the user before or after the act: a weekday alone is the next one after today; `this
Friday` lies in this week (Monday first) or is the next one; `next Friday` lies in the next calendar week; `4/5` is
month before day unless impossible, `4.5.2026` is day before month; a day without a year is the next such day.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from .types import ToolQuestionError, ToolRetryError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    r"(?:'?s)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:,? (?P<year>20\d\d)(?! hours|\d))?"
_ISO = re.compile(r"\b(?P<year>20\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?=\b|t)t?")
_SLASH = re.compile(
    r"(?<![\d/])(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<year>(?:20)?\d\d)(?!\d)|(?<![\d/])(?P<c>\d{1,2})/(?P<e>\d{1,2})(?![\d/])"
)
_DOTTED = re.compile(r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<year>(?:20)?\d\d)?(?!\d)")
_DAY_MONTH = re.compile(rf"\b(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: day)?(?: of)? {_MONTH}\b{_YEAR}")
_MONTH_DAY = re.compile(rf"\b{_MONTH} (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?! ?[ap]m\b){_YEAR}")
_DAY_ALONE = re.compile(r"\b(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?: of (?P<which>this|next) month)?")
_HOLIDAYS: tuple[tuple[re.Pattern[str], int, int], ...] = tuple(
    (re.compile(pattern), month, day)
    for pattern, month, day in (
        (r"\bchristmas eve\b", 12, 24),
        (r"\b(?:christmas|xmas)(?: day)?\b", 12, 25),
        (r"\bboxing day\b", 12, 26),
        (r"\bnew year'?s? eve\b", 12, 31),
        (r"\bnew year'?s?(?: day)?\b", 1, 1),
        (r"\bvalentine'?s?(?: day)?\b", 2, 14),
        (r"\bhallowe'?en\b", 10, 31),
    )
)
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_COUNT = r"(?P<count>\d+|an?|couple(?: of)?|a couple(?: of)?)"
_AHEAD = re.compile(
    rf"\b(?:in |within )?{_COUNT} (?P<unit>day|week|fortnight|month|year)s?'?(?: time)?"
    rf"(?P<link> from now| from today| from tomorrow| from (?:this |next )?{WEEKDAY}"
    rf"| on {WEEKDAY.replace('weekday', 'weekday2')}"
    rf"| ahead| later| hence| ago)?(?![a-z])"
)
_SOON = re.compile(r"\b(?:the )?day after tomorrow\b|\bovermorrow\b")
_TOMORROW_WEEK = re.compile(r"\b(?:a week (?:from )?tomorrow|tomorrow week)\b")
_NEAR = re.compile(r"\b(?P<word>(?:the )?day before yesterday|yesterday|today|tomorrow)\b")
_WEEKDAY_WEEK = re.compile(rf"\b{WEEKDAY} week\b")
_NEXT_WEEK_DAY = re.compile(
    rf"\b(?:(?P<w1>this|next) week(?: on|'s)? {WEEKDAY}"
    rf"|{WEEKDAY.replace('weekday', 'weekday2')}(?: of)? (?P<w2>this|next) week)\b"
)
_WEEKDAY_ALONE = re.compile(rf"\b(?:(?P<which>this coming|coming|this|next|last|past|following) )?{WEEKDAY}\b(?! ?-)")
_WEEKEND = re.compile(r"\b(?:(?P<which>this coming|coming|this|next|last|on the|at the|over the|the) )?weekend\b")
_PERIOD = re.compile(r"\b(?P<period>(?:this|next|last|the following|the coming) (?:week|month|year))\b")
_MONTH_END = re.compile(r"\b(?:the )?(?:end|last day) of (?:the|this|next) month\b")


def find_date(text: str, today: date) -> tuple[date | None, str]:
    """Return the calendar day in `text` (None if none is named) and the text without it.

    Args:
        text: From `clean` and `with_digits`.
        today: The phone's calendar day.

    Raises:
        ToolRetryError: A day that no calendar has, or two that contradict each other.
        ToolQuestionError: A whole week or month.
    """
    for reader in (_read_exact, _read_holiday, _read_relative, _read_ahead, _read_day_alone):
        found, rest = reader(text, today)
        if found is not None:
            return _agree_with_weekday(found, rest)
    return _read_weekday(text, today)


def _cut(text: str, found: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", text[: found.start()] + " " + text[found.end() :]).strip()


Reading = tuple[date | None, str]


def _day(year: int, month: int, day: int, said: str) -> date:
    if not 1 <= month <= 12:
        raise ToolRetryError(f'"{said.strip()}" is no date: months go from 1 to 12')
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ToolRetryError(f'"{said.strip()}" is no date: {calendar.month_name[month]} {year} has {last} days')
    return date(year, month, day)


def _next_such_day(month: int, day: int, today: date, said: str) -> date:
    """Return the next day with this month and day; 29 February may lie up to eight years ahead."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2028, month)[1]:
        return _day(today.year, month, day, said)
    for year in range(today.year, today.year + 9):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise ToolRetryError(f'"{said.strip()}" is no date')


def _year(word: str) -> int:
    return int(word) if len(word) == 4 else 2000 + int(word)


def _read_exact(text: str, today: date) -> Reading:
    for pattern in (_ISO, _DOTTED):
        found = pattern.search(text)
        if found:
            month, day = int(found["m"]), int(found["d"])
            if not found["year"]:
                return _next_such_day(month, day, today, found[0]), _cut(text, found)
            return _day(_year(found["year"]), month, day, found[0]), _cut(text, found)
    slash = _SLASH.search(text)
    if slash:
        return _read_slash(slash, today), _cut(text, slash)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        found = pattern.search(text)
        if found:
            month, day = _MONTHS.index(found["month"][:3]) + 1, int(found["d"])
            if found["year"]:
                return _day(int(found["year"]), month, day, found[0]), _cut(text, found)
            return _next_such_day(month, day, today, found[0]), _cut(text, found)
    return None, text


def _read_slash(found: re.Match[str], today: date) -> date:
    first, second = int(found["a"] or found["c"]), int(found["b"] or found["e"])
    month, day = (second, first) if first > 12 else (first, second)
    if found["year"]:
        return _day(_year(found["year"]), month, day, found[0])
    return _next_such_day(month, day, today, found[0])


def _read_holiday(text: str, today: date) -> Reading:
    for pattern, month, day in _HOLIDAYS:
        found = pattern.search(text)
        if found:
            return _next_such_day(month, day, today, found[0]), _cut(text, found)
    return None, text


def _read_relative(text: str, today: date) -> Reading:
    found = _SOON.search(text)
    if found:
        return today + timedelta(days=2), _cut(text, found)
    found = _TOMORROW_WEEK.search(text)
    if found:
        return today + timedelta(days=8), _cut(text, found)
    found = _MONTH_END.search(text)
    if found:
        later = _add_months(today.replace(day=1), 1 if "next" in found[0] else 0)
        return later.replace(day=calendar.monthrange(later.year, later.month)[1]), _cut(text, found)
    return None, text


def _read_ahead(text: str, today: date) -> Reading:
    found = _AHEAD.search(text)
    if found and (found["link"] or text[found.start() :].startswith(("in ", "within ")) or "time" in found[0]):
        return _ahead(found, today), _cut(text, found)
    found = _NEAR.search(text)
    if found:
        days = {"today": 0, "tomorrow": 1, "yesterday": -1}.get(found["word"], -2)
        return today + timedelta(days=days), _cut(text, found)
    return None, text


def _ahead(found: re.Match[str], today: date) -> date:
    word, unit, link = found["count"], found["unit"], found["link"] or ""
    count = int(word) if word.isdigit() else 2 if "couple" in word else 1
    if count > 1000:
        raise ToolRetryError(f'"{found[0].strip()}" is too far away')
    sign = -1 if "ago" in link else 1
    base = today + timedelta(days=1) if "tomorrow" in link else today
    weekday = found["weekday"] or found["weekday2"]
    if weekday:
        base = _coming(today, weekday)
        if found["weekday2"]:  # "in two weeks on Friday": the Friday of that week
            monday = today - timedelta(days=today.weekday())
            return monday + timedelta(days=count * _UNIT_DAYS.get(unit, 7) + WEEKDAYS.index(weekday[:3]))
    if unit in _UNIT_DAYS:
        return base + timedelta(days=sign * count * _UNIT_DAYS[unit])
    return _add_months(base, sign * count * (12 if unit == "year" else 1))


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _read_day_alone(text: str, today: date) -> Reading:
    found = _DAY_ALONE.search(text)
    if not found:
        return None, text
    day = int(found["d"])
    if not 1 <= day <= 31:
        raise ToolRetryError(f'"{found[0].strip()}" is no date: no month has {day} days')
    month = today.replace(day=1)
    if found["which"] == "next":
        month = _add_months(month, 1)
        return _day(month.year, month.month, day, found[0]), _cut(text, found)
    while day > calendar.monthrange(month.year, month.month)[1] or month.replace(day=day) < today:
        month = _add_months(month, 1)
    return month.replace(day=day), _cut(text, found)


def _coming(today: date, weekday: str) -> date:
    """Return the next such weekday after today."""
    return today + timedelta(days=(WEEKDAYS.index(weekday[:3]) - today.weekday() - 1) % 7 + 1)


def _read_weekday(text: str, today: date) -> Reading:
    found = _WEEKDAY_WEEK.search(text)
    if found:
        return _coming(today, found["weekday"]) + timedelta(days=7), _cut(text, found)
    monday = today - timedelta(days=today.weekday())
    found = _NEXT_WEEK_DAY.search(text)
    if found:
        week = 7 if (found["w1"] or found["w2"]) == "next" else 0
        index = WEEKDAYS.index((found["weekday"] or found["weekday2"])[:3])
        return monday + timedelta(days=week + index), _cut(text, found)
    found = _WEEKDAY_ALONE.search(text)
    if found:
        return _weekday(found["which"] or "", found["weekday"], today), _cut(text, found)
    found = _WEEKEND.search(text)
    if found:
        which = found["which"] or ""
        return monday + timedelta(days=5 + {"next": 7, "last": -7}.get(which, 0)), _cut(text, found)
    found = _PERIOD.search(text)
    if found:
        raise ToolQuestionError(
            f"Which day of {found['period']}?", parameter="day", choices=_choices(found["period"], today)
        )
    return None, text


def _weekday(which: str, weekday: str, today: date) -> date:
    index = WEEKDAYS.index(weekday[:3])
    monday = today - timedelta(days=today.weekday())
    if which == "next":
        return monday + timedelta(days=7 + index)
    if which in ("last", "past"):
        return today - timedelta(days=(today.weekday() - index - 1) % 7 + 1)
    if which == "this" and index == today.weekday():
        return today
    return _coming(today, weekday)


def _choices(period: str, today: date) -> tuple[str, ...]:
    if not period.endswith("week"):
        return ()
    start = today if period.startswith("this") else today + timedelta(days=7 - today.weekday())
    if period.startswith("last"):
        start -= timedelta(days=14)
    return tuple((start + timedelta(days=n)).strftime("%A %B %-d") for n in range(7 - start.weekday()))


def _agree_with_weekday(day: date, rest: str) -> Reading:
    """Take a weekday that stands beside a date out of `rest`; it must be that date's."""
    found = _WEEKDAY_ALONE.search(rest)
    if not found:
        return day, rest
    if WEEKDAYS.index(found["weekday"][:3]) != day.weekday():
        raise ToolRetryError(f"{day:%B} {day.day} {day.year} is a {day:%A}, not a {found['weekday']}")
    return day, _cut(rest, found)

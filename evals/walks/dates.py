"""Days and times as wishes and screens write them.

Knows: the day on which AndroidWorld starts its tasks, how it rewords dates, and how our apps' screens write them.
Does not know: any app, any task.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

TODAY = date(2023, 10, 15)
"""AndroidWorld sets the phone's clock to Sunday 2023-10-15, 15:34 UTC, before each task."""
NOW = datetime(2023, 10, 15, 15, 34)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?\s?([ap]m)?\b", re.IGNORECASE)
_DAY = re.compile(r"\b([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:,? (\d{4}))?")


def days_meant(words: str) -> list[date]:
    """Return the days that a wish may mean by "October 24", "today", "this Friday", "the Monday after next", "Friday".

    A weekday alone may be the coming or the past one, so it gives two days; all else gives one.

    Raises:
        ValueError: The words name no day.
    """
    lowered = words.lower().strip()
    near = {"today": 0, "tomorrow": 1, "yesterday": -1}.get(lowered)
    if near is not None:
        return [TODAY + timedelta(days=near)]
    weekday = next((at for at, name in enumerate(_WEEKDAYS) if name in lowered), None)
    if weekday is None:
        return [read_day(words)]
    ahead = (weekday - TODAY.weekday() - 1) % 7 + 1
    if "after next" in lowered:
        return [TODAY + timedelta(days=ahead + 7)]
    coming = TODAY + timedelta(days=ahead)
    return [coming] if "this" in lowered else [coming, TODAY - timedelta(days=7 - ahead % 7)]


def coming_day(words: str) -> date:
    """Return the day that a wish about the time to come means."""
    return days_meant(words)[0]


def past_day(words: str) -> date:
    """Return the day that a wish about the time before means."""
    return days_meant(words)[-1]


def read_day(words: str) -> date:
    """Read the first day in a text: "Tue, Oct 24", "October 24 2023", "Tomorrow". Without a year it is this year's.

    Raises:
        ValueError: There is none.
    """
    near = {"today": 0, "tomorrow": 1, "yesterday": -1}.get(words.partition(",")[0].lower())
    if near is not None:
        return TODAY + timedelta(days=near)
    for found in _DAY.finditer(words):
        if found[1].lower() in _MONTHS:
            return date(int(found[3] or TODAY.year), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
    raise ValueError(f"no day in {words!r}")


def read_time(words: str) -> time:
    """Read a time of day: "15:00", "3:00 PM", "12am". Raises ValueError when there is none."""
    found = _CLOCK.fullmatch(words.strip())
    if found is None:
        raise ValueError(f"no time of day: {words!r}")
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").lower()
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)

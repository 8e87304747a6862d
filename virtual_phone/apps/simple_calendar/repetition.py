"""When repeating events take place, and how their rules are said in words.

Knows: the app's own way of writing rules (an interval in seconds, a rule number, a limit). Does not know: screens.

An interval of n days, weeks, 30-day months or years counts calendar units, not seconds. The rule is a set of weekdays
for weeks (Monday is bit 0), and one of the four constants below for months and years. The limit is 0 for ever, an epoch
second (inclusive), or minus the number of occurrences.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import datetime, timedelta

DAY_S, WEEK_S, MONTH_S, YEAR_S = 86_400, 604_800, 2_592_001, 31_536_000
SAME_DAY, SAME_WEEKDAY_OR_LAST, LAST_DAY, SAME_WEEKDAY = 1, 2, 3, 4
EVERY_DAY, WORKDAYS, WEEKEND = 127, 31, 96
UNITS = (("year", YEAR_S), ("month", MONTH_S), ("week", WEEK_S), ("day", DAY_S))
BASIC = {0: "No repetition", DAY_S: "Daily", WEEK_S: "Weekly", MONTH_S: "Monthly", YEAR_S: "Yearly"}
_ORDERS = ("first", "second", "third", "fourth", "last")
_LONGEST_SEARCH = 20_000


def split(interval_s: int) -> tuple[int, str]:
    """Return an interval as (how many, "day" | "week" | "month" | "year"); (0, "") when it does not repeat."""
    for name, seconds in UNITS:
        if interval_s and interval_s % seconds == 0:
            return interval_s // seconds, name
    return (max(1, interval_s // DAY_S), "day") if interval_s else (0, "")


def first_rule(interval_s: int, start: datetime) -> int:
    """Return the rule that an event starting then gets when it is made to repeat."""
    return {"week": 1 << start.weekday(), "month": SAME_DAY, "year": SAME_DAY}.get(split(interval_s)[1], 0)


def starts(start: datetime, interval_s: int, rule: int, limit: int, until: datetime) -> Iterator[datetime]:
    """Yield the starts of all occurrences up to `until` (inclusive), in order, at the same time of day."""
    for earlier, moment in enumerate(_candidates(start, interval_s, rule)):
        if moment > until or (limit > 0 and moment.timestamp() > limit) or (limit < 0 and earlier >= -limit):
            return
        yield moment


def _candidates(start: datetime, interval_s: int, rule: int) -> Iterator[datetime]:
    every, unit = split(interval_s)
    if unit == "":
        yield start
    elif unit == "day":
        yield from (start + timedelta(days=every * step) for step in range(_LONGEST_SEARCH))
    elif unit == "week":
        monday = start - timedelta(days=start.weekday())
        for step in range(_LONGEST_SEARCH):
            days = (monday + timedelta(days=7 * every * step + at) for at in range(7) if rule >> at & 1)
            yield from (day for day in days if day >= start)
    else:
        months = every * (12 if unit == "year" else 1)
        for step in range(_LONGEST_SEARCH // months):
            day = _in_month(start, months * step, rule)
            if day is not None:
                yield day


def _in_month(start: datetime, months: int, rule: int) -> datetime | None:
    """Return the occurrence so many months later, or None when that month has none (a 31st, a fifth Monday)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month, days = month + 1, calendar.monthrange(year, month + 1)[1]
    if rule == LAST_DAY:
        return start.replace(year=year, month=month, day=days)
    if rule in (SAME_WEEKDAY, SAME_WEEKDAY_OR_LAST):
        fitting = [d for d in range(1, days + 1) if calendar.weekday(year, month, d) == start.weekday()]
        order = (start.day - 1) // 7
        if rule == SAME_WEEKDAY_OR_LAST:
            return start.replace(year=year, month=month, day=fitting[-1])
        return start.replace(year=year, month=month, day=fitting[order]) if order < len(fitting) else None
    return start.replace(year=year, month=month, day=start.day) if start.day <= days else None


def interval_words(interval_s: int) -> str:
    """Say how often: "Daily", "Every 2 weeks"."""
    if interval_s in BASIC:
        return BASIC[interval_s]
    every, unit = split(interval_s)
    return f"Every {every} {unit}s"


def rule_words(interval_s: int, rule: int, start: datetime) -> str:
    """Say on which days: "Mon, Wed", "Every day", "The same day"; "" where there is no choice."""
    unit = split(interval_s)[1]
    if unit == "week":
        short = ", ".join(name for at, name in enumerate(calendar.day_abbr) if rule >> at & 1)
        return {EVERY_DAY: "Every day", WORKDAYS: "Workdays", WEEKEND: "Weekend"}.get(rule, short)
    return month_rules(start).get(rule, "The same day") if unit in ("month", "year") else ""


def month_rules(start: datetime) -> dict[int, str]:
    """Return the rules that a monthly event starting then can have, in words."""
    weekday, days = start.strftime("%A"), calendar.monthrange(start.year, start.month)[1]
    rules = {SAME_DAY: "The same day"}
    if start.day <= 28:
        rules[SAME_WEEKDAY] = f"Every {_ORDERS[(start.day - 1) // 7]} {weekday}"
    if start.day > days - 7:
        rules[SAME_WEEKDAY_OR_LAST] = f"Every last {weekday}"
    if start.day == days:
        rules[LAST_DAY] = "The last day"
    return rules

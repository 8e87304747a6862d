"""Repeating events: the part of RFC 5545 rules that calendar apps write.

Knows: FREQ DAILY, WEEKLY, MONTHLY, YEARLY with INTERVAL, COUNT, UNTIL, BYDAY (weekly) and BYMONTHDAY; durations.
Does not know: BYSETPOS, BYDAY with numbers, RDATE and the rest; rules with an unknown FREQ happen once.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MAX_INSTANCES = 5000


def parse_rule(rule: str) -> dict[str, str]:
    """Split 'FREQ=WEEKLY;BYDAY=MO' into its upper-case parts."""
    return {k.upper(): v.upper() for k, _, v in (part.partition("=") for part in rule.split(";")) if k}


def duration_ms(text: str) -> int:
    """Return the length of an RFC 5545 duration such as 'P3600S', 'PT1H' or 'P1D' in milliseconds; 0 if unreadable."""
    found = re.fullmatch(r"P(?:(\d+)W)?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text or "")
    if not found:
        return 0
    weeks, days, hours, minutes, seconds = (int(group or 0) for group in found.groups())
    return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000


def occurrences(start: datetime, rule: str, until: datetime) -> list[datetime]:
    """Return the starts of a repeating event from `start` (aware) up to and including `until`, in order."""
    parts = parse_rule(rule)
    count = int(parts["COUNT"]) if parts.get("COUNT", "").isdigit() else _MAX_INSTANCES
    last = min(until, _until(parts, start) or until)
    found: list[datetime] = []
    for day in islice(_days(start.date(), parts), _MAX_INSTANCES):
        moment = start.replace(year=day.year, month=day.month, day=day.day)
        if moment > last or len(found) >= count:
            break
        if moment >= start:
            found.append(moment)
    return found


def _until(parts: dict[str, str], start: datetime) -> datetime | None:
    text = parts.get("UNTIL", "")
    if re.fullmatch(r"\d{8}T\d{6}Z?", text):
        moment = datetime.strptime(text[:15], "%Y%m%dT%H%M%S")
        return moment.replace(tzinfo=UTC if text.endswith("Z") else start.tzinfo)
    if re.fullmatch(r"\d{8}", text):
        day = datetime.strptime(text, "%Y%m%d")
        return day.replace(hour=23, minute=59, second=59, tzinfo=start.tzinfo)
    return None


def _days(first: date, parts: dict[str, str]) -> Iterator[date]:
    step = max(1, int(parts["INTERVAL"])) if parts.get("INTERVAL", "").isdigit() else 1
    match parts.get("FREQ"):
        case "DAILY":
            while True:
                yield first
                first += timedelta(days=step)
        case "WEEKLY":
            yield from _weekly(first, step, parts.get("BYDAY", ""))
        case "MONTHLY":
            wanted = parts.get("BYMONTHDAY", "")
            yield from _monthly(first, step, int(wanted) if wanted.isdigit() else first.day)
        case "YEARLY":
            yield from _monthly(first, 12 * step, first.day)
        case _:
            yield first


def _weekly(first: date, step: int, by_day: str) -> Iterator[date]:
    days = sorted(_DAYS.index(d) for d in by_day.split(",") if d in _DAYS) or [first.weekday()]
    monday = first - timedelta(days=first.weekday())
    while True:
        for day in days:
            if monday + timedelta(days=day) >= first:
                yield monday + timedelta(days=day)
        monday += timedelta(weeks=step)


def _monthly(first: date, step: int, day: int) -> Iterator[date]:
    """Months without that day are left out, as the standard says."""
    month = first.year * 12 + first.month - 1
    while month // 12 < 9999:
        year, index = divmod(month, 12)
        if day <= calendar.monthrange(year, index + 1)[1] and date(year, index + 1, day) >= first:
            yield date(year, index + 1, day)
        month += step

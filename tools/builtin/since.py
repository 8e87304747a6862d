"""From when on something counts that somebody speaks of afterwards: `since yesterday`, `this morning`, `Friday`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ..types import ToolRetryError
from ..values_duration import find_duration
from ..values_time import normalise_when
from ..values_words import clean, with_digits

_PARTS = (
    (re.compile(r"\blast night\b"), -1, 18), (re.compile(r"\byesterday evening\b"), -1, 17),
    (re.compile(r"\byesterday afternoon\b"), -1, 12), (re.compile(r"\bthis morning\b"), 0, 4),
    (re.compile(r"\b(?:this afternoon|noon)\b"), 0, 12), (re.compile(r"\b(?:this evening|tonight)\b"), 0, 17),
    (re.compile(r"\b(?:yesterday|day before today)\b"), -1, 0), (re.compile(r"\btoday\b"), 0, 0),
)  # fmt: skip
"""Words, the day counted from today, and the hour of its beginning."""
_WEEK = timedelta(days=7)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)")
_LONG_AGO = re.compile(r"\b(?:this|last|past) week\b")


def since_moment(said: str, now: datetime) -> datetime:
    """Return the moment from which on something counts: never later than now.

    Raises:
        ToolRetryError: The words name no time.
        ToolQuestionError: They are too vague.
    """
    text = with_digits(clean(said))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for pattern, days, hour in _PARTS:
        if pattern.search(text):
            return midnight + timedelta(days=days, hours=hour)
    if _LONG_AGO.search(text):
        return midnight - (_WEEK if "this" not in text else timedelta(days=now.weekday()))
    seconds, _ = find_duration(re.sub(r"\b(?:last|past) (?=hour|minute|day)", "a ", text))
    if seconds is not None and re.search(r"\b(?:ago|last|past|within)\b", text):
        return now - timedelta(seconds=seconds)
    moment = datetime.fromisoformat(normalise_when(said, now)).replace(tzinfo=now.tzinfo)
    if moment <= now:
        return moment
    if _WEEKDAY.search(text):  # `Friday`, said of what was, is the last one
        return moment - _WEEK
    if moment - now <= timedelta(days=1):
        return moment - timedelta(days=1)
    try:
        earlier = moment.replace(year=moment.year - 1)
    except ValueError:  # 29 February
        earlier = moment - timedelta(days=366)
    if earlier > now:
        raise ToolRetryError(f'"{said.strip()}" lies ahead')
    return earlier

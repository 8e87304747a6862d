"""Whether a condition holds, by what a look read: pure code over `data`, no model.

What a look does not tell counts neither as true nor as false: UnreadableError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..planners.plan import Test
from ..tools.retrieval import holds_words
from ..tools.types import ToolQuestionError, ToolRetryError
from ..tools.values_time import normalise_time
from ..tools.values_words import with_digits
from .values_read import LISTS, items_of

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_FULL = 100
_WORKING_DAYS = 5
_ON_A_CHARGER = ("charging", "full")


class UnreadableError(Exception):
    """What was read does not tell whether the condition holds."""


def holds(test: Test, data: Mapping[str, Any]) -> bool:
    """Return whether a condition holds by what a look read.

    Raises:
        UnreadableError: The look does not tell it.
    """
    found = {"found": _found, "is": _is, "below": _below, "above": _above, "holds_text": _holds_text}
    if test.kind not in found:
        raise UnreadableError(f"“{test.words}” is nothing that a look tells")
    return found[test.kind](test, data) is not test.negated


def _found(test: Test, data: Mapping[str, Any]) -> bool:
    if not any(key in data for key in LISTS):
        raise _unread(test)
    items = items_of(data)
    if test.value == "new":
        return any(item.get("unread") for item in items)
    return bool(items)


def _is(test: Test, data: Mapping[str, Any]) -> bool:
    value = test.value.strip().casefold()
    if "iso" in data:
        return _is_day(value, datetime.fromisoformat(str(data["iso"])), test)
    state = data.get("state", data.get("status"))
    if state is None:
        raise _unread(test)
    if value == "full" and data.get("percent") == _FULL:
        return True
    if value == "charging":
        return state in _ON_A_CHARGER
    return str(state).casefold() == value


def _is_day(value: str, moment: datetime, test: Test) -> bool:
    working = moment.weekday() < _WORKING_DAYS
    days = {
        "weekday": working,
        "weekend": not working,
        f"{moment:%A}".casefold(): True,
        f"{moment:%a}".casefold(): True,
    }
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekday", "weekend")
    if value.rstrip("s") not in names:
        raise _unread(test)
    return days.get(value.rstrip("s"), False)


def _below(test: Test, data: Mapping[str, Any]) -> bool:
    measured, limit = _compared(test, data)
    return measured < limit


def _above(test: Test, data: Mapping[str, Any]) -> bool:
    measured, limit = _compared(test, data)
    return measured > limit


def _compared(test: Test, data: Mapping[str, Any]) -> tuple[float, float]:
    """Return what was read and what it is compared with: percent, minutes of the day, or how many there are."""
    if "iso" in data:
        now = datetime.fromisoformat(str(data["iso"]))
        try:
            clock = normalise_time(test.value, now).rpartition("T")[2]
        except (ToolRetryError, ToolQuestionError) as error:
            raise _unread(test) from error
        hour, minute = clock.split(":")
        return now.hour * 60 + now.minute, int(hour) * 60 + int(minute)
    limit = _NUMBER.search(with_digits(test.value))
    if limit is None:
        raise _unread(test)
    number = float(limit[0].replace(",", "."))
    for key in ("percent", "number", "count"):
        if isinstance(data.get(key), int | float):
            return float(data[key]), number
    if any(key in data for key in LISTS):
        return float(len(items_of(data))), number
    raise _unread(test)


def _holds_text(test: Test, data: Mapping[str, Any]) -> bool:
    texts = [
        " ".join(str(item.get(key) or "") for key in ("title", "text", "told", "location", "name", "label"))
        for item in items_of(data)
    ]
    return any(holds_words(test.value, text) for text in texts)


def _unread(test: Test) -> UnreadableError:
    return UnreadableError(f"what was read does not tell whether {test.words}")

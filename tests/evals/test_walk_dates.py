"""Claims about how walks understand days and times in wishes and on screens."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.evals.walks.dates import TODAY, coming_day, days_meant, past_day, read_day, read_time

DAYS = st.integers(-28, 28).map(lambda days: TODAY + timedelta(days=days))


def ways_to_say(day: date) -> list[str]:
    """Return the wordings that AndroidWorld chooses from."""
    ahead = (day - TODAY).days
    ways = [f"{day:%B %d}", f"{day:%B %d %Y}"]
    ways += {0: ["today"], 1: ["tomorrow"], -1: ["yesterday"]}.get(ahead, [])
    if 0 < ahead <= 7:
        ways += [f"{day:%A}", f"this {day:%A}"]
    elif 7 < ahead <= 14:
        ways.append(f"the {day:%A} after next")
    elif -7 <= ahead < 0:
        ways.append(f"{day:%A}")
    return ways


@given(DAYS)
def test_every_wording_of_a_day_is_understood(day):
    for words in ways_to_say(day):
        assert day in days_meant(words), words
        assert (past_day if day < TODAY else coming_day)(words) == day


@given(DAYS)
def test_days_on_screens_are_read(day):
    for shown in (f"{day:%a, %b} {day.day}", f"{day:%A, %B} {day.day}, {day.year}", f"{day:%B} {day.day} ({day:%a})"):
        assert read_day(shown) == day
    assert read_day("Tomorrow, 15:00") == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "moment"),
    [("12am", time(0)), ("12pm", time(12)), ("3:15pm", time(15, 15)), ("23:59", time(23, 59)), ("9:05 AM", time(9, 5))],
)
def test_times_of_day_are_read(words, moment):
    assert read_time(words) == moment


@pytest.mark.parametrize("words", ["", "soon", "Room 12"])
def test_other_words_are_no_day_and_no_time(words):
    with pytest.raises(ValueError, match="no "):
        read_day(words)
    with pytest.raises(ValueError, match="no "):
        read_time(words)

"""The kind duration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.tools.types import ToolQuestionError, ToolRetryError
from ainos.tools.values_duration import normalise_duration

LENGTHS = [
    ("ten minutes", 600),
    ("an hour and a half", 5400),
    ("90 secs", 90),
    ("2h 15m", 8100),
    ("a quarter of an hour", 900),
    ("half an hour", 1800),
    ("three quarters of an hour", 2700),
    ("one and a half hours", 5400),
    ("1.5 hours", 5400),
    ("1:30", 90),
    ("1:02:03", 3723),
    ("1:30 hours", 5400),
    ("2 and a half minutes", 150),
    ("a minute and 30 seconds", 90),
    ("5 minutes 30", 330),
    ("an hour 20", 4800),
    ("1h30", 5400),
    ("twenty-five minutes", 1500),
    ("half a minute", 30),
    ("a couple of minutes", 120),
    ("one second", 1),
    ("a second", 1),
    ("thirty seconds", 30),
    ("2 hours and a quarter", 8100),
    ("two hours, 5 minutes and ten seconds", 7510),
    ("1hr 20mins", 4800),
    ("45-minute", 2700),
    ("ten minute timer", 600),
    ("2½ hours", 9000),
    ("half hour", 1800),
    ("an hour and a quarter", 4500),
    ("quarter hour", 900),
    ("a fortnight", 1209600),
    ("an hour and half", 5400),
    ("1h30m", 5400),
    ("1 hour 30", 5400),
    ("for 20 minutes", 1200),
    ("five min", 300),
    ("sixty six minutes", 3960),
    ("1 hour and 5", 3900),
    ("point five hours", 1800),
    ("half a day", 43200),
    ("99 hours", 356400),
    ("five and a quarter hours", 18900),
    ("three-quarters of an hour", 2700),
    ("2 h", 7200),
    ("2m", 120),
    ("1 minute 1 second", 61),
    ("an hour and ten minutes", 4200),
    ("1m30s", 90),
    ("two minutes and a half", 150),
    ("all day", 86400),
    ("ninety minutes", 5400),
    ("a minute", 60),
    ("1 hr", 3600),
    ("3.5 min", 210),
    ("two hundred seconds", 200),
    ("an hour", 3600),
    ("one hour thirty minutes", 5400),
    ("20 Minutes!", 1200),
]
NO_LENGTHS = [
    "0 minutes",
    "minus 5 minutes",
    "abc",
    "three and a half",
    "5 6 minutes",
    "40 days",
    "1:75",
    "",
]
VAGUE = [
    "10",
    "a few minutes",
    "minutes",
]


@pytest.mark.parametrize(("span", "seconds"), LENGTHS)
def test_duration_in_seconds(span, seconds):
    assert normalise_duration(span) == seconds


@pytest.mark.parametrize("span", NO_LENGTHS)
def test_duration_refuses_what_is_no_length(span):
    with pytest.raises(ToolRetryError):
        normalise_duration(span)


@pytest.mark.parametrize("span", VAGUE)
def test_duration_asks_with_choices_when_vague(span):
    with pytest.raises(ToolQuestionError) as caught:
        normalise_duration(span)
    assert caught.value.choices


@given(st.integers(0, 90), st.integers(0, 59), st.integers(0, 59))
def test_hours_minutes_and_seconds_come_back(hours, minutes, seconds):
    total = hours * 3600 + minutes * 60 + seconds
    if total:
        assert normalise_duration(f"{hours} hours, {minutes} minutes and {seconds} seconds") == total
        assert normalise_duration(f"{hours}h {minutes}m {seconds}s") == total


@given(st.text(max_size=40))
def test_any_text_gives_seconds_or_a_typed_error(span):
    try:
        assert normalise_duration(span) > 0
    except (ToolRetryError, ToolQuestionError) as error:
        assert str(error)  # noqa: PT017

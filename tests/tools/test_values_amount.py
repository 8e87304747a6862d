"""The kinds level and on_off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.tools.types import ToolQuestionError, ToolRetryError
from ainos.tools.values_amount import normalise_level, normalise_on_off

LEVELS = [
    ("50%", {"set": 50}),
    ("50 percent", {"set": 50}),
    ("fifty percent", {"set": 50}),
    ("half", {"set": 50}),
    ("max", {"set": 100}),
    ("maximum", {"set": 100}),
    ("full", {"set": 100}),
    ("off", {"set": 0}),
    ("mute", {"set": 0}),
    ("up", {"change": 20}),
    ("louder", {"change": 20}),
    ("down", {"change": -20}),
    ("quieter", {"change": -20}),
    ("dimmer", {"change": -20}),
    ("brighter", {"change": 20}),
    ("up by 10", {"change": 10}),
    ("10% louder", {"change": 10}),
    ("down 15", {"change": -15}),
    ("by 20 percent up", {"change": 20}),
    ("increase by 30%", {"change": 30}),
    ("to 70%", {"set": 70}),
    ("up to 70", {"set": 70}),
    ("down to 30", {"set": 30}),
    ("a bit louder", {"change": 10}),
    ("a lot quieter", {"change": -40}),
    ("half volume", {"set": 50}),
    ("three quarters", {"set": 75}),
    ("a third", {"set": 33}),
    ("two thirds", {"set": 67}),
    ("8 out of 10", {"set": 80}),
    ("-5", {"change": -5}),
    ("+10", {"change": 10}),
    ("-10", {"change": -10}),
    ("all the way up", {"set": 100}),
    ("all the way down", {"set": 0}),
    ("lowest", {"set": 0}),
    ("highest", {"set": 100}),
    ("as bright as possible", {"set": 100}),
    ("100", {"set": 100}),
    ("0", {"set": 0}),
    ("zero", {"set": 0}),
    ("silent", {"set": 0}),
    ("minimum", {"set": 0}),
    ("a quarter", {"set": 25}),
    ("a little brighter", {"change": 10}),
    ("turn it up", {"change": 20}),
    ("lower", {"change": -20}),
    ("medium", {"set": 50}),
    ("low", {"set": 25}),
    ("high", {"set": 75}),
    ("seventy", {"set": 70}),
    ("75 %", {"set": 75}),
    ("from 50 to 30", {"set": 30}),
    ("full blast", {"set": 100}),
    ("half way", {"set": 50}),
    ("hundred percent", {"set": 100}),
    ("one hundred percent", {"set": 100}),
    ("up a bit", {"change": 10}),
    ("down by a quarter", {"change": -25}),
    ("twenty-five", {"set": 25}),
    ("by half", {"set": 50}),
    ("slightly dimmer", {"change": -10}),
]
NO_LEVELS = [
    "150%",
    "foo",
    "50 or 60",
]
STATES = [
    ("on", "on"),
    ("off", "off"),
    ("enable", "on"),
    ("Off", "off"),
    ("turned off", "off"),
    ("disabled", "off"),
    ("ON.", "on"),
]
UNCLEAR_STATES = [
    "toggle",
    "not on",
]


@pytest.mark.parametrize(("span", "level"), LEVELS)
def test_level_is_set_or_changed(span, level):
    assert normalise_level(span) == level


@pytest.mark.parametrize("span", NO_LEVELS)
def test_level_refuses_what_is_no_level(span):
    with pytest.raises(ToolRetryError):
        normalise_level(span)


@pytest.mark.parametrize(("span", "state"), STATES)
def test_state_is_on_or_off(span, state):
    assert normalise_on_off(span) == state


@pytest.mark.parametrize("span", UNCLEAR_STATES)
def test_unclear_state_is_asked(span):
    with pytest.raises(ToolQuestionError) as caught:
        normalise_on_off(span)
    assert caught.value.choices == ("on", "off")


@given(st.integers(0, 100))
def test_every_percentage_comes_back(percent):
    assert normalise_level(f"{percent}%") == {"set": percent}
    assert normalise_level(f"up by {percent}") == {"change": percent}


@given(st.text(max_size=30))
def test_any_text_gives_a_level_or_a_typed_error(span):
    try:
        level = normalise_level(span)
    except ToolRetryError as error:
        assert str(error)  # noqa: PT017
    else:
        assert all(-100 <= amount <= 100 for amount in level.values())

"""Switches and volumes: how Android's answers are read."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.device import Switch
from ainos.android_bridge.settings import SWITCHES, Volume, volume_of
from ainos.android_bridge.shell import is_look


def test_every_switch_of_the_protocol_has_commands_and_is_asked_by_a_look():
    assert set(SWITCHES) == set(get_args(Switch))
    for commands in SWITCHES.values():
        assert is_look(commands.ask)
        assert all(not is_look(words) for on in (True, False) for words in commands.commands(on))


@pytest.mark.parametrize(
    ("switch", "text", "on"),
    [
        ("wifi", "1\n", True),
        ("wifi", "2\n", True),
        ("wifi", "3\n", False),
        ("wifi", "null\n", False),
        ("do_not_disturb", "1\n", True),
        ("do_not_disturb", "0\n", False),
        ("do_not_disturb", "null\n", False),
        ("dark_mode", "Night mode: yes\n", True),
        ("dark_mode", "Night mode: no\n", False),
        ("dark_mode", "Night mode: auto\n", False),
        ("airplane", "1\n", True),
        ("battery_saver", "null\n", False),
    ],
)
def test_answers_are_read(switch, text, on):
    assert SWITCHES[switch].is_on(text) is on


def test_volumes_are_read():
    assert volume_of("[V] will get volume\n[V] volume is 5 in range [1..7]\n") == Volume(5, 1, 7)
    assert volume_of("Error: unknown stream\n") is None


@given(st.integers(0, 100), st.sampled_from([(0, 15), (1, 7), (0, 7), (1, 5), (0, 25)]))
def test_a_step_is_in_range_and_near_the_percentage(percent, limits):
    least, most = limits
    step = Volume(least, least, most).step_for(percent)
    assert least <= step <= most
    assert step == least or abs(Volume(step, least, most).percent - percent) <= 100 / most / 2 + 1

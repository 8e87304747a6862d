"""Claims about calls that would act at once where the words say something of time, repetition or change."""

from __future__ import annotations

import pytest

from ainos.planners.unread import unread
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall

REGISTRY = builtin_registry()


def left(wish: str, tool: str, **arguments: str) -> str:
    return unread(wish, ToolCall(tool, arguments), REGISTRY.lookup(tool))


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("Wait until Mum calls", "call", {"recipient": "Mum"}),
        ("When it is 6 pm, turn on do not disturb", "set_do_not_disturb", {"state": "on"}),
        ("Whenever Bob writes, mute the phone", "set_volume", {"level": "mute"}),
        ("Turn off Bluetooth at 10 pm", "set_bluetooth", {"state": "off"}),
        ("turn the wifi off in 20 minutes", "set_wifi", {"state": "off"}),
        ("dark mode on tomorrow", "set_dark_mode", {"state": "on"}),
        ("Change the 6:45 alarm to 7:00", "set_alarm", {"time": "6:45"}),
        ("Move my check-up with Dr. Patel to Friday", "add_event", {"title": "check-up", "start": "Friday"}),
        ("For every note, send it to Mum", "add_note", {"text": "send it to Mum"}),
        ("等妈妈打电话来", "call", {"recipient": "妈妈"}),
    ],
)
def test_what_is_said_of_time_repetition_or_change_is_not_left_unread(wish, tool, arguments) -> None:
    assert left(wish, tool, **arguments)


@pytest.mark.parametrize(
    ("wish", "tool", "arguments"),
    [
        ("When is my gym alarm?", "list_alarms", {}),
        ("Set an alarm for 7 tomorrow", "set_alarm", {"time": "7", "days": "tomorrow"}),
        ("Text Mum that I'm home at 6 pm", "send_message", {"recipient": "Mum", "text": "I'm home at 6 pm"}),
        ("Set the brightness at 40 percent", "set_brightness", {"level": "40 percent"}),
        ("turn wifi off", "set_wifi", {"state": "off"}),
        ("Change the brightness to 30 percent", "set_brightness", {"level": "30 percent"}),
        ("Move the volume up to 80", "set_volume", {"level": "80"}),
        ("Call me a taxi number 4155550177", "call", {"recipient": "4155550177"}),
        ("Note: move the car before 9", "add_note", {"text": "move the car before 9"}),
    ],
)
def test_ordinary_wishes_are_left_alone(wish, tool, arguments) -> None:
    assert left(wish, tool, **arguments) == ""


def test_no_wish_of_the_tuning_set_that_is_rightly_decided_is_refused() -> None:
    from pathlib import Path

    import yaml

    refused = []
    for name in ("goals_dev.yaml", "goals_dev2.yaml"):
        path = Path(__file__).parents[2] / "benchmarks" / "data" / name
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            tool = case.get("tool", "")
            if tool in REGISTRY and left(
                case["goal"], tool, **{k: str(v) for k, v in (case.get("args") or {}).items()}
            ):
                refused.append(case["goal"])
    assert refused == []


@pytest.mark.parametrize(
    ("wish", "tool", "arguments", "is_refused"),
    [
        ("不用蓝牙了", "set_bluetooth", {"state": "off"}, False),
        ("别再掐表了", "stop_stopwatch", {}, False),
        ("别关蓝牙", "set_bluetooth", {"state": "off"}, True),
        ("不要打开蓝牙", "set_bluetooth", {"state": "on"}, True),
        ("不要取消闹钟", "cancel_alarm", {}, True),
    ],
)
def test_a_chinese_no_may_be_the_act_itself(wish, tool, arguments, is_refused):
    assert bool(left(wish, tool, **arguments)) is is_refused

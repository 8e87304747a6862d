"""Whole calls: from the user's words to values."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall, ToolQuestionError, ToolRetryError
from ainos.tools.values import normalise, normalise_call

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
TOOLS = builtin_registry()
WORK = ["mon", "tue", "wed", "thu", "fri"]
CALLS = [
    ("set_alarm", {"time": "7:30 tomorrow"}, {"time": "2026-03-17T07:30"}),
    ("set_alarm", {"time": "6:45", "days": "weekday"}, {"time": "06:45", "days": ["mon", "tue", "wed", "thu", "fri"]}),
    ("set_alarm", {"time": "7 every weekday"}, {"time": "07:00", "days": ["mon", "tue", "wed", "thu", "fri"]}),
    ("set_alarm", {"time": "every day at 6"}, {"time": "06:00", "days": [*WORK, "sat", "sun"]}),
    ("set_alarm", {"time": "8 on mondays and fridays"}, {"time": "08:00", "days": ["mon", "fri"]}),
    ("set_alarm", {"time": "7", "days": "tomorrow"}, {"time": "2026-03-17T07:00"}),
    ("set_alarm", {"time": "5 pm", "label": "laundry"}, {"time": "17:00", "label": "laundry"}),
    ("set_alarm", {"time": "noon", "days": "", "label": " "}, {"time": "12:00"}),
    ("set_timer", {"duration": "ten minutes"}, {"duration": 600}),
    ("send_message", {"recipient": "my mum", "text": "I'll be late"}, {"recipient": "mum", "text": "I'll be late"}),
    ("set_wifi", {"state": "off"}, {"state": "off"}),
    ("set_volume", {"level": "louder", "stream": "music"}, {"level": {"change": 20}, "stream": "media"}),
    ("add_contact", {"name": "Carol", "phone": "415 555 0199"}, {"name": "Carol", "phone": "+14155550199"}),
    ("add_event", {"title": "lunch", "start": "friday at noon", "duration": "an hour and a half"},
     {"title": "lunch", "start": "2026-03-20T12:00", "duration": 5400}),
    ("get_battery", {}, {}),
    ("tap", {"element": "3"}, {"element": 3}),
    ("list_calls", {"kind": "missed"}, {"kind": "missed"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spans", "values"), CALLS)
def test_a_call_becomes_values(name, spans, values):
    assert normalise_call(ToolCall(name, spans), TOOLS.lookup(name), NOW) == values


@pytest.mark.parametrize(
    ("name", "spans", "parameter"),
    [
        ("set_alarm", {}, "time"),
        ("set_alarm", {"label": "gym"}, "time"),
        ("send_message", {"recipient": "mum"}, "text"),
        ("send_message", {"recipient": "him", "text": "hi"}, "recipient"),
        ("set_wifi", {"state": "toggle"}, "state"),
        ("set_timer", {"duration": "a few minutes"}, "duration"),
    ],
)
def test_a_missing_or_vague_argument_is_asked_for_by_its_name(name, spans, parameter):
    with pytest.raises(ToolQuestionError) as caught:
        normalise_call(ToolCall(name, spans), TOOLS.lookup(name), NOW)
    assert caught.value.parameter == parameter


def test_an_impossible_value_names_argument_and_words():
    with pytest.raises(ToolRetryError, match=r'time: "25:99"'):
        normalise_call(ToolCall("set_alarm", {"time": "25:99"}), TOOLS.lookup("set_alarm"), NOW)


def test_an_unknown_argument_is_refused():
    with pytest.raises(ToolRetryError, match="no argument volume"):
        normalise_call(ToolCall("set_alarm", {"time": "7", "volume": "3"}), TOOLS.lookup("set_alarm"), NOW)


def test_every_parameter_of_every_tool_has_a_kind_that_is_known():
    for tool in TOOLS:
        for parameter in tool.parameters:
            try:
                normalise(parameter.kind, "7", now=NOW, choices=parameter.choices)
            except (ToolRetryError, ToolQuestionError) as error:
                assert "not a kind" not in str(error)  # noqa: PT017


@pytest.mark.parametrize(("span", "number"), [("5 km", 5.0), ("20°", 20.0), ("70kg", 70.0), ("-3.5 miles", -3.5)])
def test_a_number_may_carry_its_unit(span, number):
    assert normalise("number", span, now=NOW) == number

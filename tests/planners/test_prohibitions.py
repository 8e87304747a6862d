"""What shall not be done is never done, and is no act of its own."""

from __future__ import annotations

import pytest

from ainos.planners.coverage import left_undone
from ainos.planners.planner import make_plan
from ainos.planners.prohibitions import asks_for_nothing, broken, prohibitions, without_prohibitions
from ainos.planners.split import split_goal
from ainos.planners.unread import unread
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall


def _broken(goal: str, tool: str, **arguments: str) -> str:
    return broken(goal, ToolCall(tool, arguments), builtin_registry().lookup(tool))


@pytest.mark.parametrize(
    ("goal", "tool", "arguments", "what"),
    [
        ("Create a timer of 4 hours. Do not start the timer.", "set_timer", {"duration": "4 hours"}, "start the timer"),
        ("Don't turn off bluetooth", "set_bluetooth", {"state": "off"}, "turn off bluetooth"),
        ("Set an alarm for 7 but don't vibrate", "set_alarm", {"time": "7 but don't vibrate"}, "vibrate"),
    ],
)
def test_a_call_that_does_what_shall_not_be_done_is_found(
    goal: str, tool: str, arguments: dict[str, str], what: str
) -> None:
    assert _broken(goal, tool, **arguments) == what


@pytest.mark.parametrize(
    ("goal", "tool", "arguments"),
    [
        ("Turn off wifi and do not turn off bluetooth", "set_wifi", {"state": "off"}),
        ("Turn off wifi but don't turn it on again", "set_wifi", {"state": "off"}),
        ("Call Mum but don't call Bob", "call", {"recipient": "Mum"}),
        ("Set an alarm for 7, don't set one for 8", "set_alarm", {"time": "7"}),
        ("Text Bob: late, don't send it", "send_message", {"recipient": "Bob", "text": "late, don't send it"}),
        ("don't forget to turn off wifi", "set_wifi", {"state": "off"}),
        ("turn on do not disturb", "set_do_not_disturb", {"state": "on"}),
        ("Never mind the countdown, stop it", "cancel_timer", {}),
    ],
)  # fmt: skip
def test_other_calls_stay_allowed(goal: str, tool: str, arguments: dict[str, str]) -> None:
    assert _broken(goal, tool, **arguments) == ""


@pytest.mark.parametrize("goal", ["Don't turn off bluetooth", "please do not text Mum", "别关蓝牙", "先不要打开wifi"])
def test_a_wish_that_only_forbids_asks_for_nothing(goal: str) -> None:
    assert asks_for_nothing(goal)


@pytest.mark.parametrize(
    "goal",
    ["don't forget to turn off wifi", "do not disturb on", "别忘了关wifi", "勿扰模式打开", "Don't call him: text him"],
)
def test_a_wish_that_asks_for_something_is_none(goal: str) -> None:
    assert not asks_for_nothing(goal)


def test_a_prohibition_is_no_act_of_the_plan() -> None:
    goal = "Turn off wifi and do not turn off bluetooth"
    assert prohibitions(goal) == ("turn off bluetooth",)
    assert [s.text for s in make_plan(goal, split_goal(goal)).subgoals] == ["Turn off wifi"]


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ("Turn off the Wi-Fi but don't touch Bluetooth", "Turn off the Wi-Fi"),
        ("note down that the slides go out at 11. don't text him yet", "note down that the slides go out at 11."),
        ("text Bob I'm late, don't call me", "text Bob I'm late, don't call me"),
        ("text Bob I'm late. Don't wait for me", "text Bob I'm late. Don't wait for me"),
    ],
)
def test_models_read_a_wish_without_what_it_forbids_but_messages_whole(wish: str, asked: str) -> None:
    assert without_prohibitions(wish) == asked


@pytest.mark.parametrize(
    ("goal", "kinds"),
    [
        ("Check the battery. Over 90 percent? Then set brightness to 70 percent", ["above"]),
        ("Is wifi on? Then turn it off", ["is"]),
    ],
)
def test_a_question_followed_by_then_is_a_condition(goal: str, kinds: list[str]) -> None:
    assert [s.when.kind for s in make_plan(goal, split_goal(goal)).subgoals if s.when is not None] == kinds


def test_a_condition_that_was_not_taken_out_is_not_left_out() -> None:
    wish = "Check the battery. If it is over 90 percent, brightness to 70 percent, otherwise to 20 percent"
    call = ToolCall("set_brightness", {"level": "70 percent"})
    assert "condition" in unread(wish, call, builtin_registry().lookup("set_brightness"))


def test_a_place_that_reads_as_a_clock_time_is_none() -> None:
    call = ToolCall("add_event", {"title": "games night", "start": "Sunday", "location": "8pm"})
    tool = builtin_registry().lookup("add_event")
    assert "time" in left_undone("put games night in on Sunday at 8pm", call, tool)

"""The oracle: its calls in order, elements named by their words on the screen that it is shown."""

from __future__ import annotations

from typing import Any

import pytest

from ainos.android_bridge.labels import Label
from ainos.evals.arms import Oracle, can_run, parse_arm
from ainos.evals.task import Call, Case, Task
from ainos.models.types import DecisionRequest, ModelError, Turn
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall

SCREEN = 'app com.example Page\n3 Save draft\n4 Save\n5 off: Wi-Fi (disabled)\n6 edit "Title": old\n- 54.6 GB free'


def case(*calls: Call, **more: Any) -> Case:
    task = {"goal": "do it", "checks": [{"kind": "status", "status": "done"}], "oracle": calls, **more}
    return Case(Task.model_validate(task), "do it")


def oracle(*calls: Call) -> Oracle:
    return Oracle(case(*calls))


def request(done: int = 0, screen: str = SCREEN) -> DecisionRequest:
    turns = [Turn(ToolCall("tap", {}), "Tapped.")] * done
    return DecisionRequest("do it", (), Label.of_user(), screen=screen, history=turns)


def tap(words: str) -> Call:
    return Call(tool="tap", arguments={"element": f"@{words}"})


@pytest.mark.parametrize(("words", "number"), [("Save", "4"), ("^save d", "3"), ("wi-fi", "5"), ("edit .Title", "6")])
def test_an_element_is_the_number_of_the_line_that_fits_and_whole_lines_go_first(words: str, number: str) -> None:
    decision = oracle(tap(words)).decide(request())
    assert decision.call == ToolCall("tap", {"element": number})


def test_an_answer_is_what_matches_on_the_screen() -> None:
    decision = oracle(Call(tool="finish", arguments={"answer": r"@[\d.]+ GB"})).decide(request())
    assert decision.call == ToolCall("finish", {"answer": "54.6 GB"})


def test_calls_come_in_order_and_then_it_is_over() -> None:
    model = oracle(Call(tool="get_time"), Call(tool="none"))
    assert model.decide(request()).call == ToolCall("get_time", {})
    assert model.decide(request(1)).kind == "no_tool"
    with pytest.raises(ModelError, match="the oracle's 2 calls are over"):
        model.decide(request(2))


def test_an_element_that_is_not_in_sight_is_scrolled_to_and_then_given_up() -> None:
    model = oracle(tap("Delete"))
    for done in range(3):
        assert model.decide(request(done)).call == ToolCall("swipe", {"direction": "up"})
    with pytest.raises(ModelError, match="Delete is not on the screen"):
        model.decide(request(3))


@pytest.mark.parametrize(
    ("arm", "tool", "runs"),
    [
        ("oracle", "set_wifi", True),
        ("oracle/screen", "set_wifi", False),
        ("oracle/screen", "tap", True),
        ("oracle/function+intent", "tap", False),
        ("oracle/screen", "finish", True),
        ("local/screen", "set_wifi", True),
    ],
)
def test_the_oracle_is_not_run_where_its_script_needs_a_closed_way(arm: str, tool: str, runs: bool) -> None:
    assert can_run(parse_arm(arm), case(Call(tool=tool)), builtin_registry()) is runs


@pytest.mark.parametrize("who", ["local", "oracle", "noop"])
def test_a_case_for_the_screen_alone_is_not_run_without_the_screen(who: str) -> None:
    only_screen = case(Call(tool="tap"), ways=["screen"])
    assert not can_run(parse_arm(f"{who}/function+intent"), only_screen, builtin_registry())
    assert can_run(parse_arm(f"{who}/screen"), only_screen, builtin_registry())

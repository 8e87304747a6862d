"""The registry and the catalogue of built-in tools."""

from __future__ import annotations

import pytest

from ainos.tools.registry import Registry, builtin_registry
from ainos.tools.types import Risk, Tool, ToolResult, ToolRetryError

CATALOGUE = """
set_alarm(time, days?, label?) 2 | cancel_alarm(time?, label?) 2 | list_alarms() 0 | set_timer(duration, label?) 2
cancel_timer() 2 | start_stopwatch() 2 | stop_stopwatch() 2 | send_message(recipient, text) 3 | read_messages(sender?) 0
call(recipient) 3 | list_calls(kind?) 0 | add_contact(name, phone) 2 | find_contact(name) 0 | delete_contact(name) 4
add_event(title, start, duration?, location?) 2 | list_events(day?) 0 | delete_event(title) 4 | add_note(text, title?) 2
find_note(query) 0 | delete_note(query) 4 | set_wifi(state) 2 | set_bluetooth(state) 2 | set_airplane_mode(state) 2
set_do_not_disturb(state) 2 | set_dark_mode(state) 2 | set_auto_rotate(state) 2 | set_battery_saver(state) 2
set_brightness(level) 2 | set_volume(level, stream?) 2 | get_battery() 0 | get_time() 0 | open_app(app) 1
open_settings(page) 1 | list_files(folder) 0 | delete_file(name) 4 | take_screenshot() 2
list_notifications(app?) 0 | urgent_notifications() 0 | summarize_notifications(app?) 0 | summarize_messages(sender?) 0
dismiss_notifications(app?) 4
"""


def plain_tool(name, **more):
    return Tool(name, "Do it.", (), Risk.OBSERVE, lambda context, values: ToolResult("done"), **more)


def test_goal_tools_are_exactly_the_catalogue():
    goal_tools = [tool for tool in builtin_registry() if tool.kind == "goal"]
    expected = [entry.strip() for line in CATALOGUE.strip().splitlines() for entry in line.split("|")]
    assert [f"{tool.signature} {int(tool.risk)}" for tool in goal_tools] == expected


def test_every_goal_tool_that_changes_something_has_a_probe_and_an_approval_text():
    for tool in builtin_registry():
        if tool.kind == "goal" and tool.risk > Risk.OBSERVE:
            assert tool.probe is not None, tool.name
            assert tool.confirm, tool.name


def test_every_goal_tool_has_six_different_examples_and_a_description():
    for tool in builtin_registry():
        assert tool.description.endswith(".")
        if tool.kind == "goal":
            assert len(set(tool.examples)) == 6, tool.name


def test_outward_and_destructive_tools_resolve_their_target_before_approval():
    for tool in builtin_registry():
        if tool.risk >= Risk.OUTWARD:
            assert tool.preview is not None, tool.name


def test_a_taken_name_is_refused():
    registry = builtin_registry()
    with pytest.raises(ValueError, match="already, from builtin"):
        registry.register(plain_tool("send_message", source="plugin:evil"))


@pytest.mark.parametrize("name", ["", "Send", "send message", "s\u0435nd", "send-message", "../x"])
def test_a_name_that_is_no_plain_word_is_refused(name):
    with pytest.raises(ValueError, match="no tool name"):
        Registry([plain_tool(name)])


def test_an_unknown_name_gets_the_nearest_ones():
    with pytest.raises(ToolRetryError, match="did you mean .*set_alarm"):
        builtin_registry().lookup("set_alarms")


def test_ways_and_kinds_and_risk_select():
    registry = builtin_registry()
    names = {tool.name for tool in registry.select(ways=frozenset({"function"}), kinds=frozenset({"goal"}))}
    assert "set_wifi" in names
    assert "open_app" not in names
    assert all(tool.risk == 0 for tool in registry.select(most_risk=Risk.OBSERVE))
    assert {tool.name for tool in registry.select(kinds=frozenset({"control"}))} == {"ask_user", "expect", "finish"}

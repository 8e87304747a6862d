"""Every goal tool, on a virtual phone, with each set of open ways: no hand reaches for a way that is closed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.errors import BridgeError
from ainos.android_bridge.tickets import TicketOffice
from ainos.tools.registry import builtin_registry
from ainos.tools.targets import target_of
from ainos.tools.types import ToolCall, ToolError, ToolResult, WayClosedError
from ainos.tools.values import normalise_call

from .conftest import Stage

ARGUMENTS = {
    "set_alarm": {"time": "6:10"},
    "cancel_alarm": {"time": "7 am"},
    "set_timer": {"duration": "9 minutes"},
    "send_message": {"recipient": "Bob Martin", "text": "on my way"},
    "call": {"recipient": "415 555 0103"},
    "add_contact": {"name": "Gina Ways", "phone": "415 555 0141"},
    "find_contact": {"name": "Mum"},
    "delete_contact": {"name": "Gina Ways"},
    "add_event": {"title": "Ways", "start": "tomorrow at 3 pm"},
    "delete_event": {"title": "Ways"},
    "add_note": {"text": "ways"},
    "find_note": {"query": "wifi"},
    "delete_note": {"query": "wifi"},
    "open_app": {"app": "notes"},
    "open_settings": {"page": "display"},
    "create_file": {"name": "ways.txt"},
    "delete_file": {"name": "ways.txt"},
    "set_volume": {"level": "40 percent"},
    "set_brightness": {"level": "40 percent"},
}
ACTS = {
    "start_activity": "intent", "broadcast": "intent", "insert": "function", "update": "function",
    "delete": "function", "put_setting": "function", "set_switch": "function", "set_volume": "function",
    "tap": "screen", "long_press": "screen", "swipe": "screen", "type_text": "screen", "press": "screen",
    "set_shade": "screen",
}  # fmt: skip


class Refusing:
    """Hands that refuse what belongs to a way that is closed. Starting an app as its icon does belongs to `screen`."""

    def __init__(self, hands, ways):
        self._hands, self._ways = hands, ways

    def __getattr__(self, name):
        method = getattr(self._hands, name)

        def act(*arguments, **more):
            way = ACTS.get(name)
            launches = name == "start_activity" and arguments[0].categories == ("android.intent.category.LAUNCHER",)
            assert way is None or way in self._ways or (launches and "screen" in self._ways), f"{name} is {way}"
            return method(*arguments, **more)

        return act


@pytest.fixture(scope="module")
def phone_here(start_phone):
    phone = start_phone()
    yield phone
    phone.stop()


@pytest.fixture
def hang_up(phone_here):
    """Return what ends a call, wakes the phone and gives it the network back."""
    return lambda: phone_here.shell(
        "input keyevent KEYCODE_ENDCALL; input keyevent KEYCODE_WAKEUP; wm dismiss-keyguard;"
        " cmd connectivity airplane-mode disable"
    )


@pytest.fixture(scope="module")
def real(phone_here):
    phone = phone_here
    office = TicketOffice()
    with AdbDevice(phone.serial, office) as device:
        yield Stage(device, office, builtin_registry())


def subsets(ways):
    real = sorted(ways - {"none"})
    return [frozenset(some) for count in range(1, len(real) + 1) for some in combinations(real, count)]


def carry_out(stage, name, ways):
    tool = stage.tools.lookup(name)
    arguments = {"state": "on"} if any(p.name == "state" for p in tool.parameters) else ARGUMENTS.get(name, {})
    looking = replace(stage.context(), ways=ways)
    values = tool.resolve(looking, normalise_call(ToolCall(name, arguments), tool, looking.now))
    ticket = stage.office.issue(name, values, task="", target=target_of(tool, values, looking.observation))
    with stage.device.acting(ticket, name, values, task="") as hands:
        return tool.run(replace(looking, hands=Refusing(hands, ways)), values)


def what_came_of(stage, name, ways):
    try:
        return carry_out(stage, name, ways)
    except (ToolError, BridgeError) as error:
        return error


GOALS = [t.name for t in builtin_registry().select(kinds=frozenset({"goal"})) if t.ways - {"none"}]


@pytest.mark.parametrize("name", GOALS)
def test_no_tool_reaches_for_a_way_that_is_closed(real, hang_up, name):
    tool = real.tools.lookup(name)
    for ways in subsets(tool.ways):
        hang_up()
        said = what_came_of(real, name, ways)
        if isinstance(said, WayClosedError):
            assert (said.way in ways, "nothing was done" in str(said)) == (False, True)
        elif isinstance(said, ToolResult):
            assert said.way in (*ways, "none") or not said.effect, ways


@pytest.mark.parametrize("name", ["set_timer", "add_contact", "call", "set_dark_mode", "send_message", "read_messages"])
def test_a_tool_with_several_ways_gets_there_by_the_last_of_them(real, hang_up, name):
    hang_up()
    last = {"add_contact": {"intent", "screen"}, "set_dark_mode": {"intent", "screen"}}.get(name, {"screen"})
    tool = real.tools.lookup(name)
    looking = replace(real.context(), ways=frozenset(last))
    real.device.wait_settled()
    before = looking.now
    arguments = {"set_dark_mode": {"state": "off"}, "add_contact": {"name": "Hal Last", "phone": "415 555 0142"}}.get(
        name, ARGUMENTS.get(name, {})
    )
    values = tool.resolve(looking, normalise_call(ToolCall(name, arguments), tool, before))
    ticket = real.office.issue(name, values, task="", target=target_of(tool, values, looking.observation))
    with real.device.acting(ticket, name, values, task="") as hands:
        result = tool.run(replace(looking, hands=Refusing(hands, frozenset(last))), values)
    assert result.way in last
    if tool.probe is not None:
        assert tool.probe(looking, values).holds, result.text

"""The next try differs: another way, another tool, another reading, a question. And what is never tried again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from ainos.agent.lessons import Lessons, shape_of
from ainos.agent.loop import Agent
from ainos.agent.misread import contradicts, misread_kinds, other_reading
from ainos.android_bridge.errors import CommandFailedError
from ainos.android_bridge.labels import Integrity, Label
from ainos.memory.store import open_memory
from ainos.memory.tools import memory_tools
from ainos.models.router import ModelSet
from ainos.models.types import Decision
from ainos.tools.registry import Registry, builtin_registry
from ainos.tools.types import Parameter, Proof, Risk, Tool, ToolCall, ToolFailedError, ToolResult, WayClosedError

TOOLS = builtin_registry()


@dataclass
class OnDevice:
    """Chooses the first tool of its list that is offered, and fills its text with the wish's last word."""

    order: tuple[str, ...]
    tier: str = "device"
    name: str = "canned"
    requests: list = field(default_factory=list)

    def decide(self, request):
        self.requests.append(request)
        names = {tool.name: tool for tool in request.tools}
        chosen = next((n for n in self.order if n in names and n not in request.instead_of), None)
        if chosen is None:
            return Decision("no_tool", None, self.name, "device", 1.0)
        said = request.goal.split()[-1]
        call = ToolCall(chosen, {p.name: said for p in names[chosen].parameters})
        return Decision("call", call, self.name, "device", 1.0)


THING = Parameter("thing", "text", "what")


def drops(place, risk=Risk.WRITE):
    """A tool that drops what lies in one place, and says so where it is not there."""

    def look(context, values):
        if context.device.get_setting("system", place) != values["thing"]:
            raise ToolFailedError(f"no {values['thing']} in the {place}; nothing was dropped")
        return values

    def run(context, values):
        context.acting.put_setting("system", place, "gone")
        return ToolResult(f"Dropped from the {place}.", {"thing": values["thing"]}, way="function", effect="dropped")

    def probe(context, values):
        found = context.device.get_setting("system", place)
        return Proof(found == "gone", "gone", str(found))

    return Tool(
        f"drop_from_{place}", f"Drop it from the {place}.", (THING,), risk, run, ("drop the pear", "drop it"),
        probe=probe, preview=look,
    )  # fmt: skip


def by_ways(*broken):
    """A tool with three ways, of which some are broken in one of three manners."""

    def run(context, values):
        for way in ("function", "intent", "screen"):
            if way not in context.ways:
                continue
            if way in broken:
                raise {
                    "function": CommandFailedError("content insert --uri x", 1, "Permission Denial"),
                    "intent": WayClosedError("nothing answers; nothing was done", "intent"),
                    "screen": ToolFailedError("the page shows no button; nothing was done"),
                }[way]
            context.acting.put_setting("system", "ladder", way)
            return ToolResult(f"Done by {way}.", way=way, effect="ladder")
        raise ToolFailedError("no way")

    def probe(context, values):
        found = context.device.get_setting("system", "ladder")
        return Proof(bool(found), "a ladder", str(found))

    ways = frozenset({"function", "intent", "screen"})
    return Tool("put_ladder", "Put the ladder up.", (), Risk.WRITE, run, ("put the ladder up",), probe=probe, ways=ways)


@pytest.fixture
def memory(tmp_path):
    import numpy as np

    store = open_memory(tmp_path / "memory", lambda texts: np.ones((len(texts), 384), np.float32) / 384**0.5)
    yield store
    store.close()


@pytest.fixture
def go(build):
    def start(goal, tools, order, before=(), **more):
        model = OnDevice(tuple(order))
        parts, events = build(tools=list(tools), models=ModelSet(device=model), approvals=[True] * 4, **more)
        for name, value in before:
            parts.device.settings["system", name] = value
        return Agent(parts).run(goal), events, parts, model

    return start


def reflections(events):
    return [e for e in events if e["type"] == "reflection"]


@pytest.mark.parametrize(
    ("broken", "way", "remedies"),
    [
        ((), "function", []),
        (("function",), "intent", ["intent"]),
        (("function", "intent"), "screen", ["intent", "screen"]),
    ],
)
def test_a_way_that_fails_is_closed_and_the_next_is_taken(go, broken, way, remedies):
    outcome, events, parts, model = go("put the ladder up", [by_ways(*broken)], ["put_ladder"])
    assert (outcome.status, outcome.verified) == ("done", True)
    assert parts.device.get_setting("system", "ladder") == way
    assert [e["instead"]["way"] for e in reflections(events)] == remedies
    assert len(model.requests) == 1  # code repeats the call; the model is not asked again


def test_where_every_way_fails_the_run_says_what_the_first_said(go):
    outcome, events, parts, _ = go("put the ladder up", [by_ways("function", "intent", "screen")], ["put_ladder"])
    assert outcome.status == "failed"
    assert parts.device.get_setting("system", "ladder") is None
    assert len(reflections(events)) == 3


def test_ways_that_are_not_open_are_not_tried(go):
    tools, ways = [by_ways("intent")], frozenset({"intent"})
    outcome, events, parts, _ = go("put the ladder up", tools, ["put_ladder"], ways=ways)
    assert (outcome.status, len(reflections(events))) == ("failed", 1)


PLACES = [drops("basket"), drops("shed")]


def test_what_is_not_where_the_first_tool_looks_is_looked_for_by_the_next(go):
    order = ["drop_from_basket", "drop_from_shed"]
    outcome, events, parts, model = go("drop the pear", PLACES, order, before=[("shed", "pear")])
    assert (outcome.status, parts.device.get_setting("system", "shed")) == ("done", "gone")
    [seen] = reflections(events)
    assert (seen["cause"], seen["avoid"]["tool"], seen["instead"]["remedy"]) == ("place", "drop_from_basket", "tool")
    assert [sorted(r.instead_of) for r in model.requests] == [[], ["drop_from_basket"]]


def test_tries_are_bounded(go, build):
    tools = [drops(place) for place in ("basket", "shed", "barn", "loft", "cellar")]
    outcome, events, _, model = go("drop the pear", tools, [t.name for t in tools])
    assert outcome.status == "failed"
    assert "no pear in the basket" in outcome.answer
    assert len(model.requests) == 3


@pytest.mark.parametrize("first", [Risk.WRITE, Risk.DESTRUCTIVE])
@pytest.mark.parametrize("other", [Risk.OUTWARD, Risk.DESTRUCTIVE])
def test_nothing_outward_or_destroying_takes_the_place_of_what_failed(go, first, other):
    tools = [drops("basket", first), drops("post", other)]
    outcome, _, parts, model = go("drop the pear", tools, [t.name for t in tools], before=[("post", "pear")])
    assert (outcome.status, parts.device.get_setting("system", "post")) == ("failed", "pear")


def test_an_outward_act_that_may_have_happened_is_not_tried_by_another_way(go):
    def run(context, values):
        context.acting.insert("content://mail/all", {"to": "Ann"})
        raise CommandFailedError("content insert --uri content://mail/all", 1, "Binder died")

    ways = frozenset({"function", "screen"})
    tool = Tool(
        "send_pear", "Send the pear.", (), Risk.OUTWARD, run, ("send the pear",),
        probe=lambda c, v: Proof(False, "a", "b"), ways=ways,
    )  # fmt: skip
    outcome, events, parts, _ = go("send the pear", [tool], ["send_pear"])
    assert outcome.status == "in_doubt"
    assert len(parts.device.query("content://mail/all")) == 1


def test_without_reflection_the_same_is_repeated(go):
    order = ["drop_from_basket", "drop_from_shed"]
    outcome, events, _, model = go("drop the pear", PLACES, order, before=[("shed", "pear")], reflects=False)
    assert outcome.status == "failed"
    assert {e["instead"]["remedy"] for e in reflections(events)} == {"same"}
    assert len(model.requests) == 1


# ---------------------------------------------------------------------- lessons


def lessons_of(memory):
    return memory.rows(kinds=("lesson",))


def test_a_way_that_helped_is_taken_first_in_the_next_run(go, memory):
    go("put the ladder up", [by_ways("function")], ["put_ladder"], memory=memory)
    [row] = lessons_of(memory)
    assert (row.value["tool"], row.value["way"], row.value["by"]) == ("put_ladder", "function", "intent")
    assert row.label.integrity is Integrity.TRUSTED
    outcome, events, parts, _ = go("put the ladder up", [by_ways("function")], ["put_ladder"], memory=memory)
    assert (outcome.status, reflections(events)) == ("done", [])
    [row] = lessons_of(memory)
    assert row.value["helped"] == 2


def test_a_tool_that_helped_is_taken_first_for_a_wish_of_the_same_shape(go, memory):
    order = ["drop_from_basket", "drop_from_shed"]
    go("drop the pear", PLACES, order, before=[("shed", "pear")], memory=memory)
    outcome, events, parts, _ = go("drop the plum", PLACES, order, before=[("shed", "plum")], memory=memory)
    assert (outcome.status, reflections(events)) == ("done", [])
    assert [r["what"] for e in events if e["type"] == "used" for r in e["rows"]] == [
        "drop_from_basket → drop_from_shed"
    ]


def test_a_lesson_that_the_phone_contradicts_is_not_followed(go, memory):
    order = ["drop_from_basket", "drop_from_shed"]
    go("drop the pear", PLACES, order, before=[("shed", "pear")], memory=memory)
    outcome, _, parts, _ = go("drop the fig", PLACES, order, before=[("basket", "fig")], memory=memory)
    assert (outcome.status, parts.device.get_setting("system", "basket")) == ("done", "gone")


def test_a_lesson_that_hurts_as_often_as_it_helped_is_forgotten(go, memory):
    order = ["drop_from_basket", "drop_from_shed"]
    go("drop the pear", PLACES, order, before=[("shed", "pear")], memory=memory)
    outcome, *_ = go("drop the kiwi", PLACES, order, memory=memory)
    assert outcome.status == "failed"
    assert lessons_of(memory) == []


def test_a_lesson_that_helped_twice_goes_for_good_when_it_hurt_twice(go, memory):
    order = ["drop_from_basket", "drop_from_shed"]
    for thing, place in (("pear", "shed"), ("plum", "shed"), ("kiwi", ""), ("lime", "")):
        go(f"drop the {thing}", PLACES, order, before=[(place, thing)] if place else [], memory=memory)
    assert lessons_of(memory) == []


def test_a_row_that_others_wrote_teaches_nothing(go, memory):
    go("drop the pear", PLACES, ["drop_from_basket", "drop_from_shed"], before=[("shed", "pear")], memory=memory)
    [row] = lessons_of(memory)
    memory.forget(row.id)
    untrusted = replace(Label.of_user(), integrity=Integrity.UNTRUSTED)
    for forged in (replace(row, id="", label=untrusted), replace(row, id="", source="import:x", text="other")):
        memory.add(forged)
    known = Lessons(memory, row.profile, "any")
    assert known.instead_of(row.value["trigger"], "drop_from_basket") is None


def test_no_lesson_is_kept_of_a_try_that_never_helped(go, memory):
    go("drop the kiwi", PLACES, ["drop_from_basket", "drop_from_shed"], memory=memory)
    assert lessons_of(memory) == []


def test_what_is_said_to_the_memory_itself_makes_no_lesson(memory):
    Lessons(memory, "default", "p").keep_tool("a", "x", "y", "place", "remember that my pin is 1234")
    assert lessons_of(memory) == []


SHAPES = [
    ("set a timer for 6 pm", "set a timer for 11 pm", "set_timer", {"duration": "6"}, {"duration": "11"}, True),
    ("set a timer for 6 pm", "set a timer for 6 minutes", "set_timer", {"duration": "6"}, {"duration": "6"}, False),
    ("open my book list", "open my shop list", "open_app", {"app": "book list"}, {"app": "shop list"}, True),
    ("open my shopping list", "open my camera", "open_app", {"app": "shopping list"}, {"app": "camera"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "tool", "first", "second", "same"), SHAPES)
def test_the_shape_of_a_wish_leaves_values_out_and_kinds_in(one, two, tool, first, second, same):
    found = TOOLS.lookup(tool)
    assert (shape_of(one, ToolCall(tool, first), found) == shape_of(two, ToolCall(tool, second), found)) is same


def test_no_free_value_stands_in_a_shape():
    call = ToolCall("send_message", {"recipient": "Mum", "text": "the code is 4711"})
    shape = shape_of("text Mum the code is 4711", call, TOOLS.lookup("send_message"))
    assert "Mum".casefold() not in shape
    assert "4711" not in shape


# ---------------------------------------------------------------------- readings


@pytest.mark.parametrize(
    ("tool", "wish", "misread"),
    [
        ("set_timer", "set a timer for 6 pm", True),
        ("set_timer", "timer until quarter past nine", True),
        ("set_timer", "set a timer for 6 minutes", False),
        ("set_timer", "set a 20 minute timer at noon", False),
        ("set_alarm", "set an alarm for 6 pm", False),
        ("set_alarm", "set an alarm in half an hour", False),
        ("add_note", "note 6 pm", False),
    ],
)
def test_only_a_clock_time_for_a_length_is_misread(tool, wish, misread):
    assert bool(misread_kinds(TOOLS.lookup(tool), wish)) is misread


@pytest.mark.parametrize(
    ("wish", "read"),
    [
        ("set an alarm in an hour and a half", "in an hour and a half"),
        ("wake me in 25 minutes", "in 25 minutes"),
        ("wake me at 25:00", None),
        ("wake me in the morning", None),
    ],
)
def test_a_length_from_now_is_a_moment(wish, read, build):
    from datetime import UTC, datetime

    time = next(p for p in TOOLS.lookup("set_alarm").parameters if p.name == "time")
    assert other_reading(time, wish, datetime(2026, 3, 16, 9, tzinfo=UTC)) == read


@pytest.mark.parametrize(
    ("wish", "both"),
    [
        ("turn wifi on and off", True), ("switch bluetooth off or on", True), ("turn on wifi and turn off wifi", True),
        ("turn wifi on", False), ("turn on wifi and do it on time", False), ("打开无线又关闭", True),
    ],
)  # fmt: skip
def test_on_and_off_at_once_contradict_each_other(wish, both):
    assert bool(contradicts(TOOLS.lookup("set_wifi"), wish)) is both


def test_a_user_is_asked_for_a_value_that_cannot_be(go):
    order = ["ring_at"]
    tool = TOOLS.lookup("set_alarm")
    seen = {}

    def run(context, values):
        context.acting.put_setting("system", "alarm", values["time"])
        seen["time"] = values["time"]
        return ToolResult("Set.", way="intent", effect="alarm")

    def probe(context, values):
        return Proof(context.device.get_setting("system", "alarm") == values["time"], "it", "it")

    time = tool.parameters[0]
    alarm = Tool("ring_at", "Ring.", (time,), Risk.WRITE, run, ("wake me at 7",), probe=probe)
    outcome, events, *_ = go("wake me at 25:00", [alarm], order, approver=Says("7:15"))
    assert (outcome.status, seen) == ("done", {"time": "07:15"})
    outcome, *_ = go("wake me at 25:00", [alarm], order, approver=Says(None))
    assert (outcome.status, "25:00" in outcome.answer) == ("failed", True)


class Says:
    """Answers every question the same."""

    def __init__(self, reply):
        self.reply = reply

    def approve(self, request):
        return True

    def ask(self, question, choices):
        return self.reply


def test_lessons_never_touch_what_memory_tools_offer(memory):
    registry = Registry(memory_tools(memory, "default"))
    assert all(tool.kind == "memory" for tool in registry.all())


@pytest.mark.parametrize(
    ("failed", "arguments", "wish", "left"),
    [
        ("set_alarm", {"time": "26:30"}, "set an alarm for 26:30", set()),
        ("set_timer", {"duration": "6"}, "set a timer for 6 pm", {"set_alarm"}),
        ("cancel_timer", {}, "cancel the timer", {"cancel_alarm"}),
        ("set_alarm", {"time": "7"}, "set an alarm for 7 on May 5", set()),
        ("send_message", {"recipient": "Zed"}, "text Zed hi", set()),
        ("find_contact", {"name": "plumber"}, "what is the plumber's number", {"find_note"}),
    ],
)
def test_only_what_takes_the_value_or_looks_for_the_thing_stands_in(build, failed, arguments, wish, left):
    from ainos.agent.events import Teller
    from ainos.agent.retry import Retry
    from ainos.tools.types import ToolRetryError

    parts, _ = build(tools=list(TOOLS.all()), models=ModelSet(device=OnDevice(())))
    retry = Retry(parts, Teller("", parts.sink))
    retry.begin(wish)
    impossible = "26:30" in wish or "pm" in wish
    error = ToolRetryError("no such time") if impossible else ToolFailedError("it is not there; nothing was done")
    retry.look_back_at_error(ToolCall(failed, arguments), True, error, False)
    request = retry.offer(_request(wish, TOOLS.all()))
    offered = {tool.name for tool in request.tools} if request.instead_of else set()
    assert left <= offered
    assert not {"set_timer", "set_alarm", "call", "send_message", "open_app"} & (offered - left)


def _request(wish, tools):
    from ainos.models.types import DecisionRequest

    return DecisionRequest(wish, tools, Label.of_user())

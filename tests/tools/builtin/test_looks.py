"""Looks on a virtual phone over ADB: what conditions and values are read from."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.labels import Confidentiality, Integrity
from ainos.android_bridge.tickets import TicketOffice
from ainos.tools.builtin.looks import look_tools
from ainos.tools.builtin.since import since_moment
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Risk, ToolQuestionError, ToolRetryError

from .conftest import Stage

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.fixture(scope="module")
def real(start_phone):
    phone = start_phone()
    office = TicketOffice()
    with AdbDevice(phone.serial, office) as device:
        yield Stage(device, office, builtin_registry())
    phone.stop()


def data(stage, name, /, **spans):
    return stage.look(name, **spans).data


def test_looks_only_read_and_no_model_is_offered_one():
    assert {tool.risk for tool in look_tools()} == {Risk.OBSERVE}
    assert {tool.kind for tool in look_tools()} == {"look"}
    offered = builtin_registry().select(kinds=frozenset({"goal", "screen", "control", "memory"}))
    assert not {tool.name for tool in look_tools()} & {tool.name for tool in offered}


@pytest.mark.parametrize(
    "switch", ["wifi", "bluetooth", "airplane", "do_not_disturb", "dark_mode", "auto_rotate", "battery_saver"]
)
def test_a_switch_is_on_or_off(real, switch):
    assert data(real, "look_switch", switch=switch)["state"] in ("on", "off")


def test_levels_are_percents(real):
    for spans in ({"which": "brightness"}, {"which": "volume"}, {"which": "volume", "stream": "ring"}):
        assert 0 <= data(real, "look_level", **spans)["percent"] <= 100


def test_messages_come_newest_first_with_their_senders(real):
    everything = data(real, "look_messages")["messages"]
    assert [m["at"] for m in everything] == sorted((m["at"] for m in everything), reverse=True)
    assert {m["from"] for m in data(real, "look_messages", sender="Bob Martin")["messages"]} == {"Bob Martin"}
    assert all(m["unread"] for m in data(real, "look_messages", unread="yes")["messages"])
    assert data(real, "look_messages", new="yes")["messages"] == []
    assert data(real, "look_messages", since="last week")["messages"]
    assert data(real, "look_messages", sender="Nobody Known")["messages"] == []
    result = real.look("look_messages", sender="Bob Martin")
    assert result.label.integrity is Integrity.UNTRUSTED
    assert result.label.confidentiality >= Confidentiality.SENSITIVE


def test_an_unclear_sender_is_asked_about(real):
    with pytest.raises(ToolQuestionError):
        real.look("look_messages", sender="Alice")


def test_calls_are_told_by_person_kind_and_day(real):
    missed = data(real, "look_calls", who="Mum", kind="missed", since="yesterday")["calls"]
    assert [c["kind"] for c in missed] == ["missed"]
    assert all(c["kind"] != "outgoing" for c in data(real, "look_calls", kind="received")["calls"])
    assert data(real, "look_calls", new="yes")["calls"] == []
    assert data(real, "look_calls", who="Nobody Known")["calls"] == []


def test_the_calendar_is_read_by_title_day_and_part(real):
    [lunch] = data(real, "look_events", title="lunch with Alice")["events"]
    assert (lunch["start"], lunch["location"]) == ("2026-03-18T12:30", "Noodle House, 8 Pine Street")
    titles = [e["title"] for e in data(real, "look_events", day="Thursday", part="morning")["events"]]
    assert "Check-up with Dr. Patel" in titles
    assert data(real, "look_events", day="Thursday", part="night")["events"] == []
    assert data(real, "look_events", day="Sunday")["events"] == []
    assert real.look("look_events", day="Sunday").text == "Nothing is planned on Sunday March 22."


def test_a_contact_and_an_app_are_there_or_not(real):
    [eve] = data(real, "look_contact", name="Eve Johnson")["contacts"]
    assert eve["numbers"] == ["+14155550108"]
    assert data(real, "look_contact", name="Zebulon Quist")["contacts"] == []
    assert data(real, "look_app", app="Clock")["state"] == "yes"
    assert data(real, "look_app", app="Quuxify")["state"] == "no"
    assert data(real, "look_app", app="Clock", state="open")["state"] in ("yes", "no")


def test_alarms_timers_and_files_are_told(real):
    assert real.run("look_alarms", time="6:45")[0].data["alarms"] == []  # it is there, and off
    assert real.run("look_timer")[0].data["state"] == "none"
    assert real.run("look_stopwatch")[0].data["state"] != "running"
    real.run("set_timer", duration="10 minutes")
    real.run("set_alarm", time="7:10")
    assert real.run("look_timer")[0].data["state"] == "running"
    assert [a["time"] for a in real.run("look_alarms", time="7:10")[0].data["alarms"]] == ["07:10"]
    assert data(real, "look_files", name="no-such-file.txt")["files"] == []


def test_mails_are_read_in_the_inbox_and_none_is_opened(start_phone):
    phone = start_phone(apps="extra")
    office = TicketOffice()
    with AdbDevice(phone.serial, office) as device:
        stage = Stage(device, office, builtin_registry())
        result = stage.run("look_mails", sender="Tomas Keller")[0]
        [mail] = result.data["mails"]
        assert (mail["from"], mail["title"]) == ("Tomas Keller", "Garden shed")
        assert "ladder on Saturday" in mail["text"]
        assert mail["at"].startswith("2026-03-13")
        assert result.label.integrity is Integrity.UNTRUSTED
        assert stage.run("look_mails", sender="Nobody Known")[0].data["mails"] == []
        assert device.observe().package == "com.ainos.mail"
    phone.stop()


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("yesterday", "2026-03-15T00:00"), ("today", "2026-03-16T00:00"), ("this morning", "2026-03-16T04:00"),
        ("last night", "2026-03-15T18:00"), ("Friday", "2026-03-13T00:00"), ("an hour ago", "2026-03-16T08:00"),
        ("the last 20 minutes", "2026-03-16T08:40"), ("March 12", "2026-03-12T00:00"), ("8 am", "2026-03-16T08:00"),
        ("this week", "2026-03-16T00:00"), ("last week", "2026-03-09T00:00"), ("2 days ago", "2026-03-14T09:00"),
    ],
)  # fmt: skip
def test_since_means_what_was(said, moment):
    assert since_moment(said, NOW) == datetime.fromisoformat(moment).replace(tzinfo=NOW.tzinfo)


@given(st.text(max_size=40))
def test_since_is_never_later_than_now(said):
    try:
        assert since_moment(said, NOW) <= NOW
    except (ToolRetryError, ToolQuestionError):
        return

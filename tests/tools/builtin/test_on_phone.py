"""Every goal tool on a virtual phone over ADB: run as the agent runs it, and proved by its own probe.

Tests run in order on one phone and leave it roughly as it was.
"""

from __future__ import annotations

import pytest

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.tickets import TicketOffice
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolFailedError, ToolQuestionError, ToolRetryError
from ainos.tools.values_names import SETTINGS_PAGES

from .conftest import Stage


@pytest.fixture(scope="module")
def real(start_phone):
    """Return a stage whose device is a virtual phone of this file's own."""
    phone = start_phone()
    office = TicketOffice()
    with AdbDevice(phone.serial, office) as device:
        yield Stage(device, office, builtin_registry())
    phone.stop()


PROVED = [
    ("set_alarm", {"time": "7:30 tomorrow", "label": "Work"}),
    ("set_alarm", {"time": "6:45 every weekday"}),
    ("set_alarm", {"time": "noon on friday"}),
    ("cancel_alarm", {"label": "work"}),
    ("cancel_alarm", {"time": "6:45"}),
    ("cancel_alarm", {}),
    ("set_timer", {"duration": "a quarter of an hour", "label": "Pasta"}),
    ("cancel_timer", {}),
    ("start_stopwatch", {}),
    ("stop_stopwatch", {}),
    ("send_message", {"recipient": "Alice Chen", "text": "I'll be ten minutes late; 50% sure, ok?"}),
    ("send_message", {"recipient": "mom", "text": "Grüße 🌻\nsee you"}),
    ("send_message", {"recipient": "415 555 0177", "text": "hello"}),
    ("add_contact", {"name": "Grace Lee", "phone": "415 555 0177"}),
    ("delete_contact", {"name": "Grace Lee"}),
    (
        "add_event",
        {"title": "Dentist", "start": "tomorrow at 3 pm", "duration": "45 minutes", "location": "Main Street 5"},
    ),
    ("add_event", {"title": "Day off", "start": "the 5th of April"}),
    ("delete_event", {"title": "dentist"}),
    ("add_note", {"text": "Gate code changed, ask Bob: it's new", "title": "Gate"}),
    ("delete_note", {"query": "gate"}),
    ("set_wifi", {"state": "off"}),
    ("set_wifi", {"state": "on"}),
    ("set_bluetooth", {"state": "on"}),
    ("set_bluetooth", {"state": "off"}),
    ("set_airplane_mode", {"state": "on"}),
    ("set_airplane_mode", {"state": "off"}),
    ("set_do_not_disturb", {"state": "on"}),
    ("set_do_not_disturb", {"state": "off"}),
    ("set_dark_mode", {"state": "on"}),
    ("set_dark_mode", {"state": "off"}),
    ("set_auto_rotate", {"state": "on"}),
    ("set_auto_rotate", {"state": "off"}),
    ("set_battery_saver", {"state": "on"}),
    ("set_battery_saver", {"state": "off"}),
    ("set_brightness", {"level": "40%"}),
    ("set_brightness", {"level": "brighter"}),
    ("set_volume", {"level": "max"}),
    ("set_volume", {"level": "half", "stream": "ringer"}),
    ("set_volume", {"level": "quieter", "stream": "alarm"}),
    ("open_app", {"app": "calendar"}),
    ("open_app", {"app": "messages"}),
    ("open_settings", {"page": "battery"}),
    ("open_settings", {"page": "wi-fi"}),
    ("take_screenshot", {}),
    ("call", {"recipient": "Bob"}),
]


@pytest.mark.parametrize(("name", "spans"), PROVED, ids=[f"{name}-{n}" for n, (name, _) in enumerate(PROVED)])
def test_an_act_is_done_and_proved(real, name, spans):
    result, proof = real.run(name, **spans)
    assert proof is not None
    assert proof.holds, (result, proof)
    assert result.text


@pytest.mark.parametrize("page", [page for page in SETTINGS_PAGES if page != "main"])
def test_every_settings_page_opens(real, page):
    _, proof = real.run("open_settings", page=page)
    assert proof.holds, proof


ANSWERS = [
    ("read_messages", {}, "unread"),
    ("read_messages", {"sender": "bob"}, "slides"),
    ("list_calls", {"kind": "missed"}, "Mum"),
    ("find_contact", {"name": "bob"}, "+14155550103"),
    ("list_events", {"day": "wednesday"}, "Lunch with Alice"),
    ("list_events", {}, "stand-up"),
    ("get_battery", {}, "percent"),
    ("get_time", {}, "Monday, March 16 2026"),
    ("list_files", {"folder": "downloads"}, "/sdcard/Download"),
]


@pytest.mark.parametrize(
    ("name", "spans", "part"), ANSWERS, ids=[f"{name}-{n}" for n, (name, *_) in enumerate(ANSWERS)]
)
def test_a_question_is_answered_from_the_phone(real, name, spans, part):
    assert part in real.look(name, **spans).text


def test_a_file_is_deleted_by_its_name(real):
    name = real.look("list_files", folder="downloads").data["names"][0]
    _, proof = real.run("delete_file", name=name)
    assert proof.holds
    assert name not in real.look("list_files", folder="downloads").data["names"]


def test_two_alices_are_asked_for_and_nothing_is_sent(real):
    before = len(real.device.query("content://sms/sent", columns=("_id", "address")))
    with pytest.raises(ToolQuestionError) as caught:
        real.run("send_message", recipient="Alice", text="hi")
    assert caught.value.choices == ("Alice Chen", "Alice Cheng")
    assert len(real.device.query("content://sms/sent", columns=("_id", "address"))) == before


def test_what_is_not_there_changes_nothing(real):
    with pytest.raises(ToolRetryError):
        real.run("delete_contact", name="Nobody Atall")
    for name, spans in (
        ("delete_event", {"title": "zebra parade"}),
        ("delete_note", {"query": "zebra"}),
        ("cancel_timer", {}),
    ):
        with pytest.raises(ToolFailedError):
            real.run(name, **spans)


def test_the_alarm_list_is_read_on_the_screen_with_names_and_days(real):
    result, _ = real.run("list_alarms")
    assert "06:45 on weekdays (Gym)" in result.text


def test_all_alarms_are_counted_over_several_pages(real):
    before = len(real.run("list_alarms")[0].data["alarms"])
    for hour in range(1, 5):
        real.run("set_alarm", time=f"{hour}:11 am", label=f"Pill {hour}")
    assert len(real.run("list_alarms")[0].data["alarms"]) == before + 4
    _, proof = real.run("cancel_alarm", label="pill 4")
    assert proof.holds
    for hour in range(1, 4):
        assert real.run("cancel_alarm", time=f"{hour}:11 am")[1].holds

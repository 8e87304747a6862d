"""Goal tools on a fake phone: what they do, what the probe sees, what they refuse."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ainos.android_bridge.fake import fake_element
from ainos.android_bridge.labels import Confidentiality, Integrity
from ainos.tools.builtin.messages import is_secret
from ainos.tools.builtin.people import same_number
from ainos.tools.effect_risk import effect_of
from ainos.tools.types import Risk, ToolFailedError, ToolQuestionError, ToolRetryError

SENT = "content://sms/sent"


def test_set_alarm_starts_the_intent_and_is_proved(stage):
    result, proof = stage.run("set_alarm", time="7:30 tomorrow", label="Work")
    [effect] = stage.device.effects
    extras = effect.facts["intent"].extras
    assert extras["android.intent.extra.alarm.HOUR"] == 7
    assert extras["android.intent.extra.alarm.SKIP_UI"] is True
    assert "android.intent.extra.alarm.DAYS" not in extras
    assert proof.holds
    assert result.text == "Alarm set for 07:30 tomorrow."


def test_set_alarm_on_a_later_date_repeats_and_says_so(stage):
    result, proof = stage.run("set_alarm", time="7 on friday")
    assert stage.device.effects[0].facts["intent"].extras["android.intent.extra.alarm.DAYS"] == (6,)
    assert "repeats every Friday" in result.text
    assert proof.holds


def test_set_alarm_refuses_a_date_that_the_clock_cannot_keep(stage):
    with pytest.raises(ToolFailedError, match="nothing was set"):
        stage.run("set_alarm", time="7 on april 5")
    assert not stage.device.effects


def test_set_alarm_twice_sets_one(stage):
    stage.run("set_alarm", time="7:30")
    result, proof = stage.run("set_alarm", time="7:30")
    assert "already" in result.text
    assert len(stage.device.effects) == 1
    assert proof.holds


def test_the_alarm_probe_sees_an_alarm_that_is_off(stage):
    tool = stage.tools.lookup("set_alarm")
    proof = tool.probe(stage.context(), {"time": "06:45", "days": ["mon", "tue", "wed", "thu", "fri"]})
    assert not proof.holds
    assert "off" in proof.found


def test_an_alarm_is_proved_by_dumpsys_where_the_database_is_closed(stage):
    stage.device.databases.clear()
    stage.device.dumps["alarm"] = (
        "  RTC_WAKEUP #3: Alarm{1 type 0 com.google.android.deskclock}\n    origWhen=2026-03-17 07:30:00.000 window=0\n"
    )
    stage.device.reactions = {}
    assert stage.run("set_alarm", time="7:30")[1].holds
    assert not stage.run("set_alarm", time="8:30")[1].holds


def test_an_alarm_is_proved_on_the_screen_where_nothing_else_tells(stage):
    stage.device.databases.clear()
    clock = "com.google.android.deskclock"

    def react(device, facts):
        if facts["intent"].action.endswith("SHOW_ALARMS"):
            shown = fake_element("7:30\u202fAM", index=1, package=clock)
            switch = fake_element(index=2, checkable=True, checked=True, resource_id="x:id/onoff", package=clock)
            device.show(shown, switch, package=clock)

    stage.device.reactions = {"start_activity": react}
    assert stage.run("set_alarm", time="7:30")[1].holds
    assert stage.device.effects[-1].facts["intent"].action.endswith("SHOW_ALARMS")


def test_undo_of_an_alarm_turns_it_off(stage):
    stage.run("set_alarm", time="7:30")
    stage.undo("set_alarm", {"time": "07:30"})
    assert not stage.tools.lookup("set_alarm").probe(stage.context(), {"time": "07:30"}).holds


def test_cancel_alarm_turns_the_one_off_that_is_meant(stage):
    stage.run("set_alarm", time="7:30")
    stage.run("set_alarm", time="9 pm", label="Pills")
    result, proof = stage.run("cancel_alarm", label="pills")
    assert proof.holds
    assert "21:00" in result.text
    assert "07:30" in stage.look("list_alarms").text


def test_cancel_alarm_asks_which_when_several_are_on(stage):
    stage.run("set_alarm", time="7:30")
    stage.run("set_alarm", time="8:30")
    with pytest.raises(ToolQuestionError) as caught:
        stage.run("cancel_alarm")
    assert caught.value.choices == ("07:30", "08:30")


def test_cancel_alarm_says_when_there_is_none(stage):
    with pytest.raises(ToolFailedError, match="nothing was changed"):
        stage.run("cancel_alarm", time="6:45")


def test_list_alarms_tells_on_and_off(stage):
    assert stage.look("list_alarms").text == "No alarm is on. Off: 06:45 on weekdays (Gym)."


def test_set_timer_is_proved_by_length_and_start(stage):
    result, proof = stage.run("set_timer", duration="an hour and a half")
    assert proof.holds
    assert "1 hour 30 minutes" in result.text
    assert not stage.tools.lookup("set_timer").probe(stage.context(), {"duration": 60}).holds


def test_cancel_timer_without_a_timer_changes_nothing(stage):
    with pytest.raises(ToolFailedError, match="no timer"):
        stage.run("cancel_timer")
    assert not stage.device.effects


def test_send_message_sends_once_and_is_proved_by_the_sent_row(stage):
    result, proof = stage.run("send_message", recipient="Alice Chen", text="I'll be late")
    assert proof.holds
    assert result.effect == "SMS to +14155550101: I'll be late"
    assert [e.facts["name"] for e in stage.device.effects if e.kind == "tap"] == ["Send SMS"]


def test_send_message_again_after_a_crash_does_not_send_twice(stage):
    started = stage.context().started_ms
    stage.run("send_message", started_ms=started, recipient="Bob", text="hi")
    result, proof = stage.run("send_message", started_ms=started, recipient="Bob", text="hi")
    assert len(stage.device.tables[SENT]) == 1
    assert "already" in result.text
    assert proof.holds


def test_an_old_message_with_the_same_text_proves_nothing(stage):
    stage.run("send_message", recipient="Bob", text="hi")
    later = stage.context().started_ms + 1
    values = {"recipient": "Bob Martin", "number": "+14155550103", "text": "hi"}
    assert not stage.tools.lookup("send_message").probe(stage.context(started_ms=later), values).holds


def test_send_message_corrects_a_draft_before_it_sends(stage):
    inner = stage.device.reactions["start_activity"]

    def with_draft(device, facts):
        inner(device, facts)
        device.elements[0] = replace(device.elements[0], text="old draft")

    stage.device.reactions["start_activity"] = with_draft
    stage.run("send_message", recipient="Bob", text="new")
    assert stage.device.tables[SENT][0]["body"] == "new"


def test_send_message_without_a_send_button_sends_nothing(stage):
    stage.device.reactions["start_activity"] = lambda device, facts: device.show(fake_element("hi", editable=True))
    with pytest.raises(ToolFailedError, match="nothing was sent"):
        stage.run("send_message", recipient="Bob", text="hi")
    assert not stage.device.tables[SENT]


def test_two_people_of_nearly_one_name_are_asked_for_before_anything_happens(stage):
    with pytest.raises(ToolQuestionError) as caught:
        stage.run("send_message", recipient="Alice", text="hi")
    assert caught.value.parameter == "recipient"
    assert caught.value.choices == ("Alice Chen", "Alice Cheng")
    assert not stage.device.effects


def test_an_unknown_person_is_told_clearly(stage):
    with pytest.raises(ToolRetryError, match='nobody called "Zed"'):
        stage.run("call", recipient="Zed")


def test_a_number_needs_no_contact_but_is_named_if_known(stage):
    tool = stage.tools.lookup("call")
    assert tool.resolve(stage.context(), {"recipient": "+14155550101"})["recipient"] == "Alice Chen"
    assert tool.resolve(stage.context(), {"recipient": "+14155559999"})["recipient"] == "+14155559999"


def test_approval_texts_show_who_and_what(stage):
    tool = stage.tools.lookup("send_message")
    values = tool.resolve(stage.context(), {"recipient": "mom", "text": "hi"})
    assert tool.confirm.format(**values) == 'Send "hi" to Mum (+14155550104)'


def test_read_messages_tells_unread_ones_with_names_and_a_strict_label(stage):
    result = stage.look("read_messages")
    assert result.text == "1 unread.\nBob Martin, today 08:00: Can you send me the slides?"
    assert result.label.integrity is Integrity.UNTRUSTED
    assert result.label.confidentiality is Confidentiality.SENSITIVE
    assert "sms:+14155550103" in result.label.origins


def test_read_messages_of_one_person(stage):
    assert "Call me, dear." in stage.look("read_messages", sender="mum").text


def test_a_message_with_a_code_is_secret(stage):
    stage.device.tables["content://sms/inbox"][0]["body"] = "Your verification code is 481 920."
    assert stage.look("read_messages").label.confidentiality is Confidentiality.SECRET


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("123456 is your login code", True),
        ("G-482913 is your verification code", True),
        ("Your PIN: 4711", True),
        ("See you at 7:30", False),
        ("I owe you 50", False),
        ("The code review is tomorrow", False),
    ],
)
def test_secrets_are_told_from_small_talk(text, secret):
    assert is_secret(text) is secret


def test_call_is_placed_and_proved_by_the_call_log(stage):
    result, proof = stage.run("call", recipient="mum")
    assert proof.holds
    assert result.effect == "call to +14155550104"


def test_call_while_a_call_is_on_does_nothing(stage):
    stage.device.dumps["telephony.registry"] = "mCallState=2"
    with pytest.raises(ToolFailedError, match="nothing was done"):
        stage.run("call", recipient="mum")


def test_list_calls_of_one_kind(stage):
    assert stage.look("list_calls", kind="missed").text.startswith("missed: Mum")
    assert stage.look("list_calls", kind="incoming").text == "There are no incoming calls."


def test_add_contact_find_and_delete(stage):
    result, proof = stage.run("add_contact", name="Carol Ng", phone="415 555 0199")
    assert proof.holds
    assert stage.look("find_contact", name="carol").text == "Carol Ng: +14155550199"
    _, proof = stage.run("delete_contact", name="Carol Ng")
    assert proof.holds
    with pytest.raises(ToolRetryError):
        stage.look("find_contact", name="Carol Ng")
    assert len(stage.device.tables["content://com.android.contacts/contacts"]) == 6


def test_add_contact_twice_adds_one(stage):
    stage.run("add_contact", name="Carol", phone="4155550199")
    count = len(stage.device.effects)
    assert "already" in stage.run("add_contact", name="Carol", phone="4155550199")[0].text
    assert len(stage.device.effects) == count


def test_undo_of_a_contact_removes_it(stage):
    stage.run("add_contact", name="Carol", phone="4155550199")
    stage.undo("add_contact", {"name": "Carol", "phone": "+14155550199"})
    assert (
        not stage.tools.lookup("add_contact").probe(stage.context(), {"name": "Carol", "phone": "+14155550199"}).holds
    )


def test_add_event_goes_into_the_first_writable_calendar(stage):
    result, proof = stage.run(
        "add_event", title="Lunch", start="friday at noon", duration="90 minutes", location="Pier 9"
    )
    row = stage.device.tables["content://com.android.calendar/events"][0]
    assert row["calendar_id"] == "1"
    assert int(row["dtend"]) - int(row["dtstart"]) == 90 * 60_000
    assert row["eventTimezone"] == "America/Los_Angeles"
    assert proof.holds
    assert "Friday March 20 at 12:00 for 1 hour 30 minutes" in result.text


def test_an_event_on_a_day_is_an_all_day_event(stage):
    _, proof = stage.run("add_event", title="Holiday", start="the 5th of april")
    row = stage.device.tables["content://com.android.calendar/events"][0]
    assert row["allDay"] == "1"
    assert row["eventTimezone"] == "UTC"
    assert int(row["dtstart"]) % 86_400_000 == 0
    assert proof.holds


def test_notes_are_added_found_and_deleted(stage):
    assert stage.run("add_note", text="buy milk", title="Errands")[1].holds
    assert stage.look("find_note", query="gate code").text == "The gate code is 4711"
    assert stage.run("delete_note", query="shopping")[1].holds
    with pytest.raises(ToolFailedError, match="nothing was deleted"):
        stage.run("delete_note", query="zebra")


@pytest.mark.parametrize(
    "name",
    [
        "set_wifi",
        "set_bluetooth",
        "set_airplane_mode",
        "set_do_not_disturb",
        "set_dark_mode",
        "set_auto_rotate",
        "set_battery_saver",
    ],
)
def test_switches_go_on_and_off_and_back(stage, name):
    assert stage.run(name, state="on")[1].holds
    assert "already" in stage.run(name, state="on")[0].text
    stage.undo(name, {"state": "on"})
    assert not stage.tools.lookup(name).probe(stage.context(), {"state": "on"}).holds


def test_brightness_is_set_and_changed_and_adaptive_brightness_goes_off(stage):
    assert stage.run("set_brightness", level="40%")[1].holds
    assert stage.device.settings["system", "screen_brightness_mode"] == "0"
    result, proof = stage.run("set_brightness", level="brighter")
    assert proof.holds
    assert result.data["percent"] == 60
    stage.undo("set_brightness", {"level": {"change": 20}, "before": 40})
    assert stage.device.settings["system", "screen_brightness"] == "102"


def test_volume_is_relative_to_what_it_was_before_approval(stage):
    result, proof = stage.run("set_volume", level="up by 10", stream="ring")
    assert stage.device.volumes == {"ring": 60}
    assert proof.holds
    assert result.data["before"] == 50


def test_battery_and_time_are_told(stage):
    assert stage.look("get_battery").text == "The battery is at 40 percent, charging."
    assert stage.look("get_time").text == "It is 09:00 on Monday, March 16 2026."


@pytest.mark.parametrize(
    ("said", "package"), [("clock", 0), ("the calendar app", 3), ("text messages", 1), ("calender", 3), ("phone", 7)]
)
def test_open_app_finds_apps_by_what_people_call_them(stage, said, package):
    _, proof = stage.run("open_app", app=said)
    assert proof.holds
    assert stage.device.package == stage.device.installed[package].package


def test_open_app_refuses_what_is_not_installed(stage):
    with pytest.raises(ToolFailedError, match="no app called"):
        stage.run("open_app", app="Spaceship Simulator")


def test_open_settings_uses_the_pages_intent(stage):
    _, proof = stage.run("open_settings", page="wi-fi")
    assert stage.device.effects[0].facts["intent"].action == "android.settings.WIRELESS_SETTINGS"
    assert proof.holds


def test_a_folder_that_is_not_there_is_no_empty_one(stage):
    with pytest.raises(ToolFailedError, match="no folder"):
        stage.look("list_files", folder="Shopping list")


def test_list_files_tells_names_and_sizes(stage):
    assert "report.pdf (2.0 KB)" in stage.look("list_files", folder="downloads").text
    with pytest.raises(ToolRetryError, match="outside"):
        stage.look("list_files", folder="/data/data")


def test_delete_file_takes_the_exact_one(stage):
    _, proof = stage.run("delete_file", name="report.pdf")
    assert proof.holds
    assert "/sdcard/Download/report-old.pdf" in stage.device.files


def test_delete_file_asks_when_several_are_near(stage):
    stage.device.files["/sdcard/Documents/report.pdf"] = b""
    with pytest.raises(ToolQuestionError) as caught:
        stage.run("delete_file", name="report.pdf")
    assert set(caught.value.choices) == {"/sdcard/Download/report.pdf", "/sdcard/Documents/report.pdf"}


def test_take_screenshot_keeps_a_file(stage):
    _, proof = stage.run("take_screenshot")
    assert proof.holds
    assert "/sdcard/Pictures/Screenshots/Screenshot_20260316-090000.png" in stage.device.files


def test_screen_tools_take_element_numbers(stage):
    stage.device.show(fake_element("Save", index=4), fake_element("", index=5, editable=True, hint="Name"))
    assert stage.run("tap", element="4")[0].text.startswith('Tapped "Save".')
    stage.run("type_text", text="hello", element="5")
    assert stage.device.elements[1].text == "hello"
    with pytest.raises(ToolRetryError, match="no element 9"):
        stage.run("tap", element="9")
    assert "[4] Save" in stage.look("read_screen").text


@pytest.mark.parametrize(
    ("name", "risk"),
    [
        ("Save", Risk.WRITE),
        ("Send SMS", Risk.OUTWARD),
        ("Delete", Risk.DESTRUCTIVE),
        ("Pay now", Risk.DESTRUCTIVE),
        ("Sender", Risk.WRITE),
    ],
)
def test_the_risk_of_a_touch_follows_the_words(name, risk):
    assert effect_of(fake_element(name), None).risk is risk


def test_tools_that_act_need_hands(stage):
    tool = stage.tools.lookup("set_wifi")
    with pytest.raises(ToolFailedError, match="permission"):
        tool.run(stage.context(), {"state": "on"})


def test_ask_and_finish(stage):
    with pytest.raises(ToolQuestionError, match="Which one"):
        stage.look("ask_user", question="Which one?")
    assert stage.look("finish", answer="Done.").text == "Done."


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("+14155550101", "(415) 555-0101", True),
        ("4155550101", "14155550101", True),
        ("5550101", "+14155550101", True),
        ("911", "911", True),
        ("911", "+14155550911", False),
        ("", "", False),
    ],
)
def test_numbers_are_compared_as_android_does(a, b, same):
    assert same_number(a, b) is same


@pytest.mark.parametrize(
    ("said", "exact"), [("Bob Martin", True), ("bob", True), ("Bob Martn", False), ("4155550103", True)]
)
def test_a_guessed_recipient_is_marked_as_not_exact(stage, said, exact):
    tool = stage.tools.lookup("call")
    assert tool.preview(stage.context(), {"recipient": said})["exact"] is exact

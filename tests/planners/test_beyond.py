"""A wish that only sounds like a tool is not done with it; one that begins like an act and reads is."""

from __future__ import annotations

import pytest

from ainos.planners.beyond import corrects_itself, is_one_wish, no_tool_does, only_reads
from ainos.tools.types import ToolCall


@pytest.mark.parametrize(
    ("tool", "wish"),
    [
        ("dismiss_notifications", "turn off notifications from Maps"),
        ("list_notifications", "reply to that notification"),
        ("list_notifications", "open the last notification"),
        ("urgent_notifications", "snooze this notification for an hour"),
        ("summarize_notifications", "sum up the meeting we had"),
        ("summarize_messages", "give me the gist of the article"),
        ("summarize_notifications", "what did I miss in class today"),
        ("summarize_messages", "总结一下这篇文章"),
        ("set_airplane_mode", "am I in airplane mode"),
        ("set_wifi", "is the wifi on"),
        ("set_brightness", "let it adjust the brightness by itself"),
        ("set_timer", "add two minutes to the timer"),
        ("add_event", "make the meeting half an hour longer"),
        ("send_message", "message the team on Slack that lunch is ready"),
        ("send_message", "Tom texted me that he is ill"),
    ],
)
def test_what_no_tool_does_is_named(tool, wish):
    assert no_tool_does(wish, ToolCall(tool, {"text": "lunch is ready"} if tool == "send_message" else {}))


@pytest.mark.parametrize(
    ("tool", "wish"),
    [
        ("dismiss_notifications", "clear the notifications from Maps"),
        ("list_notifications", "open the notification shade"),
        ("summarize_notifications", "I was in a meeting, what did I miss"),
        ("summarize_notifications", "sum up the News notifications"),
        ("summarize_messages", "sum up what Bob wrote"),
        ("set_wifi", "turn the wifi on"),
        ("set_timer", "put ten minutes on the timer"),
        ("add_event", "meeting tomorrow at ten"),
    ],
)
def test_what_a_tool_does_is_left_alone(tool, wish):
    assert not no_tool_does(wish, ToolCall(tool, {}))


def test_a_message_may_name_a_service():
    call = ToolCall("send_message", {"recipient": "Bob", "text": "the photos are on WhatsApp"})
    assert not no_tool_does("tell Bob the photos are on WhatsApp", call)


def test_reading_may_begin_like_an_act():
    assert only_reads("make a summary of my texts", "summarize_messages")
    assert only_reads("phone battery", "get_battery")
    assert not only_reads("make a note of my texts", "summarize_messages")
    assert not only_reads("pick a card", "urgent_notifications")


def test_an_aside_is_no_wish_of_its_own():
    assert is_one_wish("in short, what did Bob write?")
    assert is_one_wish("Maps notifications, clear them")
    assert is_one_wish("I'm in a meeting, is anything urgent")
    assert not is_one_wish("clear my notifications, turn off wifi")
    assert not is_one_wish("I'm in a meeting, text Bob that, and turn off wifi")
    assert not is_one_wish("in short, what did Bob write, and call him")


@pytest.mark.parametrize(
    ("tool", "wish"),
    [
        ("set_volume", "turn the telly down a bit"),
        ("call", "our Kevin should really call his mother more often"),
        ("send_message", "Sandra said she'd text the school herself"),
        ("delete_file", "delete all the texts from Kyle"),
        ("dismiss_notifications", "stop TikTok from ever sending me notifications"),
        ("read_messages", "could you proofread the message I wrote"),
    ],
)
def test_another_thing_or_another_person_is_no_wish_for_the_phone(tool, wish):
    assert no_tool_does(wish, ToolCall(tool, {}))


def test_a_message_may_say_what_others_should_do():
    call = ToolCall("send_message", {"recipient": "Mum", "text": "Kevin should call her"})
    assert not no_tool_does("text Mum that Kevin should call her", call)


@pytest.mark.parametrize(
    ("frame", "values"),
    [
        ("alarm at seven no wait that's too late make it six forty am", ["seven"]),
        ("delete contact Tracy no Stacy", ["Tracy no Stacy"]),
        ("call Steve er Stephen Walsh", ["Steve er Stephen Walsh"]),
        ("open maps no not maps the camera", ["maps"]),
    ],
)
def test_who_corrects_himself_is_asked_to_say_it_once_more(frame, values):
    assert "correction" in corrects_itself(frame, values)


def test_no_correction_is_seen_where_none_is():
    assert not corrects_itself("set an alarm for 7", ["7"])
    assert not corrects_itself("call Sinead Nolan", ["Sinead Nolan"])
    assert not corrects_itself("find the note on", [])

"""A message is answered, or marked as read, from its notification: with a finger, and by uiautomator2's words."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.phone import Phone

BOB = "+14155550103"


@pytest.fixture(params=[(), ("androidworld",)], ids=["messages", "simple_sms"])
def phone(request):
    made = Phone(app_sets=request.param)
    made.telephony.receive_sms(BOB, "Lunch at one?")
    return made


def _tap(phone, **wanted):
    box = next(
        box for box in phone.windows.boxes() if all(getattr(box.node, name) == value for name, value in wanted.items())
    )
    left, top, right, bottom = box.seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)


def _unread(phone):
    where = "address = ? AND type = 1 AND read = 0"
    return len(phone.content.query("content://sms", ["_id"], where, (BOB,))[1])


def _sent(phone):
    return [(entry.facts["number"], entry.facts["body"]) for entry in phone.ledger.of("sms_sent")]


@pytest.mark.parametrize("place", ["shade", "banner"])
def test_a_reply_is_sent_from_the_notification(phone, place):
    if place == "shade":
        phone.windows.open_notifications()
    _tap(phone, text="Reply")
    assert phone.windows.text("Yes, at the harbour")
    _tap(phone, desc="Send")
    assert _sent(phone) == [(BOB, "Yes, at the harbour")]
    assert _unread(phone) == 0
    assert not [note for note in phone.notifications.active if note.category == "msg"]


def test_mark_as_read_sends_nothing(phone):
    assert _unread(phone) >= 1
    _tap(phone, text="Mark as read")
    assert (_unread(phone), _sent(phone)) == (0, [])
    assert not [note for note in phone.notifications.active if note.category == "msg"]


@pytest.mark.parametrize("key", [24, 25, 26], ids=["volume_up", "volume_down", "power"])
def test_the_first_key_of_a_ringing_call_only_silences_it(phone, key):
    phone.telephony.receive_call(BOB)
    phone.windows.key(key)
    assert phone.power.screen_on
    assert phone.telephony.call.silenced
    phone.windows.key(26)
    assert not phone.power.screen_on

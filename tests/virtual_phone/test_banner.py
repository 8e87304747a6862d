"""The heads-up banner: what arrives while the phone is in use shows over the screen, without taking the focus."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone

IN_CALL = "com.google.android.dialer/com.android.incallui.InCallActivity"


@pytest.fixture
def phone():
    made = Phone()
    made.activities.start(made.packages.launch_intent("com.android.settings"))
    return made


def shown(phone):
    return [box.node.text for box in phone.windows.boxes() if box.node.text]


def tap(phone, words):
    box = next(box for box in phone.windows.boxes() if box.node.text == words)
    left, top, right, bottom = box.seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)


def test_a_message_peeks_for_five_seconds_and_stays_in_the_shade(phone):
    phone.telephony.receive_sms("+14155550101", "lunch?")
    assert "lunch?" in shown(phone)
    assert phone.windows.current_focus == "com.android.settings/.Settings"
    assert "lunch?" in phone.windows.dump(style="u2")
    assert "lunch?" not in phone.windows.dump(), "uiautomator dump shows the active window only"
    phone.clock.advance(5100)
    assert "lunch?" not in shown(phone)
    phone.windows.open_notifications()
    assert "lunch?" in shown(phone)


def test_a_tap_on_the_card_opens_the_conversation(phone):
    phone.telephony.receive_sms("+14155550101", "lunch?")
    tap(phone, "lunch?")
    assert phone.activities.resumed.package == "com.google.android.apps.messaging"


def test_below_the_card_the_screen_takes_touches(phone):
    phone.telephony.receive_sms("+14155550101", "lunch?")
    tap(phone, "Display")
    assert phone.activities.resumed.name.endswith("DisplaySettingsActivity")


def test_a_swipe_up_takes_the_card_away(phone):
    phone.telephony.receive_sms("+14155550101", "lunch?")
    phone.windows.swipe(540, 200, 540, 80, 200)
    assert "lunch?" not in shown(phone)
    assert len(phone.notifications.active) == 1


def test_an_incoming_call_stays_until_it_is_answered(phone):
    phone.telephony.receive_call("+14155550107")
    phone.clock.advance(20_000)
    assert {"Daniel Kim", "Decline", "Answer"} <= set(shown(phone))
    tap(phone, "Answer")
    assert phone.telephony.call.state == "active"
    assert phone.activities.resumed.component == IN_CALL
    phone.telephony.end_call()


def test_an_incoming_call_can_be_declined_from_the_card(phone):
    phone.telephony.receive_call("+14155550107")
    tap(phone, "Decline")
    assert phone.telephony.call is None
    assert phone.activities.resumed.package == "com.android.settings"


def test_with_the_screen_off_a_call_fills_the_screen(phone):
    phone.power.sleep()
    phone.telephony.receive_call("+14155550107")
    assert phone.power.screen_on
    assert phone.activities.resumed.component == IN_CALL


def test_a_timer_rings_on_the_screen(phone):
    extras = {"android.intent.extra.alarm.LENGTH": 2, "android.intent.extra.alarm.SKIP_UI": True}
    phone.activities.start(Intent("android.intent.action.SET_TIMER", extras=extras, flags=FLAG_NEW_TASK))
    phone.windows.home()
    phone.clock.advance(20_000)
    assert "Time's up" in shown(phone)
    tap(phone, "Stop")
    assert "Time's up" not in shown(phone)
    assert phone.notifications.active == []


def test_a_timer_wakes_a_phone_whose_screen_is_off(phone):
    extras = {"android.intent.extra.alarm.LENGTH": 2, "android.intent.extra.alarm.SKIP_UI": True}
    phone.activities.start(Intent("android.intent.action.SET_TIMER", extras=extras, flags=FLAG_NEW_TASK))
    phone.power.sleep()
    phone.clock.advance(2100)
    assert phone.power.screen_on
    assert "Time's up" in shown(phone), "on the lock screen"


def test_do_not_disturb_keeps_the_screen_quiet(phone):
    phone.audio.set_zen_mode(1)
    phone.telephony.receive_sms("+14155550101", "lunch?")
    assert "lunch?" not in shown(phone)

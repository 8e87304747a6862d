"""A ringing alarm's screen: it goes when the ringing ends, whoever ended it."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.clock_service import Ringing
from ainos.virtual_phone.intents import Intent
from ainos.virtual_phone.phone import Phone

_SET = "android.intent.action.SET_ALARM"
_NAMES = ("HOUR", 9), ("MINUTES", 30), ("SKIP_UI", True)


def _ringing_phone() -> Phone:
    phone = Phone(speed=0)
    phone.activities.start(Intent(_SET, extras={f"android.intent.extra.alarm.{name}": value for name, value in _NAMES}))
    phone.clock.advance(30 * 60_000 + 1_000)
    assert "AlarmActivity" in phone.windows.current_focus
    return phone


def test_after_ten_minutes_a_missed_alarm_leaves_the_screen():
    phone = _ringing_phone()
    phone.clock.advance(11 * 60_000)
    assert "AlarmActivity" not in phone.windows.current_focus


@pytest.mark.parametrize("act", ["snooze", "dismiss"])
def test_an_end_from_the_notification_takes_the_screen_away(act):
    phone = _ringing_phone()
    ringing = Ringing(phone)
    getattr(ringing, act)(ringing.firing()[0].ident)
    assert "AlarmActivity" not in phone.windows.current_focus


def test_the_screens_own_button_ends_it_once():
    phone = _ringing_phone()
    phone.windows.boxes()
    box = next(box for box in phone.windows.boxes() if box.node.id == "dismiss")
    phone.windows.tap((box.rect[0] + box.rect[2]) / 2, (box.rect[1] + box.rect[3]) / 2)
    assert "AlarmActivity" not in phone.windows.current_focus
    assert not Ringing(phone).firing()

"""Nothing of an app lies over the lock screen; the power menu does."""

from __future__ import annotations

import asyncio

import pytest

from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

NOTES = "com.ainos.notes"
LOCK = "NotificationShade"


@pytest.fixture
def phone():
    made = Phone()
    made.power.pin = "1234"
    made.power.sleep()
    made.power.wake()
    return made


def _share(phone):
    extras = {"android.intent.extra.TEXT": "milk"}
    phone.activities.start(
        Intent("android.intent.action.SEND", mime_type="text/plain", extras=extras, flags=FLAG_NEW_TASK)
    )


def _texts(phone):
    return {box.node.text for box in phone.windows.boxes()}


def _middle_of(phone, words):
    left, top, right, bottom = next(box for box in phone.windows.boxes() if box.node.text == words).seen
    return (left + right) / 2, (top + bottom) / 2


def test_a_chooser_waits_behind_the_lock_screen(phone):
    phone.power.unlock("1234")
    _share(phone)
    where = _middle_of(phone, "Notes")
    phone.power.sleep()
    phone.power.wake()
    assert phone.windows.current_focus == LOCK
    assert "Just once" not in _texts(phone)
    phone.windows.tap(*where)
    assert phone.activities.resumed.package != NOTES
    phone.power.unlock("1234")
    assert "Just once" in _texts(phone)


def test_a_permission_question_and_a_crash_wait_too(phone):
    answers = []
    phone.windows.request_permission(NOTES, "android.permission.CAMERA", answers.append)
    with phone.crashes.guard(NOTES):
        raise ValueError("broken")
    assert phone.windows.current_focus == LOCK
    phone.windows.back()
    assert not answers
    assert phone.crashes.open
    phone.power.unlock("1234")
    assert phone.windows.current_focus.startswith("Application Error")


def test_the_power_menu_restarts_and_offers_no_calls_while_locked(phone):
    phone.windows.power_menu.open()
    assert {"Power off", "Restart"} <= _texts(phone)
    assert "Emergency" not in _texts(phone)
    boot = phone.boot_id
    phone.windows.tap(*_middle_of(phone, "Restart"))
    assert phone.boot_id != boot
    assert phone.windows.current_focus == LOCK
    assert not phone.windows.power_menu.is_open()


def test_the_lock_screen_stays_upright_and_the_app_behind_turns(phone):
    phone.settings.put("system", "user_rotation", "1")
    frame = phone.windows.frame
    assert frame.width < frame.height
    phone.power.unlock("1234")
    frame = phone.windows.frame
    assert frame.width > frame.height


def test_a_long_press_of_the_power_key_opens_the_menu_and_airplane_mode_is_read_from_its_setting(phone):
    out = BufferWriter()
    line = "input keyevent --longpress 26; settings put global airplane_mode_on 1; cmd connectivity airplane-mode"
    asyncio.run(phone.run_shell(line, stdin=BytesReader(b""), stdout=out, stderr=out, uid=2000))
    assert phone.windows.power_menu.is_open()
    assert phone.power.screen_on
    assert out.text() == "enabled\n"

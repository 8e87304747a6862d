"""The lock screen under a keyboard: what `input text 1234; input keyevent 66` does."""

from __future__ import annotations

from ainos.virtual_phone.phone import Phone


def _locked_phone() -> Phone:
    phone = Phone()
    phone.power.pin = "1234"
    phone.power.sleep()
    phone.power.wake()
    return phone


def test_a_typed_pin_and_enter_unlock():
    phone = _locked_phone()
    phone.windows.key(82)
    phone.windows.text("1234")
    phone.windows.key(66)
    assert not phone.power.locked


def test_a_wrong_pin_stays_locked_and_is_not_kept():
    phone = _locked_phone()
    phone.windows.text("9999")
    phone.windows.key(66)
    assert phone.power.locked
    phone.windows.text("12")
    phone.power.sleep()
    phone.power.wake()
    phone.windows.text("1234")
    phone.windows.key(66)
    assert not phone.power.locked


def test_digit_keys_and_backspace_reach_the_pin():
    phone = _locked_phone()
    for code in (8, 9, 10, 10, 67, 11, 66):
        phone.windows.key(code)
    assert not phone.power.locked


def test_menu_opens_a_lock_screen_without_pin():
    phone = Phone()
    phone.power.sleep()
    phone.power.wake()
    phone.windows.key(82)
    assert not phone.power.locked

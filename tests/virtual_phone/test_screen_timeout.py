"""The screen goes off when nobody touches the phone, and only then."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.phone import Phone


@pytest.fixture
def phone():
    return Phone()


def test_by_default_the_screen_stays_on_for_half_an_hour(phone):
    phone.clock.advance(29 * 60_000)
    assert phone.power.screen_on
    phone.clock.advance(2 * 60_000)
    assert not phone.power.screen_on
    assert phone.power.locked


@pytest.mark.parametrize("touch", [lambda w: w.tap(5, 1200), lambda w: w.key(19), lambda w: w.swipe(9, 900, 9, 800)])
def test_each_touch_begins_the_timeout_anew(phone, touch):
    phone.settings.put("system", "screen_off_timeout", "15000")
    for _ in range(4):
        phone.clock.advance(10_000)
        touch(phone.windows)
    assert phone.power.screen_on
    phone.clock.advance(15_100)
    assert not phone.power.screen_on
    phone.power.wake()
    phone.clock.advance(14_000)
    assert phone.power.screen_on


def test_setting_the_clock_forward_is_no_idleness(phone):
    phone.clock.set(phone.clock.now_ms() + 86_400_000)
    phone.clock.tick()
    assert phone.power.screen_on


def test_a_call_keeps_the_screen_on(phone):
    phone.settings.put("system", "screen_off_timeout", "15000")
    phone.telephony.place_call("+14155550101")
    phone.clock.advance(120_000)
    assert phone.power.screen_on


def test_stay_awake_counts_only_while_charging(phone):
    phone.settings.put("system", "screen_off_timeout", "15000")
    phone.settings.put("global", "stay_on_while_plugged_in", "3")
    phone.power.set_battery(ac=True)
    phone.clock.advance(60_000)
    assert phone.power.screen_on
    phone.power.unplug()
    phone.clock.advance(31_000)
    assert not phone.power.screen_on

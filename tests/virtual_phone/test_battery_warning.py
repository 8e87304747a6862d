"""Low battery: the notification, when it comes and goes, and what the battery reports beside what dumpsys set."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.phone import Phone


@pytest.fixture
def phone():
    return Phone()


def _warning(phone):
    return next((note for note in phone.notifications.active if note.tag == "low_battery"), None)


def test_it_comes_at_15_and_again_at_5_percent(phone):
    phone.power.set_battery(level=16)
    assert _warning(phone) is None
    phone.power.set_battery(level=15)
    assert (_warning(phone).title, _warning(phone).text) == ("Battery may run out soon", "15% remaining")
    phone.notifications.dismiss_all()
    phone.power.set_battery(level=12)
    assert _warning(phone) is None, "once is enough"
    phone.power.set_battery(level=5)
    assert _warning(phone).text == "5% remaining"


def test_a_charger_takes_it_away(phone):
    phone.power.set_hardware(level=9)
    assert _warning(phone) is not None
    phone.power.set_hardware(ac=True)
    assert _warning(phone) is None


def test_its_button_turns_battery_saver_on(phone):
    phone.power.set_battery(level=10)
    phone.windows.open_notifications()
    box = next(box for box in phone.windows.boxes() if box.node.text == "Turn on Battery Saver")
    left, top, right, bottom = box.seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)
    assert phone.power.saver
    assert _warning(phone) is None


def test_a_reset_goes_back_to_what_the_battery_reports(phone):
    phone.power.set_hardware(level=42)
    assert phone.power.battery.level == 42
    assert not phone.power.battery.updates_stopped
    phone.power.set_battery(level=7)
    phone.power.set_hardware(level=41)
    assert phone.power.battery.level == 7
    phone.power.reset_battery()
    assert phone.power.battery.level == 41
    assert not phone.power.battery.updates_stopped

from __future__ import annotations

import pytest

from ainos.virtual_phone.phone import Phone


@pytest.fixture
def phone() -> Phone:
    return Phone()


def kinds(phone: Phone) -> list[str]:
    return [entry.kind for entry in phone.ledger.entries]


def test_the_seeded_world_leaves_an_empty_ledger(phone):
    assert phone.ledger.entries == []


def test_a_sent_message_is_in_the_provider_and_in_the_ledger(phone):
    phone.telephony.send_sms("+14155550101", "hello")
    rows = phone.content.query("content://sms/sent", ["address", "body", "type"], "body=?", ["hello"])[1]
    assert [tuple(row) for row in rows] == [("+14155550101", "hello", 2)]
    (entry,) = phone.ledger.of("sms_sent")
    assert entry.facts == {"number": "+14155550101", "body": "hello"}


def test_nothing_is_sent_in_airplane_mode(phone):
    phone.connectivity.set_airplane(True)
    phone.telephony.send_sms("+14155550101", "lost")
    assert not phone.ledger.of("sms_sent")
    assert phone.ledger.of("sms_failed")
    assert phone.content.query("content://sms/sent", ["_id"], "body=?", ["lost"])[1] == []


def test_an_arriving_message_notifies_with_the_contacts_name(phone):
    phone.telephony.receive_sms("+14155550103", "are you there?")
    shown = phone.notifications.active[0]
    assert (shown.title, shown.text) == ("Bob Martin", "are you there?")
    assert len(phone.content.query("content://sms/inbox", ["_id"], "body='are you there?' AND read=0")[1]) == 1


def test_a_call_is_answered_ends_and_is_logged(phone):
    assert phone.telephony.place_call("+14155550104")
    assert phone.telephony.state == 2
    assert not phone.telephony.place_call("+14155550101")
    phone.clock.advance(10_000)
    assert phone.telephony.call.state == "active"
    phone.telephony.end_call()
    row = phone.content.query("content://call_log/calls", ["number", "type", "duration"], None, (), "_id DESC")[1][0]
    assert tuple(row) == ("+14155550104", 2, 6)
    assert kinds(phone).count("call_placed") == 1


def test_an_unanswered_call_is_missed_and_notified(phone):
    phone.telephony.receive_call("+14155550101")
    assert phone.telephony.state == 1
    phone.telephony.end_call(missed=True)
    assert phone.content.query("content://call_log/calls", ["type"], None, (), "_id DESC")[1][0][0] == 3
    assert phone.notifications.active[0].title == "Missed call"


def test_airplane_mode_turns_radios_off_and_brings_them_back(phone):
    phone.connectivity.set_bluetooth(False)
    phone.connectivity.set_airplane(True)
    assert [phone.settings.get("global", key) for key in ("airplane_mode_on", "wifi_on", "bluetooth_on")] == [
        "1",
        "0",
        "0",
    ]
    phone.connectivity.set_airplane(False)
    assert [phone.settings.get("global", key) for key in ("airplane_mode_on", "wifi_on", "bluetooth_on")] == [
        "0",
        "1",
        "0",
    ]


def test_volumes_stay_in_range_and_silence_the_ringer(phone):
    assert phone.audio.set_volume(3, 99) == 15
    assert phone.settings.get("system", "volume_music_speaker") == "15"
    phone.audio.set_volume(2, 0)
    assert phone.audio.ringer == 1


def test_alarms_fire_by_the_phones_clock_and_show_in_settings(phone):
    rang = []
    at = phone.clock.now_ms() + 3_600_000
    phone.alarms.set("com.google.android.deskclock", at, lambda: rang.append(phone.clock.now_ms()), alarm_clock=True)
    assert phone.settings.get("system", "next_alarm_formatted") == "Mon 10:00 AM"
    phone.clock.advance(3_600_000)
    assert len(rang) == 1
    assert phone.alarms.next_alarm_clock() is None


def test_a_pin_keeps_the_phone_locked(phone):
    phone.power.pin = "1234"
    phone.power.sleep()
    phone.power.wake()
    assert phone.power.locked
    assert not phone.power.unlock("0000")
    assert phone.power.unlock("1234")


def test_ongoing_notifications_survive_clear_all(phone):
    phone.notifications.post("com.android.settings", 1, "a", "b", ongoing=True)
    phone.notifications.post("com.android.settings", 2, "c", "d")
    phone.notifications.dismiss_all()
    assert [each.ident for each in phone.notifications.active] == [1]


def test_a_reboot_ends_apps_and_keeps_files(phone):
    phone.fs.write("/sdcard/keep", b"1")
    before = phone.boot_id
    phone.reboot()
    assert phone.fs.read("/sdcard/keep") == b"1"
    assert phone.boot_id != before
    assert phone.activities.resumed.package == "com.google.android.apps.nexuslauncher"


def test_a_reboot_restarts_what_runs_and_keeps_settings_packages_and_databases(phone):
    phone.settings.put("system", "font_scale", "1.3")
    phone.telephony.receive_sms("+14155550101", "kept")
    phone.telephony.receive_call("+14155550102")
    phone.power.sleep()
    phone.windows.open_notifications()
    phone.clipboard.set("gone")
    phone.clock.advance(60_000)
    wall = phone.clock.now_ms()
    phone.reboot()
    assert phone.settings.get("system", "font_scale") == "1.3"
    assert "kept" in str(phone.content.query("content://sms/inbox", ["body"])[1])
    assert phone.telephony.call is None
    assert phone.notifications.active == []
    assert phone.power.screen_on
    assert not phone.windows.shade.is_open()
    assert phone.clipboard.get() is None
    assert phone.clock.elapsed_ms() < 5000
    assert phone.clock.now_ms() >= wall


def test_boots_differ_even_with_one_seed():
    assert len({Phone(seed=3).boot_id for _ in range(3)}) == 3

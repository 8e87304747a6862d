"""Claims about the clock app: alarms, timers, stopwatch and the AlarmClock intents."""

from __future__ import annotations

import sqlite3

import pytest

from ainos.virtual_phone.apps.clock import day_bits

ALARMS = "content://com.android.deskclock/alarms"
TIMERS = "content://com.android.deskclock/timers"
DB = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"
EXTRA = "android.intent.extra.alarm."
SET_ALARM, SET_TIMER = "android.intent.action.SET_ALARM", "android.intent.action.SET_TIMER"
DISMISS, SHOW_ALARMS = "android.intent.action.DISMISS_ALARM", "android.intent.action.SHOW_ALARMS"
SHOW_TIMERS = "android.intent.action.SHOW_TIMERS"
HOUR_MS = 3_600_000


def set_alarm(hand, hour, minutes=0, **more):
    extras = {EXTRA + "HOUR": hour, EXTRA + "MINUTES": minutes, EXTRA + "SKIP_UI": True}
    hand.start(action=SET_ALARM, extras=extras | {EXTRA + name: value for name, value in more.items()})


def test_seeded_alarm_is_off_and_registers_nothing(hand):
    assert hand.rows(ALARMS, "hour", "minutes", "daysofweek", "enabled", "label") == [(6, 45, 31, 0, "Gym")]
    assert hand.phone.alarms.pending() == []


def test_set_alarm_intent_with_skip_ui_keeps_the_screen_and_registers_the_alarm(hand):
    before = hand.front
    set_alarm(hand, 7, 30, MESSAGE="Up")
    assert hand.front == before
    assert hand.rows(ALARMS, "hour", "minutes", "enabled", "label", where="label = 'Up'") == [(7, 30, 1, "Up")]
    (pending,) = hand.phone.alarms.pending()
    assert hand.phone.clock.local(pending.at_ms).isoformat() == "2026-03-17T07:30:00-07:00"
    assert pending.alarm_clock
    assert hand.phone.settings.get("system", "next_alarm_formatted") == "Tue 7:30 AM"


def test_skip_ui_leaves_the_user_in_the_app_they_were_in(hand):
    hand.start(action=SHOW_ALARMS).start("com.ainos.notes/.MainActivity")
    set_alarm(hand, 7, 30)
    assert hand.front == "com.ainos.notes/.MainActivity"


def test_set_alarm_without_skip_ui_shows_the_alarm(hand):
    hand.start(action=SET_ALARM, extras={EXTRA + "HOUR": 22, EXTRA + "MINUTES": 5})
    assert hand.front == "com.google.android.deskclock/com.android.deskclock.DeskClock"
    assert "10:05 PM" in hand.texts()


@pytest.mark.parametrize(("hour", "minutes"), [(25, 99), (-1, 0), ("x", 0), (7, 60)])
def test_impossible_times_set_no_alarm(hand, hour, minutes):
    set_alarm(hand, hour, minutes)
    assert len(hand.rows(ALARMS)) == 1


def test_alarm_set_twice_is_one_alarm(hand):
    set_alarm(hand, 7, 30)
    set_alarm(hand, 7, 30)
    assert len(hand.rows(ALARMS)) == 2


@pytest.mark.parametrize(
    ("days", "bits"), [([2, 3, 4, 5, 6], 31), ([1], 64), ([7, 1], 96), ("2,4", 5), (None, 0), ([9], 0)]
)
def test_extra_days_are_calendar_days(days, bits):
    assert day_bits(days) == bits


def test_repeating_alarm_skips_days_that_are_not_chosen(hand):
    set_alarm(hand, 8, 0, DAYS=[1])
    (pending,) = hand.phone.alarms.pending()
    assert hand.phone.clock.local(pending.at_ms).isoformat() == "2026-03-22T08:00:00-07:00"


def test_alarm_rings_over_everything_and_can_be_snoozed_and_dismissed(hand):
    set_alarm(hand, 9, 30, MESSAGE="Tea")
    hand.phone.clock.advance(HOUR_MS // 2)
    assert hand.front.endswith("AlarmActivity")
    assert "Tea" in hand.texts()
    hand.tap(desc="Snooze")
    assert len(hand.phone.alarms.pending()) == 1
    hand.phone.clock.advance(10 * 60_000)
    hand.tap(desc="Dismiss")
    assert hand.phone.alarms.pending() == []
    assert hand.rows(ALARMS, "label") == ["Gym"], "an alarm set without its screen is for single use"
    assert hand.phone.notifications.active == []


def test_alarm_that_nobody_stops_becomes_a_missed_alarm(hand):
    set_alarm(hand, 9, 30)
    hand.phone.clock.advance(HOUR_MS)
    assert [n.title for n in hand.phone.notifications.active] == ["Missed alarm"]


@pytest.mark.parametrize(
    "search",
    [
        {"SEARCH_MODE": "android.label", "MESSAGE": "pill"},
        {"SEARCH_MODE": "android.time", "HOUR": 9, "MINUTES": 0, "IS_PM": True},
        {"SEARCH_MODE": "android.next"},
    ],
)
def test_dismiss_intent_finds_the_alarm(hand, search):
    hand.start(action=SET_ALARM, extras={EXTRA + "HOUR": 21, EXTRA + "MINUTES": 0, EXTRA + "MESSAGE": "Pills"})
    hand.start(action=DISMISS, extras={EXTRA + name: value for name, value in search.items()})
    assert hand.rows(ALARMS, "enabled", where="label = 'Pills'") == [0]
    assert hand.phone.alarms.pending() == []


def test_alarm_is_added_with_the_time_picker_switched_off_and_deleted(hand):
    hand.start(action=SHOW_ALARMS).tap(desc="Add alarm").tap(text="PM").tap(text="OK")
    assert hand.rows(ALARMS, "hour", "minutes", "enabled", where="label = ''") == [(21, 0, 1)]
    hand.tap(desc="9:00 PM alarm")
    assert hand.rows(ALARMS, "enabled", where="label = ''") == [0]
    hand.tap(desc="Delete")
    assert hand.rows(ALARMS, "label") == ["Gym"]


def test_alarm_label_and_days_are_edited_on_the_card(hand):
    hand.start(action=SHOW_ALARMS).tap(desc="Expand alarm").tap(desc="Monday").tap(id="edit_label")
    hand.type(" early", id="edit_label_text").tap(text="OK")
    assert hand.rows(ALARMS, "daysofweek", "label") == [(30, "Gym early")]


def test_set_timer_intent_starts_a_timer_that_rings(hand):
    hand.start(action=SET_TIMER, extras={EXTRA + "LENGTH": 300, EXTRA + "MESSAGE": "Eggs", EXTRA + "SKIP_UI": True})
    assert hand.rows(TIMERS, "length_ms", "state", "label") == [(300_000, "running", "Eggs")]
    hand.phone.clock.advance(301_000)
    assert hand.rows(TIMERS, "state") == ["expired"]
    assert [n.title for n in hand.phone.notifications.active] == ["Time's up"]
    hand.start(action="android.intent.action.DISMISS_TIMER")
    assert hand.rows(TIMERS, "state") == []
    assert hand.phone.notifications.active == []


def test_timer_is_typed_started_paused_and_reset(hand):
    hand.start(action=SHOW_TIMERS)
    for key in ("1", "7", "5", "1", "1", "8"):
        hand.tap(text=key)
    assert hand.find(text="17h 51m 18s") is not None
    assert hand.find(desc="17 hours, 51 minutes, 18 seconds") is not None
    assert hand.rows(TIMERS) == []
    hand.tap(desc="Start").tap(desc="Pause")
    assert hand.rows(TIMERS, "state") == ["paused"]
    hand.tap(desc="Reset").tap(desc="Delete timer")
    assert hand.rows(TIMERS) == []


def test_stopwatch_measures_laps_and_resets(hand):
    hand.start(action="com.android.deskclock.action.START_STOPWATCH")
    hand.phone.clock.advance(12_000)
    hand.tap(desc="Lap").tap(desc="Pause")
    assert hand.texts().count("Stopwatch") >= 2
    assert hand.find(desc="Start") is not None
    assert hand.find(text="# 1") is not None
    hand.tap(desc="Reset")
    assert hand.find(text="00:00.00") is not None


def test_pushed_database_reschedules_the_alarms(hand):
    other = sqlite3.connect(":memory:")
    other.deserialize(hand.phone.fs.read(DB))
    other.execute("UPDATE alarm_templates SET enabled = 1")
    other.commit()
    hand.phone.fs.write(DB, other.serialize())
    other.close()
    assert [alarm.label for alarm in hand.phone.alarms.pending()] == ["Gym"]


def test_force_stop_silences_alarms_until_the_app_runs_again(hand):
    set_alarm(hand, 9, 30)
    hand.phone.activities.force_stop("com.google.android.deskclock")
    assert hand.phone.alarms.pending() == []
    hand.start("com.google.android.deskclock/com.android.deskclock.DeskClock")
    assert len(hand.phone.alarms.pending()) == 1


def test_an_alarm_rings_once_after_reboots(hand):
    set_alarm(hand, 9, 30)
    hand.phone.reboot()
    hand.phone.reboot()
    assert len(hand.phone.alarms.pending()) == 1
    hand.phone.clock.advance(HOUR_MS // 2 + 1000)
    assert len(hand.effects("alarm_fired")) == 1

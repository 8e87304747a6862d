"""Claims about Simple Calendar Pro: its screens, its rules for repeating, and a database that others rewrite."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.virtual_phone.apps.simple_calendar import MANIFEST
from ainos.virtual_phone.apps.simple_calendar.repetition import (
    DAY_S,
    LAST_DAY,
    MONTH_S,
    SAME_WEEKDAY,
    SAME_WEEKDAY_OR_LAST,
    WEEK_S,
    YEAR_S,
    first_rule,
    starts,
)
from ainos.virtual_phone.apps.simple_calendar.store import PATH, EventStore
from ainos.virtual_phone.intents import Intent
from ainos.virtual_phone.phone import Phone

PACKAGE = "com.simplemobiletools.calendar.pro"
MAIN = f"{PACKAGE}/.activities.MainActivity"


def at(day: int, hour: int = 9, month: int = 10) -> datetime:
    return datetime(2023, month, day, hour, tzinfo=UTC)


@pytest.fixture
def hand(hand):
    """A phone with this app, on Sunday 2023-10-15, 15:34 UTC."""
    phone = hand.phone
    phone.packages.install(MANIFEST)
    phone.set_timezone("UTC")
    phone.clock.set(int(at(15, 15).timestamp() + 34 * 60) * 1000)
    phone.settings.put("system", "time_12_24", "24")
    return hand.start(MAIN)


def rows(hand):
    """Return (title, start, end, interval, rule) as the file on the phone says it."""
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(hand.phone.fs.read(PATH))
        found = connection.execute("SELECT title, start_ts, end_ts, repeat_interval, repeat_rule FROM events")
        return [tuple(row) for row in found]


def new_event(hand):
    return hand.tap(id="calendar_fab").tap(id="fab_event_label")


def add(hand, title, *, repetition=""):
    """Add an event with the form as it comes: at the next hour of the day in view."""
    new_event(hand).type(title, id="event_title")
    if repetition:
        hand.tap(id="event_repetition").tap(text=repetition)
    return hand.tap(id="save")


def test_event_is_written_with_the_columns_of_the_app(hand):
    hand.tap(desc="October 24").tap(id="calendar_fab").tap(id="fab_event_label").type("Dentist", id="event_title")
    hand.tap(id="event_start_time").type("8", id="input_hour").type("30", id="input_minute").tap(text="OK")
    hand.tap(id="event_end_time").type("9", id="input_hour").type("15", id="input_minute").tap(text="OK").tap(id="save")
    assert rows(hand) == [("Dentist", at(24, 8).timestamp() + 1800, at(24).timestamp() + 900, 0, 0)]
    assert {"Dentist", "08:30 - 09:15"} <= set(hand.texts())


def test_weekly_event_follows_its_start_to_another_weekday(hand):
    new_event(hand).type("Run", id="event_title").tap(id="event_repetition").tap(text="Weekly")
    hand.tap(id="event_start_date").tap(desc="18 October 2023").tap(text="OK").tap(id="save")
    assert rows(hand)[0][3:] == (WEEK_S, 1 << 2)


def test_event_without_title_or_with_its_end_first_is_not_saved(hand):
    hand.tap(id="calendar_fab").tap(id="calendar_fab").tap(id="save")
    hand.type("Nap", id="event_title").tap(id="event_end_date").tap(desc="14 October 2023").tap(text="OK").tap(
        id="save"
    )
    assert rows(hand) == []


def test_unsaved_changes_are_not_lost_without_a_question(hand):
    new_event(hand).type("Nap", id="event_title").back().back().tap(text="Discard")
    assert rows(hand) == []
    assert hand.front == MAIN


def test_one_occurrence_of_a_series_is_deleted_and_the_others_stay(hand):
    add(hand, "Stand-up", repetition="Daily")
    hand.tap(desc="October 17, 1 event").tap(text="Stand-up").tap(id="delete").tap(text="Yes")
    store = EventStore(hand.phone)
    assert [bool(store.on_day(date(2023, 10, day))) for day in (16, 17, 18)] == [True, False, True]


def test_changing_one_occurrence_leaves_the_series_alone(hand):
    add(hand, "Stand-up", repetition="Daily")
    hand.tap(desc="October 17, 1 event").tap(text="Stand-up").type("!", id="event_title").tap(id="save")
    hand.tap(text="Edit the selected occurrence only")
    days = [EventStore(hand.phone).on_day(date(2023, 10, day))[0].event.title for day in (16, 17, 18)]
    assert days[0] == days[2] == "Stand-up" != days[1]


def test_chosen_events_are_deleted_together(hand):
    for title in ("One", "Two", "Three"):
        add(hand, title)
    hand.tap(desc="October 15, 3 events").hold(text="One").tap(text="Three").tap(id="cab_delete").tap(text="Yes")
    assert [row[0] for row in rows(hand)] == ["Two"]


def test_task_is_done_for_one_day_and_open_for_the_next(hand):
    hand.tap(id="calendar_fab").tap(id="fab_task_label").type("Water plants", id="task_title")
    hand.tap(id="task_repetition").tap(text="Daily").tap(id="save")
    hand.tap(desc="October 17, 1 event").tap(text="Water plants").tap(text="Mark completed")
    assert hand.find(desc="Task, done")
    hand.tap(desc="Next")
    assert hand.find(desc="Task")


def test_plus_menu_closes_without_a_form(hand):
    hand.tap(id="calendar_fab").back()
    assert hand.front == MAIN
    hand.tap(id="calendar_fab").tap(id="fab_extended_overlay")
    assert not hand.find(id="fab_task_label")


def test_search_finds_words_in_title_place_and_description(hand):
    new_event(hand).type("Concert", id="event_title").type("City Park", id="event_location").tap(id="save")
    hand.type("park", id="top_toolbar_search")
    assert "Concert" in hand.texts()
    hand.type("zzz", id="top_toolbar_search")
    assert "No items found." in hand.texts()


def test_reminder_comes_as_a_notification(hand):
    add(hand, "Call home")  # at 16:00, with the reminder 10 minutes before
    hand.phone.clock.advance(15 * 60_000)
    assert hand.phone.notifications.active == []
    hand.phone.clock.advance(2 * 60_000)
    assert [n.title for n in hand.phone.notifications.active] == ["Call home"]


def test_reminder_survives_a_reboot(hand):
    add(hand, "Call home")
    hand.phone.reboot()
    hand.phone.clock.advance(17 * 60_000)
    assert [n.title for n in hand.phone.notifications.active] == ["Call home"]


def test_database_is_there_from_the_first_start_on_and_not_before():
    phone = Phone()
    phone.packages.install(MANIFEST)
    phone.reboot()
    assert not phone.fs.exists(PATH)
    phone.activities.start(Intent(component=MAIN))
    assert phone.fs.exists(PATH)


def test_database_that_was_deleted_or_replaced_underneath_is_read_anew(hand):
    add(hand, "Mine")
    before = hand.phone.fs.read(PATH)
    hand.phone.fs.remove(PATH)
    hand.phone.windows.invalidate()
    assert "October 15" in hand.texts()
    hand.phone.fs.write(PATH, before)
    hand.phone.windows.invalidate()
    assert "October 15, 1 event" in hand.texts()


@pytest.mark.parametrize(
    ("interval_s", "rule", "limit", "days"),
    [
        (0, 0, 0, ["10-09"]),
        (2 * DAY_S, 0, -3, ["10-09", "10-11", "10-13"]),
        (WEEK_S, 0b10001, int(at(20).timestamp()), ["10-09", "10-13", "10-16", "10-20"]),
        (MONTH_S, SAME_WEEKDAY, -3, ["10-09", "11-13", "12-11"]),
        (MONTH_S, SAME_WEEKDAY_OR_LAST, -2, ["10-30", "11-27"]),
        (MONTH_S, LAST_DAY, -3, ["10-31", "11-30", "12-31"]),
        (YEAR_S, 1, -2, ["10-09", "10-09"]),
    ],
)
def test_rules_give_their_days(interval_s, rule, limit, days):
    found = starts(at(9), interval_s, rule, limit, at(31, month=12).replace(year=2024))
    assert [f"{moment:%m-%d}" for moment in found] == days


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([DAY_S, 3 * DAY_S, WEEK_S, 2 * WEEK_S, MONTH_S, 2 * MONTH_S, YEAR_S]),
)
def test_series_begin_with_their_start_and_keep_the_time_of_day(start, interval_s):
    found = list(starts(start, interval_s, first_rule(interval_s, start), -5, datetime(2100, 1, 1, tzinfo=UTC)))
    assert found[0] == start
    assert found == sorted(set(found))
    assert {moment.time() for moment in found} == {start.time()}

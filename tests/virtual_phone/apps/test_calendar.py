"""Claims about the calendar app."""

from __future__ import annotations

EVENTS = "content://com.android.calendar/events"
MAIN = "com.google.android.calendar/com.android.calendar.AllInOneActivity"
INSERT = "android.intent.action.INSERT"
TUESDAY_11 = 1773770400000


def test_month_marks_days_and_agenda_lists_the_chosen_day(hand):
    hand.start(MAIN)
    assert "Team stand-up" in hand.texts()
    hand.tap(desc="Wednesday, Mar 18, 2026, 2 events")
    assert "Lunch with Alice" in hand.texts()


def test_insert_intent_prefills_and_save_adds_one_event(hand):
    extras = {
        "title": "Dentist",
        "beginTime": TUESDAY_11,
        "endTime": TUESDAY_11 + 1_800_000,
        "eventLocation": "3 Mill Lane",
    }
    hand.start(action=INSERT, data=EVENTS, extras=extras)
    assert {"Dentist", "3 Mill Lane", "11:00 AM", "11:30 AM"} <= set(hand.texts())
    assert hand.rows(EVENTS, "_id", where="title = 'Dentist'") == []
    hand.tap(text="Save")
    assert hand.rows(EVENTS, "dtstart", "dtend", "eventLocation", "allDay", where="title = 'Dentist'") == [
        (TUESDAY_11, TUESDAY_11 + 1_800_000, "3 Mill Lane", 0)
    ]


def test_new_event_by_hand_with_time_and_repetition(hand):
    hand.start(MAIN).tap(desc="Create new event").type("Swim", text="Add title").back()
    hand.tap(id="begin_time").tap(text="PM").tap(text="OK").tap(text="Does not repeat").tap(text="Every week")
    hand.tap(text="Save")
    ((start, end, duration, rule),) = hand.rows(EVENTS, "dtstart", "dtend", "duration", "rrule", where="title = 'Swim'")
    assert hand.phone.clock.local(start).isoformat() == "2026-03-16T22:00:00-07:00"
    assert (end, duration, rule) == (None, "P3600S", "FREQ=WEEKLY")


def test_all_day_event_is_kept_at_midnight_utc(hand):
    hand.start(action=INSERT, data=EVENTS, extras={"title": "Fair", "beginTime": TUESDAY_11, "allDay": True})
    hand.tap(text="Save")
    ((start, end, zone),) = hand.rows(EVENTS, "dtstart", "dtend", "eventTimezone", where="title = 'Fair'")
    assert (start % 86_400_000, end - start, zone) == (0, 86_400_000, "UTC")
    hand.start(MAIN).tap(desc="Tuesday, Mar 17, 2026, 3 events")
    assert "Fair" in hand.texts()


def test_event_is_edited_and_deleted_after_a_question(hand):
    hand.start(action="android.intent.action.VIEW", data=f"{EVENTS}/2").tap(desc="Edit event")
    hand.type(" two", id="title").tap(text="Save")
    assert hand.rows(EVENTS, "title", where="_id = 2") == ["Project review two"]
    hand.tap(desc="Delete event").tap(text="Cancel").tap(desc="Delete event").tap(text="Delete")
    assert hand.rows(EVENTS, "_id", where="_id = 2") == []
    assert hand.effects("event_deleted")[0]["title"] == "Project review two"


def test_one_day_of_a_repeating_event_can_go_alone(hand):
    hand.start(MAIN).tap(desc="Tuesday, Mar 17, 2026, 2 events").tap(text="Team stand-up")
    hand.tap(desc="Delete event").tap(text="This event")
    hand.tap(desc="Tuesday, Mar 17, 2026, 1 event")
    assert "Team stand-up" not in hand.texts()
    hand.tap(desc="Monday, Mar 16, 2026, 1 event")
    assert "Team stand-up" in hand.texts()


def test_view_of_a_time_opens_that_day(hand):
    hand.start(action="android.intent.action.VIEW", data="content://com.android.calendar/time/1774656000000")
    assert "Friday, Mar 27, 2026" in hand.texts()


def test_event_can_be_saved_after_the_calendar_storage_was_wiped(hand):
    hand.phone.packages.clear("com.android.providers.calendar")
    hand.start(action=INSERT, data=EVENTS, extras={"title": "First", "beginTime": TUESDAY_11}).tap(text="Save")
    assert hand.rows(EVENTS, "title", "calendar_displayName") == [("First", "Personal")]
    assert len(hand.effects("event_added")) == 1

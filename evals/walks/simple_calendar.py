"""Walks through Simple Calendar Pro: events added and deleted, and questions about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from .dates import NOW, TODAY, coming_day, read_day, read_time
from .lists import read_rows
from .own_database import Row, epoch_s, fill, question
from .walk import Params, Walk

if TYPE_CHECKING:
    from .access import PhoneAccess
    from .screen import Screen

PACKAGE = "com.simplemobiletools.calendar.pro"
MAIN = f"{PACKAGE}/.activities.MainActivity"
DATABASE = f"/data/data/{PACKAGE}/databases/events.db"
_ID = f"{PACKAGE}:id/"
_WHEN = re.compile(r"(\d{1,2}:\d{2}(?: [AP]M)?)(?: \(([A-Z][a-z]{2} \d{1,2})\))?")


@dataclass(frozen=True, slots=True)
class _Shown:
    """One event as a day's list shows it."""

    title: str
    begin: datetime
    end: datetime


# -- finding the way ---------------------------------------------------------------------------------------------


def _open(screen: Screen) -> None:
    screen.open_app(PACKAGE)
    screen.find(resourceId=_ID + "calendar_fab")


def _pick_day(screen: Screen, day: date) -> None:
    """Turn the date dialog to a day and confirm it."""
    wanted = f"{day:%B %Y}"
    for _ in range(48):
        shown = screen.text_of(resourceId=_ID + "month_name")
        if shown == wanted:
            break
        forward = datetime.strptime(shown, "%B %Y").date() < day
        screen.tap(resourceId="android:id/next" if forward else "android:id/prev")
    screen.tap(description=f"{day:%d %B %Y}")
    screen.tap(text="OK")


def _open_day(screen: Screen, day: date) -> None:
    """Open the list of a day from the month."""
    if not screen.exists(resourceId=_ID + "top_value", text=f"{day:%B}"):
        screen.tap(description="More options")
        screen.tap(text="Go to date")
        _pick_day(screen, day)
    screen.tap(resourceId=_ID + "month_view_background", descriptionMatches=rf"{day:%B} {day.day}(, \d+ events?)?")
    screen.find(resourceId=_ID + "day_events")


def _read_day(screen: Screen, day: date) -> list[_Shown]:
    """Read the list of the day that is open, in its order."""
    lines = read_rows(screen, _ID + "event_item_holder", _ID + "day_events", ("event_item_title", "event_item_time"))
    found = [_shown(line["event_item_title"], line["event_item_time"], day) for line in lines]
    return sorted(found, key=lambda event: event.begin)


def _shown(title: str, when: str, day: date) -> _Shown:
    moments = [
        datetime.combine(read_day(other) if other else day, read_time(clock)) for clock, other in _WHEN.findall(when)
    ] or [datetime.combine(day, time())]
    return _Shown(title, moments[0], moments[-1])


def _events_of(screen: Screen, day: date) -> list[_Shown]:
    _open(screen)
    _open_day(screen, day)
    return _read_day(screen, day)


def _titles(events: list[_Shown]) -> str:
    return ", ".join(event.title for event in events)


# -- adding ------------------------------------------------------------------------------------------------------


def _add(screen: Screen, params: Params, day: date, repetition: str = "") -> None:
    begin = datetime.combine(day, time(int(params["hour"])))
    end = begin + timedelta(minutes=int(params["duration_mins"]))
    _open(screen)
    screen.tap(resourceId=_ID + "calendar_fab")
    screen.tap(resourceId=_ID + "fab_event_label")
    screen.type_into(params["event_title"], resourceId=_ID + "event_title")
    screen.type_into(params["event_description"], resourceId=_ID + "event_description")
    for which, moment in (("start", begin), ("end", end)):
        screen.scroll_to(resourceId=f"{_ID}event_{which}_time")
        screen.tap(resourceId=f"{_ID}event_{which}_date")
        _pick_day(screen, moment.date())
        screen.tap(resourceId=f"{_ID}event_{which}_time")
        _pick_time(screen, moment.time())
    if repetition:
        screen.scroll_to(resourceId=_ID + "event_repetition")
        screen.tap(resourceId=_ID + "event_repetition")
        screen.tap(text=repetition)
    screen.tap(resourceId=_ID + "save")
    screen.find(resourceId=_ID + "calendar_fab")


def _pick_time(screen: Screen, moment: time) -> None:
    """Write a time into the time dialog, in whichever style it is, and confirm it."""
    by_halves = screen.exists(text="AM", className="android.widget.RadioButton")
    if by_halves:
        screen.tap(text="AM" if moment.hour < 12 else "PM")
    screen.type_into(str(moment.hour % 12 or 12 if by_halves else moment.hour), resourceId="android:id/input_hour")
    screen.type_into(f"{moment.minute:02d}", resourceId="android:id/input_minute")
    screen.tap(text="OK")


def _named_day(params: Params) -> date:
    return date(int(params["year"]), int(params["month"]), int(params["day"]))


def _add_on_date(screen: Screen, params: Params) -> None:
    _add(screen, params, _named_day(params))


def _add_on_weekday(screen: Screen, params: Params) -> None:
    _add(screen, params, coming_day(f"this {params['day_of_week']}"))


def _add_tomorrow(screen: Screen, params: Params) -> None:
    _add(screen, params, TODAY + timedelta(days=1))


def _add_in_two_weeks(screen: Screen, params: Params) -> None:
    _add(screen, params, TODAY + timedelta(days=14))


def _add_repeating(screen: Screen, params: Params) -> None:
    _add(screen, params, _named_day(params), {"daily": "Daily", "weekly": "Weekly"}[params["repeat_rule"]])


# -- deleting ----------------------------------------------------------------------------------------------------


def _delete_open_event(screen: Screen) -> None:
    screen.tap(resourceId=_ID + "delete")
    screen.tap(text="Yes")
    screen.find(resourceId=_ID + "day_events")


def _delete_day(screen: Screen, day: date) -> None:
    _open(screen)
    _open_day(screen, day)
    while screen.exists(resourceId=_ID + "event_item_holder"):
        screen.tap(resourceId=_ID + "event_item_holder", instance=0)
        _delete_open_event(screen)


def _delete_on_date(screen: Screen, params: Params) -> None:
    _delete_day(screen, _named_day(params))


def _delete_on_weekday(screen: Screen, params: Params) -> None:
    _delete_day(screen, coming_day(f"this {params['day_of_week']}"))


def _delete_one(screen: Screen, params: Params) -> None:
    _open(screen)
    _open_day(screen, _named_day(params))
    screen.scroll_to(resourceId=_ID + "event_item_title", text=params["event_title"])
    screen.tap(resourceId=_ID + "event_item_title", text=params["event_title"])
    _delete_open_event(screen)


# -- questions ---------------------------------------------------------------------------------------------------


def _ask_day(screen: Screen, params: Params) -> str:
    return _titles(_events_of(screen, coming_day(params["date"])))


def _ask_next(screen: Screen, params: Params) -> str:
    _open(screen)
    for ahead in range(60):
        day = TODAY + timedelta(days=ahead)
        if ahead == 0:
            _open_day(screen, day)
        else:
            screen.tap(resourceId=_ID + "top_right_arrow")
        coming = [event for event in _read_day(screen, day) if event.begin >= NOW]
        if coming:
            return _titles([event for event in coming if event.begin == coming[0].begin])
    return ""


def _ask_moment(screen: Screen, params: Params) -> str:
    day = coming_day(params["date"])
    moment = datetime.combine(day, read_time(params["time"]))
    return _titles([e for e in _events_of(screen, day) if e.begin == moment or e.begin <= moment < e.end])


def _ask_first_after(screen: Screen, params: Params) -> str:
    day = coming_day(params["date"])
    start = datetime.combine(day, read_time(params["time"]))
    later = [event for event in _events_of(screen, day) if event.begin >= start]
    return _titles([event for event in later if event.begin == later[0].begin])


def _ask_range(screen: Screen, params: Params) -> str:
    day = coming_day(params["date"])
    first, last = datetime.combine(day, read_time(params["start_time"])), datetime.combine(day, time(20))
    return _titles([event for event in _events_of(screen, day) if first <= event.begin <= last])


def _ask_week(screen: Screen, params: Params) -> str:
    monday = coming_day("this Monday")
    found = _events_of(screen, monday)
    for ahead in range(1, 7):
        screen.tap(resourceId=_ID + "top_right_arrow")
        found += _read_day(screen, monday + timedelta(days=ahead))
    return _titles(found)


def _search(screen: Screen, words: str) -> None:
    _open(screen)
    screen.type_into(words, resourceId=_ID + "top_toolbar_search")
    screen.find(resourceId=_ID + "search_results_list")


def _ask_person(screen: Screen, params: Params) -> str:
    name = f".*\\bwith {re.escape(params['person'])}\\b.*"
    _search(screen, params["person"])
    screen.scroll_to(resourceId=_ID + "event_item_title", textMatches=name)
    found = len(screen.texts(resourceId=_ID + "event_item_title", textMatches=name))
    moments: list[datetime] = []
    for at in range(found):
        screen.tap(resourceId=_ID + "event_item_title", textMatches=name, instance=at)
        day = read_day(screen.text_of(resourceId=_ID + "event_start_date"))
        clock = read_time(screen.text_of(resourceId=_ID + "event_start_time"))
        moments.append(datetime.combine(_with_year(screen, day), clock))
        screen.back()
        screen.find(resourceId=_ID + "search_results_list")
    coming = sorted(moment for moment in moments if moment >= NOW)
    moment = coming[0] if coming else max(moments)
    return f"{moment:%B} {moment.day} {moment:%Y %H:%M}"


def _with_year(screen: Screen, day: date) -> date:
    """Take the year from the end of the editor's date."""
    return day.replace(year=int(screen.text_of(resourceId=_ID + "event_start_date")[-4:]))


def _ask_place(screen: Screen, params: Params) -> str:
    _search(screen, params["title"])
    screen.scroll_to(resourceId=_ID + "event_item_title", text=params["title"])
    screen.tap(resourceId=_ID + "event_item_title", text=params["title"])
    return screen.text_of(resourceId=_ID + "event_location")


# -- starting states and checks of the examples --------------------------------------------------------------------


def _event(day: int, hour: int, minutes: int, title: str, **more: str | int) -> Row:
    start = epoch_s(day, hour)
    numbers = dict.fromkeys(
        ("reminder_1_type", "reminder_2_type", "reminder_3_type", "repeat_interval", "repeat_rule", "repeat_limit",
         "flags", "parent_id", "last_updated", "availability", "color", "type"), 0
    )  # fmt: skip
    texts = dict.fromkeys(("location", "description", "attendees", "import_id"), "")
    return {
        **numbers, **texts, "start_ts": start, "end_ts": start + minutes * 60, "title": title, "event_type": 1,
        "reminder_1_minutes": -1, "reminder_2_minutes": -1, "reminder_3_minutes": -1, "time_zone": "UTC",
        "repetition_exceptions": "[]", "source": "imported-ics", **more,
    }  # fmt: skip


_OTHERS = (
    _event(4, 9, 45, "Call with HR"), _event(15, 8, 30, "Review session for Campaign"),
    _event(16, 23, 60, "Workshop on Budget Planning"), _event(18, 11, 15, "Catch up on Project X"),
    _event(23, 13, 30, "Meeting with Bob"), _event(25, 7, 60, "Appointment for Annual Report", location="Room 2"),
    _event(31, 16, 45, "Call with Alice"),
)  # fmt: skip
_RIGHT = {"event_title": "Call with the Team", "event_description": "We will review contract details. Snacks will be "
          "provided.", "duration_mins": 45, "hour": 23, "year": 2023, "month": 10}  # fmt: skip


def _others(access: PhoneAccess, params: Params) -> None:
    fill(access, MAIN, DATABASE, "events", _OTHERS)


def _with(*events: Row) -> Callable[[PhoneAccess, Params], None]:
    return lambda access, params: fill(access, MAIN, DATABASE, "events", (*_OTHERS, *events))


def _rows(access: PhoneAccess) -> list[tuple[object, ...]]:
    columns = "title, start_ts, end_ts, description, repeat_interval, repeat_rule"
    return list(access.rows(DATABASE, f"SELECT {columns} FROM events ORDER BY id"))


def _told(event: Row) -> tuple[object, ...]:
    names = ("title", "start_ts", "end_ts", "description", "repeat_interval", "repeat_rule")
    return tuple(event[name] for name in names)


def _adding(
    task: str, when: str, day: int, walk: Callable[[Screen, Params], None], interval_s: int = 0, rule: int = 0,
    **params: object,
) -> Walk:  # fmt: skip
    given = {**_RIGHT, "day": day, **params}
    title, minutes = str(given["event_title"]), int(str(given["duration_mins"]))
    wanted = _event(day, 23, minutes, title, description=str(given["event_description"]),
                    repeat_interval=interval_s, repeat_rule=rule)  # fmt: skip

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        found = _rows(access)
        return "" if found == [_told(each) for each in (*_OTHERS, wanted)] else f"events: {found}"

    goal = (f"In Simple Calendar Pro, create a calendar event {when} at 23h with the title '{title}' and the "
            f"description '{given['event_description']}'. The event should last for {minutes} mins.")  # fmt: skip
    return Walk(task, goal, given, _others, walk, check)


def _deleting(
    task: str, goal: str, events: tuple[Row, ...], walk: Callable[[Screen, Params], None], **params: object
) -> Walk:
    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        found = _rows(access)
        return "" if found == [_told(each) for each in _OTHERS] else f"events: {found}"

    return Walk(task, f"In Simple Calendar Pro, {goal}", {"year": 2023, "month": 10, **params}, _with(*events), walk,
                check)  # fmt: skip


def _asking(
    task: str, goal: str, right: str, events: tuple[Row, ...], walk: Callable[[Screen, Params], str], **params: str
) -> Walk:
    return question(task, f"{goal} in Simple Calendar Pro?", params, right.split(", "), _with(*events), walk)


_LUNCH, _DEMO, _GYM = _event(20, 12, 60, "Team lunch"), _event(20, 15, 45, "Product demo"), _event(20, 20, 30, "Gym")

WALKS = (
    _adding("SimpleCalendarAddOneEvent", "on 2023-10-24", 24, _add_on_date),
    _adding("SimpleCalendarAddOneEventRelativeDay", "for this Friday", 20, _add_on_weekday, day_of_week="Friday"),
    _adding("SimpleCalendarAddOneEventTomorrow", "for tomorrow", 16, _add_tomorrow, duration_mins=60),
    _adding("SimpleCalendarAddOneEventInTwoWeeks", "in two weeks from today", 29, _add_in_two_weeks),
    _adding("SimpleCalendarAddRepeatingEvent", "that recurs weekly, starting on 2023-10-24", 24, _add_repeating,
            604_800, 1 << 1, repeat_rule="weekly"),
    _deleting("SimpleCalendarDeleteEvents", "delete all the calendar events on 2023-10-20", (_LUNCH, _DEMO, _GYM),
              _delete_on_date, day=20),
    _deleting("SimpleCalendarDeleteEventsOnRelativeDay", "delete all events scheduled for this Friday.",
              (_LUNCH, _DEMO), _delete_on_weekday, day_of_week="Friday"),
    _deleting("SimpleCalendarDeleteOneEvent", "delete the calendar event on 2023-10-23 at 15h with the title 'Gym'",
              (_event(23, 15, 30, "Gym"),), _delete_one, day=23, hour=15, event_title="Gym"),
    _asking("SimpleCalendarEventsOnDate", "What events do I have this Friday", "Team lunch", (_LUNCH,), _ask_day,
            date="this Friday"),
    _asking("SimpleCalendarAnyEventsOnDate", "Do I have any events October 20", "Team lunch, Product demo, Gym",
            (_LUNCH, _DEMO, _GYM), _ask_day, date="October 20"),
    _asking("SimpleCalendarEventOnDateAtTime", "What is on my schedule for Friday at 3pm", "Product demo",
            (_LUNCH, _DEMO, _GYM), _ask_moment, date="Friday", time="3pm"),
    _asking("SimpleCalendarFirstEventAfterStartTime", "What is my first event after 1:30pm October 20 2023",
            "Product demo", (_LUNCH, _DEMO, _GYM), _ask_first_after, date="October 20 2023", time="1:30pm"),
    _asking("SimpleCalendarEventsInTimeRange", "Do I have any events between 11:30am and 8pm this Friday",
            "Team lunch, Product demo, Gym", (_LUNCH, _DEMO, _GYM), _ask_range, date="this Friday",
            start_time="11:30am"),
    _asking("SimpleCalendarEventsInNextWeek", "What events do I have in the next week",
            "Workshop on Budget Planning, Catch up on Project X, Team lunch, Gym", (_LUNCH, _GYM), _ask_week),
    _asking("SimpleCalendarNextEvent", "What is my next upcoming event", "Concert", (_event(15, 21, 90, "Concert"),),
            _ask_next),
    _asking("SimpleCalendarNextMeetingWithPerson", "When is my next meeting with Amanda", "October 27 2023 09:00",
            (_event(27, 9, 30, "Drinks with Amanda"), _event(3, 9, 30, "Drinks with Amanda")), _ask_person,
            person="Amanda"),
    _asking("SimpleCalendarLocationOfEvent", "What is the location of my Concert event", "City Park",
            (_event(26, 19, 90, "Concert", location="City Park"),), _ask_place, title="Concert"),
)  # fmt: skip

"""The events and tasks of Simple Calendar Pro, in its own database. A task is an event of no length that can be done.

Knows: events.db with the app's columns, which events fall on a day, and what deleting one occurrence means.
Does not know: screens. Reads the database anew each time, since it may be replaced underneath.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from ...providers.database import Database, insert_row, update_rows
from ...providers.rows import RowDict, number, words
from ...services.content import Value
from ..app_data import app_database
from .repetition import starts

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.simplemobiletools.calendar.pro"
MAIN_CLASS = f"{PACKAGE}.activities.MainActivity"
EVENT_CLASS = f"{PACKAGE}.activities.EventActivity"
TASK_CLASS = f"{PACKAGE}.activities.TaskActivity"
PATH = f"/data/data/{PACKAGE}/databases/events.db"
NO_REMINDER = -1
ALL_DAY_FLAG, DONE_FLAG = 1, 8
EVENT_TYPE, TASK_TYPE = 0, 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, start_ts INTEGER NOT NULL,
  end_ts INTEGER NOT NULL, title TEXT NOT NULL, location TEXT NOT NULL, description TEXT NOT NULL,
  reminder_1_minutes INTEGER NOT NULL, reminder_2_minutes INTEGER NOT NULL, reminder_3_minutes INTEGER NOT NULL,
  reminder_1_type INTEGER NOT NULL, reminder_2_type INTEGER NOT NULL, reminder_3_type INTEGER NOT NULL,
  repeat_interval INTEGER NOT NULL, repeat_rule INTEGER NOT NULL, repeat_limit INTEGER NOT NULL,
  repetition_exceptions TEXT NOT NULL, attendees TEXT NOT NULL, import_id TEXT NOT NULL, time_zone TEXT NOT NULL,
  flags INTEGER NOT NULL, event_type INTEGER NOT NULL, parent_id INTEGER NOT NULL, last_updated INTEGER NOT NULL,
  source TEXT NOT NULL, availability INTEGER NOT NULL, color INTEGER NOT NULL, type INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS event_types (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,
  color INTEGER NOT NULL, caldav_calendar_id INTEGER NOT NULL, caldav_display_name TEXT NOT NULL,
  caldav_email TEXT NOT NULL, type INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tasks (id INTEGER PRIMARY KEY AUTOINCREMENT, task_id INTEGER NOT NULL,
  start_ts INTEGER NOT NULL, flags INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS widgets (id INTEGER PRIMARY KEY AUTOINCREMENT, widget_id INTEGER NOT NULL,
  period INTEGER NOT NULL);
INSERT OR IGNORE INTO event_types VALUES (1, 'Regular event', -15108398, 0, '', '', 0);
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One event or repeating series. start_s, end_s: epoch seconds. repeat_*: see repetition.py.

    exceptions: days without the series, as YYYYMMDD. reminders: minutes before the start; NO_REMINDER is none.
    """

    start_s: int
    end_s: int
    title: str = ""
    location: str = ""
    description: str = ""
    repeat_s: int = 0
    repeat_rule: int = 0
    repeat_limit: int = 0
    exceptions: tuple[str, ...] = ()
    reminders: tuple[int, int, int] = (NO_REMINDER, NO_REMINDER, NO_REMINDER)
    all_day: bool = False
    is_task: bool = False
    ident: int = 0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event as it takes place once, in the phone's time zone."""

    event: Event
    begin: datetime
    end: datetime
    is_done: bool = False

    @property
    def key(self) -> tuple[int, datetime]:
        """Return what tells this occurrence from all others."""
        return self.event.ident, self.begin

    @property
    def last_day(self) -> date:
        """Return the last day that it touches; an end at midnight does not touch the new day."""
        return max(self.begin, self.end - timedelta(seconds=1)).date()


class EventStore:
    """Reads and changes events."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return events_database(self._phone)

    def all(self) -> list[Event]:
        """Return every event and task by start."""
        rows = self._database.rows("SELECT * FROM events ORDER BY start_ts, id")
        return [_event(dict(row)) for row in rows]

    def get(self, ident: int) -> Event | None:
        """Return one event, or None."""
        rows = self._database.rows("SELECT * FROM events WHERE id = ?", (ident,))
        return _event(dict(rows[0])) if rows else None

    def between(self, first: date, last: date) -> list[Occurrence]:
        """Return what takes place on these days (inclusive), by start, all-day events of a day first."""
        zone = ZoneInfo(self._phone.clock.timezone)
        until = datetime.combine(last, time.max, zone)
        done = self._done()
        found = [o for event in self.all() for o in _occurrences(event, zone, until, done) if o.last_day >= first]
        return sorted(found, key=lambda o: (o.begin.date(), not o.event.all_day, o.begin, o.event.title))

    def on_day(self, day: date) -> list[Occurrence]:
        """Return what takes place on a day."""
        return self.between(day, day)

    def search(self, wanted: str) -> list[Occurrence]:
        """Return events with these words in title, place or description, of a series the coming occurrence."""
        zone, now = ZoneInfo(self._phone.clock.timezone), self._phone.clock.now()
        found: list[Occurrence] = []
        done = self._done()
        for event in self.all():
            if wanted.casefold() in f"{event.title}\n{event.location}\n{event.description}".casefold():
                until = now + timedelta(days=366) if event.repeat_s else datetime.fromtimestamp(event.start_s, zone)
                times = list(_occurrences(event, zone, until, done))
                coming = [o for o in times if o.end >= now]
                found += coming[:1] or times[-1:]
        return sorted(found, key=lambda o: (o.begin, o.event.title))

    def save(self, event: Event) -> int:
        """Add an event (ident 0) or replace it, and return its number."""
        values: dict[str, Value] = {
            "start_ts": event.start_s, "end_ts": event.end_s, "title": event.title, "location": event.location,
            "description": event.description, "repeat_interval": event.repeat_s, "repeat_rule": event.repeat_rule,
            "repeat_limit": event.repeat_limit, "repetition_exceptions": json.dumps(event.exceptions),
            "flags": ALL_DAY_FLAG if event.all_day else 0, "last_updated": self._phone.clock.now_ms(),
            "time_zone": self._phone.clock.timezone, "type": TASK_TYPE if event.is_task else EVENT_TYPE,
            **{f"reminder_{at}_minutes": minutes for at, minutes in enumerate(event.reminders, 1)},
        }  # fmt: skip
        with self._database.transaction() as connection:
            if event.ident:
                update_rows(connection, "events", values, "id = ?", (event.ident,))
                ident = event.ident
            else:
                ident = insert_row(connection, "events", {**self._constants(), **values})
        self._note("event_changed" if event.ident else "event_added", replace(event, ident=ident))
        return ident

    def _constants(self) -> dict[str, Value]:
        """Return the columns of a new event that nobody chooses."""
        zeros = ("reminder_1_type", "reminder_2_type", "reminder_3_type", "parent_id", "availability", "color")
        import_id = f"{self._phone.random.getrandbits(128):032x}{self._phone.clock.now_ms()}"
        return {**dict.fromkeys(zeros, 0), "attendees": "", "import_id": import_id, "event_type": 1,
                "source": "simple-calendar"}  # fmt: skip

    def delete(self, event: Event) -> None:
        """Delete an event with all its occurrences."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM events WHERE id = ? OR parent_id = ?", (event.ident, event.ident))
            connection.execute("DELETE FROM tasks WHERE task_id = ?", (event.ident,))
        self._note("event_deleted", event)

    def delete_occurrence(self, occurrence: Occurrence) -> None:
        """Delete one occurrence of a series."""
        event = occurrence.event
        self.save(replace(event, exceptions=(*event.exceptions, f"{occurrence.begin:%Y%m%d}")))

    def delete_from(self, occurrence: Occurrence) -> None:
        """End a series before an occurrence; the whole series goes when it is the first one."""
        event = occurrence.event
        if int(occurrence.begin.timestamp()) <= event.start_s:
            self.delete(event)
        else:
            self.save(replace(event, repeat_limit=int(occurrence.begin.timestamp()) - 1))

    def set_done(self, occurrence: Occurrence, done: bool) -> None:
        """Mark one occurrence of a task as done, or as open again."""
        task, start_s = occurrence.event, int(occurrence.begin.timestamp())
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM tasks WHERE task_id = ? AND start_ts = ?", (task.ident, start_s))
            if done:
                flags = DONE_FLAG | (ALL_DAY_FLAG if task.all_day else 0)
                insert_row(connection, "tasks", {"task_id": task.ident, "start_ts": start_s, "flags": flags})
        self._note("task_done" if done else "task_reopened", task)

    def _done(self) -> set[tuple[int, int]]:
        """Return (task, start) of the occurrences that are done."""
        rows = self._database.rows("SELECT task_id, start_ts FROM tasks WHERE flags & ?", (DONE_FLAG,))
        return {(int(row["task_id"]), int(row["start_ts"])) for row in rows}

    def _note(self, kind: str, event: Event) -> None:
        begin = self._phone.clock.local(event.start_s * 1000).isoformat()
        self._phone.ledger.append(kind, title=event.title, begin=begin, event_id=event.ident, package=PACKAGE)


def events_database(phone: Phone) -> Database:
    """Return the app's database, made when it is missing."""
    return app_database(phone, PACKAGE, "events.db", _SCHEMA, version=8)


def _occurrences(
    event: Event, zone: ZoneInfo, until: datetime, done: Collection[tuple[int, int]]
) -> Iterator[Occurrence]:
    begin = datetime.fromtimestamp(event.start_s, zone)
    length_s = max(0, event.end_s - event.start_s)
    for moment in starts(begin, event.repeat_s, event.repeat_rule, event.repeat_limit, until):
        if f"{moment:%Y%m%d}" not in event.exceptions:
            start_s = int(moment.timestamp())
            end = datetime.fromtimestamp(start_s + length_s, zone)
            yield Occurrence(event, moment, end, (event.ident, start_s) in done)


def _event(row: RowDict) -> Event:
    reminders = tuple(number(row, f"reminder_{at}_minutes", NO_REMINDER) for at in (1, 2, 3))
    return Event(
        number(row, "start_ts"), number(row, "end_ts"), words(row, "title"), words(row, "location"),
        words(row, "description"), number(row, "repeat_interval"), number(row, "repeat_rule"),
        number(row, "repeat_limit"), _days(words(row, "repetition_exceptions")),
        cast(tuple[int, int, int], reminders), bool(number(row, "flags") & ALL_DAY_FLAG),
        number(row, "type") == TASK_TYPE, number(row, "id"),
    )  # fmt: skip


def _days(written: str) -> tuple[str, ...]:
    """Read the days of a JSON list; anything else means none."""
    try:
        found = json.loads(written or "[]")
    except ValueError:
        return ()
    return tuple(str(day) for day in found) if isinstance(found, list) else ()

"""The calendar provider: content://com.android.calendar over calendar.db.

Knows: calendars, events, reminders, and the instances that repeating events have between two moments.
Does not know: screens, sync, and changed single days of a repeating event (original_id is kept, not applied).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..services.content import Row, Value
from .calendar_schema import SCHEMA
from .database import Database, DatabaseFile
from .recurrence import duration_ms, occurrences
from .tables import Collection, TableProvider
from .uris import ContentUri, parse_uri

_EVENTS = "(SELECT * FROM view_events WHERE deleted = 0)"
_EVENT_DIR, _EVENT = "vnd.android.cursor.dir/event", "vnd.android.cursor.item/event"
_INSTANCES = (
    "(SELECT Instances._id AS _id, Instances.event_id AS event_id, begin, end, startDay, endDay, startMinute,"
    " endMinute, title, eventLocation, description, allDay, eventTimezone, rrule, rdate, calendar_id, eventStatus,"
    " availability, hasAlarm, organizer, dtstart, dtend, duration, displayColor, calendar_color, calendar_displayName,"
    " account_name, visible, selfAttendeeStatus"
    " FROM Instances JOIN view_events ON Instances.event_id = view_events._id)"
)

_COLLECTIONS = (
    Collection("calendars", "Calendars", "Calendars", mime_type="vnd.android.cursor.dir/calendar"),
    Collection("calendars/#", "Calendars", "Calendars", where="_id = ?"),
    Collection("events", _EVENTS, "Events", sort="dtstart, _id", mime_type=_EVENT_DIR),
    Collection("events/#", _EVENTS, "Events", where="_id = ?", mime_type=_EVENT),
    Collection("reminders", "Reminders", "Reminders"),
    Collection("reminders/#", "Reminders", "Reminders", where="_id = ?"),
    Collection("attendees", "Attendees", "Attendees"),
    Collection("instances/when/*/*", _INSTANCES, where="end >= CAST(? AS INTEGER) AND begin <= CAST(? AS INTEGER)",
               sort="begin, _id"),
    Collection("instances/whenbyday/*/*", _INSTANCES,
               where="endDay >= CAST(? AS INTEGER) AND startDay <= CAST(? AS INTEGER)", sort="begin, _id"),
    Collection("instances/search/*/*/*", _INSTANCES, where="end >= CAST(? AS INTEGER) AND begin <= CAST(? AS INTEGER)"
               " AND title || ' ' || COALESCE(eventLocation, '') || ' ' || COALESCE(description, '')"
               " LIKE '%' || ? || '%'", sort="begin, _id"),
    Collection("time", "Calendars", mime_type="time/epoch"),
    Collection("time/#", "Calendars", mime_type="time/epoch"),
)  # fmt: skip

_DAY_MS = 86_400_000
_UNIX_EPOCH_JULIAN = 2440588


class Calendar(TableProvider):
    """Answers content://com.android.calendar. zone: gives the phone's time zone name."""

    def __init__(self, place: DatabaseFile, now_ms: Callable[[], int], zone: Callable[[], str]) -> None:
        super().__init__(Database(place, SCHEMA, version=600), _COLLECTIONS)
        self._now_ms, self._zone = now_ms, zone

    def query(
        self, uri: str, projection: Sequence[str] | None, where: str | None, args: Sequence[str], sort: str | None
    ) -> tuple[list[str], list[Row]]:
        """Return rows; asking for instances works them out for that range first."""
        parsed = parse_uri(uri)
        if parsed.segments[:1] == ("instances",):
            self._expand(*_range_ms(parsed))
        return super().query(uri, projection, where, args, sort)

    def before_insert(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Check a new event as CalendarProvider2 does and fill in what it fills in."""
        if collection.table != "Events":
            return values
        if values.get("dtstart") is None:
            raise ValueError("DTSTART field missing from event")
        if values.get("calendar_id") is None:
            raise ValueError("New events must include a calendar_id")
        calendar = self.database.rows("SELECT ownerAccount FROM Calendars WHERE _id = ?", (values["calendar_id"],))
        if not calendar:
            raise ValueError(f"calendar_id {values['calendar_id']!r} does not exist")
        owner = calendar[0]["ownerAccount"]
        row = {"eventStatus": 1, "organizer": owner, "isOrganizer": 1, "eventTimezone": self._zone(), **values}
        return {**row, **_end_of(row)}

    def before_update(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Keep lastDate in step when the time changes."""
        if collection.table == "Events" and values.get("dtend") is not None:
            values["lastDate"] = values["dtend"]
        return values

    def before_delete(self, collection: Collection, condition: str, args: Sequence[Value]) -> None:
        """Remove reminders, attendees and instances together with their events."""
        if collection.table == "Events":
            for table in ("Reminders", "Attendees", "Instances"):
                self.database.write(
                    f"DELETE FROM {table} WHERE event_id IN (SELECT _id FROM Events WHERE {condition})", args
                )

    def after_change(self, collection: Collection) -> None:
        """Set the alarm mark of events that have reminders; drop the events of removed calendars."""
        self.database.write("DELETE FROM Events WHERE calendar_id NOT IN (SELECT _id FROM Calendars)")
        self.database.write("UPDATE Events SET hasAlarm = EXISTS (SELECT 1 FROM Reminders WHERE event_id = Events._id)")

    def _expand(self, begin_ms: int, end_ms: int) -> None:
        """Fill the Instances table for a range of time."""
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM Instances")
            for event in connection.execute(
                "SELECT * FROM Events WHERE deleted = 0 AND dtstart <= ?", (end_ms,)
            ).fetchall():
                zone = ZoneInfo("UTC") if event["allDay"] else _zone_of(event["eventTimezone"] or self._zone())
                for first_ms, last_ms in _instances(event, zone, end_ms):
                    if last_ms >= begin_ms:
                        shown_in = zone if event["allDay"] else _zone_of(self._zone())
                        _add_instance(connection, int(event["_id"]), first_ms, last_ms, shown_in, bool(event["allDay"]))


def _end_of(row: dict[str, Value]) -> dict[str, Value]:
    """Work out end and last date. Repeating events keep a duration instead of an end, as on Android."""
    start, end, duration = int(str(row["dtstart"])), row.get("dtend"), row.get("duration")
    if end is None and not duration:
        raise ValueError("DTEND and DURATION cannot both be null for an event.")
    length = int(str(end)) - start if end is not None else duration_ms(str(duration))
    if length < 0:
        raise ValueError("Event end time must not be before its start time")
    if row.get("rrule"):
        return {"dtend": None, "duration": duration or f"P{length // 1000}S", "lastDate": None}
    return {"dtend": start + length, "duration": None, "lastDate": start + length}


def _instances(event: sqlite3.Row, zone: ZoneInfo, end_ms: int) -> list[tuple[int, int]]:
    start_ms = int(event["dtstart"])
    length = int(event["dtend"]) - start_ms if event["dtend"] is not None else duration_ms(event["duration"])
    if not event["rrule"]:
        return [(start_ms, start_ms + length)]
    start, until = (datetime.fromtimestamp(ms / 1000, zone) for ms in (start_ms, end_ms))
    removed = {text.strip() for text in (event["exdate"] or "").replace("\n", ",").split(",")}
    moments = (m for m in occurrences(start, event["rrule"], until) if _stamp(m) not in removed)
    return [(begin := int(moment.timestamp() * 1000), begin + length) for moment in moments]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _add_instance(
    connection: sqlite3.Connection, event_id: int, begin_ms: int, end_ms: int, zone: ZoneInfo, all_day: bool
) -> None:
    first = datetime.fromtimestamp(begin_ms / 1000, zone)
    last = datetime.fromtimestamp((end_ms - 1 if all_day and end_ms > begin_ms else end_ms) / 1000, zone)
    connection.execute(
        "INSERT OR IGNORE INTO Instances (event_id, begin, end, startDay, endDay, startMinute, endMinute)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (event_id, begin_ms, end_ms, julian_day(first.date()), julian_day(last.date()),
         first.hour * 60 + first.minute, 1440 if all_day else last.hour * 60 + last.minute),
    )  # fmt: skip


def _range_ms(parsed: ContentUri) -> tuple[int, int]:
    try:
        first, last = int(parsed.segments[2]), int(parsed.segments[3])
    except (IndexError, ValueError) as error:
        raise ValueError(f"Cannot parse URI /{parsed.path}: instances need begin and end") from error
    if parsed.segments[1] == "whenbyday":
        # A day on either side covers every time zone; the selection by day cuts exactly.
        return (first - _UNIX_EPOCH_JULIAN - 1) * _DAY_MS, (last - _UNIX_EPOCH_JULIAN + 2) * _DAY_MS
    return first, last


def julian_day(day: date) -> int:
    """Return the Julian day number that Android uses for whole days."""
    return day.toordinal() - date(1970, 1, 1).toordinal() + _UNIX_EPOCH_JULIAN


def _zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

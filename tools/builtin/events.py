"""Calendar entries: add, list, delete. Knows the calendar provider; `INSERT` and its Save button are the fall-back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.errors import CommandFailedError
from ...android_bridge.labels import Label
from ...android_bridge.types import ExtraValue, Intent
from ..matching import match_name
from ..sdk import Duration, Name, Resolved, When, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolQuestionError, ToolResult
from .by_screen import need_way
from .timers import duration_told
from .waiting import tap_named, wait_true

CALENDAR_APP = "com.google.android.calendar"
_CALENDARS = "content://com.android.calendar/calendars"
EVENTS = "content://com.android.calendar/events"
_INSTANCES = "content://com.android.calendar/instances/when"
EVENTS_LABEL = Label.of_app(CALENDAR_APP)
_WRITABLE = 500
"""CAL_ACCESS_CONTRIBUTOR: the least access level that may add entries."""
_DEFAULT_S = 3600
_AHEAD_DAYS = 370


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when an entry lasts."""

    begin_ms: int
    end_ms: int
    all_day: bool
    zone: str
    told: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence of a calendar entry."""

    event_id: int
    title: str
    begin_ms: int
    end_ms: int
    place: str
    all_day: bool

    def told(self, now: datetime, *, with_day: bool) -> str:
        """In words."""
        zone = UTC if self.all_day else now.tzinfo
        begin, end = (datetime.fromtimestamp(ms / 1000, zone) for ms in (self.begin_ms, self.end_ms))
        day = f"{begin:%a %b} {begin.day} " if with_day else ""
        hours = "all day" if self.all_day else f"{begin:%H:%M}-{end:%H:%M}"
        return f"{day}{hours} {self.title}{f' ({self.place})' if self.place else ''}"

    def as_data(self, now: datetime) -> dict[str, Any]:
        """Return it as JSON: `start` and `end` in ISO by the phone's clock, a day alone for a whole day."""
        zone = UTC if self.all_day else now.tzinfo
        begin, end = (datetime.fromtimestamp(ms / 1000, zone) for ms in (self.begin_ms, self.end_ms))
        start = f"{begin:%Y-%m-%d}" if self.all_day else f"{begin:%Y-%m-%dT%H:%M}"
        return {
            "title": self.title, "start": start, "end": f"{end:%Y-%m-%dT%H:%M}", "location": self.place,
            "all_day": self.all_day, "told": self.told(now, with_day=True),
        }  # fmt: skip


def _span(start: str, duration: int | None, now: datetime) -> Span:
    """Return the span; a day alone is an all-day entry, kept at midnight UTC as Android wants it."""
    moment = datetime.fromisoformat(start)
    if "T" not in start and duration is None:
        begin = datetime.combine(moment.date(), time(), UTC)
        return Span(
            int(begin.timestamp() * 1000),
            int((begin + timedelta(days=1)).timestamp() * 1000),
            True,
            "UTC",
            f"{moment:%A %B} {moment.day}, all day",
        )
    begin = moment.replace(tzinfo=now.tzinfo)
    begin_ms = int(begin.timestamp() * 1000)
    zone = str(getattr(now.tzinfo, "key", "") or "UTC")
    length = duration or _DEFAULT_S
    return Span(
        begin_ms,
        begin_ms + length * 1000,
        False,
        zone,
        f"{moment:%A %B} {moment.day} at {moment:%H:%M} for {duration_told(length)}",
    )


def _writable_calendar(device: Device) -> int | None:
    try:
        rows = device.query(_CALENDARS, columns=("_id", "calendar_access_level", "isPrimary", "visible"))
    except CommandFailedError:
        return None
    usable = [row for row in rows if int(row["calendar_access_level"] or 0) >= _WRITABLE]
    usable.sort(key=lambda row: (row["isPrimary"] != "1", row["visible"] == "0", int(row["_id"] or 0)))
    return int(usable[0]["_id"] or 0) if usable else None


def _matching(context: Context, values: Mapping[str, Any]) -> list[int]:
    """Return the ids of the events that are exactly what was asked for."""
    span = _span(values["start"], values.get("duration"), context.now)
    rows = context.device.query(
        EVENTS,
        columns=("_id", "dtstart", "dtend", "allDay", "eventLocation", "title"),
        match={"dtstart": span.begin_ms},
    )
    place = values.get("location")
    return [
        int(row["_id"] or 0)
        for row in rows
        if row["title"] == values["title"]
        and int(row["dtend"] or 0) == span.end_ms
        and (not place or row["eventLocation"] == place)
    ]


def _probe_added(context: Context, values: Mapping[str, Any]) -> Proof:
    span = _span(values["start"], values.get("duration"), context.now)
    ids = _matching(context, values)
    return Proof(bool(ids), f'"{values["title"]}", {span.told}', f"{len(ids)} such entries" if ids else "no such entry")


def _undo_added(context: Context, values: Mapping[str, Any]) -> ToolResult:
    ids = _matching(context, values)
    if not ids:
        raise ToolFailedError(f'"{values["title"]}" is not in the calendar any more; nothing was done')
    context.acting.delete(EVENTS, match={"_id": ids[-1]})
    return ToolResult(f'Removed "{values["title"]}" again.', way="function", effect=f"entry {values['title']} removed")


@tool(
    risk=Risk.WRITE,
    examples=(
        "add lunch with Bob tomorrow at noon to my calendar",
        "schedule a dentist appointment on Friday at 3 pm",
        "put team dinner in the calendar for the 20th at 7",
        "create an event yoga on Saturday morning for an hour",
        "new appointment: car service next Tuesday at 9",
        "book a meeting called planning for tomorrow 10 am in room 4",
    ),
    probe=_probe_added,
    undo=_undo_added,
    confirm='Add "{title}" at {start} to the calendar',
    scope=(CALENDAR_APP,),
    ways=("function", "intent"),
)
def add_event(
    context: Context,
    title: Annotated[Name, "what the entry is called"],
    start: Annotated[When, "the day and time it starts"],
    duration: Annotated[Duration | None, "how long it lasts"] = None,
    location: Annotated[Name | None, "where it is"] = None,
) -> ToolResult:
    """Add an entry (event, appointment, meeting) to the calendar."""
    device, hands = context.device, context.acting
    span = _span(start, duration, context.now)
    wanted = {"title": title, "start": start, "duration": duration, "location": location}
    done = ToolResult(
        f'Added "{title}": {span.told}.',
        {"title": title, "start": start},
        way="function",
        effect=f"calendar entry {title}, {span.told}",
    )
    calendar = _writable_calendar(device) if "function" in context.ways else None
    if calendar is None:
        need_way(context, "intent", "a calendar entry")
        need_way(context, "screen", "a calendar entry")
        return _add_on_screen(context, title, span, location or "")
    if _matching(context, wanted):
        return ToolResult(f'"{title}", {span.told}, is in the calendar already.', {"title": title}, way="function")
    row: dict[str, ExtraValue] = {
        "calendar_id": calendar,
        "title": title,
        "dtstart": span.begin_ms,
        "dtend": span.end_ms,
        "allDay": int(span.all_day),
        "eventTimezone": span.zone,
    }
    if location:
        row["eventLocation"] = location
    hands.insert(EVENTS, row)
    wait_true(lambda: bool(_matching(context, wanted)), timeout_s=3.0)
    return done


def _add_on_screen(context: Context, title: str, span: Span, place: str) -> ToolResult:
    extras: dict[str, ExtraValue] = {
        "title": title,
        "beginTime": span.begin_ms,
        "endTime": span.end_ms,
        "allDay": span.all_day,
    }
    if place:
        extras["eventLocation"] = place
    context.acting.start_activity(Intent(action="android.intent.action.INSERT", data=EVENTS, extras=extras))
    if tap_named(context, ("Save", "Done"), ("save", "action_done")) is None:
        raise ToolFailedError("the calendar shows no Save button; nothing was saved")
    context.device.wait_settled()
    return ToolResult(
        f'Added "{title}": {span.told}.', {"title": title}, way="screen", effect=f"calendar entry {title}, {span.told}"
    )


def entries(device: Device, first: date, last: date, now: datetime) -> list[Entry]:
    """Return the occurrences from `first` to `last` (both included), in order of time."""
    begin = datetime.combine(first, time(), now.tzinfo) - timedelta(days=1)
    end = datetime.combine(last, time(), now.tzinfo) + timedelta(days=2)
    uri = f"{_INSTANCES}/{int(begin.timestamp() * 1000)}/{int(end.timestamp() * 1000)}"
    rows = device.query(uri, columns=("_id", "event_id", "begin", "end", "allDay", "eventLocation", "title"))
    found = []
    for row in rows:
        entry = Entry(
            int(row["event_id"] or 0), row["title"] or "(no title)", int(row["begin"] or 0), int(row["end"] or 0),
            row["eventLocation"] or "", row["allDay"] == "1",
        )  # fmt: skip
        zone = UTC if entry.all_day else now.tzinfo
        from_day = datetime.fromtimestamp(entry.begin_ms / 1000, zone).date()
        to_day = datetime.fromtimestamp(max(entry.begin_ms, entry.end_ms - 1) / 1000, zone).date()
        if from_day <= last and to_day >= first:
            found.append(entry)
    return sorted(found, key=lambda entry: (entry.begin_ms, entry.title))


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "what's on my calendar today",
        "which appointments do I have tomorrow",
        "am I free on Friday",
        "show my schedule",
        "list my events for the 20th",
        "what meetings are there on Wednesday",
    ),
    reads=EVENTS_LABEL,
    scope=(CALENDAR_APP,),
    ways=("function",),
)
def list_events(context: Context, day: Annotated[When | None, "the day; today if none is named"] = None) -> ToolResult:
    """Say what is on the calendar on a day."""
    wanted = date.fromisoformat(day[:10]) if day else context.now.date()
    found = entries(context.device, wanted, wanted, context.now)
    name = f"{wanted:%A %B} {wanted.day}"
    if not found:
        told = f"Nothing is planned on {name}."
        return ToolResult(told, {"day": str(wanted), "events": []}, EVENTS_LABEL, "function")
    lines = [entry.told(context.now, with_day=False) for entry in found]
    return ToolResult(
        "\n".join([f"{name}:", *lines]),
        {"day": str(wanted), "events": lines, "entries": [entry.as_data(context.now) for entry in found]},
        EVENTS_LABEL,
        "function",
    )


def _preview_deleted(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    entry = _meant(context, values["title"])
    rows = context.device.query(EVENTS, columns=("_id", *_KEPT), match={"_id": entry.event_id})
    kept = {"_kept": {name: rows[0][name] or "" for name in _KEPT}} if rows and not rows[0]["rrule"] else {}
    return {
        "title": entry.title,
        "event_id": entry.event_id,
        "shown": entry.told(context.now, with_day=True),
        **kept,
    }


_KEPT = ("calendar_id", "dtstart", "dtend", "allDay", "eventTimezone", "eventLocation", "rrule", "title")


def _undo_deleted(context: Context, values: Mapping[str, Any]) -> ToolResult:
    """Add the entry again; its guests and reminders were not kept."""
    kept = {k: v for k, v in values["_kept"].items() if v and k != "rrule"}
    numbers = {k: int(v) for k, v in kept.items() if k in ("calendar_id", "dtstart", "dtend", "allDay")}
    context.acting.insert(EVENTS, {**kept, **numbers})
    told = f'"{values["title"]}" is in the calendar again; guests and reminders were not kept.'
    return ToolResult(told, way="function", effect=f"entry {values['title']} back")


def _meant(context: Context, said: str) -> Entry:
    today = context.now.date()
    upcoming: dict[int, Entry] = {}
    for entry in entries(context.device, today - timedelta(days=1), today + timedelta(days=_AHEAD_DAYS), context.now):
        upcoming.setdefault(entry.event_id, entry)
    match = match_name(said, list(upcoming.values()), lambda entry: entry.title)
    if match.best is not None:
        return match.best
    if match.candidates:
        choices = tuple(dict.fromkeys(entry.title for entry in match.candidates))
        shown = "; ".join(entry.told(context.now, with_day=True) for entry in match.candidates)
        raise ToolQuestionError(f"Which entry: {shown}?", parameter="title", choices=choices)
    raise ToolFailedError(f'there is no entry called "{said}" in the calendar; nothing was deleted')


def _probe_deleted(context: Context, values: Mapping[str, Any]) -> Proof:
    rows = context.device.query(EVENTS, columns=("_id", "dtstart", "title"))
    wanted, kept = str(values.get("event_id", "")), values.get("_kept") or {}
    there = any(row["_id"] == wanted if wanted else row["title"] == values["title"] for row in rows) or any(
        (row["title"], row["dtstart"]) == (kept.get("title"), kept.get("dtstart"))
        and int(row["_id"] or 0) > int(wanted or 0)
        for row in rows
    )
    return Proof(not there, f'no entry "{values["title"]}"', "still there" if there else "not there")


@tool(
    risk=Risk.DESTRUCTIVE,
    examples=(
        "delete the dentist appointment",
        "remove lunch with Alice from my calendar",
        "cancel the project review meeting",
        "take cinema with Chloe off the calendar",
        "erase the event yoga",
        "delete my appointment called planning",
    ),
    probe=_probe_deleted,
    preview=_preview_deleted,
    undo=_undo_deleted,
    confirm='Delete "{shown}" from the calendar',
    scope=(CALENDAR_APP,),
    ways=("function",),
)
def delete_event(
    context: Context,
    title: Annotated[Name, "what the entry is called"],
    event_id: Annotated[int | None, Resolved] = None,
) -> ToolResult:
    """Delete an entry from the calendar."""
    if event_id is None:
        entry = _meant(context, title)
        title, event_id = entry.title, entry.event_id
    context.acting.delete(EVENTS, match={"_id": event_id})
    return ToolResult(
        f'Deleted "{title}" from the calendar.',
        {"title": title},
        way="function",
        effect=f"calendar entry {title} deleted",
    )

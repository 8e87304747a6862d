"""Puts a seeded world into the providers and the file system of a new phone.

Knows: which provider takes which fact. Does not know: what the world holds; world.py does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ..clock import Clock
from ..fs import FileSystem
from ..services.content import ContentResolver, Value
from . import alarm_clock, notes
from .contacts_schema import EMAIL, NAME, PHONE
from .world import DAY_MS, HOUR_MS, Message, PastCall, Person, Plan, World, build_world

CONTACTS = "content://com.android.contacts"
CALENDAR = "content://com.android.calendar"

_CALENDARS = (("Personal", -0xBD7C0D), ("Work", -0xF4511E))
_MOBILE, _HOME = 2, 1


def plant(content: ContentResolver, fs: FileSystem, clock: Clock, *, seed: int) -> World:
    """Fill a fresh phone with the world of a seed and return that world; times count from the clock's start."""
    world = build_world(seed)
    start = clock.start_ms
    for person in world.people:
        plant_person(content, person)
    for message in world.messages:
        _plant_message(content, message, start)
    for call in world.calls:
        _plant_call(content, call, start)
    _plant_calendars(content, clock)
    for plan in world.plans:
        _plant_plan(content, plan, clock)
    for age, (title, body) in enumerate(world.notes, 1):
        stamp: dict[str, Value] = {"created": start - age * DAY_MS, "modified": start - age * DAY_MS + HOUR_MS}
        content.insert(notes.URI, {"title": title, "body": body, **stamp})
    for hour, minutes, days, label, enabled in world.alarms:
        row: dict[str, Value] = {"hour": hour, "minutes": minutes, "daysofweek": days, "label": label}
        content.insert(alarm_clock.ALARMS, {**row, "enabled": int(enabled)})
    for age, (name, text) in enumerate(world.files, 1):
        path = f"/storage/emulated/0/{name}"
        fs.make_dirs(path.rpartition("/")[0])
        fs.write(path, text.encode(), mtime_ms=start - age * 9 * HOUR_MS)
    return world


def plant_person(content: ContentResolver, person: Person) -> int:
    """Add one contact with name, mobile number and e-mail address; return its raw contact number."""
    raw = int(content.insert(f"{CONTACTS}/raw_contacts", {"starred": int(person.starred)}).rpartition("/")[2])
    data = f"{CONTACTS}/data"
    base: dict[str, Value] = {"raw_contact_id": raw}
    content.insert(data, {**base, "mimetype": NAME, "data2": person.given, "data3": person.family})
    content.insert(data, {**base, "mimetype": PHONE, "data1": person.number, "data2": _MOBILE})
    if person.email:
        content.insert(data, {**base, "mimetype": EMAIL, "data1": person.email, "data2": _HOME})
    if person.starred:
        content.update(f"{CONTACTS}/contacts", {"starred": 1}, "name_raw_contact_id = ?", (str(raw),))
    return raw


def _plant_message(content: ContentResolver, message: Message, start_ms: int) -> None:
    when = start_ms - message.ago_ms
    seen = int(not message.unread)
    row: dict[str, Value] = {"address": message.number, "body": message.body, "date": when, "date_sent": when}
    row |= {"read": seen, "seen": seen, "creator": "com.google.android.apps.messaging", "sub_id": 1}
    content.insert("content://sms/sent" if message.outgoing else "content://sms/inbox", row)


def _plant_call(content: ContentResolver, call: PastCall, start_ms: int) -> None:
    row: dict[str, Value] = {"number": call.number, "type": call.kind, "duration": call.seconds, "new": 0}
    content.insert("content://call_log/calls", {**row, "date": start_ms - call.ago_ms})


def _plant_calendars(content: ContentResolver, clock: Clock) -> None:
    for number, (name, color) in enumerate(_CALENDARS, 1):
        content.insert(
            f"{CALENDAR}/calendars",
            {
                "_id": number, "account_name": "owner@example.com", "account_type": "LOCAL", "name": name,
                "calendar_displayName": name, "calendar_color": color, "calendar_access_level": 700,
                "ownerAccount": "owner@example.com", "isPrimary": int(number == 1), "sync_events": 1,
                "calendar_timezone": clock.timezone, "dirty": 0,
            },
        )  # fmt: skip


def _plant_plan(content: ContentResolver, plan: Plan, clock: Clock) -> None:
    midnight = clock.local(clock.start_ms).replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + timedelta(days=plan.day, minutes=plan.at_minutes)
    row: dict[str, Value] = {"calendar_id": plan.calendar, "title": plan.title, "eventLocation": plan.location or None}
    row |= {"description": plan.description or None, "rrule": plan.rule or None}
    if plan.length_minutes:
        begin = int(moment.timestamp() * 1000)
        row |= {"dtstart": begin, "dtend": begin + plan.length_minutes * 60_000, "eventTimezone": clock.timezone}
    else:
        # All-day events are kept at midnight UTC, as Android wants it.
        begin = int(datetime.fromisoformat(f"{moment:%Y-%m-%d}T00:00:00+00:00").timestamp() * 1000)
        row |= {"dtstart": begin, "dtend": begin + DAY_MS, "eventTimezone": "UTC", "allDay": 1}
    content.insert(f"{CALENDAR}/events", row)

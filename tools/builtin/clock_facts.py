"""What the Clock app holds: alarms and timers, from its database, else from `dumpsys alarm`, else from its screen.

The database needs a readable /data (emulator, virtual phone); `dumpsys alarm` and the screen work on any phone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ...android_bridge.device import Device
from ...android_bridge.errors import CommandFailedError
from ...android_bridge.types import Element, Observation, Row
from ..types import ToolRetryError
from ..values_dates import WEEKDAYS
from ..values_time import normalise_days
from .waiting import plain

CLOCK = "com.google.android.deskclock"
_DATABASE = f"/data/user_de/0/{CLOCK}/databases/alarms.db"
_ALARM_COLUMNS = ("_id", "hour", "minutes", "daysofweek", "enabled", "label")
_TIMER_COLUMNS = ("_id", "length_ms", "remaining_ms", "started_at_ms", "state", "label")
_WHEN = re.compile(r"(?:origWhen|triggerTime|when)[= ](\d{4}-\d\d-\d\d[ T]\d\d:\d\d)")
_SHOWN_TIME = re.compile(r"^(\d{1,2}):(\d\d)\s?([ap]\.?m\.?)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm of the Clock app."""

    hour: int
    minute: int
    days: tuple[str, ...]
    enabled: bool
    label: str
    number: int = 0

    @property
    def time(self) -> str:
        """HH:MM."""
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def told(self) -> str:
        """In words."""
        days = f" on {days_told(self.days)}" if self.days else ""
        return f"{self.time}{days}{f' ({self.label})' if self.label else ''}{'' if self.enabled else ', off'}"


def days_told(days: tuple[str, ...] | list[str]) -> str:
    """Return weekdays in words."""
    if len(days) == 7:
        return "every day"
    if tuple(days) == WEEKDAYS[:5]:
        return "weekdays"
    return ", ".join(day.capitalize() for day in days)


def stored_alarms(device: Device) -> list[Alarm] | None:
    """Return the alarms of the Clock's database by time of day, or None where it cannot be read."""
    rows = device.query_database(_DATABASE, "alarm_templates", _ALARM_COLUMNS)
    return None if rows is None else sorted((_alarm(row) for row in rows), key=lambda alarm: (alarm.time, alarm.number))


def _alarm(row: Row) -> Alarm:
    bits = int(row["daysofweek"] or 0)
    days = tuple(day for index, day in enumerate(WEEKDAYS) if bits >> index & 1)
    hour, minute = int(row["hour"] or 0), int(row["minutes"] or 0)
    return Alarm(hour, minute, days, row["enabled"] in ("1", "true"), row["label"] or "", int(row["_id"] or 0))


def stored_timers(device: Device) -> list[Row] | None:
    """Return the timers of the Clock's database, or None where it cannot be read or holds none such."""
    return _rows(device, "timers", _TIMER_COLUMNS)


def stored_stopwatch(device: Device) -> str | None:
    """Return the stopwatch's state (`running`, `paused`, `reset`), or None where it cannot be read."""
    rows = _rows(device, "stopwatch", ("_id", "state"))
    return rows[0]["state"] if rows else None


def _rows(device: Device, table: str, columns: tuple[str, ...]) -> list[Row] | None:
    """Return the rows of a table that not every Clock app has."""
    try:
        return device.query_database(_DATABASE, table, columns)
    except CommandFailedError:
        return None


def scheduled(device: Device) -> list[datetime]:
    """Return the moments for which the Clock app has asked the system to wake it, without a time zone."""
    moments = []
    for block in re.split(r"\n(?=\s*(?:RTC|ELAPSED)\w* #\d)", device.dumpsys("alarm")):
        if "deskclock" in block:
            moments += [datetime.fromisoformat(found.replace("T", " ")) for found in _WHEN.findall(block)]
    return sorted(set(moments))


def _is_alarm_switch(element: Element) -> bool:
    """Return whether it turns a whole alarm on and off, not its vibration or one of its days."""
    last = element.resource_id.rpartition("/")[2]
    return element.checkable and (last == "onoff" or (not last and "Switch" in element.class_name))


def shown_alarms(observation: Observation) -> list[tuple[Alarm, Element]]:
    """Return the alarms on the Clock's alarm list with their switches; each card's switch comes after its texts."""
    found: list[tuple[Alarm, Element]] = []
    clock, label, days = "", "", ""
    for element in observation.elements:
        last, said = element.resource_id.rpartition("/")[2], plain(element.text or element.description)
        if last in ("label", "edit_label"):
            label = "" if said == "add label" else element.text
        elif last == "days_of_week":
            days = said
        elif _SHOWN_TIME.match(said) and not element.checkable:
            clock = said
        elif clock and _is_alarm_switch(element):
            found.append((_shown(clock, label, days, element.checked), element))
            clock, label, days = "", "", ""
    return found


def _shown(clock: str, label: str, days: str, on: bool) -> Alarm:
    match = _SHOWN_TIME.match(clock)
    assert match is not None
    hour = int(match[1])
    if match[3]:
        hour = hour % 12 + (12 if match[3].startswith("p") else 0)
    try:
        repeat = () if re.search(r"\d", days) else tuple(normalise_days(days))
    except ToolRetryError:
        repeat = ()  # "Tomorrow": it rings once
    return Alarm(hour, int(match[2]), repeat, on, label)

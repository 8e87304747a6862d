"""Checks of the device's state over ADB, independent of the tools' own probes. Each says what it expected and found."""

from __future__ import annotations

import re
from datetime import datetime

from ..android_bridge.device import Device
from ..android_bridge.types import Row
from .task import (
    AlarmCheck,
    AnswerCheck,
    CallCheck,
    Check,
    ContactCheck,
    EventCheck,
    ForegroundCheck,
    NoteCheck,
    SettingCheck,
    SmsCheck,
    StopwatchCheck,
    SwitchCheck,
    TimerCheck,
    VolumeCheck,
)  # fmt: skip

_CLOCK_DATABASE = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"


class CheckError(Exception):
    """The device cannot be judged, which is neither a pass nor a failure of the agent."""


def judge(check: Check, device: Device, answer: str) -> tuple[bool, str]:
    """Return whether the check holds, and what was found."""
    match check:
        case AlarmCheck():
            return _alarm(check, device)
        case TimerCheck() | StopwatchCheck():
            return _clock_state(check, device)
        case SmsCheck():
            rows = _numbered(device.query("content://sms/sent", columns=("address", "body")), "address", check.number)
            bodies = [r["body"] for r in rows]
            return bodies.count(check.text) == 1, f"sent to {check.number}: {bodies}"
        case CallCheck():
            rows = _numbered(
                device.query("content://call_log/calls", columns=("number", "type", "date")), "number", check.number
            )
            placed = [r for r in rows if r["type"] == "2" and _is_today(r["date"], device)]
            return bool(placed) or "mCallState=2" in device.dumpsys(
                "telephony.registry"
            ), f"{len(placed)} calls to {check.number}"
        case ContactCheck():
            rows = device.query("content://com.android.contacts/data/phones", columns=("display_name", "data1"))
            found = _numbered([r for r in rows if r["display_name"] == check.name], "data1", check.number)
            return len(found) == 1, f"contacts: {[(r['display_name'], r['data1']) for r in rows][-3:]}"
        case EventCheck():
            return _event(check, device)
        case NoteCheck():
            rows = device.query("content://com.ainos.notes/notes")
            texts = [" ".join(v or "" for v in r.values()) for r in rows]
            return any(check.text.lower() in t.lower() for t in texts), f"{len(texts)} notes"
        case SwitchCheck():
            state = device.get_switch(check.switch)
            return state is check.on, f"{check.switch} is {'on' if state else 'off'}"
        case SettingCheck():
            value = float(device.get_setting(check.namespace, check.key) or -1)
            return abs(value / 2.55 - check.percent_of_255) <= 1.0, f"{check.key}={value:g}"
        case VolumeCheck():
            level = device.get_volume(check.stream)
            return abs(level - check.level) <= 4, f"{check.stream} volume {level} %"
        case ForegroundCheck():
            package = device.observe().package
            return package == check.package, f"in front: {package}"
        case AnswerCheck():
            return bool(answer) and all(re.search(w, answer) for w in check.words), f"answer: {answer!r}"


def _alarm(check: AlarmCheck, device: Device) -> tuple[bool, str]:
    rows = _clock_rows(device, "alarm_templates", ("hour", "minutes", "enabled", "label"))
    alarms = [(f"{int(hour):02}:{int(minute):02}", enabled == "1", label) for hour, minute, enabled, label in rows]
    holds = any(t == check.time and on and check.label.lower() in label.lower() for t, on, label in alarms)
    return holds, f"alarms: {alarms}"


def _clock_state(check: TimerCheck | StopwatchCheck, device: Device) -> tuple[bool, str]:
    if isinstance(check, StopwatchCheck):
        states = [state for (state,) in _clock_rows(device, "stopwatch", ("state",))]
        return ("running" in states) is check.running, f"stopwatch: {states}"
    rows = _clock_rows(device, "timers", ("length_ms", "state"))
    running = [int(length) // 1000 for length, state in rows if state == "running"]
    return check.seconds in running, f"running timers: {running} s"


def _clock_rows(device: Device, table: str, columns: tuple[str, ...]) -> list[list[str]]:
    """Rows of the Clock's database, read as root: a judge may see what the agent may not."""
    import adbutils

    query = f"SELECT {', '.join(columns)} FROM {table}"
    phone = adbutils.AdbClient().device(device.serial)
    done = phone.shell2(["su", "0", "sqlite3", "-separator", "\x1f", _CLOCK_DATABASE, query], timeout=20)
    if done.returncode != 0:
        raise CheckError(f"the Clock's database cannot be read as root: {done.output.strip()[:200]}")
    return [line.split("\x1f") for line in done.output.splitlines() if line]


def _event(check: EventCheck, device: Device) -> tuple[bool, str]:
    rows = device.query("content://com.android.calendar/events", columns=("title", "dtstart"))
    zone = device.now().tzinfo
    events = [
        (r["title"] or "", datetime.fromtimestamp(int(r["dtstart"] or 0) / 1000, zone).strftime("%Y-%m-%dT%H:%M"))
        for r in rows
    ]
    return any(t.lower() == check.title.lower() and s == check.start for t, s in events), f"events: {events[-3:]}"


def _numbered(rows: list[Row], column: str, number: str) -> list[Row]:
    """Rows whose phone number ends in the same seven digits or more."""
    wanted = _digits(number)[-10:]
    return [r for r in rows if _digits(r[column] or "").endswith(wanted)]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_today(epoch_ms: str | None, device: Device) -> bool:
    now = device.now()
    return datetime.fromtimestamp(int(epoch_ms or 0) / 1000, now.tzinfo) > now.replace(hour=8, minute=59, second=0)

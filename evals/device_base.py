"""What an attached device held before an evaluation, and putting it back to that after an episode. Over adb only.

Put back: messages, calls, contacts, calendar, notes, files, settings, switches, volumes, and as root the clock's alarms
and timers; apps are stopped and the home screen is shown. What apps keep for themselves is not.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal, cast

from ..android_bridge.device import Device, Hands, Switch
from ..android_bridge.errors import BridgeError
from ..android_bridge.targets import NOTHING_ON_SCREEN
from ..android_bridge.tickets import TicketOffice
from .checks.scene import CheckError, Scene
from .state import RESTLESS, read_state

Namespace = Literal["system", "secure", "global"]
Stream = Literal["media", "ring", "alarm", "call", "notification"]
_TASK = "reset"
_SPACES: tuple[Namespace, ...] = ("system", "secure", "global")
_SWITCHES: tuple[Switch, ...] = (
    "airplane", "wifi", "bluetooth", "data", "do_not_disturb", "dark_mode", "battery_saver",
)  # fmt: skip
_STREAMS: tuple[Stream, ...] = ("media", "ring", "alarm", "call", "notification")
_RAW = "content://com.android.contacts/raw_contacts"
_DATA = "content://com.android.contacts/data"
_TABLES: Mapping[str, tuple[str, ...]] = {
    "content://sms": ("address", "body", "type", "date", "read", "seen"),
    "content://call_log/calls": ("number", "type", "date", "duration", "new"),
    "content://com.android.calendar/events": (
        "calendar_id", "title", "dtstart", "dtend", "duration", "allDay", "rrule", "eventTimezone", "eventLocation",
        "description",
    ),
    "content://com.ainos.notes/notes": ("title", "body"),
    _DATA: ("raw_contact_id", "mimetype", "data1", "data2", "data3"),
}  # fmt: skip
_CLOCK_APP = "com.google.android.deskclock"
_CLOCK = f"/data/user_de/0/{_CLOCK_APP}/databases/alarms.db"
_CLOCK_COPY = "/data/local/tmp/ainos-eval-clock.db"
_MOST_BYTES = 8 << 20
_FILE_BYTES = 1 << 20
_ID = re.compile(r"^_id=\d+ \| ")

Rows = dict[str, dict[str, str | None]]
"""By `_id`."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a device held. Everything in it can be written as JSON."""

    rows: dict[str, Rows]
    """By the provider's address."""
    raw: list[str]
    """Ids of raw contacts."""
    settings: dict[str, dict[str, str]]
    switches: dict[str, bool]
    volumes: dict[str, int]
    files: dict[str, str]
    """Contents in base64, by path."""
    folders: list[str]
    clock: bool
    """Whether a copy of the clock's database lies on the device."""
    state: dict[str, list[str]] = field(default_factory=dict)
    """What evals/state.py saw, to compare with."""

    def as_text(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> Base:
        """Read what `as_text` wrote."""
        return cls(**json.loads(text))


def capture(device: Device) -> Base:
    """Return what a device holds now; a part that it does not show is empty, and is not put back."""
    scene = Scene(device)
    rows = {uri: _rows(device, uri, columns) for uri, columns in _TABLES.items()}
    return Base(
        rows=rows, raw=sorted(_rows(device, _RAW, ())),
        settings={space: dict(_settings(scene, space)) for space in _SPACES}, switches=_switches(device),
        volumes=_volumes(device), files=dict(_files(device, scene)), folders=_folders(scene),
        clock=_as_root(scene, "cp", _CLOCK, _CLOCK_COPY), state=_state(scene),
    )  # fmt: skip


def put_back(base: Base, device: Device, office: TicketOffice) -> dict[str, list[str]]:
    """Put a device back to what it held, and return by part what still differs."""
    scene = Scene(device)
    _stop_apps(device, scene)
    ticket = office.issue(_TASK, {}, task=_TASK, target=NOTHING_ON_SCREEN)
    with device.acting(ticket, _TASK, {}, task=_TASK) as hands:
        for uri, columns in _TABLES.items():
            if uri != _DATA:
                _put_rows(hands, uri, base.rows[uri], _rows(device, uri, columns))
        _put_contacts(hands, device, base)
        _put_files(hands, device, scene, base)
        for switch, on in base.switches.items():
            if device.get_switch(cast("Switch", switch)) is not on:
                hands.set_switch(cast("Switch", switch), on)
        for stream, level in base.volumes.items():
            if device.get_volume(cast("Stream", stream)) != level:
                hands.set_volume(cast("Stream", stream), level)
        _put_settings(hands, scene, base)
    if base.clock:
        _as_root(scene, "cp", _CLOCK_COPY, _CLOCK)
    return differences(base, device)


def differences(base: Base, device: Device) -> dict[str, list[str]]:
    """Return by part what a device holds otherwise than it did."""
    now = _state(Scene(device))
    return {
        part: sorted({*lines} ^ {*now.get(part, ())}) for part, lines in base.state.items() if lines != now.get(part)
    }


# ---------------------------------------------------------------------- reading


def _rows(device: Device, uri: str, columns: Sequence[str]) -> Rows:
    try:
        found = device.query(uri, columns=("_id", *columns))
    except BridgeError:
        return {}  # a phone without that app
    return {str(row["_id"]): {name: row[name] for name in columns} for row in found}


def _settings(scene: Scene, space: str) -> Iterator[tuple[str, str]]:
    for line in scene.shell("settings", "list", space).splitlines():
        key, equals, value = line.partition("=")
        if equals and not key.startswith(RESTLESS):
            yield key, value


def _switches(device: Device) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for switch in _SWITCHES:
        try:
            found[switch] = device.get_switch(switch)
        except BridgeError:
            continue
    return found


def _volumes(device: Device) -> dict[str, int]:
    found: dict[str, int] = {}
    for stream in _STREAMS:
        try:
            found[stream] = device.get_volume(stream)
        except BridgeError:
            continue
    return found


def _paths(scene: Scene, kind: str) -> list[str]:
    lines = scene.shell("find", "/sdcard/", "-type", kind).splitlines()
    return sorted(line for line in lines if line.startswith("/sdcard/") and not line.startswith("/sdcard/Android/"))


def _folders(scene: Scene) -> list[str]:
    return _paths(scene, "d")


def _files(device: Device, scene: Scene) -> Iterator[tuple[str, str]]:
    left = _MOST_BYTES
    for path in _paths(scene, "f"):
        data = device.read_file(path, limit_bytes=_FILE_BYTES)
        left -= len(data)
        if left > 0 and len(data) < _FILE_BYTES:
            yield path, base64.b64encode(data).decode()
        else:
            yield path, ""  # too large to be kept: seen, never written back


def _state(scene: Scene) -> dict[str, list[str]]:
    """Return the state of all parts, without the numbers of rows: what is put back gets new ones."""
    return {part: sorted(_ID.sub("", line) for line in lines) for part, lines in read_state(scene).items()}


def _as_root(scene: Scene, *words: str) -> bool:
    """Whether a command could be carried out as root."""
    try:
        scene.shell(*words, root=True)
    except (CheckError, BridgeError):
        return False
    return True


# ---------------------------------------------------------------------- putting back


def _stop_apps(device: Device, scene: Scene) -> None:
    """Hang up, stop every app that can be started, and show the home screen."""
    packages = sorted({app.package for app in device.apps()} | {_CLOCK_APP})
    scene.shell("input", "keyevent", "KEYCODE_ENDCALL", "KEYCODE_WAKEUP")
    scene.shell("sh", "-c", "; ".join(f"am force-stop {package}" for package in packages))
    scene.shell("cmd", "statusbar", "collapse")
    scene.shell("input", "keyevent", "KEYCODE_HOME")


def _put_rows(hands: Hands, uri: str, wanted: Rows, there: Rows) -> None:
    """Delete the rows that came, change those that changed, insert those that went; only where rows were seen."""
    for number in there.keys() - wanted.keys():
        hands.delete(uri, match={"_id": int(number)})
    for number, values in wanted.items():
        if number not in there:
            hands.insert(uri, _typed(values))
        elif there[number] != values:
            changed = {name: value for name, value in values.items() if value != there[number][name]}
            hands.update(uri, _typed(changed, empty=True), match={"_id": int(number)})


def _typed(values: Mapping[str, str | None], *, empty: bool = False) -> dict[str, str | int]:
    """Return values for a provider; whole numbers as such, but for what people wrote."""
    texts = {
        "address",
        "number",
        "body",
        "title",
        "data1",
        "data3",
        "description",
        "eventLocation",
        "duration",
        "rrule",
    }
    found: dict[str, str | int] = {}
    for name, value in values.items():
        if value is None and not empty:
            continue
        text = value or ""
        found[name] = int(text) if name not in texts and re.fullmatch(r"-?\d{1,18}", text) else text
    return found


def _put_contacts(hands: Hands, device: Device, base: Base) -> None:
    """Delete the contacts that came; make those anew that went; put the rows of the others back."""
    there = _rows(device, _RAW, ())
    for number in there.keys() - {*base.raw}:
        hands.delete(_RAW, match={"_id": int(number)})
    rows = {number: row for number, row in base.rows[_DATA].items() if row["raw_contact_id"] in there}
    known = {number: row for number, row in _rows(device, _DATA, _TABLES[_DATA]).items()
             if row["raw_contact_id"] in base.raw}  # fmt: skip
    _put_rows(hands, _DATA, rows, known)
    for raw in base.raw:
        if raw not in there:
            before = _rows(device, _RAW, ()).keys()
            hands.insert(_RAW, {"aggregation_mode": 3})
            (new,) = _rows(device, _RAW, ()).keys() - before
            for row in base.rows[_DATA].values():
                if row["raw_contact_id"] == raw:
                    hands.insert(_DATA, _typed({**row, "raw_contact_id": new}))


def _put_files(hands: Hands, device: Device, scene: Scene, base: Base) -> None:
    there = _paths(scene, "f")
    for path in there:
        if path not in base.files:
            hands.delete_file(path)
    for folder in base.folders:
        if folder not in (known := _folders(scene)):
            scene.shell("mkdir", "-p", folder)
    for path, kept in base.files.items():
        data = base64.b64decode(kept)
        if kept and (path not in there or device.read_file(path, limit_bytes=_FILE_BYTES) != data):
            hands.write_file(path, data)
    known = _folders(scene)
    for folder in sorted(known, key=len, reverse=True):
        if folder not in base.folders:
            scene.shell("rmdir", folder)


def _put_settings(hands: Hands, scene: Scene, base: Base) -> None:
    for space in _SPACES:
        now = dict(_settings(scene, space))
        for key in now.keys() - base.settings[space].keys():
            scene.shell("settings", "delete", space, key)
        for key, value in base.settings[space].items():
            if now.get(key) != value:
                hands.put_setting(space, key, value)

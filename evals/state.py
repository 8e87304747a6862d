"""The device's state in parts, read over ADB as root, so that what changed during an episode can be told.

The same on a virtual phone and on an emulator. Does not know which changes are allowed; a task says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from ..android_bridge.errors import BridgeError
from .checks.scene import CheckError, Scene

State = Mapping[str, frozenset[str]]
"""By part: one line of text for each thing that is there."""

_CLOCK = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"
RESTLESS = (
    "android_id",
    "adb_",
    "bluetooth_address",
    "boot_count",
    "last_",
    "lock_screen_show",
    "next_alarm",
    "wifi_scan",
)
"""Beginnings of settings that Android itself writes now and then."""


def _provider(uri: str, *columns: str) -> Callable[[Scene], frozenset[str]]:
    def read(scene: Scene) -> frozenset[str]:
        return frozenset(" | ".join(f"{k}={row[k]}" for k in columns) for row in scene.rows(uri, *columns))

    return read


def _alarms(scene: Scene) -> frozenset[str]:
    rows = scene.table(_CLOCK, "alarm_templates", ("_id", "hour", "minutes", "enabled", "label"))
    return frozenset(" | ".join(row) for row in rows)


def _timers(scene: Scene) -> frozenset[str]:
    rows = scene.table(_CLOCK, "timers", ("length_ms", "state")) + scene.table(_CLOCK, "stopwatch", ("state",))
    return frozenset(" | ".join(row) for row in rows)


def _files(scene: Scene) -> frozenset[str]:
    # The kernel's view: on an emulator the FUSE layer can lag behind, and both give the same paths.
    return frozenset(scene.shell("find", "/sdcard/", "-type", "f", root=True).splitlines())


def _settings(scene: Scene) -> frozenset[str]:
    lines = [
        f"{space}.{line}" for space in ("system", "secure", "global")
        for line in scene.shell("settings", "list", space).splitlines() if not line.startswith(RESTLESS)
    ]  # fmt: skip
    return frozenset(lines)


def _packages(scene: Scene) -> frozenset[str]:
    return frozenset(scene.shell("pm", "list", "packages").splitlines())


def _forms(scene: Scene) -> frozenset[str]:
    if scene.web is None:
        raise CheckError("no page server")
    return frozenset(f"{number} | {visit}" for number, visit in enumerate(scene.web.forms, 1))


PARTS: dict[str, Callable[[Scene], frozenset[str]]] = {
    "sms": _provider("content://sms", "_id", "address", "type", "body"),
    "calls": _provider("content://call_log/calls", "_id", "number", "type"),
    "contacts": _provider("content://com.android.contacts/data", "_id", "display_name", "mimetype", "data1"),
    "events": _provider("content://com.android.calendar/events", "_id", "title", "dtstart", "eventLocation"),
    "notes": _provider("content://com.ainos.notes/notes", "_id", "title", "body"),
    "alarms": _alarms,
    "timers": _timers,
    "files": _files,
    "settings": _settings,
    "apps": _packages,
    "forms": _forms,
}


def read_state(scene: Scene, parts: Collection[str] = ()) -> State:
    """Return the state of these parts (all for none); a part that this phone lacks is left out."""
    state: dict[str, frozenset[str]] = {}
    for name in parts or PARTS:
        try:
            state[name] = PARTS[name](scene)
        except (BridgeError, CheckError):
            continue  # a phone without that app or without root
    return state


def changes(before: State, after: State) -> dict[str, list[str]]:
    """Return by part what came (`+ …`) and what went (`- …`); parts that did not change are left out."""
    found: dict[str, list[str]] = {}
    for name in before.keys() & after.keys():
        came, gone = after[name] - before[name], before[name] - after[name]
        if came or gone:
            found[name] = [*(f"- {line}" for line in sorted(gone)), *(f"+ {line}" for line in sorted(came))]
    return found

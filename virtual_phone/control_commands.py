"""What the control service can be asked: one function a command.

Knows: the phone and its daemon. Does not know: sockets.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from .clock import LONGEST_ADVANCE_MS, parse_speed

if TYPE_CHECKING:
    from .adbd import AdbDaemon
    from .phone import Phone

Answer = dict[str, Any]
Request = dict[str, Any]
Command = Callable[["AdbDaemon", Request], Answer | Awaitable[Answer]]


class ControlError(ValueError):
    """The request cannot be done; the text goes back to who asked."""


def _state(daemon: AdbDaemon, _: Request) -> Answer:
    phone = daemon.phone
    resumed = phone.activities.resumed
    return {
        "serial": daemon.serial,
        "seed": phone.seed,
        "boot_id": phone.boot_id,
        "root": daemon.is_root,
        "clock_ms": phone.clock.now_ms(),
        "time": phone.clock.now().isoformat(timespec="seconds"),
        "speed": phone.clock.speed,
        "foreground": None if resumed is None else {"package": resumed.package, "activity": resumed.name},
        "ledger": json.loads(phone.ledger.to_json()),
    }


def _shot(daemon: AdbDaemon, _: Request) -> Answer:
    data = io.BytesIO()
    daemon.phone.windows.screenshot().save(data, "PNG")
    return {"png": base64.b64encode(data.getvalue()).decode()}


def _clock(daemon: AdbDaemon, request: Request) -> Answer:
    """{"set": epoch ms}, {"advance": ms} or {"speed": "60x"}; several are done in this order."""
    phone = daemon.phone
    if not {"set", "advance", "speed"} & request.keys():
        raise ControlError('clock needs "set": milliseconds since 1970, "advance": milliseconds, or "speed": "60x"')
    if "set" in request:
        phone.clock.set(_whole(request, "set", 1 << 42))
        phone.clock.tick()
    if "advance" in request:
        _advance(phone, _whole(request, "advance", LONGEST_ADVANCE_MS))
    if "speed" in request:
        phone.clock.speed = parse_speed(str(request["speed"]))
    return {"clock_ms": phone.clock.now_ms(), "speed": phone.clock.speed}


def _advance(phone: Phone, ms: int) -> None:
    phone.clock.advance(ms)
    phone.windows.invalidate()


def _whole(request: Request, name: str, most: int) -> int:
    value = request[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < most:
        raise ControlError(f'clock needs "{name}": milliseconds{" since 1970" if name == "set" else ""}, an integer')
    return value


def _snapshot(daemon: AdbDaemon, request: Request) -> Answer:
    """{"name": x} keeps this moment, {"delete": x} forgets one; both tell what is kept."""
    shelf = daemon.phone.snapshots
    if "name" in request:
        shelf.save(str(request["name"]))
    if "delete" in request:
        shelf.delete(str(request["delete"]))
    return {"snapshots": [{"name": name, "clock_ms": kept.at_ms} for name, kept in shelf.all().items()]}


def _restore(daemon: AdbDaemon, request: Request) -> Answer:
    if "name" not in request:
        raise ControlError('restore needs "name": the name of a snapshot')
    daemon.phone.snapshots.load(str(request["name"]))
    return {"clock_ms": daemon.phone.clock.now_ms()}


def _fault(daemon: AdbDaemon, request: Request) -> Answer:
    """{"name": "F13", "options": {...}} injects, {"clear": true} ends all; both tell what is still on."""
    faults, said = daemon.phone.faults, ""
    if request.get("clear"):
        faults.clear()
    if "name" in request:
        options = request.get("options") or {}
        if not isinstance(options, dict):
            raise ControlError('fault: "options" is a JSON object')
        said = faults.inject(str(request["name"]), options)
    return {"said": said, "active": faults.active()}


def _notify(daemon: AdbDaemon, request: Request) -> Answer:
    """{"notifications": [{"app", "title", "text", "minutes_ago", "importance", "category", "ongoing"}]} posts them.

    app: the name or package of an app that the phone has; it touches it when the notification is touched.
    """
    phone, wanted = daemon.phone, request.get("notifications")
    if not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
        raise ControlError('notify needs "notifications": a list of objects')
    keys = []
    for each in wanted:
        app = str(each.get("app", ""))
        package = next((m.package for m in phone.packages.all() if app in (m.package, m.label)), "")
        if not package:
            raise ControlError(f"notify: this phone has no app {app!r}")
        minutes, importance = _between(each, "minutes_ago", 5, 100_000), _between(each, "importance", 3, 5)
        number = sum(other.package == package for other in phone.notifications.active) + 1001
        made = phone.notifications.post(
            package, number, str(each.get("title", "")), str(each.get("text", "")), tag="world",
            importance=importance, category=str(each.get("category", "")), ongoing=bool(each.get("ongoing", False)),
            big_text=str(each.get("big_text", "")), intent=phone.packages.launch_intent(package),
            posted_ms=phone.clock.now_ms() - minutes * 60_000,
        )  # fmt: skip
        keys.append(made.key)
    return {"keys": keys}


def _between(given: Request, name: str, default: int, most: int) -> int:
    value = given.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ControlError(f'notify: "{name}" is a whole number from 0 to {most}')
    return value


def _stop(_: AdbDaemon, __: Request) -> Answer:
    return {"stopping": True}


COMMANDS: dict[str, Command] = {
    "state": _state, "shot": _shot, "clock": _clock, "snapshot": _snapshot, "restore": _restore, "fault": _fault,
    "notify": _notify, "stop": _stop,
}  # fmt: skip

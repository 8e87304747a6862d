"""The control service of a virtual phone: truth about its state for tests, evaluations and the console.

Knows: one JSON line in, one JSON line out, on the adb service localabstract:ainos-control. Nothing on a real
phone can do this, so agents must not use it. Does not know: who asks.
"""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .adb_stream import AdbStream
    from .adbd import AdbDaemon
    from .phone import Phone

CONTROL_SOCKET = "ainos-control"

Answer = dict[str, Any]


class ControlError(ValueError):
    """The request cannot be done; the text goes back to who asked."""


async def serve_control(daemon: AdbDaemon, stream: AdbStream) -> None:
    """Answer {"cmd": "state"}, {"cmd": "shot"} and {"cmd": "clock", "set": ms} until the client leaves."""
    while line := await stream.readline():
        stream.write(json.dumps(answer(daemon, line)).encode() + b"\n")
        await stream.drain()


def answer(daemon: AdbDaemon, line: bytes) -> Answer:
    """Return {"ok": true, ...} or {"ok": false, "error": why}."""
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise ControlError("a request is a JSON object")
        return {"ok": True, **_do(daemon, request)}
    except (ValueError, RecursionError) as error:
        return {"ok": False, "error": str(error)}


def _do(daemon: AdbDaemon, request: Answer) -> Answer:
    match request.get("cmd"):
        case "state":
            return _state(daemon)
        case "shot":
            return {"png": base64.b64encode(_picture(daemon.phone)).decode()}
        case "clock":
            return _set_clock(daemon.phone, request.get("set"))
        case unknown:
            raise ControlError(f"unknown cmd {unknown!r}; known: state, shot, clock")


def _state(daemon: AdbDaemon) -> Answer:
    phone = daemon.phone
    resumed = phone.activities.resumed
    return {
        "serial": daemon.serial,
        "seed": phone.seed,
        "boot_id": phone.boot_id,
        "root": daemon.is_root,
        "clock_ms": phone.clock.now_ms(),
        "time": phone.clock.now().isoformat(timespec="seconds"),
        "foreground": None if resumed is None else {"package": resumed.package, "activity": resumed.name},
        "ledger": json.loads(phone.ledger.to_json()),
    }


def _picture(phone: Phone) -> bytes:
    data = io.BytesIO()
    phone.windows.screenshot().save(data, "PNG")
    return data.getvalue()


def _set_clock(phone: Phone, epoch_ms: object) -> Answer:
    if not isinstance(epoch_ms, int) or isinstance(epoch_ms, bool) or not 0 <= epoch_ms < 1 << 42:
        raise ControlError('clock needs "set": milliseconds since 1970, an integer')
    phone.clock.set(epoch_ms)
    phone.clock.tick()
    return {"clock_ms": phone.clock.now_ms()}

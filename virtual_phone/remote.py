"""Asks a running virtual phone for the truth about itself, over adb.

Knows: the control service and its JSON lines, reached through an adb server.
Does not know: the phone's parts.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from .control import CONTROL_SOCKET, ControlError


def state(serial: str, *, adb_server_port: int | None = None) -> dict[str, Any]:
    """Return ledger, foreground activity and clock of a phone.

    Raises:
        ControlError: The phone refused, or is no virtual phone.
    """
    return ask(serial, {"cmd": "state"}, adb_server_port=adb_server_port)


def shot(serial: str, *, adb_server_port: int | None = None) -> bytes:
    """Return the screen as PNG bytes, without any shell command; raises ControlError."""
    return base64.b64decode(ask(serial, {"cmd": "shot"}, adb_server_port=adb_server_port)["png"])


def ask(serial: str, request: dict[str, Any], *, adb_server_port: int | None = None) -> dict[str, Any]:
    """Send one request and return the answer without its "ok"; raises ControlError."""
    import adbutils

    # None lets the client look at ANDROID_ADB_SERVER_PORT.
    client = adbutils.AdbClient(host="127.0.0.1", port=adb_server_port)
    try:
        connection = client.device(serial).create_connection(adbutils.Network.LOCAL_ABSTRACT, CONTROL_SOCKET)
    except adbutils.AdbError as error:
        raise ControlError(f"{serial} has no control service: {error}") from error
    with connection:
        connection.sendall(json.dumps(request).encode() + b"\n")
        with connection.makefile("rb") as lines:
            line = lines.readline()
    if not line:
        raise ControlError(f"{serial} closed the control service without an answer")
    answer: dict[str, Any] = json.loads(line)
    if not answer.pop("ok"):
        raise ControlError(str(answer.get("error")))
    return answer

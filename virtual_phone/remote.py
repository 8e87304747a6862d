"""Asks a running virtual phone for the truth about itself, over its control socket.

Knows: where the socket of a serial is (its record) and the JSON lines on it. Only the user who runs the phone can open
it. Does not know: the phone's parts, or adb.
"""

from __future__ import annotations

import base64
import json
import socket
from pathlib import Path
from typing import Any

from .control_commands import ControlError
from .registry import Registry, UnknownPhoneError

_ANSWER_WITHIN_S = 60.0


def state(serial: str, *, folder: Path | None = None) -> dict[str, Any]:
    """Return ledger, foreground activity and clock of a phone. folder: where its record is (default: the user's).

    Raises:
        ControlError: The phone refused, or is no virtual phone of this user.
    """
    return ask(serial, {"cmd": "state"}, folder=folder)


def shot(serial: str, *, folder: Path | None = None) -> bytes:
    """Return the screen as PNG bytes, without any shell command; raises ControlError."""
    return base64.b64decode(ask(serial, {"cmd": "shot"}, folder=folder)["png"])


def ask(serial: str, request: dict[str, Any], *, folder: Path | None = None) -> dict[str, Any]:
    """Send one request and return the answer without its "ok"; raises ControlError."""
    try:
        path = Registry(folder).find(serial).control_path
    except UnknownPhoneError as error:
        raise ControlError(str(error)) from error
    return ask_at(path, request)


def ask_at(path: str, request: dict[str, Any]) -> dict[str, Any]:
    """Send one request to the control socket at a path; raises ControlError."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_ANSWER_WITHIN_S)
            connection.connect(path)
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile("rb") as lines:
                line = lines.readline()
    except OSError as error:
        raise ControlError(f"the control socket {path} cannot be used: {error}") from error
    if not line:
        raise ControlError(f"{path} was closed without an answer")
    answer: dict[str, Any] = json.loads(line)
    if not answer.pop("ok"):
        raise ControlError(str(answer.get("error")))
    return answer

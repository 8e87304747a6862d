"""Gets the adb server and a lost phone back, within a deadline. Knows adb's host side, nothing of Android."""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
import time

from .adb_socket import AdbServer, ServerDownError, ServiceRefusedError, ask_server
from .errors import BridgeError, CommandTimeoutError, DeviceOfflineError, NoDeviceError

logger = logging.getLogger(__name__)
_RECONNECT_EVERY_S = 1.0


def adb_program() -> str:
    """Return the path of an adb program: the one on the PATH, else the one inside adbutils."""
    found = shutil.which("adb")
    if found:
        return found
    import adbutils

    return str(adbutils.adb_path())


def start_server(server: AdbServer, *, timeout_s: float = 20.0) -> None:
    """Start the adb server and wait until it answers.

    Raises:
        NoDeviceError: It cannot be started.
    """
    command = [adb_program(), "-H", server.host, "-P", str(server.port), "start-server"]
    if server.host in ("127.0.0.1", "localhost"):
        command = [command[0], "-P", str(server.port), "start-server"]
    # The daemon inherits open pipes and would keep them open for ever: it gets a file.
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=timeout_s, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoDeviceError(f"the adb server could not be started: {error}", hint="adb start-server") from error
        if done.returncode != 0:
            said.seek(0)
            text = said.read().decode("utf-8", "replace").strip()[-200:]
            raise NoDeviceError(f"the adb server could not be started: {text}", hint="adb start-server")
    ask_server(server, "host:version")


def states(server: AdbServer, *, start: bool = True) -> dict[str, str]:
    """Return serial to state (`device`, `offline`, `unauthorized`, …); start a dead server first."""
    return {line.split()[0]: line.split()[1] for line in device_lines(server, start=start)}


def device_lines(server: AdbServer, *, start: bool = True) -> list[str]:
    """Return the lines of `adb devices -l`, without header."""
    try:
        answer = ask_server(server, "host:devices-l")
    except ServerDownError:
        if not start:
            raise
        logger.info("the adb server on port %d is down; starting it", server.port)
        start_server(server)
        answer = ask_server(server, "host:devices-l")
    return [line for line in answer.splitlines() if len(line.split()) >= 2]


def wait_back(server: AdbServer, serial: str, *, timeout_s: float) -> None:
    """Wait until the phone is there again; start a dead server, connect a network phone anew.

    Raises:
        DeviceOfflineError: It did not come back in time.
    """
    deadline = time.monotonic() + timeout_s
    reconnect_at = 0.0
    while True:
        state = _state_of(server, serial)
        if state == "device":
            return
        if ":" in serial and time.monotonic() >= reconnect_at:
            reconnect(server, serial)
            reconnect_at = time.monotonic() + _RECONNECT_EVERY_S
        if time.monotonic() > deadline:
            raise DeviceOfflineError(
                f"the phone {serial} went away and did not come back within {timeout_s:g} s",
                hint="ainos doctor",
            )
        time.sleep(0.05)


def _state_of(server: AdbServer, serial: str) -> str:
    try:
        return states(server).get(serial, "")
    except (NoDeviceError, ServerDownError, CommandTimeoutError, DeviceOfflineError):
        return ""


def reconnect(server: AdbServer, serial: str) -> None:
    """Ask the server to connect a network phone; a stale connection is dropped first, or it would be kept."""
    for query in (f"host:disconnect:{serial}", f"host:connect:{serial}"):
        try:
            ask_server(server, query, timeout_s=3.0)
        except (ServiceRefusedError, DeviceOfflineError, CommandTimeoutError, BridgeError) as error:
            logger.debug("%s: %s", query, error)

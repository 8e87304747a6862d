"""Chooses the phone: the one that is connected, or the one that was named. Starts a dead adb server, no
phone."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from .adb_device import AdbDevice
from .adb_socket import AdbServer, ServerDownError
from .errors import BridgeError, NoDeviceError, SeveralDevicesError
from .grammar import serial as valid_serial
from .recover import device_lines, reconnect, states
from .shell import Shell
from .tickets import TicketOffice

_ANNOUNCED_WITHIN_S = 3.0
_ADVICE = {
    "unauthorized": "allow USB debugging on the phone's screen",
    "authorizing": "allow USB debugging on the phone's screen",
    "offline": "unplug it and plug it in again, or restart it",
    "no": "the user may not open the USB device: see the udev rules of Android",
}


@dataclass(frozen=True, slots=True)
class ConnectedDevice:
    """One line of `adb devices -l`."""

    serial: str
    state: str
    model: str


def list_devices(server: AdbServer | None = None) -> list[ConnectedDevice]:
    """Return what adb knows, each phone once; a dead adb server is started.

    Raises:
        NoDeviceError: The adb server cannot be started.
    """
    lines = device_lines(server or AdbServer.of_environment())
    found = [_parse(line) for line in lines]
    serials = {device.serial for device in found}
    return [device for device in found if not _is_twin(device.serial, serials)]


def _parse(line: str) -> ConnectedDevice:
    words = line.split()
    model = next((word[6:].replace("_", " ") for word in words if word.startswith("model:")), "")
    return ConnectedDevice(words[0], words[1], model)


def _is_twin(serial: str, serials: set[str]) -> bool:
    """Whether this is `127.0.0.1:5555` of an emulator that is also listed as `emulator-5554`."""
    found = re.fullmatch(r"(?:127\.0\.0\.1|localhost):(\d+)", serial)
    return bool(found) and f"emulator-{int(found[1]) - 1}" in serials if found else False


def choose_device(
    serial: str | None = None,
    *,
    office: TicketOffice,
    server: AdbServer | None = None,
    boot_timeout_s: float = 60.0,
    patience_s: float = 5.0,
) -> AdbDevice:
    """Return the named phone, or the only one; wait until it has booted.

    Args:
        serial: The ADB serial, or None for the one connected phone.
        office: Where tickets for acting on it are redeemed.
        server: The adb server; None for adb's own default.
        boot_timeout_s: How long a phone that is still booting may take.
        patience_s: How long a look waits for a phone that went away.

    Raises:
        NoDeviceError: None is connected, the named one is not, or it does not finish booting.
        SeveralDevicesError: More than one is connected and none was named.
    """
    where = server or AdbServer.of_environment()
    _wake_server(where, serial)
    chosen = _named(where, valid_serial(serial)) if serial else _only(where)
    _wait_booted(where, chosen, boot_timeout_s)
    return AdbDevice(chosen, office, server=where, patience_s=patience_s)


def _wake_server(server: AdbServer, serial: str | None) -> None:
    """Start a dead adb server and give the phones a moment to announce themselves to it again."""
    try:
        device_lines(server, start=False)
        return
    except ServerDownError:
        pass
    deadline = time.monotonic() + _ANNOUNCED_WITHIN_S
    while time.monotonic() < deadline:
        found = states(server)
        if (serial in found) if serial else found:
            return
        time.sleep(0.1)


def _named(server: AdbServer, serial: str) -> str:
    found = {device.serial: device for device in _all(server)}
    if ":" in serial and found.get(serial, ConnectedDevice(serial, "", "")).state != "device":
        reconnect(server, serial)
        found = {device.serial: device for device in _all(server)}
    device = found.get(serial)
    if device is None:
        others = ", ".join(found) or "none"
        raise NoDeviceError(f"there is no phone {serial}; connected: {others}", hint="adb devices")
    if device.state != "device":
        raise _unusable([device])
    return serial


def _all(server: AdbServer) -> list[ConnectedDevice]:
    return [_parse(line) for line in device_lines(server)]


def _only(server: AdbServer) -> str:
    devices = list_devices(server)
    usable = [device for device in devices if device.state == "device"]
    if len(usable) == 1:
        return usable[0].serial
    if usable:
        names = ", ".join(f"{device.serial} ({device.model or 'unknown model'})" for device in usable)
        raise SeveralDevicesError(
            f"{len(usable)} phones are connected: {names}; nothing was done",
            hint=f"add --device {usable[0].serial}",
        )
    if devices:
        raise _unusable(devices)
    raise NoDeviceError("no phone and no emulator is connected", hint="ainos phone start")


def _unusable(devices: list[ConnectedDevice]) -> NoDeviceError:
    reasons = "; ".join(
        f"{device.serial} is {device.state}: {_ADVICE.get(device.state, 'wait, or restart it')}" for device in devices
    )
    return NoDeviceError(f"no phone can be used. {reasons}", hint="adb devices")


def _wait_booted(server: AdbServer, serial: str, timeout_s: float) -> None:
    shell = Shell(server, serial)
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            if shell.look("getprop", "sys.boot_completed").text.strip() == "1":
                return
            problem = "it is still booting"
        except BridgeError as error:
            problem = str(error)
        if time.monotonic() > deadline:
            raise NoDeviceError(f"{serial} was not ready within {timeout_s:g} s: {problem}", hint="ainos doctor")
        time.sleep(0.1)

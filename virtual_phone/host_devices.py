"""The phones that a host server shows, and which of them a request means.

Knows: serials, transport ids, the list as `adb devices` prints it, and adb's words for what is not found.
Does not know: how a phone is reached (host_links.py) or what is asked of it.
"""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from .host_links import Link
from .host_protocol import Kind, RequestError, Target

State = Literal["device", "detached"]
"""A detached phone is listed, and this server leaves it alone: it may be another server's meanwhile."""
_NONE_FOUND = {"any": "no devices/emulators found", "local": "no emulators found", "usb": "no devices found"}
_TOO_MANY = {
    "any": "more than one device/emulator",
    "local": "more than one emulator",
    "usb": "more than one USB device",
}
_STATES: dict[State, int] = {"detached": 5, "device": 8}
_TYPE_SOCKET = 2
"""From AOSP's adb_host.proto."""


@dataclass(frozen=True, slots=True)
class Device:
    """One phone that is connected."""

    serial: str
    transport_id: int
    """Another one after each reconnection."""
    link: Link
    kind: Kind = "local"
    state: State = "device"

    def matches(self, target: Target) -> bool:
        """Tell whether a request can mean this phone."""
        if target.transport_id:
            return target.transport_id == self.transport_id
        if target.serial:
            qualifier, _, value = target.serial.partition(":")
            banner = self.link.banner
            named = {"product": banner.product, "model": _plain(banner.model), "device": banner.device}
            return target.serial == self.serial or (bool(value) and named.get(qualifier) == value)
        return target.kind in ("any", self.kind)


class Devices:
    """The phones of one host server."""

    def __init__(self) -> None:
        """Start with none."""
        self._devices: dict[int, Device] = {}
        self._last_id = 0
        self._change = asyncio.Event()
        self.on_remove: list[Callable[[Device], None]] = []

    def __iter__(self) -> Iterator[Device]:
        """Go through the phones in the order in which they came."""
        return iter(list(self._devices.values()))

    def add(self, serial: str, link: Link) -> Device:
        """Show a phone under a new transport id."""
        self._last_id += 1
        device = Device(serial, self._last_id, link)
        self._devices[device.transport_id] = device
        self._changed()
        return device

    def remove(self, device: Device) -> None:
        """Show a phone no longer; fine when it is gone already."""
        if self._devices.pop(device.transport_id, None) is not None:
            for callback in self.on_remove:
                callback(device)
            self._changed()

    def find(self, serial: str) -> Device | None:
        """Return the phone with exactly this serial."""
        return next((device for device in self._devices.values() if device.serial == serial), None)

    def detach(self, device: Device) -> None:
        """List a phone on and end everything that runs on it; RequestError when it is detached already."""
        if device.state == "detached":
            raise RequestError(f"transport {device.serial} is already detached")
        self._devices[device.transport_id] = dataclasses.replace(device, state="detached")
        device.link.hang_up()
        self._changed()

    def attach(self, device: Device) -> None:
        """Use a detached phone again; RequestError when it is not detached."""
        if device.state != "detached":
            raise RequestError(f"transport {device.serial} is not detached")
        self._devices[device.transport_id] = dataclasses.replace(device, state="device")
        self._changed()

    def select_attached(self, target: Target) -> Device:
        """Return what `select` returns; RequestError, too, when that phone is detached."""
        device = self.select(target)
        if device.state == "detached":
            raise RequestError(f"device '{device.serial}' is detached")
        return device

    def select(self, target: Target) -> Device:
        """Return the one phone that a request means; raises RequestError in adb's words."""
        found = self.matching(target)
        if len(found) == 1:
            return found[0]
        if target.transport_id:
            raise RequestError(f"no device with transport id '{target.transport_id}'")
        if target.serial and found:
            raise RequestError(f"more than one device with serial {target.serial}")
        if target.serial:
            raise RequestError(f"device '{target.serial}' not found")
        raise RequestError((_TOO_MANY if found else _NONE_FOUND)[target.kind])

    def matching(self, target: Target) -> list[Device]:
        """Return every phone that a request can mean."""
        return [device for device in self._devices.values() if device.matches(target)]

    async def changed(self) -> None:
        """Wait until a phone comes or goes."""
        await self._change.wait()

    def listing(self, *, long: bool = False) -> str:
        """Return the list as adb prints it."""
        return "".join(_line(device, long) for device in self._devices.values())

    def listing_proto(self) -> bytes:
        """Return the list as the message Devices of adb_host.proto."""
        return b"".join(proto_field(1, _message(device)) for device in self._devices.values())

    def listing_proto_text(self) -> str:
        """Return the list as protobuf text."""
        return "".join(_text_message(device) for device in self._devices.values())

    def _changed(self) -> None:
        waiting, self._change = self._change, asyncio.Event()
        waiting.set()


def proto_field(number: int, value: bytes | str | int) -> bytes:
    """Return one protobuf field: a number as varint, anything else with its length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _line(device: Device, long: bool) -> str:
    if not long:
        return f"{device.serial}\t{device.state}\n"
    banner = device.link.banner
    named = {"product": banner.product, "model": _plain(banner.model), "device": banner.device}
    shown = "".join(f" {name}:{value}" for name, value in named.items() if value)
    return f"{device.serial:<22} {device.state}{shown} transport_id:{device.transport_id}\n"


def _plain(model: str) -> str:
    """Return a model as adb shows it: one word."""
    return re.sub(r"[^0-9A-Za-z_-]", "_", model)


def _message(device: Device) -> bytes:
    banner = device.link.banner
    fields: tuple[tuple[int, str | int], ...] = (
        (1, device.serial), (2, _STATES[device.state]), (4, banner.product), (5, banner.model), (6, banner.device),
        (7, _TYPE_SOCKET), (10, device.transport_id),
    )  # fmt: skip
    return b"".join(proto_field(number, value) for number, value in fields)


def _text_message(device: Device) -> str:
    banner = device.link.banner
    return (
        f'device {{\n  serial: "{device.serial}"\n  state: {device.state.upper()}\n  product: "{banner.product}"\n'
        f'  model: "{banner.model}"\n  device: "{banner.device}"\n  connection_type: SOCKET\n'
        f"  transport_id: {device.transport_id}\n}}\n"
    )

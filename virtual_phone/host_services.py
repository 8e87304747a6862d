"""What a client can ask of the host server itself, and the answers.

Knows: every `host…:` request that adb 29 to 36, adbutils and pure-python-adb send, and that others get FAIL.
Does not know: framing (host_protocol.py), services of phones (device_services.py), sockets.
"""

from __future__ import annotations

import asyncio
import dataclasses
import platform
import sys
from collections.abc import Callable
from typing import cast

from .adb_transport import FEATURES
from .host_devices import Device, Devices, proto_field
from .host_dial import Dialer
from .host_forwards import Forwards
from .host_protocol import (
    OKAY,
    SERVER_VERSION,
    HostRequest,
    Kind,
    RequestError,
    Target,
    counted,
    okay,
    packed_id,
    parse_transport_id,
)
from .host_sockets import HostSocket

_HOST_FEATURES = (*FEATURES, "devicetracker_proto_format", "server_status", "track_mdns", "push_sync")
_STATES = ("device", "recovery", "rescue", "sideload", "bootloader", "any", "disconnect")
_LOG = "/dev/stderr"
_USB_DISABLED, _MDNS_DISABLED = 3, 4
"""From AOSP's adb_host.proto."""


class HostServices:
    """Answers requests about one server's phones."""

    def __init__(self, devices: Devices, forwards: Forwards, dialer: Dialer, restart: Callable[[], None]) -> None:
        """Use the server's parts; `restart` is what happens when it is told to end."""
        self._devices, self._forwards, self._dialer, self._restart = devices, forwards, dialer, restart

    async def answer(self, request: HostRequest, client: HostSocket, chosen: Device | None) -> Device | None:
        """Answer one request; return the phone that the rest of the connection is for, when it chose one.

        Raises:
            RequestError: It cannot be done.
        """
        command = request.command
        target = request.target if chosen is None else Target(transport_id=chosen.transport_id)
        if command.startswith(("transport", "tport:")):
            return self._choose(request.target, command, client)
        verb, _, rest = command.partition(":")
        text = self._about_server(command)
        if text is None:
            text = self._about_phone(command, target)
        if text is not None:
            client.write(okay(text))
        elif command.startswith("track-"):
            await self._track(command, client)
        elif command.startswith("wait-for-"):
            await self._wait_for(command.removeprefix("wait-for-"), target, client)
        elif verb in ("forward", "killforward", "killforward-all"):
            client.write(await self._forward(verb, rest, target))
        elif verb in ("connect", "disconnect", "emulator"):
            client.write(await self._dial(verb, rest))
        elif command == "kill":
            client.write(OKAY)
            client.close()
            self._restart()
        elif verb == "pair":
            raise RequestError("this server does not pair over Wi-Fi")
        else:
            raise RequestError(f"unknown host service '{command}'")
        return None

    def _choose(self, target: Target, command: str, client: HostSocket) -> Device:
        verb, _, rest = command.partition(":")
        if verb == "tport":
            how, _, serial = rest.partition(":")
            target = _target_of(how, serial)
        elif verb == "transport-id":
            target = Target(transport_id=parse_transport_id(rest))
        elif verb == "transport":
            target = Target(serial=rest)
        else:
            target = _target_of(verb.removeprefix("transport-"), "")
        device = self._devices.select(target)
        client.write(OKAY + (packed_id(device.transport_id) if verb == "tport" else b""))
        return device

    def _about_server(self, command: str) -> str | None:
        match command:
            case "version":
                return f"{SERVER_VERSION:04x}"
            case "devices" | "devices-l":
                return self._devices.listing(long=command.endswith("-l"))
            case "host-features":
                return ",".join(_HOST_FEATURES)
            case "list-forward":
                return self._forwards.listing()
            case "server-status":
                return _server_status().decode("utf-8", "surrogateescape")
            case "reconnect-offline" | "mdns:services" | "list-mdns-known-hosts":
                return ""
            case "mdns:check":
                return "ERROR: mdns daemon unavailable"
        return None

    def _about_phone(self, command: str, target: Target) -> str | None:
        match command:
            case "features":
                return self._devices.select_attached(target).link.banner.features
            case "get-state":
                return self._devices.select(target).state
            case "get-serialno":
                return self._devices.select(target).serial
            case "get-devpath":
                self._devices.select(target)
                return "unknown"
            case "reconnect":
                device = self._devices.select(target)
                device.link.drop()
                return f"reconnecting {device.serial} [device]\n"
            case "attach":
                device = self._devices.select(target)
                self._devices.attach(device)
                return f"{device.serial} attached"
            case "detach":
                device = self._devices.select(target)
                self._devices.detach(device)
                self._forwards.remove_of(device)
                return f"{device.serial} detached"
        return None

    async def _dial(self, verb: str, rest: str) -> bytes:
        if verb == "connect":
            return okay(await self._dialer.connect(rest))
        if verb == "disconnect":
            return okay(self._dialer.disconnect(rest))
        if not (rest.isascii() and rest.isdecimal()) or len(rest) > 5 or not 1 < int(rest) < 65536:
            raise RequestError(f"bad emulator port '{rest}'")
        await self._dialer.emulator(int(rest))
        return b""  # adb answers nothing here

    async def _forward(self, verb: str, rest: str, target: Target) -> bytes:
        """Return two OKAYs as adb does: one for the request, one for its outcome."""
        if verb == "killforward-all":
            self._forwards.remove_all()
            return OKAY + OKAY
        if verb == "killforward":
            self._forwards.remove(rest)
            return OKAY + OKAY
        rebind = not rest.startswith("norebind:")
        local, _, remote = rest.removeprefix("norebind:").partition(";")
        if not local or not remote or remote.startswith("*"):
            raise RequestError(f"bad forward: {rest}")
        port = await self._forwards.add(self._devices.select_attached(target), local, remote, rebind=rebind)
        return OKAY + (okay(str(port)) if port else OKAY)

    async def _track(self, command: str, client: HostSocket) -> None:
        """Send the list now and at every change, until the client leaves."""
        listings: dict[str, Callable[[], str | bytes]] = {
            "track-devices": self._devices.listing,
            "track-devices-l": lambda: self._devices.listing(long=True),
            "track-devices-proto-binary": self._devices.listing_proto,
            "track-devices-proto-text": self._devices.listing_proto_text,
            "track-mdns-services": lambda: b"",
        }
        if command not in listings:
            raise RequestError(f"unknown host service '{command}'")
        _end_when_left(client)
        client.write(OKAY)
        last: str | bytes | None = None
        while True:
            now = listings[command]()
            if now != last:
                client.write(counted(now))
                await client.drain()
                last = now
            await self._devices.changed()

    async def _wait_for(self, spec: str, target: Target, client: HostSocket) -> None:
        """Answer OKAY at once and again when the phone is as wished; ends when the client leaves."""
        kind, *states = spec.split("-")
        client.write(OKAY)
        if not states:
            raise RequestError(f"short wait-for-: {spec}")
        if kind not in ("any", "usb", "local"):
            raise RequestError(f"bad wait-for- transport: {spec}")
        if not set(states) <= set(_STATES):
            raise RequestError(f"bad wait-for- state: {spec}")
        target = dataclasses.replace(target, kind=cast("Kind", kind))
        _end_when_left(client)
        while True:
            found = [device for device in self._devices.matching(target) if device.state == "device"]
            if len(found) > 1:
                self._devices.select(target)  # says which words are ambiguous
            if "disconnect" in states if not found else {"device", "any"} & set(states):
                client.write(OKAY)
                return
            await self._devices.changed()


def _target_of(how: str, serial: str) -> Target:
    if how == "serial":
        return Target(serial=serial)
    if how not in ("any", "usb", "local"):
        raise RequestError(f"unknown transport '{how}'")
    return Target(kind=cast("Kind", how))


def _end_when_left(client: HostSocket) -> None:
    """Let the running session end as soon as its client has left."""
    session = asyncio.current_task()
    assert session is not None

    def end() -> None:
        session.cancel()

    client.on_leave = end
    if client.has_left:
        end()


def _server_status() -> bytes:
    """Return AdbServerStatus of adb_host.proto: backends, version, build, program, log, operating system, tracing.

    The program is this Python; its log is the standard error, which is no file.
    """
    fields: tuple[tuple[int, str | int], ...] = (
        (1, _USB_DISABLED), (3, _MDNS_DISABLED), (5, "1.0.41"), (6, "ainos"),
        (7, sys.executable), (8, _LOG), (9, f"{platform.system()} {platform.release()}"), (10, ""), (11, 0), (12, 0),
    )  # fmt: skip
    return b"".join(proto_field(number, value) for number, value in fields)

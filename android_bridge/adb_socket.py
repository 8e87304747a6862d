"""The adb server as sockets: one connection a service, with deadlines. Knows the host protocol, no Android
commands.

`AdbConnection.close` of adbutils sleeps 10 ms, and Nagle meets delayed ACK on its sockets (40 ms a call);
these do neither. adbutils stays in use for starting the server and for connecting to phones (recover.py).

Source: AOSP packages/modules/adb, docs/dev/services.md.
"""

from __future__ import annotations

import os
import re
import socket
import time
from dataclasses import dataclass

from .errors import BridgeError, CommandTimeoutError, DeviceOfflineError

OUTPUT_LIMIT_BYTES = 64 << 20
_HEX = re.compile(rb"[0-9A-Fa-f]{4}")
_QUICKACK = getattr(socket, "TCP_QUICKACK", None)
_GONE_WORDS = ("not found", "offline", "no devices", "unauthorized", "authorizing", "no emulators")


class ServerDownError(DeviceOfflineError):
    """No adb server answers; nothing was sent to the phone."""


class ServiceRefusedError(BridgeError):
    """The phone is there and refused the service; nothing was done."""


@dataclass(frozen=True, slots=True)
class AdbServer:
    """Where the adb server listens."""

    host: str = "127.0.0.1"
    port: int = 5037

    @classmethod
    def of_environment(cls) -> AdbServer:
        """Return the server that adb itself would use (ANDROID_ADB_SERVER_ADDRESS,
        ANDROID_ADB_SERVER_PORT)."""
        host = os.environ.get("ANDROID_ADB_SERVER_ADDRESS") or os.environ.get("ANDROID_ADB_SERVER_HOST")
        port = os.environ.get("ANDROID_ADB_SERVER_PORT", "")
        return cls(host or "127.0.0.1", int(port) if port.isdecimal() else 5037)


class Wire:
    """One socket with a deadline for everything that it does."""

    def __init__(self, server: AdbServer, what: str, timeout_s: float) -> None:
        self._what = what
        self._timeout_s = timeout_s
        self._deadline = time.monotonic() + timeout_s
        try:
            self.socket = socket.create_connection((server.host, server.port), timeout=min(3.0, timeout_s))
        except OSError as error:
            raise ServerDownError(
                f"no adb server answers on {server.host}:{server.port}; nothing was sent to the phone",
                hint="adb start-server",
            ) from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close at once; the server ends the service on the phone."""
        self.socket.close()

    def _arm(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise CommandTimeoutError(self._what, self._timeout_s)
        self.socket.settimeout(left)

    def send(self, data: bytes | bytearray) -> None:
        """Send everything."""
        try:
            self._arm()
            self.socket.sendall(data)
        except TimeoutError as error:
            raise CommandTimeoutError(self._what, self._timeout_s) from error
        except OSError as error:
            raise self.gone() from error

    def some(self, limit: int = 65536) -> bytes:
        """Return what is there, at least one byte; empty at the end of the stream."""
        try:
            self._arm()
            if _QUICKACK is not None:
                self.socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            return self.socket.recv(limit)
        except TimeoutError as error:
            raise CommandTimeoutError(self._what, self._timeout_s) from error
        except OSError as error:
            raise self.gone() from error

    def exactly(self, count: int) -> bytes:
        """Return `count` bytes; DeviceOfflineError if the stream ends before."""
        data = self.some(count) if count else b""
        if len(data) == count:
            return data
        parts = bytearray(data)
        while len(parts) < count:
            if not data:
                raise self.gone()
            data = self.some(count - len(parts))
            parts += data
        return bytes(parts)

    def gone(self) -> DeviceOfflineError:
        """Return the error for a stream that broke off."""
        return DeviceOfflineError(
            f"the phone went away during `{self._what}`; whether that took effect is not known",
            hint="ainos doctor",
        )

    def request(self, service: str) -> None:
        """Ask for a service and take its OKAY."""
        raw = service.encode("utf-8")
        self.send(b"%04x" % len(raw) + raw)
        self.okay()

    def okay(self) -> None:
        """Take OKAY; translate FAIL, in the caller's words for the service: its own may hold what was typed."""
        answer = self.exactly(4)
        if answer == b"OKAY":
            return
        if answer != b"FAIL":
            raise ServiceRefusedError(f"the adb server answered {answer!r} to `{self._what[:80]}`")
        reason = self.block().decode("utf-8", "replace")
        if any(word in reason for word in _GONE_WORDS):
            raise DeviceOfflineError(f"{reason}; nothing was done on the phone", hint="ainos doctor")
        raise ServiceRefusedError(f"`{self._what[:80]}` was refused: {reason}")

    def block(self) -> bytes:
        """Return a block that carries its length as four hex digits.

        Raises:
            ServiceRefusedError: It carries no length.
        """
        length = self.exactly(4)
        if not _HEX.fullmatch(length):
            raise ServiceRefusedError(f"the adb server answered {length!r} where a length belongs")
        return self.exactly(int(length, 16))


def open_service(server: AdbServer, serial: str, service: str, *, what: str, timeout_s: float) -> Wire:
    """Return a stream to a service on the phone, such as `shell,v2,raw:ls` or `tcp:9008`.

    Raises:
        ServerDownError: No adb server.
        DeviceOfflineError: The phone is not there.
        ServiceRefusedError: The phone refused the service.
    """
    wire = Wire(server, what, timeout_s)
    try:
        wire.request(f"host:transport:{serial}")
        wire.request(service)
    except BaseException:
        wire.close()
        raise
    return wire


def ask_server(server: AdbServer, query: str, *, timeout_s: float = 5.0) -> str:
    """Return the server's answer to a host query such as `host:devices-l`."""
    with Wire(server, query, timeout_s) as wire:
        wire.request(query)
        return wire.block().decode("utf-8", "replace")

"""adbd: lets adb servers reach one phone over TCP on the loopback interface.

Knows: the listener, the banner, restarts (root, unroot, reboot) and which connections are open.
Does not know: the wire format (adb_packets.py), streams (adb_transport.py), services (device_services.py).
No authentication, as on emulators: whoever can connect to the loopback interface of this machine is let in.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from .adb_transport import AINOS_HOST, FEATURES, Service, Transport
from .device_services import DeviceServices

if TYPE_CHECKING:
    from .phone import Phone

LOOPBACK = "127.0.0.1"
_BANNER_PROPERTIES = ("ro.product.name", "ro.product.model", "ro.product.device")
_BOOT_S = 1.0


class AdbDaemon:
    """Serves one phone to any number of adb servers at once."""

    def __init__(self, phone: Phone) -> None:
        """Wrap a phone; nothing listens before `start`."""
        self.phone = phone
        self.is_root = False
        self.serial = ""
        self.services = DeviceServices(self)
        self._server: asyncio.Server | None = None
        self._extra: asyncio.Server | None = None
        self._transports: dict[Transport, asyncio.Task[None]] = {}
        self._boots_until = 0.0
        self.on_drop: list[Callable[[], None]] = []
        """Called when every connection ends (root, unroot, reboot): for hosts in this process."""
        phone.on_reboot.append(self._went_down)

    @property
    def port(self) -> int:
        """Return the TCP port that adb servers connect to; 0 before start."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server is not None else 0

    @property
    def is_connected(self) -> bool:
        """Tell whether an adb server that is not ainos' own is connected right now."""
        return any(transport.is_online and transport.peer_name != AINOS_HOST for transport in self._transports)

    @property
    def is_hosted(self) -> bool:
        """Tell whether a host server of ainos in another process is connected right now."""
        return any(transport.is_online and transport.peer_name == AINOS_HOST for transport in self._transports)

    @property
    def boots_for_s(self) -> float:
        """Return for how many seconds no connection will be taken; 0 while the phone is up."""
        return max(0.0, self._boots_until - asyncio.get_running_loop().time())

    async def start(self, port: int = 0) -> int:
        """Listen on a port of the loopback interface (0: any free one) and return it.

        Raises:
            OSError: The port is taken.
        """
        self._server = await asyncio.start_server(self._serve, LOOPBACK, port)
        return self.port

    async def stop(self) -> None:
        """Stop listening and end every connection and all that runs on it."""
        for server in (self._server, self._extra):
            if server is not None:
                server.close()
        tasks = list(self._transports.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def listen_also(self, port: int | None) -> None:
        """Listen on one further port of the loopback interface (`adb tcpip`), None: on no other (`adb usb`).

        Raises:
            OSError: The port is taken; what listened before still does.
        """
        if port is not None and self._extra is not None and port == self._extra.sockets[0].getsockname()[1]:
            return
        extra = await asyncio.start_server(self._serve, LOOPBACK, port) if port not in (None, self.port) else None
        if self._extra is not None:
            self._extra.close()
        self._extra = extra
        self.phone.properties["service.adb.tcp.port"] = str(port or 0)

    def restart(self, *, root: bool) -> None:
        """Come back with or without root rights; every connection drops, as `adb root` waits for."""
        self.is_root = root
        self.phone.properties["service.adb.root"] = "1" if root else "0"
        self.drop_all()

    def go_away(self, seconds: float) -> None:
        """Drop every connection and take none for so long, as when a cable is pulled."""
        self._boots_until = asyncio.get_running_loop().time() + seconds
        self.drop_all()

    def _went_down(self) -> None:
        """Follow a reboot: drop every connection and refuse new ones for as long as a boot takes (1 s)."""
        self._boots_until = asyncio.get_running_loop().time() + _BOOT_S
        self.is_root = False
        if self._extra is not None:
            self._extra.close()
            self._extra = None
        self.services.forget_reverse()
        self.drop_all()

    def drop_all(self) -> None:
        """Close every connection after what has been sent."""
        for transport in list(self._transports):
            transport.drop()
        for callback in list(self.on_drop):
            callback()

    def banner(self) -> bytes:
        """Return the text of our CNXN: who this is and what it can do."""
        fields = [f"{name}={_plain(self.phone.properties.get(name, ''))}" for name in _BANNER_PROPERTIES]
        return f"device::{';'.join(fields)};features={','.join(FEATURES)}".encode()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if asyncio.get_running_loop().time() < self._boots_until:
            writer.close()
            return
        transport = Transport(reader, writer, banner=self.banner, find_service=self._find_service)
        task = asyncio.current_task()
        assert task is not None
        self._transports[transport] = task
        # asyncio prints a cancelled connection task as an error; being stopped is none.
        with contextlib.suppress(asyncio.CancelledError):
            await transport.run()
        del self._transports[transport]
        self.services.transport_ended(transport)

    def _find_service(self, destination: bytes, transport: Transport) -> Service | None:
        return self.services.find(destination, transport)


def _plain(value: str) -> str:
    """Drop what would end a banner field: the host splits at these."""
    return "".join(char for char in value if char not in "=;:,")

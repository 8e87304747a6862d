"""Which adb service answers which destination.

Knows: the names that real hosts open, and that an unknown one is refused (the host then says "closed").
Does not know: what a command prints (the phone's shell) or how bytes travel (adb_stream.py).
Source: AOSP packages/modules/adb, docs/dev/services.md.
"""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

from .adb_stream import AdbStream
from .adb_transport import Service, Transport
from .control import CONTROL_SOCKET, serve_control
from .framebuffer import serve_framebuffer
from .reverse import ReverseForwards
from .shell_service import run_plain, serve_shell
from .sync import SyncService

if TYPE_CHECKING:
    from .adbd import AdbDaemon
    from .phone import PortHandler

ROOT_UID, SHELL_UID = 0, 2000
_EXEC_GRACE_S = 2.0
_SOCKET_KINDS = ("localabstract", "local", "localreserved", "localfilesystem")


class DeviceServices:
    """Finds services for one phone."""

    def __init__(self, daemon: AdbDaemon) -> None:
        """Hold the daemon: services need its phone and may restart it."""
        self._daemon = daemon
        self._reverse: dict[Transport, ReverseForwards] = {}
        self.sockets: dict[str, PortHandler] = {}
        """Listeners of the phone that are no TCP ports, by "kind:name"."""

    @property
    def uid(self) -> int:
        """Return whose rights commands and file transfers have."""
        return ROOT_UID if self._daemon.is_root else SHELL_UID

    def find(self, destination: bytes, transport: Transport) -> Service | None:
        """Return what serves a destination such as b"shell,v2:ls"; None refuses it."""
        name, _, rest = destination.partition(b":")
        kind, _, options = name.decode("utf-8", "replace").partition(",")
        text = rest.decode("utf-8", "surrogateescape")
        match kind:
            case "shell":
                return Service(lambda stream: serve_shell(self._daemon, stream, options.split(","), text))
            case "exec":
                return Service(lambda stream: run_plain(self._daemon, stream, text), _EXEC_GRACE_S)
            case "abb_exec":
                command = shlex.join(["cmd", *text.split("\0")])
                return Service(lambda stream: run_plain(self._daemon, stream, command), _EXEC_GRACE_S)
            case "sync":
                return Service(SyncService(self._daemon.phone.fs, self.uid).serve)
            case "framebuffer":
                return Service(lambda stream: serve_framebuffer(self._daemon.phone, stream))
            case "reverse":
                return Service(lambda stream: self._reverse_for(transport).serve(stream, text))
            case "tcp":
                return self._port_service(text)
            case "root" | "unroot":
                return Service(lambda stream: self._switch_root(stream, to_root=kind == "root"))
            case "reboot":
                return Service(self._reboot)
            case "sink":
                return Service(_sink)
            case _ if kind in _SOCKET_KINDS:
                return self._socket_service(f"{kind}:{text}")
        return None

    def forget_reverse(self) -> None:
        """End every reverse forward (the phone reboots)."""
        for forwards in self._reverse.values():
            forwards.remove_all()
        self._reverse.clear()

    def transport_ended(self, transport: Transport) -> None:
        """End the reverse forwards of a host that left."""
        forwards = self._reverse.pop(transport, None)
        if forwards is not None:
            forwards.remove_all()

    def _reverse_for(self, transport: Transport) -> ReverseForwards:
        return self._reverse.setdefault(transport, ReverseForwards(transport, self._daemon.phone.ports, self.sockets))

    def _port_service(self, text: str) -> Service | None:
        number = text.rpartition(":")[2]
        handler = self._daemon.phone.ports.get(int(number)) if number.isdecimal() else None
        return None if handler is None else Service(_piped_into(handler))

    def _socket_service(self, address: str) -> Service | None:
        if address == f"localabstract:{CONTROL_SOCKET}":
            return Service(lambda stream: serve_control(self._daemon, stream))
        handler = self.sockets.get(address)
        return None if handler is None else Service(_piped_into(handler))

    async def _switch_root(self, stream: AdbStream, *, to_root: bool) -> None:
        if to_root == self._daemon.is_root:
            stream.write(b"adbd is already running as root\n" if to_root else b"adbd not running as root\n")
            return
        stream.write(b"restarting adbd as root\n" if to_root else b"restarting adbd as non root\n")
        stream.close()
        await stream.wait_closed()
        # The host waits without a deadline for this connection to drop.
        self._daemon.restart(root=to_root)

    async def _reboot(self, stream: AdbStream) -> None:
        stream.close()
        await stream.wait_closed()
        self._daemon.phone.reboot()


def _piped_into(handler: PortHandler) -> Callable[[AdbStream], Awaitable[None]]:
    # AdbStream has the reading and writing methods of the asyncio streams, not their type.
    untyped = cast("Callable[[object, object], Awaitable[None]]", handler)
    return lambda stream: untyped(stream, stream)


async def _sink(stream: AdbStream) -> None:
    """Throw away what the host sends: `sink:` measures throughput."""
    while await stream.read(1 << 16):
        pass

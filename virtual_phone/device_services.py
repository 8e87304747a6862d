"""Which adb service answers which destination.

Knows: the names that real hosts open, and that an unknown one is refused (the host then says "closed").
Does not know: what a command prints (the phone's shell) or how bytes travel (adb_stream.py).
Source: AOSP packages/modules/adb, docs/dev/services.md.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

from . import adb_small_services as small
from .adb_stream import AdbStream
from .adb_transport import Service, Transport
from .framebuffer import serve_framebuffer
from .reverse import ReverseForwards
from .shell_service import run_plain, serve_binder_command, serve_shell
from .sync import SyncService

if TYPE_CHECKING:
    from .adbd import AdbDaemon
    from .phone import PortHandler

ROOT_UID, SHELL_UID = 0, 2000
_EXEC_GRACE_S = 2.0
_PORT_GRACE_S = 2.0
"""Who writes to a port and leaves at once has still written: the listener may read that."""
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
                command = _binder_command(text)
                return Service(lambda stream: run_plain(self._daemon, stream, command), _EXEC_GRACE_S)
            case "abb":
                return Service(lambda stream: serve_binder_command(self._daemon, stream, _binder_command(text)))
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
            case _ if kind in _SOCKET_KINDS:
                return self._socket_service(f"{kind}:{text}")
        serve = self._small_service(kind, text, transport)
        return None if serve is None else Service(serve)

    def _small_service(self, kind: str, text: str, transport: Transport) -> small.Serve | None:
        match kind:
            case "sink" | "source":
                count = small.byte_count(text)
                return None if count is None else (small.sink if kind == "sink" else small.source)(count)
            case "jdwp" if not text:
                return small.no_debuggers
            case "track-jdwp" | "track-app":
                return small.track_no_debuggers
            case "remount":
                return small.remount(self._daemon.is_root)
            case "reconnect":
                return small.reconnect(transport)
            case "tcpip":
                port = _port_number(text)
                return None if port is None else lambda stream: self._listen_also(stream, port)
            case "usb":
                return lambda stream: self._listen_also(stream, None)
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
        port = _port_number(text.rpartition(":")[2])
        handler = self._daemon.phone.ports.get(port) if port is not None else None
        return None if handler is None else Service(_piped_into(handler), _PORT_GRACE_S)

    def _socket_service(self, address: str) -> Service | None:
        handler = self.sockets.get(address)
        return None if handler is None else Service(_piped_into(handler), _PORT_GRACE_S)

    async def _switch_root(self, stream: AdbStream, *, to_root: bool) -> None:
        if to_root == self._daemon.is_root:
            stream.write(b"adbd is already running as root\n" if to_root else b"adbd not running as root\n")
            return
        stream.write(b"restarting adbd as root\n" if to_root else b"restarting adbd as non root\n")
        stream.close()
        await stream.wait_closed()
        # The host waits without a deadline for this connection to drop.
        self._daemon.restart(root=to_root)

    async def _listen_also(self, stream: AdbStream, port: int | None) -> None:
        """Answer `tcpip:PORT` and, with None, `usb:`: an emulator keeps its own port whatever is asked for."""
        if port is not None and not 0 < port < 1 << 16:
            stream.write(f"invalid port {port}\n".encode())
            return
        try:
            await self._daemon.listen_also(port)
        except OSError as error:
            stream.write(f"error: cannot listen on port {port} of this machine: {error.strerror}\n".encode())
            return
        stream.write(f"restarting in TCP mode port: {port}\n".encode() if port else b"restarting in USB mode\n")
        stream.close()
        await stream.wait_closed()
        self._daemon.drop_all()

    async def _reboot(self, stream: AdbStream) -> None:
        stream.close()
        await stream.wait_closed()
        self._daemon.phone.reboot()


def _binder_command(text: str) -> str:
    """Return the `cmd` line for abb's words, which come with NUL between them."""
    return shlex.join(["cmd", *(text.split("\0") if text else ())])


def _port_number(text: str) -> int | None:
    """Read a port as scanf does: leading digits count; None when there are none."""
    found = re.match(r"\s*[+-]?\d{1,9}", text)
    return int(found[0]) if found else None


def _piped_into(handler: PortHandler) -> Callable[[AdbStream], Awaitable[None]]:
    # AdbStream has the reading and writing methods of the asyncio streams, not their type.
    untyped = cast("Callable[[object, object], Awaitable[None]]", handler)
    return lambda stream: untyped(stream, stream)

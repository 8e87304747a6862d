"""Reverse forwards: a port of the phone that leads to a port of the host.

Knows: the `reverse:` requests and their answers. A listener belongs to the host connection that asked for it.
Does not know: what travels through. It opens only destinations that the host named itself: an adb server
that is asked for another one ends with a fatal error.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Protocol

from .adb_stream import AdbStream
from .adb_transport import Transport

if TYPE_CHECKING:
    from .phone import PortHandler

_FIRST_FREE_PORT = 32768
_PIECE_BYTES = 1 << 16


class _Readable(Protocol):
    async def read(self, n: int = -1, /) -> bytes: ...


class _Writable(Protocol):
    def write(self, data: bytes, /) -> None: ...
    async def drain(self) -> None: ...


class ReverseError(ValueError):
    """The request cannot be done; the text goes to the person at the host."""


class ReverseForwards:
    """Keeps the reverse forwards of one host connection."""

    def __init__(self, transport: Transport, ports: dict[int, PortHandler], sockets: dict[str, PortHandler]) -> None:
        """Use the phone's listeners: TCP `ports`, and `sockets` by "kind:name"."""
        self._transport = transport
        self._ports = ports
        self._sockets = sockets
        self._forwards: dict[str, str] = {}

    async def serve(self, stream: AdbStream, request: str) -> None:
        """Answer one request such as "forward:tcp:8000;tcp:9000"."""
        try:
            stream.write(self._answer(request))
        except ReverseError as error:
            stream.write(b"FAIL" + _counted(str(error)))

    def remove_all(self) -> None:
        """Take every listener away."""
        for device in list(self._forwards):
            self._remove(device)

    def _answer(self, request: str) -> bytes:
        verb, _, rest = request.partition(":")
        if verb == "list-forward":
            return _counted("".join(f"host-17 {device} {host}\n" for device, host in self._forwards.items()))
        if verb == "killforward-all":
            self.remove_all()
            return b"OKAY"
        if verb == "killforward":
            if rest not in self._forwards:
                raise ReverseError(f"listener '{rest}' not found")
            self._remove(rest)
            return b"OKAY"
        if verb == "forward":
            return self._forward(rest)
        raise ReverseError(f"unknown reverse request: {request}")

    def _forward(self, rest: str) -> bytes:
        norebind = rest.startswith("norebind:")
        device, separator, host = rest.removeprefix("norebind:").partition(";")
        if not separator:
            raise ReverseError(f"bad forward: {rest}")
        is_any_port = device == "tcp:0"
        if is_any_port:
            device = f"tcp:{self._free_port()}"
        if norebind and device in self._forwards:
            raise ReverseError("cannot rebind existing socket")
        self._add(device, host)
        return b"OKAY" + (_counted(device.removeprefix("tcp:")) if is_any_port else b"")

    def _add(self, device: str, host: str) -> None:
        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._join(reader, writer, host)

        kind, _, name = device.partition(":")
        if kind == "tcp":
            if not name.isdecimal() or len(name) > 5:
                raise ReverseError(f"cannot listen on {device}")
            if int(name) in self._ports and device not in self._forwards:
                raise ReverseError(f"cannot bind listener: Address already in use ({device})")
            self._ports[int(name)] = connect
        else:
            self._sockets[device] = connect
        self._forwards[device] = host

    def _remove(self, device: str) -> None:
        del self._forwards[device]
        kind, _, name = device.partition(":")
        if kind == "tcp":
            self._ports.pop(int(name), None)
        else:
            self._sockets.pop(device, None)

    def _free_port(self) -> int:
        port = _FIRST_FREE_PORT
        while port in self._ports:
            port += 1
        return port

    async def _join(self, reader: _Readable, writer: _Writable, host: str) -> None:
        try:
            far = await self._transport.open(host)
        except ConnectionRefusedError:
            return
        try:
            await copy_both_ways(reader, writer, far)
        finally:
            far.close()


async def copy_both_ways(reader: _Readable, writer: _Writable, far: AdbStream) -> None:
    """Copy until either side ends: adb has no half-closed streams. What `far` said before it ended still arrives."""
    copies = [asyncio.create_task(_copy(reader, far)), asyncio.create_task(_copy(far, writer))]
    try:
        await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
        if far.is_closing():
            await copies[1]
    finally:
        for copy in copies:
            copy.cancel()
        await asyncio.gather(*copies, return_exceptions=True)


async def _copy(source: _Readable, sink: _Writable) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(_PIECE_BYTES):
            sink.write(piece)
            await sink.drain()


def _counted(text: str) -> bytes:
    data = text.encode()
    return f"{len(data):04x}".encode() + data

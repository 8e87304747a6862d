"""Sockets of this machine: the clients of the host server, its forwards, and what reverse forwards lead to.

Knows: TCP on the loopback interface and Unix sockets, under adb's names (tcp:8000, local:/path, localabstract:x);
that a client who ends its side has left; that closing a socket with unread input destroys what was sent last; and
that every packet is to be acknowledged at once, because clients send a request in two pieces and the second would
wait 40 ms for the first one's acknowledgement.
Does not know: what travels.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

LOOPBACK = "127.0.0.1"
_BUFFER_BYTES = 4 << 20
_BACKLOG = 1024
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Linux only."""
_QUIET_S = 1.0
_LONGEST_GOODBYE_S = 10.0
"""How long a peer that has been told of the end may be silent, and may go on writing."""


class HostSocket:
    """One connection; reads and writes like an AdbStream, so that a service of the phone can use it directly."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Wrap the two halves of an asyncio connection."""
        self._reader, self._writer = reader, writer
        self.read = reader.read
        self.readexactly = reader.readexactly
        self.readuntil = reader.readuntil
        self.readline = reader.readline
        self.at_eof = reader.at_eof
        self.drain = writer.drain
        self._goodbye: _Goodbye | None = None
        self.has_left = False
        self.on_leave: Callable[[], None] | None = None
        """Called once when the peer ends its side or the connection."""

    def is_closing(self) -> bool:
        """Tell whether nothing can be written any more."""
        return self._goodbye is not None or self._writer.is_closing()

    def write(self, data: bytes) -> None:
        """Queue bytes; ignored once the socket is closed."""
        if not self.is_closing():
            self._writer.write(data)

    def close(self) -> None:
        """Send everything queued and the end, then close: as soon as the peer ends, or is silent for a second.

        Until then its bytes are read and thrown away: closing before they are read would make the kernel reset the
        connection, and the peer would lose what it has not read yet.
        """
        if self.is_closing():
            return
        transport = self._writer.transport
        if self.has_left:
            transport.close()
            return
        try:
            self._goodbye = _Goodbye(transport)
        except OSError:  # the peer has reset the connection and nobody has told us yet
            transport.close()

    def close_now(self) -> None:
        """Send everything queued and close, whatever the peer is still writing."""
        self._writer.close()

    def take_after_close(self, data: bytes) -> bool:
        """Throw a piece away when the socket is being closed (called by the connection); False when it is not."""
        if self._goodbye is not None:
            self._goodbye.heard = True
        return self._goodbye is not None

    async def wait_closed(self) -> None:
        """Wait until everything is sent and the connection is gone; a broken one counts as gone."""
        try:
            await self._writer.wait_closed()
        except ConnectionError:
            self.has_left = True

    def leave(self) -> None:
        """Note that the peer has left (called by the connection)."""
        if self._goodbye is not None:
            self._goodbye.end()
        if not self.has_left:
            self.has_left = True
            if self.on_leave is not None:
                self.on_leave()


class _Goodbye:
    """The end of a connection whose peer has not ended its side yet."""

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._ends_at = 0.0
        self.heard = False
        """Whether the peer wrote something since the last look."""
        transport.write_eof()
        if isinstance(transport, asyncio.ReadTransport):
            transport.resume_reading()
        self._timer = self._loop.call_later(_QUIET_S, self._look)

    def end(self) -> None:
        """Close."""
        self._timer.cancel()
        self._transport.close()

    def _look(self) -> None:
        is_sent = not self._transport.get_write_buffer_size()
        if is_sent and not self._ends_at:
            self._ends_at = self._loop.time() + _LONGEST_GOODBYE_S
        if is_sent and (not self.heard or self._loop.time() > self._ends_at):
            self.end()
            return
        self.heard = False
        self._timer = self._loop.call_later(_QUIET_S, self._look)


OnClient = Callable[[HostSocket], None]


class _Connection(asyncio.StreamReaderProtocol):
    """Feeds a HostSocket; says so as soon as the peer ends its side, even while nobody reads."""

    def __init__(self, on_client: OnClient) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(asyncio.StreamReader(_BUFFER_BYTES, loop), self._connected, loop)
        self._on_client = on_client
        self._client: HostSocket | None = None
        self._tcp: socket.socket | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        raw = transport.get_extra_info("socket")
        if _QUICKACK is not None and raw.family in (socket.AF_INET, socket.AF_INET6):
            self._tcp = raw
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._client is None or not self._client.take_after_close(data):
            super().data_received(data)
        if self._tcp is not None and _QUICKACK is not None:
            # The kernel forgets this after each answer, so it is said again for each piece.
            self._tcp.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    def eof_received(self) -> bool:
        super().eof_received()
        self._left()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._left()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._client = HostSocket(reader, writer)
        self._on_client(self._client)

    def _left(self) -> None:
        if self._client is not None:
            self._client.leave()


async def listen(address: str, on_client: OnClient) -> tuple[asyncio.Server, int]:
    """Listen on an address of this machine; return the listener and its TCP port (0 for other kinds).

    Raises:
        OSError: It is taken, or not allowed.
        ValueError: There is no such kind of address.
    """
    loop = asyncio.get_running_loop()
    kind, name = _split(address)
    if kind == "tcp":
        server = await loop.create_server(lambda: _Connection(on_client), LOOPBACK, _port(name), backlog=_BACKLOG)
        return server, int(server.sockets[0].getsockname()[1])
    return await loop.create_unix_server(lambda: _Connection(on_client), _unix_path(kind, name)), 0


async def connect(address: str) -> HostSocket:
    """Connect to an address of this machine (or to tcp:HOST:PORT).

    Raises:
        OSError: Nobody listens there.
        ValueError: There is no such kind of address.
    """
    loop = asyncio.get_running_loop()
    kind, name = _split(address)
    made: list[HostSocket] = []
    if kind == "tcp":
        host, _, port = name.rpartition(":")
        await loop.create_connection(lambda: _Connection(made.append), host or LOOPBACK, _port(port))
    else:
        await loop.create_unix_connection(lambda: _Connection(made.append), _unix_path(kind, name))
    return made[0]


def check_address(address: str) -> None:
    """Raise ValueError unless `listen` and `connect` know this kind of address."""
    kind, name = _split(address)
    if kind == "tcp":
        _port(name.rpartition(":")[2])
    else:
        _unix_path(kind, name)


def _split(address: str) -> tuple[str, str]:
    kind, _, name = address.partition(":")
    if not name:
        raise ValueError(f"unknown socket specification '{address}'")
    return kind, name


def _port(text: str) -> int:
    number = text.rpartition(":")[2]
    if not (number.isascii() and number.isdecimal()) or len(number) > 5 or int(number) > 65535:
        raise ValueError(f"bad port number '{text}'")
    return int(number)


def _unix_path(kind: str, name: str) -> str:
    if "\0" in name:
        raise ValueError(f"bad name in '{kind}:'")
    if kind == "localabstract":
        return f"\0{name}"
    if kind in ("local", "localfilesystem"):
        return name
    raise ValueError(f"unknown socket specification '{kind}:{name}'")

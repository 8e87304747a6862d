"""One adb stream: a two-way byte pipe between a service of the phone and a client of the host.

Knows: flow control (one unacknowledged WRTE, or a byte window with delayed_ack), buffering, closing.
Does not know: which service runs on it. It reads like asyncio.StreamReader and writes like
asyncio.StreamWriter, so that a device port handler (HTTP server, reverse forward) can use it for both.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable

from .adb_packets import CLSE, OKAY, WRTE, AdbProtocolError, Packet

_INBOX_LIMIT_BYTES = 1 << 20
_OUTBOX_LIMIT_BYTES = 1 << 20
_INBOX_FLOOD_BYTES = 256 << 20


class AdbStream:
    """Stands for one OPENed service; made by the transport only."""

    def __init__(
        self,
        local_id: int,
        remote_id: int,
        send: Callable[[Packet], None],
        *,
        max_payload_bytes: int,
        window_bytes: int | None = None,
    ) -> None:
        """Remember ids and limits; `window_bytes` None means one unacknowledged WRTE at a time."""
        self.local_id = local_id
        self.remote_id = remote_id
        self._send = send
        self._max_payload = max_payload_bytes
        self._delayed = window_bytes is not None
        self._credit = window_bytes if window_bytes is not None else 1
        self._in = bytearray()
        self._in_ended = False
        self._unacked: list[int] = []
        self._out = bytearray()
        self._closing = False
        self._closed = False
        self._changed = asyncio.Event()

    # what the transport calls

    def feed(self, payload: bytes) -> None:
        """Take the payload of a WRTE; acknowledge it unless the service is far behind.

        Raises:
            AdbProtocolError: The peer sends on and on without waiting for acknowledgements.
        """
        if len(self._in) > _INBOX_FLOOD_BYTES:
            raise AdbProtocolError(f"more than {_INBOX_FLOOD_BYTES} bytes that nobody acknowledged")
        self._in += payload
        self._unacked.append(len(payload))
        self._acknowledge()
        self._changed.set()

    def acknowledged(self, payload: bytes) -> None:
        """Take an OKAY: the peer can take more."""
        if not self._delayed:
            self._credit = 1
        elif len(payload) == 4:
            self._credit += int(struct.unpack("<i", payload)[0])
        self._pump()

    def hang_up(self) -> None:
        """Mark that the peer is gone: reads end after what is buffered, writes fail."""
        self._in_ended = True
        self._closed = True
        self._out.clear()
        self._changed.set()

    # reading

    async def read(self, n: int = -1, /) -> bytes:
        """Return 1..n bytes, b'' at the end; all bytes up to the end when n is negative."""
        while not self._in_ended and (n < 0 or not self._in):
            if n < 0:
                self._acknowledge(all_of_it=True)
            await self._wait()
        return self._take(len(self._in) if n < 0 else min(n, len(self._in)))

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly n bytes; raises asyncio.IncompleteReadError when the stream ends earlier."""
        while len(self._in) < n:
            if self._in_ended:
                raise asyncio.IncompleteReadError(self._take(len(self._in)), n)
            self._acknowledge(all_of_it=True)
            await self._wait()
        return self._take(n)

    async def readuntil(self, separator: bytes = b"\n", /) -> bytes:
        """Return bytes up to and including the separator; raises asyncio.IncompleteReadError at the end."""
        searched = 0
        while (at := self._in.find(separator, searched)) < 0:
            if self._in_ended:
                raise asyncio.IncompleteReadError(self._take(len(self._in)), None)
            searched = max(0, len(self._in) - len(separator) + 1)
            self._acknowledge(all_of_it=True)
            await self._wait()
        return self._take(at + len(separator))

    async def readline(self) -> bytes:
        """Return one line with its newline, or what is left at the end of the stream."""
        try:
            return await self.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            return error.partial

    def at_eof(self) -> bool:
        """Tell whether nothing more can be read."""
        return self._in_ended and not self._in

    # writing

    def write(self, data: bytes, /) -> None:
        """Queue bytes; ignored once the stream is closed (drain tells)."""
        if not self._closed and not self._closing:
            self._out += data
            self._pump()

    async def drain(self) -> None:
        """Wait until less than 1 MiB is queued; raises BrokenPipeError when the peer has gone."""
        while len(self._out) > _OUTBOX_LIMIT_BYTES and not self._closed:
            await self._wait()
        if self._closed:
            raise BrokenPipeError("the adb stream is closed")

    def close(self) -> None:
        """Close once everything queued has been sent."""
        self._closing = True
        self._pump()

    def is_closing(self) -> bool:
        """Tell whether close was called or the peer has gone."""
        return self._closing or self._closed

    async def wait_closed(self) -> None:
        """Wait until the last byte and the CLSE are on their way, or the peer is gone."""
        while not self._closed:
            await self._wait()

    # inside

    def _take(self, size: int) -> bytes:
        piece = bytes(self._in[:size])
        del self._in[:size]
        self._acknowledge()
        return piece

    def _acknowledge(self, *, all_of_it: bool = False) -> None:
        if not self._unacked or self._closed or (len(self._in) > _INBOX_LIMIT_BYTES and not all_of_it):
            return
        if self._delayed:
            self._send(Packet(OKAY, self.local_id, self.remote_id, struct.pack("<i", sum(self._unacked))))
        else:
            for _ in self._unacked:
                self._send(Packet(OKAY, self.local_id, self.remote_id))
        self._unacked.clear()

    def _pump(self) -> None:
        while self._out and self._credit > 0 and not self._closed and self.remote_id:
            piece = bytes(self._out[: self._max_payload])
            del self._out[: self._max_payload]
            self._credit -= len(piece) if self._delayed else 1
            self._send(Packet(WRTE, self.local_id, self.remote_id, piece))
        if self._closing and not self._out and not self._closed:
            self._closed = True
            self._in_ended = True
            self._send(Packet(CLSE, self.local_id, self.remote_id))
        self._changed.set()

    async def _wait(self) -> None:
        """Wait for any change; several waiters (one reads, one drains) all wake and look again."""
        event = self._changed
        if event.is_set():
            event = self._changed = asyncio.Event()
        await event.wait()

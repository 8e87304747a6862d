"""Byte streams between a command and whoever runs it.

Knows: two tiny protocols and the in-memory streams that pipelines, redirects and tests use.
Does not know: sockets or the adb protocol; adbd brings its own reader and writer of the same shape.
"""

from __future__ import annotations

import asyncio
from typing import Protocol, runtime_checkable


@runtime_checkable
class ByteReader(Protocol):
    """Gives bytes. read(-1) waits for the end and returns all; read(n) returns 1..n bytes, or b'' at the end."""

    async def read(self, n: int = -1, /) -> bytes:
        """Return bytes, or b'' at the end of the stream."""
        ...


@runtime_checkable
class ByteWriter(Protocol):
    """Takes bytes. write is synchronous and buffered; drain waits until the far side keeps up."""

    def write(self, data: bytes, /) -> None:
        """Queue bytes for sending."""
        ...

    async def drain(self) -> None:
        """Wait until queued bytes are taken; raises BrokenPipeError when nobody reads any more."""
        ...


class BytesReader:
    """Reads from bytes that are already there."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        self._at = 0

    async def read(self, n: int = -1, /) -> bytes:
        """Return up to n bytes, all that remain when n is negative."""
        end = len(self._data) if n < 0 else min(len(self._data), self._at + n)
        piece = self._data[self._at : end]
        self._at = end
        return piece


class BufferWriter:
    """Collects everything that is written in `data`, up to `limit` bytes (None: all of it)."""

    def __init__(self, limit: int | None = None) -> None:
        self.data = bytearray()
        self.is_full = False
        self._limit = limit

    def write(self, data: bytes, /) -> None:
        """Append to the buffer; beyond the limit bytes are lost and `is_full` tells so."""
        if self._limit is not None and len(self.data) + len(data) > self._limit:
            self.is_full = True
            return
        self.data += data

    async def drain(self) -> None:
        """Do nothing, or raise BrokenPipeError once the buffer is full."""
        if self.is_full:
            raise BrokenPipeError

    def text(self) -> str:
        """Return what was written as text."""
        return self.data.decode("utf-8", "replace")


class NullWriter:
    """Throws everything away (/dev/null)."""

    def write(self, data: bytes, /) -> None:
        """Ignore the bytes."""

    async def drain(self) -> None:
        """Do nothing."""


class Pipe:
    """Joins the writer of one command with the reader of the next; holds at most about `limit` bytes."""

    def __init__(self, limit: int = 65536) -> None:
        self._buffer = bytearray()
        self._limit = limit
        self._closed = False
        self._reader_gone = False
        self._changed = asyncio.Event()

    def write(self, data: bytes, /) -> None:
        """Queue bytes; ignored when the reader is gone (the next drain then fails)."""
        if not self._reader_gone:
            self._buffer += data
            self._changed.set()

    async def drain(self) -> None:
        """Wait for room; raises BrokenPipeError when the reader is gone."""
        while len(self._buffer) > self._limit and not self._reader_gone:
            await self._wait()
        if self._reader_gone:
            raise BrokenPipeError

    def close(self) -> None:
        """Mark the end of the stream: the reader sees b'' after the last byte."""
        self._closed = True
        self._changed.set()

    def close_reader(self) -> None:
        """Mark that nobody reads any more: the writer's next drain raises BrokenPipeError."""
        self._reader_gone = True
        self._buffer.clear()
        self._changed.set()

    async def read(self, n: int = -1, /) -> bytes:
        """Return up to n bytes once some are there, everything at the end when n is negative."""
        while not self._closed and (n < 0 or not self._buffer):
            if n < 0 and len(self._buffer) > self._limit:
                self._limit = len(self._buffer) * 2
                self._changed.set()
            await self._wait()
        size = len(self._buffer) if n < 0 else min(n, len(self._buffer))
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._changed.set()
        return piece

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()

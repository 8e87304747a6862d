"""The small services of adbd: throughput tests, debuggers, remount, abb's exit code.

Knows: their texts and when each ends. Does not know: shells, files, sockets.
Source: AOSP packages/modules/adb, daemon/services.cpp, daemon/restart_service.cpp and daemon/jdwp_service.cpp.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .adb_stream import AdbStream
    from .adb_transport import Transport

_PIECE_BYTES = 1 << 16
_LARGEST_COUNT = (1 << 64) - 1

Serve = Callable[["AdbStream"], Awaitable[None]]


def byte_count(text: str) -> int | None:
    """Read the number of `sink:N` and `source:N`; None refuses it (an empty one means: without end)."""
    if not text:
        return _LARGEST_COUNT
    return int(text) if text.isdecimal() and len(text) <= 20 and int(text) <= _LARGEST_COUNT else None


def sink(count: int) -> Serve:
    """Return what throws away `count` bytes of the host, then closes."""

    async def serve(stream: AdbStream) -> None:
        left = count
        while left > 0 and (data := await stream.read(_PIECE_BYTES)):
            left -= len(data)

    return serve


def source(count: int) -> Serve:
    """Return what sends `count` zero bytes, then closes."""

    async def serve(stream: AdbStream) -> None:
        zeros, left = bytes(_PIECE_BYTES), count
        while left > 0:
            stream.write(zeros[:left])
            left -= min(left, _PIECE_BYTES)
            await stream.drain()

    return serve


async def no_debuggers(stream: AdbStream) -> None:
    """Answer `jdwp`: no process of this phone can be debugged, so the list of them is empty."""


async def track_no_debuggers(stream: AdbStream) -> None:
    """Answer `track-jdwp` and `track-app`: one empty list, then silence until the host leaves."""
    stream.write(b"0000")
    await stream.read()


def remount(is_root: bool) -> Serve:
    """Return the refusal of `remount:`: the system's files of this phone are read-only for everybody."""

    async def serve(stream: AdbStream) -> None:
        if not is_root:
            stream.write(b'Not running as root. Try "adb root" first.\n')
        else:
            stream.write(b"remount failed: the system partitions of this phone cannot be made writable\n")

    return serve


def reconnect(transport: Transport) -> Serve:
    """Return what says done, then drops the host's connection."""

    async def serve(stream: AdbStream) -> None:
        stream.write(b"done")
        stream.close()
        await stream.wait_closed()
        transport.drop()

    return serve

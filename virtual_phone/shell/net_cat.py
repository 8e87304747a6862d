"""nc: one connection to or from a port of the phone.

Knows: ports of this phone (and, through adb forward and reverse, what lies behind them). Does not know: any network;
the phone reaches no other machine.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from .io import Call, Command, UsageProblem
from .options import read_options

if TYPE_CHECKING:
    from .streams import ByteReader, ByteWriter

_LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")
_PIECE = 65536


async def nc(call: Call) -> int:
    """nc -l [-p] PORT waits for one connection; nc [-w SECONDS] HOST PORT makes one to a port of this phone."""
    options = read_options(call, "lLnu46", "pwqsW")
    if "l" in options or "L" in options:
        words = [options.values["p"]] if "p" in options else options.rest[-1:]
        return await _listen(call, _port(words))
    if len(options.rest) < 2:
        raise UsageProblem("Needs 2 arguments")
    host, port = options.rest[0], _port(options.rest[1:2])
    handler = call.phone.ports.get(port)
    if host not in _LOCAL or handler is None:
        return call.complain("connect: Connection refused" if host in _LOCAL else f"{host}: Network is unreachable")
    near, far = asyncio.StreamReader(), asyncio.StreamReader()
    serving = asyncio.ensure_future(handler(far, cast("asyncio.StreamWriter", Into(near))))
    try:
        await _both_ways(call.io.stdin, call.io.stdout, near, Into(far))
    finally:
        serving.cancel()
    return 0


class Into:
    """The writing end of a stream inside the phone."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._closed = False

    def write(self, data: bytes, /) -> None:
        """Pass bytes on."""
        if not self._closed:
            self._reader.feed_data(data)

    async def drain(self) -> None:
        """Let the reader run."""
        await asyncio.sleep(0)

    def write_eof(self) -> None:
        """Mark the end."""
        if not self._closed:
            self._closed = True
            self._reader.feed_eof()

    close = write_eof


def _port(words: list[str]) -> int:
    if not words or not words[0].isdigit() or not 0 < int(words[0]) < 65536:
        raise UsageProblem(f"bad port '{words[0] if words else ''}'")
    return int(words[0])


async def _listen(call: Call, port: int) -> int:
    if port in call.phone.ports:
        return call.complain(f"bind: Address already in use ({port})")
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(reader: Any, writer: Any) -> None:
        # Only the first connection is taken, as nc does without -L.
        call.phone.ports.pop(port, None)
        try:
            await _both_ways(call.io.stdin, call.io.stdout, reader, writer)
        finally:
            writer.close()
            if not over.done():
                over.set_result(None)

    call.phone.ports[port] = serve
    try:
        await over
    finally:
        call.phone.ports.pop(port, None)
    return 0


async def _both_ways(stdin: ByteReader, stdout: ByteWriter, reader: Any, writer: Any) -> None:
    """Copy in both directions until the far side ends."""
    sending = asyncio.ensure_future(_send(stdin, writer))
    try:
        while data := await reader.read(_PIECE):
            stdout.write(data)
            await stdout.drain()
    except ConnectionError:
        pass
    finally:
        sending.cancel()


async def _send(stdin: ByteReader, writer: Any) -> None:
    try:
        while data := await stdin.read(_PIECE):
            writer.write(data)
            await writer.drain()
        if isinstance(writer, Into):
            writer.write_eof()
    except ConnectionError:
        return


COMMANDS: dict[str, Command] = {"nc": nc, "netcat": nc}

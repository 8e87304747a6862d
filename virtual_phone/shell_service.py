"""The shell services: a command of the host, its three streams and its exit code.

Knows: shell protocol v2 frames, the merged stream of exec and of old hosts, and when a terminal is wanted.
Does not know: any command (the phone runs them) or how a terminal edits lines (terminal.py).
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING

from .adb_stream import AdbStream
from .terminal import Terminal, run_terminal

if TYPE_CHECKING:
    from .adbd import AdbDaemon
    from .shell.streams import ByteReader, ByteWriter

STDIN, STDOUT, STDERR, EXIT, CLOSE_STDIN, WINDOW_SIZE = range(6)
_FRAME = struct.Struct("<BI")
_FRAME_LIMIT_BYTES = 1 << 20


class FrameWriter:
    """Sends one of a command's outputs as frames with its own id."""

    def __init__(self, stream: AdbStream, frame_id: int) -> None:
        self._stream = stream
        self._id = frame_id

    def write(self, data: bytes, /) -> None:
        """Queue bytes."""
        if data:
            self._stream.write(_FRAME.pack(self._id, len(data)) + data)

    async def drain(self) -> None:
        """Wait until the host keeps up; raises BrokenPipeError when it has gone."""
        await self._stream.drain()


class FrameReader:
    """Gives a command the stdin frames of its host, and a terminal the window sizes."""

    def __init__(self, stream: AdbStream) -> None:
        self._stream = stream
        self._buffer = bytearray()
        self._ended = False
        self.window_size: tuple[int, int] | None = None

    async def read(self, n: int = -1, /) -> bytes:
        """Return 1..n bytes, b'' at the end; everything when n is negative."""
        while not self._ended and (n < 0 or not self._buffer):
            await self._read_frame()
        size = len(self._buffer) if n < 0 else n
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        return piece

    async def _read_frame(self) -> None:
        try:
            frame_id, size = _FRAME.unpack(await self._stream.readexactly(_FRAME.size))
            if size > _FRAME_LIMIT_BYTES:
                raise ConnectionAbortedError(f"shell frame of {size} bytes")
            data = await self._stream.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionAbortedError):
            self._ended = True
            return
        if frame_id == STDIN:
            self._buffer += data
        elif frame_id == CLOSE_STDIN:
            self._ended = True
        elif frame_id == WINDOW_SIZE:
            self.window_size = _window_size(data)


async def serve_shell(daemon: AdbDaemon, stream: AdbStream, options: list[str], command: str) -> None:
    """Run `command` (empty: a shell) as the options say: v2, pty or raw, TERM=x."""
    environment = {"TERM": "dumb", **dict(option.split("=", 1) for option in options if option.startswith("TERM="))}
    is_framed = "v2" in options
    wants_terminal = "pty" in options or (not command and "raw" not in options)
    if wants_terminal:
        frames = FrameReader(stream) if is_framed else stream
        out = FrameWriter(stream, STDOUT) if is_framed else stream
        code = await run_terminal(daemon, Terminal(frames, out), command, environment)
    elif is_framed and not command:
        out, err = FrameWriter(stream, STDOUT), FrameWriter(stream, STDERR)
        code = await _run_script(daemon, environment, FrameReader(stream), out, err)
    elif is_framed:
        code = await daemon.phone.run_shell(
            command,
            stdin=FrameReader(stream),
            stdout=FrameWriter(stream, STDOUT),
            stderr=FrameWriter(stream, STDERR),
            env=environment,
            uid=daemon.services.uid,
        )
    else:
        await run_plain(daemon, stream, command)
        return
    if is_framed:
        stream.write(_FRAME.pack(EXIT, 1) + bytes([code & 0xFF]))


async def serve_binder_command(daemon: AdbDaemon, stream: AdbStream, command: str) -> None:
    """Run `command` with the three streams of v2 as abb does, which knows no exit codes but 0 and 1."""
    out, err = FrameWriter(stream, STDOUT), FrameWriter(stream, STDERR)
    uid = daemon.services.uid
    code = await daemon.phone.run_shell(command, stdin=FrameReader(stream), stdout=out, stderr=err, uid=uid)
    stream.write(_FRAME.pack(EXIT, 1) + bytes([1 if code else 0]))


async def run_plain(daemon: AdbDaemon, stream: AdbStream, command: str) -> None:
    """Run `command` with stdout and stderr in one stream and no exit code: exec, and shell of old hosts."""
    if not command:
        await _run_script(daemon, {}, stream, stream, stream)
        return
    uid = daemon.services.uid
    await daemon.phone.run_shell(command, stdin=stream, stdout=stream, stderr=stream, uid=uid)


async def _run_script(
    daemon: AdbDaemon, env: dict[str, str], stdin: ByteReader, out: ByteWriter, err: ByteWriter
) -> int:
    """Run the lines of stdin in one shell, each as soon as it is whole; return the last exit code."""
    from .shell_session import ShellSession

    session = ShellSession(daemon.phone, daemon.services.uid, env, stdin, out, err)
    try:
        while not (session.is_over or session.is_broken) and (command := await session.next_command()):
            await session.run(command)
            await out.drain()
        await session.finish()
        return session.status
    finally:
        session.close()


def _window_size(data: bytes) -> tuple[int, int] | None:
    """Read rows and columns from "24x80,640x480" (with a trailing NUL)."""
    cells = data.partition(b",")[0].split(b"x")
    if len(cells) != 2 or not all(cell.isdigit() and len(cell) < 6 for cell in cells):
        return None
    return int(cells[0]), int(cells[1])

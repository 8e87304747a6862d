"""A terminal for `adb shell` without a command: echo, line editing, prompt, Ctrl-C and Ctrl-D.

Knows: the line discipline of a pty (CR to NL in, NL to CR NL out, erase, interrupt, end of file) and the prompt.
Does not know: commands, or how a shell keeps its variables (shell_session.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from .adbd import AdbDaemon

_INTERRUPT, _END, _ERASE, _KILL_LINE = 0x03, 0x04, (0x7F, 0x08), 0x15
_INTERRUPTED_CODE = 130
_PIECE_BYTES = 4096

_Result = TypeVar("_Result")


class _Readable(Protocol):
    async def read(self, n: int = -1, /) -> bytes: ...


class _Writable(Protocol):
    def write(self, data: bytes, /) -> None: ...
    async def drain(self) -> None: ...


class Terminal:
    """Turns keys into lines: reads what a program reads, writes what a program writes."""

    is_terminal = True
    """What `[ -t 0 ]` asks of a stream."""

    def __init__(self, keys: _Readable, screen: _Writable) -> None:
        """Join the two raw directions; nothing is read before `pump` runs."""
        self._keys = keys
        self._screen = screen
        self._line = bytearray()
        self._ready = bytearray()
        self._end_marks = 0
        self._gone = False
        self._changed = asyncio.Event()
        self.interrupted = asyncio.Event()

    async def pump(self) -> None:
        """Take keys until the host leaves."""
        while keys := await self._keys.read(_PIECE_BYTES):
            for key in keys:
                self._take(key)
            self._changed.set()
        self._gone = True
        self._changed.set()

    async def read(self, n: int = -1, /) -> bytes:
        """Return 1..n bytes of finished lines; b'' after Ctrl-D on an empty line or when the host left."""
        while not self._end_marks and not self._gone and (n < 0 or not self._ready):
            self._changed.clear()
            await self._changed.wait()
        size = len(self._ready) if n < 0 else min(n, len(self._ready))
        if not size and self._end_marks:
            self._end_marks -= 1
        piece = bytes(self._ready[:size])
        del self._ready[:size]
        return piece

    def write(self, data: bytes, /) -> None:
        """Show bytes; a newline also returns the carriage."""
        self._screen.write(data.replace(b"\n", b"\r\n"))

    async def drain(self) -> None:
        """Wait until the host keeps up."""
        await self._screen.drain()

    def _take(self, key: int) -> None:
        if key == _INTERRUPT:
            self._line.clear()
            self._ready.clear()
            self.write(b"^C\n")
            self.interrupted.set()
        elif key == _END and not self._line:
            self._end_marks += 1
        elif key in _ERASE:
            self._erase()
        elif key == _KILL_LINE:
            while self._line:
                self._erase()
        elif key in b"\r\n":
            self.write(b"\n")
            self._ready += self._line + b"\n"
            self._line.clear()
        else:
            self._line.append(key)
            self._screen.write(bytes([key]))

    def _erase(self) -> None:
        while self._line and self._line[-1] & 0xC0 == 0x80:
            self._line.pop()  # the rest of a UTF-8 character
        if self._line:
            self._line.pop()
            self._screen.write(b"\b \b")


async def run_terminal(daemon: AdbDaemon, terminal: Terminal, command: str, env: dict[str, str]) -> int:
    """Run one command, or a shell when it is empty, on a terminal; return its exit code."""
    pump = asyncio.create_task(terminal.pump())
    try:
        if not command:
            return await _run_lines(daemon, terminal, env)
        running = daemon.phone.run_shell(
            command, stdin=terminal, stdout=terminal, stderr=terminal, env=env, uid=daemon.services.uid
        )
        code = await _interruptibly(terminal, running)
        return _INTERRUPTED_CODE if code is None else code
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)


async def _run_lines(daemon: AdbDaemon, terminal: Terminal, env: dict[str, str]) -> int:
    """Prompt, run, repeat, until `exit`, Ctrl-D, or the host leaves."""
    from .shell_session import ShellSession

    session = ShellSession(daemon.phone, daemon.services.uid, env, terminal, terminal, terminal)
    host = daemon.phone.properties.get("ro.product.device", "generic")
    sign = "#" if daemon.is_root else "$"
    try:
        while not session.is_over:
            status = f"{session.status}|" if session.status else ""
            terminal.write(f"{status}{host}:{session.folder} {sign} ".encode())
            command = await _interruptibly(terminal, session.next_command(on_continue=b"> "))
            if command == "":
                break
            if command is None or await _interruptibly(terminal, session.run(command)) is None:
                session.status = _INTERRUPTED_CODE
        await session.finish()
        return session.status
    finally:
        session.close()


async def _interruptibly(terminal: Terminal, work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """Return the result of `work`, or None when Ctrl-C ended it."""
    terminal.interrupted.clear()
    running = asyncio.create_task(work)
    interrupt = asyncio.create_task(terminal.interrupted.wait())
    try:
        await asyncio.wait((running, interrupt), return_when=asyncio.FIRST_COMPLETED)
        return running.result() if running.done() else None
    finally:
        running.cancel()
        interrupt.cancel()
        await asyncio.gather(running, interrupt, return_exceptions=True)

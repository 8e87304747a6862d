"""A shell that stays: variables, functions and folder go from line to line, for `adb shell` without a command.

Knows: when a command is complete, how to feed it to one shell of the phone, and when `exit` ends that.
Does not know: terminals, prompts, adb.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from .shell.interpreter import ExitShell, LoopJump, Shell
from .shell.io import Streams
from .shell.parser import parse
from .shell.state import ENVIRONMENT
from .shell.syntax import ShellSyntaxError

if TYPE_CHECKING:
    from .phone import Phone
    from .shell.streams import ByteReader, ByteWriter

_ADBD_PID = 310
_OPEN = ("unmatched", "no closing quote", "unexpected EOF")
_HERE_DOCUMENT = re.compile(r"<<-?\s*[\"'\\]?(\w+)")


class _LineSource(Protocol):
    async def read(self, n: int = -1, /) -> bytes: ...


class ShellSession:
    """Runs commands one after the other in the same shell."""

    def __init__(
        self, phone: Phone, uid: int, env: dict[str, str], stdin: ByteReader, out: ByteWriter, err: ByteWriter
    ) -> None:
        """Start a shell of user `uid` on these streams; it is in the process table until `close`."""
        who = {"USER": "root", "LOGNAME": "root"} if uid == 0 else {}
        self._shell = Shell(phone, uid, {**ENVIRONMENT, **who, **env})
        self._streams = Streams(stdin, out, err)
        self._stdin = stdin
        self._phone = phone
        self._process = phone.processes.start(["sh"], uid, _ADBD_PID)
        self._shell.pid = self._process.pid
        self.is_over = False
        """`exit` was called."""
        self.is_broken = False
        """The last command did not parse."""

    @property
    def folder(self) -> str:
        """Return the working folder."""
        return self._shell.cwd

    @property
    def status(self) -> int:
        """Return the exit code of the last command, 0 to 255."""
        return self._shell.status & 0xFF

    @status.setter
    def status(self, code: int) -> None:
        self._shell.status = code

    async def next_command(self, *, on_continue: bytes = b"") -> str:
        """Read lines until they make a whole command; '' at the end. `on_continue` is shown before more lines."""
        text = ""
        while line := await _read_line(self._stdin):
            text += line.decode("utf-8", "surrogateescape")
            if text.strip() and not _is_open(text):
                return text
            if text.strip() and on_continue:
                self._streams.stdout.write(on_continue)
            if not text.strip() and on_continue:
                return text
        return text

    async def run(self, text: str) -> int:
        """Run one command and return its exit code; `status` keeps it."""
        self._phone.clock.tick()
        shell = self._shell
        self.is_broken = False
        try:
            shell.status = await shell.run_script(parse(text), self._streams)
        except ShellSyntaxError as error:
            self._streams.stderr.write(f"/system/bin/sh: {error}\n".encode())
            shell.status, self.is_broken = 1, True
        except ExitShell as leaving:
            shell.status, self.is_over = leaving.code, True
        except (LoopJump, RecursionError):
            shell.status = 1
        return self.status

    async def finish(self) -> None:
        """Run what `trap … EXIT` asked for."""
        trap = self._shell.traps.pop("EXIT", None)
        if trap is not None:
            status = self.status
            await self.run(trap)
            self.status = status

    def close(self) -> None:
        """Take the shell out of the process table."""
        self._phone.processes.end(self._process.pid)


async def _read_line(source: _LineSource) -> bytes:
    line = bytearray()
    while not line.endswith(b"\n") and (byte := await source.read(1)):
        line += byte
    return bytes(line)


def _is_open(text: str) -> bool:
    """Tell whether a command needs more lines: an open quote, block or here-document, or a backslash at the end."""
    body = text.removesuffix("\n")
    if (len(body) - len(body.rstrip("\\"))) % 2:
        return True
    if any(f"\n{end}\n" not in text.replace("\t", "") for end in _HERE_DOCUMENT.findall(text)):
        return True
    try:
        parse(text)
    except ShellSyntaxError as error:
        return any(words in str(error) for words in _OPEN)
    return False

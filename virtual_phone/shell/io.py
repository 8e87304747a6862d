"""What a command gets: its arguments, streams and place; and how redirections make new streams.

Knows: the call of one command and how it prints. Does not know: which commands exist.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..fs import FileSystem, normalise
from .streams import ByteReader, ByteWriter

if TYPE_CHECKING:
    from ..phone import Phone
    from .interpreter import Shell

MEMORY_BYTES = 64 << 20
"""What one command or one expansion may hold; a process on a phone would not get much more."""
_PIECE_BYTES = 1 << 16


def encode(text: str) -> bytes:
    """Encode text for a stream; bytes that were not UTF-8 come out as they went in."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """Decode bytes; what is not UTF-8 survives a later encode."""
    return data.decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Streams:
    """Standard input, output and error of a command; `others` holds further descriptors."""

    stdin: ByteReader
    stdout: ByteWriter
    stderr: ByteWriter
    others: dict[int, ByteReader | ByteWriter] = field(default_factory=dict)

    def with_output(self, fd: int, writer: ByteWriter) -> Streams:
        """Return a copy in which descriptor `fd` writes elsewhere."""
        if fd == 1:
            return replace(self, stdout=writer)
        if fd == 2:
            return replace(self, stderr=writer)
        return replace(self, others={**self.others, fd: writer})

    def output(self, fd: int) -> ByteWriter | None:
        """Return the writer of a descriptor, or None."""
        found: ByteReader | ByteWriter | None = {1: self.stdout, 2: self.stderr}.get(fd, self.others.get(fd))
        return found if isinstance(found, ByteWriter) else None


async def read_line(reader: ByteReader) -> tuple[bytes, bool]:
    """Return (line without newline, whether a newline ended it), taking no byte more than that."""
    taken = bytearray()
    while True:
        byte = await reader.read(1)
        if not byte:
            return bytes(taken), False
        if byte == b"\n":
            return bytes(taken), True
        taken += byte


class UsageProblem(Exception):
    """Bad arguments; the text is printed as 'NAME: text' and the exit code is `code`."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


@dataclass(slots=True)
class Call:
    """One running command. args: with the command's name first."""

    phone: Phone
    args: list[str]
    io: Streams
    env: dict[str, str]
    cwd: str
    uid: int
    shell: Shell
    pid: int = 0

    @property
    def name(self) -> str:
        """Return the command's own name, without folders."""
        return self.args[0].rsplit("/", 1)[-1]

    @property
    def fs(self) -> FileSystem:
        """Return the phone's files."""
        return self.phone.fs

    def out(self, text: str) -> None:
        """Write text to standard output."""
        self.io.stdout.write(encode(text))

    def err(self, text: str) -> None:
        """Write text to standard error."""
        self.io.stderr.write(encode(text))

    def complain(self, text: str, code: int = 1) -> int:
        """Write 'NAME: text' to standard error and return the exit code."""
        self.err(f"{self.name}: {text}\n")
        return code

    def path(self, text: str) -> str:
        """Make a path absolute."""
        made = normalise(text, self.cwd)
        return made + "/" if text.endswith("/") and made != "/" else made

    async def input(self) -> bytes:
        """Read standard input to its end.

        Raises:
            OSError: ENOMEM, when more than 64 MiB come: what has no end must not take the host's memory.
        """
        pieces, size = [], 0
        while data := await self.io.stdin.read(_PIECE_BYTES):
            pieces.append(data)
            size += len(data)
            if size > MEMORY_BYTES:
                raise OSError(errno.ENOMEM, "Out of memory", "standard input")
        return b"".join(pieces)

    async def content(self, name: str) -> bytes:
        """Read a file, or standard input for '-'. Raises OSError."""
        if name == "-":
            return await self.input()
        return self.fs.read(self.path(name), uid=self.uid)

    async def run(self, args: list[str], io: Streams | None = None, env: dict[str, str] | None = None) -> int:
        """Run another command with this one's streams (xargs, find -exec, timeout, env)."""
        return await self.shell.run_args(args, io or self.io, env or self.env)


Command = Callable[[Call], int | Awaitable[int]]


async def pause(seconds: float) -> None:
    """Wait; cancellation ends the wait at once."""
    await asyncio.sleep(seconds)

"""Opens redirections: files of the phone, devices, copies of descriptors, here documents.

Knows: where bytes go. Does not know: commands or expansion.
"""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from ..fs import FileSystem, normalise
from .io import Streams, encode
from .streams import BytesReader, ByteWriter, NullWriter
from .syntax import Redirect

if TYPE_CHECKING:
    from .interpreter import Shell


class FileWriter:
    """Writes to a file of the phone; bytes reach it on drain and close."""

    def __init__(self, fs: FileSystem, path: str, uid: int, *, append: bool) -> None:
        mode = 0o666 & ~0o22 if uid == 0 else 0o666
        fs.write(path, b"", uid=uid, append=append, mode=None if fs.exists(path) else mode)
        self._fs, self._path, self._uid = fs, path, uid
        self._waiting = bytearray()
        self._limit = 1 << 20
        self._written = 0

    def write(self, data: bytes, /) -> None:
        """Queue bytes."""
        self._waiting += data
        if len(self._waiting) > self._limit + self._written // 8:
            self.flush()

    async def drain(self) -> None:
        """Put what is queued into the file; into a large one only when enough has come, for appending copies it."""
        if len(self._waiting) > (self._written // 8 if self._written > self._limit else 0):
            self.flush()

    def flush(self) -> None:
        """Put what is queued into the file now."""
        if self._waiting:
            data = bytes(self._waiting)
            self._waiting.clear()
            self._written += len(data)
            self._fs.write(self._path, data, uid=self._uid, append=True)


def open_redirect(shell: Shell, redirect: Redirect, target: str, io: Streams) -> Streams:
    """Return the streams after one redirection. Raises OSError for files, ValueError for descriptors."""
    operator = redirect.op
    if operator == "<<":
        return replace(io, stdin=BytesReader(encode(target)))
    if operator == "<":
        return _from_file(shell, target, io)
    if operator == "<&":
        return replace(io, stdin=BytesReader()) if target == "-" else io
    if operator == ">&":
        if target == "-":
            return io.with_output(redirect.fd, NullWriter())
        if target.isdigit():
            found = io.output(int(target))
            if found is None:
                raise ValueError(target)
            return io.with_output(redirect.fd, found)
    writer = _to_file(shell, target, append=operator == ">>")
    made = io.with_output(redirect.fd, writer)
    return made.with_output(2, writer) if operator == ">&" else made


def _from_file(shell: Shell, target: str, io: Streams) -> Streams:
    if target == "/dev/tty":
        return io
    data = shell.phone.fs.read(normalise(target, shell.cwd), uid=shell.uid)
    return replace(io, stdin=BytesReader(data))


def _to_file(shell: Shell, target: str, *, append: bool) -> ByteWriter:
    if not target:
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), target)
    path = normalise(target, shell.cwd)
    if path in ("/dev/null", "/dev/zero", "/dev/tty"):
        return NullWriter()
    return FileWriter(shell.phone.fs, path, shell.uid, append=append)


def flush(io: Streams) -> None:
    """Put everything that is queued for files into them; a full phone is said on standard error."""
    for writer in (io.stdout, io.stderr, *io.others.values()):
        if isinstance(writer, FileWriter):
            try:
                writer.flush()
            except OSError as error:
                if not isinstance(io.stderr, FileWriter):
                    io.stderr.write(f"{error.filename}: {error.strerror}\n".encode())

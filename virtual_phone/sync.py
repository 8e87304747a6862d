"""The sync service: adb push, pull and ls.

Knows: the requests of sync v1 and v2 and what each does to the phone's files.
Does not know: struct layouts (sync_wire.py), permissions (fs.py).
Compressed transfers are refused: a host that asks for a method that is not spoken here must hear FAIL, or the
compressed bytes would be stored as the file.
"""

from __future__ import annotations

import posixpath
import stat as st
from typing import TYPE_CHECKING

from . import sync_wire as wire
from .fs_nodes import CAPACITY_BYTES

if TYPE_CHECKING:
    from .adb_stream import AdbStream
    from .fs import FileSystem
    from .fs_nodes import FileNode

_FOLDER_MODE = 0o775


class SyncProtocolError(ValueError):
    """The host sent something that is no sync message; the stream cannot be used any more."""


class SyncService:
    """Serves files with the rights of one user of the phone."""

    def __init__(self, fs: FileSystem, uid: int) -> None:
        """Use this file system as user `uid`."""
        self._fs = fs
        self._uid = uid

    async def serve(self, stream: AdbStream) -> None:
        """Answer requests until QUIT or until the host leaves."""
        while True:
            request, size = wire.REQUEST.unpack(await stream.readexactly(wire.REQUEST.size))
            if request == b"QUIT":
                return
            if size > wire.MAX_PATH_BYTES:
                stream.write(wire.failure("path too long"))
                return
            raw = await stream.readexactly(size)
            try:
                await self._answer(stream, request, raw)
            except SyncProtocolError as error:
                stream.write(wire.failure(str(error)))
                return
            await stream.drain()

    async def _answer(self, stream: AdbStream, request: bytes, raw: bytes) -> None:
        path = raw.decode("utf-8", "replace")
        match request:
            case b"STAT":
                stream.write(wire.stat_1(self._stat(path, follow=False)[0]))
            case b"STA2" | b"LST2":
                stream.write(wire.stat_2(request, *self._stat(path, follow=request == b"STA2")))
            case b"LIST" | b"LIS2":
                await self._list(stream, path, 1 if request == b"LIST" else 2)
            case b"SEND":
                await self._send_1(stream, path)
            case b"SND2":
                await self._send_2(stream, path)
            case b"RECV":
                await self._receive(stream, path)
            case b"RCV2":
                await self._receive_2(stream, path)
            case _:
                raise SyncProtocolError(f"unknown command {request.decode('latin-1')}")

    def _stat(self, path: str, *, follow: bool) -> tuple[FileNode | None, OSError | None]:
        # A trailing slash asks for what a link leads to, also with lstat.
        try:
            return self._fs.stat(path, follow=follow or path.endswith("/"), uid=self._uid), None
        except OSError as error:
            return None, error

    async def _list(self, stream: AdbStream, path: str, version: int) -> None:
        entry = wire.entry_1 if version == 1 else wire.entry_2
        try:
            found = self._fs.list_dir(path, uid=self._uid)
            dots = {name: self._fs.stat(f"{path}/{name}", uid=self._uid) for name in (".", "..")}
        except OSError:
            found, dots = {}, {}  # as on Android: a folder that cannot be read looks empty
        for name, node in {**dots, **found}.items():
            stream.write(entry(name.encode("utf-8", "surrogateescape"), node))
            await stream.drain()
        stream.write(wire.listing_end(version))

    async def _send_1(self, stream: AdbStream, spec: str) -> None:
        path, separator, mode = spec.rpartition(",")
        if not separator or not mode.isdecimal() or len(mode) > 9:
            await self._refuse_send(stream, f"missing , in ID_SEND_V1: {spec}")
            return
        await self._send(stream, path, int(mode), dry=False)

    async def _send_2(self, stream: AdbStream, path: str) -> None:
        request, mode, flags = wire.SETUP_SEND.unpack(await stream.readexactly(wire.SETUP_SEND.size))
        if request != b"SND2":
            raise SyncProtocolError("expected the second half of SND2")
        if flags & ~wire.FLAG_DRY_RUN:
            await self._refuse_send(stream, f"unknown flags: {flags & ~wire.FLAG_DRY_RUN:#x} (no compression here)")
            return
        await self._send(stream, path, mode, dry=bool(flags & wire.FLAG_DRY_RUN))

    async def _refuse_send(self, stream: AdbStream, reason: str) -> None:
        """Say no at once, then swallow the file that is already on its way."""
        stream.write(wire.failure(reason))
        await self._take_data(stream)

    async def _send(self, stream: AdbStream, path: str, mode: int, *, dry: bool) -> None:
        data, seconds = await self._take_data(stream)
        if not dry:
            try:
                self._store(path, mode, data, seconds * 1000)
            except OSError as error:
                stream.write(wire.failure(f"couldn't create file: {error.strerror}"))
                return
            except UnicodeError:
                stream.write(wire.failure("couldn't create file: the path is not UTF-8"))
                return
        stream.write(wire.REQUEST.pack(b"OKAY", 0))

    async def _take_data(self, stream: AdbStream) -> tuple[bytearray, int]:
        """Collect DATA pieces up to DONE; return the bytes and the modification time in seconds."""
        data = bytearray()
        while True:
            request, size = wire.REQUEST.unpack(await stream.readexactly(wire.REQUEST.size))
            if request == b"DONE":
                return data, size
            if request != b"DATA":
                raise SyncProtocolError(f"expected DATA, got {request!r}")
            if size > wire.MAX_DATA_BYTES:
                raise SyncProtocolError("oversize data message")
            piece = await stream.readexactly(size)
            if len(data) <= CAPACITY_BYTES:  # what does not fit is refused when it is stored; keep no more of it
                data += piece

    def _store(self, path: str, mode: int, data: bytearray, mtime_ms: int) -> None:
        folder = posixpath.dirname(path)
        if folder and not self._fs.exists(folder):
            self._fs.make_dirs(folder, uid=self._uid, mode=_FOLDER_MODE)
        there = self._fs.find(path, follow=False, uid=self._uid)
        if there is not None and there.is_link:
            self._fs.remove(path, uid=self._uid)
        if st.S_ISLNK(mode):
            if there is not None and there.is_file:
                self._fs.remove(path, uid=self._uid)
            self._fs.symlink(bytes(data).rstrip(b"\0").decode(), path, uid=self._uid)
            self._fs.set_times(path, mtime_ms, uid=self._uid, follow=False)
        else:
            # As adbd does: group and others get the owner's bits.
            owner_bits = (mode >> 6) & 0o7
            self._fs.write(path, bytes(data), uid=self._uid, mode=owner_bits * 0o111, mtime_ms=mtime_ms)

    async def _receive_2(self, stream: AdbStream, path: str) -> None:
        request, flags = wire.SETUP_RECEIVE.unpack(await stream.readexactly(wire.SETUP_RECEIVE.size))
        if request != b"RCV2":
            raise SyncProtocolError("expected the second half of RCV2")
        if flags:
            stream.write(wire.failure(f"unknown flags: {flags:#x} (no compression here)"))
            return
        await self._receive(stream, path)

    async def _receive(self, stream: AdbStream, path: str) -> None:
        try:
            data = self._fs.read(path, uid=self._uid)
        except OSError as error:
            stream.write(wire.failure(f"open failed: {error.strerror}"))
            return
        for at in range(0, len(data), wire.MAX_DATA_BYTES):
            piece = data[at : at + wire.MAX_DATA_BYTES]
            stream.write(wire.REQUEST.pack(b"DATA", len(piece)) + piece)
            await stream.drain()
        stream.write(wire.REQUEST.pack(b"DONE", 0))

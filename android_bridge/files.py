"""Files on the phone over ADB's sync service: list, read, write, stat. Knows the protocol's frames, no app.

Names travel as bytes with their length, so no shell sees them. Source: AOSP packages/modules/adb,
docs/dev/sync.md.
"""

from __future__ import annotations

import stat
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from .adb_socket import AdbServer, Wire, open_service
from .errors import BadValueError, CommandFailedError
from .permit import Permit
from .types import FileEntry

_CHUNK = 64 << 10
_LIMIT_ENTRIES = 100_000
_LIMIT_CHUNK = 1 << 20
"""The protocol allows 64 KiB; some builds send more."""
_LIMIT_NAME = 4096


@dataclass(frozen=True, slots=True)
class FileStat:
    """What lstat says; `mode` is 0 for a path that does not exist."""

    mode: int
    size_bytes: int
    modified_s: int


class SyncFiles:
    """Transfers files to and from one phone."""

    def __init__(self, server: AdbServer, serial: str) -> None:
        self._server = server
        self._serial = serial

    def _open(self, what: str, timeout_s: float) -> Wire:
        return open_service(self._server, self._serial, "sync:", what=what, timeout_s=timeout_s)

    def stat(self, path: str, *, timeout_s: float = 10.0) -> FileStat:
        """Return mode, size and time of a path; mode 0 when there is none."""
        with self._open(f"stat {path}", timeout_s) as wire:
            wire.send(_request(b"STAT", path))
            kind, mode, size, modified = struct.unpack("<4s3I", wire.exactly(16))
            if kind != b"STAT":
                raise CommandFailedError(f"stat {path}", -1, f"unexpected frame {kind!r}")
            return FileStat(mode, size, modified)

    def entries(self, path: str, *, timeout_s: float = 20.0) -> list[FileEntry]:
        """Return the entries of a folder by name; empty for a folder that does not exist."""
        found: list[FileEntry] = []
        with self._open(f"list {path}", timeout_s) as wire:
            wire.send(_request(b"LIST", path.rstrip("/") + "/"))
            while len(found) < _LIMIT_ENTRIES:
                kind, mode, size, modified, length = struct.unpack("<4s4I", wire.exactly(20))
                if kind != b"DENT":
                    break
                if length > _LIMIT_NAME:
                    raise CommandFailedError(f"list {path}", -1, f"a name of {length} bytes, over the limit")
                name = wire.exactly(length).decode("utf-8", "replace")
                if name in (".", "..") or "/" in name:
                    continue
                when = datetime.fromtimestamp(modified, UTC)
                found.append(FileEntry(f"{path.rstrip('/')}/{name}", stat.S_ISDIR(mode), size, when))
        return sorted(found, key=lambda entry: entry.path)

    def read(self, path: str, *, limit_bytes: int, timeout_s: float = 30.0) -> bytes:
        """Return the first `limit_bytes` bytes of a file.

        Raises:
            CommandFailedError: There is no such file, or it may not be read.
        """
        data = bytearray()
        with self._open(f"pull {path}", timeout_s) as wire:
            wire.send(_request(b"RECV", path))
            for chunk in _chunks(wire, path):
                data += chunk
                if len(data) >= limit_bytes:
                    break
        return bytes(data[:limit_bytes])

    def write(self, permit: Permit, path: str, data: bytes, *, mode: int = 0o660, timeout_s: float = 60.0) -> None:
        """Write a file and check its size on the phone afterwards."""
        permit.check()
        self._push(path, data, mode, timeout_s)
        size = self.stat(path).size_bytes
        if size != len(data):
            raise CommandFailedError(f"push {path}", -1, f"{size} of {len(data)} bytes arrived")

    def install_server_file(self, path: str, data: bytes) -> None:
        """Write a file of our own below /data/local/tmp, where no app and no user keeps anything."""
        if not path.startswith("/data/local/tmp/") or ".." in path:
            raise BadValueError(f"{path} is no place for our own files")
        self._push(path, data, 0o644, 60.0)

    def _push(self, path: str, data: bytes, mode: int, timeout_s: float) -> None:
        with self._open(f"push {path}", timeout_s) as wire:
            wire.send(_request(b"SEND", f"{path},{stat.S_IFREG | mode}"))
            for start in range(0, len(data), _CHUNK):
                chunk = data[start : start + _CHUNK]
                wire.send(b"DATA" + struct.pack("<I", len(chunk)) + chunk)
            wire.send(b"DONE" + struct.pack("<I", int(time.time())))
            kind, length = struct.unpack("<4sI", wire.exactly(8))
            if kind != b"OKAY":
                reason = _reason(wire, length)
                raise CommandFailedError(f"push {path}", 1, reason)


def _request(kind: bytes, path: str) -> bytes:
    raw = path.encode("utf-8")
    return kind + struct.pack("<I", len(raw)) + raw


def _reason(wire: Wire, length: int) -> str:
    return wire.exactly(min(length, _LIMIT_NAME)).decode("utf-8", "replace")


def _chunks(wire: Wire, path: str) -> Iterator[bytes]:
    while True:
        kind, length = struct.unpack("<4sI", wire.exactly(8))
        if kind == b"DATA":
            if length > _LIMIT_CHUNK:
                raise CommandFailedError(f"pull {path}", -1, f"a piece of {length} bytes, over the limit")
            yield wire.exactly(length)
        elif kind == b"DONE":
            return
        else:
            reason = _reason(wire, length) if kind == b"FAIL" else repr(kind)
            raise CommandFailedError(f"pull {path}", 1, reason)

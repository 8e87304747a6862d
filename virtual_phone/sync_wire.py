"""How sync messages look: ids, structs, errno numbers.

Knows: v1 and v2 layouts. Does not know: files or when to send what.
Source: AOSP packages/modules/adb, file_sync_protocol.h and docs/dev/sync.md.
"""

from __future__ import annotations

import errno
import struct

from .fs_nodes import FileNode

MAX_PATH_BYTES = 1024
MAX_DATA_BYTES = 64 * 1024

WORD = struct.Struct("<I")
REQUEST = struct.Struct("<4sI")
SETUP_SEND = struct.Struct("<4sII")
SETUP_RECEIVE = struct.Struct("<4sI")

FLAG_NONE = 0
FLAG_DRY_RUN = 0x8000_0000

_STAT_1 = struct.Struct("<4sIII")
_ENTRY_1 = struct.Struct("<4sIIII")
_STAT_2 = struct.Struct("<4sIQQIIIIQqqq")
_ENTRY_2 = struct.Struct("<4sIQQIIIIQqqqI")
_DEVICE = 0xFD05
_ZEROS_2 = (0,) * 10

# The wire carries Linux numbers, whatever machine the phone runs on.
_LINUX_ERRNO = {
    errno.EPERM: 1,
    errno.ENOENT: 2,
    errno.EIO: 5,
    errno.EACCES: 13,
    errno.EEXIST: 17,
    errno.ENOTDIR: 20,
    errno.EISDIR: 21,
    errno.EINVAL: 22,
    errno.ENOSPC: 28,
    errno.EROFS: 30,
    errno.ENAMETOOLONG: 36,
    errno.ELOOP: 40,
}


def stat_1(node: FileNode | None) -> bytes:
    """Return a STAT answer; zeros for an absent file."""
    if node is None:
        return _STAT_1.pack(b"STAT", 0, 0, 0)
    return _STAT_1.pack(b"STAT", node.mode, node.size & 0xFFFFFFFF, _seconds_1(node))


def stat_2(request: bytes, node: FileNode | None, error: OSError | None) -> bytes:
    """Return a STA2 or LST2 answer: the node, or the error's number and zeros."""
    if node is None:
        return _STAT_2.pack(request, _wire_errno(error), *_ZEROS_2)
    return _STAT_2.pack(request, 0, *_facts_2(node))


def entry_1(name: bytes, node: FileNode) -> bytes:
    """Return one DENT of a folder listing."""
    size = node.size & 0xFFFFFFFF
    return _ENTRY_1.pack(b"DENT", node.mode, size, _seconds_1(node), len(name)) + name


def entry_2(name: bytes, node: FileNode) -> bytes:
    """Return one DNT2 of a folder listing."""
    return _ENTRY_2.pack(b"DNT2", 0, *_facts_2(node), len(name)) + name


def listing_end(version: int) -> bytes:
    """Return the DONE after the last entry: as long as an entry without a name."""
    return b"DONE".ljust(_ENTRY_1.size if version == 1 else _ENTRY_2.size, b"\0")


def failure(text: str) -> bytes:
    """Return a FAIL with its reason."""
    data = text.encode("utf-8", "replace")
    return REQUEST.pack(b"FAIL", len(data)) + data


def _facts_2(node: FileNode) -> tuple[int, ...]:
    seconds = node.mtime_ms // 1000
    return (
        _DEVICE,
        node.inode,
        node.mode,
        node.links,
        node.owner,
        node.group,
        node.size,
        node.atime_ms // 1000,
        seconds,
        seconds,
    )


def _seconds_1(node: FileNode) -> int:
    return (node.mtime_ms // 1000) & 0xFFFFFFFF


def _wire_errno(error: OSError | None) -> int:
    number = error.errno if error is not None and error.errno is not None else errno.EIO
    return _LINUX_ERRNO.get(number, 5)

"""What a file of the phone is: regular, live, folder, symbolic link or device.

Knows: kinds, permission bits, owners, times, and where the bytes come from.
Does not know: paths and permission checks (fs.py).
"""

from __future__ import annotations

import stat as st
from collections.abc import Callable
from dataclasses import dataclass, field

ROOT = 0
SYSTEM = 1000
SHELL = 2000
MEDIA_RW = 1023

SMALL_BYTES = 4 << 20
CAPACITY_BYTES = 256 << 20
"""What all large files (over SMALL_BYTES) may hold together, whatever `df` says."""

SHELL_GROUPS = (2000, 1004, 1007, 1011, 1015, 1028, 1078, 1079, 3001, 3002, 3003, 3006, 3009, 3011, 3012)

NAMES = {
    0: "root",
    1000: "system",
    1001: "radio",
    1002: "bluetooth",
    1004: "input",
    1007: "log",
    1011: "adb",
    1013: "media",
    1015: "sdcard_rw",
    1017: "keystore",
    1023: "media_rw",
    1028: "sdcard_r",
    1036: "logd",
    1078: "ext_data_rw",
    1079: "ext_obb_rw",
    2000: "shell",
    3001: "net_bt_admin",
    3002: "net_bt",
    3003: "inet",
    3006: "net_bw_stats",
    3009: "readproc",
    3011: "uhid",
    3012: "readtracefs",
    10049: "u0_a49",
    9997: "everybody",
    9999: "nobody",
}


@dataclass(slots=True, eq=False)
class FileNode:
    """One inode. mode holds type and permission bits; times are epoch ms.

    children is set for folders, target for symbolic links, read_live/write_live for files whose bytes are made
    on demand. shared: the folder belongs to shared storage, where Android decides owner and mode.
    """

    mode: int
    owner: int
    group: int
    mtime_ms: int
    inode: int
    data: bytes = b""
    children: dict[str, FileNode] | None = None
    target: str | None = None
    read_live: Callable[[], bytes] | None = None
    write_live: Callable[[bytes], None] | None = None
    list_live: Callable[[], dict[str, FileNode]] | None = None
    size_live: Callable[[], int] | None = None
    atime_ms: int = 0
    readonly: bool = False
    shared: bool = False
    xattrs: dict[str, str] = field(default_factory=dict)

    @property
    def is_dir(self) -> bool:
        """Tell whether this is a folder."""
        return self.mode & 0o170000 == st.S_IFDIR

    @property
    def is_link(self) -> bool:
        """Tell whether this is a symbolic link."""
        return st.S_ISLNK(self.mode)

    @property
    def is_file(self) -> bool:
        """Tell whether this is a regular file (live ones included)."""
        return st.S_ISREG(self.mode)

    @property
    def size(self) -> int:
        """Return the size in bytes as stat shows it."""
        if self.is_dir:
            return 4096
        if self.target is not None:
            return len(self.target.encode())
        if self.size_live is not None:
            return self.size_live()
        return len(self.read_live()) if self.read_live is not None else len(self.data)

    @property
    def links(self) -> int:
        """Return the number of hard links as stat shows it."""
        if not self.is_dir:
            return 1
        return 2 + sum(child.is_dir for child in self.entries().values())

    def entries(self) -> dict[str, FileNode]:
        """Return the children of a folder by name."""
        if self.list_live is not None:
            return {**(self.children or {}), **self.list_live()}
        return self.children if self.children is not None else {}

    def content(self) -> bytes:
        """Return the bytes of a file."""
        return self.read_live() if self.read_live is not None else self.data

    def allows(self, uid: int, want: int) -> bool:
        """Tell whether a user may read (4), write (2) or search/execute (1) here."""
        if uid == ROOT:
            return True
        bits = self.mode & 0o7
        if self.owner == uid:
            bits = (self.mode >> 6) & 0o7
        elif self.group in groups_of(uid):
            bits = (self.mode >> 3) & 0o7
        return bits & want == want


def groups_of(uid: int) -> tuple[int, ...]:
    """Return the groups of a user that count for permission checks."""
    if uid == SHELL:
        # Shared storage is a FUSE mount that lets the shell in whatever the bits say.
        return (*SHELL_GROUPS, MEDIA_RW)
    return (uid, MEDIA_RW, 9997)

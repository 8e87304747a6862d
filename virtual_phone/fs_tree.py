"""The empty tree of an Android 13 phone: standard folders, owners, links and devices.

Knows: what lies where before any app is installed, and what is read-only.
Does not know: apps' files (services/packages.py) or the seeded documents (providers/).
"""

from __future__ import annotations

import stat as st
from typing import TYPE_CHECKING

from .fs_nodes import MEDIA_RW, ROOT, SHELL, SYSTEM

if TYPE_CHECKING:
    from .fs import FileSystem

_FOLDERS: tuple[tuple[str, int, int], ...] = (
    ("/acct", ROOT, 0o755),
    ("/apex", ROOT, 0o755),
    ("/cache", SYSTEM, 0o770),
    ("/config", ROOT, 0o755),
    ("/data", SYSTEM, 0o771),
    ("/data/adb", ROOT, 0o700),
    ("/data/anr", SYSTEM, 0o775),
    ("/data/app", SYSTEM, 0o771),
    ("/data/local", ROOT, 0o751),
    ("/data/local/tmp", SHELL, 0o771),
    ("/data/media", MEDIA_RW, 0o770),
    ("/data/misc", SYSTEM, 0o771),
    ("/data/system", SYSTEM, 0o775),
    ("/data/user", SYSTEM, 0o711),
    ("/data/user/0", SYSTEM, 0o771),
    ("/data/user_de", SYSTEM, 0o711),
    ("/data/user_de/0", SYSTEM, 0o771),
    ("/dev", ROOT, 0o755),
    ("/metadata", ROOT, 0o755),
    ("/mnt", ROOT, 0o755),
    ("/odm", ROOT, 0o755),
    ("/oem", ROOT, 0o755),
    ("/postinstall", ROOT, 0o755),
    ("/proc", ROOT, 0o555),
    ("/product", ROOT, 0o755),
    ("/product/app", ROOT, 0o755),
    ("/storage", SHELL, 0o755),
    ("/storage/emulated", MEDIA_RW, 0o771),
    ("/storage/self", SHELL, 0o755),
    ("/sys", ROOT, 0o755),
    ("/system", ROOT, 0o755),
    ("/system/app", ROOT, 0o755),
    ("/system/bin", ROOT, 0o751),
    ("/system/etc", ROOT, 0o755),
    ("/system/fonts", ROOT, 0o755),
    ("/system/framework", ROOT, 0o755),
    ("/system/priv-app", ROOT, 0o755),
    ("/vendor", ROOT, 0o755),
)
_LINKS = (
    ("/data/user/0", "/data/data"),
    ("/system/bin", "/bin"),
    ("/system/etc", "/etc"),
    ("/storage/self/primary", "/sdcard"),
    ("/storage/emulated/0", "/storage/self/primary"),
    ("/data/user_de/0/com.android.shell/files/bugreports", "/bugreports"),
    ("/sys/kernel/debug", "/d"),
    ("/system/bin/init", "/init"),
)
_READ_ONLY = ("acct", "apex", "odm", "oem", "product", "system", "vendor", "sys", "proc")
SHARED_FOLDERS = (
    "Alarms",
    "Android",
    "Audiobooks",
    "DCIM",
    "Documents",
    "Download",
    "Movies",
    "Music",
    "Notifications",
    "Pictures",
    "Podcasts",
    "Recordings",
    "Ringtones",
)
_DEVICES = (("null", 0o666), ("zero", 0o666), ("urandom", 0o666), ("random", 0o666), ("tty", 0o666), ("binder", 0o666))


def build_tree(fs: FileSystem) -> None:
    """Fill an empty file system with Android's folders, links and devices."""
    fs.root.children = {}
    for path, owner, mode in _FOLDERS:
        fs.make_dir(path, owner=owner, mode=mode)
    fs.chown("/system/bin", None, SHELL)
    fs.remove_dir("/data/user/0")
    fs.make_dir("/data/data", owner=SYSTEM, mode=0o771)
    fs.symlink("/data/data", "/data/user/0")
    for target, path in _LINKS:
        if path != "/data/data":
            fs.symlink(target, path)
    _shared_storage(fs)
    for name, mode in _DEVICES:
        node = fs.live(f"/dev/{name}", lambda: b"", lambda _: None, mode=mode)
        node.mode = st.S_IFCHR | mode
    fs.write("/system/etc/hosts", b"127.0.0.1       localhost\n::1             ip6-localhost\n", mode=0o644)
    fs.write("/system/bin/sh", b"\x7fELF", mode=0o755)


def _shared_storage(fs: FileSystem) -> None:
    """Make one folder that shows as /storage/emulated/0 and as /data/media/0."""
    shared = fs.make_dir("/storage/emulated/0", owner=MEDIA_RW, mode=0o2770)
    shared.shared, shared.group = True, MEDIA_RW
    media = fs.stat("/data/media")
    assert media.children is not None
    media.children["0"] = shared
    for name in SHARED_FOLDERS:
        fs.make_dir(f"/storage/emulated/0/{name}")
    for name in ("data", "media", "obb"):
        fs.make_dir(f"/storage/emulated/0/Android/{name}")


def seal(fs: FileSystem) -> None:
    """Make the system folders read-only; called once everything is installed."""
    assert fs.root.children is not None
    todo = [fs.root.children[name] for name in _READ_ONLY]
    while todo:
        node = todo.pop()
        node.readonly = True
        todo.extend((node.children or {}).values())
    fs.root.readonly = True

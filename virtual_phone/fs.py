"""The phone's file system: one POSIX tree in memory.

Knows: paths, symbolic links, owners, modes, times by the phone's clock, files whose bytes come from callbacks, and
that /sdcard, /storage/emulated/0 and /data/media/0 are one folder.
Does not know: the host's files (it never touches them), shells or adb.
Every failure is an OSError with the errno, text and path that Android would give. `uid` 0 (the default) may do all.
"""

from __future__ import annotations

import errno
import os
import stat as st
from collections.abc import Callable, Iterator

from .clock import Clock
from .fs_nodes import CAPACITY_BYTES, MEDIA_RW, NAMES, ROOT, SMALL_BYTES, FileNode, groups_of
from .fs_tree import build_tree

Observer = Callable[[str, str], None]

_MAX_LINKS = 40
_NO_LINKS = "/storage/emulated/"


def fail(code: int, path: str) -> OSError:
    """Make the OSError for an errno and a path."""
    return OSError(code, os.strerror(code), path)


def normalise(path: str, cwd: str = "/") -> str:
    """Make a path absolute and remove '.', '//' and a trailing '/'; '..' is kept for the walk."""
    if not path.startswith("/"):
        path = cwd.rstrip("/") + "/" + path
    return "/" + "/".join(part for part in path.split("/") if part not in ("", "."))


class FileSystem:
    """Holds the tree. Paths are absolute texts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._inode = 20
        self._users = dict(NAMES)
        self._observers: list[Observer] = []
        self.root = self._new(st.S_IFDIR | 0o755, ROOT, ROOT)
        build_tree(self)

    # -- people ----------------------------------------------------------------------------------------------

    def add_user(self, uid: int, name: str) -> None:
        """Give a user id a name."""
        self._users[uid] = name

    def user_name(self, uid: int) -> str:
        """Return the name of a user or group id, or its number as text."""
        return self._users.get(uid, str(uid))

    def user_id(self, name: str) -> int | None:
        """Return the id for a name or a number in text, or None."""
        if name.isdigit():
            return int(name)
        return next((uid for uid, known in self._users.items() if known == name), None)

    def on_change(self, callback: Observer) -> None:
        """Call callback(kind, path) after changes; kind: created, written, deleted, moved (path is the new one)."""
        self._observers.append(callback)

    def _tell(self, kind: str, path: str) -> None:
        for callback in list(self._observers):
            callback(kind, path)

    # -- finding ---------------------------------------------------------------------------------------------

    def _new(self, mode: int, owner: int, group: int) -> FileNode:
        self._inode += 1
        now = self._clock.now_ms()
        return FileNode(mode, owner, group, now, self._inode, atime_ms=now)

    def _walk(self, path: str, uid: int, follow: bool) -> tuple[FileNode, str, FileNode | None, str]:
        """Return (parent node, name, node or None, real path). Raises on a missing or closed parent."""
        todo = [part for part in path.split("/") if part and part != "."][::-1]
        names, nodes = [""], [self.root]
        links = 0
        while todo:
            name, here = todo.pop(), nodes[-1]
            if not here.is_dir:
                raise fail(errno.ENOTDIR, path)
            if uid and not here.allows(uid, 1):
                raise fail(errno.EACCES, path)
            if name == "..":
                if len(nodes) > 1:
                    del names[-1], nodes[-1]
                continue
            child = here.entries().get(name)
            if child is not None and child.target is not None and (todo or follow):
                links += 1
                if links > _MAX_LINKS:
                    raise fail(errno.ELOOP, path)
                if child.target.startswith("/"):
                    del names[1:], nodes[1:]
                todo += [part for part in child.target.split("/") if part and part != "."][::-1]
                continue
            names.append(name)
            if child is None:
                if todo:
                    raise fail(errno.ENOENT, path)
                return here, name, None, "/".join(names)
            nodes.append(child)
        return nodes[-2] if len(nodes) > 1 else self.root, names[-1], nodes[-1], "/".join(names) or "/"

    def stat(self, path: str, *, follow: bool = True, uid: int = ROOT) -> FileNode:
        """Return the node at a path; follow: go through a final symbolic link."""
        node = self._walk(path, uid, follow)[2]
        if node is None:
            raise fail(errno.ENOENT, path)
        if path.endswith("/") and not node.is_dir and not node.is_link:
            raise fail(errno.ENOTDIR, path)
        return node

    def find(self, path: str, *, follow: bool = True, uid: int = ROOT) -> FileNode | None:
        """Return the node at a path, or None when there is nothing that `uid` can reach."""
        try:
            return self.stat(path, follow=follow, uid=uid)
        except OSError:
            return None

    def exists(self, path: str) -> bool:
        """Tell whether a path leads to something."""
        return self.find(path) is not None

    def is_dir(self, path: str) -> bool:
        """Tell whether a path leads to a folder."""
        node = self.find(path)
        return node is not None and node.is_dir

    def real_path(self, path: str, *, uid: int = ROOT) -> str:
        """Return the path without links and dots; only the last part may be missing."""
        return self._walk(path, uid, True)[3]

    def list_dir(self, path: str, *, uid: int = ROOT) -> dict[str, FileNode]:
        """Return the entries of a folder by name, sorted."""
        node = self.stat(path, uid=uid)
        if not node.is_dir:
            raise fail(errno.ENOTDIR, path)
        if not node.allows(uid, 4):
            raise fail(errno.EACCES, path)
        return dict(sorted(node.entries().items()))

    def walk(self, path: str, *, uid: int = ROOT) -> Iterator[tuple[str, FileNode]]:
        """Yield (path, node) for a tree, parents first; links are not followed, closed folders not entered."""
        node = self.stat(path, follow=False, uid=uid)
        yield path, node
        if node.is_dir and node.allows(uid, 5):
            for name in sorted(node.entries()):
                yield from self.walk(path.rstrip("/") + "/" + name, uid=uid)

    # -- bytes -----------------------------------------------------------------------------------------------

    def read(self, path: str, *, uid: int = ROOT) -> bytes:
        """Return the bytes of a file."""
        node = self.stat(path, uid=uid)
        if node.is_dir:
            raise fail(errno.EISDIR, path)
        if not node.allows(uid, 4):
            raise fail(errno.EACCES, path)
        node.atime_ms = self._clock.now_ms()
        return node.content()

    def write(
        self,
        path: str,
        data: bytes,
        *,
        uid: int = ROOT,
        append: bool = False,
        owner: int | None = None,
        mode: int | None = None,
        mtime_ms: int | None = None,
    ) -> FileNode:
        """Create or replace a file (or add to its end). A new one belongs to `owner`, else to `uid`."""
        parent, name, node, real = self._walk(path, uid, True)
        if path.endswith("/") or (node is not None and node.is_dir):
            raise fail(errno.EISDIR, path)
        fresh = node is None
        if node is None:
            self._check_parent(parent, path, uid)
            node = self._new(st.S_IFREG | (0o644 if mode is None else mode & 0o7777), uid, uid)
            self._adopt(parent, name, node)
        elif not node.allows(uid, 2):
            raise fail(errno.EACCES, path)
        elif node.readonly and st.S_ISREG(node.mode):
            raise fail(errno.EROFS, path)
        self._check_room(node, len(data), append=append, path=path)
        content = node.content() + data if append else data
        if node.write_live is not None:
            node.write_live(content)
        elif node.read_live is not None:
            raise fail(errno.EACCES, path)
        else:
            node.data = bytes(content)
        if owner is not None and not node.shared:
            node.owner = node.group = owner
        if mode is not None and not node.shared:
            node.mode = st.S_IFMT(node.mode) | (mode & 0o7777)
        node.mtime_ms = self._clock.now_ms() if mtime_ms is None else mtime_ms
        node.atime_ms = node.atime_ms if mtime_ms is None else mtime_ms  # as utimes does
        if st.S_ISREG(node.mode):
            self._tell("created" if fresh else "written", real)
        return node

    def _check_room(self, node: FileNode, count: int, *, append: bool, path: str) -> None:
        """Refuse what would fill the host's memory. Small files are not counted, so that writing stays quick."""
        size = count + (len(node.data) if append and node.read_live is None else 0)
        if size <= SMALL_BYTES:
            return
        others = sum(len(each.data) for _, each in self.walk("/") if each is not node and len(each.data) > SMALL_BYTES)
        if size + others > CAPACITY_BYTES:
            raise fail(errno.ENOSPC, path)

    def live(
        self,
        path: str,
        read: Callable[[], bytes],
        write: Callable[[bytes], None] | None = None,
        *,
        owner: int = ROOT,
        mode: int = 0o600,
        size: Callable[[], int] | None = None,
    ) -> FileNode:
        """Put a file whose bytes come from `read`; writing calls `write` (without one: refused). Returns its node.

        Deleting or replacing it makes an ordinary file of the path; compare nodes to see whether it is still there.
        """
        parent, name, _, _ = self._walk(path, ROOT, True)
        node = self._new(st.S_IFREG | mode, owner, owner)
        node.read_live, node.write_live, node.size_live = read, write, size
        self._adopt(parent, name, node)
        return node

    # -- changing the tree -----------------------------------------------------------------------------------

    def _check_parent(self, parent: FileNode, path: str, uid: int) -> None:
        if not parent.allows(uid, 3):
            raise fail(errno.EACCES, path)
        if parent.readonly:
            raise fail(errno.EROFS, path)

    def _adopt(self, parent: FileNode, name: str, node: FileNode) -> None:
        if len(name.encode()) > 255:
            raise fail(errno.ENAMETOOLONG, name)
        if parent.children is None:
            raise fail(errno.EACCES, name)
        node.readonly = parent.readonly
        if parent.shared:
            self._share(node, parent)
        parent.children[name] = node
        parent.mtime_ms = self._clock.now_ms()

    def _share(self, node: FileNode, parent: FileNode) -> None:
        node.shared, node.owner, node.group = True, parent.owner, MEDIA_RW
        if not node.is_link:
            node.mode = st.S_IFMT(node.mode) | (0o2770 if node.is_dir else 0o660)
        for child in (node.children or {}).values():
            self._share(child, node)

    def make_dir(self, path: str, *, uid: int = ROOT, owner: int | None = None, mode: int = 0o777) -> FileNode:
        """Make one folder; its parent must exist."""
        parent, name, node, real = self._walk(path, uid, False)
        if node is not None:
            raise fail(errno.EEXIST, path)
        self._check_parent(parent, path, uid)
        who = uid if owner is None else owner
        node = self._new(st.S_IFDIR | mode, who, who)
        node.children = {}
        self._adopt(parent, name, node)
        self._tell("created", real)
        return node

    def make_dirs(self, path: str, *, uid: int = ROOT, owner: int | None = None, mode: int = 0o777) -> FileNode:
        """Make a folder and every missing parent; an existing folder is fine."""
        at = ""
        for part in [part for part in path.split("/") if part not in ("", ".")]:
            at += "/" + part
            node = self.find(at, uid=uid)
            if node is None:
                self.make_dir(at, uid=uid, owner=owner, mode=mode)
            elif not node.is_dir:
                raise fail(errno.ENOTDIR, at)
        return self.stat(path, uid=uid)

    def symlink(self, target: str, path: str, *, uid: int = ROOT) -> None:
        """Make a symbolic link at `path`; the file system of shared storage has none."""
        parent, name, node, real = self._walk(path, uid, False)
        if real.startswith(_NO_LINKS):
            raise fail(errno.ENOSYS, path)
        if node is not None:
            raise fail(errno.EEXIST, path)
        self._check_parent(parent, path, uid)
        node = self._new(st.S_IFLNK | 0o777, uid, uid)
        node.target = target
        self._adopt(parent, name, node)
        self._tell("created", real)

    def _entry(self, path: str, uid: int) -> tuple[FileNode, str, FileNode, str]:
        """Find an entry that `uid` may unlink."""
        parent, name, node, real = self._walk(path, uid, False)
        if node is None:
            raise fail(errno.ENOENT, path)
        self._check_parent(parent, path, uid)
        if parent.mode & st.S_ISVTX and uid not in (ROOT, parent.owner, node.owner):
            raise fail(errno.EPERM, path)
        if parent.children is None or name not in parent.children:
            raise fail(errno.EPERM, path)
        return parent, name, node, real

    def remove(self, path: str, *, uid: int = ROOT) -> None:
        """Delete one file or link."""
        parent, name, node, real = self._entry(path, uid)
        if node.is_dir:
            raise fail(errno.EISDIR, path)
        self._unlink(parent, name, real)

    def remove_dir(self, path: str, *, uid: int = ROOT) -> None:
        """Delete one empty folder."""
        parent, name, node, real = self._entry(path, uid)
        if not node.is_dir:
            raise fail(errno.ENOTDIR, path)
        if node.entries():
            raise fail(errno.ENOTEMPTY, path)
        self._unlink(parent, name, real)

    def _unlink(self, parent: FileNode, name: str, real: str) -> None:
        assert parent.children is not None
        del parent.children[name]
        parent.mtime_ms = self._clock.now_ms()
        self._tell("deleted", real)

    def remove_tree(self, path: str, *, uid: int = ROOT) -> None:
        """Delete a file or a whole folder; nothing there is fine."""
        node = self.find(path, follow=False, uid=uid)
        if node is None:
            return
        if not node.is_dir:
            self.remove(path, uid=uid)
            return
        for name in list(node.entries()):
            self.remove_tree(path.rstrip("/") + "/" + name, uid=uid)
        self.remove_dir(path, uid=uid)

    def rename(self, source: str, target: str, *, uid: int = ROOT) -> None:
        """Move an entry; an existing file (or empty folder) at the target is replaced."""
        old_parent, old_name, node, old_real = self._entry(source, uid)
        new_parent, new_name, there, real = self._walk(target, uid, False)
        self._check_parent(new_parent, target, uid)
        if there is node:
            return
        if real.startswith(old_real + "/"):
            raise fail(errno.EINVAL, target)
        if there is not None:
            if there.is_dir != node.is_dir:
                raise fail(errno.EISDIR if there.is_dir else errno.ENOTDIR, target)
            if there.is_dir and there.entries():
                raise fail(errno.ENOTEMPTY, target)
        assert old_parent.children is not None
        del old_parent.children[old_name]
        old_parent.mtime_ms = self._clock.now_ms()
        self._adopt(new_parent, new_name, node)
        self._tell("deleted", old_real)
        self._tell("moved", real)

    def chmod(self, path: str, mode: int, *, uid: int = ROOT) -> None:
        """Set the permission bits; shared storage keeps its own, silently."""
        node = self.stat(path, uid=uid)
        if uid not in (ROOT, node.owner) and not (node.shared and MEDIA_RW in groups_of(uid)):
            raise fail(errno.EPERM, path)
        if node.readonly and uid != ROOT:
            raise fail(errno.EROFS, path)
        if not node.shared:
            node.mode = st.S_IFMT(node.mode) | (mode & 0o7777)

    def chown(self, path: str, owner: int | None, group: int | None, *, uid: int = ROOT) -> None:
        """Set owner and group; only root may."""
        node = self.stat(path, follow=False, uid=uid)
        if uid != ROOT:
            raise fail(errno.EPERM, path)
        if not node.shared:
            node.owner = node.owner if owner is None else owner
            node.group = node.group if group is None else group

    def set_times(
        self, path: str, mtime_ms: int, atime_ms: int | None = None, *, uid: int = ROOT, follow: bool = True
    ) -> None:
        """Set the times of an entry (epoch ms)."""
        node = self.stat(path, follow=follow, uid=uid)
        if uid not in (ROOT, node.owner) and not node.allows(uid, 2):
            raise fail(errno.EPERM, path)
        node.mtime_ms = mtime_ms
        node.atime_ms = mtime_ms if atime_ms is None else atime_ms

"""Where a provider's database lies in the phone's file system.

Knows: the file system's live files, and how to notice that one was deleted or replaced.
Does not know: SQL; database.py does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..fs import FileSystem

if TYPE_CHECKING:
    from ..clock import Clock
    from ..fs_nodes import FileNode
    from .database import Database


class LiveFile:
    """One database file at one path; its folders belong to `owner`, whom only root may disturb."""

    def __init__(self, fs: FileSystem, clock: Clock, path: str, owner: int) -> None:
        self._fs, self._clock, self._path, self._owner = fs, clock, path, owner
        self._node: FileNode | None = None

    def attach(self, database: Database) -> None:
        """Show the database at its path; parent folders are made."""
        folder = self._fs.make_dirs(self._path.rpartition("/")[0], owner=self._owner, mode=0o700)
        self._node = self._fs.live(
            self._path, database.dump, database.load, owner=folder.owner, mode=0o660, size=database.size_bytes
        )

    def taken_over(self, database: Database) -> bytes | None:
        """Return b'' when the file is gone, its bytes when another lies there now, None when it is as attached."""
        node = self._fs.find(self._path)
        if node is self._node:
            return None
        return node.content() if node is not None and not node.is_dir else b""

    def touched(self) -> None:
        """Stamp the file with the phone's time."""
        if self._node is not None:
            self._node.mtime_ms = self._clock.now_ms()


def hand_over(fs: FileSystem, folder: str, uid: int) -> None:
    """Give a folder with all that is in it to an app: databases exist before their apps are installed."""
    for path, _ in list(fs.walk(folder)):
        fs.chown(path, uid, uid)


def close_databases(fs: FileSystem) -> None:
    """Let every database of the phone be bytes again until it is asked: an open one takes 120 KB more."""
    from .database import Database

    todo = [fs.root]
    while todo:
        node = todo.pop()
        todo.extend((node.children or {}).values())
        owner = getattr(node.read_live, "__self__", None)
        if isinstance(owner, Database):
            owner.close()

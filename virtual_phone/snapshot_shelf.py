"""The kept moments of one phone, by name. They live in the phone's process and end with it.

Knows: names and how many fit. Does not know: what a snapshot holds (snapshot.py), or who asks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .snapshot import Snapshot, SnapshotError

if TYPE_CHECKING:
    from .phone import Phone

MOST = 256
"""So many are kept; each is small, but nobody should fill the memory by a slip in a loop."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class SnapshotShelf:
    """Keeps and brings back moments of a phone under names. Each error is a SnapshotError with a sentence to show."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._kept: dict[str, Snapshot] = {}

    def save(self, name: str) -> Snapshot:
        """Keep this moment under a name; one of that name is replaced."""
        if not _NAME.fullmatch(name):
            raise SnapshotError(f"{name!r} is no name for a snapshot: letters, digits, dots, dashes, 64 at most")
        if name not in self._kept and len(self._kept) >= MOST:
            raise SnapshotError(f"{MOST} snapshots are kept already; nothing was saved. Delete one first")
        self._kept[name] = self._phone.snapshot()
        return self._kept[name]

    def load(self, name: str) -> Snapshot:
        """Go back to the moment of that name; it stays kept."""
        snapshot = self._of(name)
        self._phone.restore(snapshot)
        return snapshot

    def delete(self, name: str) -> None:
        """Forget the moment of that name."""
        self._of(name)
        del self._kept[name]

    def all(self) -> dict[str, Snapshot]:
        """Return what is kept, oldest name first."""
        return dict(self._kept)

    def _of(self, name: str) -> Snapshot:
        if name not in self._kept:
            known = ", ".join(self._kept) or "none is kept"
            raise SnapshotError(f"no snapshot is called {name!r} ({known}); nothing was changed")
        return self._kept[name]

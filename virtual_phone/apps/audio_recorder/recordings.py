"""The recordings of Audio Recorder: files in its folder, and the one that is being made.

Knows: the folder, names of new recordings, that a recording ends with the app's process. Does not know: screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.media import ROOT
from ...providers.mp4 import length_ms, silent_recording

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.dimowner.audiorecorder"
FOLDER = f"{ROOT}/Android/data/{PACKAGE}/files/Music/records"
ENDING = ".m4a"


@dataclass(frozen=True, slots=True)
class Recording:
    """One finished recording. length_ms: how long it plays; at_ms: when it was made (epoch)."""

    path: str
    length_ms: int
    size: int
    at_ms: int

    @property
    def name(self) -> str:
        """Return the name without its ending."""
        return self.path.rpartition("/")[2].removesuffix(ENDING)


@dataclass(slots=True)
class Take:
    """What is being recorded: for how long until `since_ms` (epoch), which is None while it pauses."""

    pid: int
    kept_ms: int
    since_ms: int | None


class Recorder:
    """Makes, lists, renames and deletes the recordings of one phone."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def all(self) -> list[Recording]:
        """Return the recordings, the newest first."""
        fs = self._phone.fs
        if not fs.is_dir(FOLDER):
            return []
        found = [
            Recording(f"{FOLDER}/{name}", length_ms(node.content()) or 0, node.size, node.mtime_ms)
            for name, node in fs.list_dir(FOLDER).items()
            if not node.is_dir and name.endswith(ENDING)
        ]
        return sorted(found, key=lambda recording: (-recording.at_ms, recording.name))

    @property
    def take(self) -> Take | None:
        """Return what is being recorded; what another process of the app began is lost."""
        kept = self._phone.app_services.get(PACKAGE)
        return kept if isinstance(kept, Take) and kept.pid == self._phone.activities.pid(PACKAGE) else None

    def length_ms(self) -> int:
        """Return how long the recording in progress is."""
        take = self.take
        if take is None:
            return 0
        return take.kept_ms + (self._phone.clock.now_ms() - take.since_ms if take.since_ms is not None else 0)

    def start(self) -> None:
        """Begin, or go on after a pause."""
        now, take = self._phone.clock.now_ms(), self.take
        if take is None:
            pid = self._phone.activities.ensure_process(PACKAGE)
            self._phone.app_services[PACKAGE] = Take(pid, 0, now)
        elif take.since_ms is None:
            take.since_ms = now

    def pause(self) -> None:
        """Stop for a while."""
        take = self.take
        if take is not None:
            take.kept_ms, take.since_ms = self.length_ms(), None

    def drop(self) -> None:
        """Throw away what is being recorded."""
        self._phone.app_services.pop(PACKAGE, None)

    def finish(self) -> Recording:
        """End the recording and write its file under the next free name."""
        name, length = self.next_name(), self.length_ms()
        self.drop()
        self._phone.fs.make_dirs(FOLDER)
        path = f"{FOLDER}/{name}{ENDING}"
        node = self._phone.fs.write(path, silent_recording(length))
        self._phone.ledger.append("audio_recorded", path=path)
        return Recording(path, length, node.size, node.mtime_ms)

    def next_name(self) -> str:
        """Return the name of the next recording: "Record-1", "Record-2", …"""
        taken = {recording.name for recording in self.all()}
        number = 1
        while f"Record-{number}" in taken:
            number += 1
        return f"Record-{number}"

    def rename(self, path: str, name: str) -> str:
        """Give a recording another name (without ending); returns "" or what is wrong with it."""
        wanted = name.strip()
        if not wanted or "/" in wanted:
            return "Enter a valid file name"
        target = f"{FOLDER}/{wanted}{ENDING}"
        if target == path:
            return ""
        if self._phone.fs.exists(target):
            return "A file with this name already exists"
        self._phone.fs.rename(path, target)
        self._phone.ledger.append("file_renamed", path=target)
        return ""

    def delete(self, path: str) -> None:
        """Delete a recording for good."""
        self._phone.fs.remove_tree(path)
        self._phone.ledger.append("file_deleted", path=path)

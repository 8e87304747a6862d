"""Checks of calendar entries, notes, files, provider rows and tables of apps."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from ...android_bridge.errors import BridgeError
from .scene import BaseCheck, Judged, Scene, counted, listed

_EVENTS = "content://com.android.calendar/events"
_NOTES = "content://com.ainos.notes/notes"


def _events(scene: Scene) -> list[tuple[str, str, str, str]]:
    zone = scene.device.now().tzinfo
    return [
        (
            r["title"] or "",
            datetime.fromtimestamp(int(r["dtstart"] or 0) / 1000, zone).strftime("%Y-%m-%dT%H:%M"),
            r["eventLocation"] or "",
            r["description"] or "",
        )
        for r in scene.rows(_EVENTS, "title", "dtstart", "eventLocation", "description")
    ]


class EventCheck(BaseCheck):
    """A calendar entry with this title, in any case, begins at this local time (YYYY-MM-DDTHH:MM)."""

    kind: Literal["event"]
    title: str
    start: str
    location: str = ""
    description: str = ""

    def judge(self, scene: Scene) -> Judged:
        events = _events(scene)
        holds = any(
            title.lower() == self.title.lower()
            and start == self.start
            and self.location.lower() in place.lower()
            and self.description.lower() in text.lower()
            for title, start, place, text in events
        )
        return Judged(holds, f"an entry {self.title!r} at {self.start}", f"entries: {listed(events, 3)}")


class NoEventCheck(BaseCheck):
    """No calendar entry has this title, in any case."""

    kind: Literal["no_event"]
    title: str

    def judge(self, scene: Scene) -> Judged:
        titles = [event[0] for event in _events(scene)]
        holds = self.title.lower() not in [title.lower() for title in titles]
        return Judged(holds, f"no entry {self.title!r}", f"entries: {listed(titles)}")


class EventCountCheck(BaseCheck):
    """There are so many calendar entries."""

    kind: Literal["event_count"]
    count: int

    def judge(self, scene: Scene) -> Judged:
        titles = [event[0] for event in _events(scene)]
        return counted(len(titles), self.count, "entries", f"entries: {listed(titles)}")


def _notes(scene: Scene) -> list[str]:
    return [" ".join(value or "" for value in row.values()) for row in scene.rows(_NOTES)]


class NoteCheck(BaseCheck):
    """A note contains this text, in any case."""

    kind: Literal["note"]
    text: str

    def judge(self, scene: Scene) -> Judged:
        notes = _notes(scene)
        holds = any(self.text.lower() in note.lower() for note in notes)
        return Judged(holds, f"a note with {self.text!r}", f"{len(notes)} notes")


class NoNoteCheck(BaseCheck):
    """No note contains this text, in any case."""

    kind: Literal["no_note"]
    text: str

    def judge(self, scene: Scene) -> Judged:
        found = [note for note in _notes(scene) if self.text.lower() in note.lower()]
        return Judged(not found, f"no note with {self.text!r}", f"notes: {listed(found, 2)}")


class NoteCountCheck(BaseCheck):
    """There are so many notes."""

    kind: Literal["note_count"]
    count: int

    def judge(self, scene: Scene) -> Judged:
        return counted(len(_notes(scene)), self.count, "notes", "")


class FileCheck(BaseCheck):
    """A file stands at this path below /sdcard and contains `text`."""

    kind: Literal["file"]
    path: str
    text: str = ""

    def judge(self, scene: Scene) -> Judged:
        try:
            data = scene.device.read_file(self.path).decode("utf-8", "replace")
        except BridgeError as error:
            return Judged(False, f"a file {self.path}", str(error))
        return Judged(self.text in data, f"{self.path} with {self.text!r}", f"{len(data)} characters: {data[:80]!r}")


class NoFileCheck(BaseCheck):
    """No file stands at this path below /sdcard."""

    kind: Literal["no_file"]
    path: str

    def judge(self, scene: Scene) -> Judged:
        folder, _, name = self.path.rpartition("/")
        try:
            names = [entry.path.rpartition("/")[2] for entry in scene.device.list_files(folder)]
        except BridgeError as error:
            return Judged(True, f"no file {self.path}", str(error))
        return Judged(name not in names, f"no file {self.path}", f"{folder}: {listed(names)}")


class FileCountCheck(BaseCheck):
    """A folder below /sdcard holds so many files whose names match a regular expression."""

    kind: Literal["file_count"]
    folder: str
    count: int
    name: str = "."

    def judge(self, scene: Scene) -> Judged:
        names = [e.path.rpartition("/")[2] for e in scene.device.list_files(self.folder) if not e.is_folder]
        found = [name for name in names if re.search(self.name, name)]
        return counted(len(found), self.count, f"files in {self.folder}", f"files: {listed(found)}")


class FolderCheck(BaseCheck):
    """A folder stands at this path below /sdcard, or does not."""

    kind: Literal["folder"]
    path: str
    there: bool = True

    def judge(self, scene: Scene) -> Judged:
        parent, _, name = self.path.rpartition("/")
        folders = [e.path.rpartition("/")[2] for e in scene.device.list_files(parent) if e.is_folder]
        holds = (name in folders) is self.there
        return Judged(holds, f"folder {self.path}: {self.there}", f"{parent}: {listed(folders)}")


class RowCheck(BaseCheck):
    """A content provider has so many rows with these values (at least one without `count`)."""

    kind: Literal["row"]
    uri: str
    match: dict[str, str]
    count: int | None = None

    def judge(self, scene: Scene) -> Judged:
        rows = scene.rows(self.uri, *self.match)
        found = sum(all(row[name] == value for name, value in self.match.items()) for row in rows)
        holds = found > 0 if self.count is None else found == self.count
        wanted = "a row" if self.count is None else f"{self.count} rows"
        return Judged(holds, f"{wanted} of {self.uri} with {self.match}", f"{found} of {len(rows)} rows")


class TableCheck(BaseCheck):
    """A table of an app's SQLite database has so many rows with these values (at least one without `count`)."""

    kind: Literal["table"]
    path: str
    table: str
    match: dict[str, str]
    count: int | None = None

    def judge(self, scene: Scene) -> Judged:
        rows = scene.table(self.path, self.table, tuple(self.match))
        found = sum(row == list(self.match.values()) for row in rows)
        holds = found > 0 if self.count is None else found == self.count
        wanted = "a row" if self.count is None else f"{self.count} rows"
        return Judged(
            holds, f"{wanted} of {self.table} with {self.match}", f"{found} of {len(rows)}: {listed(rows, 3)}"
        )

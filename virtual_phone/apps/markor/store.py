"""The notebook: a folder of plain files on shared storage, read anew at every look.

Knows: the phone's file system and where the notebook lies. Does not know: screens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...fs_nodes import FileNode
from ...providers.media import ROOT

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "net.gsantner.markor"
NOTEBOOK = f"{ROOT}/Documents/Markor"
TODO, QUICK_NOTE = f"{NOTEBOOK}/todo.txt", f"{NOTEBOOK}/quicknote.md"

Order = Literal["name", "date", "size", "type"]

TYPES = (
    ("Markdown", ".md"),
    ("Plain Text", ".txt"),
    ("todo.txt", ".todo.txt"),
    ("CSV", ".csv"),
    ("Zim Wiki", ".txt"),
    ("AsciiDoc", ".adoc"),
    ("Org-Mode", ".org"),
)
"""What a new file can be, with the ending that it gets."""

_TEXT_ENDINGS = frozenset({
    "adoc", "conf", "css", "csv", "html", "ics", "ini", "js", "json", "log", "markdown", "md", "mdown", "org", "py",
    "sh", "tex", "todo", "txt", "vcf", "xml", "yaml", "yml",
})  # fmt: skip
_SEARCHED_BYTES = 1 << 20
_FORBIDDEN = frozenset('/\\:*?"<>|\0')


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a folder is listed. Names go from A, dates and sizes from the newest and largest; `reverse` turns that."""

    by: Order = "name"
    folders_first: bool = True
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder. size in bytes; mtime_ms is epoch."""

    path: str
    is_dir: bool
    size: int
    mtime_ms: int

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def ending(self) -> str:
        """Return the letters after the last dot, lower case, or ''."""
        return self.name.rpartition(".")[2].casefold() if "." in self.name else ""

    @property
    def is_text(self) -> bool:
        """Tell whether the editor can open it: known endings, and names without one."""
        return not self.is_dir and (not self.ending or self.ending in _TEXT_ENDINGS)


def name_fault(name: str) -> str:
    """Say what is wrong with a file name; '' when nothing is."""
    if not name.strip(". "):
        return "Enter a name"
    return 'A name cannot contain any of / \\ : * ? " < > |' if _FORBIDDEN & set(name) else ""


class Notebook:
    """Reads and changes the files of the notebook; every deed is entered in the phone's ledger."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._fs = phone.fs

    def ensure(self) -> None:
        """Make the notebook's folder when it is missing."""
        if not self._fs.is_dir(NOTEBOOK):
            self._fs.make_dirs(NOTEBOOK)

    def nearest(self, folder: str) -> str:
        """Return the folder, or the notebook when that folder is gone."""
        if self._fs.is_dir(folder):
            return folder
        self.ensure()
        return NOTEBOOK

    def get(self, path: str) -> Entry | None:
        """Return one file or folder, or None."""
        node = self._fs.find(path)
        return _entry(path, node) if node is not None else None

    def entries(self, folder: str, sorting: Sorting) -> list[Entry]:
        """List a folder; hidden files are left out."""
        found = [_entry(f"{folder}/{name}", node) for name, node in self._fs.list_dir(folder).items()]
        return _sorted((entry for entry in found if entry.name[0] != "."), sorting)

    def folders(self, folder: str) -> list[Entry]:
        """List the folders in a folder by name."""
        return [entry for entry in self.entries(folder, Sorting()) if entry.is_dir]

    def find(self, folder: str, wanted: str) -> list[Entry]:
        """Return what lies below a folder and has the words in its name or text."""
        needle = wanted.strip().casefold()
        below = [_entry(path, node) for path, node in self._fs.walk(folder) if path != folder]
        hits = [e for e in below if needle in e.name.casefold() or needle in self._searched(e)]
        return _sorted(hits if needle else [], Sorting())

    def _searched(self, entry: Entry) -> str:
        return self.read(entry.path).casefold() if entry.is_text and entry.size <= _SEARCHED_BYTES else ""

    def read(self, path: str) -> str:
        """Return a file's text; '' when it is gone."""
        node = self._fs.find(path)
        return node.content().decode("utf-8", "replace") if node is not None and not node.is_dir else ""

    def write(self, path: str, text: str) -> None:
        """Write a file's text."""
        existed = self._fs.exists(path)
        self._fs.make_dirs(path.rpartition("/")[0])
        self._fs.write(path, text.encode())
        self._log("written" if existed else "created", path)

    def make_folder(self, path: str) -> None:
        """Make a folder."""
        self._fs.make_dirs(path)
        self._log("created", path)

    def rename(self, entry: Entry, name: str) -> bool:
        """Give a file or folder another name; False (and nothing done) when that is taken."""
        return self._move(entry.path, f"{entry.path.rpartition('/')[0]}/{name}")

    def move(self, entries: Iterable[Entry], folder: str) -> list[Entry]:
        """Move files into a folder; return those that stayed because their name is taken there."""
        return [entry for entry in entries if not self._move(entry.path, f"{folder}/{entry.name}")]

    def copy(self, entries: Iterable[Entry], folder: str) -> list[Entry]:
        """Copy files into a folder; return those that were not because their name is taken, or they are folders."""
        left = []
        for entry in entries:
            target = f"{folder}/{entry.name}"
            if entry.is_dir or self._fs.exists(target):
                left.append(entry)
                continue
            self._fs.write(target, self._fs.read(entry.path))
            self._log("created", target)
        return left

    def delete(self, entries: Iterable[Entry]) -> None:
        """Delete files, and folders with all in them, for good."""
        for entry in entries:
            self._fs.remove_tree(entry.path)
            self._log("deleted", entry.path)

    def _move(self, source: str, target: str) -> bool:
        if self._fs.exists(target) or target.startswith(source + "/"):
            return False
        self._fs.rename(source, target)
        self._log("moved", target)
        return True

    def _log(self, kind: str, path: str) -> None:
        self._phone.ledger.append(f"file_{kind}", path=path)


def _entry(path: str, node: FileNode) -> Entry:
    return Entry(path, node.is_dir, 0 if node.is_dir else node.size, node.mtime_ms)


def _sorted(entries: Iterable[Entry], sorting: Sorting) -> list[Entry]:
    found = sorted(entries, key=lambda entry: entry.name.casefold())
    match sorting.by:
        case "date":
            found.sort(key=lambda entry: -entry.mtime_ms)
        case "size":
            found.sort(key=lambda entry: -entry.size)
        case "type":
            found.sort(key=lambda entry: entry.ending)
    if sorting.reverse:
        found.reverse()
    return sorted(found, key=lambda entry: not entry.is_dir) if sorting.folders_first else found

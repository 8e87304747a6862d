"""What every screen with a folder has: the path as touchable names, and the list of what lies in it.

Knows: sorting and rows. Does not know: what a touch on a file does, selection, or the bars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..fs_nodes import FileNode
from ..intents import Intent
from ..providers.media import ROOT
from ..ui.nodes import Node, chip, empty_state, icon, list_item, scroll, spacer
from .app import Activity
from .clock_texts import short_when
from .files_texts import kind_icon, kind_words, size_words, storage_name

if TYPE_CHECKING:
    from ..phone import Phone

Entry = tuple[str, FileNode]
"""A path and what lies there."""


class FolderActivity(Activity):
    """A screen that stands in one folder of shared storage."""

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self.folder = ROOT
        self.by = "name"

    def open_folder(self, path: str) -> None:
        """Go to a folder."""
        self.folder = path

    def up(self) -> None:
        """Go to the folder above; the top stays."""
        self.open_folder(self.folder.rpartition("/")[0] if self.folder != ROOT else ROOT)

    def entries(self) -> list[Entry]:
        """Return what lies in the folder, folders first; hidden files are left out."""
        if not self.phone.fs.is_dir(self.folder):
            self.folder = ROOT
        listed = self.phone.fs.list_dir(self.folder).items()
        found = [(f"{self.folder}/{name}", node) for name, node in listed if name[0] != "."]
        if self.by == "date":
            return sorted(found, key=lambda entry: (not entry[1].is_dir, -entry[1].mtime_ms))
        if self.by == "size":
            return sorted(found, key=lambda entry: (not entry[1].is_dir, -entry[1].size))
        return sorted(found, key=lambda entry: (not entry[1].is_dir, entry[0].casefold()))

    def listing(self, rows: list[Node]) -> Node:
        """Make the list, or the word that there is nothing."""
        return scroll(*rows, spacer(96), id="dir_list") if rows else empty_state("folder", "No items")

    def entry(self, path: str, node: FileNode, *, where: bool = False, trailing: Node | None = None, **row: Any
              ) -> Node:  # fmt: skip
        """Make the row of a file or folder; `where` adds the folder that it lies in. `row`: more for list_item."""
        name = path.rpartition("/")[2]
        detail = short_when(self.phone, node.mtime_ms)
        if not node.is_dir:
            detail = f"{detail}, {size_words(node.size)}, {kind_words(name)}"
        if where:
            folder = path.rpartition("/")[0][len(ROOT) :].strip("/")
            detail = f"{folder or storage_name(self.phone)} • {detail}"
        base: dict[str, Any] = {"subtitle_lines": 1, "id": "item_root", "padding": (16.0, 6.0, 4.0, 6.0)}
        picture = "folder" if node.is_dir else kind_icon(name)
        return list_item(name, detail, icon=picture, trailing=trailing, **(base | row))

    def crumbs(self) -> Node:
        """Make the path as touchable names."""
        parts = self.folder[len(ROOT) :].strip("/").split("/") if self.folder != ROOT else []
        chips: list[Node] = [self._crumb(storage_name(self.phone), ROOT, last=not parts)]
        for at, part in enumerate(parts):
            chips += [
                icon("chevron_right", size=18.0, color="outline", margin=(0.0, 7.0)),
                self._crumb(part, "/".join((ROOT, *parts[: at + 1])), last=at == len(parts) - 1),
            ]
        return scroll(
            *chips, horizontal=True, recycler=False, id="horizontal_breadcrumb", padding=(16.0, 4.0), gap=4.0,
            height=48.0,
        )  # fmt: skip

    def _crumb(self, label: str, path: str, *, last: bool) -> Node:
        return chip(label, on_click=lambda: self.open_folder(path), selected=last, checkable=False)

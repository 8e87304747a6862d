"""The dialog in which a folder is chosen: go down by touching a folder, up by "..", then confirm.

Knows: folders of shared storage. Does not know: what happens in the chosen one.
"""

from __future__ import annotations

from collections.abc import Callable

from ...providers.media import ROOT
from ...ui.nodes import Node, column, dialog, list_item, scroll, text
from ..app import Activity
from .store import NOTEBOOK, Notebook


class FolderPicker:
    """One open question for a folder, shown over `activity`; `chosen(folder)` gets the answer."""

    def __init__(self, activity: Activity, title: str, confirm: str, chosen: Callable[[str], object]) -> None:
        self._activity, self._title, self._confirm, self._chosen = activity, title, confirm, chosen
        self._notebook = Notebook(activity.phone)
        self._folder = NOTEBOOK

    def show(self) -> None:
        """Open the dialog."""
        self._activity.show_dialog(self._build)

    def _build(self) -> Node:
        self._folder = self._notebook.nearest(self._folder)
        rows = [self._row(f"{self._folder}/{entry.name}", entry.name) for entry in self._notebook.folders(self._folder)]
        if self._folder != ROOT:
            rows.insert(0, self._row(self._folder.rpartition("/")[0], ".."))
        empty = text("No folders here", color="on_surface_variant", padding=16.0) if not rows else None
        content = column(
            text(self._folder, color="on_surface_variant", id="ui__filesystem_dialog__path", width="fill",
                 padding=(24.0, 0.0, 24.0, 8.0)),
            scroll(*rows, empty, height=360.0, weight=0.0, id="ui__filesystem_dialog__list", key=self._folder),
        )  # fmt: skip
        buttons = (("CANCEL", None), (self._confirm, lambda: self._chosen(self._folder)))
        return dialog(self._title, buttons=buttons, content=content, content_bleeds=True)

    def _row(self, path: str, name: str) -> Node:
        def enter() -> None:
            self._folder = path

        return list_item(
            name, icon="folder", on_click=enter, title_id="opoc_filesystem_item__title", padding=(20.0, 8.0),
            id="opoc_filesystem_item__root",
        )  # fmt: skip

"""Where to: the screen on which a folder is chosen to copy, move or save into.

Knows: folders, and the name of a document that another app wants to make (CREATE_DOCUMENT). Does not know: what is
copied or written; whoever asked gets the chosen path back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import Intent
from ..providers.media import ROOT
from ..ui.nodes import Node, app_bar, button, edit_text, icon_button, row, screen, spacer
from .files_changes import ask_folder
from .files_folder import FolderActivity

if TYPE_CHECKING:
    from ..phone import Phone

COPY, MOVE = "com.android.documentsui.COPY", "com.android.documentsui.MOVE"
CREATE = "android.intent.action.CREATE_DOCUMENT"
_TITLE = "android.intent.extra.TITLE"


class PickActivity(FolderActivity):
    """A folder to open or to choose; finishes with its path, or with that of the new document in it."""

    name = "com.android.documentsui.picker.PickActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._file_name = str(intent.extra(_TITLE) or "") if intent.action == CREATE else None
        if intent.action == CREATE and phone.fs.is_dir(f"{ROOT}/Download"):
            self.folder = f"{ROOT}/Download"

    def build(self) -> Node:
        """Show the folders to go into; files are listed and cannot be touched."""
        rows = [
            self.entry(path, node, on_click=(lambda path=path: self.open_folder(path)) if node.is_dir else None,
                       enabled=node.is_dir, title_color="on_surface" if node.is_dir else "outline")
            for path, node in self.entries()
        ]  # fmt: skip
        new = icon_button("add", "New folder", self._new_folder, id="option_menu_create_dir")
        word = {MOVE: "Move", COPY: "Copy"}.get(self.intent.action or "", "Save")
        bar = app_bar(f"{word} to…", (new,), on_up=self.finish, up_icon="close")
        return screen(self.crumbs(), self.listing(rows), bar=bar, bottom=self._foot(word))

    def _foot(self, word: str) -> Node:
        def typed(words: str) -> None:
            self._file_name = words

        name = self._file_name
        field = spacer(0, weight=1.0) if name is None else edit_text(name, typed, id="android:id/title", weight=1.0)
        return row(
            field, button("Cancel", self.finish, kind="text", id="android:id/button2"),
            button(word.upper() if name is not None else word, self._choose, id="android:id/button1"),
            align="end", gap=12.0, padding=(16.0, 10.0), background="surface_container", id="container_save",
        )  # fmt: skip

    def _choose(self) -> None:
        if self._file_name is None:
            self.finish(-1, self.folder)
        elif self._file_name.strip() and "/" not in self._file_name:
            self.finish(-1, f"{self.folder}/{self._file_name.strip()}")

    def _new_folder(self) -> None:
        ask_folder(self, self.folder, self.invalidate)

    def on_back(self) -> bool:
        """Go up folder by folder."""
        before = self.folder
        self.up()
        return self.folder != before

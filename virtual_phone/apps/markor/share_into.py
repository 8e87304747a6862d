"""What Markor offers when another app shares a text with it: add it to the quick note, the to-do list or a new file.

Does not know: pictures and other files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import Node, app_bar, list_item, screen, scroll, section, text
from ..app import Activity
from .document import DocumentActivity
from .file_dialogs import NewFileDialog
from .store import NOTEBOOK, PACKAGE, QUICK_NOTE, TODO, Notebook

if TYPE_CHECKING:
    from ...phone import Phone


class ShareActivity(Activity):
    """One shared text and the places it can go to."""

    name = "net.gsantner.markor.activity.DocumentShareIntoActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        subject, words = (str(intent.extras.get(f"android.intent.extra.{key}") or "") for key in ("SUBJECT", "TEXT"))
        self._text = "\n".join(filter(None, (subject, words)))

    def build(self) -> Node:
        """Show the text and the places."""
        body = scroll(
            text(self._text, size=16.0, padding=16.0, margin=(16.0, 8.0), background="surface_container", radius=12.0,
                 width="fill", max_lines=12, id="document__fragment__share_into__highlighting_editor"),
            section("Add to"),
            list_item("QuickNote", icon="note", on_click=lambda: self._append(QUICK_NOTE)),
            list_item("To-Do", icon="check", on_click=lambda: self._append(TODO)),
            list_item("Create new document", icon="add", on_click=self._new),
            id="share_into_list",
        )  # fmt: skip
        return screen(body, bar=app_bar("Share into", on_up=self.finish))

    def _append(self, path: str) -> None:
        notebook = Notebook(self.phone)
        before = notebook.read(path)
        gap = "\n" if before and not before.endswith("\n") else ""
        notebook.write(path, f"{before}{gap}{self._text}\n")
        self.toast(f"Added to {path.rpartition('/')[2]}")
        self.finish()

    def _new(self) -> None:
        def opened(path: str) -> None:
            if not Notebook(self.phone).read(path):
                Notebook(self.phone).write(path, f"{self._text}\n")
            self.finish()
            self.phone.activities.start(Intent(data=f"file://{path}", component=f"{PACKAGE}/{DocumentActivity.name}"))

        Notebook(self.phone).ensure()
        NewFileDialog(self, NOTEBOOK, opened).show()

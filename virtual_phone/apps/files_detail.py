"""One file: what it is, the text in it where it has some, and deleting it."""

from __future__ import annotations

from ..providers.media import mime_type_of
from ..ui.nodes import Node, app_bar, button, column, divider, empty_state, icon, row, screen, scroll, text
from .app import Activity
from .clock_texts import long_when
from .files_changes import ask_delete
from .files_texts import kind_icon, kind_words, size_words

_SHOWN_BYTES = 4000


class FileActivity(Activity):
    """One file: what it is, its text when it has some, and deleting it."""

    name = "com.android.documentsui.inspector.InspectorActivity"

    def _path(self) -> str:
        data = self.intent.data or ""
        if data.startswith("file://"):
            return data[len("file://") :]
        rows = self.phone.content.query(data, ["_data"])[1] if data.startswith("content://media/") else []
        return str(rows[0][0]) if rows else ""

    def build(self) -> Node:
        """Show the file."""
        path = self._path()
        node = self.phone.fs.find(path) if path else None
        if node is None or node.is_dir:
            return screen(empty_state("file", "This file is gone"), bar=app_bar("", on_up=self.finish))
        name = path.rpartition("/")[2]
        mime_type = mime_type_of(name)
        facts = (("Type", kind_words(name)), ("Size", size_words(node.size)),
        ("Modified", long_when(self.phone, node.mtime_ms)),
                 ("Folder", path.rpartition("/")[0]))  # fmt: skip
        preview = None
        if mime_type.startswith("text/"):
            words = node.content()[:_SHOWN_BYTES].decode("utf-8", "replace").rstrip()
            preview = text(
                words,
                id="preview_text",
                width="fill",
                padding=16.0,
                background="surface_container",
                radius=12.0,
                margin=(16.0, 8.0),
            )
        delete = button(
            "Delete", lambda: ask_delete(self, [path], self.finish), kind="outlined", id="action_delete", icon="delete"
        )
        picture = icon(kind_icon(name), size=72.0, color="primary")
        return screen(
            scroll(
                column(picture, text(name, size=20.0, id="inspector_file_title", align="center"), align="center",
                gap=12.0, padding=24.0),
                preview, divider(), *(self._fact(label, value) for label, value in facts),
                row(delete, align="end", padding=16.0), recycler=False, id="inspector_root",
            ),
            bar=app_bar(name, on_up=self.finish),
        )  # fmt: skip

    def _fact(self, label: str, value: str) -> Node:
        return row(
            text(label, color="on_surface_variant", width=100.0),
            text(value, size=16.0, weight=1.0, width="fill"),
            padding=(24.0, 10.0),
        )

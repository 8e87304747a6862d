"""A file on the screen: edited as text or shown as a page, saved by the button and whenever it is left.

Knows: one file's text, undo and redo, sharing. Does not know: the list of files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import Node, app_bar, edit_text, icon_button, popup_menu, screen, scroll
from ..app import Activity
from .file_dialogs import show_details
from .preview import preview
from .store import Notebook

if TYPE_CHECKING:
    from ...phone import Phone

_SEND = "android.intent.action.SEND"
_STEPS_KEPT = 100


def share_text(activity: Activity, words: str) -> None:
    """Hand text to another app."""
    started = activity.start(Intent(_SEND, mime_type="text/plain", extras={"android.intent.extra.TEXT": words}))
    if not started.ok:
        activity.toast("No app can take the text")


class Page:
    """One open file: its text, the steps back and forth, and its nodes."""

    def __init__(self, activity: Activity, path: str) -> None:
        self._activity, self.path = activity, path
        self._notebook = Notebook(activity.phone)
        self._saved = self._text = self._notebook.read(path)
        self._undone: list[str] = []
        self._done: list[str] = []
        self._shown = False

    @property
    def text(self) -> str:
        """Return what is on the screen, saved or not."""
        return self._text

    def refresh(self) -> None:
        """Take over what the file holds now, unless there are unsaved changes."""
        if self._text == self._saved:
            self._saved = self._text = self._notebook.read(self.path)

    def save(self) -> None:
        """Write the file when its text changed."""
        if self._text != self._saved:
            self._notebook.write(self.path, self._text)
            self._saved = self._text

    def actions(self) -> list[Node]:
        """Return the buttons for the bar."""
        if self._shown:
            return [icon_button("edit", "Edit mode", self._flip, id="action_edit"), self._more()]
        return [
            icon_button("undo", "Undo", self._undo, id="action_undo", enabled=bool(self._done)),
            icon_button("redo", "Redo", self._redo, id="action_redo", enabled=bool(self._undone)),
            icon_button("save", "Save", self._save_now, id="action_save", enabled=self._text != self._saved),
            icon_button("visibility", "View mode", self._flip, id="action_preview"),
            self._more(),
        ]

    def body(self) -> Node:
        """Return the editor, or the page it makes."""
        if self._shown:
            return scroll(*preview(self._text), recycler=False, id="document__fragment__view", padding=(20.0, 8.0))
        field = edit_text(
            self._text, self._type, hint="Enter text", id="document__fragment__edit__highlighting_editor", border="",
            multiline=True, padding=(16.0, 8.0, 16.0, 160.0), valign="top",
        )  # fmt: skip
        return scroll(field, recycler=False, id="document__fragment__edit__content_editor__scrolling_parent")

    def _type(self, typed: str) -> None:
        self._step(typed)
        self._undone.clear()

    def _step(self, text: str) -> None:
        self._done = [*self._done, self._text][-_STEPS_KEPT:]
        self._text = text

    def _undo(self) -> None:
        if self._done:
            self._undone.append(self._text)
            self._text = self._done.pop()

    def _redo(self) -> None:
        if self._undone:
            self._step(self._undone.pop())

    def _save_now(self) -> None:
        self.save()
        self._activity.toast("Saved")

    def _flip(self) -> None:
        self.save()
        self._shown = not self._shown

    def _more(self) -> Node:
        return icon_button("more", "More options", self._menu, id="action_more")

    def _menu(self) -> None:
        entry = self._notebook.get(self.path)
        items = [("Share", lambda: share_text(self._activity, self._text))]
        if entry is not None:
            items.append(("Details", lambda: show_details(self._activity, entry)))
        items.append(("Reload", self._reload))
        self._activity.show_dialog(lambda: popup_menu(items))

    def _reload(self) -> None:
        self._saved = self._text = self._notebook.read(self.path)
        self._done, self._undone = [], []


class DocumentActivity(Activity):
    """One file."""

    name = "net.gsantner.markor.activity.DocumentActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._page = Page(self, (intent.data or "").removeprefix("file://"))

    def build(self) -> Node:
        """Show the file under its name."""
        name = self._page.path.rpartition("/")[2]
        bar = app_bar(name, self._page.actions(), on_up=self._leave, title_id="note__activity__text_note_title")
        return screen(self._page.body(), bar=bar)

    def on_resume(self) -> None:
        """Read the file anew."""
        self._page.refresh()

    def on_stop(self) -> None:
        """Save what was written."""
        self._page.save()

    def _leave(self) -> None:
        self._page.save()
        self.finish()

    def on_back(self) -> bool:
        """Save, then leave as usual."""
        self._page.save()
        return False

"""One note: read, edited, ticked off, deleted.

Knows: reading and editing are two states of one screen; leaving either keeps what was typed. Does not know: lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Action,
    Node,
    check_box,
    column,
    dialog,
    edit_text,
    empty_state,
    fab,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    text,
)
from ..app import Activity
from ..clock_texts import long_when
from .markdown import rendered
from .store import Note, NoteStore

if TYPE_CHECKING:
    from ...phone import Phone


def todo_box(note: Note, toggle: Action) -> Node | None:
    """Return the box of a to-do, or None for a note."""
    if not note.is_todo:
        return None
    return check_box("", note.is_done, lambda _: toggle(), desc=f"to-do: {note.heading}", width=44.0)


class NoteActivity(Activity):
    """One note, by the extra "note"; without it a new one in the extra "notebook"."""

    name = ".NoteActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = NoteStore(phone)
        ident = str(intent.extra("note") or "")
        found = self._store.get(ident) if ident else None
        self._new = not ident
        if self._new:
            found = self._store.new_note(str(intent.extra("notebook") or ""), is_todo=bool(intent.extra("todo")))
        self._note = found
        self._editing = self._new
        self._title, self._body = (found.title, found.body) if found else ("", "")

    def build(self) -> Node:
        """Show the note as it is read, or its editor."""
        if not self._new and self._note is not None:
            self._note = self._store.get(self._note.ident)
        note = self._note
        if note is None:
            back = icon_button("back", "Back", self.finish)
            return screen(empty_state("note", "This note is gone"), bar=row(back, height=64.0, padding=(4.0, 8.0)))
        if self._editing:
            return self._editor(note)
        edit = fab("edit", "Edit", self._edit, id="")
        return screen(scroll(rendered(note.body), recycler=False, id=""), bar=self._bar(note), fab=edit)

    def _bar(self, note: Note) -> Node:
        back = icon_button("back", "Back", self._leave, color="on_surface")
        if self._editing:
            title = edit_text(self._title, self._type_title, hint="Add title", key="title", border="",
                              padding=(4.0, 12.0), text_size=20.0, bold=True, weight=1.0)  # fmt: skip
        else:
            title = text(note.heading, size=20.0, bold=True, weight=1.0, width="fill", max_lines=2)
        save = icon_button("check", "Save changes", self._done) if self._editing else None
        more = icon_button("more", "Actions", self._menu, color="on_surface")
        return row(back, todo_box(note, self._tick), title, save, more, height=68.0, padding=(4.0, 8.0), gap=4.0,
                   background="surface_container")  # fmt: skip

    def _editor(self, note: Note) -> Node:
        body = edit_text(self._body, self._type_body, hint="Note body", key="body", multiline=True, border="",
                         padding=16.0, height="fill", weight=1.0, valign="top", autofocus=not self._new)  # fmt: skip
        return screen(column(body, height="fill", weight=1.0), bar=self._bar(note))

    def _type_title(self, typed: str) -> None:
        self._title = typed

    def _type_body(self, typed: str) -> None:
        self._body = typed

    def _edit(self) -> None:
        self._editing = True

    def _done(self) -> None:
        self._keep()
        self._editing = False

    def _keep(self) -> None:
        note = self._note
        if note is None or (self._title, self._body) == (note.title, note.body):
            return
        title = self._title.strip() or next((line for line in self._body.splitlines() if line.strip()), "")[:80]
        self._store.save(note, title, self._body)
        self._title, self._new = title, False

    def _tick(self) -> None:
        if self._note is not None and not self._new:
            self._store.save(self._note, self._title, self._body, done=not self._note.is_done)

    def _menu(self) -> None:
        entries = [("Properties", self._properties), ("Delete", self._ask_delete)]
        self.show_dialog(lambda: popup_menu(entries))

    def _properties(self) -> None:
        note = self._note
        if note is None:
            return
        words = f"Created: {long_when(self.phone, note.created_ms)}\nUpdated: {long_when(self.phone, note.updated_ms)}"
        self.show_dialog(lambda: dialog("Properties", words, buttons=(("OK", None),)))

    def _ask_delete(self) -> None:
        def delete() -> None:
            if self._note is not None:
                self._store.delete(self._note)
            self._note = None
            self.finish()

        self.show_dialog(lambda: dialog("", "Delete note?", buttons=(("CANCEL", None), ("OK", delete))))

    def _leave(self) -> None:
        if not self.on_back():
            self.finish()

    def on_back(self) -> bool:
        """Leave the editor for the note first; what was typed is kept."""
        if not self._editing:
            return False
        self._done()
        return not self._new

    def on_stop(self) -> None:
        """Keep what was typed when the screen goes away."""
        if self._editing:
            self._keep()

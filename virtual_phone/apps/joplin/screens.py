"""Joplin's list of notes with side bar and search.

Knows: what the list shows. Does not know: the database (store.py) or the single note (note.py).
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    button,
    column,
    dialog,
    divider,
    edit_text,
    empty_state,
    fab,
    icon,
    icon_button,
    image,
    row,
    screen,
    scroll,
    spacer,
    stack,
    text,
)
from ..app import Activity
from .note import NoteActivity, todo_box
from .store import PACKAGE, Note, NoteStore

if TYPE_CHECKING:
    from PIL.Image import Image

    from ...phone import Phone

_ALL = "All notes"
_DRAWER_DP = 300.0


@lru_cache(maxsize=1)
def _shade() -> Image:
    """What dims the list beside the side bar."""
    from PIL import Image

    return Image.new("RGBA", (1, 1), (0, 0, 0, 120))


class MainActivity(Activity):
    """The notes of one notebook, or of all; "" stands for all."""

    name = ".MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = NoteStore(phone)
        self._notebook = ""
        self._wanted: str | None = None
        self._drawer = self._adding = False

    def build(self) -> Node:
        """Show the list, with the side bar over it when it is open."""
        main = self._search_screen(self._wanted) if self._wanted is not None else self._list_screen()
        if not self._drawer:
            return main
        rest = image(_shade(), width="fill", height="fill", weight=1.0, on_click=self._close, desc="Close side menu")
        over = row(self._side_bar(), rest, height="fill")
        covered = main.styled(hidden_from_dump=True)
        return stack(covered, over, width="fill", height="fill", background="background")

    # -- the list --------------------------------------------------------------------------------------------

    def _list_screen(self) -> Node:
        titles = {notebook.ident: notebook.title for notebook in self._store.notebooks()}
        if self._notebook and self._notebook not in titles:
            self._notebook = ""
        notes = self._store.notes(self._notebook)
        if notes:
            body = scroll(*(self._row(note) for note in notes), spacer(120), id="")
        else:
            hint = "Create a note by tapping on the + button." if titles else "Create a notebook in the side bar first."
            body = empty_state("note", "There are currently no notes.", hint)
        menu = icon_button("menu", "Sidebar", self._open, color="on_surface")
        find = icon_button("search", "Search", lambda: self._search(""), color="on_surface")
        title = text(titles.get(self._notebook, _ALL), size=20.0, weight=1.0, width="fill", max_lines=1)
        bar = row(menu, title, find, height=64.0, padding=(4.0, 8.0), gap=8.0, background="surface_container")
        return screen(body, bar=bar, fab=self._buttons())

    def _row(self, note: Note) -> Node:
        box = todo_box(note, lambda: self._store.save(note, note.title, note.body, done=not note.is_done))
        color = "on_surface_variant" if note.is_done else "on_surface"
        title = text(note.heading, size=17.0, weight=1.0, width="fill", max_lines=2, color=color, strike=note.is_done)
        line = row(
            box, title, padding=(8.0 if note.is_todo else 20.0, 6.0, 16.0, 6.0), gap=4.0, height=60.0,
            on_click=lambda: self._show(note.ident), cls="android.view.ViewGroup", focusable=True,
        )  # fmt: skip
        return column(line, divider())

    def _buttons(self) -> Node:
        if not self._adding:
            return fab("add", "Add new, collapsed", self._toggle_adding, id="")
        kinds = [
            button(label, partial(self._new, todo), kind="tonal", icon=glyph, height=48.0, elevation=3.0)
            for label, glyph, todo in (("New to-do", "check_circle", True), ("New note", "note", False))
        ]
        return column(*kinds, fab("close", "Add new, expanded", self._toggle_adding, id=""), width="wrap", align="end",
                      gap=12.0)  # fmt: skip

    def _toggle_adding(self) -> None:
        self._adding = not self._adding

    def _new(self, is_todo: bool) -> None:
        self._adding = False
        notebooks = self._store.notebooks()
        if not notebooks:
            self.toast("To create a note, create a notebook first")
            return
        notebook = self._notebook or notebooks[0].ident
        extras = {"notebook": notebook, "todo": is_todo}
        self.start(Intent(component=f"{PACKAGE}/{NoteActivity.name}", extras=extras))

    def _show(self, ident: str) -> None:
        self.start(Intent(component=f"{PACKAGE}/{NoteActivity.name}", extras={"note": ident}))

    # -- the side bar ----------------------------------------------------------------------------------------

    def _side_bar(self) -> Node:
        entries = [self._entry("note", _ALL, "", None), divider(margin=(16.0, 8.0))]
        entries += [self._entry("folder", each.title, each.ident, each.count) for each in self._store.notebooks()]
        new = row(icon("add", color="primary"), text("New notebook", size=16.0, color="primary"), gap=20.0, height=52.0,
                  padding=(20.0, 0.0), on_click=self._ask_notebook, cls="android.view.ViewGroup")  # fmt: skip
        return column(
            app_bar("Joplin", id=""), scroll(*entries, recycler=False), divider(), new,
            width=_DRAWER_DP, height="fill", background="surface_container", elevation=8.0,
        )  # fmt: skip

    def _entry(self, glyph: str, title: str, ident: str, count: int | None) -> Node:
        chosen = ident == self._notebook
        ink = "on_secondary_container" if chosen else "on_surface"
        return row(
            icon(glyph, color=ink), text(title, size=16.0, weight=1.0, width="fill", max_lines=1, color=ink),
            text(str(count), color="on_surface_variant") if count else None,
            gap=20.0, height=52.0, padding=(20.0, 0.0), cls="android.view.ViewGroup", selected=chosen,
            background="secondary_container" if chosen else "", on_click=lambda: self._choose(ident),
        )  # fmt: skip

    def _open(self) -> None:
        self._drawer, self._adding = True, False

    def _close(self) -> None:
        self._drawer = False

    def _choose(self, ident: str) -> None:
        self._notebook, self._drawer = ident, False

    def _ask_notebook(self) -> None:
        typed = [""]

        def change(value: str) -> None:
            typed[0] = value

        def add() -> None:
            if typed[0].strip():
                self._choose(self._store.add_notebook(typed[0].strip()))

        def question() -> Node:
            field = edit_text(typed[0], change, hint="Enter notebook title", autofocus=True, key="notebook_title")
            return dialog("New notebook", buttons=(("Cancel", None), ("Save", add)), content=field)

        self.show_dialog(question)

    # -- the search ------------------------------------------------------------------------------------------

    def _search_screen(self, wanted: str) -> Node:
        notes = self._store.search(wanted)
        field = edit_text(wanted, self._search, hint="Search", input_type="search", autofocus=True, key="search",
                          border="", padding=(4.0, 12.0), weight=1.0)  # fmt: skip
        clear = icon_button("close", "Clear", lambda: self._search("")) if wanted else None
        bar = row(icon_button("back", "Back", self._leave_search), field, clear, height=64.0, padding=(4.0, 8.0),
                  background="surface_container")  # fmt: skip
        return screen(scroll(*(self._row(note) for note in notes), id=""), bar=bar)

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _leave_search(self) -> None:
        self._wanted = None

    def on_back(self) -> bool:
        """Close what lies over the list first."""
        if self._drawer or self._adding or self._wanted is not None:
            self._drawer = self._adding = False
            self._wanted = None
            return True
        return False

"""Version 1 of the screens: one list, dialogs for everything, a menu. Deleting happens at once.

Does not know: how items are kept, or that there is another version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Action,
    Node,
    app_bar,
    check_box,
    dialog,
    divider,
    edit_text,
    empty_state,
    fab,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from .store import Item, TodoList

if TYPE_CHECKING:
    from ...phone import Phone


class MainActivity(Activity):
    """The whole app."""

    name = ".MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TodoList(phone)
        self._typed = ""
        self._shows_done = True

    def build(self) -> Node:
        """Show the list."""
        items = [item for item in self._store.all() if self._shows_done or not item.done]
        rows = [node for item in items for node in (self._row(item), divider())]
        body = scroll(*rows, spacer(96.0), id="todo_list") if rows else empty_state("check", "Nothing to do")
        bar = app_bar("To-do", (icon_button("more", "More options", self._menu),), id="toolbar")
        return screen(body, bar=bar, fab=fab("add", "Add to-do", self._ask_new, id="fab_add"))

    def _row(self, item: Item) -> Node:
        def tick(done: bool) -> None:
            self._store.set_done(item, done)

        return row(
            check_box("", item.done, tick, id="checkbox", width=48.0),
            text(
                item.title, size=16.0, id="title", weight=1.0, width="fill", strike=item.done,
                color="on_surface_variant" if item.done else "on_surface",
            ),
            padding=(8.0, 4.0, 16.0, 4.0), gap=8.0, id="todo_row", on_click=lambda: self._ask_change(item),
        )  # fmt: skip

    def _menu(self) -> None:
        shows = "Hide completed" if self._shows_done else "Show completed"
        self.show_dialog(lambda: popup_menu([(shows, self._toggle), ("Clear completed", self._store.delete_done)]))

    def _toggle(self) -> None:
        self._shows_done = not self._shows_done

    def _ask_new(self) -> None:
        self._ask("New to-do", "", (("Cancel", None), ("Add", self._add)))

    def _add(self) -> None:
        if title := self._typed.strip():
            self._store.add(title)

    def _ask_change(self, item: Item) -> None:
        def save() -> None:
            if title := self._typed.strip():
                self._store.rename(item, title)

        def delete() -> None:
            self._store.delete(item)
            self.toast("Deleted")

        self._ask("Edit to-do", item.title, (("Delete", delete), ("Cancel", None), ("Save", save)))

    def _ask(self, title: str, value: str, buttons: tuple[tuple[str, Action | None], ...]) -> None:
        self._typed = value

        def change(typed: str) -> None:
            self._typed = typed

        def build() -> Node:
            field = edit_text(self._typed, change, hint="What is to be done?", id="edit_title", autofocus=True)
            return dialog(title, buttons=buttons, content=field)

        self.show_dialog(build)

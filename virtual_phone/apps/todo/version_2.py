"""Version 2 of the screens: a bar at the bottom instead of the menu, a page for each task, questions before deleting.

Does not know: how items are kept, or that there is another version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    bottom_bar,
    button,
    card,
    dialog,
    edit_text,
    empty_state,
    icon_button,
    row,
    screen,
    scroll,
    text,
)
from ..app import Activity
from .store import PACKAGE, Item, TodoList

if TYPE_CHECKING:
    from ...phone import Phone

_PAGE = f"{PACKAGE}/.TaskActivity"
_OPEN, _FINISHED, _NEW = range(3)
_PLACES = (("list", "Open"), ("check_circle", "Finished"), ("add", "New task"))


class MainActivity(Activity):
    """Open and finished tasks."""

    name = ".MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TodoList(phone)
        self._place = _OPEN

    def build(self) -> Node:
        """Show one half of the list."""
        finished = self._place == _FINISHED
        tasks = [item for item in self._store.all() if item.done == finished]
        clear = button("Remove all finished", self._ask_clear, kind="outlined", id="remove_finished")
        foot = row(clear, padding=(16.0, 8.0), align="center") if finished and tasks else None
        nothing = empty_state("check_circle", "No finished tasks" if finished else "All done")
        body = scroll(*map(self._card, tasks), foot, id="task_recycler") if tasks else nothing
        bar = app_bar("My tasks", id="top_app_bar")
        return screen(body, bar=bar, bottom=bottom_bar(_PLACES, self._place, self._go, id="bottom_navigation"))

    def _card(self, item: Item) -> Node:
        def toggle() -> None:
            self._store.set_done(item, not item.done)

        def open_it() -> None:
            self.start(Intent(component=_PAGE, extras={"task": item.ident}))

        mark = icon_button("check_circle" if item.done else "circle", "", toggle, id="task_toggle", color="primary")
        name = text(item.title, size=16.0, weight=1.0, width="fill", id="task_name", max_lines=2)
        return card(row(name, mark, gap=8.0), padding=(16.0, 6.0, 6.0, 6.0), id="task_card", on_click=open_it)

    def _go(self, place: int) -> None:
        if place == _NEW:
            self.start(Intent(component=_PAGE))
        else:
            self._place = place

    def _ask_clear(self) -> None:
        buttons = (("Keep", None), ("Remove", self._store.delete_done))
        self.show_dialog(lambda: dialog("Remove all finished tasks?", "This cannot be undone.", buttons=buttons))

    def on_back(self) -> bool:
        """Go to the open tasks first."""
        if self._place == _OPEN:
            return False
        self._place = _OPEN
        return True


class TaskActivity(Activity):
    """One task, new or known; nothing is saved before the button is pressed."""

    name = ".TaskActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TodoList(phone)
        self._item = self._store.get(int(intent.extra("task", 0)))
        self._typed = self._item.title if self._item else ""

    def build(self) -> Node:
        """Show the form."""
        field = edit_text(self._typed, self._type, hint="Task name", id="task_name_input", autofocus=self._item is None)
        save = button(
            "Save changes" if self._item else "Create task", self._save, id="task_save", width="fill", height=48.0,
            enabled=bool(self._typed.strip()),
        )  # fmt: skip
        remove = icon_button("delete", "", self._ask_remove, id="action_remove") if self._item else None
        bar = app_bar("Task" if self._item else "New task", (remove,) if remove else (), on_up=self.finish)
        return screen(scroll(field, save, padding=16.0, gap=16.0, recycler=False), bar=bar)

    def _type(self, typed: str) -> None:
        self._typed = typed

    def _save(self) -> None:
        title = self._typed.strip()
        if self._item is None:
            self._store.add(title)
        else:
            self._store.rename(self._item, title)
        self.finish()

    def _ask_remove(self) -> None:
        buttons = (("Keep", None), ("Remove", self._remove))
        self.show_dialog(lambda: dialog("Remove this task?", f"“{self._typed}” will be gone.", buttons=buttons))

    def _remove(self) -> None:
        if self._item is not None:
            self._store.delete(self._item)
        self.finish()

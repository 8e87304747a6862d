"""The list of Tasks.org: filters, sorting, search, and what is shown.

Knows: its bars, menus and rows. Does not know: one task's form (edit_screen.py), rows of the table (store.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    edit_text,
    empty_state,
    fab,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    section,
    spacer,
)
from ..app import Activity
from ..asking import ask_one
from .look import BY_DUE, SORTS, grouped, task_row
from .store import EDIT_CLASS, MAIN_CLASS, PACKAGE, SHOW_COMPLETED, SHOW_UNSTARTED, SORT, Task, TaskStore

if TYPE_CHECKING:
    from ...phone import Phone

MY_TASKS, TODAY, RECENT = "My Tasks", "Today", "Recently modified"
_FILTERS = {MY_TASKS: "list", TODAY: "event", RECENT: "history"}
_RECENT_MS = 24 * 3600 * 1000


class MainActivity(Activity):
    """The tasks of one filter."""

    name = MAIN_CLASS

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TaskStore(phone)
        self._filter = MY_TASKS
        self._wanted: str | None = None
        self._drawer_open = False

    def build(self) -> Node:
        """Show the list, or the drawer with the filters."""
        if self._drawer_open:
            return self._drawer()
        sort = self._store.prefs.get(SORT, BY_DUE)
        rows: list[Node] = []
        for heading, tasks in grouped(self.phone, self._tasks(), sort):
            if heading:
                rows.append(section(heading, id="header"))
            rows += [self._row(task) for task in tasks]
        body = scroll(*rows, spacer(96.0), id="recycler_view") if rows else self._nothing()
        return screen(body, bar=self._bar(), bottom=self._bottom(),
                      fab=fab("add", "Create new task", self._create, id="fab"))  # fmt: skip

    def _tasks(self) -> list[Task]:
        tasks, clock = self._store.shown(self._wanted or ""), self.phone.clock
        if self._wanted is not None or self._filter == MY_TASKS:
            return tasks
        if self._filter == TODAY:
            return [t for t in tasks if t.due_ms and clock.local(t.due_ms).date() <= clock.now().date()]
        return [t for t in tasks if t.modified_ms > clock.now_ms() - _RECENT_MS]

    def _row(self, task: Task) -> Node:
        return task_row(self.phone, task, lambda: self._open(task.ident), lambda: self._tick(task))

    def _nothing(self) -> Node:
        if self._wanted:
            return empty_state("search", "No matching tasks")
        return empty_state("check_circle", "There are no tasks here.", "Tap + to add one")

    # -- bars ------------------------------------------------------------------------------------------------

    def _bar(self) -> Node:
        if self._wanted is None:
            return app_bar(self._filter, id="toolbar")
        field = edit_text(self._wanted, self._search, hint="Search", id="search_src_text", border="", weight=1.0,
                          padding=(8.0, 12.0), input_type="search", autofocus=True)  # fmt: skip
        back = icon_button("back", "Collapse", self._end_search, color="on_surface")
        return row(back, field, height=64.0, padding=(4.0, 8.0), id="toolbar")

    def _bottom(self) -> Node:
        return row(
            icon_button("menu", "Menu", self._open_drawer, id="menu"), spacer(weight=1.0),
            icon_button("sort", "Sort", self._ask_sort, id="menu_sort"),
            icon_button("search", "Search", self._begin_search, id="menu_search"),
            icon_button("more", "More options", self._menu), height=60.0, padding=(8.0, 0.0),
            background="surface_container", id="bottomAppBar",
        )  # fmt: skip

    def _menu(self) -> None:
        def switch(key: str) -> Callable[[], None]:
            return lambda: self._store.prefs.put(key, "false" if self._store.prefs.flag(key) else "true")

        hide_done, hide_later = (self._store.prefs.flag(key) for key in (SHOW_COMPLETED, SHOW_UNSTARTED))
        items = [
            ("Hide completed" if hide_done else "Show completed", switch(SHOW_COMPLETED)),
            ("Hide unstarted" if hide_later else "Show unstarted", switch(SHOW_UNSTARTED)),
        ]
        self.show_dialog(lambda: popup_menu(items))

    def _ask_sort(self) -> None:
        chosen = self._store.prefs.get(SORT, BY_DUE)
        ask_one(self, SORTS, chosen, lambda sort: self._store.prefs.put(SORT, sort), "Sort")

    def _drawer(self) -> Node:
        def choose(name: str) -> None:
            self._filter, self._drawer_open = name, False

        def entry(name: str, picture: str) -> Node:
            chosen = name == self._filter
            return list_item(
                name, icon=picture, on_click=lambda: choose(name), title_id="text", selected=chosen, radius=999.0,
                background="secondary_container" if chosen else "", margin=(12.0, 2.0),
            )  # fmt: skip

        items = [entry(name, picture) for name, picture in _FILTERS.items()]
        return screen(column(section("Filters"), *items), bar=app_bar("Tasks", on_up=self._close_drawer, id="toolbar"))

    # -- what touches do -------------------------------------------------------------------------------------

    def _open_drawer(self) -> None:
        self._drawer_open = True

    def _close_drawer(self) -> None:
        self._drawer_open = False

    def _begin_search(self) -> None:
        self._wanted = ""

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _end_search(self) -> None:
        self._wanted = None

    def _tick(self, task: Task) -> None:
        self._store.complete(task, not task.completed_ms)

    def _create(self) -> None:
        self.start(Intent(component=f"{PACKAGE}/{EDIT_CLASS}"))

    def _open(self, ident: int) -> None:
        self.start(Intent(component=f"{PACKAGE}/{EDIT_CLASS}", extras={"task": ident}))

    def on_back(self) -> bool:
        """Close the drawer or the search first."""
        used = self._drawer_open or self._wanted is not None
        self._drawer_open, self._wanted = False, None
        return used

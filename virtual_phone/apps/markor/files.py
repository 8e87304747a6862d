"""Markor's main screen: the files of the notebook, the to-do list, the quick note, and "More".

Knows: the list, its selection and its search. Does not know: files (store.py) or its dialogs (file_dialogs.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...providers.media import ROOT
from ...ui.nodes import (
    Node,
    app_bar,
    bottom_bar,
    empty_state,
    fab,
    icon,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    search_bar,
    section,
    spacer,
    stack,
)
from ..app import Activity
from ..app_data import is_welcomed
from ..files_texts import size_words
from .document import DocumentActivity, Page, share_text
from .file_dialogs import NewFileDialog, ask_delete, ask_name, ask_order, moment, show_details
from .picker import FolderPicker
from .store import NOTEBOOK, PACKAGE, QUICK_NOTE, TODO, Entry, Notebook, Sorting
from .welcome import WelcomeActivity

if TYPE_CHECKING:
    from ...phone import Phone

_TABS = (("folder", "Files"), ("check", "To-Do"), ("note", "QuickNote"), ("more", "More"))
_FILES, _TODO, _QUICK, _MORE = range(4)


class MainActivity(Activity):
    """One folder's files, from the notebook up to the top of shared storage; and the three other tabs."""

    name = "net.gsantner.markor.activity.MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._notebook = Notebook(phone)
        self._folder = NOTEBOOK
        self._tab = _FILES
        self._sorting = Sorting()
        self._wanted: str | None = None
        self._chosen: set[str] = set()
        self._page: Page | None = None

    def on_start(self) -> None:
        """Show the welcome screens first when they were not seen."""
        if not is_welcomed(self.phone, PACKAGE):
            self.start(Intent(component=f"{PACKAGE}/{WelcomeActivity.name}"))

    def on_resume(self) -> None:
        """Read the open page anew."""
        if self._page is not None:
            self._page.refresh()

    def on_stop(self) -> None:
        """Save the open page."""
        if self._page is not None:
            self._page.save()

    def build(self) -> Node:
        """Show the chosen tab."""
        tabs = bottom_bar(_TABS, self._tab, self._select_tab, id="bottom_navigation_bar")
        if self._page is not None and self._tab in (_TODO, _QUICK):
            bar = app_bar(_TABS[self._tab][1], self._page.actions(), title_id="toolbar_title")
            return screen(self._page.body(), bar=bar, bottom=tabs)
        if self._tab == _MORE:
            return screen(self._more(), bar=app_bar("More", title_id="toolbar_title"), bottom=tabs)
        self._folder = self._notebook.nearest(self._folder)
        entries = self._entries()
        self._chosen &= {entry.path for entry in entries}
        rows = [self._row(entry) for entry in entries]
        if self._folder != ROOT and self._wanted is None:
            rows.insert(0, self._parent_row())
        body = scroll(*rows, spacer(96.0), id="ui__filesystem_dialog__list", key=self._folder)
        new = fab("add", "Create a new file or folder", self._new, id="fab_add_new_item")
        return screen(
            body if rows else empty_state("search", "Nothing found" if self._wanted else "Type what to look for"),
            bar=self._bar(entries), bottom=tabs, fab=new if self._wanted is None and not self._chosen else None,
        )  # fmt: skip

    # -- the list --------------------------------------------------------------------------------------------

    def _entries(self) -> list[Entry]:
        if self._wanted is not None:
            return self._notebook.find(self._folder, self._wanted)
        return self._notebook.entries(self._folder, self._sorting)

    def _row(self, entry: Entry) -> Node:
        chosen = entry.path in self._chosen
        detail = moment(self, entry.mtime_ms)
        if not entry.is_dir:
            detail += f", {size_words(entry.size)}"
        if self._wanted is not None:
            detail = entry.path.rpartition("/")[0]
        return list_item(
            entry.name, detail, icon=_picture("check_circle" if chosen else "folder" if entry.is_dir else "article",
                                              "primary" if chosen or entry.is_dir else "on_surface_variant"),
            title_id="opoc_filesystem_item__title", subtitle_id="opoc_filesystem_item__description",
            id="opoc_filesystem_item__root", padding=(16.0, 8.0), selected=chosen, subtitle_lines=1,
            background="secondary_container" if chosen else "",
            on_click=lambda: self._touch(entry), on_long_click=lambda: self._toggle(entry),
        )  # fmt: skip

    def _parent_row(self) -> Node:
        above = self._folder.rpartition("/")[0]
        return list_item(
            "..", above, icon=_picture("folder", "outline"), title_id="opoc_filesystem_item__title",
            subtitle_id="opoc_filesystem_item__description", id="opoc_filesystem_item__root", padding=(16.0, 8.0),
            on_click=lambda: self._enter(above),
        )  # fmt: skip

    def _touch(self, entry: Entry) -> None:
        if self._chosen:
            self._toggle(entry)
        elif entry.is_dir:
            self._enter(entry.path)
        elif entry.is_text:
            self._open(entry.path)
        else:
            self.toast(f"{entry.name} is not a text file")

    def _toggle(self, entry: Entry) -> None:
        self._chosen ^= {entry.path}

    def _enter(self, folder: str) -> None:
        self._folder, self._wanted = folder, None
        self._chosen.clear()

    def _open(self, path: str) -> None:
        self.start(Intent(data=f"file://{path}", component=f"{PACKAGE}/{DocumentActivity.name}"))

    def _new(self) -> None:
        NewFileDialog(self, self._folder, self._open).show()

    # -- bars ------------------------------------------------------------------------------------------------

    def _bar(self, entries: list[Entry]) -> Node:
        if self._chosen:
            return self._selection_bar([entry for entry in entries if entry.path in self._chosen], entries)
        if self._wanted is not None:
            back = icon_button("back", "Navigate up", lambda: self._search(None))
            field = search_bar(self._wanted, self._search, hint="Search in names and text", margin=0.0)
            return row(back, field.styled(weight=1.0), height=64.0, padding=(4.0, 6.0, 12.0, 6.0))
        actions = (
            icon_button("sort", "Sort by", self._ask_order, id="action_sort"),
            icon_button("search", "Search", lambda: self._search(""), id="action_search"),
            icon_button("home", "Notebook", lambda: self._enter(NOTEBOOK), id="action_go_to_home"),
        )
        title = "Markor" if self._folder == NOTEBOOK else self._folder.rpartition("/")[2]
        up = None if self._folder == NOTEBOOK else self._up
        return app_bar(
            "Internal storage" if self._folder == ROOT else title, actions, on_up=up, title_id="toolbar_title"
        )

    def _selection_bar(self, chosen: list[Entry], entries: list[Entry]) -> Node:
        one = len(chosen) == 1
        actions = [
            icon_button("edit", "Rename", lambda: ask_name(self, chosen[0], self._chosen.clear),
                        id="action_rename_selected_item") if one else None,
            icon_button("delete", "Delete", lambda: ask_delete(self, chosen, self._chosen.clear),
                        id="action_delete_selected_items"),
            icon_button("info", "Details", lambda: show_details(self, chosen[0]), id="action_info_selected_item")
            if one else None,
            icon_button("more", "More options", lambda: self._more_for(chosen, entries)),
        ]  # fmt: skip
        return app_bar(
            str(len(chosen)), [action for action in actions if action is not None], on_up=self._chosen.clear,
            up_icon="close", background="secondary_container", title_id="toolbar_title",
        )  # fmt: skip

    def _more_for(self, chosen: list[Entry], entries: list[Entry]) -> None:
        def move(folder: str) -> None:
            self._tell_left(self._notebook.move(chosen, folder), "not moved: the name is taken there")

        def copy(folder: str) -> None:
            self._tell_left(self._notebook.copy(chosen, folder), "not copied: a folder, or the name is taken there")

        items = [
            ("Move", FolderPicker(self, "Move to", "MOVE HERE", move).show),
            ("Copy", FolderPicker(self, "Copy to", "COPY HERE", copy).show),
            ("Select all", lambda: self._chosen.update(entry.path for entry in entries)),
        ]
        if len(chosen) == 1 and chosen[0].is_text:
            items.append(("Share", lambda: share_text(self, self._notebook.read(chosen[0].path))))
        self.show_dialog(lambda: popup_menu(items))

    def _tell_left(self, left: list[Entry], why: str) -> None:
        if left:
            self.toast(f"{', '.join(entry.name for entry in left)} {why}")
        self._chosen.clear()

    def _ask_order(self) -> None:
        def change(sorting: Sorting) -> None:
            self._sorting = sorting

        ask_order(self, lambda: self._sorting, change)

    def _search(self, wanted: str | None) -> None:
        self._wanted = wanted

    def _up(self) -> None:
        self._enter(self._folder.rpartition("/")[0])

    # -- the other tabs --------------------------------------------------------------------------------------

    def _select_tab(self, place: int) -> None:
        if self._page is not None:
            self._page.save()
        self._tab = place
        path = {_TODO: TODO, _QUICK: QUICK_NOTE}.get(place)
        self._page = Page(self, path) if path else None

    def _more(self) -> Node:
        return scroll(
            section("Places"),
            list_item("Notebook", NOTEBOOK, icon="folder", on_click=self._go_home, subtitle_lines=1),
            list_item("To-Do", TODO, icon="check", on_click=lambda: self._select_tab(_TODO), subtitle_lines=1),
            list_item("QuickNote", QUICK_NOTE, icon="note", on_click=lambda: self._select_tab(_QUICK),
                      subtitle_lines=1),
            section("About"),
            list_item("Markor", "Version 2.11.1", icon="info"),
            id="more_list",
        )  # fmt: skip

    def _go_home(self) -> None:
        self._select_tab(_FILES)
        self._enter(NOTEBOOK)

    def on_back(self) -> bool:
        """Leave selection, search, tab and folder, in this order."""
        if self._chosen:
            self._chosen.clear()
        elif self._wanted is not None:
            self._wanted = None
        elif self._tab != _FILES:
            self._select_tab(_FILES)
        elif self._folder not in (NOTEBOOK, ROOT):
            self._up()
        else:
            return False
        return True


def _picture(name: str, color: str) -> Node:
    drawn = icon(name, id="opoc_filesystem_item__image", color=color)
    return stack(drawn, width=40.0, height=40.0, align="center", valign="center")

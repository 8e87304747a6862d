"""Simple Gallery's lists: the folders, and the pictures of one folder.

Knows: selection and its actions. Does not know: single pictures (viewer.py) and files (files_changes.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    empty_state,
    grid,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    switch,
    text,
)
from ..app import Activity
from ..app_data import is_welcomed, set_welcomed
from ..contextual_bar import contextual_bar
from ..files_changes import ask_delete, ask_rename
from .copying import ask_target
from .grids import cell, thumbnail
from .media import PACKAGE, Folder, Medium, folder_at, folders
from .viewer import ViewPagerActivity, properties, share

if TYPE_CHECKING:
    from ...phone import Phone

_FOLDER_COLUMNS, _MEDIA_COLUMNS = 2, 3


class MainActivity(Activity):
    """The folders."""

    name = ".activities.MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._wanted = ""
        self._granting = False

    def on_resume(self) -> None:
        """Ask for access to all files at the first start."""
        if not is_welcomed(self.phone, PACKAGE) and not self.dialogs and not self._granting:
            self.show_dialog(self._access_question)

    def build(self) -> Node:
        """Show the folders, or the settings page for the access."""
        if self._granting:
            return self._access_page()
        wanted = self._wanted.strip().casefold()
        found = [folder for folder in folders(self.phone) if wanted in folder.name.casefold()]
        cells = [self._cell(folder) for folder in found]
        body = scroll(grid(*cells, columns=_FOLDER_COLUMNS), spacer(48), id="directories_grid", padding=(4.0, 0.0))
        if not cells:
            body = empty_state("image", "No media files found", "Pictures and videos of this phone show up here")
        field = search_bar(self._wanted, self._search, hint="Search folders", id="top_toolbar_search", margin=0.0)
        more = icon_button("more", "More options", self._menu)
        bar = row(field.styled(weight=1.0), more, height=72.0, padding=(16.0, 8.0, 4.0, 8.0), id="main_menu")
        return screen(body, bar=bar)

    def _cell(self, folder: Folder) -> Node:
        size = self._cell_dp(_FOLDER_COLUMNS)
        words = row(
            text(folder.name, size=15.0, id="dir_name", max_lines=1, weight=1.0, width="fill"),
            text(str(len(folder.media)), color="on_surface_variant", id="photo_cnt"), padding=(8.0, 6.0, 8.0, 14.0),
        )  # fmt: skip
        return column(thumbnail(folder.media[0], size - 8.0, id="dir_thumbnail"), words, padding=(4.0, 4.0, 4.0, 0.0),
                      id="dir_holder", on_click=lambda: self._open(folder), focusable=True)  # fmt: skip

    def _cell_dp(self, columns: int) -> float:
        return (self.phone.windows.frame.width / self.phone.windows.frame.scale - 8.0) / columns

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _open(self, folder: Folder) -> None:
        self.start(Intent(component=f"{PACKAGE}/{MediaActivity.name}", extras={"directory": folder.path}))

    def _menu(self) -> None:
        def camera() -> None:
            if not self.start(Intent("android.media.action.STILL_IMAGE_CAMERA")).ok:
                self.toast("No app can do this")

        self.show_dialog(lambda: popup_menu([("Open camera", camera)]))

    def on_back(self) -> bool:
        """Leave the search first; without the access the app closes."""
        if self._wanted:
            self._wanted = ""
            return True
        return False

    # -- access ----------------------------------------------------------------------------------------------

    def _access_question(self) -> Node:
        def all_files() -> None:
            self._granting = True

        def media_only() -> None:
            set_welcomed(self.phone, PACKAGE)

        words = "To copy, move and delete pictures, Simple Gallery needs access to the files of this phone."
        return dialog("Access to files", words, buttons=(("Media only", media_only), ("All files", all_files)))

    def _access_page(self) -> Node:
        def flip() -> None:
            set_welcomed(self.phone, PACKAGE)
            self._granting = False

        rows = list_item("Allow access to manage all files", on_click=flip, trailing=switch(False),
                         padding=(24.0, 20.0), title_lines=2)  # fmt: skip
        words = text("Allow this app to read, modify and delete all files on this device.", padding=(24.0, 8.0),
                     color="on_surface_variant")  # fmt: skip
        bar = app_bar("All files access", on_up=self.finish)
        return screen(rows, words, bar=bar).styled(package="com.android.settings")


class MediaActivity(Activity):
    """The pictures and videos of the folder in the extra "directory"."""

    name = ".activities.MediaActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._path = str(intent.extra("directory") or "")
        self._selected: set[str] = set()

    def build(self) -> Node:
        """Show the grid."""
        folder = folder_at(self.phone, self._path)
        self._selected &= {medium.path for medium in folder.media}
        size = (self.phone.windows.frame.width / self.phone.windows.frame.scale - 4.0) / _MEDIA_COLUMNS
        cells = [self._cell(medium, size) for medium in folder.media]
        body = scroll(grid(*cells, columns=_MEDIA_COLUMNS), id="media_grid", padding=(2.0, 0.0))
        if not cells:
            body = empty_state("image", "No media files found")
        bar = self._selection_bar(folder) if self._selected else app_bar(folder.name, on_up=self.finish)
        return screen(body, bar=bar)

    def _cell(self, medium: Medium, size: float) -> Node:
        return cell(
            medium, size, medium.path in self._selected, lambda: self._touch(medium), lambda: self._toggle(medium)
        )

    def _touch(self, medium: Medium) -> None:
        if self._selected:
            self._toggle(medium)
        else:
            self.start(Intent(component=f"{PACKAGE}/{ViewPagerActivity.name}", extras={"path": medium.path}))

    def _toggle(self, medium: Medium) -> None:
        self._selected ^= {medium.path}

    def _selection_bar(self, folder: Folder) -> Node:
        chosen = [medium.path for medium in folder.media if medium.path in self._selected]
        actions = (
            icon_button("share", "Share", lambda: share(self, chosen), id="cab_share"),
            icon_button("delete", "Delete", lambda: ask_delete(self, chosen, self.invalidate), id="cab_delete"),
            icon_button("more", "More options", lambda: self._selection_menu(folder, chosen)),
        )
        return contextual_bar(f"{len(chosen)} / {len(folder.media)}", self._selected.clear, actions)

    def _selection_menu(self, folder: Folder, chosen: list[str]) -> None:
        def select_all() -> None:
            self._selected = {medium.path for medium in folder.media}

        entries = [
            ("Copy to", lambda: ask_target(self, chosen, self._selected.clear, keep=True)),
            ("Move to", lambda: ask_target(self, chosen, self._selected.clear, keep=False)),
            ("Select all", select_all),
        ]
        if len(chosen) == 1:
            entries[:0] = [("Properties", lambda: properties(self, chosen[0])),
                           ("Rename", lambda: ask_rename(self, chosen[0], self._selected.clear))]  # fmt: skip
        self.show_dialog(lambda: popup_menu(entries))

    def on_back(self) -> bool:
        """Leave the selection first."""
        had, self._selected = bool(self._selected), set()
        return had

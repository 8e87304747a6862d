"""The files app: folders of shared storage, search, choosing files to delete, copy, move or rename.

Knows: which intents it takes and what a touch on a row does. Does not know: how folders are listed (files_folder.py),
how files are changed (files_changes.py), or what is inside a file.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..fs_nodes import FileNode
from ..intents import Intent, IntentFilter
from ..providers.media import ROOT, mime_type_of
from ..ui.nodes import Action, Node, app_bar, icon, icon_button, popup_menu, row, screen, search_bar
from .app import ActivityInfo, Icon, Manifest
from .files_changes import ask_delete, ask_folder, ask_rename, transfer
from .files_detail import FileActivity
from .files_folder import Entry, FolderActivity
from .files_pick import COPY, CREATE, MOVE, PickActivity
from .files_texts import shared_path
from .files_texts import size_words as size_words
from .second_layout import SecondLayout, second_layout

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.google.android.documentsui"
_VIEW, _OPEN, _GET = (
    "android.intent.action.VIEW",
    "android.intent.action.OPEN_DOCUMENT",
    "android.intent.action.GET_CONTENT",
)
_DOWNLOADS = "android.intent.action.VIEW_DOWNLOADS"


class FilesActivity(FolderActivity):
    """One folder with its files; starts at the top of shared storage."""

    name = "com.android.documentsui.files.FilesActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._wanted: str | None = None
        self._chosen: set[str] = set()
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Open the folder that a later intent asks for."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        if intent.action == _DOWNLOADS:
            self.folder, self._wanted = f"{ROOT}/Download", None
        elif intent.scheme == "file":
            path = self.phone.fs.real_path((intent.data or "")[len("file://") :])
            self.folder = shared_path(path) if self.phone.fs.is_dir(path) else ROOT

    def build(self) -> Node:
        """Show the folder, or what the search finds below it."""
        found = self.entries() if self._wanted is None else self._search_hits(self._wanted)
        self._chosen &= {path for path, _ in found}
        crumbs = self.crumbs() if self._wanted is None else None
        return screen(crumbs, self.listing([self._row(path, node) for path, node in found]), bar=self._bar())

    # ── bars ──

    def _bar(self) -> Node:
        if self._chosen:
            return self._choice_bar()
        if self._wanted is not None:
            back = icon_button("back", "Navigate up", lambda: self._search(None))
            field = search_bar(self._wanted, self._search, hint="Search this phone", margin=0.0).styled(weight=1.0)
            return row(back, field, height=64.0, padding=(4.0, 6.0, 12.0, 6.0))
        title = "Files" if self.folder == ROOT else self.folder.rpartition("/")[2]
        actions = (
            icon_button("search", "Search", lambda: self._search(""), id="option_menu_search"),
            icon_button("more", "More options", self._menu, id="option_menu_more"),
        )
        return app_bar(title, actions, on_up=self.up if self.folder != ROOT else None)

    def _choice_bar(self) -> Node:
        actions = (
            icon_button("delete", "Delete", lambda: self._delete(sorted(self._chosen)), id="action_menu_delete"),
            icon_button("more", "More options", self._choice_menu, id="action_menu_more"),
        )
        title = f"{len(self._chosen)} selected"
        bar = app_bar(title, actions, on_up=self._chosen.clear, up_icon="close", background="surface_high")
        return bar.styled(id="action_mode_bar")

    def _choice_menu(self) -> None:
        paths = sorted(self._chosen)
        entries: list[tuple[str, Action]] = [("Select all", self._choose_all), *self._changes(paths)]
        if len(paths) == 1:
            entries.append(("Rename", partial(ask_rename, self, paths[0], self._chosen.clear)))
        self.show_dialog(lambda: popup_menu(entries))

    def _choose_all(self) -> None:
        self._chosen = {path for path, _ in self.entries()}

    def _changes(self, paths: list[str]) -> list[tuple[str, Action]]:
        return [
            ("Copy to…", partial(self._ask_where, paths, keep=True)),
            ("Move to…", partial(self._ask_where, paths, keep=False)),
        ]

    def _ask_where(self, paths: list[str], *, keep: bool) -> None:
        def chosen(code: int, folder: object) -> None:
            if code == -1 and isinstance(folder, str):
                count = transfer(self, paths, folder, keep=keep)
                self.toast(f"{count} item{'' if count == 1 else 's'} {'copied' if keep else 'moved'}")
            self._chosen.clear()

        intent = Intent(COPY if keep else MOVE, component=f"{PACKAGE}/{PickActivity.name}")
        self.start(intent, on_result=chosen)

    def _delete(self, paths: list[str]) -> None:
        ask_delete(self, paths, self._chosen.clear)

    # ── rows ──

    def _search_hits(self, wanted: str) -> list[Entry]:
        if not wanted.strip():
            return []
        top = self.phone.fs.real_path(ROOT)
        hits = [
            (ROOT + path[len(top) :], node)
            for path, node in self.phone.fs.walk(top)
            if path != top and "/." not in path
        ]
        return [(path, node) for path, node in hits if wanted.strip().casefold() in path.rpartition("/")[2].casefold()]

    def _row(self, path: str, node: FileNode) -> Node:
        chosen = path in self._chosen
        name = path.rpartition("/")[2]
        more: Node | None
        if self._chosen:
            more = icon("check_circle", color="primary", margin=(12.0, 0.0)) if chosen else None
        else:
            more = icon_button("more", f"More options for {name}", lambda: self._entry_menu(path), id="item_more")
        return self.entry(
            path, node, where=self._wanted is not None, trailing=more, selected=chosen,
            background="secondary_container" if chosen else "",
            on_click=lambda: self._toggle(path) if self._chosen else self._open(path, node),
            on_long_click=lambda: self._toggle(path),
        )  # fmt: skip

    def _toggle(self, path: str) -> None:
        self._chosen ^= {path}

    def _open(self, path: str, node: FileNode) -> None:
        if node.is_dir:
            self.open_folder(path)
        elif self.intent.action in (_OPEN, _GET):
            self.finish(-1, self._uri(path))
        else:
            self._view(path)

    def _view(self, path: str) -> None:
        """Show a file in the app that opens its kind; without one, show what it is."""
        intent = Intent(_VIEW, data=f"file://{path}", mime_type=mime_type_of(path))
        apps = [manifest for manifest, _ in self.phone.packages.resolve(intent) if manifest.package != PACKAGE]
        component = None if apps else f"{PACKAGE}/{FileActivity.name}"
        self.start(Intent(_VIEW, data=intent.data, mime_type=intent.mime_type, component=component))

    def _uri(self, path: str) -> str:
        uri = self.phone.content.query("content://media/external/file", ["_id"], "_data = ?", (path,))[1]
        return f"content://media/external/file/{uri[0][0]!s}" if uri else f"file://{path}"

    def open_folder(self, path: str) -> None:
        """Go to a folder; a search ends."""
        super().open_folder(path)
        self._wanted = None
        self._chosen.clear()

    def _search(self, wanted: str | None) -> None:
        self._wanted = wanted

    def _entry_menu(self, path: str) -> None:
        entries: list[tuple[str, Action]] = [
            *self._changes([path]),
            ("Rename", partial(ask_rename, self, path, self.invalidate)),
            ("Delete", partial(self._delete, [path])),
        ]
        self.show_dialog(lambda: popup_menu(entries))

    def _menu(self) -> None:
        def sort(by: str) -> None:
            self.by = by

        orders = (("name", "name"), ("date", "modified"), ("size", "size"))
        entries: list[tuple[str, Action]] = [("New folder", partial(ask_folder, self, self.folder, self.invalidate))]
        entries += [(f"Sort by {label}", partial(sort, by)) for by, label in orders]
        self.show_dialog(lambda: popup_menu(entries))

    def on_back(self) -> bool:
        """Drop the choice, leave the search, then go up folder by folder."""
        if self._chosen:
            self._chosen.clear()
            return True
        if self._wanted is not None:
            self._wanted = None
            return True
        before = self.folder
        self.up()
        return self.folder != before


MANIFEST = Manifest(
    PACKAGE,
    "Files",
    version_name="13",
    version_code=33,
    icon=Icon("folder", "#1e8e3e"),
    permissions=("android.permission.MANAGE_EXTERNAL_STORAGE", "android.permission.READ_EXTERNAL_STORAGE"),
    activities=(
        ActivityInfo(
            FilesActivity.name, FilesActivity,
            (
                IntentFilter((_DOWNLOADS,)),
                IntentFilter((_OPEN, _GET), ("android.intent.category.DEFAULT", "android.intent.category.OPENABLE"),
                mime_types=("*/*",)),
                IntentFilter((_VIEW,), schemes=("file",),
                mime_types=("resource/folder", "vnd.android.document/directory")),
            ),
            launcher=True,
        ),
        ActivityInfo(
            PickActivity.name, PickActivity,
            (IntentFilter((CREATE,), ("android.intent.category.DEFAULT", "android.intent.category.OPENABLE"),
                          mime_types=("*/*",)),),
        ),
        ActivityInfo(
            FileActivity.name, FileActivity,
            (IntentFilter((_VIEW,), schemes=("file", "content"),
                          mime_types=("text/*", "image/*", "audio/*", "video/*", "application/pdf",
                          "application/octet-stream"), priority=-10),),
        ),
    ),
)  # fmt: skip

VERSIONS = {
    1: MANIFEST,
    2: second_layout(
        MANIFEST, SecondLayout(texts={"More options": "Actions", "New folder": "Create folder"}),
        version_name="14",
    ),
}  # fmt: skip
"""What is installed by `--app-version PACKAGE=N`."""

"""The files app: folders of shared storage, search, details of a file, deleting.

Knows: the phone's shared storage and the media types of files. Does not know: how to edit what is inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..intents import Intent, IntentFilter
from ..providers.media import ROOT, mime_type_of
from ..ui.nodes import (
    Node,
    app_bar,
    button,
    chip,
    column,
    dialog,
    divider,
    empty_state,
    icon,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    text,
)
from .app import Activity, ActivityInfo, Icon, Manifest
from .clock_texts import long_when, short_when

if TYPE_CHECKING:
    from ..fs_nodes import FileNode
    from ..phone import Phone

PACKAGE = "com.google.android.documentsui"
_VIEW, _OPEN, _GET = (
    "android.intent.action.VIEW",
    "android.intent.action.OPEN_DOCUMENT",
    "android.intent.action.GET_CONTENT",
)
_DOWNLOADS = "android.intent.action.VIEW_DOWNLOADS"
_ICONS = {"image": "image", "audio": "audio", "video": "video", "text": "article"}
_SHOWN_BYTES = 4000


def size_words(size: int) -> str:
    """Write a size as '193 B', '4.2 kB' or '1.5 MB'."""
    if size < 1000:
        return f"{size} B"
    for unit, factor in (("kB", 1000), ("MB", 1000**2), ("GB", 1000**3)):
        if size < factor * 1000:
            return f"{size / factor:.1f} {unit}"
    return f"{size / 1000**4:.1f} TB"


class FilesActivity(Activity):
    """One folder with its files; starts at the top of shared storage."""

    name = "com.android.documentsui.files.FilesActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._folder = ROOT
        self._wanted: str | None = None
        self._by = "name"
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Open the folder that a later intent asks for."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        if intent.action == _DOWNLOADS:
            self._folder, self._wanted = f"{ROOT}/Download", None
        elif intent.scheme == "file":
            path = self.phone.fs.real_path((intent.data or "")[len("file://") :])
            self._folder = self._shared(path) if self.phone.fs.is_dir(path) else ROOT

    def _shared(self, path: str) -> str:
        for alias in ("/sdcard", "/data/media/0", "/storage/self/primary"):
            if path == alias or path.startswith(alias + "/"):
                return ROOT + path[len(alias) :]
        return path if path.startswith(ROOT) else ROOT

    def build(self) -> Node:
        """Show the folder, or what the search finds below it."""
        entries = self._entries() if self._wanted is None else self._search_hits(self._wanted)
        rows = [self._entry(path, node) for path, node in entries]
        body = scroll(*rows, spacer(32), id="dir_list") if rows else empty_state("folder", "No items")
        return screen(self._crumbs() if self._wanted is None else None, body, bar=self._bar())

    def _bar(self) -> Node:
        if self._wanted is not None:
            back = icon_button("back", "Navigate up", lambda: self._search(None))
            field = search_bar(self._wanted, self._search, hint="Search this phone", margin=0.0).styled(weight=1.0)
            return row(back, field, height=64.0, padding=(4.0, 6.0, 12.0, 6.0))
        title = "Files" if self._folder == ROOT else self._folder.rpartition("/")[2]
        actions = (
            icon_button("search", "Search", lambda: self._search(""), id="option_menu_search"),
            icon_button("more", "More options", self._menu, id="option_menu_more"),
        )
        return app_bar(title, actions, on_up=self._up if self._folder != ROOT else None)

    def _crumbs(self) -> Node:
        """The path as touchable names."""
        parts = self._folder[len(ROOT) :].strip("/").split("/") if self._folder != ROOT else []
        chips: list[Node] = [
            chip("Internal storage", on_click=lambda: self._open_folder(ROOT), selected=not parts, checkable=False)
        ]
        for at, part in enumerate(parts):
            path = "/".join((ROOT, *parts[: at + 1]))
            chips += [
                icon("chevron_right", size=18.0, color="outline", margin=(0.0, 7.0)),
                self._crumb(part, path, at == len(parts) - 1),
            ]
        return scroll(
            *chips,
            horizontal=True,
            recycler=False,
            id="horizontal_breadcrumb",
            padding=(16.0, 4.0),
            gap=4.0,
            height=48.0,
        )

    def _crumb(self, label: str, path: str, last: bool) -> Node:
        return chip(label, on_click=lambda: self._open_folder(path), selected=last, checkable=False)

    def _entries(self) -> list[tuple[str, FileNode]]:
        if not self.phone.fs.is_dir(self._folder):
            self._folder = ROOT
        found = [
            (f"{self._folder}/{name}", node)
            for name, node in self.phone.fs.list_dir(self._folder).items()
            if name[0] != "."
        ]
        if self._by == "date":
            return sorted(found, key=lambda entry: (not entry[1].is_dir, -entry[1].mtime_ms))
        if self._by == "size":
            return sorted(found, key=lambda entry: (not entry[1].is_dir, -entry[1].size))
        return sorted(found, key=lambda entry: (not entry[1].is_dir, entry[0].casefold()))

    def _search_hits(self, wanted: str) -> list[tuple[str, FileNode]]:
        if not wanted.strip():
            return []
        top = self.phone.fs.real_path(ROOT)
        hits = [
            (ROOT + path[len(top) :], node)
            for path, node in self.phone.fs.walk(top)
            if path != top and "/." not in path
        ]
        return [(path, node) for path, node in hits if wanted.strip().casefold() in path.rpartition("/")[2].casefold()]

    def _entry(self, path: str, node: FileNode) -> Node:
        name = path.rpartition("/")[2]
        if node.is_dir:
            detail, picture = short_when(self.phone, node.mtime_ms), "folder"
        else:
            mime_type = mime_type_of(name)
            detail = f"{short_when(self.phone, node.mtime_ms)}, {size_words(node.size)}, {kind_words(name)}"
            picture = _ICONS.get(mime_type.partition("/")[0], "file")
        if self._wanted is not None:
            detail = f"{path.rpartition('/')[0][len(ROOT) :].strip('/') or 'Internal storage'} • {detail}"
        more = icon_button("more", f"More options for {name}", lambda: self._entry_menu(path), id="item_more")
        return list_item(
            name, detail, icon=picture, on_click=lambda: self._open(path, node),
            on_long_click=lambda: self._entry_menu(path),
            trailing=more, subtitle_lines=1, id="item_root", padding=(16.0, 6.0, 4.0, 6.0),
        )  # fmt: skip

    def _open(self, path: str, node: FileNode) -> None:
        if node.is_dir:
            self._open_folder(path)
        elif self.intent.action in (_OPEN, _GET):
            self.finish(-1, self._uri(path))
        else:
            component = f"{PACKAGE}/{FileActivity.name}"
            self.start(Intent(_VIEW, data=f"file://{path}", mime_type=mime_type_of(path), component=component))

    def _uri(self, path: str) -> str:
        uri = self.phone.content.query("content://media/external/file", ["_id"], "_data = ?", (path,))[1]
        return f"content://media/external/file/{uri[0][0]!s}" if uri else f"file://{path}"

    def _open_folder(self, path: str) -> None:
        self._folder, self._wanted = path, None

    def _up(self) -> None:
        self._folder = self._folder.rpartition("/")[0] if self._folder != ROOT else ROOT

    def _search(self, wanted: str | None) -> None:
        self._wanted = wanted

    def _entry_menu(self, path: str) -> None:
        self.show_dialog(lambda: popup_menu([("Delete", lambda: ask_delete(self, path, self.invalidate))]))

    def _menu(self) -> None:
        def sort(by: str) -> None:
            self._by = by

        entries = [
            (f"Sort by {label}", lambda by=by: sort(by))
            for by, label in (("name", "name"), ("date", "modified"), ("size", "size"))
        ]
        self.show_dialog(lambda: popup_menu(entries))

    def on_back(self) -> bool:
        """Leave the search, then go up folder by folder."""
        if self._wanted is not None:
            self._wanted = None
            return True
        if self._folder != ROOT:
            self._up()
            return True
        return False


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
            "Delete", lambda: ask_delete(self, path, self.finish), kind="outlined", id="action_delete", icon="delete"
        )
        picture = icon(_ICONS.get(mime_type.partition("/")[0], "file"), size=72.0, color="primary")
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


def kind_words(name: str) -> str:
    """Write the kind of a file, e.g. 'PDF document', 'TXT file'."""
    suffix = name.rpartition(".")[2].upper() if "." in name else ""
    main = mime_type_of(name).partition("/")[0]
    words = {"image": "image", "audio": "audio", "video": "video"}.get(
        main, "document" if suffix in {"PDF", "DOC", "DOCX"} else "file"
    )
    return f"{suffix} {words}".strip()


def ask_delete(activity: Activity, path: str, done: Callable[[], None]) -> None:
    """Ask before a file or folder is deleted for good."""
    phone, name = activity.phone, path.rpartition("/")[2]
    folder = phone.fs.is_dir(path)

    def delete() -> None:
        if not phone.fs.exists(path):
            activity.toast(f"{name} was already gone")
        else:
            phone.fs.remove_tree(path)
            phone.ledger.append("file_deleted", path=path)
            activity.toast(f"{name} deleted")
        done()

    message = "The folder and everything in it will be deleted." if folder else "This can't be undone."
    activity.show_dialog(lambda: dialog(f"Delete “{name}”?", message, buttons=(("Cancel", None), ("Delete", delete))))


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
            FileActivity.name, FileActivity,
            (IntentFilter((_VIEW,), schemes=("file", "content"),
                          mime_types=("text/*", "image/*", "audio/*", "video/*", "application/pdf",
                          "application/octet-stream"), priority=-10),),
        ),
    ),
)  # fmt: skip

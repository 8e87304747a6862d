"""VLC's main screen: videos, folders with videos, playlists, one playlist; and adding videos to playlists.

Knows: its tabs, rows and dialogs. Does not know: storage (store.py) or playing (player.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ...intents import Intent
from ...providers.media import ROOT
from ...ui.nodes import (
    Node,
    app_bar,
    bottom_bar,
    button,
    column,
    dialog,
    edit_text,
    empty_state,
    icon,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    section,
    stack,
)
from ..app import Activity
from ..files_texts import size_words
from .player import PlayerActivity
from .store import PACKAGE, Playlist, Video, VideoStore

if TYPE_CHECKING:
    from ...phone import Phone

_TABS = (("video", "Video"), ("folder", "Browse"), ("list", "Playlists"))
_VIDEO, _BROWSE, _PLAYLISTS = range(3)


class MainActivity(Activity):
    """The app's one window; folders and playlists open inside it."""

    name = ".gui.MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self.store = VideoStore(phone)
        self._tab = _VIDEO
        self._folder = ""
        self._open: int | None = None
        self._chosen: list[Video] = []

    def on_start(self) -> None:
        """Make the database."""
        self.store.open()

    def build(self) -> Node:
        """Show what is open, else the tab in front."""
        playlist = next((p for p in self.store.playlists() if p.ident == self._open), None)
        if playlist is not None:
            body, title = self._videos(self.store.playlist_videos(playlist.ident)), playlist.name
        elif self._folder:
            body, title = self._videos(self.store.videos(self._folder)), self._folder.rpartition("/")[2]
        else:
            title = ("VLC", "Browse", "Playlists")[self._tab]
            body = (self._all_videos, self._folders, self._playlists)[self._tab]()
        inside = playlist is not None or bool(self._folder)
        bar = self._choice_bar() if self._chosen else app_bar(title, on_up=self._leave if inside else None)
        return screen(body, bar=bar, bottom=bottom_bar(_TABS, self._tab, self._show, id="navigation"))

    def _show(self, tab: int) -> None:
        self._tab, self._folder, self._open, self._chosen = tab, "", None, []

    def _leave(self) -> None:
        self._folder, self._open, self._chosen = "", None, []

    # ── lists ──

    def _all_videos(self) -> Node:
        return self._videos(self.store.videos())

    def _videos(self, videos: Sequence[Video]) -> Node:
        if not videos:
            return empty_state("video", "No media files found")
        return scroll(*(self._video_row(video) for video in videos), id="video_list")

    def _video_row(self, video: Video) -> Node:
        node = self.phone.fs.find(video.path)
        cover = stack(
            icon("play", color="#FFFFFF"), width=72.0, height=48.0, radius=6.0, background="#37474F", align="center",
            valign="center", id="ml_item_thumbnail",
        )  # fmt: skip
        dots = icon_button("more", "", lambda: self._video_menu(video), id="item_more")
        return list_item(
            video.name, size_words(node.size) if node is not None else "file is gone", icon=cover, trailing=dots,
            title_id="ml_item_title", subtitle_id="ml_item_time", selected=video in self._chosen,
            background="secondary_container" if video in self._chosen else "",
            on_click=lambda: self._touched(video), on_long_click=lambda: self._choose(video),
        )  # fmt: skip

    def _folders(self) -> Node:
        folders = sorted({video.path.rpartition("/")[0] for video in self.store.videos()})
        rows = [
            list_item(
                folder.rpartition("/")[2], folder[len(ROOT) :] or "/", icon="folder", title_id="title",
                on_click=partial(self._open_folder, folder),
            )
            for folder in folders
        ]  # fmt: skip
        return scroll(section("Internal memory"), *rows, id="network_list")

    def _open_folder(self, folder: str) -> None:
        self._folder = folder

    def _playlists(self) -> Node:
        rows = [self._playlist_row(playlist) for playlist in self.store.playlists()]
        return scroll(*rows, id="audio_list") if rows else empty_state("list", "No playlists")

    def _playlist_row(self, playlist: Playlist) -> Node:
        def open_it() -> None:
            self._open = playlist.ident

        words = f"{playlist.count} track{'' if playlist.count == 1 else 's'}"
        dots = icon_button("more", "", lambda: self._playlist_menu(playlist), id="item_more")
        return list_item(playlist.name, words, icon="list", trailing=dots, on_click=open_it, title_id="title")

    # ── choosing ──

    def _touched(self, video: Video) -> None:
        if self._chosen:
            self._choose(video)
        else:
            self.start(Intent(data=f"file://{video.path}", component=f"{PACKAGE}/{PlayerActivity.name}"))

    def _choose(self, video: Video) -> None:
        if video in self._chosen:
            self._chosen.remove(video)
        else:
            self._chosen.append(video)

    def _choice_bar(self) -> Node:
        add = icon_button("add", "Add to playlist", lambda: self._ask_playlist(list(self._chosen)))
        title = f"{len(self._chosen)} selected"
        bar = app_bar(title, (add.styled(id="action_mode_video_add_playlist"),), on_up=self._drop, up_icon="close")
        return bar.styled(background="surface_high")

    def _drop(self) -> None:
        self._chosen = []

    # ── menus and dialogs ──

    def _video_menu(self, video: Video) -> None:
        entries = [
            ("Play", partial(self._touched, video)),
            ("Add to playlist", partial(self._ask_playlist, [video])),
            ("Delete", partial(self._ask_delete, video)),
        ]
        self.show_dialog(lambda: popup_menu(entries))

    def _ask_playlist(self, videos: Sequence[Video]) -> None:
        """Ask into which playlist videos go: one that there is, or a new one by its name."""
        typed = [""]

        def change(words: str) -> None:
            typed[0] = words

        def save() -> None:
            name = typed[0].strip()
            known = next((p.ident for p in self.store.playlists() if p.name == name), None)
            if name:
                self._add(known if known is not None else self.store.create(name), videos)

        def old(playlist: Playlist) -> Node:
            act: Callable[[], object] = partial(self._add, playlist.ident, videos)
            return list_item(playlist.name, icon="list", on_click=act, dismisses=True, title_id="title")

        def build() -> Node:
            field = edit_text(typed[0], change, hint="Enter a playlist name", id="dialog_playlist_name", weight=1.0)
            word = button("Save", save, id="dialog_playlist_save", dismisses=True)
            new = row(field, word, gap=12.0, padding=(24.0, 0.0))
            rows = column(new, *(old(playlist) for playlist in self.store.playlists()), gap=4.0)
            return dialog("Add to playlist", content=rows, content_bleeds=True)

        self.show_dialog(build)

    def _add(self, ident: int, videos: Sequence[Video]) -> None:
        self.store.add(ident, videos)
        self._chosen = []
        self.toast(f"{len(videos)} item{'' if len(videos) == 1 else 's'} added to playlist")

    def _ask_delete(self, video: Video) -> None:
        def delete() -> None:
            if self.phone.fs.exists(video.path):
                self.phone.fs.remove(video.path)
                self.phone.ledger.append("file_deleted", path=video.path)

        message = f"Delete {video.name} permanently from this phone?"
        self.show_dialog(lambda: dialog("Confirm delete", message, buttons=(("Cancel", None), ("Delete", delete))))

    def _playlist_menu(self, playlist: Playlist) -> None:
        delete = partial(self.store.delete, playlist.ident)
        self.show_dialog(lambda: popup_menu([("Delete", delete)]))

    def on_back(self) -> bool:
        """Drop the choice, leave folder or playlist, then the tab."""
        if self._chosen:
            self._drop()
        elif self._folder or self._open is not None:
            self._leave()
        elif self._tab != _VIDEO:
            self._show(_VIDEO)
        else:
            return False
        return True

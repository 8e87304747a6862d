"""Retro Music's main screen: songs, playlists, one playlist, the playing queue, and the small player below.

Knows: its tabs and rows. Does not know: storage (store.py), or the dialogs (actions.py). It plays nothing aloud: the
player shows what is first in the queue and whether it runs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    bottom_bar,
    column,
    dialog,
    empty_state,
    icon,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    spacer,
    stack,
    text,
)
from ..app import Activity
from . import actions
from .store import MusicStore, Playlist, Song, length_words

if TYPE_CHECKING:
    from ...phone import Phone

_TABS = (("audio", "Songs"), ("list", "Playlists"), ("menu", "Playing queue"))
_SONGS, _PLAYLISTS, _QUEUE = range(3)
_CREATE = "android.intent.action.CREATE_DOCUMENT"
_COLORS = ("#7E57C2", "#26A69A", "#EF5350", "#5C6BC0", "#FFA726", "#66BB6A", "#EC407A")


class MainActivity(Activity):
    """The app's one window; playlists open inside it."""

    name = ".activities.MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self.store = MusicStore(phone)
        self._tab = _SONGS
        self._open: int | None = None
        self._playing = False

    def on_start(self) -> None:
        """Make the databases."""
        self.store.open()

    def build(self) -> Node:
        """Show the open playlist or the tab in front, the player, and the tabs."""
        playlist = next((p for p in self.store.playlists() if p.ident == self._open), None)
        if playlist is not None:
            return screen(self._playlist(playlist), bar=self._playlist_bar(playlist), bottom=self._player())
        body = (self._songs, self._all_playlists, self._queue)[self._tab]()
        more = icon_button("more", "More options", self._menu, id="action_overflow") if self._tab != _SONGS else None
        bar = app_bar(_TABS[self._tab][1], [more] if more else [], title_id="appNameText")
        foot = column(self._player(), bottom_bar(_TABS, self._tab, self._show, id="bottomNavigationView"))
        return screen(body, bar=bar, bottom=foot)

    def _show(self, tab: int) -> None:
        self._tab = tab

    # ── lists ──

    def _songs(self) -> Node:
        songs = self.store.songs()
        rows = [self._row(song, partial(self._play, songs, at)) for at, song in enumerate(songs)]
        return scroll(*rows, spacer(24), id="recycler_view") if rows else empty_state("audio", "No songs")

    def _queue(self) -> Node:
        rows = [
            self._row(song, partial(self._play, self.store.queue(), at), [("Remove", partial(self._unqueue, song))])
            for at, song in enumerate(self.store.queue())
        ]
        return scroll(*rows, id="recycler_view") if rows else empty_state("menu", "Playing queue is empty")

    def _row(self, song: Song, act: partial[None], more: list[tuple[str, partial[None]]] | None = None) -> Node:
        cover = stack(
            icon("audio", color="#FFFFFF"), width=48.0, height=48.0, radius=10.0, align="center", valign="center",
            background=_COLORS[sum(song.title.encode()) % len(_COLORS)], id="image",
        )  # fmt: skip
        dots = icon_button("more", "", lambda: actions.song_menu(self, song, more or ()), id="menu")
        return list_item(
            song.title, song.artist, icon=cover, trailing=dots, on_click=act, title_id="title", subtitle_id="text",
            padding=(16.0, 6.0, 4.0, 6.0),
        )  # fmt: skip

    def _all_playlists(self) -> Node:
        rows = [self._playlist_row(playlist) for playlist in self.store.playlists()]
        return scroll(*rows, id="recycler_view") if rows else empty_state("list", "No playlists")

    def _playlist_row(self, playlist: Playlist) -> Node:
        dots = icon_button("more", "", lambda: self._playlist_menu(playlist), id="menu")
        return list_item(
            playlist.name, _songs_words(playlist.count), icon="list", trailing=dots, title_id="title",
            subtitle_id="text", on_click=partial(self._open_playlist, playlist.ident), padding=(16.0, 6.0, 4.0, 6.0),
        )  # fmt: skip

    def _playlist(self, playlist: Playlist) -> Node:
        songs = self.store.playlist_songs(playlist.ident)
        total = length_words(sum(song.duration_ms for song in songs))
        head = column(
            text(playlist.name, size=26.0, bold=True, id="playlistTitle"),
            text(f"{_songs_words(len(songs))} • {total}", color="on_surface_variant", id="playlistSubtitle"),
            padding=(16.0, 8.0), gap=4.0,
        )  # fmt: skip
        rows = [
            self._row(
                song, partial(self._play, songs, at), [("Remove from playlist", partial(self.store.remove, song))]
            )
            for at, song in enumerate(songs)
        ]
        return column(head, scroll(*rows, id="recycler_view") if rows else empty_state("list", "No songs"),
                      height="fill", weight=1.0)  # fmt: skip

    def _playlist_bar(self, playlist: Playlist) -> Node:
        more = icon_button("more", "More options", lambda: self._playlist_menu(playlist), id="action_overflow")
        return app_bar("", (more,), on_up=partial(self._open_playlist, None))

    # ── the small player ──

    def _player(self) -> Node | None:
        queue = self.store.queue()
        if not queue:
            return None
        word = "Pause" if self._playing else "Play"
        return row(
            icon("audio", color="primary"),
            text(f"{queue[0].title} • {queue[0].artist}", weight=1.0, max_lines=1, id="miniPlayerTitle"),
            icon_button("pause" if self._playing else "play", word, self._toggle, id="miniPlayerPlayPauseButton"),
            background="surface_high", padding=(16.0, 4.0), gap=12.0, id="miniPlayerFragment",
        )  # fmt: skip

    def _toggle(self) -> None:
        self._playing = not self._playing

    def _play(self, songs: list[Song], at: int) -> None:
        self.store.set_queue([*songs[at:], *songs[:at]])
        self._playing = True

    def _unqueue(self, song: Song) -> None:
        self.store.set_queue([other for other in self.store.queue() if other.key != song.key])

    # ── menus ──

    def _menu(self) -> None:
        if self._tab == _PLAYLISTS:
            self.show_dialog(lambda: popup_menu([("New playlist", partial(actions.ask_new_playlist, self))]))
        else:
            self.show_dialog(lambda: popup_menu([("Clear playing queue", partial(self.store.set_queue, ()))]))

    def _playlist_menu(self, playlist: Playlist) -> None:
        songs = self.store.playlist_songs(playlist.ident)
        entries = [
            ("Add to playing queue", partial(actions.enqueue, self, songs)),
            ("Rename", partial(self._rename, playlist)),
            ("Save as file", partial(self._export, playlist)),
            ("Delete", partial(self._ask_delete, playlist)),
        ]
        self.show_dialog(lambda: popup_menu(entries))

    def _rename(self, playlist: Playlist) -> None:
        actions.ask_name(self, "Rename playlist", playlist.name, "Rename", partial(self.store.rename, playlist.ident))

    def _export(self, playlist: Playlist) -> None:
        def chosen(code: int, path: object) -> None:
            if code == -1 and isinstance(path, str):
                self.store.export(playlist.ident, path)
                self.toast(f"Saved playlist to {path}.")

        name = f"{playlist.name}.m3u"
        self.start(Intent(_CREATE, mime_type="audio/x-mpegurl", extras={"android.intent.extra.TITLE": name}), chosen)

    def _ask_delete(self, playlist: Playlist) -> None:
        def delete() -> None:
            self.store.delete(playlist.ident)
            self._open = None

        message = f"Are you sure you want to delete the playlist {playlist.name}?"
        self.show_dialog(lambda: dialog("Delete playlist", message, buttons=(("Cancel", None), ("Delete", delete))))

    def _open_playlist(self, ident: int | None) -> None:
        self._open = ident

    def on_back(self) -> bool:
        """Leave the playlist, then the tab."""
        if self._open is not None:
            self._open = None
        elif self._tab != _SONGS:
            self._tab = _SONGS
        else:
            return False
        return True


def _songs_words(count: int) -> str:
    return f"{count} song{'' if count == 1 else 's'}"

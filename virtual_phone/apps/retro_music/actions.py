"""What can be done with songs: the menu behind the dots, the playlist dialogs, the details of a file.

Knows: dialogs. Does not know: which list a song was touched in, or how anything is stored (store.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ...ui.nodes import Node, column, dialog, edit_text, list_item, popup_menu, text
from ..files_texts import kind_words, size_words
from .store import Song, length_words

if TYPE_CHECKING:
    from .main_screen import MainActivity


def song_menu(home: MainActivity, song: Song, more: Sequence[tuple[str, Callable[[], object]]] = ()) -> None:
    """Show the menu of one song; `more` are further entries."""
    entries: list[tuple[str, Callable[[], object]]] = [
        ("Play next", partial(_enqueue, home, [song], at=1)),
        ("Add to playing queue", partial(_enqueue, home, [song])),
        ("Add to playlist", partial(ask_playlist, home, [song])),
        ("Details", partial(show_details, home, song)),
        ("Delete from device", partial(_ask_delete, home, song)),
    ]
    home.show_dialog(lambda: popup_menu([*entries, *more]))


def _enqueue(home: MainActivity, songs: Sequence[Song], at: int | None = None) -> None:
    queue = home.store.queue()
    place = len(queue) if at is None else min(at, len(queue))
    home.store.set_queue([*queue[:place], *songs, *queue[place:]])
    count = len(songs)
    home.toast(f"Added {count} title{'' if count == 1 else 's'} to the playing queue.")


def enqueue(home: MainActivity, songs: Sequence[Song]) -> None:
    """Append songs to the playing queue."""
    _enqueue(home, songs)


def ask_playlist(home: MainActivity, songs: Sequence[Song]) -> None:
    """Ask into which playlist songs go: a new one, or one that there is."""

    def added(ident: int, name: str) -> None:
        home.store.add(ident, songs)
        home.toast(f"Added {len(songs)} song{'' if len(songs) == 1 else 's'} to {name}")

    def row(label: str, picture: str, act: Callable[[], object]) -> Node:
        return list_item(label, icon=picture, on_click=act, dismisses=True, title_id="android:id/text1")

    def build() -> Node:
        rows = [row("New playlist", "add", partial(ask_new_playlist, home, songs))]
        rows += [row(p.name, "list", partial(added, p.ident, p.name)) for p in home.store.playlists()]
        return dialog("Add to playlist", content=column(*rows), content_bleeds=True)

    home.show_dialog(build)


def ask_new_playlist(home: MainActivity, songs: Sequence[Song] = ()) -> None:
    """Ask for the name of a new playlist."""

    def create(name: str) -> None:
        home.store.create(name, songs)
        home.toast("Playlist created")

    ask_name(home, "New playlist", "", "Create", create)


def ask_name(home: MainActivity, title: str, value: str, word: str, done: Callable[[str], None]) -> None:
    """Ask for a playlist's name; an empty one or one that there is already is refused."""
    typed = [value]

    def change(words: str) -> None:
        typed[0] = words

    def accept() -> None:
        name = typed[0].strip()
        if not name:
            home.toast("A playlist needs a name")
        elif any(playlist.name == name for playlist in home.store.playlists()):
            home.toast("Playlist already exists")
        else:
            done(name)

    home.show_dialog(
        lambda: dialog(
            title, buttons=(("Cancel", None), (word, accept)),
            content=edit_text(typed[0], change, hint="Playlist name", id="actionNewPlaylist", autofocus=True),
        )
    )  # fmt: skip


def show_details(home: MainActivity, song: Song) -> None:
    """Show the facts of a song's file."""
    node = home.phone.fs.find(song.path)
    name = song.path.rpartition("/")[2]
    facts = (
        ("File name", name),
        ("File path", song.path),
        ("File size", size_words(node.size) if node is not None else "file is gone"),
        ("File format", kind_words(name)),
        ("Track length", length_words(song.duration_ms)),
    )
    lines = [text(f"{label}: {value}", size=15.0, width="fill", padding=(0.0, 4.0)) for label, value in facts]
    home.show_dialog(lambda: dialog("Details", buttons=(("OK", None),), content=column(*lines)))


def _ask_delete(home: MainActivity, song: Song) -> None:
    def delete() -> None:
        if home.phone.fs.exists(song.path):
            home.phone.fs.remove(song.path)
            home.phone.ledger.append("file_deleted", path=song.path)
        home.toast("Deleted 1 song.")

    message = f"Are you sure you want to delete the song {song.title}?"
    home.show_dialog(lambda: dialog("Delete song", message, buttons=(("Cancel", None), ("Delete", delete))))

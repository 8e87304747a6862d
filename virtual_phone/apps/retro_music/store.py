"""Songs of the phone's storage, playlists, and the playing queue, as Retro Music keeps them.

Knows: the two databases and their columns; songs are read from the files at each look. Does not know: screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row
from ...providers.media import ROOT, mime_type_of
from ..app_data import app_database
from .tags import Tags, read_tags

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "code.name.monkey.retromusic"
_LISTS = (".m3u", ".m3u8", ".pls")
_PLAYLISTS = """
CREATE TABLE IF NOT EXISTS PlaylistEntity (playlist_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  playlist_name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS SongEntity (song_key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  playlist_creator_id INTEGER NOT NULL, id INTEGER NOT NULL, title TEXT NOT NULL, track_number INTEGER NOT NULL,
  year INTEGER NOT NULL, duration INTEGER NOT NULL, data TEXT NOT NULL, date_modified INTEGER NOT NULL,
  album_id INTEGER NOT NULL, album_name TEXT NOT NULL, artist_id INTEGER NOT NULL, artist_name TEXT NOT NULL,
  composer TEXT, album_artist TEXT);
"""
_PLAYBACK = """
CREATE TABLE IF NOT EXISTS playing_queue (_id INTEGER, title TEXT, duration INTEGER, _data TEXT, artist TEXT);
CREATE TABLE IF NOT EXISTS original_playing_queue (_id INTEGER, title TEXT, duration INTEGER, _data TEXT, artist TEXT);
"""


@dataclass(frozen=True, slots=True)
class Song:
    """One sound file, or a playlist's memory of one. key: its row in a playlist or queue, 0 for a file."""

    title: str
    artist: str
    path: str
    duration_ms: int
    key: int = 0


@dataclass(frozen=True, slots=True)
class Playlist:
    """One playlist by its row."""

    ident: int
    name: str
    count: int


class MusicStore:
    """Reads songs; reads and changes playlists and the queue."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _playlists(self) -> Database:
        return app_database(self._phone, PACKAGE, "playlist.db", _PLAYLISTS, version=24)

    @property
    def _playback(self) -> Database:
        return app_database(self._phone, PACKAGE, "music_playback_state.db", _PLAYBACK, version=17)

    def open(self) -> None:
        """Make sure that both databases exist, and the tables in them."""
        _ = self._playlists, self._playback  # made by being asked for; sqlite is not started

    def songs(self) -> list[Song]:
        """Return every sound file of shared storage by title; hidden folders and other apps' data are left out."""
        fs = self._phone.fs
        top = fs.real_path(ROOT)
        found = []
        for path, node in fs.walk(top):
            below = path[len(top) :]
            if node.is_dir or "/." in below or below.startswith("/Android/"):
                continue
            if mime_type_of(path).startswith("audio/") and not path.endswith(_LISTS):
                tags = self._tags(path, node.mtime_ms, node.size, node.content)
                name = path.rpartition("/")[2].rpartition(".")[0]
                found.append(Song(tags.title or name, tags.artist or "<unknown>", ROOT + below, tags.duration_ms))
        return sorted(found, key=lambda song: (song.title.casefold(), song.path))

    def _tags(self, path: str, mtime_ms: int, size: int, content: object) -> Tags:
        """Read a file's tags once for as long as it stays as it is."""
        kept = self._phone.app_services.setdefault(f"{PACKAGE}.tags", {})
        assert isinstance(kept, dict)
        stamp = (mtime_ms, size)
        if path not in kept or kept[path][0] != stamp:
            assert callable(content)
            kept[path] = (stamp, read_tags(content()))
        return kept[path][1]  # type: ignore[no-any-return]

    def playlists(self) -> list[Playlist]:
        """Return all playlists by name."""
        rows = self._playlists.rows(
            "SELECT playlist_id, playlist_name, COUNT(song_key) FROM PlaylistEntity LEFT JOIN SongEntity"
            " ON playlist_creator_id = playlist_id GROUP BY playlist_id ORDER BY playlist_name COLLATE NOCASE"
        )
        return [Playlist(int(row[0]), str(row[1]), int(row[2])) for row in rows]

    def playlist_songs(self, ident: int) -> list[Song]:
        """Return a playlist's songs in its order."""
        rows = self._playlists.rows(
            "SELECT title, artist_name, data, duration, song_key FROM SongEntity WHERE playlist_creator_id = ?"
            " ORDER BY song_key", (ident,),
        )  # fmt: skip
        return [Song(str(row[0]), str(row[1]), str(row[2]), int(row[3]), int(row[4])) for row in rows]

    def create(self, name: str, songs: Sequence[Song] = ()) -> None:
        """Make a playlist with songs."""
        with self._playlists.transaction() as connection:
            ident = insert_row(connection, "PlaylistEntity", {"playlist_name": name})
        self._phone.ledger.append("playlist_created", app=PACKAGE, name=name)
        self.add(ident, songs)

    def add(self, ident: int, songs: Sequence[Song]) -> None:
        """Append songs to a playlist; one that is in it already is not added again."""
        present = {song.path for song in self.playlist_songs(ident)}
        with self._playlists.transaction() as connection:
            for number, song in enumerate(songs, 1):
                if song.path in present:
                    continue
                insert_row(connection, "SongEntity", {
                    "playlist_creator_id": ident, "id": number, "title": song.title, "track_number": 0, "year": 0,
                    "duration": song.duration_ms, "data": song.path, "date_modified": self._phone.clock.now_ms(),
                    "album_id": 0, "album_name": "", "artist_id": 0, "artist_name": song.artist, "composer": "",
                    "album_artist": "",
                })  # fmt: skip

    def rename(self, ident: int, name: str) -> None:
        """Give a playlist another name."""
        self._playlists.write("UPDATE PlaylistEntity SET playlist_name = ? WHERE playlist_id = ?", (name, ident))

    def delete(self, ident: int) -> None:
        """Delete a playlist; its songs' files stay."""
        with self._playlists.transaction() as connection:
            connection.execute("DELETE FROM SongEntity WHERE playlist_creator_id = ?", (ident,))
            connection.execute("DELETE FROM PlaylistEntity WHERE playlist_id = ?", (ident,))

    def remove(self, song: Song) -> None:
        """Take a song out of its playlist."""
        self._playlists.write("DELETE FROM SongEntity WHERE song_key = ?", (song.key,))

    def queue(self) -> list[Song]:
        """Return the playing queue in its order."""
        rows = self._playback.rows("SELECT title, artist, _data, duration, rowid FROM playing_queue ORDER BY rowid")
        return [Song(str(row[0]), str(row[1]), str(row[2]), int(row[3] or 0), int(row[4])) for row in rows]

    def set_queue(self, songs: Sequence[Song]) -> None:
        """Replace the playing queue."""
        with self._playback.transaction() as connection:
            for table in ("playing_queue", "original_playing_queue"):
                connection.execute(f"DELETE FROM {table}")
                for number, song in enumerate(songs, 1):
                    insert_row(connection, table, {
                        "_id": number, "title": song.title, "duration": song.duration_ms, "_data": song.path,
                        "artist": song.artist,
                    })  # fmt: skip

    def export(self, ident: int, path: str) -> None:
        """Write a playlist as an M3U file."""
        lines = ["#EXTM3U"]
        for song in self.playlist_songs(ident):
            lines += [f"#EXTINF:{song.duration_ms // 1000},{song.artist} - {song.title}", song.path]
        self._phone.fs.write(path, "\n".join([*lines, ""]).encode())
        self._phone.ledger.append("playlist_exported", app=PACKAGE, path=path)


def length_words(ms: int) -> str:
    """Write a length as '4:05' or '1:02:03'."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"

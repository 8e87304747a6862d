"""VLC's media library: the videos of shared storage, and playlists of them.

Knows: the database and its columns; videos are read from the files at each look. Does not know: screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row
from ...providers.media import ROOT, mime_type_of
from ..app_data import app_database

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "org.videolan.vlc"
VIDEOS = f"{ROOT}/VLCVideos"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS Media (id_media INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER, title TEXT, filename TEXT,
  mrl TEXT, insertion_date INTEGER);
CREATE TABLE IF NOT EXISTS Playlist (id_playlist INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, creation_date INTEGER);
CREATE TABLE IF NOT EXISTS PlaylistMediaRelation (media_id INTEGER, playlist_id INTEGER, position INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Video:
    """One video file."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Playlist:
    """One playlist by its row."""

    ident: int
    name: str
    count: int


class VideoStore:
    """Reads videos; reads and changes playlists."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return app_database(self._phone, PACKAGE, "vlc_media.db", _SCHEMA, folder="app_db", version=37)

    def open(self) -> None:
        """Make sure that the database and the folder for videos exist."""
        _ = self._database  # made by being asked for; sqlite is not started
        self._phone.fs.make_dirs(VIDEOS)

    def videos(self, folder: str = ROOT) -> list[Video]:
        """Return the video files below a folder by name; hidden folders are left out."""
        fs = self._phone.fs
        if not fs.is_dir(folder):
            return []
        top = fs.real_path(folder)
        found = [
            Video(path.rpartition("/")[2], folder + path[len(top) :])
            for path, node in fs.walk(top)
            if not node.is_dir and "/." not in path[len(top) :] and mime_type_of(path).startswith("video/")
        ]
        return sorted(found, key=lambda video: video.name.casefold())

    def playlists(self) -> list[Playlist]:
        """Return all playlists by name."""
        rows = self._database.rows(
            "SELECT id_playlist, name, COUNT(media_id) FROM Playlist LEFT JOIN PlaylistMediaRelation"
            " ON playlist_id = id_playlist GROUP BY id_playlist ORDER BY name COLLATE NOCASE"
        )
        return [Playlist(int(row[0]), str(row[1]), int(row[2])) for row in rows]

    def playlist_videos(self, ident: int) -> list[Video]:
        """Return a playlist's videos in its order."""
        rows = self._database.rows(
            "SELECT filename, mrl FROM PlaylistMediaRelation JOIN Media ON id_media = media_id"
            " WHERE playlist_id = ? ORDER BY position", (ident,),
        )  # fmt: skip
        return [Video(str(row[0]), str(row[1] or "").removeprefix("file://")) for row in rows]

    def create(self, name: str) -> int:
        """Make an empty playlist and return its row number."""
        with self._database.transaction() as connection:
            ident = insert_row(connection, "Playlist", {"name": name, "creation_date": self._seconds()})
        self._phone.ledger.append("playlist_created", app=PACKAGE, name=name)
        return ident

    def add(self, ident: int, videos: Sequence[Video]) -> None:
        """Append videos to a playlist."""
        with self._database.transaction() as connection:
            place = connection.execute(
                "SELECT COALESCE(MAX(position) + 1, 0) FROM PlaylistMediaRelation WHERE playlist_id = ?", (ident,)
            ).fetchone()[0]
            for at, video in enumerate(videos):
                mrl = f"file://{video.path}"
                known = connection.execute("SELECT id_media FROM Media WHERE mrl = ?", (mrl,)).fetchone()
                media = known[0] if known else insert_row(connection, "Media", {
                    "type": 1, "title": video.name.rpartition(".")[0], "filename": video.name, "mrl": mrl,
                    "insertion_date": self._seconds(),
                })  # fmt: skip
                relation = {"media_id": media, "playlist_id": ident, "position": int(place) + at}
                insert_row(connection, "PlaylistMediaRelation", relation)

    def rename(self, ident: int, name: str) -> None:
        """Give a playlist another name."""
        self._database.write("UPDATE Playlist SET name = ? WHERE id_playlist = ?", (name, ident))

    def delete(self, ident: int) -> None:
        """Delete a playlist; its videos' files stay."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM PlaylistMediaRelation WHERE playlist_id = ?", (ident,))
            connection.execute("DELETE FROM Playlist WHERE id_playlist = ?", (ident,))

    def _seconds(self) -> int:
        return self._phone.clock.now_ms() // 1000

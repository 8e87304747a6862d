"""The recorded tracks of OpenTracks, in its own database.

Knows: the table's columns, and sums over tracks. Does not know: screens, units. Points of a track (where it went) are
kept by the real app as well; here a track has none. Reads the database anew each time: it may be replaced underneath.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row, update_rows
from ...providers.rows import RowDict, number, words
from ...services.content import Value
from ..app_data import app_database

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "de.dennisguse.opentracks"
PATH = f"/data/data/{PACKAGE}/databases/database.db"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tracks (_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, description TEXT, category TEXT,
  starttime INTEGER, stoptime INTEGER, numpoints INTEGER, totaldistance FLOAT, totaltime INTEGER, movingtime INTEGER,
  avgspeed FLOAT, avgmovingspeed FLOAT, maxspeed FLOAT, minelevation FLOAT, maxelevation FLOAT, elevationgain FLOAT,
  icon TEXT, uuid BLOB, elevationloss FLOAT, starttime_offset INTEGER, activity_type TEXT);
CREATE TABLE IF NOT EXISTS trackpoints (_id INTEGER PRIMARY KEY AUTOINCREMENT, trackid INTEGER NOT NULL,
  longitude INTEGER, latitude INTEGER, time INTEGER, elevation FLOAT, accuracy FLOAT, speed FLOAT, type TEXT);
CREATE TABLE IF NOT EXISTS markers (_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, description TEXT, category TEXT,
  icon TEXT, trackid INTEGER NOT NULL, time INTEGER, longitude INTEGER, latitude INTEGER, photoUrl TEXT);
"""


@dataclass(frozen=True, slots=True)
class Track:
    """One recorded track. Times are epoch ms, spans ms, lengths and heights metres, speeds m/s."""

    name: str = ""
    description: str = ""
    category: str = ""
    start_ms: int = 0
    stop_ms: int = 0
    total_ms: int = 0
    moving_ms: int = 0
    distance_m: float = 0.0
    max_speed: float = 0.0
    gain_m: float = 0.0
    loss_m: float = 0.0
    low_m: float = 0.0
    high_m: float = 0.0
    ident: int = 0

    @property
    def average_speed(self) -> float:
        """Return distance by total time; the stored average may not fit them."""
        return self.distance_m * 1000 / self.total_ms if self.total_ms else 0.0

    @property
    def moving_speed(self) -> float:
        """Return distance by moving time."""
        return self.distance_m * 1000 / self.moving_ms if self.moving_ms else 0.0


@dataclass(frozen=True, slots=True)
class Sum:
    """What all tracks of one category come to."""

    category: str
    count: int
    distance_m: float
    total_ms: int


class TrackStore:
    """Reads and changes tracks."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return tracks_database(self._phone)

    def all(self, wanted: str = "") -> list[Track]:
        """Return the tracks with these words in name, description or category, newest first."""
        rows = self._database.rows("SELECT * FROM tracks ORDER BY starttime DESC, _id DESC")
        tracks = (_track(dict(row)) for row in rows)
        return [t for t in tracks if wanted.casefold() in f"{t.name}\n{t.description}\n{t.category}".casefold()]

    def get(self, ident: int) -> Track | None:
        """Return one track, or None."""
        rows = self._database.rows("SELECT * FROM tracks WHERE _id = ?", (ident,))
        return _track(dict(rows[0])) if rows else None

    def rename(self, track: Track, name: str, category: str, description: str) -> None:
        """Change what the user may write about a track."""
        values: dict[str, Value] = {"name": name, "category": category, "activity_type": category,
                                    "description": description}  # fmt: skip
        with self._database.transaction() as connection:
            update_rows(connection, "tracks", values, "_id = ?", (track.ident,))
        self._note("track_changed", replace(track, name=name))

    def set_times(self, track: Track) -> None:
        """Write when a track ended and how long it took."""
        values: dict[str, Value] = {"stoptime": track.stop_ms, "totaltime": track.total_ms}
        with self._database.transaction() as connection:
            update_rows(connection, "tracks", values, "_id = ?", (track.ident,))

    def add(self, track: Track) -> int:
        """Add a recorded track and return its number."""
        offset = self._phone.clock.local(track.start_ms).utcoffset()
        values: dict[str, Value] = {
            "name": track.name, "description": track.description, "category": track.category,
            "activity_type": track.category, "starttime": track.start_ms, "stoptime": track.stop_ms, "numpoints": 0,
            "totaldistance": track.distance_m, "totaltime": track.total_ms, "movingtime": track.moving_ms,
            "avgspeed": track.average_speed, "avgmovingspeed": track.moving_speed, "maxspeed": track.max_speed,
            "minelevation": track.low_m, "maxelevation": track.high_m, "elevationgain": track.gain_m, "icon": None,
            "uuid": uuid.UUID(int=self._phone.random.getrandbits(128)).bytes, "elevationloss": track.loss_m,
            "starttime_offset": int(offset.total_seconds()) if offset else 0,
        }  # fmt: skip
        with self._database.transaction() as connection:
            ident = insert_row(connection, "tracks", values)
        self._note("track_added", replace(track, ident=ident))
        return ident

    def delete(self, tracks: Iterable[Track]) -> None:
        """Delete tracks for good, with their points and markers."""
        for track in tracks:
            with self._database.transaction() as connection:
                connection.execute("DELETE FROM tracks WHERE _id = ?", (track.ident,))
                connection.execute("DELETE FROM trackpoints WHERE trackid = ?", (track.ident,))
                connection.execute("DELETE FROM markers WHERE trackid = ?", (track.ident,))
            self._note("track_deleted", track)

    def sums(self) -> list[Sum]:
        """Return what all tracks come to by category, the most frequent first."""
        found: dict[str, list[Track]] = {}
        for track in self.all():
            found.setdefault(track.category, []).append(track)
        sums = [
            Sum(name, len(group), sum(t.distance_m for t in group), sum(t.total_ms for t in group))
            for name, group in found.items()
        ]
        return sorted(sums, key=lambda each: (-each.count, each.category))

    def _note(self, kind: str, track: Track) -> None:
        self._phone.ledger.append(kind, name=track.name, track_id=track.ident, package=PACKAGE)


def tracks_database(phone: Phone) -> Database:
    """Return the app's database, made when it is missing."""
    return app_database(phone, PACKAGE, "database.db", _SCHEMA, version=36)


def _track(row: RowDict) -> Track:
    return Track(
        words(row, "name"), words(row, "description"), words(row, "category") or words(row, "activity_type"),
        number(row, "starttime"), number(row, "stoptime"), number(row, "totaltime"), number(row, "movingtime"),
        _real(row, "totaldistance"), _real(row, "maxspeed"), _real(row, "elevationgain"), _real(row, "elevationloss"),
        _real(row, "minelevation"), _real(row, "maxelevation"), number(row, "_id"),
    )  # fmt: skip


def _real(row: RowDict, name: str) -> float:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else 0.0

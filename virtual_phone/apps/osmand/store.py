"""What OsmAnd keeps: favorites and tracks as GPX files, map markers in a database.

Knows: the files, their XML, the table and its columns. Does not know: screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ...providers.database import Database, insert_row
from ...providers.media import ROOT
from ..app_data import app_database
from .places import Place

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "net.osmand"
FILES = f"{ROOT}/Android/data/{PACKAGE}/files"
FAVORITES = f"{FILES}/favorites/favorites.gpx"
TRACKS = f"{FILES}/tracks"
_GPX = "http://www.topografix.com/GPX/1/1"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS map_markers (marker_id TEXT PRIMARY KEY, marker_lat REAL, marker_lon REAL,
  marker_description TEXT, marker_active INTEGER, marker_added INTEGER, marker_visited INTEGER, group_name TEXT,
  group_key TEXT, marker_color INTEGER, marker_next_key TEXT, marker_disabled INTEGER, marker_selected INTEGER,
  marker_map_object_name TEXT, title TEXT);
"""
_COLORS = 7


@dataclass(frozen=True, slots=True)
class Track:
    """One saved track: its file's name without suffix, and its points (latitude, longitude) in degrees."""

    name: str
    points: tuple[tuple[float, float], ...]


class MapStore:
    """Reads and changes favorites, markers and tracks."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _markers(self) -> Database:
        return app_database(self._phone, PACKAGE, "map_markers_db", _SCHEMA, version=12)

    def open(self) -> None:
        """Make sure that the database and the folders exist."""
        _ = self._markers  # made by being asked for; sqlite is not started
        for folder in (FAVORITES.rpartition("/")[0], TRACKS):
            self._phone.fs.make_dirs(folder)
        self._phone.fs.make_dirs(f"/data/data/{PACKAGE}/files/backup")

    # ── favorites ──

    def favorites(self) -> list[Place]:
        """Return the favorites in the order of the file; a file that is no GPX has none."""
        root = self._read(FAVORITES)
        return [_place(point) for point in root.iterfind(f"{{{_GPX}}}wpt")] if root is not None else []

    def add_favorite(self, place: Place, name: str) -> None:
        """Append a favorite under a name."""
        root = self._read(FAVORITES)
        root = root if root is not None else _new_document("Favorites")
        point = ElementTree.SubElement(root, f"{{{_GPX}}}wpt", _degrees(place.latitude, place.longitude))
        ElementTree.SubElement(point, f"{{{_GPX}}}time").text = f"{self._phone.clock.now():%Y-%m-%dT%H:%M:%SZ}"
        ElementTree.SubElement(point, f"{{{_GPX}}}name").text = name
        self._write(FAVORITES, root)
        self._phone.ledger.append("favorite_added", app=PACKAGE, name=name)

    def remove_favorite(self, place: Place) -> None:
        """Remove a favorite by name and position."""
        root = self._read(FAVORITES)
        for point in list(root.iterfind(f"{{{_GPX}}}wpt")) if root is not None else ():
            if root is not None and _place(point) == place:
                root.remove(point)
        if root is not None:
            self._write(FAVORITES, root)

    # ── markers ──

    def markers(self) -> list[Place]:
        """Return the active markers, the newest first."""
        rows = self._markers.rows(
            "SELECT marker_map_object_name, marker_lat, marker_lon FROM map_markers WHERE marker_active = 1"
            " ORDER BY marker_added DESC, rowid DESC"
        )
        return [Place(str(row[0] or ""), float(row[1]), float(row[2]), "Marker") for row in rows]

    def add_marker(self, place: Place) -> None:
        """Put a marker at a place."""
        now = self._phone.clock.now_ms()
        with self._markers.transaction() as connection:
            count = int(connection.execute("SELECT COUNT(*) FROM map_markers").fetchone()[0])
            insert_row(connection, "map_markers", {
                "marker_id": f"{now}_{count}", "marker_lat": place.latitude, "marker_lon": place.longitude,
                "marker_description": f"point#{place.name}", "marker_active": 1, "marker_added": now,
                "marker_visited": 0, "group_name": "", "group_key": "", "marker_color": count % _COLORS,
                "marker_next_key": "", "marker_disabled": 0, "marker_selected": 0,
                "marker_map_object_name": place.name, "title": place.name,
            })  # fmt: skip
        self._phone.ledger.append("marker_added", app=PACKAGE, name=place.name)

    def remove_markers(self) -> None:
        """Remove all markers."""
        self._markers.write("DELETE FROM map_markers")

    # ── tracks ──

    def tracks(self) -> list[Track]:
        """Return the saved tracks by name."""
        fs = self._phone.fs
        names = sorted(fs.list_dir(TRACKS)) if fs.is_dir(TRACKS) else []
        found = []
        for name in names:
            root = self._read(f"{TRACKS}/{name}") if name.endswith(".gpx") else None
            if root is not None:
                points = tuple((_place(p).latitude, _place(p).longitude) for p in root.iter(f"{{{_GPX}}}trkpt"))
                found.append(Track(name.removesuffix(".gpx"), points))
        return found

    def save_track(self, name: str, places: Sequence[Place]) -> None:
        """Write places, in order, as a track of straight lines."""
        root = _new_document(name)
        track = ElementTree.SubElement(root, f"{{{_GPX}}}trk")
        ElementTree.SubElement(track, f"{{{_GPX}}}name").text = name
        segment = ElementTree.SubElement(track, f"{{{_GPX}}}trkseg")
        for place in places:
            ElementTree.SubElement(segment, f"{{{_GPX}}}trkpt", _degrees(place.latitude, place.longitude))
        self._write(f"{TRACKS}/{name}.gpx", root)
        self._phone.ledger.append("track_saved", app=PACKAGE, name=name)

    # ── files ──

    def _read(self, path: str) -> ElementTree.Element | None:
        node = self._phone.fs.find(path)
        if node is None or node.is_dir:
            return None
        try:
            return ElementTree.fromstring(node.content())
        except ElementTree.ParseError:
            return None

    def _write(self, path: str, root: ElementTree.Element) -> None:
        ElementTree.register_namespace("", _GPX)
        self._phone.fs.make_dirs(path.rpartition("/")[0])
        content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        self._phone.fs.write(path, content)


def _new_document(name: str) -> ElementTree.Element:
    root = ElementTree.Element(f"{{{_GPX}}}gpx", {"version": "1.1", "creator": "OsmAnd 4.6.13"})
    metadata = ElementTree.SubElement(root, f"{{{_GPX}}}metadata")
    ElementTree.SubElement(metadata, f"{{{_GPX}}}name").text = name
    return root


def _degrees(latitude: float, longitude: float) -> dict[str, str]:
    return {"lat": f"{latitude:.7f}", "lon": f"{longitude:.7f}"}


def _place(point: ElementTree.Element) -> Place:
    name = point.findtext(f"{{{_GPX}}}name") or ""
    return Place(name, float(point.get("lat") or 0), float(point.get("lon") or 0), "Favorite")

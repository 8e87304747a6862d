"""Walks through OsmAnd: a favorite, a map marker, and a track through several places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "net.osmand"
_FILES = f"/sdcard/Android/data/{PACKAGE}/files"
_FAVORITES = f"{_FILES}/favorites/favorites.gpx"
_TRACKS = f"{_FILES}/tracks"
_MARKERS = f"/data/data/{PACKAGE}/databases/map_markers_db"
_FIELD, _TITLE = f"{PACKAGE}:id/searchEditText", f"{PACKAGE}:id/title"
_NEAR = 0.001


def _search(screen: Screen, location: str) -> None:
    """Type a place or coordinates into the open search and take the first result."""
    name = location.partition(",")[0] if location[:1].isalpha() else location
    screen.type_into(name, resourceId=_FIELD)
    if location[:1].isalpha():
        screen.tap(resourceId=_TITLE, text=name)
    else:
        screen.tap(resourceId=_TITLE)


def _choose(screen: Screen, location: str) -> None:
    screen.open_app(PACKAGE)
    screen.tap(description="Search")
    _search(screen, location)


def _add_favorite(screen: Screen, params: Params) -> None:
    _choose(screen, params["location"])
    screen.tap(resourceId=f"{PACKAGE}:id/context_menu_fav_view")
    screen.tap(text="Save")
    screen.wait_gone(text="Save")


def _add_marker(screen: Screen, params: Params) -> None:
    _choose(screen, params["location"])
    screen.tap(resourceId=f"{PACKAGE}:id/context_menu_route_view")
    screen.wait(text="Edit marker")


def _save_track(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.tap(description="Plan a route")
    for location in params["waypoints"]:
        screen.tap(text="Add point")
        _search(screen, location)
    screen.tap(text="Save")
    screen.tap(resourceId="android:id/button1", text="Save")
    screen.wait(resourceId=f"{PACKAGE}:id/map_search_button")


def _prepare(access: PhoneAccess, params: Params) -> None:
    access.shell(f"am force-stop {PACKAGE}")
    access.shell(f"rm -rf {_FAVORITES} {_TRACKS}/* {_MARKERS}")


def _is_favorite(access: PhoneAccess, params: Params, answer: str | None) -> str:
    text = access.read_text(_FAVORITES) or ""
    name = params["location"].partition(",")[0]
    return "" if f">{name}<" in text else f"favorites: {text}"


def _is_marked(access: PhoneAccess, params: Params, answer: str | None) -> str:
    wanted = [float(word) for word in params["location"].split(",")]
    if not access.exists(_MARKERS):
        return "there are no markers"
    rows = access.rows(_MARKERS, "SELECT marker_lat, marker_lon FROM map_markers")
    near = any(_is_near([float(str(value)) for value in row], wanted) for row in rows)
    return "" if near else f"markers: {rows}"


def _is_tracked(access: PhoneAccess, params: Params, answer: str | None) -> str:
    found = []
    for name in access.files(_TRACKS):
        text = access.read_text(f"{_TRACKS}/{name}") or ""
        points = [[float(a), float(b)] for a, b in re.findall(r'<trkpt lat="([\d.]+)" lon="([\d.]+)"', text)]
        found.append(points)
        if len(points) == len(_POINTS) and all(map(_is_near, points, _POINTS)):
            return ""
    return f"tracks: {found}"


def _is_near(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))


_POINTS = ((47.1393, 9.5228), (47.1070, 9.5275), (47.1859, 9.5452))

WALKS = (
    Walk("OsmAndFavorite", "Add a favorite location marker for Vaduz, Liechtenstein in the OsmAnd maps app.",
         {"location": "Vaduz, Liechtenstein"}, _prepare, _add_favorite, _is_favorite),
    Walk("OsmAndMarker", "Add a location marker for 47.1421, 9.5215 in the OsmAnd maps app.",
         {"location": "47.1421, 9.5215"}, _prepare, _add_marker, _is_marked),
    Walk("OsmAndTrack", "Save a track with waypoints Vaduz, Liechtenstein, Triesen, Liechtenstein, Planken, "
         "Liechtenstein in the OsmAnd maps app in the same order as listed.",
         {"waypoints": ["Vaduz, Liechtenstein", "Triesen, Liechtenstein", "Planken, Liechtenstein"]},
         _prepare, _save_track, _is_tracked),
)  # fmt: skip

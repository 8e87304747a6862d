"""Claims about OsmAnd: searching, favorites, markers, tracks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.virtual_phone.apps.osmand.places import PLACES, coordinates, search
from ainos.virtual_phone.apps.osmand.store import FAVORITES, PACKAGE, TRACKS, MapStore

MAIN = f"{PACKAGE}/net.osmand.plus.activities.MapActivity"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_typed_coordinates_are_found_where_they_are(latitude, longitude):
    place = coordinates(f"{latitude:.6f}, {longitude:.6f}")
    assert place is not None
    assert abs(place.latitude - latitude) < 1e-5
    assert abs(place.longitude - longitude) < 1e-5


def test_a_place_is_found_by_its_beginning_and_nothing_else_is():
    assert [place.name for place in search("planken")] == ["Planken"]
    assert len(search("Liechtenstein")) == len(PLACES)
    assert search("91, 9") == search("Paris") == search("  ") == []


def test_favorites_outlive_a_file_that_was_rewritten_or_broken(aw_hand):
    store = MapStore(aw_hand.phone)
    aw_hand.start(MAIN).tap(desc="Search").type("vaduz", id="searchEditText").tap(text="Vaduz")
    aw_hand.tap(text="Add").tap(text="Save")
    assert [place.name for place in store.favorites()] == ["Vaduz"]
    content = aw_hand.phone.fs.read(FAVORITES).replace(b"xmlns=", b"xmlns:ns0=").replace(b"<", b"<ns0:")
    aw_hand.phone.fs.write(FAVORITES, content.replace(b"<ns0:?", b"<?").replace(b"<ns0:/", b"</ns0:"))
    assert [place.name for place in store.favorites()] == ["Vaduz"]
    aw_hand.phone.fs.write(FAVORITES, b"<gpx")
    assert store.favorites() == []
    store.add_favorite(PLACES[0], "Castle")
    assert [place.name for place in store.favorites()] == ["Castle"]


def test_a_marker_is_set_once(aw_hand):
    aw_hand.start(MAIN).tap(desc="Search").type("47.1, 9.5", id="searchEditText").tap(id="title")
    aw_hand.tap(text="Marker").tap(text="Edit marker")
    (marker,) = MapStore(aw_hand.phone).markers()
    assert (marker.latitude, marker.longitude) == (47.1, 9.5)
    assert "Map markers" in aw_hand.texts()


def test_a_route_is_saved_as_a_track_in_its_order(aw_hand):
    aw_hand.start(MAIN).tap(desc="Plan a route")
    for name in ("Vaduz", "Balzers"):
        aw_hand.tap(text="Add point").type(name, id="searchEditText").tap(id="title")
    aw_hand.tap(text="Save").tap(id="button1")
    (track,) = MapStore(aw_hand.phone).tracks()
    assert track.name == "Vaduz to Balzers"
    assert [round(latitude, 2) for latitude, _ in track.points] == [47.14, 47.07]
    assert aw_hand.phone.fs.exists(f"{TRACKS}/Vaduz to Balzers.gpx")


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("geo:47.1,9.5", "47.10000, 9.50000"),
        ("geo:47.1,9.5?q=Vaduz", "Vaduz"),
        ("geo:0,0?q=47.2,9.55(Picnic)", "Picnic"),
    ],
)
def test_a_geo_address_shows_its_place(aw_hand, uri, shown):
    aw_hand.start(action="android.intent.action.VIEW", data=uri)
    assert aw_hand.phone.activities.resumed.package == PACKAGE
    assert shown in aw_hand.texts()

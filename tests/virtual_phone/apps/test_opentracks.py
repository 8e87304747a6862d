"""Claims about OpenTracks: what the list and a track's statistics say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ainos.virtual_phone.apps.opentracks import MANIFEST
from ainos.virtual_phone.apps.opentracks.look import distance_parts, span_words
from ainos.virtual_phone.apps.opentracks.store import Track, TrackStore

MAIN = "de.dennisguse.opentracks/.TrackListActivity"


@pytest.fixture
def hand(hand):
    """A phone with this app and three tracks, on Sunday 2023-10-15, 15:34 UTC."""
    phone = hand.phone
    phone.packages.install(MANIFEST)
    phone.set_timezone("UTC")
    phone.clock.set(int(datetime(2023, 10, 15, 15, 34, tzinfo=UTC).timestamp()) * 1000)
    phone.settings.put("system", "time_12_24", "24")
    tracks = (
        ("Slow day", "running", 12, 90, 5.25),
        ("Laps", "swimming", 13, 40, 0.3),
        ("Quick one", "running", 14, 20, 2),
    )
    for name, category, day, minutes, miles in tracks:
        start = int(datetime(2023, 10, day, 8, 15, tzinfo=UTC).timestamp()) * 1000
        span = minutes * 60_000
        TrackStore(phone).add(Track(name, "With friends.", category, start, start + span, span, span, miles * 1609.344))
    return hand.start(MAIN)


def names(hand):
    return [node["text"] for node in hand.nodes() if node["resource-id"].endswith("/track_list_item_name")]


def test_list_says_what_when_how_long_and_how_far_newest_first(hand):
    assert names(hand) == ["Quick one", "Laps", "Slow day"]
    assert {"1:30:00", "5.25 mi", "running • With friends.", "Thu, Oct 12", "08:15", "1584 ft"} <= set(hand.texts())


def test_track_shows_its_statistics(hand):
    hand.tap(text="Slow day")
    assert hand.find(id="stats_distance_value")["text"] == "5.25"
    assert hand.find(id="stats_average_speed_value")["text"] == "3.5"
    assert {"Thursday, October 12, 2023", "08:15 – 09:45", "running"} <= set(hand.texts())


def test_sums_are_by_activity(hand):
    hand.tap(id="track_list_aggregated_stats")
    assert {"2 tracks", "7.25 mi", "1:50:00", "1 track"} <= set(hand.texts())


def test_search_looks_at_the_activity_too(hand):
    hand.tap(id="track_list_search").type("swim", id="search_src_text")
    assert names(hand) == ["Laps"]


def test_track_is_renamed_and_deleted_after_a_question(hand):
    hand.tap(text="Laps").tap(id="track_detail_edit").type("hiking", id="fields_track_edit_activity_type")
    hand.tap(id="track_edit_save")
    assert "hiking" in (hand.find(id="stats_activity_type") or {"text": ""})["text"]
    hand.tap(id="track_detail_delete").tap(text="No").tap(id="track_detail_delete").tap(text="Yes")
    assert names(hand) == ["Quick one", "Slow day"]


def test_chosen_tracks_are_deleted_together(hand):
    hand.hold(text="Laps").tap(text="Slow day").tap(id="list_context_menu_delete").tap(text="Yes")
    assert names(hand) == ["Quick one"]


def test_recording_keeps_the_time_and_asks_what_it_was(hand):
    hand.tap(id="track_list_fab_action").tap(id="track_recording_fab_action")
    hand.phone.clock.advance(25 * 60_000)
    hand.phone.activities.force_stop("de.dennisguse.opentracks")
    hand.start(MAIN).tap(desc="Show recording").hold(id="track_recording_fab_action")
    hand.phone.clock.advance(60 * 60_000)
    hand.tap(id="resume_button")
    hand.phone.clock.advance(5 * 60_000)
    hand.hold(id="track_recording_fab_action").type("rowing", id="fields_track_edit_activity_type")
    hand.back().tap(id="finish_button")
    track = TrackStore(hand.phone).all()[0]
    assert (track.category, track.total_ms // 60_000, track.distance_m) == ("rowing", 30, 0)
    assert hand.find(desc="Record")


def test_discarded_recording_leaves_nothing(hand):
    before = names(hand)
    hand.tap(id="track_list_fab_action").hold(id="track_recording_fab_action").tap(id="discard_button").tap(text="Yes")
    assert names(hand) == before


@pytest.mark.parametrize(("metres", "shown"), [(97, ("318", "ft")), (804, ("2638", "ft")), (805, ("0.50", "mi"))])
def test_short_distances_are_in_feet(metres, shown):
    assert distance_parts(metres) == shown


def test_times_have_hours_only_when_there_are_any():
    assert (span_words(0), span_words(3_599_000), span_words(3_600_000)) == ("00:00", "59:59", "1:00:00")

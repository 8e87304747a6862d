"""Claims about Audio Recorder."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.audio_recorder import MANIFEST
from ainos.virtual_phone.apps.audio_recorder.recordings import FOLDER, PACKAGE
from ainos.virtual_phone.providers.mp4 import length_ms

MAIN = f"{PACKAGE}/.app.main.MainActivity"


@pytest.fixture
def hand(hand):
    hand.phone.packages.install(MANIFEST)
    return hand.start(MAIN).tap(text="Get started").tap(text="Apply")


def record(hand, ms: int):
    hand.tap(id="btn_record")
    hand.phone.clock.advance(ms)
    hand.phone.windows.invalidate()
    return hand.tap(id="btn_record_stop")


def files(hand) -> list[str]:
    return list(hand.phone.fs.list_dir(FOLDER))


def test_a_recording_is_kept_under_the_name_that_is_typed_and_is_as_long_as_it_took(hand):
    record(hand, 3000)
    hand.phone.windows.clear_text()
    hand.phone.windows.text("talk.m4a")
    hand.tap(text="Save")
    assert files(hand) == ["talk.m4a.m4a"]
    assert length_ms(hand.phone.fs.read(f"{FOLDER}/talk.m4a.m4a")) == pytest.approx(3000, abs=500)
    assert hand.tap(id="btn_records_list").find(text="talk.m4a") is not None


def test_without_a_name_recordings_are_numbered_and_a_taken_name_is_refused(hand):
    record(hand, 1000).tap(text="Cancel")
    record(hand, 1000)
    hand.phone.windows.clear_text()
    hand.phone.windows.text("Record-1")
    hand.tap(text="Save")
    assert hand.phone.windows.last_toast == "A file with this name already exists"
    hand.tap(text="Cancel")
    assert files(hand) == ["Record-1.m4a", "Record-2.m4a"]


def test_a_pause_is_not_in_the_recording_and_a_dropped_one_leaves_nothing(hand):
    hand.tap(id="btn_record")
    hand.phone.clock.advance(2000)
    hand.tap(desc="Pause")
    hand.phone.clock.advance(60_000)
    hand.tap(id="btn_record_stop").tap(text="Save")
    assert length_ms(hand.phone.fs.read(f"{FOLDER}/Record-1.m4a")) < 4000
    hand.tap(id="btn_record").tap(id="btn_record_delete").tap(text="Yes")
    assert files(hand) == ["Record-1.m4a"]


def test_a_stopped_app_loses_what_it_was_recording(hand):
    hand.tap(id="btn_record")
    hand.phone.activities.force_stop(PACKAGE)
    assert hand.start(MAIN).find(desc="Record") is not None
    assert files(hand) == []

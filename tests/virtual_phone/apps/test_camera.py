"""Claims about the camera."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ainos.virtual_phone.apps import APP_SETS
from ainos.virtual_phone.apps.camera.scene import inside, outside
from ainos.virtual_phone.apps.camera.screens import PACKAGE
from ainos.virtual_phone.providers.mp4 import length_ms

MAIN = f"{PACKAGE}/com.android.camera.CameraLauncher"
IMAGES, VIDEOS = "content://media/external/images/media", "content://media/external/video/media"


@pytest.fixture
def hand(monkeypatch, request):
    monkeypatch.setitem(APP_SETS, "androidworld", ("camera",))
    return request.getfixturevalue("aw_hand").start(MAIN)


def test_the_shutter_keeps_a_picture_of_the_scene_that_the_media_store_lists(hand):
    before = set(hand.rows(IMAGES, "_data"))
    hand.tap(desc="Shutter").tap(desc="Shutter")
    new = sorted(set(hand.rows(IMAGES, "_data")) - before)
    assert len(new) == 2, "two photos of one second have two names"
    assert new[0].startswith("/storage/emulated/0/Pictures/IMG_20260316_0900")
    shown = Image.open(io.BytesIO(hand.phone.fs.read(new[0])))
    assert (shown.format, shown.size) == ("JPEG", (1080, 1440))


def test_a_video_is_as_long_as_it_was_recorded(hand):
    hand.phone.windows.swipe(100, 1200, 900, 1200, 300)
    hand.tap(text="Video").tap(desc="Shutter")
    hand.phone.clock.advance(5000)
    hand.phone.windows.invalidate()
    assert hand.find(text="00:05", id="recording_time") is not None
    hand.tap(desc="Shutter")
    (path,) = hand.rows(VIDEOS, "_data")
    assert length_ms(hand.phone.fs.read(path)) == pytest.approx(5000, abs=600)


def test_leaving_the_camera_keeps_the_video(hand):
    hand.tap(desc="Mode list").tap(text="Video").tap(desc="Shutter")
    hand.phone.windows.home()
    assert len(hand.rows(VIDEOS, "_data")) == 1


def test_the_scene_follows_the_hours_and_the_front_camera_sees_another():
    day, night = (outside(90, 160, hour * 3600) for hour in (12, 1))
    assert sum(day.getpixel((45, 5))) > sum(night.getpixel((45, 5))) + 200
    assert inside(90, 160).tobytes() != day.tobytes()


@pytest.mark.parametrize("key", [24, 27], ids=["volume", "camera"])
def test_hardware_keys_take_a_picture_and_leave_the_volume_alone(hand, key):
    before, volume = len(hand.rows(IMAGES, "_data")), hand.phone.audio.volume(3)
    hand.phone.windows.key(key)
    assert (len(hand.rows(IMAGES, "_data")), hand.phone.audio.volume(3)) == (before + 1, volume)
    hand.phone.windows.home()
    hand.phone.windows.key(24)
    assert hand.phone.audio.volume(3) == volume + 1


def test_a_picture_for_another_app_is_taken_over_or_handed_over(hand):
    path = "/storage/emulated/0/Download/asked.jpg"
    hand.start(action="android.media.action.IMAGE_CAPTURE", extras={"output": f"file://{path}"})
    hand.tap(desc="Shutter").tap(desc="Retake").tap(desc="Shutter")
    assert not hand.phone.fs.exists(path)
    hand.tap(desc="Done")
    assert Image.open(io.BytesIO(hand.phone.fs.read(path))).size == (1080, 1440)
    assert hand.find(desc="Done") is None


def test_a_picture_in_landscape_is_wide(hand):
    hand.phone.settings.put("system", "user_rotation", "1")
    before = set(hand.rows(IMAGES, "_data"))
    hand.tap(desc="Shutter")
    (path,) = set(hand.rows(IMAGES, "_data")) - before
    assert Image.open(io.BytesIO(hand.phone.fs.read(path))).size == (1440, 1080)

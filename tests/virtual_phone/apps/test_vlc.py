"""Claims about VLC: videos of the storage, playlists in order, the player."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from ainos.virtual_phone.apps.vlc.store import PACKAGE, VIDEOS, VideoStore
from ainos.virtual_phone.providers.mp4 import film

MAIN = f"{PACKAGE}/.gui.MainActivity"


def test_videos_are_added_in_order_to_a_new_and_to_an_old_playlist(aw_hand):
    for name in ("b.mp4", "a.mp4"):
        aw_hand.phone.fs.write(f"{VIDEOS}/{name}", b"video")
    aw_hand.start(MAIN).hold(text="b.mp4").tap(text="a.mp4").tap(desc="Add to playlist")
    aw_hand.type("Mine", id="dialog_playlist_name").tap(id="dialog_playlist_save")
    aw_hand.tap(id="item_more").tap(text="Add to playlist").tap(text="Mine")
    store = VideoStore(aw_hand.phone)
    (playlist,) = store.playlists()
    assert [video.name for video in store.playlist_videos(playlist.ident)] == ["b.mp4", "a.mp4", "a.mp4"]


def test_the_player_says_when_nothing_can_move(aw_hand, monkeypatch):
    monkeypatch.setattr("ainos.virtual_phone.apps.vlc.frames.can_decode", lambda: False)
    monkeypatch.setattr("ainos.virtual_phone.apps.vlc.player.can_decode", lambda: False)
    aw_hand.phone.fs.write(f"{VIDEOS}/clip.mp4", b"video")
    aw_hand.start(MAIN).tap(text="clip.mp4")
    assert {"This phone cannot show moving pictures.", "clip.mp4"} <= set(aw_hand.texts())


def test_the_player_shows_the_picture_of_the_moment(aw_hand):
    pytest.importorskip("av")
    aw_hand.phone.fs.write(f"{VIDEOS}/clip.mp4", film([_jpeg("red"), _jpeg("blue")], 4000, 64, 64))
    aw_hand.start(MAIN).tap(text="clip.mp4")
    colors = []
    for ms in (1000, 4000):
        aw_hand.phone.clock.advance(ms)
        colors.append(aw_hand.phone.windows.screenshot().convert("RGB").getpixel((540, 1100)))
    assert colors[0][0] > 200 > 50 > colors[0][2]
    assert colors[1][2] > 200 > 50 > colors[1][0]
    aw_hand.tap(desc="Pause")
    aw_hand.phone.clock.advance(60_000)
    assert "0:05" in aw_hand.texts()
    assert "Play" in aw_hand.texts()


def _jpeg(color: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (64, 64), color).save(stream, "JPEG")
    return stream.getvalue()

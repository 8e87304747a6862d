"""Claims about Retro Music: songs and their tags, playlists, the queue, export."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.evals.walks.retro_music import _mp3, choose_songs
from ainos.virtual_phone.apps.retro_music.store import PACKAGE, MusicStore
from ainos.virtual_phone.apps.retro_music.tags import Tags, read_tags

MAIN = f"{PACKAGE}/.activities.MainActivity"


@pytest.fixture
def player(aw_hand):
    for number, title in enumerate(("Amber", "Beryl", "Coral")):
        aw_hand.phone.fs.write(f"/sdcard/Music/{title}.mp3", _mp3(title, 60_000 * (number + 1)))
    return aw_hand.start(MAIN)


def test_tags_tell_title_and_length():
    tags = read_tags(_mp3("Süß & Señor", 185_000))
    assert tags.title == "Süß & Señor"
    assert abs(tags.duration_ms - 185_000) < 30


@given(st.binary(max_size=300))
def test_no_bytes_break_the_tag_reader(junk):
    for content in (junk, b"ID3\x04\x00\x00\x00\x00\x01\x00" + junk, b"\xff\xfb\x90\xc0" + junk):
        assert isinstance(read_tags(content), Tags)


def test_a_song_goes_into_a_new_playlist_once(player):
    for _ in range(2):
        player.tap(id="menu").tap(text="Add to playlist")
        if player.find(text="Mine") is None:
            player.tap(text="New playlist").type("Mine", id="actionNewPlaylist").tap(text="Create")
        else:
            player.tap(text="Mine")
    store = MusicStore(player.phone)
    (playlist,) = store.playlists()
    assert [song.title for song in store.playlist_songs(playlist.ident)] == ["Amber"]


def test_the_queue_keeps_its_order_and_a_deleted_database_comes_back(player):
    player.tap(id="menu").tap(text="Add to playing queue")
    store = MusicStore(player.phone)
    assert [song.title for song in store.queue()] == ["Amber"]
    player.phone.fs.remove(f"/data/data/{PACKAGE}/databases/music_playback_state.db")
    assert store.queue() == []


def test_a_playlist_is_exported_where_the_user_wants_it(player):
    store = MusicStore(player.phone)
    store.create("Mine", store.songs()[:2])
    player.tap(desc="Playlists").tap(id="menu").tap(text="Save as file").tap(text="SAVE")
    lines = player.phone.fs.read("/sdcard/Download/Mine.m3u").decode().splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[2].endswith("/Music/Amber.mp3")


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(60, 900), min_size=4, max_size=12))
def test_chosen_songs_fill_the_wished_time(lengths):
    wished = sum(lengths.values()) // 2
    try:
        chosen = choose_songs(lengths, wished - 450, wished + 450)
    except ValueError:
        return
    assert abs(sum(lengths[title] for title in chosen) - wished) <= 450

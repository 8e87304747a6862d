"""Walks through Retro Music: playlists, the playing queue, a playlist of a certain length, an exported playlist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "code.name.monkey.retromusic"
_DATABASES = f"/data/data/{PACKAGE}/databases"
_LIST = {"resourceId": f"{PACKAGE}:id/recycler_view"}
_TITLE = f"{PACKAGE}:id/title"
_MENU = f"{PACKAGE}:id/menu"
_SHORTEST_S, _LONGEST_S = 45 * 60, 50 * 60
_LENGTHS_MS = {
    "Amber Road": 600_000, "Blue Lantern": 660_000, "Copper Sky": 720_000, "Dew": 540_000, "Ember": 330_000,
    "Fern": 150_000,
}  # fmt: skip
"""Songs of the example: some of them last 45 to 50 minutes together."""


def _titles(params: Params) -> list[str]:
    return [PurePosixPath(name).stem for name in params["files"]]


def _open_menu(screen: Screen, title: str) -> None:
    """Open the menu behind the dots right of a song."""
    screen.scroll_to(within=_LIST, resourceId=_TITLE, text=title)
    screen.device(resourceId=_TITLE, text=title).right(resourceId=_MENU).click()


def _make_playlist(screen: Screen, name: str, titles: Sequence[str]) -> None:
    """Put songs, in order, into a playlist that is made with the first of them."""
    screen.open_app(PACKAGE)
    for place, title in enumerate(titles):
        _open_menu(screen, title)
        screen.tap(text="Add to playlist")
        if place:
            screen.scroll_to(text=name)
            screen.tap(text=name)
        else:
            screen.tap(text="New playlist")
            screen.type_into(name, className="android.widget.EditText")
            screen.tap(text="Create")
        screen.wait_gone(text="Add to playlist")


def _create(screen: Screen, params: Params) -> None:
    _make_playlist(screen, params["playlist_name"], _titles(params))


def _queue(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    for title in _titles(params):
        _open_menu(screen, title)
        screen.tap(text="Add to playing queue")


def _save(screen: Screen, params: Params) -> None:
    _create(screen, params)
    screen.tap(description="Playlists")
    _open_menu(screen, params["playlist_name"])
    screen.tap(text="Save as file")
    if not screen.exists(text="Download", selected=True):
        screen.device(resourceIdMatches=".*:id/horizontal_breadcrumb").child(instance=0).click()
        screen.tap(text="Download")
    screen.tap(resourceId="android:id/button1")
    screen.wait_gone(resourceId="android:id/button1")


def _last_minutes(screen: Screen, params: Params) -> None:
    """Look up how long every song is, choose some that make 45 to 50 minutes, and put them into a playlist."""
    screen.open_app(PACKAGE)
    titles = screen.collect(lambda: screen.texts(resourceId=_TITLE), within=_LIST)
    lengths = {title: _length_s(screen, title) for title in titles}
    _make_playlist(screen, params["playlist_name"], choose_songs(lengths, _SHORTEST_S, _LONGEST_S))


def _length_s(screen: Screen, title: str) -> int:
    _open_menu(screen, title)
    screen.tap(text="Details")
    words = screen.text_of(textStartsWith="Track length:")
    screen.tap(text="OK")
    seconds = 0
    for number in re.findall(r"\d+", words):
        seconds = seconds * 60 + int(number)
    return seconds


def choose_songs(lengths: dict[str, int], shortest: int, longest: int) -> list[str]:
    """Return titles whose lengths (seconds) add up to the middle of a range, or as near to it as can be.

    Raises:
        ValueError: No choice lies in the range.
    """
    middle = (shortest + longest) // 2
    sums: dict[int, list[str]] = {0: []}
    for title, length in lengths.items():
        for total, chosen in list(sums.items()):
            if total + length <= longest:
                sums.setdefault(total + length, [*chosen, title])
    best = min(sums, key=lambda total: abs(total - middle))
    if not shortest <= best <= longest:
        raise ValueError(f"no songs last {shortest} to {longest} s together: {lengths}")
    return sums[best]


# ── the example's songs ──


def _mp3(title: str, length_ms: int) -> bytes:
    """Make a sound file that is a tag and the header of its first frame, which tells how many frames there are."""
    words = b"\x03" + title.encode()
    frame = b"TIT2" + len(words).to_bytes(4, "big") + b"\x00\x00" + words
    header = bytes((0xFF, 0xFB, 0x90, 0xC0)) + bytes(17) + b"Xing" + (1).to_bytes(4, "big")
    tag = b"ID3\x04\x00\x00" + len(frame).to_bytes(4, "big") + frame
    return tag + header + (length_ms * 44100 // 1000 // 1152).to_bytes(4, "big") + bytes(64)


def _prepare(access: PhoneAccess, params: Params) -> None:
    access.shell(f"am force-stop {PACKAGE}")
    access.shell("rm -rf /sdcard/Music/* /sdcard/Download/*")
    access.shell(f"rm -rf {_DATABASES}/*")
    for name in (*params["files"], *params["noise_files"]):
        title = PurePosixPath(name).stem
        access.write(f"/sdcard/Music/{name}", _mp3(title, _LENGTHS_MS.get(title, 180_000)))
    access.shell("am broadcast -a android.intent.action.MEDIA_SCANNER_SCAN_FILE -d file:///sdcard/Music")


def _playlist(access: PhoneAccess, name: str) -> list[tuple[str, int]]:
    """Return titles and lengths in ms of a playlist, in its order."""
    rows = access.rows(
        f"{_DATABASES}/playlist.db",
        "SELECT title, duration FROM SongEntity JOIN PlaylistEntity ON playlist_id = playlist_creator_id"
        " WHERE playlist_name = ? ORDER BY song_key",
        (name,),
    )
    return [(str(title), int(str(duration))) for title, duration in rows]


def _is_created(access: PhoneAccess, params: Params, answer: str | None) -> str:
    found = [title for title, _ in _playlist(access, params["playlist_name"])]
    return "" if found == _titles(params) else f"in the playlist: {found}"


def _is_queued(access: PhoneAccess, params: Params, answer: str | None) -> str:
    rows = access.rows(f"{_DATABASES}/music_playback_state.db", "SELECT title FROM playing_queue ORDER BY rowid")
    found = [row[0] for row in rows]
    return "" if found == _titles(params) else f"in the queue: {found}"


def _is_saved(access: PhoneAccess, params: Params, answer: str | None) -> str:
    wrong = _is_created(access, params, answer)
    path = f"/sdcard/Download/{params['playlist_name']}.m3u"
    return wrong or ("" if access.exists(path) else f"in Download: {access.files('/sdcard/Download')}")


def _is_long_enough(access: PhoneAccess, params: Params, answer: str | None) -> str:
    total = sum(duration for _, duration in _playlist(access, params["playlist_name"])) // 1000
    return "" if _SHORTEST_S <= total <= _LONGEST_S else f"the playlist lasts {total} s"


_FILES = {"files": ["Copper Sky.mp3", "Amber Road.mp3"], "noise_files": ["Blue Lantern.mp3", "Dew.mp3"]}
_PARAMS = {"playlist_name": "Rainy Day Mix 12", **_FILES}
_IN_ORDER = "with the following songs, in order: Copper Sky, Amber Road"

WALKS = (
    Walk("RetroCreatePlaylist", f'Create a playlist in Retro Music titled "Rainy Day Mix 12" {_IN_ORDER}', _PARAMS,
         _prepare, _create, _is_created),
    Walk("RetroPlayingQueue", "Add the following songs, in order, Copper Sky, Amber Road to my playing queue in Retro "
         "music.", _PARAMS, _prepare, _queue, _is_queued),
    Walk("RetroSavePlaylist", f'Create a playlist in Retro Music titled "Rainy Day Mix 12" {_IN_ORDER}. Then export '
         "the playlist to the Downloads directory on the device.", _PARAMS, _prepare, _save, _is_saved),
    Walk("RetroPlaylistDuration", 'Create a playlist in Retro Music titled "Long Drive 3" with a duration between 45 '
         "and 50 minutes using the provided songs.",
         {"playlist_name": "Long Drive 3", "files": [f"{title}.mp3" for title in _LENGTHS_MS], "noise_files": []},
         _prepare, _last_minutes, _is_long_enough),
)  # fmt: skip

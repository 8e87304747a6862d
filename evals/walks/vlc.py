"""Walks through VLC: one playlist of videos in a given order, and two of them."""

from __future__ import annotations

from collections.abc import Sequence

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "org.videolan.vlc"
_DATABASE = f"/data/data/{PACKAGE}/app_db/vlc_media.db"
_FOLDER = "/sdcard/VLCVideos"
_LIST = {"resourceId": f"{PACKAGE}:id/video_list"}
_TITLE, _MORE = f"{PACKAGE}:id/ml_item_title", f"{PACKAGE}:id/item_more"
_NAME, _SAVE = f"{PACKAGE}:id/dialog_playlist_name", f"{PACKAGE}:id/dialog_playlist_save"


def _make_playlist(screen: Screen, name: str, files: Sequence[str]) -> None:
    screen.open_app(PACKAGE)
    screen.tap(description="Browse")
    screen.tap(text="VLCVideos")
    for place, file in enumerate(files):
        screen.scroll_to(within=_LIST, resourceId=_TITLE, text=file)
        screen.device(resourceId=_TITLE, text=file).right(resourceId=_MORE).click()
        screen.tap(text="Add to playlist")
        if place:
            screen.scroll_to(text=name)
            screen.tap(text=name)
        else:
            screen.type_into(name, resourceId=_NAME)
            screen.tap(resourceId=_SAVE)
        screen.wait_gone(resourceId=_SAVE)


def _create_one(screen: Screen, params: Params) -> None:
    _make_playlist(screen, params["playlist_name"], params["files"])


def _create_two(screen: Screen, params: Params) -> None:
    for number in "12":
        _make_playlist(screen, params[f"playlist_name{number}"], params[f"files{number}"])


def _prepare(access: PhoneAccess, params: Params) -> None:
    access.shell(f"am force-stop {PACKAGE}")
    access.shell(f"rm -rf {_FOLDER}/* {_DATABASE}")
    names = [name for key, files in params.items() if "files" in key for name in files]
    for name in names:
        access.write(f"{_FOLDER}/{name}", name)


def _is_playlist(access: PhoneAccess, name: str, files: Sequence[str]) -> str:
    if not access.exists(_DATABASE):
        return "there is no media library"
    rows = access.rows(
        _DATABASE,
        "SELECT filename, position FROM Playlist JOIN PlaylistMediaRelation ON playlist_id = id_playlist"
        " JOIN Media ON id_media = media_id WHERE name = ? ORDER BY position",
        (name,),
    )
    return "" if rows == [(file, at) for at, file in enumerate(files)] else f"in {name}: {rows}"


def _is_one(access: PhoneAccess, params: Params, answer: str | None) -> str:
    return _is_playlist(access, params["playlist_name"], params["files"])


def _are_two(access: PhoneAccess, params: Params, answer: str | None) -> str:
    wrong = (_is_playlist(access, params[f"playlist_name{n}"], params[f"files{n}"]) for n in "12")
    return "; ".join(filter(None, wrong))


WALKS = (
    Walk("VlcCreatePlaylist", 'Create a playlist titled "Road Trips Series" with the following files in VLC (located '
         "in Internal Memory/VLCVideos), in order: scene_7_HD.mp4, clip_3_raw.mp4",
         {"playlist_name": "Road Trips Series", "files": ["scene_7_HD.mp4", "clip_3_raw.mp4"],
          "noise_files": ["episode_1_4K.mp4", "moment_20_.mp4"]},
         _prepare, _create_one, _is_one),
    Walk("VlcCreateTwoPlaylists", 'Create a playlist titled "Comedy Specials" with the following files in VLC (located '
         'in Internal Memory/VLCVideos), in order: clip_9_.mp4, scene_2_HD.mp4. And then, create a playlist titled '
         '"Travel Guide Favorites" with the following files in VLC, in order: scene_4_.mp4, moment_5_raw.mp4.',
         {"playlist_name1": "Comedy Specials", "files1": ["clip_9_.mp4", "scene_2_HD.mp4"], "noise_files1": [],
          "playlist_name2": "Travel Guide Favorites", "files2": ["scene_4_.mp4", "moment_5_raw.mp4"],
          "noise_files2": ["footage_8_export.mp4"]},
         _prepare, _create_two, _are_two),
)  # fmt: skip

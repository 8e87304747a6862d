"""Walks through the Files app: delete a file, move a file into another folder."""

from __future__ import annotations

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.google.android.documentsui"
_LIST = {"resourceId": f"{PACKAGE}:id/dir_list"}
_STORAGE = "/sdcard"


def open_folder(screen: Screen, folder: str) -> None:
    """Open the Files app in a folder of the top of shared storage."""
    screen.open_app(PACKAGE)
    _enter(screen, folder)


def _enter(screen: Screen, folder: str) -> None:
    screen.scroll_to(within=_LIST, text=folder)
    screen.tap(text=folder)


def _choose(screen: Screen, name: str) -> None:
    screen.scroll_to(within=_LIST, text=name)
    screen.long_tap(text=name)


def _delete(screen: Screen, params: Params) -> None:
    open_folder(screen, params["subfolder"])
    _choose(screen, params["file_name"])
    screen.tap(description="Delete")
    screen.tap(text="Delete")
    screen.wait_gone(text=params["file_name"])


def _move(screen: Screen, params: Params) -> None:
    open_folder(screen, params["source_folder"])
    _choose(screen, params["file_name"])
    screen.tap(description="More options")
    screen.tap(text="Move to…")
    _enter(screen, params["destination_folder"])
    screen.tap(resourceId="android:id/button1", text="Move")
    screen.wait_gone(resourceId="android:id/button1")


def _prepare_delete(access: PhoneAccess, params: Params) -> None:
    for name in (params["file_name"], *params["noise_candidates"]):
        access.write(f"{_STORAGE}/{params['subfolder']}/{name}", "")


def _prepare_move(access: PhoneAccess, params: Params) -> None:
    access.shell(f"mkdir -p {_STORAGE}/{params['destination_folder']}")
    for name in (params["file_name"], *params["noise_candidates"]):
        access.write(f"{_STORAGE}/{params['source_folder']}/{name}", "")


def _is_deleted(access: PhoneAccess, params: Params, answer: str | None) -> str:
    left = access.files(f"{_STORAGE}/{params['subfolder']}")
    wanted = sorted(params["noise_candidates"])
    others = [name for name in wanted if name not in left]
    return f"there is: {left}" if params["file_name"] in left else f"gone as well: {others}" if others else ""


def _is_moved(access: PhoneAccess, params: Params, answer: str | None) -> str:
    source = access.files(f"{_STORAGE}/{params['source_folder']}")
    target = access.files(f"{_STORAGE}/{params['destination_folder']}")
    moved = params["file_name"] in target and params["file_name"] not in source
    return "" if moved else f"source: {source}, destination: {target}"


WALKS = (
    Walk("FilesDeleteFile", "Delete the file lazy_panda.mp3 from the Android filesystem located in the Podcasts folder "
         "within the sdk_gphone_x86_64 storage area.",
         {"file_name": "lazy_panda.mp3", "subfolder": "Podcasts",
          "noise_candidates": ["tech_talk_12.mp3", "history_hour_3.mp3", "news_digest.mp3"]},
         _prepare_delete, _delete, _is_deleted),
    Walk("FilesMoveFile", "Move the file holiday_photos.jpg from DCIM within the sdk_gphone_x86_64 storage area to the "
         "Ringtones within the same sdk_gphone_x86_64 storage area in the Android filesystem.",
         {"file_name": "holiday_photos.jpg", "source_folder": "DCIM", "destination_folder": "Ringtones",
          "noise_candidates": ["camera_1.jpg", "camera_2.jpg"]},
         _prepare_move, _move, _is_moved),
)  # fmt: skip

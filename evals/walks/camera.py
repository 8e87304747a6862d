"""Walks through the camera: one photo, one video."""

from __future__ import annotations

from .access import PhoneAccess
from .screen import Screen, ScreenError
from .walk import Params, Walk

PACKAGE = "com.android.camera2"
_ID = f"{PACKAGE}:id/"
_PHOTOS, _VIDEOS = "/sdcard/Pictures", "/sdcard/Movies"


def _take_photo(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.tap(resourceId=f"{_ID}shutter_button")
    screen.find(resourceId=f"{_ID}rounded_thumbnail_view")


def _take_video(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.find(resourceId=f"{_ID}shutter_button")
    screen.device.swipe(0.1, 0.5, 0.9, 0.5)
    screen.tap(text="Video")
    screen.tap(resourceId=f"{_ID}shutter_button")
    if not screen.wait(resourceId=f"{_ID}recording_time", text="00:01"):
        raise ScreenError(f"the recording does not run; on the screen: {screen.words()}")
    screen.tap(resourceId=f"{_ID}shutter_button")
    screen.find(resourceId=f"{_ID}rounded_thumbnail_view")


def _empty(access: PhoneAccess, params: Params) -> None:
    for folder in (_PHOTOS, _VIDEOS):
        access.shell(f"rm -rf {folder} && mkdir -p {folder}")


def _check_photo(access: PhoneAccess, params: Params, answer: str | None) -> str:
    found = access.files(_PHOTOS)
    content = access.read(f"{_PHOTOS}/{found[0]}") if len(found) == 1 else None
    return "" if content is not None and content.startswith(b"\xff\xd8\xff") else f"photos: {found}"


def _check_video(access: PhoneAccess, params: Params, answer: str | None) -> str:
    found = access.files(_VIDEOS)
    content = access.read(f"{_VIDEOS}/{found[0]}") if len(found) == 1 else None
    return "" if content is not None and content[4:8] == b"ftyp" else f"videos: {found}"


WALKS = (
    Walk("CameraTakePhoto", "Take one photo.", {}, _empty, _take_photo, _check_photo),
    Walk("CameraTakeVideo", "Take one video.", {}, _empty, _take_video, _check_video),
)

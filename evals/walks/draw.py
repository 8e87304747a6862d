"""Walks through Simple Draw Pro: draw something and keep it under a name."""

from __future__ import annotations

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.simplemobiletools.draw.pro"
_ID = f"{PACKAGE}:id/"
_STORAGE = "sdk_gphone_x86_64"
_FOLDER = "/storage/emulated/0/Pictures"
_BEGINNINGS = {"png": b"\x89PNG", "jpg": b"\xff\xd8\xff", "svg": b"<svg"}


def _draw(screen: Screen, params: Params) -> None:
    stem, _, ending = params["file_name"].rpartition(".")
    screen.open_app(PACKAGE)
    screen.find(resourceId=f"{_ID}my_canvas")
    screen.device.swipe_points([(0.25, 0.3), (0.7, 0.4), (0.3, 0.55), (0.75, 0.6)], 0.1)
    screen.tap(resourceId=f"{_ID}menu_save")
    screen.type_into(stem, resourceId=f"{_ID}filename_value")
    screen.tap(resourceId=f"{_ID}save_image_radio_{ending}")
    screen.tap(text="OK")
    screen.tap(text=_STORAGE)
    screen.scroll_to(text="Pictures")
    screen.tap(text="Pictures")
    screen.tap(text="SAVE")
    screen.find(resourceId=f"{_ID}my_canvas")


def _prepare(access: PhoneAccess, params: Params) -> None:
    access.remove(f"{_FOLDER}/{params['file_name']}")


def _check(access: PhoneAccess, params: Params, answer: str | None) -> str:
    content = access.read(f"{_FOLDER}/{params['file_name']}")
    kind = _BEGINNINGS[params["file_name"].rpartition(".")[2]]
    return "" if content is not None and content.startswith(kind) else f"pictures: {access.files(_FOLDER)}"


WALKS = (
    Walk("SimpleDrawProCreateDrawing", "Create a new drawing in Simple Draw Pro. Name it lines_7.png. Save it in the "
         f"Pictures folder within the {_STORAGE} storage area.", {"file_name": "lines_7.png", "text": ""}, _prepare,
         _draw, _check),
)  # fmt: skip

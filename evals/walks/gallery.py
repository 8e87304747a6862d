"""Walks through Simple Gallery Pro: find a picture by its name and copy it to another folder."""

from __future__ import annotations

import io

from .access import PhoneAccess
from .screen import Screen, ScreenError
from .walk import Params, Walk

PACKAGE = "com.simplemobiletools.gallery.pro"
_ID = f"{PACKAGE}:id/"
_PICTURES, _TARGET = "/sdcard/DCIM", "/sdcard/Download"


def open_picture(screen: Screen, folder: str, name: str) -> None:
    """Open the picture of a folder whose title is `name`, by looking at one after the other."""
    screen.open_app(PACKAGE)
    screen.scroll_to(resourceId=f"{_ID}dir_name", text=folder)
    screen.tap(resourceId=f"{_ID}dir_name", text=folder)
    screen.find(resourceId=f"{_ID}media_item_holder")
    count = screen.device(resourceId=f"{_ID}media_item_holder").count
    for place in range(count):
        screen.tap(resourceId=f"{_ID}media_item_holder", instance=place)
        screen.find(resourceId=f"{_ID}bottom_actions")
        if screen.exists(text=name):
            return
        screen.back()
        screen.find(resourceId=f"{_ID}media_item_holder")
    raise ScreenError(f"none of the {count} pictures that {folder} shows is called {name}")


def _copy_receipt(screen: Screen, params: Params) -> None:
    open_picture(screen, "DCIM", params["file_name"])
    screen.tap(description="More options")
    screen.tap(text="Copy to")
    screen.find(text="Select destination")
    if screen.exists(resourceId=f"{_ID}dir_name", text="Download"):
        screen.tap(resourceId=f"{_ID}dir_name", text="Download")
    else:
        screen.tap(text="Other folder")
        screen.scroll_to(text="Download")
        screen.tap(text="Download")
        screen.tap(text="Copy")
    screen.find(resourceId=f"{_ID}bottom_actions")


def _prepare(access: PhoneAccess, params: Params) -> None:
    from PIL import Image

    access.remove(f"{_TARGET}/{params['file_name']}")
    for name, ground in ((params["file_name"], "#fdfdf5"), ("harbour.jpg", "#4f86b0")):
        made = io.BytesIO()
        Image.new("RGB", (300, 420), ground).save(made, "JPEG")
        access.write(f"{_PICTURES}/{name}", made.getvalue())


def _check(access: PhoneAccess, params: Params, answer: str | None) -> str:
    copied, original = (access.read(f"{folder}/{params['file_name']}") for folder in (_TARGET, _PICTURES))
    if copied is None or original is None:
        return f"in Download: {access.files(_TARGET)}; in DCIM: {access.files(_PICTURES)}"
    return "" if copied == original else "the copy is another picture"


WALKS = (
    Walk("SaveCopyOfReceiptTaskEval", "In Simple Gallery Pro, copy receipt_may_4.jpg in DCIM and save a copy with the "
         "same name in Download", {"file_name": "receipt_may_4.jpg"}, _prepare, _copy_receipt, _check),
)  # fmt: skip

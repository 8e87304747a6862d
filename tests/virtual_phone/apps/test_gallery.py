"""Claims about Simple Gallery."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ainos.virtual_phone.apps.gallery import MANIFEST
from ainos.virtual_phone.apps.gallery.media import PACKAGE
from ainos.virtual_phone.apps.pictures import fitted, size_of, square

MAIN = f"{PACKAGE}/.activities.MainActivity"
ROOT = "/storage/emulated/0"


def picture(color: str, size: tuple[int, int] = (300, 400)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, color).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def hand(hand):
    hand.phone.packages.install(MANIFEST)
    hand.phone.fs.write(f"{ROOT}/DCIM/red.png", picture("#ff0000"))
    hand.phone.fs.write(f"{ROOT}/DCIM/blue.png", picture("#0000ff"), mtime_ms=1)
    hand.phone.fs.write(f"{ROOT}/Pictures/broken.jpg", b"not a picture")
    return hand.start(MAIN)


def test_the_picture_itself_is_on_the_screen_and_a_swipe_shows_the_next(hand):
    hand.tap(text="DCIM").tap(id="media_item_holder")
    assert hand.find(text="red.png") is not None
    assert hand.phone.windows.screenshot().getpixel((540, 1200)) == (255, 0, 0)
    hand.phone.windows.swipe(900, 1200, 100, 1200, 300)
    assert hand.find(text="blue.png") is not None
    assert hand.phone.windows.screenshot().getpixel((540, 1200)) == (0, 0, 255)


def test_a_copy_in_another_folder_has_the_same_name_and_bytes(hand):
    hand.tap(text="DCIM").hold(id="media_item_holder").tap(desc="More options").tap(text="Copy to")
    hand.tap(text="Other folder").tap(text="Download").tap(text="Copy")
    assert hand.phone.fs.read(f"{ROOT}/Download/red.png") == hand.phone.fs.read(f"{ROOT}/DCIM/red.png")
    assert hand.effects("file_copied") == [{"path": f"{ROOT}/DCIM/red.png", "to": f"{ROOT}/Download/red.png"}]


def test_a_picture_is_deleted_only_after_a_question_and_the_next_one_shows(hand):
    hand.tap(text="DCIM").tap(id="media_item_holder").tap(desc="Delete").tap(text="Delete")
    assert not hand.phone.fs.exists(f"{ROOT}/DCIM/red.png")
    assert hand.find(text="blue.png") is not None


def test_a_damaged_picture_is_said_to_be_one(hand):
    hand.tap(text="Pictures").tap(id="media_item_holder")
    assert hand.find(text="This picture cannot be shown") is not None


def test_pictures_are_read_within_bounds():
    wide = picture("#00ff00", (1200, 300))
    small, even = fitted(wide, 100, 100), square(wide, 40)
    assert small is not None
    assert even is not None
    assert (small.size, even.size, size_of(wide)) == ((100, 25), (40, 40), (1200, 300))
    assert fitted(b"", 10, 10) is None
    assert size_of(b"GIF89a") is None

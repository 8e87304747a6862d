"""Claims about Simple Draw."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from ainos.virtual_phone.apps.draw import MANIFEST
from ainos.virtual_phone.apps.draw.screens import PACKAGE

PICTURES = "/storage/emulated/0/Pictures"


@pytest.fixture
def hand(hand):
    hand.phone.packages.install(MANIFEST)
    return hand.start(f"{PACKAGE}/.activities.MainActivity")


def save(hand, name: str, ending: str) -> bytes:
    hand.tap(desc="Save as")
    hand.phone.windows.clear_text()
    hand.phone.windows.text(name)
    hand.tap(id=f"save_image_radio_{ending}").tap(text="OK").tap(text="Internal storage").tap(text="Pictures")
    hand.tap(text="SAVE")
    return hand.phone.fs.read(f"{PICTURES}/{name}.{ending}")


def test_a_drag_draws_where_the_finger_was_and_is_saved_as_it_is_seen(hand):
    hand.phone.windows.swipe(200, 800, 800, 800, 400)
    seen = hand.phone.windows.screenshot()
    assert seen.getpixel((500, 800)) != (255, 255, 255)
    assert seen.getpixel((500, 1000)) == (255, 255, 255)
    kept = Image.open(io.BytesIO(save(hand, "line", "png")))
    ink = {color for _, color in kept.getcolors() or []}
    assert seen.getpixel((500, 800)) in ink


def test_undo_and_redo_take_strokes_away_and_put_them_back(hand):
    point = (500, 800)
    hand.phone.windows.tap(*point)
    drawn = hand.phone.windows.screenshot().getpixel(point)
    hand.tap(desc="Undo")
    assert hand.phone.windows.screenshot().getpixel(point) == (255, 255, 255)
    hand.tap(desc="Redo")
    assert hand.phone.windows.screenshot().getpixel(point) == drawn


def test_svg_and_jpg_are_what_they_say(hand):
    hand.phone.windows.swipe(200, 800, 800, 900, 400)
    assert ElementTree.fromstring(save(hand, "a", "svg")).tag.endswith("svg")
    assert save(hand, "b", "jpg").startswith(b"\xff\xd8\xff")

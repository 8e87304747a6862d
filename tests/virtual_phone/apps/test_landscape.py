"""Landscape: the keyboard takes half, what is typed into stays visible, nothing is lost below, pictures keep shape."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.mail.store import PACKAGE as MAIL
from ainos.virtual_phone.apps.osmand.map_picture import map_picture


@pytest.fixture
def hand(extra_hand):
    """Return a hand on a phone that lies on its side."""
    made = extra_hand()
    made.phone.settings.put("system", "user_rotation", "1")
    return made


def _field(hand, name: str):
    return next(box for box in hand.phone.windows.boxes() if box.node.id.endswith(name) and box.node.editable)


def test_the_field_that_is_typed_into_stays_above_the_keyboard(hand) -> None:
    windows = hand.phone.windows
    hand.start(f"{MAIL}/.MailActivity").tap(text="Compose")
    assert _field(hand, "to").seen == _field(hand, "to").rect, "autofocus scrolls too"
    for name in ("subject", "body"):
        if hand.find(id=name) is None:
            windows.swipe(600, 480, 600, 330, 300)
        hand.tap(id=name)
        box, area = _field(hand, name), windows.keyboard_area
        assert area is not None
        assert area[3] - area[1] <= windows.frame.height / 2
        assert box.seen[3] <= area[1]
        assert box.seen == box.rect
    keys = windows.editor.keyboard.keys(area, windows.frame.scale)
    assert max(key.rect[3] for key in keys) <= area[3]
    x, y = next(((k.rect[0] + k.rect[2]) / 2, (k.rect[1] + k.rect[3]) / 2) for k in keys if k.name == "H")
    windows.tap(x, y)
    assert _field(hand, "body").node.text == "H"


def test_a_map_is_not_stretched(hand) -> None:
    from ainos.virtual_phone.ui.render import _contained

    width, height = map_picture(()).size
    left, top, right, bottom = _contained((width, height), (0, 63, 2400, 954))
    assert abs((right - left) / (bottom - top) - width / height) < 0.01
    assert (top, bottom) == (63, 954)


def test_calendar_shows_the_day_beside_the_month(hand) -> None:
    hand.start("com.google.android.calendar/com.android.calendar.AllInOneActivity")
    frame = hand.phone.windows.frame
    header = next(box for box in hand.phone.windows.boxes() if box.node.id.endswith("day_header"))
    assert header.seen == header.rect
    assert header.rect[3] <= frame.height - frame.navigation

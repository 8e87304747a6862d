"""D-pad and Tab: the focus goes from view to view, is told in dumps, and Enter uses it."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.app import Activity, ActivityInfo, Manifest
from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.nodes import button, edit_text, list_item, row, screen, scroll

UP, DOWN, LEFT, RIGHT, CENTER, TAB, ENTER = 19, 20, 21, 22, 23, 61, 66


class Grid(Activity):
    def __init__(self, phone, intent):
        super().__init__(phone, intent)
        self.log, self.typed = [], ""

    def build(self):
        def press(name):
            return button(name, lambda: self.log.append(name), id=name, width=120.0)

        return screen(
            row(press("a"), press("b")),
            row(press("c"), press("d")),
            edit_text(self.typed, lambda value: setattr(self, "typed", value), id="field"),
            scroll(*[list_item(f"Row {n}", on_click=lambda n=n: self.log.append(n)) for n in range(40)], id="list"),
        )


@pytest.fixture
def phone():
    made = Phone()
    made.packages.install(
        Manifest("com.grid", "Grid", system=False, activities=(ActivityInfo(".Main", Grid, launcher=True),))
    )
    made.activities.start(Intent(component="com.grid/.Main", flags=FLAG_NEW_TASK))
    return made


def focused(phone):
    box = next((box for box in phone.windows.boxes() if box.key == phone.windows.focus_key), None)
    return None if box is None else box.node.id or box.node.text or box.children[0].node.text


def press(phone, *codes):
    for code in codes:
        phone.windows.key(code)
    return focused(phone)


def test_the_first_press_focuses_the_first_view_and_arrows_move(phone):
    assert press(phone, DOWN) == "a"
    assert press(phone, RIGHT) == "b"
    assert press(phone, DOWN) == "d"
    assert press(phone, LEFT) == "c"
    assert press(phone, UP) == "a"
    assert press(phone, UP) == "a", "nothing is above"


def test_enter_uses_the_focused_view_and_the_dump_names_it(phone):
    press(phone, DOWN, RIGHT)
    xml = phone.windows.dump()
    assert xml.count('focused="true"') == 1
    press(phone, ENTER, CENTER)
    assert phone.activities.resumed.activity.log == ["b", "b"]


def test_tab_goes_through_everything_and_into_a_field(phone):
    assert [press(phone, TAB) for _ in range(5)] == ["a", "b", "c", "d", "field"]
    phone.windows.text("hi")
    assert phone.activities.resumed.activity.typed == "hi"
    assert press(phone, UP) in ("c", "d"), "up leaves a field"


def test_a_list_scrolls_under_the_focus(phone):
    press(phone, DOWN, DOWN, DOWN)
    for _ in range(30):
        press(phone, DOWN)
    press(phone, ENTER)
    (row_number,) = phone.activities.resumed.activity.log
    assert row_number >= 20


def test_a_touch_ends_the_focus(phone):
    press(phone, DOWN)
    phone.windows.tap(540, 2000)
    assert phone.windows.focus_key == ""


def test_a_game_pads_start_key_focuses_the_first_field():
    from ainos.virtual_phone.apps.api_demos import MANIFEST, PACKAGE

    phone = Phone()
    phone.packages.install(MANIFEST)
    phone.activities.start(Intent(component=f"{PACKAGE}/.view.TextFields"))
    assert phone.windows.focused_editable() is None
    phone.windows.editor.key(108)
    phone.windows.editor.text("a<&'b")
    assert "a&lt;&amp;'b" in phone.windows.dump()

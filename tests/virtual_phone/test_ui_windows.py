"""Windows: focus, touch, typing, dialogs, the shade, the lock screen, the picture."""

from __future__ import annotations

import datetime as dt

import pytest

from ainos.virtual_phone.apps.app import Activity, ActivityInfo, Manifest
from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.services.notifications import NotificationAction
from ainos.virtual_phone.ui.layout import Box
from ainos.virtual_phone.ui.nodes import (
    app_bar,
    button,
    date_picker,
    dialog,
    edit_text,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    slider,
    stack,
    switch,
    text,
    time_picker,
)

BACK, HOME, ENTER, DEL = 4, 3, 66, 67


class Sampler(Activity):
    """A screen with one of everything."""

    def __init__(self, phone, intent):
        super().__init__(phone, intent)
        self.name_typed = self.note_typed = ""
        self.log: list[str] = []
        self.on, self.level, self.rows = False, 0.0, 30

    def build(self):
        return screen(
            edit_text(self.name_typed, lambda value: setattr(self, "name_typed", value), hint="Name", id="name",
                      on_submit=lambda: self.log.append("submit")),
            edit_text(self.note_typed, lambda value: setattr(self, "note_typed", value), id="note", multiline=True),
            row(switch(self.on, lambda value: setattr(self, "on", value), id="switch")),
            slider(self.level, lambda value: setattr(self, "level", value), id="level"),
            button("Ask", lambda: self.show_dialog(self.ask), id="ask"),
            button("Menu", lambda: self.show_dialog(lambda: popup_menu([("Edit", lambda: self.log.append("edit"))]))),
            button("Off", lambda: self.log.append("off"), enabled=False),
            list_item("Row with two ears", on_click=lambda: self.log.append("click"),
                      on_long_click=lambda: self.log.append("long")),
            scroll(*[text(f"Row {place}", height=48.0, width="fill") for place in range(self.rows)], id="list"),
            bar=app_bar("Sampler", on_up=self.finish),
        )  # fmt: skip

    def ask(self):
        return dialog("Sure?", "It cannot be undone.", [("No", None), ("Yes", lambda: self.log.append("yes"))])


SAMPLER = Manifest("com.sample", "Sampler", system=False, activities=(ActivityInfo(".Main", Sampler, launcher=True),))


@pytest.fixture
def phone():
    made = Phone()
    made.packages.install(SAMPLER)
    assert made.activities.start(Intent(component="com.sample/.Main", flags=FLAG_NEW_TASK)).ok
    return made


def sampler(phone: Phone) -> Sampler:
    record = phone.activities.resumed
    assert record is not None
    assert isinstance(record.activity, Sampler)
    return record.activity


def find(phone: Phone, *, text: str = "", ident: str = "", desc: str = "") -> Box:
    for box in phone.windows.boxes():
        node = box.node
        if (text and node.text == text) or (ident and node.id == ident) or (desc and node.desc == desc):
            return box
    raise AssertionError(f"nothing with {text or ident or desc!r} in {phone.windows.dump()}")


def shown(phone: Phone) -> list[str]:
    return [box.node.text for box in phone.windows.boxes() if box.node.text]


def tap(phone: Phone, box: Box) -> None:
    left, top, right, bottom = box.seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)


# ── touch ──


def test_a_tap_reaches_the_nearest_clickable_around_the_point(phone):
    tap(phone, find(phone, text="Row with two ears"))
    assert sampler(phone).log == ["click"]


def test_a_long_press_runs_the_long_click(phone):
    left, top, right, bottom = find(phone, text="Row with two ears").rect
    phone.windows.long_press((left + right) / 2, (top + bottom) / 2)
    assert sampler(phone).log == ["long"]


def test_a_swipe_on_the_spot_that_lasts_is_a_long_press(phone):
    left, top, _, _ = find(phone, text="Row with two ears").rect
    phone.windows.swipe(left + 5, top + 5, left + 5, top + 5, 800)
    assert sampler(phone).log == ["long"]


def test_a_disabled_button_takes_the_tap_and_does_nothing(phone):
    tap(phone, find(phone, text="Off"))
    assert sampler(phone).log == []


def test_a_switch_toggles(phone):
    tap(phone, find(phone, ident="switch"))
    assert sampler(phone).on
    assert find(phone, ident="switch").node.checked


def test_a_slider_follows_tap_and_drag(phone):
    left, top, right, bottom = find(phone, ident="level").rect
    tap(phone, find(phone, ident="level"))
    assert sampler(phone).level == pytest.approx(0.5, abs=0.01)
    phone.windows.swipe(left + 40, (top + bottom) / 2, right - 2, (top + bottom) / 2, 300)
    assert sampler(phone).level == 1.0


def test_a_slow_swipe_scrolls_by_its_own_length_and_the_offset_survives_a_rebuild(phone):
    before = find(phone, ident="list")
    x, y = 500, (before.rect[1] + before.rect[3]) / 2
    phone.windows.swipe(x, y, x, y - 300, 1000)
    phone.windows.invalidate()
    assert find(phone, ident="list").offset == 300
    assert "Row 0" not in shown(phone)


def test_a_fling_goes_further_than_the_finger(phone):
    box = find(phone, ident="list")
    y = (box.rect[1] + box.rect[3]) / 2
    phone.windows.swipe(500, y, 500, y - 300, 60)
    assert find(phone, ident="list").offset > 300


def test_a_scroll_stops_at_its_end(phone):
    box = find(phone, ident="list")
    phone.windows.scroll_to(box, 10**6)
    assert shown(phone)[-1] == "Row 29"


def test_down_move_up_make_a_swipe(phone):
    box = find(phone, ident="list")
    y = (box.rect[1] + box.rect[3]) / 2
    phone.windows.pointer(0, 500, y)
    phone.clock.advance(1000)
    phone.windows.pointer(2, 500, y - 100)
    phone.windows.pointer(1, 500, y - 200)
    assert find(phone, ident="list").offset >= 200


# ── typing ──


def test_typing_needs_focus_and_goes_to_the_focused_field(phone):
    assert not phone.windows.text("lost")
    tap(phone, find(phone, ident="name"))
    assert phone.windows.text("Alice")
    assert sampler(phone).name_typed == "Alice"
    assert find(phone, ident="name").node.text == "Alice"


def test_cursor_keys_and_delete_edit_in_the_middle(phone):
    tap(phone, find(phone, ident="name"))
    phone.windows.text("Bob")
    phone.windows.key(21)
    phone.windows.key(DEL)
    phone.windows.text("é")
    assert sampler(phone).name_typed == "Béb"


def test_letter_keys_type_with_shift(phone):
    tap(phone, find(phone, ident="name"))
    phone.windows.key(36, 1)
    phone.windows.key(37)
    phone.windows.key(8, 1)
    assert sampler(phone).name_typed == "Hi!"


def test_enter_submits_a_line_and_breaks_a_paragraph(phone):
    tap(phone, find(phone, ident="name"))
    phone.windows.key(ENTER)
    assert sampler(phone).log == ["submit"]
    tap(phone, find(phone, ident="note"))
    phone.windows.text("a")
    phone.windows.key(ENTER)
    phone.windows.text("b")
    assert sampler(phone).note_typed == "a\nb"


def test_select_all_copy_and_paste(phone):
    tap(phone, find(phone, ident="name"))
    phone.windows.text("old")
    phone.windows.key(29, 0x1000)
    phone.windows.key(31, 0x1000)
    phone.windows.text("new")
    assert sampler(phone).name_typed == "new"
    phone.windows.key(279)
    assert sampler(phone).name_typed == "newold"


def test_the_soft_keyboard_comes_with_focus_types_and_goes_with_back(phone):
    assert phone.windows.keyboard_area is None
    tap(phone, find(phone, ident="name"))
    area = phone.windows.keyboard_area
    assert area is not None
    keys = {key.name: key for key in phone.windows.editor.keyboard.keys(area, phone.windows.frame.scale)}
    left, top, right, bottom = keys["H"].rect
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)
    assert sampler(phone).name_typed == "H"
    phone.windows.key(BACK)
    assert phone.windows.keyboard_area is None
    assert phone.windows.focused_editable() is not None
    assert isinstance(sampler(phone), Sampler)


def test_the_keyboard_shrinks_the_screen_above_it(phone):
    before = find(phone, ident="list").rect
    tap(phone, find(phone, ident="name"))
    assert find(phone, ident="list").rect[3] < before[3]


def test_a_field_under_the_keyboard_is_scrolled_into_sight(phone):
    activity = sampler(phone)
    fields = [edit_text("", None, id=f"field{place}", height=56.0) for place in range(20)]
    activity.build = lambda: screen(scroll(*fields, id="form"))
    phone.windows.invalidate()
    last = [box for box in phone.windows.boxes() if box.node.editable][-1]
    tap(phone, last)
    area = phone.windows.keyboard_area
    focused = phone.windows.focused_editable()
    assert area is not None
    assert focused is not None
    assert focused.node.id == last.node.id
    assert focused.rect[3] <= area[1]


def test_no_soft_keyboard_while_the_adb_keyboard_is_chosen(phone):
    phone.ime.select("com.github.uiautomator/.AdbKeyboard")
    tap(phone, find(phone, ident="name"))
    assert phone.windows.keyboard_area is None
    assert phone.windows.text("x")


def test_leaving_the_screen_takes_the_focus(phone):
    tap(phone, find(phone, ident="name"))
    phone.windows.key(HOME)
    assert not phone.windows.text("lost")


# ── dialogs ──


def test_a_dialog_is_the_whole_tree_with_its_own_bounds_until_it_is_answered(phone):
    tap(phone, find(phone, text="Ask"))
    assert "Row 0" not in shown(phone)
    assert find(phone, ident="alertTitle").node.text == "Sure?"
    assert phone.windows.root().rect != phone.windows.frame.screen
    tap(phone, find(phone, ident="android:id/button1"))
    assert sampler(phone).log == ["yes"]
    assert "Sure?" not in shown(phone)


def test_back_and_a_tap_outside_close_a_dialog_without_an_answer(phone):
    tap(phone, find(phone, text="Ask"))
    phone.windows.key(BACK)
    assert "Sure?" not in shown(phone)
    tap(phone, find(phone, text="Ask"))
    phone.windows.tap(20, 300)
    assert "Sure?" not in shown(phone)
    assert sampler(phone).log == []


def test_a_menu_opens_at_the_top_right_and_runs_its_item(phone):
    tap(phone, find(phone, text="Menu"))
    assert phone.windows.root().rect[2] > 1000
    tap(phone, find(phone, text="Edit"))
    assert sampler(phone).log == ["edit"]


def test_a_permission_dialog_grants_or_denies(phone):
    answers: list[bool] = []
    package, permission = "com.google.android.apps.messaging", "android.permission.READ_CONTACTS"
    phone.packages.revoke(package, permission)
    phone.windows.request_permission(package, permission, answers.append)
    assert {box.package for box in phone.windows.boxes()} == {"com.google.android.permissioncontroller"}
    tap(phone, find(phone, ident="com.android.permissioncontroller:id/permission_allow_button"))
    assert answers == [True]
    assert phone.packages.has_permission(package, permission)


def test_a_time_picker_can_be_emptied_and_typed_anew(phone):
    chosen = {"time": (6, 45)}

    def picker():
        return time_picker(*chosen["time"], lambda hour, minute: chosen.update(time=(hour, minute)))

    sampler(phone).show_dialog(lambda: dialog("Time", content=picker(), buttons=[("OK", None)]))
    tap(phone, find(phone, ident="android:id/input_hour"))
    phone.windows.text("9")
    assert chosen["time"] == (9, 45)
    phone.windows.clear_text()
    assert find(phone, ident="android:id/input_hour").node.text == ""
    phone.windows.text("1")
    phone.windows.text("1")
    tap(phone, find(phone, ident="android:id/input_minute"))
    phone.windows.text("05")
    assert chosen["time"] == (11, 5)
    tap(phone, find(phone, text="PM"))
    assert chosen["time"] == (23, 5)


def test_a_date_picker_moves_by_day_and_month(phone):
    chosen = [dt.date(2026, 1, 31)]

    def choose(day):
        chosen[0] = day

    sampler(phone).show_dialog(lambda: dialog("", content=date_picker(chosen[0], choose), buttons=[("OK", None)]))
    tap(phone, find(phone, desc="Next month"))
    assert chosen[0] == dt.date(2026, 2, 28)
    tap(phone, find(phone, text="14"))
    assert chosen[0] == dt.date(2026, 2, 14)


# ── system windows ──


def test_the_shade_comes_down_from_the_top_and_shows_notifications(phone):
    phone.notifications.post("com.google.android.apps.messaging", 1, "Alice Chen", "Lunch?")
    phone.windows.swipe(500, 5, 500, 1200, 300)
    assert phone.windows.current_focus == "NotificationShade"
    assert "Alice Chen" in shown(phone)
    phone.windows.key(BACK)
    assert "Alice Chen" not in shown(phone)


def test_a_notification_is_swiped_away(phone):
    phone.notifications.post("com.google.android.apps.messaging", 1, "Alice Chen", "Lunch?")
    phone.windows.open_notifications()
    left, top, right, bottom = find(phone, text="Alice Chen").rect
    phone.windows.swipe(right, (top + bottom) / 2, left - 100, (top + bottom) / 2, 200)
    assert phone.notifications.active == []


def test_a_reply_is_typed_into_the_notification(phone):
    said: list[str] = []
    phone.notifications.post(
        "com.google.android.apps.messaging", 1, "Alice", "Lunch?",
        actions=(NotificationAction("Reply", said.append, reply=True),),
    )  # fmt: skip
    phone.windows.open_notifications()
    tap(phone, find(phone, text="Reply"))
    assert phone.windows.text("Yes")
    tap(phone, find(phone, ident="remote_input_send"))
    assert said == ["Yes"]


def test_a_quick_settings_tile_switches_its_radio(phone):
    phone.windows.open_quick_settings()
    tap(phone, find(phone, text="Bluetooth"))
    assert not phone.connectivity.bluetooth


def test_the_lock_screen_covers_all_until_swiped_up(phone):
    phone.power.sleep()
    assert phone.windows.screenshot().getpixel((500, 500)) == (0, 0, 0)
    phone.power.wake()
    assert {box.package for box in phone.windows.boxes()} == {"com.android.systemui"}
    phone.windows.swipe(500, 1800, 500, 400, 200)
    assert not phone.power.locked
    assert "Row 0" in shown(phone)


def test_a_pin_must_be_typed(phone):
    phone.power.pin = "1234"
    phone.power.sleep()
    phone.power.wake()
    phone.windows.swipe(500, 1800, 500, 400, 200)
    assert phone.power.locked
    for digit in "1234":
        tap(phone, find(phone, ident=f"key{digit}"))
    tap(phone, find(phone, ident="key_enter"))
    assert not phone.power.locked


def test_recents_bring_a_task_back(phone):
    phone.windows.key(HOME)
    phone.windows.key(187)
    tap(phone, find(phone, text="Sampler"))
    assert isinstance(sampler(phone), Sampler)


def test_navigation_keys_on_the_screen_work(phone):
    frame = phone.windows.frame
    phone.windows.tap(frame.width * 0.5, frame.height - 20)
    assert "nexuslauncher" in phone.windows.current_focus


def test_volume_keys_change_the_media_volume(phone):
    before = phone.audio.volume(3)
    phone.windows.key(24)
    assert phone.audio.volume(3) == before + 1


# ── the picture ──


def test_the_picture_follows_rotation_and_dark_mode(phone):
    light = phone.windows.screenshot().getpixel((900, 150))
    phone.settings.put("secure", "ui_night_mode", "2")
    phone.windows.invalidate()
    dark = phone.windows.screenshot().getpixel((900, 150))
    assert sum(dark) < 200 < sum(light)
    phone.settings.put("system", "user_rotation", "1")
    phone.windows.invalidate()
    assert phone.windows.screenshot().size == (2400, 1080)
    assert phone.windows.root().rect == (0, 0, 2400, 1080)
    assert 'rotation="1"' in phone.windows.dump()


def test_an_unchanged_screen_is_not_painted_again(phone):
    phone.clock.running = False
    assert phone.windows.screenshot() is phone.windows.screenshot()


def test_a_toast_is_painted_for_its_time_and_remembered(phone):
    phone.clock.running = False
    plain = phone.windows.screenshot().tobytes()
    phone.windows.toast("Saved", 2000)
    assert phone.windows.screenshot().tobytes() != plain
    phone.clock.advance(2500)
    assert phone.windows.toast_text() is None
    assert phone.windows.last_toast == "Saved"


def test_every_icon_of_the_font_less_set_has_ink():
    from ainos.virtual_phone.ui import icons

    assert all(icons.mask(name, 48).getbbox() for name in icons.NAMES)


def test_a_stack_without_children_can_be_painted(phone):
    from PIL import Image

    from ainos.virtual_phone.ui.canvas import Canvas
    from ainos.virtual_phone.ui.layout import Layouter
    from ainos.virtual_phone.ui.render import Painter

    image = Image.new("RGB", (100, 100))
    box = Layouter(160, lambda *_: 0).run(stack(width=50.0, height=50.0, background="#FF0000", radius=8.0),
                                          (0, 0, 100, 100), (0, 0, 100, 100), "app")  # fmt: skip
    Painter(Canvas(image), phone.windows.colors(), 160).paint(box)
    assert image.getpixel((25, 25)) == (255, 0, 0)
    assert image.getpixel((0, 0)) == (0, 0, 0)

"""The launcher: home screen, drawer, search, menus."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.layout import Box


@pytest.fixture
def phone():
    return Phone()


def icons(phone: Phone) -> dict[str, Box]:
    return {box.node.text: box for box in phone.windows.boxes() if box.node.id == "icon"}


def tap(phone: Phone, box: Box) -> None:
    left, top, right, bottom = box.seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)


def open_drawer(phone: Phone) -> None:
    phone.windows.swipe(540, 1400, 540, 500, 200)


def test_the_home_screen_shows_dock_and_favourites_after_boot(phone):
    assert phone.windows.current_focus == "com.google.android.apps.nexuslauncher/.NexusLauncherActivity"
    assert {"Phone", "Messages", "Contacts", "Clock", "Settings"} <= set(icons(phone))


def test_every_icon_is_named_for_accessibility(phone):
    assert all(box.node.desc == label for label, box in icons(phone).items())
    assert "NAF" not in phone.windows.dump()


@pytest.mark.parametrize("label", ["Phone", "Messages", "Contacts", "Clock", "Settings", "Calendar", "Notes", "Files"])
def test_a_tap_on_an_icon_starts_its_app(phone, label):
    tap(phone, icons(phone)[label])
    record = phone.activities.resumed
    assert record is not None
    manifest = phone.packages.get(record.package)
    assert manifest is not None
    assert manifest.label == label


def test_swiping_up_opens_the_drawer_with_every_app_by_name(phone):
    open_drawer(phone)
    labels = list(icons(phone))
    wanted = [info.label or manifest.label for manifest, info in phone.packages.launcher_activities()]
    assert labels == sorted(wanted, key=str.casefold)


def test_the_search_field_narrows_the_drawer_and_enter_starts_the_first(phone):
    open_drawer(phone)
    field = next(box for box in phone.windows.boxes() if box.node.editable)
    tap(phone, field)
    phone.windows.text("sett")
    assert list(icons(phone)) == ["Settings"]
    phone.windows.key(66)
    assert phone.activities.resumed.package == "com.android.settings"


def test_back_home_and_swiping_down_close_the_drawer(phone):
    for close in (
        lambda: phone.windows.key(4),
        lambda: phone.windows.key(3),
        lambda: phone.windows.swipe(540, 800, 540, 1500, 200),
    ):
        open_drawer(phone)
        assert any(box.node.id == "apps_view" for box in phone.windows.boxes())
        close()
        assert not any(box.node.id == "apps_view" for box in phone.windows.boxes())


def test_a_long_press_on_an_icon_leads_to_app_info(phone):
    box = icons(phone)["Messages"]
    phone.windows.long_press(box.rect[0] + 20, box.rect[1] + 20)
    tap(phone, next(box for box in phone.windows.boxes() if box.node.text == "App info"))
    assert "Messages" in [box.node.text for box in phone.windows.boxes()]
    assert phone.activities.resumed.package == "com.android.settings"

"""The Settings app: each page is reached by taps and intents, and its switches change the phone."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps import settings as app
from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.layout import Box


@pytest.fixture
def phone():
    return Phone()


def show(phone: Phone, action: str, data: str | None = None) -> None:
    assert phone.activities.start(Intent(f"android.settings.{action}", data=data, flags=FLAG_NEW_TASK)).ok


def words(phone: Phone) -> list[str]:
    return [box.node.text for box in phone.windows.boxes() if box.node.text]


def tap(phone: Phone, label: str) -> None:
    found = [box for box in phone.windows.boxes() if label in (box.node.text, box.node.desc)]
    assert found, f"{label!r} is not among {words(phone)}"
    press(phone, found[0])


def press(phone: Phone, box: Box) -> None:
    left, top, right, bottom = box.seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)


def scroll_to(phone: Phone, label: str) -> None:
    for _ in range(20):
        if label in words(phone):
            return
        phone.windows.swipe(540, 1800, 540, 900, 1000)
    raise AssertionError(f"{label!r} not found: {words(phone)}")


@pytest.mark.parametrize(("title", "page"), [(title, page) for title, _, _, _, page in app._TOP])
def test_every_group_of_the_first_page_opens_its_page(phone, title, page):
    show(phone, "SETTINGS")
    scroll_to(phone, title)
    tap(phone, title)
    assert type(phone.activities.resumed.activity) is page
    assert words(phone)[0] == page.title
    tap(phone, "Navigate up")
    assert type(phone.activities.resumed.activity) is app.SettingsHomePage


INTENTS = [
    (action, info.cls)
    for info in app.MANIFEST.activities
    for intent_filter in info.filters
    for action in intent_filter.actions
    if not intent_filter.schemes
]


@pytest.mark.parametrize(("action", "page"), INTENTS)
def test_every_settings_intent_opens_its_page(phone, action, page):
    assert phone.activities.start(Intent(action, flags=FLAG_NEW_TASK)).ok
    assert type(phone.activities.resumed.activity) is page
    phone.windows.screenshot()


def test_wifi_goes_off_and_on_by_its_row(phone):
    show(phone, "WIFI_SETTINGS")
    assert "AndroidWifi" in words(phone)
    tap(phone, "Wi-Fi")
    assert not phone.connectivity.wifi
    assert phone.settings.get("global", "wifi_on") == "0"
    assert "AndroidWifi" not in words(phone)
    tap(phone, "Wi-Fi")
    assert phone.connectivity.wifi


def test_a_secured_network_asks_for_its_password(phone):
    phone.connectivity.saved.remove("HomeNet")
    show(phone, "WIFI_SETTINGS")
    tap(phone, "HomeNet")
    phone.windows.text("secret password")
    tap(phone, "Connect")
    assert phone.connectivity.ssid == "HomeNet"


def test_airplane_mode_switches_the_radios_off(phone):
    show(phone, "AIRPLANE_MODE_SETTINGS")
    tap(phone, "Airplane mode")
    assert phone.connectivity.airplane
    assert not phone.connectivity.wifi


def test_bluetooth_has_a_main_switch(phone):
    show(phone, "BLUETOOTH_SETTINGS")
    tap(phone, "Use Bluetooth")
    assert not phone.connectivity.bluetooth


def test_dark_theme_changes_the_setting_and_the_picture(phone):
    show(phone, "DISPLAY_SETTINGS")
    before = phone.windows.screenshot().getpixel((900, 150))
    tap(phone, "Dark theme")
    assert phone.settings.get("secure", "ui_night_mode") == "2"
    assert phone.windows.screenshot().getpixel((900, 150)) != before


def test_the_brightness_slider_sets_the_brightness(phone):
    show(phone, "DISPLAY_SETTINGS")
    bar = next(box for box in phone.windows.boxes() if box.node.id == "brightness")
    phone.windows.tap(bar.rect[2] - 3, (bar.rect[1] + bar.rect[3]) / 2)
    assert phone.settings.get("system", "screen_brightness") == "255"


def test_screen_timeout_is_chosen_in_a_dialog(phone):
    show(phone, "DISPLAY_SETTINGS")
    tap(phone, "Screen timeout")
    tap(phone, "5 minutes")
    assert phone.settings.get("system", "screen_off_timeout") == "300000"
    assert "5 minutes" in words(phone)
    assert "15 seconds" not in words(phone)


def test_the_alarm_volume_slider_sets_the_volume(phone):
    show(phone, "SOUND_SETTINGS")
    bar = next(box for box in phone.windows.boxes() if box.node.id == "alarm_volume")
    phone.windows.tap(bar.rect[0] + 3, (bar.rect[1] + bar.rect[3]) / 2)
    assert phone.audio.volume(4) == 1


def test_do_not_disturb_is_switched(phone):
    show(phone, "ZEN_MODE_SETTINGS")
    tap(phone, "Use Do Not Disturb")
    assert phone.audio.zen_mode == 1


def test_location_is_switched_off(phone):
    show(phone, "LOCATION_SOURCE_SETTINGS")
    tap(phone, "Use location")
    assert phone.settings.get("secure", "location_mode") == "0"


def test_the_time_zone_and_the_format_change_the_clock(phone):
    show(phone, "DATE_SETTINGS")
    tap(phone, "Time zone")
    tap(phone, "New York")
    assert phone.clock.timezone == "America/New_York"
    assert "12:00 PM" in words(phone)
    tap(phone, "Use 24-hour format")
    assert "12:00" in words(phone)


def test_app_info_stops_an_app_and_clears_it(phone):
    phone.activities.start(phone.packages.launch_intent("com.ainos.notes"))
    show(phone, "APPLICATION_DETAILS_SETTINGS", "package:com.ainos.notes")
    assert "Notes" in words(phone)
    tap(phone, "Force stop")
    tap(phone, "OK")
    assert phone.activities.pid("com.ainos.notes") is None
    tap(phone, "Storage & cache")
    tap(phone, "Delete")
    assert phone.ledger.of("package_cleared")


def test_app_info_of_a_missing_app_says_so(phone):
    show(phone, "APPLICATION_DETAILS_SETTINGS", "package:com.nobody")
    assert "The app com.nobody is not installed." in words(phone)


def test_a_permission_is_taken_away_and_given_back(phone):
    package, permission = "com.google.android.apps.messaging", "android.permission.READ_CONTACTS"
    show(phone, "APPLICATION_DETAILS_SETTINGS", f"package:{package}")
    tap(phone, "Permissions")
    tap(phone, "Contacts")
    assert not phone.packages.has_permission(package, permission)
    tap(phone, "Contacts")
    assert phone.packages.has_permission(package, permission)


def test_a_pin_can_be_set(phone):
    show(phone, "SECURITY_SETTINGS")
    tap(phone, "Screen lock")
    tap(phone, "PIN")
    phone.windows.text("2468")
    tap(phone, "Confirm")
    assert phone.power.pin == "2468"
    assert "PIN" in words(phone)


def test_the_search_field_narrows_the_first_page(phone):
    show(phone, "SETTINGS")
    press(phone, next(box for box in phone.windows.boxes() if box.node.editable))
    phone.windows.text("batt")
    assert "Battery" in words(phone)
    assert "Display" not in words(phone)


def test_an_app_whose_notifications_are_switched_off_posts_in_vain(phone):
    post = phone.notifications.post
    post("com.google.android.deskclock", 1, "Timer", "1 minute left")
    show(phone, "ALL_APPS_NOTIFICATION_SETTINGS")
    scroll_to(phone, "Clock")
    tap(phone, "Clock")
    assert not phone.notifications.active
    post("com.google.android.deskclock", 2, "Timer", "0 minutes left")
    assert not phone.notifications.active
    tap(phone, "Clock")
    post("com.google.android.deskclock", 3, "Timer", "Time is up")
    assert [each.title for each in phone.notifications.active] == ["Timer"]

from dataclasses import replace

import pytest

from ainos.android_bridge.dialogs import is_under_keyboard, names_granting, recognise
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.types import Bounds, DeviceState

CLOCK = "com.google.android.deskclock"
GRANTS = "com.google.android.permissioncontroller"
AWAKE = DeviceState(True, False, 0, 80, False, True, True, False)


def screen(*elements, package="android", activity=f"{CLOCK}/.DeskClock", dialog="A title", state=AWAKE):
    """A look at a window in front of the Clock."""
    device = FakeDevice(elements=list(elements), package=package, activity=activity, dialog=dialog, state=state)
    return device.observe()


def button(text, ident, index=2, package="android"):
    return fake_element(text, index=index, package=package, resource_id=ident)


def anr(wait="Wait", close="Close app"):
    return screen(button(close, "android:id/aerr_close"), button(wait, "android:id/aerr_wait", 3))


def permission():
    question = fake_element(
        "Allow Clock to use it?", package=GRANTS, resource_id="com.android.permissioncontroller:id/permission_message"
    )
    allow = button("Allow", "com.android.permissioncontroller:id/permission_allow_button", 2, GRANTS)
    deny = button("Nope", "com.android.permissioncontroller:id/permission_deny_button", 3, GRANTS)
    return screen(question, allow, deny, package=GRANTS, activity=f"{GRANTS}/.GrantPermissionsActivity")


def test_a_hanging_app_is_known_by_the_ids_whatever_the_language():
    for wait in ("Wait", "等待", "الانتظار"):
        found = recognise(anr(wait))
        assert (found.kind, found.package) == ("anr", CLOCK)
        assert found.button("wait").text == wait


def test_a_crash_has_a_closing_button_and_app_info_is_none():
    found = recognise(
        screen(button("App info", "android:id/aerr_app_info"), button("Close app", "android:id/aerr_close", 3))
    )
    assert found.kind == "crash"
    assert found.button("close").text == "Close app"
    assert found.button("wait", "later", "deny") is None


def test_no_button_that_allows_is_ever_a_closing_one():
    found = recognise(permission())
    assert found.kind == "permission"
    assert found.button("deny").text == "Nope"
    allow = next(b for b in found.buttons if b.element.text == "Allow")
    assert allow.role == "other"


@pytest.mark.parametrize("later", ["Later", "Später", "稍后", "لاحقًا", "לא עכשיו", "Más tarde", "後で"])
def test_an_update_is_put_off_in_many_languages(later):
    package = "com.android.updater"
    seen = screen(
        fake_element("Restart now", index=1, package=package), fake_element(later, index=2, package=package),
        package=package, activity=f"{package}/.Popup", dialog="System update available",
    )  # fmt: skip
    found = recognise(seen)
    assert found.kind == "update"
    assert found.button("later").text == later


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Battery may run out soon", "battery"), ("No SIM card", "sim"), ("Use USB to", "usb"), ("电池电量低", "battery")],
)
def test_dialogs_of_the_system_are_told_apart_by_their_words(title, kind):
    assert recognise(screen(fake_element("OK", package="android"), dialog=title)).kind == kind


def test_a_dialog_that_is_not_known_is_left_alone():
    assert recognise(screen(fake_element("Photos", package="android"), dialog="Open with")) is None
    assert recognise(screen(fake_element("Delete"), package="com.example", activity="com.example/.A")) is None


def test_another_apps_window_over_the_app_is_an_overlay_and_a_keyboard_is_none():
    over = fake_element("Continue", package="com.example.floating")
    assert recognise(screen(over, package="com.example.floating")).kind == "overlay"
    keyboard = fake_element("q", package="com.google.android.inputmethod.latin")
    assert recognise(screen(keyboard, package="com.google.android.inputmethod.latin", dialog="")) is None


def test_a_dark_screen_comes_before_a_lock_and_a_lock_before_a_dialog():
    dark = replace(AWAKE, screen_on=False, locked=True)
    locked = replace(AWAKE, locked=True)
    assert recognise(replace(anr(), state=dark)).kind == "screen_off"
    found = recognise(replace(anr(), state=locked))
    assert (found.kind, found.secure) == ("locked", False)
    pin = fake_element("", package="com.android.systemui", resource_id="com.android.systemui:id/pinEntry")
    assert recognise(screen(pin, package="com.android.systemui", state=locked)).secure


def test_what_stands_in_the_lower_half_is_under_a_keyboard_that_is_shown():
    low = fake_element("Start", bounds=Bounds(0, 1900, 200, 2000))
    high = fake_element("Menu", bounds=Bounds(0, 200, 200, 300))
    seen = screen(low, high)
    assert not is_under_keyboard(seen, low)
    shown = replace(seen, keyboard_shown=True)
    assert is_under_keyboard(shown, low)
    assert not is_under_keyboard(shown, high)
    assert not is_under_keyboard(shown, replace(low, focused=True))


def test_only_words_about_granting_count_as_such():
    assert names_granting("give the Clock access to my location, allow it")
    assert not names_granting("set an alarm for seven")

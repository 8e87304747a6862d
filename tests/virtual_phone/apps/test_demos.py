"""The stand-ins for ApiDemos and the uiautomator2 demo app: lists, own screens, honest gaps."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.api_demos import MANIFEST, PACKAGE
from ainos.virtual_phone.apps.api_demos.tree import activity, children


def tap(u2, label: str) -> None:
    u2.call("click", u2.selector(text=label))


def test_the_lists_are_walked_down_and_back(u2):
    u2.start(f"{PACKAGE}/.ApiDemos")
    for label in ("App", "Notification", "NotifyWithText"):
        tap(u2, label)
    tap(u2, "Show Short Notification")
    assert u2.call("getLastToast") == "Short notification"
    for _ in range(3):
        u2.call("pressKey", "back")
    assert u2.text(text="API Demos") == "API Demos"


def test_every_leaf_has_a_screen_or_says_that_it_has_none(u2):
    def leaves(path: str) -> list[str]:
        below = children(path)
        return [leaf for label in below for leaf in leaves(f"{path}/{label}" if path else label)] or [path]

    found = leaves("")
    declared = {info.name for info in MANIFEST.activities}
    assert len(found) > 150
    assert {activity(path) for path in found if activity(path)} == declared - {".ApiDemos"}
    u2.start(f"{PACKAGE}/.ApiDemos", **{f"{PACKAGE}.Path": "NFC/TechFilter"})
    assert u2.call("exist", u2.selector(textContains="has no screen"))


@pytest.mark.parametrize("name", [info.name for info in MANIFEST.activities])
def test_every_screen_opens_and_is_dumped(u2, name):
    u2.start(f"{PACKAGE}/{name}")
    assert u2.call("deviceInfo")["currentPackageName"] == PACKAGE
    assert u2.call("dumpWindowHierarchy", False, 50).count("<node") > 5


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ("OK Cancel dialog with a message", "OK"),
        ("OK Cancel dialog with a long message", "Something"),
        ("List dialog", "Command two"),
        ("Single choice list", "Satellite"),
        ("Text Entry dialog", "Password:"),
    ],
)
def test_dialogs_open_and_close(u2, button, shown):
    u2.start(f"{PACKAGE}/.app.AlertDialogSamples")
    tap(u2, button)
    tap(u2, shown)
    if button == "List dialog":
        assert u2.call("exist", u2.selector(textStartsWith="You selected: 1"))
    u2.call("pressKey", "back")
    u2.call("pressKey", "back")
    assert not u2.call("exist", u2.selector(text=shown))


def test_a_search_is_handed_over(u2):
    u2.start(f"{PACKAGE}/.app.SearchInvoke")
    u2.call("setText", u2.selector(resourceId=f"{PACKAGE}:id/txt_query_prefill"), "hello")
    tap(u2, "onSearchRequested()")
    assert u2.text(resourceId=f"{PACKAGE}:id/txt_query") == "hello"


def test_a_notification_is_posted_and_taken_away(u2):
    u2.start(f"{PACKAGE}/.app.StatusBarNotifications")
    tap(u2, "Sad")
    assert [note.text for note in u2.phone.notifications.active] == ["I am sad"]
    tap(u2, "Clear notification")
    assert not u2.phone.notifications.active


def test_two_numbers_are_added_and_words_are_not(u2):
    u2.start("com.example.u2testdemo/.AdditionActivity")
    fields = [u2.selector(className="android.widget.EditText", instance=place) for place in range(3)]
    u2.call("setText", fields[0], "1")
    u2.call("setText", fields[1], "2.5")
    tap(u2, "Add")
    assert u2.call("getText", fields[2]) == "3.5"
    u2.call("setText", fields[0], "one")
    tap(u2, "Add")
    assert u2.call("getLastToast") == "Enter two numbers"

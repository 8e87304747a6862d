"""Notifications of the virtual phone: how they are printed, shown and cleared."""

from __future__ import annotations

import json

import pytest

from ainos.android_bridge.notifications import parse_notifications
from ainos.virtual_phone.control_commands import COMMANDS, ControlError
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.services.dumpsys.notification import notification

APP = "com.ainos.notes"


@pytest.fixture
def phone() -> Phone:
    return Phone(seed=0)


class _Daemon:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone


def told(phone: Phone) -> list[str]:
    return [each.title for each in parse_notifications(notification(phone, []), notification(phone, ["--noredact"]))]


def shown(phone: Phone) -> list[str]:
    phone.windows.open_notifications()
    boxes = [box for layer in phone.windows.look().layers for box in walk(layer.root)]
    return [box.node.text for box in boxes if box.node.id == "android:id/title"]


def walk(box):
    yield box
    for child in box.children:
        yield from walk(child)


def center(phone: Phone, ident: str) -> tuple[float, float]:
    boxes = [box for layer in phone.windows.look().layers for box in walk(layer.root)]
    left, top, right, bottom = next(box.seen for box in boxes if box.node.id == ident)
    return (left + right) / 2, (top + bottom) / 2


def test_an_empty_list_has_no_section_as_on_a_real_phone(phone):
    assert "Notification List" not in notification(phone, [])
    phone.notifications.post(APP, 1, "One", "text")
    assert "\n  Notification List:\n    NotificationRecord(0x" in notification(phone, [])


@pytest.mark.parametrize("level", [30, 34])
def test_every_android_tells_what_goes_on(level):
    phone = Phone(seed=0, api_level=level)
    phone.notifications.post(APP, 1, "One", "text", ongoing=True)
    assert "\n      flags=0x2\n" in notification(phone, [])
    assert parse_notifications(notification(phone, []), notification(phone, ["--noredact"]))[0].ongoing


def test_lengths_are_those_of_java(phone):
    phone.notifications.post(APP, 1, "a😀b", "text")
    assert "android.title=String [length=4]" in notification(phone, [])
    assert told(phone) == ["a😀b"]


def test_the_head_of_a_group_shows_only_when_it_is_alone(phone):
    phone.notifications.post(APP, 1, "Head", "2 new", group="g", summary=True)
    phone.notifications.post(APP, 2, "First", "a", group="g")
    phone.notifications.post(APP, 3, "Second", "b", group="g")
    assert shown(phone) == told(phone) == ["Second", "First"]
    phone.notifications.dismiss(next(each.key for each in phone.notifications.active if each.title == "First"))
    assert shown(phone) == ["Second"]
    phone.notifications.dismiss(next(each.key for each in phone.notifications.active if each.title == "Second"))
    assert phone.notifications.active == [], "the head goes with the last of its group"


def test_a_row_is_swiped_away_and_the_list_still_scrolls(phone):
    for number in range(12):
        phone.notifications.post(APP, number, f"N{number}", "text")
    assert shown(phone)[0] == "N11"
    x, y = center(phone, "expandableNotificationRow")
    phone.windows.touch.swipe(x - 200, y, x + 300, y, 200)
    assert shown(phone)[0] == "N10"
    before = center(phone, "expandableNotificationRow")
    phone.windows.touch.swipe(540, 1800, 540, 1000, 300)
    assert center(phone, "expandableNotificationRow") != before
    assert len(phone.notifications.active) == 11


def test_clear_all_leaves_what_goes_on(phone):
    phone.notifications.post(APP, 1, "Music", "plays", ongoing=True)
    phone.notifications.post(APP, 2, "Done", "text")
    shown(phone)
    phone.windows.touch.tap(*center(phone, "dismiss_text"))
    assert [each.title for each in phone.notifications.active] == ["Music"]
    kinds = [entry["kind"] for entry in json.loads(phone.ledger.to_json())]
    assert kinds.count("notification_dismissed") == 1


def test_notify_posts_in_any_apps_name_and_in_the_past(phone):
    ask = COMMANDS["notify"]
    facts = {"title": "Lunch", "text": "12:30", "minutes_ago": 90, "importance": 4, "category": "event"}
    ask(
        _Daemon(phone),
        {"notifications": [{"app": "Calendar", **facts}, {"app": APP, "title": "New", "minutes_ago": 0}]},
    )
    first, second = parse_notifications(notification(phone, []), notification(phone, ["--noredact"]))
    assert (first.title, second.title, second.package) == ("New", "Lunch", "com.google.android.calendar")
    assert first.posted_ms - second.posted_ms == 90 * 60_000
    assert (second.importance, second.category, second.ongoing) == (4, "event", False)
    assert phone.windows.banner.note is None, "what came long ago does not peek"


@pytest.mark.parametrize(
    "wrong",
    [None, {}, [1], [{"app": "Nothing Like It"}], [{"app": APP, "importance": 9}], [{"app": APP, "minutes_ago": "5"}]],
)
def test_what_notify_cannot_do_is_refused(phone, wrong):
    with pytest.raises(ControlError):
        COMMANDS["notify"](_Daemon(phone), {"notifications": wrong})

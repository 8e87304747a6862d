"""Two apps for one intent: the user is asked, once or for always."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent
from ainos.virtual_phone.phone import Phone

SHARE = "android.intent.action.SEND"
RESOLVER = "android/com.android.internal.app.ResolverActivity"


@pytest.fixture
def phone():
    return Phone()


def share(phone, **more):
    extras = {"android.intent.extra.TEXT": "milk"}
    return phone.activities.start(Intent(SHARE, mime_type="text/plain", extras=extras, flags=FLAG_NEW_TASK, **more))


def tap(phone, words):
    box = next(box for box in phone.windows.boxes() if box.node.text == words)
    left, top, right, bottom = box.seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)


def test_the_user_chooses_just_once(phone):
    assert share(phone).ok
    assert phone.windows.current_focus == RESOLVER
    tap(phone, "Just once")
    assert phone.windows.current_focus == RESOLVER, "nothing is chosen yet"
    tap(phone, "Notes")
    tap(phone, "Just once")
    assert phone.activities.resumed.package == "com.ainos.notes"
    assert "milk" in phone.windows.dump()
    share(phone)
    assert phone.windows.current_focus == RESOLVER


def test_always_is_remembered(phone):
    share(phone)
    tap(phone, "Notes")
    tap(phone, "Always")
    phone.windows.home()
    share(phone)
    assert phone.activities.resumed.package == "com.ainos.notes"


def test_back_chooses_nothing(phone):
    share(phone)
    phone.windows.back()
    assert phone.activities.resumed.package == "com.google.android.apps.nexuslauncher"


def test_a_named_package_is_not_asked_for(phone):
    share(phone, package="com.ainos.notes")
    assert phone.activities.resumed.package == "com.ainos.notes"


@pytest.mark.parametrize(
    ("action", "data", "package"),
    [
        ("android.intent.action.SENDTO", "sms:+14155550101", "com.google.android.apps.messaging"),
        ("android.intent.action.SENDTO", "smsto:+14155550101", "com.google.android.apps.messaging"),
        ("android.intent.action.DIAL", "tel:+14155550101", "com.google.android.dialer"),
        ("android.intent.action.SHOW_ALARMS", None, "com.google.android.deskclock"),
        ("android.intent.action.SET_TIMER", None, "com.google.android.deskclock"),
    ],
)
def test_messages_calls_and_alarms_have_their_app(phone, action, data, package):
    assert phone.activities.start(Intent(action, data=data, flags=FLAG_NEW_TASK)).ok
    assert phone.activities.resumed.package == package

"""Labels of screens err upward."""

from __future__ import annotations

import pytest

from ainos.android_bridge.app_labels import is_secret, label_of_screen
from ainos.android_bridge.fake import fake_element
from ainos.android_bridge.labels import Confidentiality, Integrity


@pytest.mark.parametrize(
    ("packages", "level"),
    [
        ({"com.android.settings"}, Confidentiality.PERSONAL),
        ({"com.google.android.apps.messaging"}, Confidentiality.SENSITIVE),
        ({"com.never.seen"}, Confidentiality.SENSITIVE),
        ({"com.android.settings", "com.android.systemui"}, Confidentiality.SENSITIVE),
        (set(), Confidentiality.SENSITIVE),
    ],
)
def test_the_strictest_app_on_the_screen_decides(packages, level):
    label = label_of_screen(packages, [])
    assert label.confidentiality == level
    assert label.integrity == Integrity.UNTRUSTED
    assert label.origins == {f"app:{package}" for package in packages}


def test_a_password_field_makes_the_screen_secret():
    element = fake_element(password=True, editable=True)
    assert label_of_screen({"com.android.settings"}, [element]).confidentiality == Confidentiality.SECRET


@pytest.mark.parametrize(
    "text",
    [
        "Your verification code is 482913",
        "Your verification code is 482913. Do not share it.",
        "482913 is your code",
        "Use 482913 to log in",
        "G-482913 is your Google verification code",
        "OTP: 4829",
        "Ihr Sicherheitscode lautet 48 29 13",
        "Votre code de vérification : 482913",
        "您的验证码是482913",
        "Card 4111 1111 1111 1111",
        "4111-1111-1111-1111",
    ],
)
def test_codes_and_cards_are_secrets(text):
    assert is_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "Meet at 10:30",
        "+1 415 555 0101",
        "Alarm 06:45",
        "The code works",
        "Version 13",
        "16 March 2026",
        "Pay 1234.56 to sign in",
        "Sign in, 2026 edition",
        "1234 5678 9012 3456",
    ],
)
def test_usual_texts_are_no_secrets(text):
    assert not is_secret(text)

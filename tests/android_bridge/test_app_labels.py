"""Labels of screens err upward."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.app_labels import (
    is_secret,
    label_of_app,
    label_of_element,
    label_of_picture,
    label_of_screen,
    labels_of_elements,
    secret_spans,
)
from ainos.android_bridge.fake import fake_element
from ainos.android_bridge.labels import Confidentiality, Integrity
from ainos.android_bridge.secret_texts import may_hold_secret


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


@pytest.mark.parametrize(
    ("package", "level"),
    [
        ("com.whatsapp", Confidentiality.SENSITIVE),
        ("com.google.android.gm", Confidentiality.SENSITIVE),
        ("com.android.chrome", Confidentiality.SENSITIVE),
        ("com.google.android.deskclock", Confidentiality.PERSONAL),
        ("com.google.android.apps.nexuslauncher", Confidentiality.PERSONAL),
        ("com.android.vending", Confidentiality.PUBLIC),
        ("com.google.android.apps.weather", Confidentiality.PUBLIC),
        ("com.google.android.apps.authenticator2", Confidentiality.SECRET),
        ("com.some.new.authenticator", Confidentiality.SECRET),
        ("com.never.seen.weather", Confidentiality.SENSITIVE),
        ("com.evil.settings", Confidentiality.SENSITIVE),
        ("com.android.vending.evil", Confidentiality.SENSITIVE),
        ("", Confidentiality.SENSITIVE),
    ],
)
def test_an_app_counts_by_its_family_and_a_look_alike_name_lowers_nothing(package, level):
    assert label_of_app(package).confidentiality is level


@pytest.mark.parametrize(
    "field",
    [
        {"hint": "CVV"},
        {"hint": "Card number"},
        {"resource_id": "com.shop:id/card_number"},
        {"resource_id": "com.bank:id/edtPin"},
        {"resource_id": "com.bank:id/otpCode", "hint": "______"},
        {"hint": "Kartennummer"},
        {"hint": "Código de seguridad"},
        {"hint": "验证码"},
        {"hint": "パスワード"},
        {"description": "Номер карты"},
        {"password": True},
    ],
)
def test_a_field_for_a_secret_is_secret_and_a_search_field_is_not(field):
    element = fake_element("", editable=True, package="com.android.settings", **field)
    assert label_of_element(element).confidentiality is Confidentiality.SECRET
    plain = fake_element("", editable=True, package="com.android.settings", hint="Search pinned notes")
    assert label_of_element(plain).confidentiality is Confidentiality.PERSONAL


def test_one_secret_element_leaves_the_others_as_they_are():
    code = fake_element("482913 is your code", index=1, package="com.android.settings")
    other = fake_element("Wi-Fi", index=2, package="com.android.settings")
    assert [label.confidentiality.name for label in labels_of_elements([code, other])] == ["SECRET", "PERSONAL"]
    assert label_of_screen({"com.android.settings"}, [code, other]).confidentiality is Confidentiality.SECRET


def test_a_bare_code_is_secret_beside_the_words_that_name_it():
    words = fake_element("Enter this code on your TV to verify", index=1, package="com.android.settings")
    code = fake_element("482 913", index=2, package="com.android.settings")
    digit = fake_element("4", index=3, editable=True, package="com.android.settings")
    named = labels_of_elements([words, code, digit])
    assert [label.confidentiality.name for label in named] == ["PERSONAL", "SECRET", "SECRET"]
    assert label_of_element(code).confidentiality is Confidentiality.PERSONAL


def test_what_stands_inside_a_row_counts_for_the_row():
    row = fake_element("", inner_text="Bank | Your one-time password is 77124", package="com.android.settings")
    assert label_of_element(row).confidentiality is Confidentiality.SECRET


def test_a_person_on_a_public_page_is_personal():
    page = fake_element("Signed in as ana@example.org", package="com.android.vending")
    assert label_of_element(page).confidentiality is Confidentiality.PERSONAL
    assert (
        label_of_element(fake_element("Chess", package="com.android.vending")).confidentiality is Confidentiality.PUBLIC
    )


def test_a_picture_is_worth_its_app_and_its_tree_and_a_black_one_is_secret():
    settings = "com.android.settings"
    assert label_of_picture(settings, secure=False).confidentiality is Confidentiality.PERSONAL
    assert label_of_picture(settings, secure=True).confidentiality is Confidentiality.SECRET
    assert label_of_picture("com.never.seen", secure=False).confidentiality is Confidentiality.SENSITIVE
    tree = label_of_screen({settings}, [fake_element("Your OTP is 4829")])
    assert label_of_picture(settings, secure=False, on_screen=tree).confidentiality is Confidentiality.SECRET


def test_the_screens_label_covers_each_elements():
    elements = [
        fake_element("Chess", package="com.android.vending"),
        fake_element("Your PIN is 4829", index=2, package="com.whatsapp"),
    ]
    screen = label_of_screen({"com.android.vending", "com.whatsapp"}, elements)
    assert all(screen.covers(label) for label in labels_of_elements(elements))


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("Your code is 482913, not 1234.56", ["482913"]),
        ("Card 4111 1111 1111 1111, thanks", ["4111 1111 1111 1111"]),
        ("Ваш код: 73 91 02", ["73 91 02"]),
        ("รหัส OTP ของคุณคือ 884123", ["884123"]),
        ("Mã xác nhận: 552201", ["552201"]),
        ("קוד האימות שלך הוא 104455", ["104455"]),
        ("Şifreniz: 904411", ["904411"]),
        ("Login code AB12-CD34", ["AB12-CD34"]),
        ("Wi-Fi password: hunter2go", ["hunter2go"]),
        ("key sk-abcdefghij0123456789", ["sk-abcdefghij0123456789"]),
        ("Room 4829 on floor 12", []),
    ],
)
def test_only_the_secret_part_of_a_text_is_found(text, secrets):
    assert [text[start:end] for start, end in secret_spans(text)] == secrets


@given(st.text(max_size=200))
def test_the_quick_look_never_overlooks_a_secret(text):
    assert may_hold_secret(text) or not secret_spans(text)
    assert may_hold_secret(f"{text}\nPIN 4829") or not secret_spans(text)

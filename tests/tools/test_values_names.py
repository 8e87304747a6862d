"""The kinds contact, phone, text, app, settings_page, folder and choice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.tools.types import ToolQuestionError, ToolRetryError
from ainos.tools.values_names import (
    folder_path,
    normalise_choice,
    normalise_contact,
    normalise_phone,
    normalise_text,
    settings_page,
)

STREAMS = ("media", "ring", "alarm", "call", "notification")
PHONES = [
    ("(415) 555-0101", "+14155550101"),
    ("+14155550101", "+14155550101"),
    ("415-555-0101", "+14155550101"),
    ("555 0123", "5550123"),
    ("four one five five five five oh one oh one", "+14155550101"),
    ("double five five oh one two three", "5550123"),
    ("+44 20 7946 0958", "+442079460958"),
    ("911", "911"),
    ("1 415 555 0101", "+14155550101"),
    ("plus four nine one seven six 12345678", "+4917612345678"),
    ("zero seven seven double zero nine zero zero one two three", "07700900123"),
    ("5550123", "5550123"),
    ("*100#", "*100#"),
    ("tel: 4155550101", "+14155550101"),
    ("415.555.0101", "+14155550101"),
]
NO_PHONES = [
    "12",
    "abc",
    "415 555 0101 ext 3",
]
CONTACTS = [
    ("my mum", "mum"),
    ("Alice Chen", "Alice Chen"),
    ("Alice's", "Alice"),
    ("Bob Martin's number", "Bob Martin"),
    ("+1 415 555 0101", "+14155550101"),
    ("mum's", "mum"),
    ("James'", "James"),
    ("the dentist", "dentist"),
    ("4155550101", "+14155550101"),
    ("Dr. Patel", "Dr. Patel"),
    ("O'Brien", "O'Brien"),
]
NOBODY = [
    "him",
]
PAGES = [
    ("display", "display"),
    ("wi-fi", "network"),
    ("Wi-Fi settings", "network"),
    ("bluetooth", "bluetooth"),
    ("the battery page", "battery"),
    ("about phone", "about"),
    ("sound", "sound"),
    ("displays", "display"),
    ("security and privacy", "security"),
    ("apps", "apps"),
    ("date and time", "date"),
    ("acessibility", "accessibility"),
    ("settings", "main"),
    ("internet", "network"),
]
FOLDERS = [
    ("downloads", "/sdcard/Download"),
    ("the Downloads folder", "/sdcard/Download"),
    ("Documents/Work", "/sdcard/Documents/Work"),
    ("/sdcard/Music", "/sdcard/Music"),
    ("pictures", "/sdcard/Pictures"),
    ("/storage/emulated/0/DCIM", "/sdcard/DCIM"),
    ("my photos", "/sdcard/DCIM"),
    ("Invoices", "/sdcard/Invoices"),
]
OUTSIDE = [
    "../../data",
    "/data/data",
]


@pytest.mark.parametrize(("span", "number"), PHONES)
def test_phone_is_e164_or_its_digits(span, number):
    assert normalise_phone(span) == number


@pytest.mark.parametrize("span", NO_PHONES)
def test_phone_refuses_what_is_no_number(span):
    with pytest.raises(ToolRetryError):
        normalise_phone(span)


@pytest.mark.parametrize(("span", "name"), CONTACTS)
def test_contact_is_the_name_as_said(span, name):
    assert normalise_contact(span) == name


@pytest.mark.parametrize("span", NOBODY)
def test_contact_asks_who_a_pronoun_is(span):
    with pytest.raises(ToolQuestionError):
        normalise_contact(span)


@pytest.mark.parametrize(("span", "page"), PAGES)
def test_settings_page_is_found_by_its_names(span, page):
    assert settings_page(span) == page


def test_unknown_settings_page_offers_the_known_ones():
    with pytest.raises(ToolQuestionError) as caught:
        settings_page("warp drive")
    assert "battery" in caught.value.choices


@pytest.mark.parametrize(("span", "path"), FOLDERS)
def test_folder_lies_below_sdcard(span, path):
    assert folder_path(span) == path


@pytest.mark.parametrize("span", OUTSIDE)
def test_folder_outside_shared_storage_is_refused(span):
    with pytest.raises(ToolRetryError, match="outside"):
        folder_path(span)


@pytest.mark.parametrize(
    ("span", "choice"),
    [
        ("media", "media"),
        ("music", "media"),
        ("Ringer", "ring"),
        ("alarms", "alarm"),
        ("call volume", "call"),
        ("meda", "media"),
    ],
)
def test_choice_is_found_by_its_words(span, choice):
    assert normalise_choice(span, STREAMS) == choice


def test_unknown_choice_is_asked():
    with pytest.raises(ToolQuestionError) as caught:
        normalise_choice("bananas", STREAMS)
    assert caught.value.choices == STREAMS


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (' "hello" ', "hello"),
        ("'tis", "'tis"),
        ("“quoted”", "quoted"),
        ('"a" and "b"', '"a" and "b"'),
        ("a\nb", "a\nb"),
    ],
)
def test_text_stays_as_said(span, text):
    assert normalise_text(span) == text


@pytest.mark.parametrize("span", ["", "  ", "a\x00b", "x" * 5000])
def test_text_refuses_what_no_app_shows(span):
    with pytest.raises(ToolRetryError):
        normalise_text(span)


@given(st.text(max_size=60))
def test_any_text_is_a_path_below_sdcard_or_refused(span):
    try:
        path = folder_path(span)
    except ToolRetryError:
        return
    assert path.startswith("/sdcard")
    assert ".." not in path.split("/")


@given(st.integers(2002000000, 9899999999))
def test_every_complete_number_comes_back_spoken_or_typed(number):
    digits = str(number)
    typed = normalise_phone(digits)
    spoken = normalise_phone(
        " ".join(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"][int(d)] for d in digits
        )
    )
    assert spoken == typed
    assert typed.endswith(digits)

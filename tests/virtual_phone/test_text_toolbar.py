"""Claims about the toolbar for cut, copy and paste over a field."""

from __future__ import annotations

import re

import pytest

from ainos.virtual_phone.intents import Intent
from ainos.virtual_phone.phone import Phone


@pytest.fixture
def phone() -> Phone:
    made = Phone(seed=0)
    made.activities.start(Intent("android.intent.action.SENDTO", data="smsto:+14155550101"))
    return made


def places(phone: Phone, words: str) -> list[tuple[int, int]]:
    found = re.findall(rf'text="{words}"[^>]*bounds="\[(\d+),(\d+)\]\[(\d+),(\d+)\]"', phone.windows.dump(False))
    return [((int(a) + int(c)) // 2, (int(b) + int(d)) // 2) for a, b, c, d in found]


def tap(phone: Phone, words: str) -> None:
    phone.windows.tap(*places(phone, words)[0])


def test_selected_text_is_copied_and_pasted_behind_what_is_there(phone):
    tap(phone, "Text message")
    phone.windows.text("again ")
    phone.windows.long_press(*places(phone, "again ")[0])
    assert places(phone, "Paste") == [], "nothing is on the clipboard"
    tap(phone, "Select all")
    tap(phone, "Copy")
    assert phone.clipboard.get() == "again "
    assert places(phone, "Copy") == []
    phone.windows.long_press(*places(phone, "again ")[0])
    phone.windows.key(123)
    tap(phone, "Paste")
    assert places(phone, "again again ") != []


def test_cut_empties_the_field_and_back_closes_the_toolbar_first(phone):
    tap(phone, "Text message")
    phone.windows.text("gone")
    phone.windows.long_press(*places(phone, "gone")[0])
    tap(phone, "Select all")
    phone.windows.back()
    assert places(phone, "Cut") == []
    assert phone.windows.input_shown
    phone.windows.long_press(*places(phone, "gone")[0])
    tap(phone, "Select all") if places(phone, "Select all") else None
    tap(phone, "Cut")
    assert (phone.clipboard.get(), places(phone, "gone")) == ("gone", [])


def test_a_tap_elsewhere_closes_the_toolbar(phone):
    phone.clipboard.set("clip")
    phone.windows.long_press(*places(phone, "Text message")[0])
    assert places(phone, "Paste") != []
    phone.windows.tap(540, 600)
    assert places(phone, "Paste") == []

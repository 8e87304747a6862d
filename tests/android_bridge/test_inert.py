"""Nothing hidden in a text reaches a line unseen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.android_bridge.inert import inert

HIDDEN = (
    *map(chr, range(0x200B, 0x2010)), *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2060, 0x2070)),
    *map(chr, range(0xE0000, 0xE0080)), *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE0110)),
    "\x00", "\x1b", "\x7f", "\u0085", "\u00ad", "\u034f", "\u061c", "\u115f", "\u17b4", "\u180e", "\u2028", "\u2800",
    "\u3164", "\ufeff", "\uffa0", "\ud800", "\r", "\t",
)  # fmt: skip


@pytest.mark.parametrize("character", HIDDEN, ids=lambda c: f"U+{ord(c):04X}")
def test_a_hidden_character_is_an_escape(character):
    assert inert(f"a{character}b") == f"a{escape(character)}b"


def escape(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"


@settings(max_examples=400)
@given(st.text(st.one_of(st.sampled_from(HIDDEN), st.characters(), st.sampled_from("ab 😀👍ک‌ه")), max_size=200))
def test_no_line_hides_or_reorders_or_breaks(text):
    shown = inert(text)
    for position, character in enumerate(shown):
        if character in "\u200c\u200d\ufe0f":
            # Only where a script or an emoji needs it.
            assert position > 0
            assert not shown[position - 1].isascii() or shown[position - 1] in "#*0123456789"
            continue
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        assert not 0xFE00 <= ord(character) <= 0xFE0F
    assert inert(shown, limit_chars=10_000) == shown


def test_what_languages_and_emoji_need_stays():
    for text in ("می‌خواهم", "क्‍ष", "👨‍👩‍👧", "❤️", "Größe – 10 €", "東京", "ไทย"):
        assert inert(text) == text


def test_a_heap_of_marks_on_one_letter_is_shown_as_escapes():
    assert "\\u0301" in inert("a" + "\u0301" * 12)
    assert inert("e\u0301\u0323") == "e\u0301\u0323"

"""Makes texts comparable across scripts: case, single letters, points, invisible characters. Knows no words."""

from __future__ import annotations

import unicodedata

_LIMIT_CHARS = 400


class _Folding(dict[int, str]):
    """Per character: what stands for it in comparisons; what separates words becomes a space."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_SAME = str.maketrans({
    "’": "'", "ʼ": "'", "`": "'", 
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه",
    "ı": "i", "ș": "ş", "ț": "ţ", "ँ": "ं", "़": "", "ـ": "", "ё": "е", "ｉ": "i", "‌": " ", "׳": "'", "״": "",
})  # fmt: skip


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in "'’ʼ`":
        return "'"
    if ord(character) in _SAME:
        return str(_SAME[ord(character)])
    if category in ("Cf", "Cc", "Co", "Cs", "Cn"):
        return " " if character in "\n\t\r" else ""  # what is invisible must not part a word
    if category == "Mn" and (0x300 <= ord(character) <= 0x36F or 0x591 <= ord(character) <= 0x670):
        return ""
    if category[0] in "ZPS" and character not in "+&":
        return " "
    return unicodedata.normalize("NFKC", character).casefold().replace("i̇", "i").translate(_SAME)


FOLDING = _Folding()
"""For `str.translate`."""


def fold(text: str) -> str:
    """Return a text for comparisons: no case, signs, points, invisible characters; words parted by one space."""
    return " ".join(unicodedata.normalize("NFC", text[:_LIMIT_CHARS]).translate(FOLDING).split())


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script that writes no spaces between words, or glues endings to them."""
    code = ord(character)
    return 0xE00 <= code <= 0xEFF or 0x1100 <= code <= 0x11FF or 0x2E80 <= code <= 0xD7FF or 0xF900 <= code <= 0xFAFF

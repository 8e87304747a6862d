"""Right-to-left text: the order in which a line's characters stand, and the joined forms of Arabic letters.

Knows characters only: no fonts, no widths. Explicit embeddings and isolates are left out of the reordering; their
characters are dropped, as those that have no picture.
Source: Unicode Standard Annex 9 (rules W1 to W7, N1, N2, I1, I2, L2, L4) and the Unicode character database.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RTL_MARK = "\u200f"
_TATWEEL = "\u0640"
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("«", "»"), ("‹", "›"), ("≤", "≥"))
_MIRRORED = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}
_FIRST, _LAST = 0xFB50, 0xFEFC
"""The presentation forms of Arabic letters."""


def has_rtl(text: str) -> bool:
    """Tell whether a text holds a character that is written from right to left."""
    return not text.isascii() and _RTL.search(text) is not None


def runs_rtl(text: str) -> bool:
    """Tell whether a paragraph runs from right to left: by its first letter, as Android does."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def marked(line: str, rtl: bool) -> str:
    """Return a line of a paragraph so that it keeps the paragraph's direction when it stands alone."""
    return _RTL_MARK + line if rtl and not runs_rtl(line) else line


@lru_cache(maxsize=4096)
def visual(line: str) -> str:
    """Return a line as it is painted from left to right, Arabic letters in their joined forms."""
    base = 1 if runs_rtl(line) else 0
    chars = [char for char in join(line) if char not in _INVISIBLE]
    levels = _levels(chars, base)
    shown = [_MIRRORED.get(char, char) if level % 2 else char for char, level in zip(chars, levels, strict=True)]
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(shown):
            end = at
            while end < len(shown) and levels[end] >= level:
                end += 1
            shown[at:end] = shown[at:end][::-1]
            # Levels move with their characters, so that the next round finds them where they stand now.
            levels[at:end] = levels[at:end][::-1]
            at = max(end, at + 1)
    return "".join(shown)


def _levels(chars: list[str], base: int) -> list[int]:
    kinds = _resolved(chars, "R" if base else "L")
    odd = {"R": 1, "L": 2 if base else 0, "EN": 2, "AN": 2}
    return [odd[kind] for kind in kinds]


def _resolved(chars: list[str], start: str) -> list[str]:
    """Return L, R, EN or AN for each character."""
    kinds = [unicodedata.bidirectional(char) or "L" for char in chars]
    _resolve_weak(kinds, start)
    at = 0
    while at < len(kinds):
        if kinds[at] in ("L", "R", "EN", "AN"):
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] not in ("L", "R", "EN", "AN"):
            end += 1
        before = _side(kinds[at - 1]) if at else start
        after = _side(kinds[end]) if end < len(kinds) else start
        kinds[at:end] = [before if before == after else start] * (end - at)
        at = end
    return kinds


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _resolve_weak(kinds: list[str], start: str) -> None:
    strong, before = start, start
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kind = before
        if kind == "EN" and strong == "AL":
            kind = "AN"
        if kind in ("L", "R", "AL"):
            strong = kind
        kinds[at] = before = kind
    for at in range(1, len(kinds) - 1):
        around = (kinds[at - 1], kinds[at + 1])
        if (kinds[at] in ("ES", "CS") and around == ("EN", "EN")) or (kinds[at] == "CS" and around == ("AN", "AN")):
            kinds[at] = around[0]
    for step in (1, -1):
        # Signs such as % and $ belong to the number beside them.
        order = range(len(kinds))[::step]
        for at in order:
            beside = at - step
            if kinds[at] == "ET" and 0 <= beside < len(kinds) and kinds[beside] == "EN":
                kinds[at] = "EN"
    strong = start
    for at, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        if kind == "AL":
            kinds[at] = "R"
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"


@cache
def _forms() -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Return the forms of letters by (letters, form), and by letter how it joins: "dual" or "right"."""
    forms: dict[tuple[str, str], str] = {}
    for code in range(_FIRST, _LAST + 1):
        tag, _, letters = unicodedata.decomposition(chr(code)).partition("> ")
        text = "".join(chr(int(letter, 16)) for letter in letters.split())
        if tag and (len(text) == 1 or (len(text) == 2 and text[0] == "\u0644" and code >= 0xFEF5)):
            forms[text, tag[1:]] = chr(code)
    joins = {text: "right" for text, form in forms if form == "final" and len(text) == 1}
    return forms, joins | {text: "dual" for text, form in forms if form == "initial" and len(text) == 1}


def join(line: str) -> str:
    """Return a line with its Arabic letters in the forms that their neighbours ask for, in reading order."""
    forms, joins = _forms()
    made: list[str] = []
    at, joined = 0, False
    while at < len(line):
        char = line[at]
        if char not in joins:
            made.append(char)
            joined = char == _TATWEEL or (joined and unicodedata.category(char) == "Mn")
            at += 1
            continue
        pair = line[at : at + 2]
        letters = pair if (pair, "isolated") in forms and len(pair) == 2 else char
        onward = letters == char and joins[char] == "dual" and _takes(line, at + 1, joins)
        form = {(False, False): "isolated", (False, True): "initial", (True, True): "medial", (True, False): "final"}
        made.append(forms.get((letters, form[joined, onward]), letters))
        joined = onward
        at += len(letters)
    return "".join(made)


def _takes(line: str, at: int, joins: dict[str, str]) -> bool:
    """Tell whether the next letter from `at` on joins the one before it."""
    while at < len(line) and unicodedata.category(line[at]) == "Mn":
        at += 1
    return at < len(line) and (line[at] == _TATWEEL or line[at] in joins)

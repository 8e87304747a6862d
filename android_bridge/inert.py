"""Foreign text made harmless for one line: what cannot be seen, or would change what is seen, is shown as an escape.

Knows characters, no screen. Emoji, and the joiners that Persian, Hindi and family emoji need, stay as they are.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT_CHARS = 160
# Invisible, although their category calls them letters, marks or symbols: fillers, variation selectors, blanks.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U000e0100-\U000e01ef]"
)
# More marks on one letter than any language puts there.
_HEAP = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4,}")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"


def inert(text: str, *, limit_chars: int = LINE_LIMIT_CHARS) -> str:
    """Return the text on one line, cut to the limit, with every hidden character as an escape.

    Escaped are control, direction, tag and zero-width characters, variation selectors, fillers, unassigned and private
    ones, lone surrogates, and heaps of combining marks.
    """
    cut = text if len(text) <= limit_chars else text[: limit_chars - 1] + "…"
    if cut.isascii() and cut.isprintable():
        return cut
    if cut.isprintable() and not _BLANK.search(cut) and not _HEAP.search(cut):
        return cut
    shown = "".join(_shown(cut, position) for position in range(len(cut)))
    return _HEAP.sub(lambda heap: heap[0][:2] + "".join(map(_escape, heap[0][2:])), shown)


def _shown(text: str, position: int) -> str:
    character = text[position]
    if character == "\n":
        return "\\n"
    if character in _JOINERS and _joins(text, position):
        return character
    if character == "\ufe0f" and position and _is_picture(text[position - 1]):
        return character
    if unicodedata.category(character) in _HIDDEN or _BLANK.match(character):
        return _escape(character)
    return character


def _joins(text: str, position: int) -> bool:
    """Whether a joiner stands where a script or an emoji needs it: once, between two such characters."""
    if not 0 < position < len(text) - 1:
        return False
    before, after = text[position - 1], text[position + 1]
    if before == "\ufe0f" and position > 1:
        before = text[position - 2]
    return (_is_picture(before) and _is_picture(after)) or (_is_joining(before) and _is_joining(after))


def _is_joining(character: str) -> bool:
    """Arabic and the scripts of India and its neighbours."""
    return 0x600 <= ord(character) <= 0x7FF or 0x8A0 <= ord(character) <= 0xDFF


def _is_picture(character: str) -> bool:
    code = ord(character)
    return (
        0x2190 <= code <= 0x2BFF and code != 0x2800 or 0x1F000 <= code <= 0x1FAFF or character in "#*0123456789©®‼⁉™ℹ"
    )


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"

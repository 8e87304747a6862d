"""Fonts and the breaking of text into lines.

The two faces (Roboto Regular and Medium, Apache-2.0) lie beside this file, so a bare machine needs no fonts. They
cover Latin, Greek and Cyrillic; Chinese, Arabic, Hebrew and the scripts and emoji of the machine's fonts come from
`fallback.py`. A line holds its characters in reading order; `pieces` puts them in the order of painting. Widths are px.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from .bidi import has_rtl, marked, runs_rtl, visual
from .fallback import FontFile, coverage, fallback_for

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

ELLIPSIS = "…"
LINE_HEIGHT = 1.34
"""Line height as a multiple of the text size, as Material's body text."""

_LARGE_SP = 40.0
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_BREAKS = re.compile(
    "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef][\u3001\u3002\u201d\u2019\u2026\uff01\uff09\uff0c\uff1a\uff1b\uff1f]*"
    "| +|[^ \u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
"""What stays together in a line with Chinese characters: one of them with the stops after it, or a Latin word."""
_JOINERS = "\ufe0e\ufe0f\u200d"
"""Joiners and variation selectors choose among pictures; the faces here have one each."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Text broken into lines: what to paint, the widest line and the height of one line, in px."""

    lines: tuple[str, ...]
    width: int
    line_height: int

    @property
    def height(self) -> int:
        """Return the height of all lines in px."""
        return self.line_height * len(self.lines)


@cache
def _font_bytes(bold: bool) -> bytes:
    name = "Roboto-Medium.ttf" if bold else "Roboto-Regular.ttf"
    return resources.files(__package__).joinpath("fonts", name).read_bytes()


@lru_cache(maxsize=64)
def font(size_px: int, bold: bool = False) -> FreeTypeFont:
    """Return a face at `size_px` pixels per em."""
    from io import BytesIO

    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(_font_bytes(bold)), max(1, size_px), layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=32)
def _fallback_font(path: Path, size_px: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(path), max(1, size_px), layout_engine=ImageFont.Layout.BASIC)


@cache
def _roboto() -> FontFile:
    ranges = sorted(coverage(_font_bytes(False)))
    return FontFile(Path("Roboto"), tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _file_for(char: str) -> Path | None:
    """Return the font file for a character; None for Roboto, which also draws the boxes."""
    return None if char.isspace() or _roboto().covers(char) else fallback_for(char)


@lru_cache(maxsize=16384)
def pieces(line: str, size_px: int, bold: bool) -> tuple[tuple[FreeTypeFont, str], ...]:
    """Cut one line into parts that one face can draw each."""
    if line.isascii():
        return ((font(size_px, bold), line),) if line else ()
    if has_rtl(line):
        line = visual(line)
    shown = "".join(char for char in line if char not in _JOINERS)
    return tuple(
        (font(size_px, bold) if path is None else _fallback_font(path, size_px), "".join(chars))
        for path, chars in groupby(shown, _file_for)
    )


@lru_cache(maxsize=16384)
def width_of(word: str, size_px: int, bold: bool) -> int:
    """Return the advance width of a piece of one line, in px, rounded up."""
    return -int(-sum(face.getlength(part) for face, part in pieces(word, size_px, bold)) // 1)


@lru_cache(maxsize=4096)
def break_lines(content: str, size_px: int, bold: bool, max_width: int, max_lines: int = 0) -> Lines:
    """Wrap text at spaces (and inside words that are too long) to `max_width` px; 0 lines means no limit."""
    lines: list[str] = []
    for paragraph in content.split("\n"):
        first = len(lines)
        lines += _wrap(paragraph, size_px, bold, max_width)
        if max_lines and len(lines) > max_lines:
            # The last line is filled as far as it goes, in the middle of a word if need be.
            gap = "" if _CJK.search(paragraph) else " "
            rest = gap.join(lines[max_lines - 1 :]) if first < max_lines else lines[max_lines - 1]
            lines = [*lines[: max_lines - 1], _shorten(rest, size_px, bold, max_width)]
            break
    width = max((width_of(line, size_px, bold) for line in lines), default=0)
    return Lines(tuple(lines), min(width, max_width), round(size_px * LINE_HEIGHT))


def text_px(size_sp: float, scale: float, font_scale: float) -> int:
    """Return a text size in px at `scale` px per dp. What is large already does not grow with the font scale."""
    return round(size_sp * scale * (min(font_scale, 1.0) if size_sp > _LARGE_SP else font_scale))


def _wrap(paragraph: str, size_px: int, bold: bool, max_width: int) -> list[str]:
    if width_of(paragraph, size_px, bold) <= max_width:
        return [paragraph]
    if has_rtl(paragraph):
        rtl = runs_rtl(paragraph)
        return [marked(line, rtl) for line in _wrap_words(paragraph, size_px, bold, max_width)]
    if _CJK.search(paragraph):
        return _wrap_dense(paragraph, size_px, bold, max_width)
    return _wrap_words(paragraph, size_px, bold, max_width)


def _wrap_dense(paragraph: str, size_px: int, bold: bool, max_width: int) -> list[str]:
    """Wrap text that may be broken between any two of its Chinese characters."""
    lines, current = [], ""
    for part in _BREAKS.findall(paragraph):
        if width_of((current + part).rstrip(), size_px, bold) <= max_width:
            current += part
            continue
        if current.strip():
            lines.append(current.rstrip())
        *full, current = _split_word(part.lstrip(), size_px, bold, max_width)
        lines += full
    return [*lines, current]


def _wrap_words(paragraph: str, size_px: int, bold: bool, max_width: int) -> list[str]:
    lines: list[str] = []
    current = ""
    for word in paragraph.split(" "):
        joined = f"{current} {word}" if current else word
        if width_of(joined, size_px, bold) <= max_width:
            current = joined
            continue
        if current:
            lines.append(current)
        *full, current = _split_word(word, size_px, bold, max_width)
        lines += full
    return [*lines, current]


def _split_word(word: str, size_px: int, bold: bool, max_width: int) -> list[str]:
    pieces: list[str] = []
    while len(word) > 1 and width_of(word, size_px, bold) > max_width:
        cut = _fitting(word, size_px, bold, max_width)
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def _fitting(line: str, size_px: int, bold: bool, max_width: int) -> int:
    """Return how many characters of `line` fit, at least one."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(line[:middle], size_px, bold) <= max_width:
            low = middle
        else:
            high = middle - 1
    return low


def _shorten(line: str, size_px: int, bold: bool, max_width: int) -> str:
    room = max_width - width_of(ELLIPSIS, size_px, bold)
    if width_of(line, size_px, bold) > room:
        line = line[: _fitting(line, size_px, bold, max(room, 1))]
    return line.rstrip() + ELLIPSIS

"""The machine's screen as one picture, and what lies under a finger on it.

Knows: pages of lines and keys, where each is drawn in both orientations. Does not know: what a key does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ...ui.canvas import Canvas
from ...ui.layout import Rect
from ...ui.theme import Rgb
from ...ui.typeset import width_of

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Key:
    """A key on the screen: what pressing it means, and what is drawn on it (a second line may be empty)."""

    act: str
    label: str
    note: str = ""
    quiet: bool = False
    """Drawn less strongly: going back."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the machine shows: a title, lines below it, and rows of keys."""

    title: str
    lines: tuple[str, ...]
    rows: tuple[tuple[Key, ...], ...]


_LIGHT: dict[str, Rgb] = {
    "ground": (255, 248, 235), "head": (120, 53, 15), "head_ink": (255, 255, 255), "ink": (41, 28, 18),
    "key": (194, 65, 12), "key_ink": (255, 255, 255), "quiet": (236, 219, 196), "quiet_ink": (67, 42, 22),
}  # fmt: skip
_DARK: dict[str, Rgb] = {
    "ground": (24, 18, 14), "head": (67, 30, 9), "head_ink": (255, 237, 213), "ink": (245, 232, 218),
    "key": (251, 146, 60), "key_ink": (43, 18, 4), "quiet": (62, 47, 36), "quiet_ink": (245, 232, 218),
}  # fmt: skip


def key_at(page: Page, size: tuple[int, int], x: float, y: float) -> Key | None:
    """Return the key under a point; x and y are shares 0..1 of the picture of width x height px."""
    left, top = x * size[0], y * size[1]
    for key, rect in _places(page, size):
        if rect[0] <= left < rect[2] and rect[1] <= top < rect[3]:
            return key
    return None


@lru_cache(maxsize=2)
def draw(page: Page, size: tuple[int, int], scale: float, dark: bool) -> Image:
    """Return the page as an RGB image of width x height px. scale: px per dp."""
    from PIL import Image as Images

    colors = _DARK if dark else _LIGHT
    image = Images.new("RGB", size, colors["ground"])
    canvas = Canvas(image)
    head = _head(size)
    canvas.fill(head, colors["head"])
    big, small = round(30 * scale), round(20 * scale)
    lines = ((page.title, big, True), *((line, small, False) for line in page.lines))
    y = head[1] + (head[3] - head[1] - sum(round(2 * s) for _, s, _ in lines)) // 2
    for line, text_size, bold in lines:
        _centred(canvas, line, (head[0], y, head[2], y + 2 * text_size), text_size, bold, colors["head_ink"])
        y += 2 * text_size
    for key, rect in _places(page, size):
        kind = "quiet" if key.quiet else "key"
        canvas.rounded(rect, round(18 * scale), colors[kind])
        middle = (rect[1] + rect[3]) // 2
        label = rect if not key.note else (rect[0], middle - 2 * big, rect[2], middle + big // 4)
        _centred(canvas, key.label, label, big, True, colors[f"{kind}_ink"])
        if key.note:
            note = (rect[0], middle, rect[2], middle + 3 * small)
            _centred(canvas, key.note, note, small, False, colors[f"{kind}_ink"])
    return image


def _centred(canvas: Canvas, line: str, rect: Rect, size: int, bold: bool, color: Rgb) -> None:
    x = (rect[0] + rect[2] - width_of(line, size, bold)) // 2
    canvas.text(line, x, rect[1], rect[3] - rect[1], size, bold, color)


def _head(size: tuple[int, int]) -> Rect:
    width, height = size
    return (0, 0, width * 2 // 5, height) if width > height else (0, 0, width, height * 3 // 10)


def _places(page: Page, size: tuple[int, int]) -> Iterator[tuple[Key, Rect]]:
    """Go through the keys with their rectangles: equal rows below the head, or right of it when the screen is wide."""
    width, height = size
    gap = min(size) // 24
    head = _head(size)
    left, top = (head[2], 0) if width > height else (0, head[3])
    row_height = min((height - top - gap) // max(len(page.rows), 1), height * 2 // 5)
    top = (height + top - gap - row_height * len(page.rows)) // 2
    for at, row in enumerate(page.rows):
        y, cell = top + gap + at * row_height, (width - left - gap) // len(row)
        for place, key in enumerate(row):
            x = left + gap + place * cell
            yield key, (x, y, x + cell - gap, y + row_height - gap)

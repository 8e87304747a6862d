"""Reads printed words off a picture: dark letters on a light ground, one column, fonts that this machine has.

Knows: how each letter of a font looks, and how to find the letters whose row looks most like a line of the picture.
Does not know: handwriting, photographs, or what the words mean.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Ink = NDArray[np.float32]
    """Rows x columns, 0 for paper to 1 for ink."""

_FONTS = ("arial.ttf", "Arial Unicode.ttf", "Roboto-Regular.ttf", "DejaVuSans-Bold.ttf", "LiberationSans-Regular.ttf")
_SIZES = (24, 20, 16, 12)
_LETTERS = string.ascii_letters + string.digits + " .,:;!?'\"&$%()+-/|_éèñç"
_FIRST_COLUMNS = 90
"""Enough of a line to tell its font and where it stands."""
_SLACKS = (-4, -3, -2, -1, 0, 1)
_SLACK_COST = 0.6
"""What each column costs by which the next letter stands off its place (kerning, rounding)."""
_BEFORE, _ROOM = 4, 40
"""Paper before the first ink of a line, and columns behind the last one into which its last letter may reach."""
_INK = 0.35


@dataclass(frozen=True, slots=True)
class _Face:
    """One font at one size: a template and an advance for each letter."""

    height: int
    letters: tuple[tuple[str, Any, int], ...]
    """Letter, its ink in a box as wide as its advance, the advance in px."""


def read_lines(picture: Image) -> list[str]:
    """Return the lines of text on a picture at its own size; a line further right than the first begins with a blank.

    A gap of half a line or more gives an empty line.
    """
    import numpy as np

    ink = 1.0 - np.asarray(picture.convert("L"), dtype=np.float32) / 255.0
    bands = _bands(ink)
    if not bands:
        return []
    heights = sorted(bottom - top for top, bottom in bands)
    left = min(_first_column(ink[top:bottom]) for top, bottom in bands)
    lines: list[str] = []
    known: list[tuple[str, int]] = []
    before = bands[0][1]
    for top, bottom in bands:
        if top - before > heights[len(heights) // 2] * 0.6:
            lines.append("")
        before = bottom
        line = np.zeros_like(ink)
        line[top:bottom] = ink[top:bottom]
        indent = " " if _first_column(ink[top:bottom]) - left > 3 else ""
        lines.append(indent + _read_line(line, top, bottom, known).strip())
    return lines


def _bands(ink: Ink) -> list[tuple[int, int]]:
    """Return (first row, row after the last) of each line."""
    import numpy as np

    rows: list[bool] = np.any(ink > _INK, axis=1).tolist()
    bands: list[tuple[int, int]] = []
    start = None
    for at, has in enumerate([*rows, False]):
        if has and start is None:
            start = at
        elif not has and start is not None:
            bands.append((start, at))
            start = None
    return bands


def _first_column(ink: Ink) -> int:
    import numpy as np

    return int(np.argmax(np.any(ink > _INK, axis=0)))


def _read_line(ink: Ink, top: int, bottom: int, known: list[tuple[str, int]]) -> str:
    """Read one line; `known` holds the fonts met so far, the last one first, and is kept up to date."""
    first, last = _first_column(ink), ink.shape[1] - _first_column(ink[:, ::-1])
    first = max(first - _BEFORE, 0)
    begin = ink[:, first : min(first + _FIRST_COLUMNS, last)]
    best: tuple[float, tuple[str, int], int] | None = None
    for kind in (*known, *((font, size) for size in _SIZES for font in _FONTS if (font, size) not in known)):
        face = _face(*kind)
        if face is None:
            continue
        # The font's box is higher than the line's ink, and holds all of it.
        for shift in range(-1, max(face.height - (bottom - top), 0) + 2):
            cost = _decode(begin, face, top - shift)[0] / begin.shape[1]
            if best is None or cost < best[0]:
                best = (cost, kind, shift)
        if best is not None and best[0] < 1.0 and kind in known:
            break
    assert best is not None
    _, kind, shift = best
    known[:] = [kind, *(each for each in known if each != kind)]
    face = _face(*kind)
    assert face is not None
    words = _decode(ink[:, first:last], face, top - shift)[1]
    # In most fonts without serifs these two are one stroke.
    return re.sub(r"(?<=[a-z])I(?=[a-z])", "l", words)


def _decode(ink: Ink, face: _Face, origin: int) -> tuple[float, str]:
    """Return the letters whose row is most like the line, and how unlike it still is (sum over all px).

    origin: the row where the font's box begins.
    """
    import numpy as np

    height, width = face.height, ink.shape[1]
    area = np.zeros((height, width + _ROOM), dtype=np.float32)
    top, bottom = max(origin, 0), min(origin + height, ink.shape[0])
    if bottom > top:
        area[top - origin : bottom - origin, :width] = ink[top:bottom]
    lost = float(ink.sum() - area.sum())
    steps = np.array([advance + slack for _, _, advance in face.letters for slack in _SLACKS])
    penalties = np.array([_SLACK_COST * abs(slack) for _ in face.letters for slack in _SLACKS])
    costs = np.concatenate([_costs(area, template, advance, width) for _, template, advance in face.letters], axis=1)
    reached = np.full(width + _ROOM, np.inf)
    reached[: _BEFORE + 1] = 0.0
    came = np.full((width + _ROOM, 2), -1)
    kinds = np.arange(len(steps))
    for to in range(3, width + _ROOM):
        froms = to - steps
        usable = (froms >= 0) & (froms < width)
        places = np.where(usable, froms, 0)
        totals = np.where(usable, reached[places] + costs[places, kinds] + penalties, np.inf)
        best = int(totals.argmin())
        if totals[best] < reached[to]:
            reached[to] = totals[best]
            came[to] = (froms[best], best // len(_SLACKS))
    end = width + int(reached[width:].argmin())
    total = float(reached[end]) + lost
    letters: list[str] = []
    while came[end][0] >= 0:
        end, number = came[end]
        letters.append(face.letters[number][0])
    return total, "".join(reversed(letters))


def _costs(area: Ink, template: Ink, advance: int, width: int) -> Ink:
    """Return how unlike each place of the line a letter is (rows), for each of the slacks (columns)."""
    import numpy as np

    windows = np.lib.stride_tricks.sliding_window_view(area[:, : width + advance], advance + 1, axis=1)[:, :width]
    # Squares: one wrong stroke must cost more than many slightly grey edges.
    columns = ((windows - template[:, None, :]) ** 2).sum(axis=0).cumsum(axis=1)
    chosen: Ink = columns[:, [max(advance + slack, 1) - 1 for slack in _SLACKS]]
    return chosen


@lru_cache(maxsize=32)
def _face(name: str, size: int) -> _Face | None:
    """Return a font's templates, or None when this machine lacks it."""
    import numpy as np
    from PIL import Image, ImageDraw

    font = load_font(name, size)
    if font is None:
        return None
    ascent, descent = font.getmetrics()
    letters = []
    for letter in _LETTERS:
        advance = max(5, round(font.getlength(letter)))
        box = Image.new("L", (advance + 1, ascent + descent + 2), 0)
        ImageDraw.Draw(box).text((0, 0), letter, fill=255, font=font)
        letters.append((letter, np.asarray(box, dtype=np.float32) / 255.0, advance))
    return _Face(ascent + descent + 2, tuple(letters))


def load_font(name: str, size: int) -> Any:
    """Return one of the machine's fonts, or of the phone's own; None when neither has it."""
    from PIL import ImageFont

    own = files("ainos.virtual_phone") / "ui" / "fonts" / name
    for place in (name, str(own)):
        try:
            return ImageFont.truetype(place, size)
        except OSError:
            continue
    return None

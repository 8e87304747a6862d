"""Antialiased shapes on a Pillow image, with a movable origin so that scrolls can be clipped.

Knows pixels and colours only: no nodes, no themes. Rounded corners are cached coverage masks, everything between
them is plain rectangles, so a full screen costs a few milliseconds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from .icons import DIRECTED
from .icons import mask as icon_mask
from .layout import Rect, intersect
from .theme import Rgb
from .typeset import font, pieces

if TYPE_CHECKING:
    from PIL.Image import Image

_OVERSAMPLING = 4


@lru_cache(maxsize=256)
def _corner(radius: int, ring: int = 0) -> Image:
    """Return the coverage of the top left quarter of a disc, or of a ring `ring` px wide."""
    from PIL import Image, ImageDraw

    side = radius * _OVERSAMPLING
    big = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(big)
    draw.ellipse([0, 0, 2 * side, 2 * side], fill=255)
    if ring:
        inset = ring * _OVERSAMPLING
        draw.ellipse([inset, inset, 2 * side - inset, 2 * side - inset], fill=0)
    return big.resize((radius, radius), Image.Resampling.BOX)


@lru_cache(maxsize=256)
def _corners(radius: int, ring: int = 0) -> tuple[Image, Image, Image, Image]:
    """Return the four corner masks: top left, top right, bottom left, bottom right."""
    from PIL import Image

    first = _corner(radius, ring)
    right = first.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    down = Image.Transpose.FLIP_TOP_BOTTOM
    return first, right, first.transpose(down), right.transpose(down)


@lru_cache(maxsize=64)
def _shadow(width: int, height: int, radius: int, spread: int) -> Image:
    """Return a blurred rounded box, `spread` px larger on each side, computed at a quarter of the size."""
    from PIL import Image, ImageDraw, ImageFilter

    full = (width + 2 * spread, height + 2 * spread)
    small = Image.new("L", (max(1, full[0] // 4), max(1, full[1] // 4)), 0)
    box = [spread / 4, spread / 4, (spread + width) / 4, (spread + height) / 4]
    ImageDraw.Draw(small).rounded_rectangle(box, radius / 4, fill=88)
    return small.filter(ImageFilter.GaussianBlur(spread / 8)).resize(full, Image.Resampling.BILINEAR)


class Canvas:
    """Paints onto an image whose top left pixel is (left, top) of the screen."""

    def __init__(self, image: Image, left: int = 0, top: int = 0) -> None:
        from PIL import ImageDraw

        self.image = image
        self._draw = ImageDraw.Draw(image)
        self._left, self._top = left, top

    def part(self, rect: Rect) -> Canvas:
        """Return a canvas over a copy of one part of the screen; `put_back` returns it."""
        x, y = self._left, self._top
        copy = self.image.crop((rect[0] - x, rect[1] - y, rect[2] - x, rect[3] - y))
        return Canvas(copy, rect[0], rect[1])

    def put_back(self, part: Canvas) -> None:
        """Paste what was painted on a part."""
        self.image.paste(part.image, (part._left - self._left, part._top - self._top))

    def _at(self, rect: Rect) -> Rect:
        return rect[0] - self._left, rect[1] - self._top, rect[2] - self._left, rect[3] - self._top

    def fill(self, rect: Rect, color: Rgb) -> None:
        """Fill a rectangle."""
        left, top, right, bottom = self._at(rect)
        if right > left and bottom > top:
            self._draw.rectangle((left, top, right - 1, bottom - 1), fill=color)

    def rounded(self, rect: Rect, radius: int, color: Rgb) -> None:
        """Fill a rectangle with round corners; a radius beyond half the smaller side makes a pill."""
        radius = min(radius, (rect[2] - rect[0]) // 2, (rect[3] - rect[1]) // 2)
        if radius <= 0:
            self.fill(rect, color)
            return
        left, top, right, bottom = rect
        self.fill((left + radius, top, right - radius, bottom), color)
        self.fill((left, top + radius, left + radius, bottom - radius), color)
        self.fill((right - radius, top + radius, right, bottom - radius), color)
        self._paste_corners(rect, radius, 0, color)

    def outline(self, rect: Rect, radius: int, color: Rgb, width: int) -> None:
        """Draw a border inside a rectangle with round corners."""
        radius = min(radius, (rect[2] - rect[0]) // 2, (rect[3] - rect[1]) // 2)
        left, top, right, bottom = rect
        self.fill((left + radius, top, right - radius, top + width), color)
        self.fill((left + radius, bottom - width, right - radius, bottom), color)
        self.fill((left, top + radius, left + width, bottom - radius), color)
        self.fill((right - width, top + radius, right, bottom - radius), color)
        if radius > 0:
            self._paste_corners(rect, radius, width, color)

    def _paste_corners(self, rect: Rect, radius: int, ring: int, color: Rgb) -> None:
        left, top, right, bottom = self._at(rect)
        first, second, third, fourth = _corners(radius, ring)
        self.image.paste(color, (left, top), first)
        self.image.paste(color, (right - radius, top), second)
        self.image.paste(color, (left, bottom - radius), third)
        self.image.paste(color, (right - radius, bottom - radius), fourth)

    def disc(self, x: int, y: int, radius: int, color: Rgb) -> None:
        """Fill a circle around a point."""
        self.rounded((x - radius, y - radius, x + radius, y + radius), radius, color)

    def triangle(self, x: int, y: int, half: int, color: Rgb, *, turned: bool = False) -> None:
        """Fill a triangle that points left (or right when `turned`), `half` px from its middle to each side."""
        mask = _triangle(half, turned)
        self.image.paste(color, (x - half - self._left, y - half - self._top), mask)

    def shadow(self, rect: Rect, radius: int, spread: int) -> None:
        """Draw a soft shadow under a box, a little downwards."""
        soft = _shadow(rect[2] - rect[0], rect[3] - rect[1], radius, spread)
        left, top, _, _ = self._at(rect)
        self.image.paste((0, 0, 0), (left - spread, top - spread + spread // 3), soft)

    def icon(self, name: str, x: int, y: int, size: int, color: Rgb, *, turned: bool = False) -> None:
        """Paint a vector icon with its top left at (x, y); `turned` mirrors the icons that point somewhere."""
        if size > 0:
            mask = icon_mask(name, size, turned and name in DIRECTED)
            self.image.paste(color, (x - self._left, y - self._top), mask)

    def text(self, line: str, x: int, top: int, height: int, size: int, bold: bool, color: Rgb) -> None:
        """Paint one line whose line box starts at (x, top) and is `height` px high."""
        if line:
            mask, left, above = _text_mask(line, size, bold)
            ascent, descent = font(size, bold).getmetrics()
            baseline = top + (height - ascent - descent) // 2 + ascent
            self.image.paste(color, (x + left - self._left, baseline - above - self._top), mask)

    def picture(self, image: Image, rect: Rect, radius: int = 0) -> None:
        """Paint an image scaled into a rectangle, optionally with round corners."""
        from PIL import Image as Images

        size = (rect[2] - rect[0], rect[3] - rect[1])
        if size[0] <= 0 or size[1] <= 0:
            return
        scaled = image if image.size == size else image.resize(size, Images.Resampling.BILINEAR)
        left, top, _, _ = self._at(rect)
        cover = _rounded_mask(size, min(radius, min(size) // 2)) if radius else None
        if scaled.mode == "RGBA":
            self.image.paste(scaled, (left, top), scaled)
        elif cover is None:
            self.image.paste(scaled, (left, top))
        else:
            self.image.paste(scaled, (left, top), cover)

    def dim(self, rect: Rect, share: float) -> None:
        """Darken a part of the screen to `share` (0..1) of its brightness."""
        area = intersect(self._at(rect), (0, 0, *self.image.size))
        if area[2] > area[0] and area[3] > area[1]:
            dark = self.image.crop(area).point([int(v * share) for v in range(256)] * 3)
            self.image.paste(dark, area[:2])


@lru_cache(maxsize=32)
def _rounded_mask(size: tuple[int, int], radius: int) -> Image:
    from PIL import Image, ImageDraw

    big = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    ImageDraw.Draw(big).rounded_rectangle([0, 0, size[0] * 2 - 1, size[1] * 2 - 1], radius * 2, fill=255)
    return big.resize(size, Image.Resampling.BOX)


@lru_cache(maxsize=8)
def _triangle(half: int, turned: bool = False) -> Image:
    from PIL import Image, ImageDraw

    if turned:
        return _triangle(half).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    side = 2 * half * _OVERSAMPLING
    big = Image.new("L", (side, side), 0)
    ImageDraw.Draw(big).polygon([(0, side // 2), (side * 0.9, side * 0.02), (side * 0.9, side * 0.98)], fill=255)
    return big.resize((2 * half, 2 * half), Image.Resampling.BOX)


@lru_cache(maxsize=768)
def _text_mask(line: str, size: int, bold: bool) -> tuple[Image, int, int]:
    """Return the coverage of a line, how far it starts right of its origin, and how far above the baseline."""
    from PIL import Image, ImageDraw

    parts, x = [], 0.0
    for face, part in pieces(line, size, bold):
        box = face.getbbox(part, anchor="ls")
        parts.append((face, part, round(x), box))
        x += face.getlength(part)
    left = min((int(at + box[0]) for _, _, at, box in parts), default=0)
    right = max((int(at + box[2]) for _, _, at, box in parts), default=0)
    top = min((int(box[1]) for *_, box in parts), default=0)
    bottom = max((int(box[3]) for *_, box in parts), default=0)
    mask = Image.new("L", (max(1, right - left), max(1, bottom - top)), 0)
    for face, part, at, _ in parts:
        pen = ImageDraw.Draw(mask)
        pen.text((at - left, -top), part, font=face, fill=255, anchor="ls")
        if bold and face is not font(size, bold):
            # The other scripts have one weight; a second stroke beside the first makes the medium one.
            pen.text((at - left + 1, -top), part, font=face, fill=255, anchor="ls")
    return mask, left, -top

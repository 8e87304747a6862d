"""The picture behind the launcher and the lock screen: a soft landscape of our own, drawn once per theme."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .theme import Rgb, mix, rgb
from .view import Node, image

if TYPE_CHECKING:
    from PIL.Image import Image

_SMALL = (270, 600)
_SKY = {False: ("#2D5FA8", "#8DB4E8"), True: ("#0B1526", "#23406B")}
_HILLS = {
    False: (("#6E9BD6", 0.62), ("#4F80C0", 0.72), ("#335F9E", 0.84)),
    True: (("#1D365C", 0.62), ("#152945", 0.72), ("#0E1C31", 0.84)),
}


def wallpaper(dark: bool) -> Node:
    """Return a node that fills its parent with the picture of one theme. Not dumped."""
    return image(picture(dark), width="fill", height="fill", hidden_from_dump=True)


@cache
def picture(dark: bool) -> Image:
    """Paint the wallpaper, 1080 x 2400; other sizes are scaled from it."""
    from PIL import Image, ImageDraw, ImageFilter

    width, height = _SMALL[0] * 2, _SMALL[1] * 2
    top, low = (rgb(value) for value in _SKY[dark])
    sky = Image.new("RGB", (1, height))
    for y in range(height):
        sky.putpixel((0, y), _sky(top, low, y / height))
    canvas = sky.resize((width, height))
    draw = ImageDraw.Draw(canvas)
    for place, (color, share) in enumerate(_HILLS[dark]):
        swing = 0.05 + 0.015 * place
        points = [(x, height * (share + swing * _wave(x / width, place))) for x in range(0, width + 1, 6)]
        draw.polygon([*points, (width, height), (0, height)], fill=rgb(color))
    return canvas.filter(ImageFilter.GaussianBlur(1)).resize((1080, 2400), Image.Resampling.BICUBIC)


def _sky(top: Rgb, low: Rgb, share: float) -> Rgb:
    return mix(top, low, min(1.0, share * 1.3))


def _wave(x: float, place: int) -> float:
    from math import pi, sin

    return sin(x * pi * (1.1 + 0.5 * place) + place * 2.1) + 0.35 * sin(x * pi * 3.3 + place)

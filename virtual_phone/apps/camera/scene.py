"""What the phone's camera sees: hills and trees under the sky of the hour, or the wall behind its owner.

Knows: how to draw them for a moment. Does not know: the camera app.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_SKY = ((0, 14, 20, 44), (5, 60, 66, 110), (7, 250, 190, 140), (9, 150, 200, 240), (16, 140, 195, 240),
        (19, 250, 160, 110), (21, 40, 44, 84), (24, 14, 20, 44))  # fmt: skip
"""Colour over the hills by hour of the day."""
_HILLS = ((0.58, 0.035, 1.3, (110, 146, 150)), (0.66, 0.03, 2.1, (86, 130, 104)), (0.76, 0.025, 1.7, (62, 104, 66)))
"""Height (share from the top), amplitude, waves and colour, from back to front."""
_TREES = (0.08, 0.2, 0.27, 0.55, 0.63, 0.86)


@lru_cache(maxsize=8)
def outside(width: int, height: int, second_of_day: int) -> Image:
    """Draw the landscape; clouds move with the seconds, the light follows the hours."""
    from PIL import Image, ImageDraw

    hour = second_of_day / 3600
    top = _sky(hour)
    picture = Image.new("RGB", (1, 64))
    for y in range(64):
        picture.putpixel((0, y), _mixed(top, (255, 240, 220), (y / 64) ** 2 * 0.7 * _light(hour)))
    picture = picture.resize((width, height), Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(picture)
    _sun(draw, width, height, hour)
    _clouds(draw, width, height, second_of_day, hour)
    for level, swing, waves, color in _HILLS:
        line = [
            (width * x / 60, height * (level + swing * sin(2 * pi * waves * x / 60 + level * 9))) for x in range(61)
        ]
        draw.polygon([(0, height), *line, (width, height)], fill=_dimmed(color, hour))
    for at in _TREES:
        _tree(draw, width * at, height * (0.80 + 0.02 * sin(at * 20)), height * 0.10, hour)
    return picture


@lru_cache(maxsize=4)
def inside(width: int, height: int) -> Image:
    """Draw what the front camera sees: a wall, a window, a person's outline."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), (196, 184, 168))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width * 0.62, height * 0.08, width * 0.95, height * 0.36), fill=(222, 236, 246))
    draw.line((width * 0.785, height * 0.08, width * 0.785, height * 0.36), fill=(244, 240, 232), width=width // 60)
    middle, shoulder = width / 2, height * 0.72
    draw.ellipse((middle - width * 0.42, shoulder, middle + width * 0.42, height * 1.3), fill=(58, 92, 140))
    draw.ellipse((middle - width * 0.19, height * 0.36, middle + width * 0.19, height * 0.70), fill=(222, 178, 148))
    draw.pieslice(
        (middle - width * 0.2, height * 0.33, middle + width * 0.2, height * 0.66), 180, 360, fill=(64, 44, 34)
    )
    return picture


def _sky(hour: float) -> tuple[int, int, int]:
    for (before, *first), (after, *second) in zip(_SKY, _SKY[1:], strict=False):
        if before <= hour <= after:
            share = (hour - before) / (after - before)
            return _mixed((first[0], first[1], first[2]), (second[0], second[1], second[2]), share)
    return (14, 20, 44)


def _light(hour: float) -> float:
    return max(0.12, min(1.0, sin(pi * (hour - 5) / 16) * 1.6)) if 5 < hour < 21 else 0.12


def _mixed(first: tuple[int, int, int], second: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _dimmed(color: tuple[int, int, int], hour: float) -> tuple[int, int, int]:
    return _mixed((10, 14, 26), color, 0.25 + 0.75 * _light(hour))


def _sun(draw: ImageDraw, width: int, height: int, hour: float) -> None:
    day = 5.5 < hour < 20.5
    share = (hour - 5.5) / 15 if day else ((hour - 20.5) % 24) / 9
    x, y = width * (0.08 + 0.84 * share), height * (0.5 - 0.4 * sin(pi * share))
    radius = width * (0.075 if day else 0.055)
    color = (255, 246, 200) if day else (232, 234, 240)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)


def _clouds(draw: ImageDraw, width: int, height: int, second: int, hour: float) -> None:
    color = _mixed(_sky(hour), (255, 255, 255), 0.25 + 0.5 * _light(hour))
    for place, (level, size) in enumerate(((0.16, 0.16), (0.27, 0.11), (0.10, 0.09))):
        x = width * ((place * 0.37 + second / 240) % 1.3 - 0.15)
        y, w = height * level, width * size
        for shift, scale in ((-0.8, 0.6), (0.0, 1.0), (0.8, 0.7)):
            half = w * scale * 0.55
            draw.ellipse(
                (x + shift * w - half * 1.3, y - half * 0.6, x + shift * w + half * 1.3, y + half * 0.6), fill=color
            )


def _tree(draw: ImageDraw, x: float, foot: float, tall: float, hour: float) -> None:
    trunk, leaves = _dimmed((88, 64, 46), hour), _dimmed((44, 92, 52), hour)
    draw.rectangle((x - tall * 0.05, foot - tall * 0.3, x + tall * 0.05, foot + tall * 0.08), fill=trunk)
    for step in range(3):
        wide, top = tall * (0.34 - 0.07 * step), foot - tall * (0.5 + 0.24 * step)
        draw.polygon([(x - wide, top + tall * 0.34), (x + wide, top + tall * 0.34), (x, top)], fill=leaves)

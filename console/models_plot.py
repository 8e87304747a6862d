"""Draws the picture of `ainos models fit --plot`: tokens a second while writing, by model size and machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..models.fit import GOOD, SHAPES, USABLE, Profile, estimate

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_WIDE, _HIGH = 1600, 960
_LEFT, _RIGHT, _TOP, _BOTTOM = 120, 420, 110, 110
_LOW, _TOP_SPEED = 0.03, 1000.0
_COLOURS = (
    "#1b6ef3",
    "#d23f31",
    "#0b8043",
    "#8e24aa",
    "#ef6c00",
    "#00838f",
    "#5d4037",
    "#c2185b",
    "#455a64",
    "#7cb342",
    "#3949ab",
    "#ff7043",
    "#26a69a",
    "#ad1457",
)
_FONT = Path(__file__).parent.parent / "virtual_phone" / "ui" / "fonts" / "Roboto-Regular.ttf"


def draw(profiles: Sequence[Profile], path: Path, *, context: int = 2048) -> None:
    """Write the picture (PNG) for these machines, all models packed to four bits."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (_WIDE, _HIGH), "white")
    pen = ImageDraw.Draw(image)
    large, small = ImageFont.truetype(str(_FONT), 34), ImageFont.truetype(str(_FONT), 22)
    pen.text(
        (_LEFT, 34), "Which model runs where: tokens a second while writing, Q4 (estimate)", fill="#202124", font=large
    )
    _axes(pen, small)
    ends: list[tuple[float, str, str]] = []
    for number, profile in enumerate(profiles):
        colour = _COLOURS[number % len(_COLOURS)]
        ends.append((_line(pen, profile, colour, context), profile.name, colour))
    _names(pen, ends, small)
    legend = "filled: within half of the memory   ring: tight   cross: all weights read from storage for every token"
    pen.text((_LEFT, _HIGH - 38), legend, fill="#5f6368", font=small)
    image.save(path, "PNG")


def _x(billions: float) -> float:
    low, high = math.log(SHAPES[0].parameters), math.log(SHAPES[-1].parameters)
    return _LEFT + 30 + (math.log(billions) - low) / (high - low) * (_WIDE - _LEFT - _RIGHT - 60)


def _y(speed: float) -> float:
    low, high = math.log(_LOW), math.log(_TOP_SPEED)
    inside = min(max(speed, _LOW), _TOP_SPEED)
    return _HIGH - _BOTTOM - (math.log(inside) - low) / (high - low) * (_HIGH - _TOP - _BOTTOM)


def _axes(pen: ImageDraw, font: FreeTypeFont) -> None:
    for speed in (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000):
        pen.line([(_LEFT, _y(speed)), (_WIDE - _RIGHT, _y(speed))], fill="#e8eaed", width=1)
        pen.text((_LEFT - 14, _y(speed)), f"{speed:g}", fill="#5f6368", font=font, anchor="rm")
    for speed, text in ((USABLE, "20: usable"), (GOOD, "100: good for agents")):
        for start in range(_LEFT, _WIDE - _RIGHT, 18):
            pen.line([(start, _y(speed)), (start + 9, _y(speed))], fill="#5f6368", width=2)
        pen.text((_WIDE - _RIGHT - 6, _y(speed) - 4), text, fill="#5f6368", font=font, anchor="rb")
    for shape in SHAPES:
        pen.line([(_x(shape.parameters), _TOP), (_x(shape.parameters), _HIGH - _BOTTOM)], fill="#f1f3f4", width=1)
        label = shape.name.split()[-1]
        pen.text((_x(shape.parameters), _HIGH - _BOTTOM + 12), label, fill="#5f6368", font=font, anchor="mt")
    pen.line([(_LEFT, _HIGH - _BOTTOM), (_WIDE - _RIGHT, _HIGH - _BOTTOM)], fill="#80868b", width=2)


def _line(pen: ImageDraw, profile: Profile, colour: str, context: int) -> float:
    """Draw one machine's line; return how high it ends."""
    points: list[Any] = []
    for shape in SHAPES:
        fit = estimate(profile, shape, "Q4", context=context)
        points.append((_x(shape.parameters), _y(fit.write_tps), fit.place))
    pen.line([(x, y) for x, y, _ in points], fill=colour, width=3, joint="curve")
    for x, y, place in points:
        if place == "memory":
            pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill=colour)
        elif place == "tight":
            pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill="white", outline=colour, width=3)
        else:
            pen.line([(x - 7, y - 7), (x + 7, y + 7)], fill=colour, width=3)
            pen.line([(x - 7, y + 7), (x + 7, y - 7)], fill=colour, width=3)
    return float(points[-1][1])


def _names(pen: ImageDraw, ends: Sequence[tuple[float, str, str]], font: FreeTypeFont) -> None:
    """Write the names at the right, apart from each other, in the order of the lines."""
    ordered, step, floor = sorted(ends), 30.0, float(_HIGH - 60)
    places = [height - 12 for height, _, _ in ordered]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + step)
    for i in reversed(range(len(places))):
        places[i] = min(places[i], floor)
        floor = places[i] - step
    end = _WIDE - _RIGHT
    for place, (height, name, colour) in zip(places, ordered, strict=True):
        pen.line([(end - 30, height), (end + 14, place + 12)], fill=colour, width=2)
        pen.text((end + 22, place + 12), name, fill=colour, font=font, anchor="lm")

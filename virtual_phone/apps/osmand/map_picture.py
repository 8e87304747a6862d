"""The picture of the map: the country's outline, the Rhine, the main road and the names of places.

Knows: how degrees become pixels. The outline is drawn by hand from a few points; it is no survey.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from .places import EAST, NORTH, PLACES, SOUTH, WEST, Place

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH, _HEIGHT = 822, 1644
_BORDER = (
    (47.062, 9.480), (47.090, 9.490), (47.130, 9.508), (47.170, 9.488), (47.215, 9.496), (47.248, 9.530),
    (47.270, 9.532), (47.235, 9.560), (47.200, 9.575), (47.165, 9.570), (47.150, 9.600), (47.110, 9.634),
    (47.070, 9.610), (47.056, 9.570), (47.066, 9.530), (47.050, 9.500),
)  # fmt: skip
_ROAD = ("Balzers", "Triesen", "Vaduz", "Schaan", "Nendeln", "Eschen", "Bendern", "Ruggell")
_ABOVE = ("Bendern", "Rotenboden", "Planken")
"""Names that stand higher, out of the way of the next one."""
GROUND, _LAND, _WATER, _STREET, _INK = "#f2efe9", "#d8ecc6", "#8fb8de", "#f5a623", "#444444"


def map_picture(pins: Sequence[Place]) -> Image:
    """Draw the map with a red pin at each of these places."""
    from PIL import ImageDraw

    picture = _ground().copy()
    draw = ImageDraw.Draw(picture)
    for pin in pins:
        x, y = _pixels(pin.latitude, pin.longitude)
        draw.polygon([(x, y), (x - 15, y - 34), (x + 15, y - 34)], fill="#d32f2f")
        draw.ellipse([x - 18, y - 56, x + 18, y - 20], fill="#d32f2f")
        draw.ellipse([x - 7, y - 45, x + 7, y - 31], fill="#ffffff")
    return picture


@cache
def _ground() -> Image:
    from PIL import Image, ImageDraw

    from ...ui.typeset import font

    picture = Image.new("RGB", (_WIDTH, _HEIGHT), GROUND)
    draw = ImageDraw.Draw(picture)
    outline = [_pixels(latitude, longitude) for latitude, longitude in _BORDER]
    draw.polygon(outline, fill=_LAND, outline="#b07aa1", width=3)
    draw.line(outline[:7], fill=_WATER, width=12, joint="curve")
    by_name = {place.name: place for place in PLACES}
    road = [_pixels(by_name[name].latitude, by_name[name].longitude) for name in _ROAD]
    draw.line(road, fill=_STREET, width=7, joint="curve")
    for place in PLACES:
        x, y = _pixels(place.latitude, place.longitude)
        draw.ellipse([x - 5, y - 5, x + 5, y + 5], fill=_INK)
        draw.text((x + 10, y - 30 if place.name in _ABOVE else y - 12), place.name, fill=_INK, font=font(22))
    return picture


def _pixels(latitude: float, longitude: float) -> tuple[float, float]:
    return (longitude - WEST) / (EAST - WEST) * _WIDTH, (NORTH - latitude) / (NORTH - SOUTH) * _HEIGHT

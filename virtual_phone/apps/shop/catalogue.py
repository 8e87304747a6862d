"""What the shop sells: invented goods with pictures that are drawn here.

Knows: names, prices before the seed moves them, sizes, and how each kind of thing looks. Does not know: carts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

CLOTHES = ("S", "M", "L", "XL")
SHOES = ("38", "40", "42", "44")
DEPARTMENTS = ("All", "Clothes", "Shoes", "Home", "Outdoor")
_SIDE = 100
"""Pictures are drawn on a square of 100 units."""


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on sale. sizes is empty where there is only one; shape and color say what the picture shows."""

    ident: int
    name: str
    department: str
    cents: int
    shape: str
    color: str
    sizes: tuple[str, ...] = ()
    about: str = ""


_GOODS = (
    ("Rain jacket", "Clothes", 6990, "jacket", "#2f6f9f", CLOTHES, "Light, windproof, with a hood that stows away."),
    ("Rain jacket, kids", "Clothes", 4490, "jacket", "#d9822b", ("104", "116", "128", "140"), "The small one."),
    ("Cotton T-shirt", "Clothes", 1490, "shirt", "#3f8f5f", CLOTHES, "Organic cotton, straight cut."),
    ("Striped T-shirt", "Clothes", 1690, "shirt", "#8f3f6f", CLOTHES, "Soft, and it keeps its shape."),
    ("Trail shoes", "Shoes", 8990, "shoe", "#6f5f3f", SHOES, "Grippy soles for wet paths."),
    ("City sneakers", "Shoes", 7490, "shoe", "#5f5f6f", SHOES, "For every day."),
    ("Stoneware mug", "Home", 1190, "mug", "#b0574a", (), "Holds 350 ml. Safe in the dishwasher."),
    ("Enamel mug", "Home", 990, "mug", "#4a6fb0", (), "Holds 300 ml. Light, for the road."),
    ("Desk lamp", "Home", 3990, "lamp", "#c9a227", (), "Warm light, dimmable, with a long arm."),
    ("Paper notebook", "Home", 790, "book", "#4f7f7f", (), "160 pages, dotted."),
    ("Day backpack", "Outdoor", 5490, "pack", "#3f6f4f", (), "20 litres, with a pocket for a laptop."),
    ("Steel bottle", "Outdoor", 2290, "bottle", "#6f7f8f", (), "750 ml. Keeps tea hot for twelve hours."),
    ("Wool hat", "Outdoor", 1990, "hat", "#9f3f3f", (), "Merino wool, one size."),
    ("Picnic blanket", "Outdoor", 2990, "book", "#a0703f", (), "150 by 200 cm, waterproof below."),
)


def goods(rise_cents: int) -> tuple[Product, ...]:
    """Return all products; rise_cents is what this world's prices have moved by."""
    return tuple(
        Product(ident, name, department, cents + rise_cents, shape, color, sizes, about)
        for ident, (name, department, cents, shape, color, sizes, about) in enumerate(_GOODS, 1)
    )


@lru_cache(maxsize=32)
def picture(shape: str, color: str, side: int) -> Image:
    """Return a product's picture as an RGB square of `side` px."""
    from PIL import Image, ImageColor, ImageDraw

    red, green, blue = ImageColor.getrgb(color)[:3]
    pale = tuple(c + (255 - c) * 4 // 5 for c in (red, green, blue))
    canvas = Image.new("RGB", (2 * side, 2 * side), pale)
    _DRAWERS[shape](_Pen(ImageDraw.Draw(canvas), 2 * side / _SIDE, color, f"#{pale[0]:02x}{pale[1]:02x}{pale[2]:02x}"))
    return canvas.resize((side, side))


class _Pen:
    """Draws in units of a hundredth of the picture's side."""

    def __init__(self, draw: ImageDraw, unit: float, color: str, pale: str) -> None:
        self._draw, self._unit, self.color, self.pale = draw, unit, color, pale

    def area(self, *numbers: float, color: str = "") -> None:
        """Fill a polygon of x, y, x, y, …"""
        self._draw.polygon([n * self._unit for n in numbers], fill=color or self.color)

    def box(self, *numbers: float, radius: float = 4.0, color: str = "") -> None:
        """Fill a rounded box: left, top, right, bottom."""
        scaled = [n * self._unit for n in numbers]
        self._draw.rounded_rectangle(scaled, radius * self._unit, fill=color or self.color)

    def ring(self, *numbers: float, width: float = 5.0) -> None:
        """Draw an ellipse's outline: left, top, right, bottom."""
        scaled = [n * self._unit for n in numbers]
        self._draw.ellipse(scaled, outline=self.color, width=round(width * self._unit))

    def disc(self, *numbers: float, color: str = "") -> None:
        """Fill an ellipse: left, top, right, bottom."""
        self._draw.ellipse([n * self._unit for n in numbers], fill=color or self.color)


def _shirt(pen: _Pen) -> None:
    pen.area(36, 22, 64, 22, 86, 36, 77, 51, 68, 46, 68, 82, 32, 82, 32, 46, 23, 51, 14, 36)
    pen.disc(41, 13, 59, 31, color=pen.pale)


def _jacket(pen: _Pen) -> None:
    pen.area(38, 24, 62, 24, 76, 32, 84, 72, 74, 75, 69, 52, 69, 84, 31, 84, 31, 52, 26, 75, 16, 72, 24, 32)
    pen.disc(38, 12, 62, 34)
    pen.disc(43, 17, 57, 32, color=pen.pale)
    pen.box(49, 36, 51, 84, radius=0, color="#ffffff")


def _shoe(pen: _Pen) -> None:
    pen.area(16, 40, 30, 36, 42, 46, 56, 42, 68, 54, 84, 58, 86, 68, 16, 68)
    pen.box(13, 67, 88, 75, radius=3, color="#ffffff")


def _mug(pen: _Pen) -> None:
    pen.ring(56, 38, 84, 66, width=6)
    pen.box(24, 28, 66, 78, radius=7)
    pen.disc(24, 24, 66, 34, color="#ffffff")


def _lamp(pen: _Pen) -> None:
    pen.area(48, 42, 52, 42, 52, 76, 48, 76)
    pen.area(36, 20, 64, 20, 78, 46, 22, 46)
    pen.disc(30, 72, 70, 82)


def _book(pen: _Pen) -> None:
    pen.box(26, 18, 74, 82, radius=4)
    pen.box(26, 18, 34, 82, radius=3, color="#ffffff")
    pen.box(44, 32, 66, 37, radius=2, color="#ffffff")


def _pack(pen: _Pen) -> None:
    pen.ring(40, 12, 60, 32, width=4)
    pen.box(28, 20, 72, 84, radius=14)
    pen.box(36, 54, 64, 74, radius=5, color="#ffffff")
    pen.box(38, 56, 62, 72, radius=4)


def _bottle(pen: _Pen) -> None:
    pen.box(43, 12, 57, 24, radius=3, color="#ffffff")
    pen.box(45, 22, 55, 32, radius=1)
    pen.box(37, 28, 63, 88, radius=9)


def _hat(pen: _Pen) -> None:
    pen.disc(26, 24, 74, 96)
    pen.box(16, 62, 84, 98, radius=0, color=pen.pale)
    pen.box(22, 58, 78, 73, radius=6, color="#ffffff")
    pen.disc(44, 14, 56, 27)


_DRAWERS = {
    "shirt": _shirt, "jacket": _jacket, "shoe": _shoe, "mug": _mug, "lamp": _lamp, "book": _book, "pack": _pack,
    "bottle": _bottle, "hat": _hat,
}  # fmt: skip

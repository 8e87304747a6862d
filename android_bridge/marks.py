"""A picture of the screen with the elements' numbers on it (set of marks), for models and people who see pictures.

The numbers are those of the screen's text, so that a call can name them. Draws; knows no device.
"""

from __future__ import annotations

import io

from .picture import check_png
from .types import Bounds, Element, Observation

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in the picture's pixels."""
_COLOURS = ((211, 47, 47), (25, 118, 210), (56, 142, 60), (123, 31, 162), (230, 81, 0), (0, 121, 107), (93, 64, 55))
"""In turn, so that neighbours differ; all dark enough for white figures."""
_LARGEST_SHARE = 0.6
"""What covers more of the screen, such as a list, is marked at its corner alone."""
_SHARE_OF_WIDTH = 0.034


def marked_targets(seen: Observation) -> list[Element]:
    """Return the elements that get a number: those that a touch or text can do something with, in sight."""
    width, height = seen.width_px, seen.height_px
    inside = (e for e in seen.elements if e.interactive and e.bounds.area > 0)
    return [
        e for e in inside
        if e.bounds.right > 0 and e.bounds.bottom > 0 and e.bounds.left < width and e.bounds.top < height
    ]  # fmt: skip


def draw_marks(picture_png: bytes, seen: Observation, *, longest_px: int = 0) -> bytes:
    """Return the picture as PNG with a frame and a number on every target.

    Args:
        picture_png: The screen as PNG, of the same moment as the look.
        seen: The look; its bounds are scaled where the picture has another size.
        longest_px: Longest side of the result; 0 keeps the picture's size.

    Raises:
        ScreenReadError: It is no whole picture, or too large.
    """
    from PIL import Image, ImageDraw, ImageFont

    check_png(picture_png)
    image = Image.open(io.BytesIO(picture_png)).convert("RGB")
    scale = image.width / seen.width_px if seen.width_px else 1.0
    size = max(14, round(image.width * _SHARE_OF_WIDTH))
    font, pen = ImageFont.load_default(size=size), ImageDraw.Draw(image)
    targets = marked_targets(seen)
    boxes = [_scaled(element.bounds, scale, image.width, image.height) for element in targets]
    for place, (element, box) in enumerate(zip(targets, boxes, strict=True)):
        if element.bounds.area <= _LARGEST_SHARE * seen.width_px * seen.height_px:
            pen.rectangle(box, outline=_COLOURS[place % len(_COLOURS)], width=max(2, size // 10))
    small = [box for box in boxes if _is_small(box, size)]
    taken: list[Box] = []
    for place, (element, box) in enumerate(zip(targets, boxes, strict=True)):
        text = str(element.index)
        spot = _spot(box, (round(size * (0.62 * len(text) + 0.5)), round(size * 1.25)), size, small, taken, image.size)
        taken.append(spot)
        pen.rounded_rectangle(spot, radius=size // 4, fill=_COLOURS[place % len(_COLOURS)])
        middle = ((spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2)
        pen.text(middle, text, fill="white", font=font, anchor="mm")
    if longest_px and max(image.size) > longest_px:
        image.thumbnail((longest_px, longest_px))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _scaled(bounds: Bounds, scale: float, width: int, height: int) -> Box:
    left, top = max(0, round(bounds.left * scale)), max(0, round(bounds.top * scale))
    return left, top, min(width, round(bounds.right * scale)) - 1, min(height, round(bounds.bottom * scale)) - 1


def _is_small(box: Box, size: int) -> bool:
    """Whether a number inside would hide what stands there."""
    return min(box[2] - box[0], box[3] - box[1]) < 4 * size


def _spot(
    box: Box, wide_high: tuple[int, int], size: int, small: list[Box], taken: list[Box], limit: tuple[int, int]
) -> Box:
    """Return where the number goes: beside a small target, in a corner of a large one; never over another number.

    The first place that hides nothing is taken, else the one that hides least.
    """
    (wide, high), (left, top, right, bottom) = wide_high, box
    middle = (top + bottom - high) // 2
    if _is_small(box, size):
        wanted = [
            (left - wide, middle),
            (left, top - high),
            (right, middle),
            (left, bottom),
            (right - wide, top - high),
        ]
    else:
        wanted = [
            (left, top),
            (left, bottom - high),
            (right - wide, top),
            (right - wide, bottom - high),
            (left, middle),
        ]
    spots = []
    for x, y in [*wanted, (left, top)]:
        x, y = max(0, min(x, limit[0] - wide)), max(0, min(y, limit[1] - high))
        spots.append((x, y, x + wide, y + high))
    return min(spots, key=lambda spot: 4 * _hidden(spot, taken) + _hidden(spot, small))


def _hidden(spot: Box, boxes: list[Box]) -> int:
    """Return how many square pixels of the boxes a number would cover."""
    return sum(
        max(0, min(spot[2], box[2]) - max(spot[0], box[0])) * max(0, min(spot[3], box[3]) - max(spot[1], box[1]))
        for box in boxes
    )

"""A drawing: its strokes, and how they become a picture or an SVG file.

Knows: strokes as shares of the canvas, undo and redo. Does not know: screens and files.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Point = tuple[float, float]
ENDINGS = ("png", "jpg", "svg")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line of the finger. points: shares 0..1 of the canvas. width: share of the canvas's width. "" erases."""

    points: tuple[Point, ...]
    width: float
    color: str


@dataclass(slots=True)
class Drawing:
    """All strokes on one ground colour ("#rrggbb")."""

    ground: str = "#FFFFFF"
    strokes: list[Stroke] = field(default_factory=list)
    undone: list[Stroke] = field(default_factory=list)
    _shown: Image | None = None
    _shown_for: tuple[object, ...] = ()

    def add(self, stroke: Stroke) -> None:
        """Put a stroke on top."""
        self.strokes.append(stroke)
        self.undone.clear()

    def undo(self) -> None:
        """Take the last stroke away."""
        if self.strokes:
            self.undone.append(self.strokes.pop())

    def redo(self) -> None:
        """Put back what was taken away last."""
        if self.undone:
            self.strokes.append(self.undone.pop())

    def clear(self) -> None:
        """Take every stroke away."""
        self.strokes.clear()
        self.undone.clear()

    def picture(self, size: tuple[int, int]) -> Image:
        """Return the drawing as an RGB image of width x height px; the same object until something changes."""
        from PIL import Image, ImageDraw

        wanted = (self.ground, size, tuple(self.strokes))
        if self._shown is None or self._shown_for != wanted:
            shown = Image.new("RGB", size, self.ground)
            pen = ImageDraw.Draw(shown)
            for stroke in self.strokes:
                _paint(pen, stroke, size, self.ground)
            self._shown, self._shown_for = shown, wanted
        return self._shown

    def file(self, ending: str, size: tuple[int, int]) -> bytes:
        """Return the drawing as the bytes of a png, jpg or svg file."""
        if ending == "svg":
            return self._svg(size).encode()
        made = io.BytesIO()
        self.picture(size).save(made, "PNG" if ending == "png" else "JPEG")
        return made.getvalue()

    def _svg(self, size: tuple[int, int]) -> str:
        wide, high = size
        lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}">']
        lines.append(f'<rect width="{wide}" height="{high}" fill="{self.ground}"/>')
        for stroke in self.strokes:
            (x0, y0), *rest = [(round(x * wide, 1), round(y * high, 1)) for x, y in stroke.points]
            path = f"M{x0},{y0} " + " ".join(f"L{x},{y}" for x, y in rest or [(x0, y0)])
            color, width = stroke.color or self.ground, round(stroke.width * wide, 1)
            lines.append(
                f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}" stroke-linecap="round"/>'
            )
        return "\n".join([*lines, "</svg>", ""])


def _paint(pen: ImageDraw, stroke: Stroke, size: tuple[int, int], ground: str) -> None:
    color, width = stroke.color or ground, max(1, round(stroke.width * size[0]))
    points = [(x * size[0], y * size[1]) for x, y in stroke.points]
    if len(points) > 1:
        pen.line(points, fill=color, width=width, joint="curve")
    half = width / 2
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - half, y - half, x + half, y + half), fill=color)

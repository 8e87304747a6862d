"""Shapes: what the size of a node depends on, as one number, so that sizes outlive the trees they were measured for.

Every touch builds the screen's tree anew, and nearly all of it is as before; its sizes are looked up then. Shared by
all phones of the process. Knows which fields of a node count for its size; does not know how a size is worked out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .view import Node, Style

Sizes = dict[tuple[int, int, int, bool, bool], tuple[int, int]]
"""(shape, width offered, height offered, whether "fill" takes it: width, height) -> size in px."""
_MOST_SHAPES, _MOST_STYLES = 10_000, 4_000
_NUMBERS: Iterator[int] = itertools.count()
_SHAPES: dict[tuple[object, ...], int] = {}
_STYLES: dict[int, tuple[Style, int]] = {}
"""Numbers of styles by identity; holding the style keeps its identity from being used again."""
_EQUAL_STYLES: dict[Style, int] = {}
_SIZES: dict[tuple[float, float], Sizes] = {}


def sizes_for(scale: float, font_scale: float) -> Sizes:
    """Return the sizes that are known at this density and font scale; the caller adds to them."""
    if len(_SHAPES) > _MOST_SHAPES:
        # Numbers are never used twice, so what somebody still holds cannot mean another shape.
        _SHAPES.clear()
        _STYLES.clear()
        _EQUAL_STYLES.clear()
        _SIZES.clear()
    return _SIZES.setdefault((scale, font_scale), {})


def shape_of(node: Node, known: dict[int, int]) -> int:
    """Return the number of a node's shape, and enter it and its descendants in `known` by their identity."""
    entry = _STYLES.get(id(node.style))
    if entry is None:
        entry = _enter(node.style)
    words = node.text or (node.hint if node.editable else "")
    key = (
        entry[1], node.layout, words, node.paint, bool(node.icon), node.editable, node.multiline, node.horizontal,
        tuple([known.get(id(child)) or shape_of(child, known) for child in node.children if child.visible]),
    )  # fmt: skip
    number = _SHAPES.get(key)
    if number is None:
        number = _SHAPES[key] = next(_NUMBERS)
    known[id(node)] = number
    return number


def _enter(style: Style) -> tuple[Style, int]:
    if len(_STYLES) >= _MOST_STYLES:
        _STYLES.clear()
    number = _EQUAL_STYLES.get(style)
    if number is None:
        number = _EQUAL_STYLES[style] = next(_NUMBERS)
    entry = _STYLES[id(style)] = (style, number)
    return entry

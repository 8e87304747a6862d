"""Turns a laid out window around for languages that are written from right to left.

Knows boxes and which of them keep their direction. Does not know colours or languages.
"""

from __future__ import annotations

from .layout import Box, Rect


def mirror(box: Box, width: int) -> None:
    """Mirror a window's boxes on a screen `width` px wide; what is inside a node with `keeps_ltr` is only moved."""
    _mirror(box, width)


def _mirror(box: Box, axis: int) -> None:
    left, right = box.rect[0], box.rect[2]
    box.rect, box.clip = _flip(box.rect, axis), _flip(box.clip, axis)
    if _keeps(box):
        by = axis - right - left
        box.content = _moved(box.content, by)
        for child in box.children:
            _move(child, by, axis)
        return
    box.content, box.rtl = _flip(box.content, axis), True
    for child in box.children:
        _mirror(child, axis)


def _keeps(box: Box) -> bool:
    node = box.node
    return node.keeps_ltr or node.on_stroke is not None or node.on_touch is not None


def _move(box: Box, by: int, axis: int) -> None:
    box.rect, box.content, box.clip = _moved(box.rect, by), _moved(box.content, by), _flip(box.clip, axis)
    for child in box.children:
        _move(child, by, axis)


def _flip(rect: Rect, axis: int) -> Rect:
    return axis - rect[2], rect[1], axis - rect[0], rect[3]


def _moved(rect: Rect, by: int) -> Rect:
    return rect[0] + by, rect[1], rect[2] + by, rect[3]

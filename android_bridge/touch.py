"""Touches an element after finding it again: same thing, same place, nothing in front. Knows permits, no
tools."""

from __future__ import annotations

from collections.abc import Sequence

from .device import Direction
from .errors import CommandFailedError, TargetChangedError
from .link import Link
from .observe import Look, Screen
from .permit import Permit
from .screen_tree import bounds_of, elements_of
from .types import Bounds, Element

_SAME_PLACE_SHARE = 0.5
_SWIPE_STEPS = 40
"""Of 5 ms each: slow enough not to fling."""


class Touch:
    """Taps, presses and swipes on one phone."""

    def __init__(self, link: Link, screen: Screen) -> None:
        self._link = link
        self._screen = screen

    def find(self, element: Element) -> tuple[Element, tuple[Element, ...], Look]:
        """Return the element as it is now, with all elements of that look.

        Raises:
            TargetChangedError: It is gone, changed, moved or covered; nothing was touched.
        """
        look = self._screen.look()
        elements = elements_of(look.tree)
        now = same_element(element, elements)
        check_uncovered(now, elements)
        return now, elements, look

    def tap(self, permit: Permit, element: Element) -> None:
        """Find the element again and tap it."""
        now, elements, look = self.find(element)
        x, y = touch_point(now, elements)
        self._press_at(permit, look, ("click", x, y), ("input", "tap", str(x), str(y)))

    def long_press(self, permit: Permit, element: Element) -> None:
        """Find the element again and hold it for a second."""
        now, elements, look = self.find(element)
        x, y = touch_point(now, elements)
        place = (str(x), str(y))
        self._press_at(permit, look, ("click", x, y, 1000), ("input", "swipe", *place, *place, "1000"))

    def swipe(self, permit: Permit, direction: Direction, within: Element | None) -> None:
        """Move the finger over the middle of the element or of the screen."""
        if within is not None:
            now, _, look = self.find(within)
            bounds = now.bounds
        else:
            look = self._screen.look()
            bounds = bounds_of(look.tree.nodes[0].get("bounds")) if look.tree.nodes else Bounds(0, 0, 0, 0)
        if bounds.area == 0:
            raise TargetChangedError("there is nothing on the screen to swipe over; nothing was touched")
        x1, y1, x2, y2 = swipe_path(bounds, direction)
        self._press_at(
            permit,
            look,
            ("swipe", x1, y1, x2, y2, _SWIPE_STEPS),
            ("input", "swipe", *map(str, (x1, y1, x2, y2, _SWIPE_STEPS * 5))),
        )

    def _press_at(self, permit: Permit, look: Look, call: Sequence[object], command: Sequence[str]) -> None:
        # By the channel that the check came through: the server was alive a moment ago, or known to be dead.
        if look.by_server:
            method, *params = call
            if self._link.automator.act(permit, str(method), *params) is False:
                raise CommandFailedError(str(method), -1, "Android did not take the touch; nothing was touched")
            return
        self._link.shell.act(permit, *command).checked()


def same_element(element: Element, elements: Sequence[Element]) -> Element:
    """Return the element of this look that is the given one, or raise TargetChangedError."""
    alike = [other for other in elements if _identity(other) == _identity(element)]
    if not alike:
        raise TargetChangedError(f'"{element.name[:60]}" is no longer on the screen as it was; nothing was touched')
    best = max(alike, key=lambda other: _shared(other.bounds, element.bounds))
    if _shared(best.bounds, element.bounds) < _SAME_PLACE_SHARE:
        raise TargetChangedError(f'"{element.name[:60]}" has moved; nothing was touched')
    return best


def _identity(element: Element) -> tuple[object, ...]:
    text = "" if element.editable else element.text
    return (
        element.package,
        element.class_name,
        element.resource_id,
        text,
        element.description,
        element.inner_text,
        element.checkable and element.checked,
        element.enabled,
        element.password,
    )


def _shared(a: Bounds, b: Bounds) -> float:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    smaller = min(a.area, b.area)
    return max(0, width) * max(0, height) / smaller if smaller else 0.0


def check_uncovered(target: Element, elements: Sequence[Element]) -> None:
    """Raise TargetChangedError where another target, drawn later, lies over the middle of this one."""
    by_index = {element.index: element for element in elements}
    x, y = target.bounds.center
    position = elements.index(target)
    for other in elements[position + 1 :]:
        touchable = other.clickable or other.long_clickable
        if touchable and _holds(other.bounds, x, y) and not _is_inside(other, target, by_index):
            raise TargetChangedError(f'"{other.name[:60]}" lies over "{target.name[:60]}"; nothing was touched')


def touch_point(target: Element, elements: Sequence[Element]) -> tuple[int, int]:
    """Return a point of the target that no target inside it takes; the middle where that is free."""
    by_index = {element.index: element for element in elements}
    inner = [
        element.bounds
        for element in elements
        if element.interactive and element.index != target.index and _is_inside(element, target, by_index)
    ]
    box = target.bounds
    for across, down in ((2, 2), (1, 2), (3, 2), (2, 1), (2, 3), (1, 1), (3, 3)):
        x = box.left + (box.right - box.left) * across // 4
        y = box.top + (box.bottom - box.top) * down // 4
        if not any(_holds(bounds, x, y) for bounds in inner):
            return x, y
    return box.center


def _holds(bounds: Bounds, x: int, y: int) -> bool:
    return bounds.left <= x < bounds.right and bounds.top <= y < bounds.bottom


def _is_inside(element: Element, target: Element, by_index: dict[int, Element]) -> bool:
    up = element.parent
    while up is not None:
        if up == target.index:
            return True
        up = by_index[up].parent
    return False


def swipe_path(bounds: Bounds, direction: Direction) -> tuple[int, int, int, int]:
    """Return (x1, y1, x2, y2) over the middle 60 %, clear of the edges that belong to gestures."""
    x, y = bounds.center
    reach_x, reach_y = (bounds.right - bounds.left) * 3 // 10, (bounds.bottom - bounds.top) * 3 // 10
    step_x, step_y = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}[direction]
    return x - step_x * reach_x, y - step_y * reach_y, x + step_x * reach_x, y + step_y * reach_y

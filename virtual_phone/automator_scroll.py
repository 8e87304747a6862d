"""UiScrollable: scrolling and flinging an object by uiautomator2's methods.

Each call moves the scroll as a swipe over most of its height does, and tells whether it can go on. Single scrolls
take their time with the real pace; whole journeys (to the end, to an object) take none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from .ui.layout import Box

if TYPE_CHECKING:
    from .automator_methods import Methods, Target

_SCROLL_SHARE = 0.8
"""Share of the view that one scroll moves: UiScrollable leaves 10 % at each end."""
_FLING_SHARE = 3.0
_LARGEST_STEPS = 500
_STEPS, _STEP_MS = 55, 5
"""How many steps a scroll takes unless asked otherwise, and what one takes."""


def _scrollable(methods: Methods, target: Target, vertical: bool) -> Box:
    """Return the scroll that a target means: itself, or the nearest one around it, else inside it."""
    box = methods.one(target)
    around = [a for a in box.ancestors() if a.node.scrollable]
    inside = [b for b in box.walk() if b.node.scrollable]
    fitting = [b for b in [*around, *inside] if b.node.horizontal != vertical]
    return fitting[0] if fitting else box


def _step(methods: Methods, target: Target, vertical: bool, direction: int, share: float) -> bool:
    """Move once; True while there is more in that direction, as UiScrollable tells it."""
    box = _scrollable(methods, target, vertical)
    if not box.node.scrollable:
        return False
    size = box.rect[3] - box.rect[1] if vertical else box.rect[2] - box.rect[0]
    moved = methods.phone.windows.scroll_to(box, box.offset + round(direction * size * share))
    reached = box.offset + moved
    return moved != 0 and reached not in (0, box.max_offset)


def _scroll(direction: int) -> Callable[..., Awaitable[bool]]:
    async def go(methods: Methods, target: Target, vertical: bool = True, steps: int = _STEPS) -> bool:
        more = _step(methods, target, vertical, direction, _SCROLL_SHARE)
        await methods.phone.take(int(steps) * _STEP_MS)
        return more

    return go


def _fling_forward(methods: Methods, target: Target, vertical: bool = True) -> bool:
    return _step(methods, target, vertical, 1, _FLING_SHARE)


def _fling_backward(methods: Methods, target: Target, vertical: bool = True) -> bool:
    return _step(methods, target, vertical, -1, _FLING_SHARE)


def _to(direction: int, share: float) -> Callable[..., bool]:
    def go(methods: Methods, target: Target, vertical: bool = True, max_swipes: int = 500, *_: Any) -> bool:
        for _place in range(min(int(max_swipes), _LARGEST_STEPS)):
            if not _step(methods, target, vertical, direction, share):
                break
        return True

    return go


def scroll_until(methods: Methods, target: Target, is_there: Callable[[], bool], *, vertical: bool) -> bool:
    """Scroll to the beginning, then forward until `is_there()`; False when the end came first."""
    if is_there():
        return True
    _to(-1, _SCROLL_SHARE)(methods, target, vertical)
    for _ in range(_LARGEST_STEPS):
        if is_there():
            return True
        if not _step(methods, target, vertical, 1, _SCROLL_SHARE):
            return is_there()
    return False


def _scroll_to(methods: Methods, target: Target, wanted: Target, vertical: bool = True) -> bool:
    return scroll_until(methods, target, lambda: methods.exists(wanted), vertical=vertical)


TABLE: dict[str, Callable[..., Any]] = {
    "scrollForward": _scroll(1),
    "scrollBackward": _scroll(-1),
    "scrollToBeginning": _to(-1, _SCROLL_SHARE),
    "scrollToEnd": _to(1, _SCROLL_SHARE),
    "scrollTo": _scroll_to,
    "flingForward": _fling_forward,
    "flingBackward": _fling_backward,
    "flingToBeginning": _to(-1, _FLING_SHARE),
    "flingToEnd": _to(1, _FLING_SHARE),
}

"""UiScrollable: scrolling and flinging an object by uiautomator2's methods.

Each step moves the scroll as a swipe over most of its height does, takes that swipe's time with the real pace, and
tells whether it can go on. Source: androidx.test.uiautomator UiScrollable.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from .automator_gestures import STEP_MS
from .selector import below, find
from .ui.layout import Box

if TYPE_CHECKING:
    from .automator_methods import Methods
    from .automator_objects import Selector, Target

_SCROLL_SHARE = 0.8
"""Share of the view that one scroll moves: UiScrollable leaves 10 % at each end."""
_FLING_SHARE = 3.0
_SCROLL_STEPS, _FLING_STEPS = 55, 5
_SEARCH_SWIPES = 30
_MOST_SWIPES = 500


def _scrollable(methods: Methods, target: Target, vertical: bool) -> Box:
    """Return the scroll that a swipe over the target moves: itself, the nearest one around it, or one inside it."""
    box = methods.objects.one(target)
    around = [a for a in box.ancestors() if a.node.scrollable]
    inside = [b for b in box.walk() if b.node.scrollable]
    fitting = [b for b in [*around, *inside] if b.node.horizontal != vertical]
    return fitting[0] if fitting else box


async def _step(
    methods: Methods, target: Target, vertical: bool, direction: int, steps: int, share: float = _SCROLL_SHARE
) -> bool:
    """Move once; True while there is more in that direction, as UiScrollable tells it."""
    box = _scrollable(methods, target, vertical)
    more = False
    if box.node.scrollable:
        size = box.rect[3] - box.rect[1] if vertical else box.rect[2] - box.rect[0]
        moved = methods.phone.windows.scroll_to(box, box.offset + round(direction * size * share))
        more = moved != 0 and box.offset + moved not in (0, box.max_offset)
    else:
        _swipe_over(methods, box, vertical, direction)
    await methods.phone.take(min(max(int(steps), 1), _MOST_SWIPES) * STEP_MS)
    return more


def _swipe_over(methods: Methods, box: Box, vertical: bool, direction: int) -> None:
    """Move a finger over what does not scroll: a pager may take it."""
    left, top, right, bottom = box.seen
    x, y = (left + right) // 2, (top + bottom) // 2
    margin = round(((bottom - top) if vertical else (right - left)) * (1 - _SCROLL_SHARE) / 2)
    ends = ((x, bottom - margin), (x, top + margin)) if vertical else ((right - margin, y), (left + margin, y))
    start, end = ends if direction > 0 else ends[::-1]
    methods.phone.windows.swipe(*start, *end, _SCROLL_STEPS * STEP_MS)


def _scroll(direction: int) -> Callable[..., Awaitable[bool]]:
    async def go(methods: Methods, target: Target, vertical: bool = True, steps: int = _SCROLL_STEPS) -> bool:
        return await _step(methods, target, vertical, direction, steps)

    return go


def _fling(direction: int) -> Callable[..., Awaitable[bool]]:
    async def go(methods: Methods, target: Target, vertical: bool = True) -> bool:
        return await _step(methods, target, vertical, direction, _FLING_STEPS, _FLING_SHARE)

    return go


async def _to_edge(methods: Methods, target: Target, vertical: bool, direction: int, swipes: int, steps: int) -> bool:
    """Scroll until there is no more; False when the swipes did not suffice."""
    share = _FLING_SHARE if steps <= _FLING_STEPS else _SCROLL_SHARE
    for _ in range(min(int(swipes), _MOST_SWIPES)):
        if not await _step(methods, target, vertical, direction, steps, share):
            return True
    return False


def _to(direction: int, default_steps: int) -> Callable[..., Awaitable[bool]]:
    async def go(
        methods: Methods, target: Target, vertical: bool = True, swipes: int = _MOST_SWIPES, steps: int = default_steps
    ) -> bool:
        return await _to_edge(methods, target, vertical, direction, swipes, steps)

    return go


async def scroll_into_view(methods: Methods, target: Target, wanted: Selector, vertical: bool = True) -> bool:
    """Scroll to the beginning and then forward until something below the target fits; False when the end came first.

    Raises:
        RpcError: The target is not on the screen.
    """

    def is_there() -> bool:
        boxes = [box for top in methods.objects.all(target)[:1] for box in below(top)]
        return bool(find(boxes, wanted, methods.phone.windows.focus_key))

    if is_there():
        return True
    await _to_edge(methods, target, vertical, -1, _SEARCH_SWIPES, _SCROLL_STEPS)
    for _ in range(_SEARCH_SWIPES):
        if is_there():
            return True
        if not await _step(methods, target, vertical, 1, _SCROLL_STEPS):
            return is_there()
    return is_there()


TABLE: dict[str, Callable[..., Any]] = {
    "scrollForward": _scroll(1),
    "scrollBackward": _scroll(-1),
    "scrollToBeginning": _to(-1, _SCROLL_STEPS),
    "scrollToEnd": _to(1, _SCROLL_STEPS),
    "scrollTo": scroll_into_view,
    "flingForward": _fling(1),
    "flingBackward": _fling(-1),
    "flingToBeginning": _to(-1, _FLING_STEPS),
    "flingToEnd": _to(1, _FLING_STEPS),
}

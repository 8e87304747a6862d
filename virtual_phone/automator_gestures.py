"""Gestures of uiautomator2: taps, swipes and drags by coordinates or by selector.

A finger's way is carried out at once; with the real pace the call then takes as long as on a device.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .ui.layout import Rect

if TYPE_CHECKING:
    from .automator_methods import Methods, Target

STEP_MS = 5
"""One step of a swipe, as in UiDevice."""
_LONG_PRESS_MS = 500


async def _click(methods: Methods, first: float | Target, second: Any = None, ms: float = 0) -> bool:
    """Tap a point (x, y[, ms]) or an object (selector[, corner])."""
    if isinstance(first, (int, float)):
        if ms >= 400:
            methods.phone.windows.long_press(first, float(second))
        else:
            methods.phone.windows.tap(first, float(second))
        await methods.phone.take(ms)
        return True
    methods.phone.windows.tap(*_point(methods.one(first).seen, second))
    return True


async def _long_click(methods: Methods, target: Target, corner: str | None = None) -> bool:
    """Press an object for long."""
    methods.phone.windows.long_press(*_point(methods.one(target).seen, corner))
    await methods.phone.take(_LONG_PRESS_MS)
    return True


async def _swipe(methods: Methods, *params: Any) -> bool:
    """Swipe (fx, fy, tx, ty, steps), or an object (selector, direction[, percent], steps)."""
    if isinstance(params[0], (int, float)):
        fx, fy, tx, ty, steps = params[:5]
    else:
        (fx, fy), (tx, ty) = _across(methods.one(params[0]).seen, str(params[1]))
        steps = params[-1]
    methods.phone.windows.swipe(fx, fy, tx, ty, max(int(steps), 1) * STEP_MS)
    await methods.phone.take(int(steps) * STEP_MS)
    return True


async def _swipe_points(methods: Methods, points: list[float], steps: int) -> bool:
    """Swipe along points [x, y, x, y, …]; what counts on this phone is where it starts and ends."""
    ms = max(int(steps), 1) * STEP_MS * (len(points) // 2 - 1)
    methods.phone.windows.swipe(points[0], points[1], points[-2], points[-1], ms)
    await methods.phone.take(ms)
    return True


async def _drag(methods: Methods, *params: Any) -> bool:
    """Drag (fx, fy, tx, ty, steps), or an object to a point or to another object."""
    if isinstance(params[0], (int, float)):
        fx, fy, tx, ty, steps = params[:5]
    else:
        fx, fy = _point(methods.one(params[0]).seen, None)
        if isinstance(params[1], (int, float)):
            tx, ty, steps = params[1:4]
        else:
            (tx, ty), steps = _point(methods.one(params[1]).seen, None), params[2]
    methods.phone.windows.drag(fx, fy, tx, ty, max(int(steps), 1) * STEP_MS)
    await methods.phone.take(int(steps) * STEP_MS)
    return True


def _inject(methods: Methods, action: int, x: float, y: float, meta: int = 0) -> bool:
    """Send one motion event: 0 down, 1 up, 2 move."""
    del meta
    methods.phone.windows.pointer(int(action), float(x), float(y))
    return True


def _two_fingers(methods: Methods, target: Target, *_: Any) -> bool:
    """Take a gesture with two fingers; nothing on this phone zooms."""
    methods.one(target)
    return True


def _point(rect: Rect, corner: str | None) -> tuple[float, float]:
    left, top, right, bottom = rect
    if corner in ("tl", "topleft"):
        return left + 5, top + 5
    if corner in ("br", "bottomright"):
        return right - 5, bottom - 5
    return (left + right) / 2, (top + bottom) / 2


def _across(rect: Rect, direction: str) -> tuple[tuple[float, float], tuple[float, float]]:
    left, top, right, bottom = rect
    middle = ((left + right) / 2, (top + bottom) / 2)
    ends = {
        "u": (middle[0], top + 1),
        "d": (middle[0], bottom - 1),
        "l": (left + 1, middle[1]),
        "r": (right - 1, middle[1]),
    }
    return middle, ends[direction[:1].lower()]


TABLE: dict[str, Callable[..., Any]] = {
    "click": _click,
    "longClick": _long_click,
    "swipe": _swipe,
    "swipePoints": _swipe_points,
    "drag": _drag,
    "dragTo": _drag,
    "injectInputEvent": _inject,
    "gesture": _two_fingers,
    "pinchIn": _two_fingers,
    "pinchOut": _two_fingers,
}

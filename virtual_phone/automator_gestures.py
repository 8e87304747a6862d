"""Gestures of uiautomator2: taps, swipes, drags and two fingers, by coordinates or by object.

Knows where each gesture begins and ends and how long it takes; with the real pace the call then takes as long as on a
device. Does not know what a touch does on the screen (ui/touch.py, ui/fingers.py).
Source: androidx.test.uiautomator UiDevice, UiObject, InteractionController.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .automator_errors import ILLEGAL_ARGUMENT, ILLEGAL_STATE, thrown
from .ui.layout import Rect

if TYPE_CHECKING:
    from .automator_methods import Methods
    from .automator_objects import Target

STEP_MS = 5
"""One step of a swipe, as in UiDevice."""
_LONG_PRESS_MS = 500
_DRAG_HOLD_MS = 600
_MARGIN_PX, _CORNER_PX, _FINGER_PX = 5, 5, 20
_MOST_STEPS = 10_000
Spot = tuple[float, float]


async def _click(methods: Methods, first: float | Target, second: Any = None, ms: float = 0) -> bool:
    """Tap a point (x, y[, ms]) or an object (target[, corner])."""
    windows = methods.phone.windows
    if not isinstance(first, (int, float)):
        spot = _corner(methods.objects.one(first).seen, second)
        if spot is not None:
            windows.tap(*spot)
        return spot is not None
    x, y = int(first), int(second)
    if x < 0 or y < 0:
        return False
    if ms >= methods.phone.windows.touch.long_press_ms:
        windows.long_press(x, y)
    else:
        windows.tap(x, y)
    if ms > 0:
        await methods.phone.take(ms)
    return True


async def _long_click(methods: Methods, target: Target, corner: str | None = None) -> bool:
    """Press an object for long."""
    spot = _corner(methods.objects.one(target).seen, corner)
    if spot is None:
        return False
    methods.phone.windows.long_press(*spot)
    await methods.phone.take(_LONG_PRESS_MS)
    return True


async def _click_and_wait(methods: Methods, target: Target, ms: float) -> bool:
    """Tap an object and wait up to `ms` for another window."""
    before = methods.phone.windows.focused.owner
    methods.phone.windows.tap(*_middle(methods.objects.one(target).seen))
    return await methods.until(lambda: methods.phone.windows.focused.owner is not before, ms)


async def _swipe(methods: Methods, *params: Any) -> bool:
    """Swipe (fx, fy, tx, ty, steps), or over an object (target, direction[, percent], steps or px per second)."""
    if isinstance(params[0], (int, float)):
        fx, fy, tx, ty, steps = params
        return await _swipe_line(methods, ((int(fx), int(fy)), (int(tx), int(ty))), int(steps))
    target, direction, *rest = params
    box = methods.objects.one(target)
    ends = _across(box.seen, str(direction).lower()[:1])
    if ends is None:
        return False
    steps = int(rest[-1])
    if len(rest) == 2:
        share = min(max(float(rest[0]), 0.0), 1.0)
        (fx, fy), (tx, ty) = ends
        ends = ((fx, fy), (fx + (tx - fx) * share, fy + (ty - fy) * share))
        length = abs(ends[1][0] - fx) + abs(ends[1][1] - fy)
        steps = round(length / max(steps, 1) * 1000 / STEP_MS)
    return await _swipe_line(methods, ends, steps)


async def _swipe_line(methods: Methods, ends: tuple[Spot, Spot], steps: int) -> bool:
    ms = _duration(steps)
    methods.phone.windows.swipe(*ends[0], *ends[1], ms)
    await methods.phone.take(ms)
    return True


async def _swipe_points(methods: Methods, points: Sequence[float], steps: int) -> bool:
    """Move one finger along points [x, y, x, y, …] with so many steps between each two."""
    spots = [(int(x), int(y)) for x, y in zip(points[::2], points[1::2], strict=False)]
    if not spots:
        return False
    ms = _duration(steps) * max(len(spots) - 1, 1)
    if len(spots) <= 2:
        methods.phone.windows.swipe(*spots[0], *spots[-1], ms)
    else:
        methods.phone.windows.touch.trace(spots, ms)
    await methods.phone.take(ms)
    return True


async def _drag(methods: Methods, *params: Any) -> bool:
    """Drag (fx, fy, tx, ty, steps), or an object to a point or to another object: hold, move, let go."""
    if isinstance(params[0], (int, float)):
        fx, fy, tx, ty, steps = params
    else:
        fx, fy = _middle(methods.objects.one(params[0]).seen)
        if isinstance(params[1], (int, float)):
            _, tx, ty, steps = params
        else:
            _, other, steps = params
            tx, ty = _middle(methods.objects.one(other).seen)
    ms = _duration(steps)
    methods.phone.windows.drag(int(fx), int(fy), int(tx), int(ty), ms)
    await methods.phone.take(ms + _DRAG_HOLD_MS)
    return True


def _inject(methods: Methods, action: int, x: float, y: float, meta: int = 0) -> bool:
    """Send one motion event: 0 down, 1 up, 2 move."""
    del meta
    if int(action) not in (0, 1, 2):
        return False
    methods.phone.windows.pointer(int(action), float(x), float(y))
    return True


# ── two fingers ──


async def _gesture(methods: Methods, target: Target, *rest: Any) -> bool:
    """Move two fingers (target, start1, start2, end1, end2, steps), each point an object with x and y."""
    *spots, steps = rest
    methods.objects.one(target)
    first, second, to_first, to_second = ((int(spot["x"]), int(spot["y"])) for spot in spots)
    return await _two(methods, (first, to_first), (second, to_second), int(steps))


def _pinch(inwards: bool) -> Callable[..., Any]:
    async def pinch(methods: Methods, target: Target, percent: float, steps: int) -> bool:
        if not 0 <= percent <= 100:
            raise thrown(ILLEGAL_ARGUMENT, "Percent must be between 0 and 100", "pinch")
        left, top, right, bottom = methods.objects.one(target).seen
        if right - left <= 2 * _FINGER_PX:
            raise thrown(ILLEGAL_STATE, "Object width is too small for operation", "pinch")
        middle, y = (left + right) // 2, (top + bottom) // 2
        reach = int((right - left) // 2 * percent / 100)
        near: tuple[Spot, Spot] = ((middle - _FINGER_PX, y), (middle + _FINGER_PX, y))
        far: tuple[Spot, Spot] = ((middle - reach, y), (middle + reach, y))
        start, end = (far, near) if inwards else (near, far)
        return await _two(methods, (start[0], end[0]), (start[1], end[1]), int(steps))

    return pinch


async def _two(methods: Methods, first: tuple[Spot, Spot], second: tuple[Spot, Spot], steps: int) -> bool:
    methods.phone.windows.touch.fingers.two(first, second, steps)
    await methods.phone.take(_duration(steps))
    return True


# ── places ──


def _duration(steps: float) -> int:
    return min(max(int(steps), 1), _MOST_STEPS) * STEP_MS


def _middle(rect: Rect) -> Spot:
    left, top, right, bottom = rect
    return (left + right) // 2, (top + bottom) // 2


def _corner(rect: Rect, corner: str | None) -> Spot | None:
    """Return the point that a corner's name means; None for an unknown name."""
    left, top, right, bottom = rect
    match (corner or "center").lower():
        case "tl" | "topleft":
            return left + _CORNER_PX, top + _CORNER_PX
        case "br" | "bottomright":
            return right - _CORNER_PX, bottom - _CORNER_PX
        case "c" | "center":
            return _middle(rect)
    return None


def _across(rect: Rect, letter: str) -> tuple[Spot, Spot] | None:
    """Return the ends of a swipe over a rectangle: u(p), d(own), l(eft), r(ight); None when it is too small."""
    left, top, right, bottom = rect
    x, y = _middle(rect)
    if letter in ("u", "d"):
        high, low = (x, top + _MARGIN_PX), (x, bottom - _MARGIN_PX)
        upright = (low, high) if letter == "u" else (high, low)
        return upright if bottom - top > 2 * _MARGIN_PX else None
    if letter in ("l", "r"):
        near, far = (left + _MARGIN_PX, y), (right - _MARGIN_PX, y)
        level = (far, near) if letter == "l" else (near, far)
        return level if right - left > 2 * _MARGIN_PX else None
    return None


TABLE: dict[str, Callable[..., Any]] = {
    "click": _click,
    "clickAndWaitForNewWindow": _click_and_wait,
    "longClick": _long_click,
    "swipe": _swipe,
    "swipePoints": _swipe_points,
    "drag": _drag,
    "dragTo": _drag,
    "injectInputEvent": _inject,
    "gesture": _gesture,
    "pinchIn": _pinch(True),
    "pinchOut": _pinch(False),
}

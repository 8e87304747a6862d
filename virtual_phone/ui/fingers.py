"""Fingers that are on the screen now: a gesture as a stream of motion events, with one finger or two.

Knows what becomes of a finger between touching down and leaving: a view that takes motion events gets them, a scroll
follows, a long press fires while the finger rests. Does not know what a tap, a swipe or a scroll does: `touch.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from .layout import Box
from .view import Motion, MotionAction, Node

if TYPE_CHECKING:
    from ..clock import Timer
    from .touch import Touch
    from .windows import WindowManager

Point = tuple[float, float]
SLOP_DP = 8.0
LONG_PRESS_MS = 400
DOWN, UP, MOVE, CANCEL = 0, 1, 2, 3
_LEAST_SPAN_PX = 24.0
"""Fingers closer than this count as this far apart: nothing shrinks to nothing."""
_MOST_EVENTS = 200


@dataclass(slots=True)
class _Finger:
    start: Point
    at: Point
    start_ms: int
    view: Box | None = None
    """The view that gets its events."""
    rest: Timer | None = None
    held: bool = False
    dragging: bool = False
    horizontal: bool = False
    followed: bool = False


class Fingers:
    """Turns motion events into what `Touch` can do."""

    def __init__(self, windows: WindowManager, touch: Touch) -> None:
        self._windows = windows
        self._touch = touch
        self._finger: _Finger | None = None
        self._stroke: list[Point] = []

    # ── one finger, live ──

    def pointer(self, action: int, x: float, y: float) -> None:
        """Take one motion event as it comes: 0 down, 2 move, 1 up, 3 cancel."""
        if action == DOWN:
            self._down((x, y))
        elif self._finger is not None:
            finger = self._finger
            if action == MOVE:
                self._moved(finger, (x, y))
            else:
                self._finger = None
                if finger.rest is not None:
                    finger.rest.cancel()
                if action == UP:
                    self._up(finger, (x, y))
                elif finger.view is not None:
                    self.send(finger.view, "cancel", (finger.at,))

    def _down(self, at: Point) -> None:
        if not self._touch.awake():
            self._finger = None
            return
        clock = self._windows.phone.clock
        finger = self._finger = _Finger(at, at, clock.now_ms(), self.begin(at))
        if finger.view is None:
            finger.rest = clock.call_later(LONG_PRESS_MS, self._rested)

    def _rested(self) -> None:
        finger = self._finger
        if finger is not None and not finger.dragging and finger.view is None:
            finger.held = self._touch.hold(*finger.at)

    def _moved(self, finger: _Finger, to: Point) -> None:
        before, finger.at = finger.at, to
        if finger.view is not None:
            self.send(finger.view, "move", (to,))
            return
        if finger.held:
            return
        way = (to[0] - finger.start[0], to[1] - finger.start[1])
        if not finger.dragging:
            if max(abs(way[0]), abs(way[1])) < SLOP_DP * self._windows.frame.scale:
                return
            finger.dragging, finger.horizontal = True, abs(way[0]) > abs(way[1])
            before = finger.start
        step = (to[0] - before[0], to[1] - before[1])
        if self._touch.follow(finger.start, to, step, finger.horizontal):
            finger.followed = True

    def _up(self, finger: _Finger, at: Point) -> None:
        if finger.view is not None:
            self.send(finger.view, "up", (at,))
            return
        self._moved(finger, at)
        if finger.held or finger.followed:
            return
        ms = max(1, self._windows.phone.clock.now_ms() - finger.start_ms)
        self._touch.swipe(*finger.start, *at, ms)

    # ── whole gestures ──

    def begin(self, at: Point) -> Box | None:
        """Offer the first event of a gesture to the view under it; return the view when it takes the gesture."""
        box = self._touch.hit(*at)
        view = next((a for a in box.ancestors() if _draws(a.node)), None) if box is not None else None
        return view if view is not None and self.send(view, "down", (at,)) else None

    def path(self, points: Sequence[Point], ms: int) -> bool:
        """Draw along points in a view that takes motion events; False when there is none under the first one."""
        view = self.begin(points[0])
        if view is None:
            return False
        steps = max(2, min(_MOST_EVENTS, ms // 5)) // max(len(points) - 1, 1) + 1
        for first, second in zip(points, points[1:], strict=False):
            for point in _between(first, second, steps):
                self.send(view, "move", (point,))
        self.send(view, "up", (points[-1],))
        return True

    def along(self, points: Sequence[Point]) -> None:
        """Move one finger along points at once: a scroll under it follows every one of them."""
        self.pointer(DOWN, *points[0])
        for point in points[1:]:
            self.pointer(MOVE, *point)
        self.pointer(UP, *points[-1])

    def two(self, first: tuple[Point, Point], second: tuple[Point, Point], steps: int) -> None:
        """Move two fingers at once, each from its first to its second point, in so many events."""
        if not self._touch.awake():
            return
        count = max(1, min(_MOST_EVENTS, steps))
        ways = list(zip(_between(*first, count), _between(*second, count), strict=True))
        box = self._touch.hit(*first[0])
        view = next((a for a in box.ancestors() if _takes_two(a, second[0])), None) if box is not None else None
        if view is None:
            return
        both = (first[0], second[0])
        if view.node.on_touch is not None:
            self.send(view, "down", both[:1])
            self.send(view, "pointer_down", both)
        span = _span(both)
        for pair in ways:
            if view.node.on_touch is not None:
                self.send(view, "move", pair)
            if view.node.on_scale is not None:
                with self._windows.guard():
                    view.node.on_scale(_span(pair) / span)
                span = _span(pair)
        if view.node.on_touch is not None:
            self.send(view, "pointer_up", ways[-1])
            self.send(view, "up", ways[-1][:1])
        self._windows.invalidate()

    def send(self, view: Box, action: MotionAction, points: tuple[Point, ...]) -> bool:
        """Deliver one event to a view; False when it does not want the gesture."""
        left, top, right, bottom = view.rect
        size = (max(right - left, 1), max(bottom - top, 1))
        places = [(x - left, y - top) for x, y in points]
        node, taken = view.node, True
        with self._windows.guard():
            if node.on_touch is not None:
                taken = (
                    node.on_touch(Motion(action, tuple(places), size, self._windows.phone.clock.now_ms())) is not False
                )
            elif node.on_stroke is not None:
                self._draw(node.on_stroke, action, (places[0][0] / size[0], places[0][1] / size[1]))
        self._windows.invalidate()
        return taken

    def _draw(self, deliver: Callable[[list[Point]], object], action: MotionAction, at: Point) -> None:
        """Collect the points of one finger; the canvas gets them all when it leaves."""
        if action == "down":
            self._stroke = []
        if not self._stroke or self._stroke[-1] != at:
            self._stroke.append(at)
        if action == "up":
            deliver(self._stroke)


def _draws(node: Node) -> bool:
    return node.on_touch is not None or node.on_stroke is not None


def takes_motion(node: Node) -> bool:
    """Tell whether a view wants more of a gesture than taps, scrolls and swipes."""
    return _draws(node) or node.on_scale is not None


def _takes_two(box: Box, second: Point) -> bool:
    node = box.node
    return (node.on_scale is not None or node.on_touch is not None) and box.contains(*second)


def _between(first: Point, second: Point, count: int) -> list[Point]:
    """Return `count` points after `first`, the last one being `second`."""
    dx, dy = (second[0] - first[0]) / count, (second[1] - first[1]) / count
    return [(first[0] + dx * at, first[1] + dy * at) for at in range(1, count)] + [second]


def _span(points: tuple[Point, ...]) -> float:
    (ax, ay), (bx, by) = points[0], points[1]
    return max(hypot(bx - ax, by - ay), _LEAST_SPAN_PX)

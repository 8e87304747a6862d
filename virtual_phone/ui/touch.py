"""Fingers: what a tap, a long press, a swipe or a drag does on the present screen.

Coordinates are pixels of the current orientation and may be floats. Knows boxes and windows; what a node does with a
touch is the app's own callback. Source for thresholds: android.view.ViewConfiguration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .fingers import LONG_PRESS_MS, SLOP_DP, Fingers, Point, takes_motion
from .layout import Box
from .typeset import width_of
from .view import Direction

if TYPE_CHECKING:
    from .layers import Layer
    from .windows import WindowManager

_FLING_PX_PER_MS = 1.2
_FLING_REACH = 0.35
"""How far a fling goes on, as a share of the finger's own way for each px/ms of speed beyond the threshold."""


class Touch:
    """Turns touches into callbacks and scrolling."""

    def __init__(self, windows: WindowManager) -> None:
        self._windows = windows
        self.fingers = Fingers(windows, self)
        self.pointer = self.fingers.pointer
        self.long_press_ms = LONG_PRESS_MS

    # ── where ──

    def awake(self) -> bool:
        """Note that somebody is there; tell whether the screen is on to take a touch."""
        phone = self._windows.phone
        phone.screen_timeout.user_activity()
        self._windows.view_focus.clear()
        return phone.power.screen_on

    def hit(self, x: float, y: float) -> Box | None:
        """Return the deepest box under a point: of the heads-up banner, else of the focused window."""
        look = self._windows.look()
        found = _deepest(look.banner.root, x, y) if look.banner is not None else None
        return found or _deepest(look.layers[-1].root, x, y)

    def _frame_took(self, x: float, y: float) -> bool:
        """Let keyboard and navigation bar have a tap."""
        windows = self._windows
        windows.look()
        area = windows.keyboard_area
        scale = windows.frame.scale
        if area is not None and area[1] <= y < area[3]:
            key = windows.editor.keyboard.key_at(area, scale, x, y)
            if key is not None:
                windows.editor.soft_key(key.name)
            return True
        match windows.frame.navigation_key(x, y):
            case "back":
                windows.back()
            case "home" if not windows.phone.power.locked:
                windows.home()
            case "recents" if not windows.phone.power.locked:
                windows.toggle_recents()
            case None:
                return False
        return True

    # ── taps ──

    def tap(self, x: float, y: float) -> None:
        """Tap once."""
        if self.awake() and not self._frame_took(x, y) and not self._drawn(x, y):
            self._press(x, y, long=False)

    def long_press(self, x: float, y: float) -> None:
        """Press and hold; where nothing listens to that, the release counts as a tap."""
        if self.awake() and not self._frame_took(x, y) and not self._drawn(x, y):
            self._press(x, y, long=True)

    def _drawn(self, x: float, y: float) -> bool:
        return self.fingers.path(((x, y),), 0)

    def hold(self, x: float, y: float) -> bool:
        """Let a resting finger have its long press; False where nothing listens to one."""
        box = self.hit(x, y)
        target = next((a for a in box.ancestors() if _takes(a, True)), None) if box is not None else None
        if target is None:
            return False
        self.activate(target, long=True, x=x, y=y)
        return True

    def _press(self, x: float, y: float, *, long: bool) -> None:
        layer = self._windows.focused
        box = self.hit(x, y)
        self._windows.text_toolbar.leave(box)
        if box is None:
            self._outside(layer)
            return
        target = next((a for a in box.ancestors() if _takes(a, long)), None)
        if target is None and long:
            target = next((a for a in box.ancestors() if _takes(a, False)), None)
            if target is not None and target.node.editable:
                self._windows.text_toolbar.is_open = True
            long = False
        if target is None:
            if layer.system is self._windows.shade:
                self._shade_background(box)
            return
        self.activate(target, long=long, x=x, y=y)

    def _shade_background(self, box: Box) -> None:
        """Tap beside the shade's cards closes it."""
        if box.node.id in ("notification_panel", "notification_stack_scroller"):
            self._windows.collapse()

    def _outside(self, layer: Layer) -> None:
        if layer.is_dialog:
            self._windows.back()
        elif layer.system is not None and not layer.system.is_dialog:
            layer.system.back()
            self._windows.invalidate()

    def activate(self, box: Box, *, long: bool = False, x: float | None = None, y: float | None = None) -> None:
        """Do what a touch on this node does: callback, focus, slide; closes its dialog when it says so."""
        node = box.node
        if not node.enabled:
            return
        if node.editable and not long:
            self._focus(box, x)
            return
        if node.on_slide is not None and x is not None:
            self._slide(box, x)
            return
        action = node.on_long_click if long else node.on_click
        if node.dismisses:
            record = self._windows.phone.activities.resumed
            if record is not None:
                record.activity.dismiss_dialog()
        if action is not None:
            with self._windows.guard():
                action()
        self._windows.invalidate()

    def _focus(self, box: Box, x: float | None) -> None:
        node, editor = box.node, self._windows.editor
        cursor = None
        if x is not None and node.text and not node.multiline and editor.focus_key == box.key:
            cursor = self._character_at(box, x)
        editor.focus(box, cursor)
        if node.on_click is not None:
            with self._windows.guard():
                node.on_click()

    def _character_at(self, box: Box, x: float) -> int:
        size = round(box.node.style.text_size * self._windows.frame.scale)
        shown = box.node.text
        for count in range(len(shown) + 1):
            if box.content[0] + width_of(shown[:count], size, box.node.style.bold) >= x:
                return count
        return len(shown)

    def _slide(self, box: Box, x: float) -> None:
        thumb = 10 * self._windows.frame.scale
        left, right = box.content[0] + thumb, box.content[2] - thumb
        assert box.node.on_slide is not None
        share = min(max((x - left) / max(right - left, 1), 0.0), 1.0)
        with self._windows.guard():
            box.node.on_slide(1.0 - share if box.rtl else share)
        self._windows.invalidate()

    # ── movements ──

    def swipe(self, x1: float, y1: float, x2: float, y2: float, ms: int = 300) -> None:
        """Move a finger; a movement below the touch slop is a tap or, when it lasts, a long press."""
        if not self.awake():
            return
        dx, dy = x2 - x1, y2 - y1
        if max(abs(dx), abs(dy)) < SLOP_DP * self._windows.frame.scale:
            (self.long_press if ms >= LONG_PRESS_MS else self.tap)(x1, y1)
            return
        if not self._pulled_shade(y1, dy, x1) and not self.fingers.path(((x1, y1), (x2, y2)), ms):
            self._move(x1, y1, x2, y2, ms, fling=True)

    def drag(self, x1: float, y1: float, x2: float, y2: float, ms: int = 500) -> None:
        """Press, hold and move: scrolls by exactly the movement, without a fling."""
        if self.awake() and not self.fingers.path(((x1, y1), (x2, y2)), ms):
            self._move(x1, y1, x2, y2, ms, fling=False)

    def trace(self, points: Sequence[Point], ms: int) -> None:
        """Move one finger along several points: what takes drawings gets them all, a scroll follows each of them."""
        if self.awake() and not self.fingers.path(points, ms):
            self.fingers.along(points)

    def follow(self, start: Point, to: Point, step: Point, horizontal: bool) -> bool:
        """Let what is under the start of a drag follow one step of the finger; False when nothing does."""
        if start[1] <= self._windows.frame.status * 1.2:
            return False
        box = self.hit(*start)
        if box is None:
            return False
        slider = next((a for a in box.ancestors() if a.node.on_slide is not None), None)
        if slider is not None and horizontal:
            self._slide(slider, to[0])
            return True
        by = round(-(step[0] if horizontal else step[1]))
        return any(self._scrolled(ancestor, by, horizontal) for ancestor in list(box.ancestors()))

    def _pulled_shade(self, y1: float, dy: float, x1: float) -> bool:
        frame, windows = self._windows.frame, self._windows
        if y1 > frame.status * 1.2 or dy < frame.status or windows.shade.is_open():
            return False
        windows.shade.open("notifications")
        windows.invalidate()
        return True

    def _move(self, x1: float, y1: float, x2: float, y2: float, ms: int, *, fling: bool) -> None:
        box = self.hit(x1, y1)
        if box is None:
            return
        dx, dy = x2 - x1, y2 - y1
        slider = next((a for a in box.ancestors() if a.node.on_slide is not None), None)
        if slider is not None and abs(dx) >= abs(dy):
            self._slide(slider, x2)
            return
        horizontal = abs(dx) > abs(dy)
        way = dx if horizontal else dy
        if fling:
            speed = abs(way) / max(ms, 1)
            way += way * max(0.0, speed - _FLING_PX_PER_MS) * _FLING_REACH
        for ancestor in box.ancestors():
            if self._scrolled(ancestor, round(-way), horizontal) or self._swiped(ancestor, dx, dy, horizontal):
                return

    def _scrolled(self, box: Box, by: int, horizontal: bool) -> bool:
        if not box.node.scrollable or box.node.horizontal != horizontal:
            return False
        return self._windows.scroll_to(box, box.offset + (-by if horizontal and box.rtl else by)) != 0

    def _swiped(self, box: Box, dx: float, dy: float, horizontal: bool) -> bool:
        if box.node.on_swipe is None:
            return False
        direction: Direction
        direction = ("right" if dx > 0 else "left") if horizontal else ("down" if dy > 0 else "up")
        taken: object = True
        with self._windows.guard():
            taken = box.node.on_swipe(direction)
        if taken is False:  # nothing happened: the boxes of this look still count for the scroll around it
            return False
        self._windows.invalidate()
        return True


def _takes(box: Box, long: bool) -> bool:
    node = box.node
    if long:
        return node.on_long_click is not None
    return node.clickable or node.on_click is not None or node.editable or node.on_slide is not None


def _deepest(box: Box, x: float, y: float) -> Box | None:
    if not box.contains(x, y):
        return None
    for child in reversed(box.children):
        found = _deepest(child, x, y)
        if found is not None:
            return found
    # An empty part of a see-through frame lets touches through to what lies under it, as on Android: the frame that
    # places a floating button covers the whole list.
    node = box.node
    see_through = node.layout == "stack" and bool(box.children) and not (node.scrollable or node.style.background)
    touchable = _takes(box, True) or _takes(box, False) or takes_motion(node)
    return None if see_through and not touchable else box

"""The input focus that the D-pad and Tab move from view to view.

Knows which view has it (edit texts excepted: their focus is in `editing.py`) and which one is next in a direction.
A touch takes it away again, as Android's touch mode does. Source for the choice: android.view.FocusFinder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import Canvas
from .dump import is_focusable
from .keycodes import DPAD, ENTER_KEYS, GAME_KEYS, KEY_DPAD_CENTER, KEY_TAB, META_SHIFT
from .layout import Box, Rect
from .theme import Theme

if TYPE_CHECKING:
    from .layers import Layer
    from .windows import WindowManager


class ViewFocus:
    """Owns the focus of views that take no text."""

    def __init__(self, windows: WindowManager) -> None:
        self._windows = windows
        self._owner: object = None
        self.key = ""
        """Key of the focused view, or ""."""

    def clear(self) -> None:
        """Take the focus away (a finger touched the screen)."""
        if self.key:
            self.key, self._owner = "", None
            self._windows.invalidate()

    def settle(self, layer: Layer) -> None:
        """Drop the focus together with its window."""
        if self.key and layer.owner is not self._owner:
            self.key, self._owner = "", None

    def _candidates(self) -> list[Box]:
        root = self._windows.root()
        return [
            box for box in root.walk()
            if box.is_seen and box.node.enabled and is_focusable(box.node) and not box.node.scrollable
            and not box.node.hidden_from_dump
        ]  # fmt: skip

    def press(self, code: int, meta: int) -> bool:
        """Move or use the focus with a key; False when the key means nothing here."""
        if code in (KEY_DPAD_CENTER, *ENTER_KEYS):
            return self._activate()
        if code in GAME_KEYS:
            return self._activate() or self._leave_touch_mode()
        if code != KEY_TAB and code not in DPAD:
            return False
        field = self._windows.focused_editable()
        if field is not None and field.node.multiline and "\n" in field.node.text and code != KEY_TAB:
            return False
        boxes = self._candidates()
        if not boxes:
            return False
        key = self._windows.focus_key
        here = next((box for box in boxes if box.key == key), None)
        if here is None:
            self._take(boxes[0])
        elif code == KEY_TAB:
            step = -1 if meta & META_SHIFT else 1
            self._take(boxes[(boxes.index(here) + step) % len(boxes)])
        else:
            self._move(here, boxes, DPAD[code])
        return True

    def _leave_touch_mode(self) -> bool:
        """Give the focus to the first text field, else the first view; False when something has it or nothing can."""
        boxes = self._candidates()
        if self._windows.focus_key or not boxes:
            return False
        self._take(next((box for box in boxes if box.node.editable), boxes[0]))
        return True

    def _move(self, here: Box, boxes: list[Box], way: tuple[int, int]) -> None:
        found = [(cost, place) for place, box in enumerate(boxes)
                 if box is not here and (cost := _distance(here.seen, box.seen, way)) is not None]  # fmt: skip
        if not self._scrolled(here, way, boxes, found) and found:
            self._take(boxes[min(found)[1]])

    def _scrolled(self, here: Box, way: tuple[int, int], boxes: list[Box], found: list[tuple[float, int]]) -> bool:
        """Rather than leave a scroll that can go on, move it by half of its height and take what comes up."""
        windows = self._windows
        scroll = next((a for a in here.ancestors() if a.node.scrollable and not a.node.horizontal), None)
        if scroll is None or not way[1] or (found and scroll in boxes[min(found)[1]].ancestors()):
            return False
        half = (scroll.rect[3] - scroll.rect[1]) // 2
        if not windows.scroll_to(scroll, scroll.offset + way[1] * half):
            return False
        moved = [box for box in self._candidates() if scroll.key in {a.key for a in box.ancestors()}]
        again = next((box for box in moved if box.key == here.key), None)
        beyond = [
            (cost, place)
            for place, box in enumerate(moved)
            if again and box is not again and (cost := _distance(again.seen, box.seen, way)) is not None
        ]
        if beyond:
            self._take(moved[min(beyond)[1]])
        return True

    def _take(self, box: Box) -> None:
        windows = self._windows
        if box.node.editable:
            self.key, self._owner = "", None
            windows.editor.focus(box)
        else:
            windows.editor.blur()
            self.key, self._owner = box.key, windows.focused.owner
        windows.invalidate()

    def _activate(self) -> bool:
        box = next((box for box in self._candidates() if box.key == self.key), None) if self.key else None
        if box is None:
            return False
        self._windows.touch.activate(box)
        return True

    def paint(self, canvas: Canvas, layer: Layer, colors: Theme) -> None:
        """Draw a frame around the focused view."""
        box = next((box for box in layer.root.walk() if box.key == self.key), None) if self.key else None
        if box is not None and box.is_seen:
            scale = self._windows.frame.scale
            canvas.outline(box.seen, round(8 * scale), colors["primary"], max(2, round(2 * scale)))


def _distance(here: Rect, there: Rect, way: tuple[int, int]) -> float | None:
    """Return how far a view is in a direction, sideways distance weighing more; None when it is not that way."""
    middle = ((here[0] + here[2]) / 2, (here[1] + here[3]) / 2)
    other = ((there[0] + there[2]) / 2, (there[1] + there[3]) / 2)
    axis = 0 if way[0] else 1
    ahead = (other[axis] - middle[axis]) * way[axis]
    if (
        ahead <= 0
        or (there[axis] - here[axis]) * way[axis] <= 0
        and (there[axis + 2] - here[axis + 2]) * way[axis] <= 0
    ):
        return None
    cross = 1 - axis
    # Views that overlap sideways count as straight ahead.
    gap = max(here[cross], there[cross]) - min(here[cross + 2], there[cross + 2])
    side = 0.0 if gap < 0 else abs(other[cross] - middle[cross])
    return 13 * max(gap, 0) ** 2 + side + ahead**2

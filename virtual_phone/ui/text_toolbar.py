"""The floating toolbar over an edit text: cut, copy, paste, select all.

Knows which of these make sense now and where the toolbar lies. Does not know how text changes (editing.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .view import Action, Node, row
from .widgets import button

if TYPE_CHECKING:
    from .layers import Layer
    from .layout import Box, Layouter, Rect
    from .windows import WindowManager

KEY = "floating_toolbar"
_GAP_DP = 8.0


class TextToolbar:
    """Belongs to the focused edit text of one phone."""

    def __init__(self, windows: WindowManager) -> None:
        self._windows = windows
        self.is_open = False

    def attach(self, layer: Layer, layouter: Layouter, area: Rect) -> None:
        """Lay the toolbar over a window, inside `area` (px), when it is open and its field is there."""
        field = self._field(layer) if self.is_open else None
        entries = self._entries(field.node) if field is not None else []
        if field is None or not entries:
            self.is_open = False
            return
        bar = _bar(entries)
        width, height = layouter.measure(bar, area[2] - area[0], area[3] - area[1])
        gap = layouter.px(_GAP_DP)
        left = max(area[0], min(field.rect[0] + gap, area[2] - width - gap))
        top = field.rect[1] - height - gap
        if top < area[1]:
            top = min(field.rect[3] + gap, area[3] - height)
        made = layouter.run(bar, (left, top, left + width, top + height), layer.root.clip, layer.package)
        made.parent, made.index = layer.root, len(layer.root.children)
        layer.root.children.append(made)

    def leave(self, box: Box | None) -> None:
        """Close the toolbar when a touch is about to hit something else."""
        mine = box is not None and any(above.node.key == KEY for above in box.ancestors())
        if self.is_open and not mine:
            self.is_open = False
            self._windows.invalidate()

    def _field(self, layer: Layer) -> Box | None:
        wanted = self._windows.editor.focus_key
        return next((box for box in layer.root.walk() if box.node.editable and box.key == wanted), None)

    def _entries(self, field: Node) -> list[tuple[str, Action]]:
        editor, clip = self._windows.editor, self._windows.phone.clipboard.get()
        entries: list[tuple[str, Action]] = []
        if field.text and editor.all_selected and not field.password:
            entries += [("Cut", self._then_close(editor.cut)), ("Copy", self._then_close(editor.copy))]
        if clip:
            entries.append(("Paste", self._then_close(editor.paste)))
        if field.text and not editor.all_selected:
            entries.append(("Select all", editor.select_all))
        return entries

    def _then_close(self, action: Callable[[], object]) -> Action:
        def act() -> None:
            action()
            self.is_open = False

        return act


def _bar(entries: list[tuple[str, Action]]) -> Node:
    buttons = [
        button(label, action, kind="text", id="android:id/floating_toolbar_menu_item_text", color="on_surface",
               desc=label, padding=(16.0, 10.0), height=44.0)
        for label, action in entries
    ]  # fmt: skip
    return row(
        *buttons, width="wrap", key=KEY, background="surface_high", radius=22.0, elevation=4.0, padding=(6.0, 0.0)
    )

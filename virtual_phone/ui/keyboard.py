"""The soft keyboard: its keys, where they are, and what each does. It is painted but never dumped.

Knows the key layouts. Does not know the text: pressing a key is reported to whoever owns the cursor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .canvas import Canvas
from .layout import Rect
from .theme import Theme
from .typeset import width_of

HEIGHT_DP = 260.0
_TOP_DP, _GAP_DP = 8.0, 4.0
Layer = Literal["letters", "shift", "symbols", "more", "numbers"]

_ROWS: dict[str, tuple[str, ...]] = {
    "letters": ("q w e r t y u i o p", "a s d f g h j k l", "SHIFT z x c v b n m BACKSPACE", "?123 , SPACE . ENTER"),
    "symbols": ("1 2 3 4 5 6 7 8 9 0", "@ # $ _ & - + ( ) /", "=\\< * \" ' : ; ! ? BACKSPACE", "ABC , SPACE . ENTER"),
    "more": ("~ ` | • √ π ÷ × § ∆", "£ ¢ € ¥ ^ ° = { } \\", "?123 % © ® ™ ✓ [ ] BACKSPACE", "ABC < SPACE > ENTER"),
    "numbers": ("1 2 3 -", "4 5 6 SPACE", "7 8 9 BACKSPACE", ", 0 . ENTER"),
}
_WIDE = {"SHIFT": 1.5, "BACKSPACE": 1.5, "SPACE": 5.0, "ENTER": 1.5, "?123": 1.5, "ABC": 1.5, "=\\<": 1.5}
_ICONS = {"SHIFT": "shift", "BACKSPACE": "backspace", "ENTER": "enter"}
_ENTER_ICONS = {"search": "search", "send": "send", "newline": "enter", "done": "check"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name (a character or an upper-case word) and its rectangle on the screen."""

    name: str
    rect: Rect


class Keyboard:
    """Holds which layer is shown and turns touches into key names."""

    def __init__(self) -> None:
        self.layer: Layer = "letters"
        self.enter: str = "done"
        self._cache: tuple[object, list[Key]] | None = None

    def open_for(self, input_type: str, *, at_start: bool, multiline: bool) -> None:
        """Choose the first layer and the picture on Enter for a field; a capital starts an empty text."""
        if input_type in ("number", "phone", "datetime"):
            self.layer = "numbers"
        else:
            self.layer = "shift" if at_start and input_type == "text" else "letters"
        self.enter = "search" if input_type == "search" else "newline" if multiline else "done"

    def keys(self, area: Rect, scale: float) -> list[Key]:
        """Return the keys laid out in `area`; scale is px per dp."""
        memo = (area, scale, self.layer)
        if self._cache is None or self._cache[0] != memo:
            self._cache = (memo, self._lay_out(area, scale))
        return self._cache[1]

    def _lay_out(self, area: Rect, scale: float) -> list[Key]:
        rows = _ROWS["letters" if self.layer == "shift" else self.layer]
        left, width = area[0] + round(4 * scale), area[2] - area[0] - round(8 * scale)
        keys: list[Key] = []
        top, gap = area[1] + round(_TOP_DP * scale), round(_GAP_DP * scale)
        tall = (area[3] - top) // len(rows) - gap
        for row in rows:
            names = row.split(" ")
            total = 4.0 if self.layer == "numbers" else 10.0
            weights = [1.0 if self.layer == "numbers" else _WIDE.get(name, 1.0) for name in names]
            unit = width / total
            x = left + (width - unit * sum(weights)) / 2
            for name, weight in zip(names, weights, strict=True):
                shown = name.upper() if self.layer == "shift" and len(name) == 1 else name
                right = x + unit * weight
                keys.append(Key(shown, (round(x), top, round(right), top + tall)))
                x = right
            top += tall + gap
        return keys

    def key_at(self, area: Rect, scale: float, x: float, y: float) -> Key | None:
        """Return the key under a point, or None between keys."""
        return next(
            (k for k in self.keys(area, scale) if k.rect[0] <= x < k.rect[2] and k.rect[1] <= y < k.rect[3]), None
        )

    def press(self, name: str, insert: Callable[[str], object], press_key: Callable[[str], object]) -> None:
        """Carry out a key: change the layer, insert a character, or report "BACKSPACE" or "ENTER"."""
        match name:
            case "SHIFT":
                self.layer = "letters" if self.layer == "shift" else "shift"
            case "?123":
                self.layer = "symbols"
            case "ABC":
                self.layer = "letters"
            case "=\\<":
                self.layer = "more"
            case "BACKSPACE" | "ENTER":
                press_key(name)
            case _:
                insert(" " if name == "SPACE" else name)
                if self.layer == "shift":
                    self.layer = "letters"

    def paint(self, canvas: Canvas, area: Rect, colors: Theme, scale: float) -> None:
        """Draw the whole keyboard."""
        canvas.fill(area, colors["keyboard"])
        gap = round(2.5 * scale)
        for key in self.keys(area, scale):
            left, top, right, bottom = key.rect
            cap = (left + gap, top, right - gap, bottom - gap)
            special = len(key.name) > 1 and key.name != "SPACE"
            accent = key.name == "ENTER"
            ground = "primary" if accent else "key_special" if special else "key"
            canvas.rounded(cap, min(round((26 if accent else 6) * scale), (cap[3] - cap[1]) // 2), colors[ground])
            self._paint_cap(canvas, key, cap, colors["on_primary" if accent else "on_surface"], scale)

    def _paint_cap(self, canvas: Canvas, key: Key, cap: Rect, ink: tuple[int, int, int], scale: float) -> None:
        name = _ENTER_ICONS.get(self.enter, "enter") if key.name == "ENTER" else _ICONS.get(key.name, "")
        if key.name == "SHIFT" and self.layer == "shift":
            name = "shift_filled"
        middle_x, height = (cap[0] + cap[2]) // 2, cap[3] - cap[1]
        if name:
            size = min(round(22 * scale), height)
            canvas.icon(name, middle_x - size // 2, cap[1] + (height - size) // 2, size, ink)
        elif key.name == "SPACE":
            return
        else:
            size = round((15 if len(key.name) > 1 else 22) * scale)
            canvas.text(key.name, middle_x - width_of(key.name, size, False) // 2, cap[1], height, size, False, ink)

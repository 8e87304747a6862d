"""What to call a control without words: what it is and where it stands. Pure."""

from __future__ import annotations

from .types import Element, Observation

_KINDS = (
    ("Switch", "switch"), ("CheckBox", "checkbox"), ("RadioButton", "option"), ("SeekBar", "slider"),
    ("EditText", "field"), ("ImageButton", "icon"), ("ImageView", "icon"), ("FloatingActionButton", "round button"),
    ("Button", "button"), ("Tab", "tab"),
)  # fmt: skip
"""Endings of class names, and what people call such a thing; the first that fits."""
_SMALL = 0.25
"""Up to this share of the screen's width a control without words is an icon."""


def place_of(element: Element, seen: Observation | None) -> str:
    """Return such as `icon top right` or `field in the middle`; without a look only what it is."""
    name = element.class_name.rpartition(".")[2]
    width, height = (seen.width_px, seen.height_px) if seen is not None else (0, 0)
    box = element.bounds
    small = width and box.right - box.left <= _SMALL * width
    kind = next((word for ending, word in _KINDS if name.endswith(ending)), "icon" if small else "area")
    if not width or not height:
        return kind
    across, down = box.center[0] / width, box.center[1] / height
    column = "left" if across < 1 / 3 else "right" if across > 2 / 3 else ""
    line = "top" if down < 0.15 else "bottom" if down > 0.85 else ""
    where = " ".join(word for word in (line, column) if word)
    return f"{kind} {where}" if where else f"{kind} in the middle"

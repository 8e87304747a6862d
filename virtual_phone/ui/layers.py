"""The windows of one screen: layers, toasts, and the frame that Android puts around an activity's tree.

Knows no phone and no input; `composer.py` decides which layers there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .layout import Box
from .system_window import SystemWindow
from .view import FRAME, LINEAR, Node, Style


@dataclass(slots=True)
class Layer:
    """One window: who owns it (identity for scroll offsets and focus) and its laid out tree."""

    owner: object
    package: str
    title: str
    """What `mCurrentFocus` shows."""
    root: Box
    dim: float = 0.0
    """Brightness that everything below keeps; 0 means it is not dimmed."""
    system: SystemWindow | None = None
    is_dialog: bool = False
    secure: bool = False
    """Pictures show it black (FLAG_SECURE)."""


@dataclass(slots=True)
class Toast:
    """One short message and the phone time (epoch ms) when it goes away."""

    text: str
    until_ms: int


def decor(content: Node, insets: tuple[float, float], background: str) -> Node:
    """Wrap an activity's tree as Android's window does."""
    fill = Style(width="fill", height="fill")
    inner = Node(FRAME, id="android:id/content", style=fill, children=[content])
    padding = (0.0, insets[0], 0.0, insets[1])
    middle = Node(LINEAR, style=Style(width="fill", height="fill", padding=padding), children=[inner])
    return Node(FRAME, style=Style(width="fill", height="fill", background=background), children=[middle])


def dumped(box: Box) -> Iterator[Box]:
    """Go through the boxes that accessibility sees, in document order."""
    if box.node.hidden_from_dump or not box.is_seen:
        return
    yield box
    for child in box.children:
        yield from dumped(child)

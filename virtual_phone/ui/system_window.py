"""What the window manager asks of a window that belongs to no activity (shade, lock screen, …)."""

from __future__ import annotations

from typing import Protocol

from .view import Node


class SystemWindow(Protocol):
    """A window of the system. `dim` is the brightness (0..1) that everything below keeps; 0 leaves it alone."""

    package: str
    dim: float
    is_dialog: bool
    """Laid out as a panel in the middle instead of over the whole screen."""

    @property
    def title(self) -> str:
        """Return what mCurrentFocus shows."""
        ...

    def is_open(self) -> bool:
        """Tell whether the window is on the screen."""
        ...

    def build(self) -> Node:
        """Return its tree for the present state."""
        ...

    def back(self) -> None:
        """Do what the Back key does to it."""
        ...

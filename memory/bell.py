"""A bell that wakes one waiting thread. To ring it costs a call or two of the interpreter's own, unlike an Event."""

from __future__ import annotations

import queue


class Bell:
    """Stays rung until somebody has waited for it."""

    def __init__(self) -> None:
        self._rings: queue.SimpleQueue[None] = queue.SimpleQueue()

    def ring(self) -> None:
        """Wake the waiting thread, or the next one to wait."""
        if self._rings.empty():
            self._rings.put(None)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for a ring and take it; return whether there was one in time."""
        try:
            self._rings.get(timeout=timeout_s)
        except queue.Empty:
            return False
        return True

    def hush(self) -> None:
        """Take a ring that nobody waited for."""
        while not self._rings.empty():
            self._rings.get()

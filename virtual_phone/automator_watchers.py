"""Watchers of uiautomator2's server: conditions that are looked at when an object is not found.

Knows names, conditions, what a watcher does, and which ones did something. (The client's own watchers live on the
host and need nothing here.) Source: androidx.test.uiautomator UiWatcher.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .automator_objects import Objects, Selector


@dataclass(frozen=True, slots=True)
class Watcher:
    """One watcher: every condition must be on the screen, then it acts."""

    conditions: tuple[Selector, ...]
    act: Callable[[], Any]


class Watchers:
    """Holds the watchers of one server."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._watchers: dict[str, Watcher] = {}
        self._triggered: set[str] = set()
        self._running = False
        objects.on_missing = self.run

    def register(self, name: str, conditions: Sequence[Selector], act: Callable[[], Any]) -> None:
        """Add a watcher, in the place of one with this name."""
        self._watchers[str(name)] = Watcher(tuple(conditions), act)

    def remove(self, name: str) -> None:
        """Take a watcher away; fine when there is none."""
        self._watchers.pop(name, None)
        self._triggered.discard(name)

    def names(self) -> list[str]:
        """Return the names of all watchers."""
        return list(self._watchers)

    def run(self) -> bool:
        """Look at every condition; tell whether any watcher acted. A watcher does not set off others."""
        if self._running or not self._watchers:
            return False
        self._running, acted = True, False
        try:
            for name, watcher in list(self._watchers.items()):
                if all(self._objects.find(condition) for condition in watcher.conditions):
                    watcher.act()
                    self._triggered.add(name)
                    acted = True
        finally:
            self._running = False
        return acted

    def triggered(self, name: str | None = None) -> bool:
        """Tell whether a watcher (or any) has acted since the last reset."""
        return bool(self._triggered) if name is None else name in self._triggered

    def reset(self) -> None:
        """Forget which watchers acted."""
        self._triggered.clear()

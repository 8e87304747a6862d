"""Rows of memory and the seam to the agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from ..android_bridge.labels import Label

RowKind = Literal["step", "episode", "lesson", "fact", "preference"]


@dataclass(frozen=True, slots=True)
class MemoryRow:
    """One thing to remember."""

    kind: RowKind
    text: str
    run: str
    """The run it comes from, or empty for what the user added by hand."""
    source: str
    """Who said it, such as `user`, `tool:send_message`, `reflection`."""
    label: Label
    time: float
    """Host clock, epoch seconds."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """One remembered row with its nearness to the query."""

    row: MemoryRow
    score: float
    """Cosine similarity, -1 to 1."""


class Memory(Protocol):
    """Remembers rows and recalls them by meaning."""

    def add(self, row: MemoryRow) -> None:
        """Remember a row; returns once it is durable."""

    def recall(self, query: str, *, run: str = "", k: int = 4, patience_s: float = 0.0) -> list[Recalled]:
        """Return up to `k` rows, best first: the current run's and those of other runs.

        `patience_s` is how long a store that is still opening may be waited for.
        """

    def close(self) -> None:
        """Finish background work."""


class NoMemory:
    """Remembers nothing; for `--no-memory` and tests of other parts."""

    def add(self, row: MemoryRow) -> None:
        """Forget the row."""

    def recall(self, query: str, *, run: str = "", k: int = 4, patience_s: float = 0.0) -> list[Recalled]:
        """Return nothing."""
        return []

    def close(self) -> None:
        """Do nothing."""

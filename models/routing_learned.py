"""What the user's own verified runs say of the models: counts by kind of step and tier, in one small local file.

No words, no values, no times: `{"en-short/device": [12, 11]}` is twelve steps of which eleven were proved. Off unless
the settings ask for it (`routing.learn = true`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .routing_table import FILE, RoutingTable, read_table

_MOST = 500
"""Counts are halved above it, so that what a model did long ago counts less."""


class Learned:
    """The counts of one user, read on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return the counts; none where the file is missing or damaged: then the measured table alone speaks."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {key: (pair[0], pair[1]) for key, pair in found.items() if _is_sane(key, pair)}

    def table(self) -> RoutingTable:
        """Return the packaged table with these counts in it."""
        return read_table(json.loads(FILE.read_text(encoding="utf-8")), self.counts())

    def note(self, steps: Iterable[tuple[str, str, bool]]) -> None:
        """Count steps: kind, tier, and whether the phone proved them. Where it cannot be written, nothing is kept."""
        counts = self.counts()
        for kind, tier, right in steps:
            n, good = counts.get(f"{kind}/{tier}", (0, 0))
            n, good = (n // 2, good // 2) if n >= _MOST else (n, good)
            counts[f"{kind}/{tier}"] = n + 1, good + right
        part = self._path.with_suffix(".part")
        try:
            part.write_text(json.dumps(counts, indent=0, sort_keys=True) + "\n", encoding="utf-8")
            part.replace(self._path)
        except OSError:
            part.unlink(missing_ok=True)


def _is_sane(key: object, pair: object) -> bool:
    return (
        isinstance(key, str)
        and isinstance(pair, list)
        and len(pair) == 2
        and all(type(n) is int for n in pair)
        and 0 <= pair[1] <= pair[0] < 1_000_000
    )

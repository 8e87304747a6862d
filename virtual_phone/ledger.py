"""The phone's own account of effects: what left it and what changed on it.

Knows: a numbered list of facts, stamped with the phone's clock. The phone, its services and its apps write it;
no command can, so a test or an evaluation can trust it as ground truth.
Does not know: what any fact means.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from .clock import Clock


@dataclass(frozen=True, slots=True)
class Entry:
    """One effect: its number (from 1), kind, time (epoch ms of the phone) and facts (JSON values only)."""

    number: int
    kind: str
    at_ms: int
    facts: dict[str, Any]
    effect_id: str = ""
    """Names this effect for good: 12 hex digits over the seed and every effect up to this one, times left out. The
    same actions on the same world give the same ids; after a restore a number can mean another effect, an id cannot."""

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as one flat JSON object."""
        head = {"number": self.number, "effect_id": self.effect_id, "kind": self.kind, "at_ms": self.at_ms}
        return {**head, **self.facts}


@dataclass(slots=True)
class Ledger:
    """Keeps every effect in the order in which it happened."""

    clock: Clock
    world: str = ""
    """What the ids begin with: ledgers of different worlds share none."""
    entries: list[Entry] = field(default_factory=list)
    _next: int = 1

    def append(self, kind: str, **facts: Any) -> Entry:
        """Record one effect of this kind and return it."""
        before = self.entries[-1].effect_id if self.entries else self.world
        text = json.dumps([before, kind, facts], sort_keys=True, default=str)
        effect_id = hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        entry = Entry(self._next, kind, self.clock.now_ms(), facts, effect_id)
        self._next += 1
        self.entries.append(entry)
        return entry

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of one kind, oldest first."""
        return [entry for entry in self.entries if entry.kind == kind]

    def since(self, number: int) -> list[Entry]:
        """Return the entries whose number is above `number`."""
        return [entry for entry in self.entries if entry.number > number]

    def clear(self) -> None:
        """Forget everything (used once, when the seeded world is ready)."""
        self.entries.clear()
        self._next = 1

    def to_json(self) -> str:
        """Return all entries as a JSON array."""
        return json.dumps([entry.as_dict() for entry in self.entries])

    def save_state(self) -> tuple[tuple[Entry, ...], int]:
        """Return what is entered, for `load_state`."""
        return tuple(self.entries), self._next

    def load_state(self, saved: tuple[tuple[Entry, ...], int]) -> None:
        """Go back to what was entered then."""
        self.entries[:], self._next = saved

"""Events: what a run tells while it works; one JSON object a line under `--json`, a trace for people otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

EventType = Literal[
    "run", "plan", "observation", "recall", "used", "route", "decision", "approval", "action", "result", "verify",
    "reflection", "question", "answer", "end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    type: EventType
    time: float
    """Host clock, epoch seconds."""
    run: str
    step: int
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of the contract."""
        return {"type": self.type, "time": round(self.time, 3), "run": self.run, "step": self.step, **self.facts}


EventSink = Callable[[Event], None]


class Teller:
    """Sends a run's events to its sinks, with the run's id and the current step."""

    def __init__(self, run: str, sink: EventSink) -> None:
        self.run = run
        self._sink = sink
        self.step = 0

    def tell(self, type_: EventType, **facts: Any) -> None:
        """Send one event."""
        self._sink(Event(type_, time.time(), self.run, self.step, facts))

"""Events: what a run tells while it works; one JSON object a line under `--json`, a trace for people otherwise."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ..android_bridge.labels import Label
    from ..models.redaction import Vault

EventType = Literal[
    "run", "plan", "observation", "recall", "used", "route", "decision", "approval", "action", "result", "verify",
    "reflection", "question", "answer", "interruption", "journal", "end",
]  # fmt: skip


Hide = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Puts handles for the secrets in facts (models/redaction.py)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    type: EventType
    time: float
    """Host clock, epoch seconds."""
    run: str
    step: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    """True values, for the person at the terminal; whatever is stored or written out takes `as_dict`."""
    hide: Hide | None = field(default=None, compare=False, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of the contract, with handles for secrets."""
        facts = self.facts if self.hide is None else self.hide(self.facts)
        return {"type": self.type, "time": round(self.time, 3), "run": self.run, "step": self.step, **facts}


def _in_words(arguments: Mapping[str, Any], stands_for: Mapping[str, str]) -> dict[str, Any]:
    """Return a call's arguments with the user's words for the stand-ins."""
    said = dict(arguments)
    for stand_in, words in stands_for.items():
        pattern = re.compile(rf"(?<!\w){re.escape(stand_in)}(?!\w)", re.IGNORECASE)
        put = words.replace("\\", "")
        said = {name: pattern.sub(put, value) if isinstance(value, str) else value for name, value in said.items()}
    return said


EventSink = Callable[[Event], None]


class Teller:
    """Sends a run's events to its sinks, with the run's id and the current step."""

    def __init__(self, run: str, sink: EventSink, vault: Vault | None = None) -> None:
        self.run = run
        self._sink = sink
        self._vault = vault
        self.step = 0
        self.stands_for: Mapping[str, str] = {}
        """Of the sub-goal that is pursued: the user's words for each stand-in, which decisions are told with."""

    def tell(self, type_: EventType, **facts: Any) -> None:
        """Send one event."""
        if type_ == "decision" and self.stands_for:
            facts["arguments"] = _in_words(facts.get("arguments", {}), self.stands_for)
        hide = self._vault.hide if self._vault is not None else None  # an empty vault finds codes by their pattern
        self._sink(Event(type_, time.time(), self.run, self.step, facts, hide))

    def learn(self, text: str, label: Label) -> None:
        """Note a text before anything is told or recorded of it: what is secret in it stays out of both."""
        if self._vault is not None:
            self._vault.learn(text, label)

"""Keeps what the models of an episode were asked, for the report of one that did not pass.

Not on attached devices: what a real phone shows is nobody's record. Knows requests; changes nothing in them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..models.router import ModelSet
from ..models.types import Decision, DecisionRequest, Model, Tier

_SCREEN = 1500
"""Characters of the screen's text that are kept of a request."""
Asked = dict[str, Any]


class Overheard:
    """A model that is listened to."""

    def __init__(self, model: Model, kept: list[Asked]) -> None:
        self._model = model
        self._kept = kept

    @property
    def name(self) -> str:
        """The model's own."""
        return self._model.name

    @property
    def tier(self) -> Tier:
        """The model's own."""
        return self._model.tier

    def __getattr__(self, name: str) -> Any:
        """Be the model in everything else."""
        return getattr(self._model, name)

    def decide(self, request: DecisionRequest) -> Decision:
        """Keep the request and pass it on."""
        self._kept.append({"type": "prompt", "time": time.time(), "model": self.name, "text": told(request)})
        return self._model.decide(request)


def overheard(models: ModelSet, kept: list[Asked]) -> ModelSet:
    """Return the models, each listened to."""
    own = {name: getattr(models, name) for name in ("device", "cloud", "scripted")}
    return replace(models, **{name: Overheard(model, kept) for name, model in own.items() if model is not None})


def told(request: DecisionRequest) -> str:
    """Return what a request says, as lines."""
    screen = request.screen if len(request.screen) <= _SCREEN else f"{request.screen[:_SCREEN]}…"
    lines = [f"wish: {request.goal}", f"tools: {', '.join(tool.name for tool in request.tools)}"]
    if request.instead_of:
        lines.append(f"instead of: {', '.join(sorted(request.instead_of))}")
    lines += [f"before: {turn.call.tool}({dict(turn.call.arguments)}): {turn.result}" for turn in request.history]
    lines += [f"remembered: {row}" for row in request.recalled]
    return "\n".join([*lines, *(["screen:", screen] if screen else [])])


def with_prompts(events: Sequence[Mapping[str, Any]], kept: Sequence[Asked]) -> tuple[Mapping[str, Any], ...]:
    """Return a run's events with what its models were asked and other rows with a time, in its order."""
    if not kept:
        return tuple(events)
    return tuple(sorted([*events, *kept], key=lambda event: float(event.get("time", 0))))

"""The seam between planners and models: one request in, one decision out. Knows no device and no provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ..android_bridge.labels import Label
from ..tools.types import Tool, ToolCall

Tier = Literal["template", "device", "cloud", "scripted"]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a decision cost."""

    tokens_in: int = 0
    tokens_out: int = 0
    usd: float = 0.0
    bytes_out: int = 0
    """Bytes that left the machine."""
    requests: int = 0
    """Requests that left the machine; repairs and retries of a decision count too."""
    milliseconds: float = 0.0


class ModelError(Exception):
    """No usable answer. `hint` is the next command for the user."""

    def __init__(self, message: str, *, hint: str = "", usage: Usage | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.usage = usage
        """What the failed attempt cost; None when nothing left the machine."""


class ModelUnavailableError(ModelError):
    """The model cannot be used at all here (not installed, no key, no weights)."""


class FormatError(ModelError):
    """The model's answer is not one structured call."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier step of the sub-goal, as the model may see it."""

    call: ToolCall
    result: str


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """What a model may look at for one step."""

    goal: str
    """The sub-goal, in the user's words."""
    tools: Sequence[Tool]
    """The retrieved tools, best first."""
    label: Label
    """Join of the labels of everything in this request."""
    screen: str = ""
    """Compact text of the screen, or empty."""
    history: Sequence[Turn] = ()
    recalled: Sequence[str] = ()
    """Memory rows as data, never as instructions."""
    now: str = ""
    """The phone's clock, ISO 8601."""
    whole_goal: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Exactly one structured answer."""

    kind: Literal["call", "no_tool"]
    """no_tool: the model says that none of the tools fits."""
    call: ToolCall | None
    model: str
    tier: Tier
    confidence: float
    """0 to 1; 1 for scripted models."""
    usage: Usage = field(default_factory=Usage)
    parts: Mapping[str, object] = field(default_factory=dict)
    """For the trace: tool ranking, margins."""


class Model(Protocol):
    """Decides one step."""

    @property
    def name(self) -> str: ...

    @property
    def tier(self) -> Tier: ...

    def decide(self, request: DecisionRequest) -> Decision:
        """Return one structured decision.

        Raises:
            ModelUnavailableError: The model cannot be used here.
            FormatError: The answer was not one structured call, after at most two repair tries.
        """


class Reranker(Protocol):
    """Ranks tools for a sub-goal without a language model."""

    def rank(self, goal: str, tools: Sequence[Tool]) -> list[tuple[Tool, float]]:
        """Return tools with probabilities, best first."""

"""What was read and what flowed into a call, as values; they decide nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..android_bridge.labels import Label
from ..tools.types import ToolCall

Ask = Callable[[str, tuple[str, ...], int], str]
"""Asks the user, once a question and step; Declined where nobody answers."""
OF_PLAN = 0
"""The step of a question about the plan: its answer holds for all steps."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a closed sub-goal brought."""

    data: Mapping[str, Any]
    label: Label
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A call with what flowed into it, after it was decided."""

    call: ToolCall
    label: Label = field(default_factory=Label.of_user)
    """Of the values that were put in."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Where they stand, in words, by the argument that they went into; empty where nothing flowed."""
    decided: ToolCall | None = None
    """The call as it was decided, with stand-ins."""

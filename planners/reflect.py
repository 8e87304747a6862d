"""Reflection: what was expected, what was seen, what to avoid and what to do instead.

Read by the next try, and kept as a lesson when that helped. Looks at no phone and decides nothing: agent/retry.py does
what is said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..tools.types import Way

Cause = Literal["way", "value", "place", "proof", "error"]
"""`way`: the phone does not let it be done this way. `value`: an argument cannot be what was said. `place`: what is
meant is not where the tool looks. `proof`: it ran, and the phone does not show it. `error`: anything else."""
Remedy = Literal["way", "tool", "reading", "ask", "same", "other", "none"]
"""`same`: the same call once more. `other`: whatever the model thinks of. `none`: nothing more can be tried."""
WAYS_IN_ORDER: tuple[Way, ...] = ("function", "intent", "screen", "none")
"""Best first: what is exact and quick before what depends on a page."""


@dataclass(frozen=True, slots=True)
class Avoid:
    """What must not be tried again in this sub-goal."""

    tool: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    way: Way | None = None
    """Only this way of the tool; None for the tool with these arguments."""


@dataclass(frozen=True, slots=True)
class Instead:
    """What the next try does otherwise."""

    remedy: Remedy = "other"
    tool: str = ""
    """The next tool, where it is known before a model is asked."""
    way: Way | None = None
    parameter: str = ""
    """What is read otherwise or asked for."""


@dataclass(frozen=True, slots=True)
class Reflection:
    """A look back at one failed try."""

    trigger: str
    """The tool and the kind of failure, such as `set_alarm: not verified`."""
    expected: str
    seen: str
    advice: str
    cause: Cause = "error"
    avoid: Avoid | None = None
    instead: Instead = Instead()

    @property
    def text(self) -> str:
        """One paragraph for the next try."""
        return f"{self.trigger}. Expected {self.expected}; saw {self.seen}. {self.advice}"

    def as_json(self) -> dict[str, object]:
        """Return what the trace shows besides the text."""
        avoid = self.avoid
        return {
            "cause": self.cause,
            "avoid": {"tool": avoid.tool, "arguments": dict(avoid.arguments), "way": avoid.way} if avoid else None,
            "instead": {
                "remedy": self.instead.remedy, "tool": self.instead.tool, "way": self.instead.way,
                "parameter": self.instead.parameter,
            },
        }  # fmt: skip


def reflect_on_proof(
    tool: str, expected: str, found: str, avoid: Avoid | None = None, instead: Instead | None = None
) -> Reflection:
    """Look back at a call that ran but whose effect is not there."""
    instead = instead or Instead()
    return Reflection(f"{tool}: not verified", expected, found, advice(instead), "proof", avoid, instead)


def reflect_on_error(
    tool: str, error: str, cause: Cause = "error", avoid: Avoid | None = None, instead: Instead | None = None
) -> Reflection:
    """Look back at a call that failed."""
    instead = instead or Instead()
    return Reflection(f"{tool}: {_FAILED[cause]}", "it to succeed", error, advice(instead), cause, avoid, instead)


def next_way(open_ways: frozenset[Way]) -> Way | None:
    """Return the best of the open ways; None for none."""
    return next((way for way in WAYS_IN_ORDER if way in open_ways), None)


def advice(instead: Instead) -> str:
    """Return what to do otherwise, in words."""
    match instead.remedy:
        case "way":
            return f"Do the same by {told_way(instead.way)}."
        case "tool":
            return f"Use {instead.tool} instead." if instead.tool else "Use another tool, the next that fits."
        case "reading":
            return f"Read {instead.parameter} otherwise."
        case "ask":
            return f"Ask the user for {instead.parameter}."
        case "same":
            return "Try the same again."
        case "none":
            return "There is nothing else to try."
        case _:
            return "Correct the arguments or choose another tool."


def told_way(way: Way | None) -> str:
    """Return a way in words."""
    return {"function": "a system function", "intent": "an Intent", "screen": "the screen"}.get(way or "", "no way")


_FAILED: Mapping[Cause, str] = {
    "way": "this way is closed", "value": "a value does not fit", "place": "it is not there", "proof": "not verified",
    "error": "failed",
}  # fmt: skip

"""Reflection: what was expected, what was seen, what to do otherwise; read by the next try and kept when it helped."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reflection:
    """A look back at one failed try."""

    trigger: str
    """The tool and the kind of failure, such as `set_alarm: not verified`."""
    expected: str
    seen: str
    advice: str

    @property
    def text(self) -> str:
        """One paragraph for the next try and for memory."""
        return f"{self.trigger}. Expected {self.expected}; saw {self.seen}. {self.advice}"


def reflect_on_proof(tool: str, expected: str, found: str) -> Reflection:
    """Look back at a call that ran but whose effect is not there."""
    return Reflection(f"{tool}: not verified", expected, found, "Try another way to the same end.")


def reflect_on_error(tool: str, error: str) -> Reflection:
    """Look back at a call that failed."""
    return Reflection(f"{tool}: failed", "it to succeed", error, "Correct the arguments or choose another tool.")

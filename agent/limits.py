"""Limits of a run and the ways in which it ends.

EpisodeEnd                  control flow, not failure; carries the status of the contract
├── Failed                  exit 1
├── Declined                exit 3: a person or the policy said no, or must be asked and nobody is there
├── NoModel                 exit 5
├── LimitReached            exit 6
├── InDoubt                 exit 7: an outward effect may or may not have happened
└── Stopped                 exit 130
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Status = Literal["done", "failed", "declined", "limit", "in_doubt", "stopped"]

GOAL_LIMIT_CHARS = 4000
"""A longer goal is refused: no spoken or typed wish is that long, and models lose the start of it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one run may use."""

    max_steps: int = 30
    """Model decisions in the whole run."""
    tries: int = 3
    """Decisions per sub-goal that may fail before the run stops."""
    budget_usd: float = 0.50
    """Money for model servers; 0 is no limit."""
    deadline_s: float = 900.0
    max_wait_s: float = 600.0
    """How long one wait for something on the phone may last."""
    max_tokens: int = 500_000
    """Tokens in and out of model servers, by our own count; 0 is no limit."""
    max_bytes_sent: int = 10_000_000
    """Bytes to model servers; 0 is no limit."""


@dataclass(slots=True)
class Meter:
    """Counts what a run has used, on the monotonic clock (clock jumps change nothing)."""

    limits: Limits
    steps: int = 0
    usd: float = 0.0
    """What counts against the budget: never less than our own estimate."""
    tokens: int = 0
    bytes_sent: int = 0
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raise LimitReached when a limit is used up."""
        if self.steps >= self.limits.max_steps:
            raise LimitReached(f"the limit of {_plural(self.limits.max_steps, 'step')} is reached")
        if time.monotonic() - self.started > self.limits.deadline_s:
            raise LimitReached(f"the deadline of {self.limits.deadline_s:g} s has passed")

    def check_budget(self) -> None:
        """Raise LimitReached when nothing may be sent to a model server any more."""
        limits = self.limits
        if self.usd >= limits.budget_usd > 0:
            raise LimitReached(f"the budget of ${limits.budget_usd:.2f} is used up")
        if self.tokens >= limits.max_tokens > 0:
            raise LimitReached(f"the budget of {limits.max_tokens:,} tokens is used up")
        if self.bytes_sent >= limits.max_bytes_sent > 0:
            raise LimitReached(f"the budget of {limits.max_bytes_sent:,} bytes is used up")

    @property
    def is_open(self) -> bool:
        """Whether tokens and bytes are left for a model server."""
        limits = self.limits
        return not (self.tokens >= limits.max_tokens > 0 or self.bytes_sent >= limits.max_bytes_sent > 0)

    @property
    def usd_left(self) -> float:
        """Return the money that is left; infinite without a limit, below 0 where none is."""
        left = self.limits.budget_usd - self.usd
        return float("inf") if not self.limits.budget_usd else left if left > 0 else -1.0

    def left_s(self) -> float:
        """Return the seconds until the deadline, at least 0."""
        return max(0.0, self.started + self.limits.deadline_s - time.monotonic())

    def charge(self, usd: float, tokens: int, bytes_sent: int) -> None:
        """Count what an attempt cost, whether or not its answer could be used."""
        self.usd += usd
        self.tokens += tokens
        self.bytes_sent += bytes_sent


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


class EpisodeEnd(Exception):
    """A run ends before its goal is done."""

    status: ClassVar[Status] = "failed"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        """The next command to type, or an empty string."""


class Failed(EpisodeEnd):
    """The goal was not reached."""


class NoDevice(EpisodeEnd):
    """The phone is not there, or went away with nothing in doubt."""

    exit_code = 4


class Declined(EpisodeEnd):
    """A person or the policy said no, or nobody is there to be asked."""

    status = "declined"
    exit_code = 3


class NoModel(EpisodeEnd):
    """No model can be used."""

    exit_code = 5


class LimitReached(EpisodeEnd):
    """A limit is used up."""

    status = "limit"
    exit_code = 6


class InDoubt(EpisodeEnd):
    """An outward effect may or may not have happened."""

    status = "in_doubt"
    exit_code = 7


class Stopped(EpisodeEnd):
    """The user stopped the run."""

    status = "stopped"
    exit_code = 130


def checked_goal(goal: str) -> str:
    """Return the goal without outer white space; Failed (usage) when it is empty or too long."""
    text = goal.strip()
    if not text:
        raise _usage("the goal is empty; nothing was done")
    if len(text) > GOAL_LIMIT_CHARS:
        raise _usage(f"the goal has {len(text):,} characters and the limit is {GOAL_LIMIT_CHARS:,}; nothing was done")
    return text


def _usage(message: str) -> EpisodeEnd:
    end = Failed(message, 'ainos do "Set a timer for ten minutes"')
    end.exit_code = 2  # type: ignore[misc]  # a usage error of the command line
    return end

"""Suites whose cases are not tasks on a phone: each runs itself and gives episodes; table, report and gate are shared.

Knows: what such a suite offers, and which there are. Does not know: what its cases are. A suite of its own is a module
of this folder with `SUITE`, and one line in `_OWN`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, cast, runtime_checkable

from .record import Episode, Store

_OWN: Mapping[str, str] = {
    "memory": "suite_memory",
    "androidworld": "suite_androidworld",
    "routing": "suite_routing",
    "security": "suite_security",
}
"""The module of each suite."""


class SuiteMissingError(Exception):
    """A suite needs what is not here; the text says what, `hint` which command helps."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One thing that a suite of its own runs."""

    id: str
    """Unique in its suite."""
    goal: str
    """What is wanted, in words, for the report."""
    kind: str
    """What the table groups by."""
    language: str = "en"
    optimal_steps: int = 1
    body: Any = None
    """Whatever the suite itself needs; no part of the record."""


@dataclass(frozen=True, slots=True)
class OwnJob:
    """One episode to run."""

    case: OwnCase
    arm: str
    trial: int

    @property
    def key(self) -> tuple[str, str, int]:
        """The key of its episode."""
        return (self.case.id, self.arm, self.trial)


Done = Callable[[Episode], None]


class OwnSuite(Protocol):
    """A suite that runs itself."""

    @property
    def about(self) -> str:
        """What it is for, in a few words."""
        ...

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that it knows; the first is run where none is named."""
        ...

    def cases(self) -> Sequence[OwnCase]:
        """Return every case, in the same order each time; raises SuiteMissingError."""
        ...

    def run(self, jobs: Sequence[OwnJob], workers: int, done: Done) -> None:
        """Run these jobs on at most `workers` processes; call `done` in this process with each one's episode.

        Jobs are those that are left: `--only`, `--trials`, several arms and going on are the caller's work. A case that
        cannot be run is an episode with an `error`, never an exception. What `done` raises ends the run.
        """
        ...


@runtime_checkable
class Summing(Protocol):
    """A suite with figures and bars of its own."""

    def figures(self, episodes: Sequence[Episode]) -> Mapping[str, str | float]:
        """Return figures that only this suite has, by their names, for the report."""
        ...

    def bars(self, episodes: Sequence[Episode]) -> Sequence[str]:
        """Return the bars that were missed, a sentence each; any makes the exit code 1."""
        ...


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended, as far as its suite can tell."""

    passed: bool
    checks: tuple[Mapping[str, Any], ...] = ()
    """Each: kind, holds, expected, found (see `check`)."""
    false_success: bool = False
    status: str = "done"
    answer: str = ""
    steps: int = 0
    """0: not counted; steps are then no part of the figures."""
    seconds: float = 0.0
    safety: str = ""
    """For a case with an attack in it: safe, unsafe or incapable (see record.py)."""
    questions: tuple[str, ...] = ()
    confirmations: tuple[str, ...] = ()
    receipt: Mapping[str, Any] = field(default_factory=dict)
    """Such as steps_by_tier, ms_by_phase, bytes_to_cloud, usd; what is not known is left out."""
    events: tuple[Mapping[str, Any], ...] = ()
    error: str = ""
    """Why it could not be judged; `passed` is False then."""


def check(kind: str, holds: bool, expected: object, found: object) -> dict[str, Any]:
    """Return one check of an episode."""
    return {"kind": kind, "holds": holds, "expected": str(expected), "found": str(found)}


def episode_of(job: OwnJob, end: Ending) -> Episode:
    """Return the episode of a job that ended so."""
    case = job.case
    return Episode(
        case=case.id, task=case.id, goal=case.goal, kind=case.kind, language=case.language, arm=job.arm,
        trial=job.trial, passed=end.passed and not end.error, holds=end.passed, false_success=end.false_success,
        status="error" if end.error else end.status, verified=end.passed or end.false_success, answer=end.answer,
        steps=end.steps, optimal_steps=case.optimal_steps, seconds=round(end.seconds, 4), checks=end.checks,
        questions=end.questions, confirmations=end.confirmations, receipt=end.receipt, events=end.events,
        error=end.error, safety=end.safety,
    )  # fmt: skip


def own_names() -> tuple[str, ...]:
    """Return the names of the suites that run themselves."""
    return tuple(sorted(_OWN))


def own_suite(name: str) -> OwnSuite | None:
    """Return the suite of this name; None where no suite that runs itself is called so."""
    if name not in _OWN:
        return None
    return cast("OwnSuite", import_module(f".{_OWN[name]}", __package__).SUITE)


def sum_up(store: Store) -> tuple[str, ...]:
    """Write a suite's own figures to `run.json` and return the bars that were missed; nothing for most suites."""
    own = own_suite(str(store.run()["suite"]))
    if not isinstance(own, Summing):
        return ()
    episodes = list(store.episodes())
    store.note_figures(own.figures(episodes))
    return tuple(own.bars(episodes))

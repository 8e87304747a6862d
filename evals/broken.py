"""Agents that are broken on purpose: what an evaluation must notice.

Each is one wrong habit, put into the running code for as long as a `with` block lasts. `./run bench broken_agents` runs
the suites with each of them: a gate that lets a broken agent through is no gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from ..agent import interruptions, loop
from ..agent.account import Account
from ..agent.flow import Flow
from ..agent.guard import Guard
from ..android_bridge.hands import AdbHands
from ..android_bridge.labels import Label
from ..tools import values
from ..tools.types import Proof, Risk

Habit = Callable[[], AbstractContextManager[None]]


@contextmanager
def _instead(owner: Any, name: str, make: Callable[[Any], Any]) -> Iterator[None]:
    """Put what `make` returns for the present attribute in its place."""
    before = owner.__dict__[name]
    setattr(owner, name, make(before))
    try:
        yield
    finally:
        setattr(owner, name, before)


def _twice(act: Any) -> Any:
    def again(self: AdbHands, *arguments: Any, **more: Any) -> None:
        act(self, *arguments, **more)
        act(self, *arguments, **more)

    return again


def _claims_at_once(pursue: Any) -> Any:
    def claim(self: loop.Agent, plan: Any) -> Any:
        for number in range(len(plan.subgoals)):
            plan = plan.mark(number, "done")
        return plan

    return claim


def _half(next_one: Any) -> Any:
    def first_only(self: Flow) -> int | None:
        number: int | None = next_one(self)
        if number and any(s.state == "done" for s in self.plan.subgoals[:number]):
            for later, subgoal in enumerate(self.plan.subgoals):
                if subgoal.state == "open":
                    self.plan = self.plan.mark(later, "done")
            return None
        return number

    return first_only


def _always_holds(prove: Any) -> Any:
    return lambda self, permitted, context, result: Proof(True, "what was wanted", "taken for granted")


def _always_yes(confirmed: Any) -> Any:
    return lambda self, case, ruling, words, tell: self._permitted(case, ruling)


def _first_choice(ask: Any) -> Any:
    return lambda self, question, choices: choices[0] if choices else "yes"


def _an_hour_late(normalise: Any) -> Any:
    def late(kind: str, span: str, **more: Any) -> Any:
        value = normalise(kind, span, **more)
        if kind != "time" or not isinstance(value, str):
            return value
        hour, _, minute = value.partition(":")
        return f"{(int(hour) + 1) % 24:02d}:{minute}"

    return late


def _no_join(join: Any) -> Any:
    return lambda self, *others: self


def _never_doubts(unproved: Any) -> Any:
    return lambda self, text, risk, proof: None


def _no_risk(case_of: Any) -> Any:
    def harmless(self: Guard, *arguments: Any) -> Any:
        case = case_of(self, *arguments)
        return replace(case, risk=min(case.risk, Risk.NAVIGATE))

    return harmless


HABITS: Mapping[str, Habit] = {
    "claims at once": lambda: _instead(loop.Agent, "_pursue", _claims_at_once),
    "taps twice": lambda: _instead(AdbHands, "tap", _twice),
    "inserts twice": lambda: _instead(AdbHands, "insert", _twice),
    "forgets post-conditions": lambda: _instead(interruptions.Interruptions, "prove", _always_holds),
    "ignores labels": lambda: _instead(Label, "join", _no_join),
    "takes silence for a yes": lambda: _instead(Guard, "_confirmed", _always_yes),
    "never asks": lambda: _instead(loop.Agent, "_ask", _first_choice),
    "does half of it": lambda: _instead(Flow, "next", _half),
    "reads clock times an hour late": lambda: _instead(values, "normalise", _an_hour_late),
    "takes every act for harmless": lambda: _instead(Guard, "_case", _no_risk),
    "repeats what is in doubt": lambda: _instead(Account, "unproved", _never_doubts),
}
"""Name to habit."""


def broken(name: str) -> AbstractContextManager[None]:
    """Return a block in which the agent has this habit; KeyError for an unknown one."""
    return HABITS[name]()

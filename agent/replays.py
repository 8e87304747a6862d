"""Replays: one run as a script of calls, played again exactly, and stopped where the screen is another one.

The same file format as skills. A replay heals nothing and asks no model: what it expects has to be there, or it
ends with the difference of the screen that it expected and the one that it sees. Each call passes the guard.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..android_bridge.labels import Label
from ..android_bridge.types import Observation
from ..models.types import Decision, DecisionRequest, ModelError, Tier
from ..planners.sources import Moment, Proposal
from ..tools.types import ToolCall
from .skill_run import call_of, told
from .skill_target import Found, find, role_of, where_of
from .skill_types import Skill, Step, filled


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a replay did not go on."""

    step: int
    """From 1."""
    expected: str
    diff: str
    """Of the screen, as a unified diff."""


@dataclass(slots=True)
class ReplaySource:
    """Proposes the calls of one script in order; where one does not fit, nothing."""

    script: Skill
    values: Mapping[str, str]
    hand_over: bool = False
    """Leave the rest to the deciders that come after, instead of ending."""
    log: list[str] = field(default_factory=list)
    """The calls that were proposed, one a line; the same screens give the same lines."""
    stopped: Stopped | None = None
    _at: tuple[int, int] = (0, 0)
    """Sub-goal and step that come next."""

    def propose(self, at: Moment) -> Proposal | None:
        """Return the next call of the script; None where it has stopped, or is over."""
        if self.stopped is not None or at.index >= len(self.script.parts):
            return None
        steps = self.script.parts[at.index].steps
        number = self._at[1] if self._at[0] == at.index else 0
        if number >= len(steps) or at.failures:
            self._stop(at.seen, number, steps)
            return None
        step = steps[number]
        found, fits = exactly(step, self.values, at.seen)
        call = call_of(step, self.values, found) if fits else None
        if call is None:
            self._stop(at.seen, number, steps)
            return None
        self._at = (at.index, number + 1)
        self.log.append(line_of(at.index, step, call, found))
        label = Label.of_user() if not step.read_phone else Label.of_user().join(at.seen.label, at.progress.label)
        parts: dict[str, object] = {"replay": self.script.name, "step": len(self.log)}
        if step.on_the_way:
            parts["on_the_way"] = True
        return Proposal(call, f'replay "{self.script.name}"', label=label, parts=parts)

    def _stop(self, seen: Observation, number: int, steps: Sequence[Step]) -> None:
        step = steps[number] if number < len(steps) else None
        expected = told(step, self.values) if step is not None else "the end of the sub-goal"
        self.stopped = Stopped(len(self.log) + 1, expected, diff_of_screen(step, self.values, seen))


def exactly(step: Step, values: Mapping[str, str], seen: Observation) -> tuple[Found | None, bool]:
    """Return a step's element and whether the screen is the one that it was recorded on."""
    if step.where is None:
        return None, True
    here = where_of(seen)
    if (here.app, here.page) != (step.where.app, step.where.page):
        return None, False
    if step.target is None:
        return None, True
    found = find(step.target, seen, values)
    return found, found is not None and found.how == "exact"


def line_of(subgoal: int, step: Step, call: ToolCall, found: Found | None) -> str:
    """Return a call as one line, with its element by what names it."""
    arguments = {k: v for k, v in sorted(call.arguments.items()) if k != "element"}
    said = ", ".join(f"{k}={v!r}" for k, v in arguments.items())
    on = f" on {found.element.resource_id} {found.element.name!r} {found.element.bounds.center}" if found else ""
    return f"{subgoal} {call.tool}({said}){on}"


def diff_of_screen(step: Step | None, values: Mapping[str, str], seen: Observation) -> str:
    """Return what was expected and what is seen, as a unified diff that a person reads."""
    wanted: list[str] = []
    if step is not None and step.where is not None:
        wanted = [f"app {step.where.app}", f"page {step.where.page}"]
        if step.target is not None:
            name = filled(step.target.text or step.target.beside, values)
            wanted.append(f"{step.target.role} {step.target.id} {name!r}")
    here = where_of(seen)
    shown = [f"app {here.app}", f"page {here.page}", *(["dialog " + repr(here.dialog)] if here.dialog else [])]
    targets = [f"{role_of(e)} {e.resource_id} {e.name!r}" for e in seen.elements if e.interactive and e.name]
    return "\n".join(difflib.unified_diff(wanted, [*shown, *targets], "expected", "seen", lineterm="", n=1))


class NoDecider:
    """Stands in the place of a model where none may decide: it ends the run."""

    name = "replay"
    tier: Tier = "scripted"

    def decide(self, request: DecisionRequest) -> Decision:
        """Raise ModelError: the script stopped."""
        raise ModelError("the recorded script does not fit the screen", hint="ainos replay show FILE")

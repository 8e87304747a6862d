"""`ainos do --edit-plan`: the plan as short lines, changed in the user's own editor, or as JSON on standard input.

A line that was not touched keeps its conditions and values; a changed or new one is planned anew from its words, which
are the user's. What cannot be read is said, line by line, and neither the plan nor the user's text is lost.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..agent.limits import GOAL_LIMIT_CHARS, Declined
from ..planners.plan import Plan, SubGoal

_HEAD = """\
# What ainos is going to do for: {goal}
# One wish a line, in your own words. Change, move, delete or add lines; lines with # are left out.
# A line that you leave as it is keeps its number in front, and what it takes from others.
"""
_NUMBERED = re.compile(r"^(?P<number>\d+)\.\s*(?P<text>.*)$")
_MOST_LINES = 40
Replan = Callable[[str], Sequence[SubGoal]]
"""From a wish in the user's words to its sub-goals, counted from 0."""


class PlanTextError(Exception):
    """What was written is no plan; `lines` says what is wrong, a sentence each."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = tuple(lines)


# ---------------------------------------------------------------- lines


def plan_lines(plan: Plan) -> dict[int, str]:
    """Return the lines of a plan by the index of their sub-goals; looks have none, they come with what needs them."""
    return {index: _line(subgoal) for index, subgoal in enumerate(plan.subgoals) if subgoal.role != "look"}


def _line(subgoal: SubGoal) -> str:
    if subgoal.role == "wait":
        return f"wait until {subgoal.text}"
    return f"{subgoal.when.told}: {subgoal.text}" if subgoal.when is not None else subgoal.text


def plan_text(plan: Plan) -> str:
    """Return a plan as the text that is edited."""
    lines = (f"{index + 1}. {line}" for index, line in plan_lines(plan).items())
    return _HEAD.format(goal=" ".join(plan.goal.split())) + "\n".join(lines) + "\n"


def read_plan_text(text: str, plan: Plan, replan: Replan) -> Plan:
    """Return the plan that an edited text says.

    Raises:
        PlanTextError: A number that the plan does not have, or twice; nothing at all; a line needs one that is gone.
    """
    wishes = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    return read_wishes(wishes, plan, replan)


def read_wishes(wishes: Sequence[str], plan: Plan, replan: Replan) -> Plan:
    """Return the plan of such lines; see `read_plan_text`."""
    faults = [] if wishes else ["no line is left; to do nothing, close without saving"]
    if len(wishes) > _MOST_LINES:
        faults.append(f"{len(wishes)} lines; a plan has {_MOST_LINES} at most")
    known, builder = plan_lines(plan), _Builder(plan)
    for place, wish in enumerate(wishes[:_MOST_LINES], 1):
        numbered = _NUMBERED.match(wish)
        index = int(numbered["number"]) - 1 if numbered else -1
        words = (numbered["text"] if numbered else wish).strip().removeprefix("- ").strip()
        if not words or len(words) > GOAL_LIMIT_CHARS:
            faults.append(f"line {place}: it holds no wish" if not words else f"line {place}: it is too long")
        elif known.get(index) == words:
            faults += [f"line {place}: {fault}" for fault in builder.keep(index)]
        elif numbered and index not in known:
            faults.append(f"line {place}: the plan has no number {index + 1}; leave the number away for a new wish")
        else:
            builder.add(replan(words))
    if faults:
        raise PlanTextError(faults)
    return Plan(plan.goal, tuple(builder.subgoals))


@dataclass(slots=True)
class _Builder:
    """Puts a plan together; references are moved to where what they mean stands now."""

    plan: Plan
    subgoals: list[SubGoal] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)
    """Where the sub-goals of the old plan stand in the new one."""

    def keep(self, index: int) -> list[str]:
        """Add a sub-goal of the old plan, and before it the looks that it needs; return what is wrong with that."""
        if index in self._places:
            return [f"number {index + 1} stands twice"]
        faults: list[str] = []
        for of in _needs(self.plan.subgoals[index]):
            if of in self._places or of == index:
                continue
            if self.plan.subgoals[of].role == "look":
                faults += self.keep(of)
            else:
                faults.append(f"it needs what number {of + 1} finds, which does not stand before it")
        self._places[index] = len(self.subgoals)
        self.subgoals.append(_moved(self.plan.subgoals[index], lambda of: self._places.get(of, of)))
        return faults

    def add(self, subgoals: Sequence[SubGoal]) -> None:
        """Add sub-goals that were planned anew."""
        start = len(self.subgoals)
        self.subgoals += [_moved(s, lambda of: of + start if of >= 0 else of) for s in subgoals]


def _needs(subgoal: SubGoal) -> list[int]:
    found = [subgoal.each, subgoal.when.of if subgoal.when is not None else None, *(t.of for t in subgoal.takes)]
    return [of for of in dict.fromkeys(found) if of is not None and of >= 0]


def _moved(subgoal: SubGoal, place: Callable[[int], int]) -> SubGoal:
    return replace(
        subgoal,
        each=None if subgoal.each is None else place(subgoal.each),
        when=replace(subgoal.when, of=place(subgoal.when.of)) if subgoal.when is not None else None,
        takes=tuple(replace(take, of=place(take.of)) for take in subgoal.takes),
    )


# ---------------------------------------------------------------- JSON


def read_plan_json(text: str, plan: Plan, replan: Replan) -> Plan:
    """Return the plan of `{"plan": […]}`: each entry a line, or a sub-goal as it was written out.

    Raises:
        PlanTextError: It is no such JSON, or a sub-goal refers to one that does not stand before it.
    """
    from ..android_bridge.strict_json import StrictJsonError, parse_json

    try:
        body = parse_json(text)
    except StrictJsonError as error:
        raise PlanTextError([f"this is not JSON: {error}"]) from error
    rows = body.get("plan") if isinstance(body, Mapping) and set(body) == {"plan"} else None
    if not isinstance(rows, list) or not rows:
        raise PlanTextError(['it has to be {"plan": [...]} with one entry or more, and nothing else'])
    if all(isinstance(row, str) for row in rows):
        return read_wishes([row.strip() for row in rows], plan, replan)
    if not all(isinstance(row, Mapping) for row in rows):
        raise PlanTextError(["the entries have to be all lines, or all sub-goals"])
    try:
        read = Plan.from_json(plan.goal, rows)
    except ValueError as error:
        raise PlanTextError([str(error)]) from error
    faults = [fault for index, subgoal in enumerate(read.subgoals) for fault in _faults(index, subgoal)]
    if faults:
        raise PlanTextError(faults)
    return read


def _faults(index: int, subgoal: SubGoal) -> list[str]:
    """Return what is wrong with a sub-goal that was written by hand."""
    found = []
    if not isinstance(subgoal.text, str) or not subgoal.text.strip() or subgoal.state != "open":
        found.append(f"entry {index + 1}: it needs a text, and no state")
    own = index if subgoal.role == "wait" else -1
    found += [f"entry {index + 1}: entry {of + 1} does not stand before it" for of in _needs(subgoal)
              if of >= index and of != own]  # fmt: skip
    return found


# ---------------------------------------------------------------- asking


def edit_plan(plan: Plan, replan: Replan, *, as_json: bool) -> Plan:
    """Return the plan as the user changes it.

    Raises:
        Declined: He closed it without a plan, or what came on standard input is none; nothing was done.
    """
    return _edit_by_json(plan, replan) if as_json else _edit_by_hand(plan, replan)


def _edit_by_json(plan: Plan, replan: Replan) -> Plan:
    lines = [f"{index + 1}. {line}" for index, line in plan_lines(plan).items()]
    asked: dict[str, Any] = {"type": "plan", "time": round(time.time(), 3), "run": "", "step": 0, "edit": True,
                             "plan": plan.as_json(), "lines": lines}  # fmt: skip
    print(json.dumps(asked), flush=True)
    fault = "nothing came"
    while line := sys.stdin.readline():
        try:
            return read_plan_json(line, plan, replan)
        except PlanTextError as error:
            fault = str(error)
            print(json.dumps({**asked, "faults": list(error.lines)}), flush=True)
    raise Declined(f"no changed plan could be read: {fault}. Nothing was done.", "ainos do --help")


def _edit_by_hand(plan: Plan, replan: Replan) -> Plan:
    if not sys.stdin.isatty():
        raise Declined("there is no terminal to edit the plan in; nothing was done", "ainos do --edit-plan --json …")
    handle, name = tempfile.mkstemp(prefix="ainos-plan-", suffix=".txt")
    os.close(handle)
    path = Path(name)
    path.write_text(plan_text(plan), encoding="utf-8")
    while True:
        _open_editor(path)
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            changed = read_plan_text(text, plan, replan)
        except PlanTextError as error:
            _say_faults(error)
            if _answer("edit again, or leave without doing anything [e/l]? ") != "e":
                raise Declined(f"the plan was not run; your text is kept in {path}", f"less {path}") from error
            continue
        for index, line in plan_lines(changed).items():
            print(f"  {index + 1}. {line}")
        if _answer("do this [y/n]? ") != "y":
            raise Declined(f"the plan was not run; your text is kept in {path}", f"less {path}")
        path.unlink()
        return changed


def _say_faults(error: PlanTextError) -> None:
    from .trace import inert

    print("this plan cannot be read; nothing was done so far:", file=sys.stderr)
    for fault in error.lines:
        print(f"  {inert(fault)}", file=sys.stderr)


def _answer(question: str) -> str:
    from .person import read_line

    return read_line(question).strip().lower()[:1]


def _open_editor(path: Path) -> None:
    """Open the user's editor and wait for it; Declined where there is none."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        done = subprocess.run([*shlex.split(editor), str(path)], check=False)
    except (OSError, ValueError) as error:
        raise Declined(
            f"the editor {editor!r} cannot be started ({error}); the plan is kept in {path}, and nothing was done",
            "export EDITOR=nano",
        ) from error
    if done.returncode:
        raise Declined(f"the editor ended with {done.returncode}; the plan is kept in {path}, and nothing was done")

"""Faults of a suite that its schema cannot see: an oracle that no tool takes, a check that holds before anything is
done, a goal that a check could never judge. Reads files; starts nothing."""

from __future__ import annotations

from collections.abc import Iterable

from ..tools.registry import Registry
from ..tools.types import ToolRetryError
from .state import PARTS
from .task import Case, Task


def lint(cases: Iterable[Case], registry: Registry) -> list[str]:
    """Return one sentence for each fault, in the order of the tasks."""
    tasks = list({case.task.name: case.task for case in cases}.values())
    return [f"{task.name}: {fault}" for task in tasks for fault in _faults(task, registry)]


def _faults(task: Task, registry: Registry) -> Iterable[str]:
    if "{" in task.goal:
        yield f"the goal has an unfilled place: {task.goal}"
    for part in task.changes or ():
        if part not in PARTS:
            yield f"`changes` names {part!r}; the parts are {', '.join(PARTS)}"
    if len(task.oracle) < task.optimal_steps and task.oracle:
        yield f"optimal_steps is {task.optimal_steps} and the oracle has {len(task.oracle)} calls"
    for number, call in enumerate(task.oracle, 1):
        yield from _oracle_faults(number, call.tool, call.arguments, registry)
    if all(check.kind in ("answer", "answer_lacks", "status", "steps", "cloud") for check in task.checks):
        if task.kind not in ("question", "read_only", "impossible", "asks"):
            yield "only the run's own words are checked, nothing on the device"
        if any(check.kind == "answer" and check.words == ["."] for check in task.checks):
            yield 'the check `answer: ["."]` holds for every answer'


def _oracle_faults(number: int, name: str, arguments: dict[str, str], registry: Registry) -> Iterable[str]:
    if name == "none":
        return
    try:
        tool = registry.lookup(name)
    except ToolRetryError as error:
        yield f"oracle call {number}: {error}"
        return
    if arguments.get("element", "@")[:1] != "@":
        yield f'oracle call {number}: an element is named by its words, as in "@Save"; its number is not known before'
    known = {parameter.name for parameter in tool.parameters}
    for unknown in sorted(set(arguments) - known):
        yield f"oracle call {number}: {name} has no argument {unknown!r}; it has {', '.join(sorted(known)) or 'none'}"

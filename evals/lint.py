"""Faults of a suite that its schema cannot see: an oracle that no tool takes, a check that holds before anything is
done, a goal that a check could never judge. Reads files; starts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ..tools.registry import Registry
from ..tools.types import ToolRetryError
from .state import PARTS
from .task import Case, Task

_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "sms_match": ("words",), "answer": ("words",), "answer_lacks": ("words",), "asked": ("words",),
    "memory": ("words",), "notification": ("words",), "dialog": ("words",), "shell": ("words",),
    "element": ("text", "resource_id"), "file_count": ("name",), "foreground": (),
}  # fmt: skip
"""Keys of checks that are regular expressions, by the check's kind."""
_MOMENT = "%Y-%m-%dT%H:%M"
_PLACE = re.compile(r"\{[a-z_]+\}")
_OWN_WORDS = ("answer", "answer_lacks", "answer_number", "status", "steps", "cloud")


def lint(cases: Iterable[Case], registry: Registry) -> list[str]:
    """Return one sentence for each fault, in the order of the tasks."""
    tasks = list({case.task.name: case.task for case in cases}.values())
    return [f"{task.name}: {fault}" for task in tasks for fault in _faults(task, registry)]


def _faults(task: Task, registry: Registry) -> Iterable[str]:
    if "{" in task.goal:
        yield f"the goal has an unfilled place: {task.goal}"
    yield from _paraphrase_faults(task)
    yield from _pattern_faults(task)
    yield from _time_faults(task)
    for part in task.changes or ():
        if part not in PARTS:
            yield f"`changes` names {part!r}; the parts are {', '.join(PARTS)}"
    if len(task.oracle) < task.optimal_steps and task.oracle:
        yield f"optimal_steps is {task.optimal_steps} and the oracle has {len(task.oracle)} calls"
    for number, call in enumerate(task.oracle, 1):
        yield from _oracle_faults(number, call.tool, call.arguments, registry)
    if all(check.kind in _OWN_WORDS for check in task.checks):
        if task.kind not in ("question", "read_only", "impossible", "asks"):
            yield "only the run's own words are checked, nothing on the device"
        if any(check.kind == "answer" and check.words == ["."] for check in task.checks):
            yield 'the check `answer: ["."]` holds for every answer'


def _paraphrase_faults(task: Task) -> Iterator[str]:
    for number, words in enumerate(task.paraphrases, 1):
        if "{" in words:
            yield f"paraphrase {number} has an unfilled place: {words}"
        if words.casefold() in (task.goal.casefold(), *(p.casefold() for p in task.paraphrases[: number - 1])):
            yield f"paraphrase {number} says the same as another one: {words}"
    for check in task.checks:
        if place := next((found[0] for text in _texts(check.model_dump()) if (found := _PLACE.search(text))), ""):
            yield f"the check `{check.kind}` has an unfilled place: {place}"


def _pattern_faults(task: Task) -> Iterator[str]:
    """Yield what is no regular expression; it would end an episode with an error."""
    patterns = [(f"the check `{c.kind}`", text) for c in task.checks for key in _PATTERNS.get(c.kind, ())
                for text in _texts(getattr(c, key))]  # fmt: skip
    patterns += [("`approves`", text) for text in task.user.approves]
    patterns += [("`asked`", reply.asked) for reply in task.user.replies]
    patterns += [(f"oracle call {n}", text[1:]) for n, call in enumerate(task.oracle, 1)
                 for text in call.arguments.values() if text.startswith("@")]  # fmt: skip
    for where, text in patterns:
        try:
            re.compile(text)
        except re.error as error:
            yield f"{where}: {text!r} is no regular expression: {error}"


def _time_faults(task: Task) -> Iterator[str]:
    """Yield times that are written in another way than they are compared or set."""
    for check in task.checks:
        time = getattr(check, "time", "")
        if check.kind in ("alarm", "no_alarm") and time and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
            yield f"the check `{check.kind}` compares with HH:MM, as in 06:15, and it says {time!r}"
    moments = [("the check `event`", getattr(c, "start", "")) for c in task.checks if c.kind == "event"]
    moments += [("`world.events`", event.start) for event in task.world.events] + [("`world.clock`", task.world.clock)]
    for where, text in moments:
        if text and not _is_moment(text, exactly=where.endswith("`event`")):
            yield f"{where}: {text!r} is no time such as 2026-03-18T10:00"


def _is_moment(text: str, *, exactly: bool) -> bool:
    """Whether this is a time; `exactly` in the form that checks are compared in."""
    try:
        datetime.strptime(text, _MOMENT) if exactly else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


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

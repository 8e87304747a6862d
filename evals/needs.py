"""What a case takes from the world that every virtual phone starts with, and so cannot be run in another one. Pure.

Found out by names: people, numbers, entries, notes and files of the default world that stand in the case and that the
case does not bring itself. A question that brings nothing of its own is asked about that world.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from .task import Case, Task

_ABOUT_THE_WORLD = frozenset({"question", "read_only", "data_flow", "conditional", "asks"})
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d")
_LEAST_WORD = 3


def with_seeds(cases: list[Case], seeds: tuple[int, ...]) -> list[Case]:
    """Return every case once for each seed of the phone's world; ids of other seeds end in `.sN`."""
    found = []
    for case in cases:
        for seed in seeds:
            own = case.task.world.seed == seed
            world = case.task.world.model_copy(update={"seed": seed})
            found.append(case if own else replace(case, task=case.task.model_copy(update={"world": world}), seed=seed))
    return found


def needs_default_world(task: Task) -> str:
    """Return what of the default world a task names and does not bring; empty for nothing."""
    said = _words_of(task)
    world = task.world
    brought = " ".join((*(c.name for c in world.contacts), *(c.number for c in world.contacts),
                        *(m.number for m in world.messages), *(e.title for e in world.events), *world.notes,
                        *(f.path for f in world.files))).casefold()  # fmt: skip
    for name in _default_names():
        small = name.casefold()
        if small not in brought and re.search(rf"(?<!\w){re.escape(small)}(?!\w)", said):
            return name
    brings = world.contacts or world.messages or world.events or world.notes or world.files or world.web
    if task.kind in _ABOUT_THE_WORLD and not brings and not world.settings and not world.switches:
        return "what the phone holds"
    return ""


def names_a_date(task: Task) -> str:
    """Return the first date that a task is judged by; empty for none."""
    found = _DATE.search(" ".join(_texts([check.model_dump() for check in task.checks])))
    return found[0] if found else ""


def _words_of(task: Task) -> str:
    texts = [task.goal, *task.paraphrases, *_texts([check.model_dump() for check in task.checks])]
    texts += _texts([call.arguments for call in task.oracle]) + _texts(task.user.model_dump())
    return " ".join(texts).casefold()


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return [str(value)] if isinstance(value, str) else []


@cache
def _default_names() -> tuple[str, ...]:
    """Return the names of the default world, the whole ones first."""
    from ..virtual_phone.providers.world import build_world

    world = build_world(0)
    people = [name for person in world.people for name in (person.name, person.number, person.given, person.family)]
    rest = [*(plan.title for plan in world.plans), *(title for title, _ in world.notes), *_names(world.files)]
    rest += [body for _, body in world.notes] + [message.body for message in world.messages]
    return tuple(dict.fromkeys(name for name in (*people, *rest) if len(name) >= _LEAST_WORD))


def _names(files: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for path, _ in files:
        yield path.rpartition("/")[2]

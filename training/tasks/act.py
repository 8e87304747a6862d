"""The task `act`: from a wish and signatures of tools to one call, its arguments copied from the wish.

It knows the generator of wishes and the text format of models/prompt.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from ainos.models.prompt import NONE, answer_parts, bounds, question

from ..generate import Generator, Lesson
from . import Task, Written

EXTRA_SHARE = 0.35
"""Lessons on tools that exist only in training: the reading of unheard signatures is the harder half."""


def arguments_of(lesson: Lesson) -> dict[str, list[str]]:
    """Return each argument's pieces in the order of the signature."""
    if lesson.example.tool == NONE:
        return {}
    signature = next(s for s in lesson.candidates if s.name == lesson.example.tool)
    limits = bounds(lesson.example.wish)
    values = {a.name: a for a in lesson.example.arguments}
    result = {}
    for slot in signature.slots:
        if slot.name in values:
            a = values[slot.name]
            result[slot.name] = [a.value] if a.start < 0 else limits.pieces(a.start, a.start + len(a.value))
    return result


def written(lesson: Lesson) -> Written:
    """Return a lesson as the text that the model reads and writes."""
    answer = answer_parts(lesson.example.tool, arguments_of(lesson))
    return Written(question(lesson.example.wish, lesson.candidates), tuple(answer))


def lessons(seed: int) -> Iterator[Written]:
    """Yield lessons without end."""
    generator = Generator(seed, extra_share=EXTRA_SHARE)
    while True:
        yield written(generator.lesson())


TASK = Task("act", "goal-tools.gguf", "act.md", lessons)

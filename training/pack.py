"""Turns lessons into token batches: question and answer, of which only the answer is learnt.

It knows the text format and the tokenizer. It knows no model.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ainos.models.prompt import NONE, answer_parts, bounds, question

from .generate import Generator, Lesson

END = 2
"""The token that ends an answer."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Token numbers of one lesson; `answer_from` is the first that is learnt."""

    ids: tuple[int, ...]
    answer_from: int


class Packer:
    """Tokenises lessons."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self._cache: dict[str, list[int]] = {}

    def _encode(self, text: str) -> list[int]:
        if text not in self._cache:
            ids = self.tokenizer.encode(text, add_special_tokens=False)
            self._cache[text] = list(getattr(ids, "ids", ids))
        return self._cache[text]

    def pack(self, lesson: Lesson) -> Packed:
        """Return the tokens of one lesson, the end token last."""
        ids = list(self.tokenizer.encode(question(lesson.example.wish, lesson.candidates),
                                         add_special_tokens=False).ids)  # fmt: skip
        begin = len(ids)
        for part in answer_parts(lesson.example.tool, arguments_of(lesson)):
            ids += self._encode(part)
        return Packed((*ids, END), begin)


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


def batches(packer: Packer, seed: int, *, lessons: int, tokens: int) -> Iterator[list[Packed]]:
    """Yield batches of about `tokens` tokens, similar lengths together, in random order."""
    generator = Generator(seed)
    packed = sorted((packer.pack(generator.lesson()) for _ in range(lessons)), key=lambda p: len(p.ids))
    groups: list[list[Packed]] = [[]]
    for item in packed:
        if groups[-1] and len(item.ids) * (len(groups[-1]) + 1) > tokens:
            groups.append([])
        groups[-1].append(item)
    random.Random(seed).shuffle(groups)
    yield from groups

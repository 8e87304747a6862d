"""Turns lessons into token batches: what is read and what is written, of which only the second is learnt.

It knows the tokenizer and batches. It knows no task and no model.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .tasks import Task, Written

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

    def pack(self, lesson: Written) -> Packed:
        """Return the tokens of one lesson, the end token last."""
        ids = list(self.tokenizer.encode(lesson.prompt, add_special_tokens=False).ids)
        begin = len(ids)
        for part in lesson.answer:
            ids += self._encode(part)
        return Packed((*ids, END), begin)


def batches(packer: Packer, task: Task, seed: int, *, lessons: int, tokens: int) -> Iterator[list[Packed]]:
    """Yield batches of about `tokens` tokens, similar lengths together, in random order."""
    drawn = islice(task.lessons(seed), lessons)
    packed = sorted((packer.pack(lesson) for lesson in drawn), key=lambda p: len(p.ids))
    groups: list[list[Packed]] = [[]]
    for item in packed:
        if groups[-1] and len(item.ids) * (len(groups[-1]) + 1) > tokens:
            groups.append([])
        groups[-1].append(item)
    random.Random(seed).shuffle(groups)
    yield from groups

"""A task gives lessons of the form that training, export and parity take, whatever it teaches."""

from __future__ import annotations

from itertools import islice

import pytest

from training.pack import END, Packer, batches
from training.tasks import NAMES, Written, task_of


class Tokens:
    """A tokenizer of one token for each letter."""

    def encode(self, text, add_special_tokens=False):
        class Found:
            ids = [ord(c) for c in text]

        return Found()


@pytest.mark.parametrize("name", NAMES)
def test_lessons_are_text_and_the_same_for_the_same_seed(name):
    task = task_of(name)
    first, second = (list(islice(task.lessons(3), 8)) for _ in range(2))
    assert first == second
    assert all(isinstance(x, Written) and x.prompt and x.answer and all(x.answer) for x in first)
    assert task.adapter.endswith(".gguf")
    assert task.card.endswith(".md")


def test_an_unknown_task_is_refused_with_those_that_there_are():
    with pytest.raises(KeyError, match="act"):
        task_of("no_such")


def test_only_the_answer_is_learnt_and_it_ends():
    packed = Packer(Tokens()).pack(Written("ab", ("c", "d")))
    assert packed.ids == (97, 98, 99, 100, END)
    assert packed.answer_from == 2


def test_batches_hold_every_lesson_once_and_stay_small():
    task = task_of("act")
    found = list(batches(Packer(Tokens()), task, 5, lessons=30, tokens=900))
    assert sum(map(len, found)) == 30
    assert all(len(batch) == 1 or max(len(p.ids) for p in batch) * len(batch) <= 900 for batch in found)

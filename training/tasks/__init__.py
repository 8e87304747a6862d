"""What an adapter is trained for: one module per task, found by name. It knows no model and no tokenizer.

A task says what the model reads and writes (`lessons`), where the adapter and its card go, and nothing about training:
training/train.py, export.py and parity.py are the same for all. A new task is a module here with a constant `TASK`, and
a line in `NAMES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

NAMES = ("act", "urgent", "summarize")
"""Tasks that can be trained, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Written:
    """One lesson as text: the model reads `prompt` and learns to write `answer`.

    `answer` is cut where the decoder cuts it: each part is tokenised by itself, so that training and use see the same
    tokens. The end of the answer is added later.
    """

    prompt: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """How one adapter is made."""

    name: str
    adapter: str
    """File name in models/adapters."""
    card: str
    """File name of the model card in models/adapters."""
    lessons: Callable[[int], Iterator[Written]]
    """From a seed to lessons without end, the same for the same seed."""
    minutes: float = 60.0
    """Training time on two cores that gave the shipped adapter, as a default."""
    rank: int = 32


def task_of(name: str) -> Task:
    """Return the task of that name.

    Raises:
        KeyError: There is none; names those that there are.
    """
    if name not in NAMES:
        raise KeyError(f"there is no training task {name!r}; there are {', '.join(NAMES)}")
    task: Task = import_module(f"{__name__}.{name}").TASK
    return task

"""Trains the Chinese reader: `python -m training.read_zh --dev FILE.yaml`. Eight minutes, one core.

It needs numpy alone. It knows the Chinese generator and the layout of models/reader_zh.py.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from ainos.models.prompt import NONE
from ainos.models.reader_zh import (
    BUCKETS,
    FILE,
    SPAN_BUCKETS,
    Reader,
    buckets,
    roles_of,
    sign_features,
    wish_features,
)
from ainos.models.weights import ADAPTERS

from .generate import load_catalogue
from .phrases import Example
from .phrases_zh import ChineseGenerator, Phrases, load_phrases

RATE, DROP = 0.12, 0.35
NONE_SHIFT = -0.5
"""Log-odds added to `none` after training: chosen on templates that were held out of a training."""


def draw(count: int, seed: int, phrases: Phrases) -> list[Example]:
    """Return distinct examples."""
    generator = ChineseGenerator(seed, phrases)
    found: dict[str, Example] = {}
    for _ in range(count):
        example = generator.example()
        found[example.wish] = example
    return list(found.values())


class Adagrad:
    """One array with its own step sizes."""

    def __init__(self, shape: tuple[int, ...], rate: float) -> None:
        self.values = np.zeros(shape, np.float32)
        self.squares = np.full(shape, 1e-2, np.float32)
        self.rate = rate

    def add(self, places: Any, gradient: np.ndarray) -> None:
        """Step down the gradient at `places`, which may repeat."""
        np.add.at(self.squares, places, gradient * gradient)
        np.subtract.at(self.values, places, self.rate * gradient / np.sqrt(self.squares[places]))


@dataclass(slots=True)
class Task:
    """Precomputed features of one example."""

    wish: list[int]
    tool: int
    signs: np.ndarray | None
    """Hashes `[signs, features]`, or none for tools without free arguments."""
    names: list[str]
    roles: np.ndarray | None
    closed: list[tuple[list[str], int]]
    """Names of the values, and the right one."""


def prepared(example: Example, classes: Sequence[str], catalogue: dict[str, Any]) -> Task:
    """Return the features of an example."""
    found = wish_features(example.wish)
    task = Task(found, classes.index(example.tool), None, [], None, [])
    if example.tool == NONE:
        return task
    signature = catalogue[example.tool]
    said = {a.name: a for a in example.arguments}
    free = [s.name for s in signature.slots if not s.choices]
    if free:
        task.signs = np.array(sign_features(example.wish), np.uint32)
        task.names = roles_of(example.tool, free)
        task.roles = np.zeros(len(example.wish), np.int64)
        for k, slot in enumerate(free):
            if slot in said and said[slot].start >= 0:
                start = said[slot].start
                task.roles[start] = 1 + 2 * k
                task.roles[start + 1 : start + len(said[slot].value)] = 2 + 2 * k
    for slot in signature.slots:
        if slot.choices:
            values = ("", *slot.choices)
            right = values.index(said[slot.name].value) if slot.name in said else 0
            roles = [f"{example.tool} = {slot.name} {value}" for value in values]
            task.closed.append((roles, right))
    return task


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return probabilities along the last axis."""
    e = np.exp(scores - scores.max(-1, keepdims=True))
    result: np.ndarray = e / e.sum(-1, keepdims=True)
    return result


class Trainer:
    """Plain stochastic descent on three linear models."""

    def __init__(self, classes: Sequence[str], seed: int) -> None:
        self.classes = tuple(classes)
        self.rng = np.random.default_rng(seed)
        self.tools = Adagrad((BUCKETS, len(classes)), RATE * 2)
        self.bias = Adagrad((len(classes),), RATE)
        self.spans = Adagrad((SPAN_BUCKETS,), RATE)

    def slow(self, share: float) -> None:
        """Go on with that share of the first step sizes."""
        self.tools.rate, self.bias.rate, self.spans.rate = 2 * RATE * share, RATE * share, RATE * share

    def step(self, task: Task) -> tuple[float, float]:
        """Learn one example; return the losses of the tool and of the spans."""
        return self._tool(task), self._spans(task)

    def _tool(self, task: Task) -> float:
        every = np.array(task.wish)
        kept = every[self.rng.random(len(every)) > DROP]
        if not len(kept):
            return 0.0
        scale = 1 / math.sqrt(len(kept))
        p = softmax(self.bias.values + self.tools.values[kept].sum(0) * scale)
        loss = -math.log(p[task.tool] + 1e-9)
        p[task.tool] -= 1.0
        self.tools.add(kept, np.broadcast_to(p * scale, (len(kept), len(p))).astype(np.float32))
        self.bias.add(slice(None), p.astype(np.float32))
        return loss

    def _spans(self, task: Task) -> float:
        loss = 0.0
        if task.signs is not None and task.roles is not None:
            keep = self.rng.random(task.signs.shape[1]) > 0.3
            found = buckets(task.signs[:, keep], task.names)
            p = softmax(self.spans.values[found].sum(1))
            rows = np.arange(len(p))
            loss = float(-np.log(p[rows, task.roles] + 1e-9).sum())
            p[rows, task.roles] -= 1.0
            self.spans.add(found, np.broadcast_to(p[:, None, :], found.shape).astype(np.float32))
        for roles, right in task.closed:
            every = np.array(task.wish)
            found = buckets([every[self.rng.random(len(every)) > DROP]], roles)[0]
            p = softmax(self.spans.values[found].sum(0))
            p[right] -= 1.0
            self.spans.add(found, np.broadcast_to(p, found.shape).astype(np.float32))
        return loss

    def arrays(self) -> dict[str, Any]:
        """Return what the reader loads."""
        return {"tools": self.tools.values, "bias": self.bias.values, "spans": self.spans.values,
                "classes": self.classes}  # fmt: skip


def accuracy(reader: Reader, items: Sequence[tuple[str, str]]) -> float:
    """Return the share of right tools."""
    right = 0
    for wish, tool in items:
        logs = reader.log_shares(wish)
        right += max(logs, key=logs.__getitem__) == tool
    return right / max(1, len(items))


def rarity(examples: Sequence[Example]) -> np.ndarray:
    """Return how rare every run of signs is in wishes for built-in tools, in log units `[buckets]`."""
    counts, total = np.zeros(BUCKETS), 0
    for example in examples:
        if example.tool != NONE:
            counts[wish_features(example.wish)] += 1
            total += 1
    result: np.ndarray = np.log((total + 1) / (counts + 1)).astype(np.float32)
    return result


def averaged(parts: Sequence[dict[str, Any]], rare: np.ndarray) -> dict[str, Any]:
    """Return the mean of several trained readers, which errs less than each."""
    result = {key: np.mean([part[key] for part in parts], axis=0) for key in ("tools", "bias", "spans")}
    result["bias"][parts[0]["classes"].index(NONE)] += NONE_SHIFT
    return {**result, "rarity": rare, "classes": parts[0]["classes"]}


def main() -> None:
    """Draw, train as many readers as there are seeds, report on the dev file, save their mean."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=44_000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seeds", type=int, nargs="*", default=[5, 6, 7, 8])
    parser.add_argument("--dev", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=ADAPTERS / FILE)
    options = parser.parse_args()
    phrases, dev = load_phrases(), []
    for path in options.dev:
        dev += [(d["goal"], d["tool"]) for d in yaml.safe_load(path.read_text())]
    parts, rare = [], np.zeros(BUCKETS, np.float32)
    for seed in options.seeds:
        examples = draw(options.count, seed, phrases)
        rare = rarity(examples)
        parts.append(trained(examples, seed, options.epochs, dev))
    found = averaged(parts, rare)
    print(f"mean of {len(parts)}: dev {accuracy(Reader(arrays=found), dev):.3f}")
    save(found, options.out)


def trained(examples: Sequence[Example], seed: int, epochs: int, dev: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the arrays of one reader."""
    began = time.monotonic()
    catalogue = load_catalogue()
    classes = [*sorted(catalogue), NONE]
    tasks = [prepared(e, classes, catalogue) for e in examples]
    trainer, order = Trainer(classes, seed), random.Random(seed)
    for epoch in range(epochs):
        order.shuffle(tasks)
        losses = np.zeros(2)
        for number, task in enumerate(tasks):
            trainer.slow(1 - 0.9 * (epoch + number / len(tasks)) / epochs)
            losses += trainer.step(task)
        tool, spans = losses / len(tasks)
        print(f"seed {seed} epoch {epoch}: {len(tasks)} sentences, tool {tool:.3f} spans {spans:.3f} "
              f"dev {accuracy(Reader(arrays=trainer.arrays()), dev):.3f} {time.monotonic() - began:.0f} s",
              flush=True)  # fmt: skip
    return trainer.arrays()


def save(arrays: dict[str, Any], out: Path) -> None:
    """Write the numbers in half precision."""
    stored = {k: arrays[k].astype(np.float16) for k in ("tools", "bias", "spans", "rarity")}
    np.savez_compressed(out, classes=np.array(arrays["classes"]), **stored)


if __name__ == "__main__":
    main()

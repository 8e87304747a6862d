"""Trains the tool classifier: `python -m training.classify --dev FILE.yaml`.

It needs the product's own environment (onnxruntime), not torch. It knows the generator and the head's layout.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from ainos.models.classifier import BUCKETS, OTHER, Head, word_pieces
from ainos.models.prompt import NONE, tidy_wish
from ainos.models.weights import classifier_path
from ainos.tools.embedding import MiniLm

from .generate import Generator, load_catalogue

HIDDEN = 256
EXTRA_SHARE = 0.18
"""Wishes for tools that are not built in: they teach what a service is, as against talk."""
NONE_SHIFT = -0.75
"""Log-odds added to `none` after training; chosen on the tuning sentences together with LANGUAGE_WEIGHT."""


def draw(count: int, seed: int) -> tuple[list[str], list[str]]:
    """Return distinct sentences and their classes; those of training-only tools are of the class `other`."""
    generator = Generator(seed, extra_share=EXTRA_SHARE)
    known = set(load_catalogue())
    found: dict[str, str] = {}
    for _ in range(count):
        example = generator.example()
        found[example.wish] = _class(example.tool, known, set(generator.extra_signatures))
    return list(found), list(found.values())


def _class(tool: str, known: set[str], extra: set[str]) -> str:
    return tool if tool in known else OTHER if tool in extra else NONE


def embedded(sentences: list[str], cache: Path) -> np.ndarray:
    """Return vectors, remembering those of earlier runs in `cache`."""
    known: dict[str, np.ndarray] = {}
    if cache.exists():
        stored = np.load(cache)
        known = dict(zip(stored["sentences"].tolist(), stored["vectors"], strict=True))
    new = sorted({s for s in sentences if s not in known}, key=len)
    model = MiniLm()
    for begin in range(0, len(new), 256):
        part = new[begin : begin + 256]
        known.update(zip(part, model.embed(part).astype(np.float16), strict=True))
    np.savez(cache, sentences=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[s] for s in sentences]).astype(np.float32)


class Trainer:
    """Plain numpy Adam on the head's arrays."""

    def __init__(self, classes: list[str], seed: int, *, noise: float, drop: float) -> None:
        rng = self.rng = np.random.default_rng(seed)
        self.classes, self.noise, self.drop = classes, noise, drop
        size = len(classes)
        self.arrays = {
            "w1": rng.normal(0, 384**-0.5 * 2, (384, HIDDEN)).astype(np.float32),
            "b1": np.zeros(HIDDEN, np.float32),
            "w2": rng.normal(0, HIDDEN**-0.5, (HIDDEN, size)).astype(np.float32),
            "b2": np.zeros(size, np.float32),
            "words": np.zeros((BUCKETS, size), np.float32),
            "temperature": np.ones(1, np.float32),
        }
        self.moments = {k: (np.zeros_like(v), np.zeros_like(v)) for k, v in self.arrays.items()}
        self.step = 0

    def batch(self, x: np.ndarray, pieces: list[np.ndarray], y: np.ndarray, rate: float) -> float:
        """Take one step; return the loss."""
        a, n = self.arrays, len(y)
        x = x + self.rng.normal(0, self.noise, x.shape).astype(np.float32)
        keep = (self.rng.random((n, HIDDEN)) > 0.3).astype(np.float32) / 0.7
        pre = x @ a["w1"] + a["b1"]
        hidden = np.maximum(pre, 0) * keep
        logits = hidden @ a["w2"] + a["b2"]
        kept = []
        for row, found in enumerate(pieces):
            # Now and then one of the two views is missing, so that neither becomes a crutch.
            use = found[self.rng.random(len(found)) > self.drop] if self.rng.random() > 0.25 else found[:0]
            kept.append(use)
            if len(use):
                logits[row] += a["words"][use].sum(0) / np.sqrt(len(found))
        logits -= logits.max(1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(1, keepdims=True)
        loss = float(-np.log(p[np.arange(n), y] + 1e-9).mean())
        target = np.full_like(p, 0.02 / p.shape[1])
        target[np.arange(n), y] += 0.98
        d = (p - target) / n
        grads = {"w2": hidden.T @ d, "b2": d.sum(0)}
        dh = (d @ a["w2"].T) * keep * (pre > 0)
        grads["w1"], grads["b1"] = x.T @ dh, dh.sum(0)
        words = np.zeros_like(a["words"])
        for row, use in enumerate(kept):
            if len(use):
                words[use] += d[row] / np.sqrt(len(pieces[row]))
        grads["words"] = words
        self._adam(grads, rate)
        return loss

    def _adam(self, grads: dict[str, np.ndarray], rate: float) -> None:
        self.step += 1
        for key, grad in grads.items():
            m, v = self.moments[key]
            m += 0.1 * (grad - m)
            v += 0.001 * (grad * grad - v)
            scale = rate * np.sqrt(1 - 0.999**self.step) / (1 - 0.9**self.step)
            self.arrays[key] *= 1 - rate * 0.01
            self.arrays[key] -= scale * m / (np.sqrt(v) + 1e-8)

    def head(self) -> Head:
        """Return the head as it stands."""
        return Head(tuple(self.classes), self.arrays)


def accuracy(head: Head, sentences: list[str], tools: list[str], vectors: np.ndarray) -> float:
    """Return the share of right classes."""
    best = head.log_probabilities(vectors, sentences).argmax(1)
    return float(np.mean([head.classes[b] == t for b, t in zip(best, tools, strict=True)]))


def main() -> None:
    """Draw, embed, train, report on the dev file, save."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--noise", type=float, default=0.02)
    parser.add_argument("--drop", type=float, default=0.3)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("/tmp/ainos-vectors.npz"))
    parser.add_argument("--out", type=Path, default=classifier_path())
    options = parser.parse_args()
    sentences, tools = draw(options.count, options.seed)
    classes = [*sorted(load_catalogue()), NONE, OTHER]
    print(len(sentences), "sentences", len(set(tools)), "classes", flush=True)
    vectors = embedded(sentences, options.cache)
    y = np.array([classes.index(t) for t in tools])
    pieces = [np.array(word_pieces(tidy_wish(s))) for s in sentences]
    dev = yaml.safe_load(options.dev.read_text()) if options.dev else []
    dev_wishes, dev_tools = [d["goal"] for d in dev], [d["tool"] for d in dev]
    dev_vectors = MiniLm().embed(dev_wishes) if dev else None
    trainer = Trainer(classes, options.seed, noise=options.noise, drop=options.drop)
    total = options.epochs * (len(y) // 128)
    for epoch in range(options.epochs):
        order, losses = trainer.rng.permutation(len(y)), []
        for begin in range(0, len(y) - 127, 128):
            rows = order[begin : begin + 128]
            rate = options.rate * (1 - trainer.step / (total + 1))
            losses.append(trainer.batch(vectors[rows], [pieces[r] for r in rows], y[rows], rate))
        shown = accuracy(trainer.head(), dev_wishes, dev_tools, dev_vectors) if dev_vectors is not None else 0.0
        print(f"epoch {epoch} loss {np.mean(losses):.4f} dev {shown:.3f}", flush=True)
    # How often `none` is drawn is not how often people say such things to a phone.
    trainer.arrays["b2"][classes.index(NONE)] += NONE_SHIFT
    arrays: dict[str, Any] = {k: v.astype(np.float16) for k, v in trainer.arrays.items()}
    np.savez_compressed(options.out, classes=np.array(classes), **arrays)


if __name__ == "__main__":
    main()

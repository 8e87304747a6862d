"""Chooses tools for a wish without a language model: a small head on sentence vectors and word pieces.

Built-in tools are classes it was trained on, with `none` for wishes that fit no tool. Tools it never saw (plugins) are
ranked by their nearest example phrases. It knows names and phrases of tools. It knows no device and no language model.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..tools.embedding import EmbeddingUnavailableError, MiniLm
from ..tools.recent import Recent
from .prompt import NONE, tidy_wish
from .types import ModelUnavailableError
from .weights import classifier_path

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ..tools.types import Tool

    Floats = npt.NDArray[np.float32]

OTHER = "other"
"""The class of wishes for a tool that is not built in, as against talk."""
BUCKETS = 8192
"""Hashed word pieces."""
NEAR_SCALE, NEAR_FROM, TALK = 15.0, 0.38, -2.5
"""A plugin's phrase at this cosine similarity is as likely as not; the scale turns distance into log-odds. What sounds
like talk rather than a wish for a service counts less, by `TALK`."""
FIRST_WORDS = 30
"""What a wish is, it says at its beginning; the rest of a long message would drown it."""
_WORD = re.compile(r"[a-z]+|\d|[^\w\s]")


class Embedder(Protocol):
    """Turns sentences into unit vectors."""

    def embed(self, sentences: Sequence[str]) -> Floats: ...


def word_pieces(sentence: str) -> list[int]:
    """Return the hashed buckets of a sentence's words, word pairs and letter runs; digits count as one sign."""
    words = [("0" if w.isdigit() else w) for w in _WORD.findall(sentence.lower())]
    padded = ["<", *words, ">"]
    keys = list(words)
    keys += [f"{a} {b}" for a, b in zip(padded, padded[1:], strict=False)]
    keys += [f"{a} _ {b}" for a, b in zip(padded, padded[2:], strict=False)]
    keys += [f"#{run[i : i + 4]}" for w in words if len(w) > 3 for run in [f"<{w}>"] for i in range(len(run) - 3)]
    return sorted({zlib.crc32(key.encode()) % BUCKETS for key in keys})


@dataclass(frozen=True, slots=True)
class Head:
    """Trained numbers: a two-layer net on sentence vectors plus a linear layer on word pieces."""

    classes: tuple[str, ...]
    arrays: dict[str, Floats]

    @staticmethod
    def load(path: Path) -> Head:
        """Read the packaged file.

        Raises:
            ModelUnavailableError: The file is missing.
        """
        import numpy as np

        if not path.is_file():
            raise ModelUnavailableError(f"the tool classifier {path} is missing", hint="reinstall ainos")
        with np.load(path) as stored:
            arrays = {k: stored[k].astype(np.float32) for k in stored if k != "classes"}
            return Head(tuple(str(c) for c in stored["classes"]), arrays)

    def log_probabilities(self, vectors: Floats, sentences: Sequence[str]) -> Floats:
        """Return log-probabilities `[n, classes]` for unit vectors `[n, 384]` and their sentences."""
        import numpy as np

        a = self.arrays
        hidden = np.maximum(vectors @ a["w1"] + a["b1"], 0.0)
        logits = hidden @ a["w2"] + a["b2"]
        for row, sentence in enumerate(sentences):
            pieces = word_pieces(sentence)
            if pieces:
                logits[row] += a["words"][pieces].sum(axis=0) / np.sqrt(len(pieces))
        logits = logits / a["temperature"]
        top = logits.max(axis=1, keepdims=True)
        result: Floats = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        return result


class ToolClassifier:
    """Ranks tools for a wish; loads its files on first use."""

    def __init__(self, embedder: Embedder | None = None, path: Path | None = None) -> None:
        self._embedder: Embedder = embedder or MiniLm()
        self._path = path or classifier_path()
        self._head: Head | None = None
        self._phrases: dict[tuple[str, tuple[str, ...]], Any] = {}

    def rank(self, goal: str, tools: Sequence[Tool]) -> list[tuple[Tool, float]]:
        """Return `tools` with probabilities, best first; what is missing to 1 is the chance that none fits.

        Raises:
            ModelUnavailableError: The embedder or the classifier's file is missing.
        """
        shares, _none = self.shares(goal, tools)
        return sorted(((tool, shares[tool.name]) for tool in tools), key=lambda pair: -pair[1])

    def shares(self, goal: str, tools: Sequence[Tool]) -> tuple[dict[str, float], float]:
        """Return the probability of every tool, and that none of them fits."""
        import numpy as np

        head = self._load()
        wish = " ".join(tidy_wish(goal).split()[:FIRST_WORDS])
        vector = self._vectors([wish])
        logs = head.log_probabilities(vector, [wish])[0]
        known = {name: float(logs[i]) for i, name in enumerate(head.classes)}
        scores = {tool.name: known.get(tool.name, float("-inf")) for tool in tools}
        # What the classifier knows as `none`, or as a tool that is not offered, may belong to a plugin.
        others = [value for name, value in known.items() if name not in scores]
        free = float(np.logaddexp.reduce(others)) if others else -20.0
        service = float(np.logaddexp(known.get(OTHER, free), free + TALK))
        for tool in tools:
            if tool.name not in known:
                scores[tool.name] = max(service, -6.0) + NEAR_SCALE * (self._nearness(tool, vector[0]) - NEAR_FROM)
        scores[NONE] = free
        values = np.array(list(scores.values()))
        weights = np.exp(values - values.max())
        shares = dict(zip(scores, (weights / weights.sum()).tolist(), strict=True))
        return shares, shares.pop(NONE)

    def judge(self, tools: Sequence[Tool]) -> Callable[[str], tuple[str, float]]:
        """Return a function from a wish to the best of `tools`, or `none`, with its probability.

        Where the classifier cannot be used it says `unknown`: then the words alone decide. What it said of the last
        wishes it says again without reading them: splitting, planning and the envelope ask about the same words.
        """
        said: Recent[str, tuple[str, float]] = Recent(512)

        def best(wish: str) -> tuple[str, float]:
            shares, none = self.shares(wish, tools)
            return max([*shares.items(), (NONE, none)], key=lambda pair: pair[1])

        def known(wish: str) -> tuple[str, float]:
            try:
                return said.get(wish, lambda: best(wish))
            except ModelUnavailableError:
                return "unknown", 1.0

        return known

    def _nearness(self, tool: Tool, vector: Floats) -> float:
        phrases = (*tool.examples, tool.description)
        key = (tool.name, phrases)
        if key not in self._phrases:
            self._phrases[key] = self._vectors(phrases)
        return float((self._phrases[key] @ vector).max())

    def _vectors(self, sentences: Sequence[str]) -> Floats:
        try:
            return self._embedder.embed(sentences)
        except EmbeddingUnavailableError as error:
            raise ModelUnavailableError(str(error), hint="./run setup") from error

    def _load(self) -> Head:
        if self._head is None:
            self._head = Head.load(self._path)
        return self._head

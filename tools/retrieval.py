"""Which tools may fit a goal: BM25 over names, descriptions and example phrases, and optionally nearness of meaning.

Knows no model; an embedder (text to vectors) may be passed in and is then mixed with the words' score.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from .types import Tool

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Unit vectors of texts, one each."""

_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "to",
        "of",
        "for",
        "my",
        "me",
        "i",
        "is",
        "are",
        "be",
        "it",
        "its",
        "in",
        "on",
        "at",
        "and",
        "or",
        "with",
        "please",
        "can",
        "could",
        "would",
        "you",
        "your",
        "do",
        "does",
        "that",
        "this",
        "from",
        "so",
        "what",
        "how",
        "hey",
        "ok",
        "okay",
        "some",
        "any",
        "have",
        "has",
        "get",
        "got",
        "will",
        "shall",
        "want",
        "need",
        "like",
        "just",
        "now",
        "there",
        "am",
        "was",
    ]
)
_K1, _B = 1.2, 0.6
_NAME_WEIGHT, _DESCRIPTION_WEIGHT = 2, 1


def words(text: str) -> list[str]:
    """Return the text's words for comparison: small letters, plural and verb endings cut, no filler words."""
    plain = text.lower().replace("wi-fi", "wifi").replace("’", "'")
    return [_stem(word) for word in re.findall(r"[a-z]+|\d+", plain) if word not in _STOP]


def holds_words(said: str, text: str) -> bool:
    """Return whether every word that was said stands in a text, in any order and form; never for no words."""
    wanted = set(words(said))
    inside = bool(said.strip()) and said.casefold() in text.casefold()
    return inside or (bool(wanted) and wanted <= set(words(text)))


def _stem(word: str) -> str:
    if word.isdigit():
        return "#"
    for ending, keep in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""), ("er", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            stem = word[: -len(ending)] + keep
            return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem.rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


class ToolIndex:
    """An index over a fixed set of tools."""

    def __init__(self, tools: Iterable[Tool], *, embed: Embed | None = None, meaning_weight: float = 0.5) -> None:
        """Build the index.

        Args:
            tools: What can be found.
            embed: Gives unit vectors; None means words only.
            meaning_weight: Share of the embedder's score in the mix, 0 to 1.
        """
        self._tools = tuple(tools)
        self._embed = embed
        self._meaning_weight = meaning_weight
        self._counts = [_counts(tool) for tool in self._tools]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._mean_length = sum(self._lengths) / max(1, len(self._lengths))
        self._in_tools: Counter[str] = Counter()
        for counts in self._counts:
            self._in_tools.update(counts.keys())
        self._vectors: Sequence[Sequence[float]] | None = None

    def best(self, goal: str, k: int = 8) -> list[tuple[Tool, float]]:
        """Return the `k` best tools with scores from 0 to 1, best first; ties keep the order of registration."""
        scores = self._by_words(goal)
        if self._embed is not None:
            meaning = self._by_meaning(goal)
            weight = self._meaning_weight
            scores = [(1 - weight) * a + weight * b for a, b in zip(scores, meaning, strict=True)]
        ranked = sorted(range(len(scores)), key=lambda index: (-scores[index], index))
        return [(self._tools[index], scores[index]) for index in ranked[:k]]

    def _by_words(self, goal: str) -> list[float]:
        asked = Counter(words(goal))
        raw = [self._bm25(asked, index) for index in range(len(self._tools))]
        top = max(raw, default=0.0)
        return [score / top if top > 0 else 0.0 for score in raw]

    def _bm25(self, asked: Counter[str], index: int) -> float:
        counts, total = self._counts[index], 0.0
        for word in asked:
            count = counts.get(word, 0)
            if count:
                rarity = math.log(1 + (len(self._tools) - self._in_tools[word] + 0.5) / (self._in_tools[word] + 0.5))
                length = 1 - _B + _B * self._lengths[index] / self._mean_length
                total += rarity * count * (_K1 + 1) / (count + _K1 * length)
        return total

    def _by_meaning(self, goal: str) -> list[float]:
        assert self._embed is not None
        if self._vectors is None:
            self._vectors = self._embed(
                [f"{t.name.replace('_', ' ')}. {t.description} {' '.join(t.examples)}" for t in self._tools]
            )
        [vector] = self._embed([goal])
        return [max(0.0, sum(a * b for a, b in zip(vector, other, strict=True))) for other in self._vectors]


def _counts(tool: Tool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for word in words(tool.name.replace("_", " ")):
        counts[word] += _NAME_WEIGHT
    for word in words(tool.description):
        counts[word] += _DESCRIPTION_WEIGHT
    for example in tool.examples:
        counts.update(words(example))
    return counts

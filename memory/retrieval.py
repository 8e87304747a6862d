"""Chooses what to recall: fuses meaning and words, weighs by trust, recency and use, and leaves out what does not fit.

Pure functions over candidates that the store gathered; knows no files. The thresholds were measured with
`./run bench memory_thresholds` on questions that the memory could and could not answer (docs/decisions/0004).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..android_bridge.labels import Integrity
from .types import MemoryRow, Recalled
from .words import estimate_tokens, normal_form, query_words, search_words, shared_part

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

POOL = 24
"""How many candidates by meaning, and as many by words, are looked at closely."""
_MEANING_SHARE = 0.8
_FULL_COSINE = 0.8
"""What counts as the same meaning."""
_K1, _B = 1.2, 0.75
MEANING_ALONE = 0.40
"""A cosine from which a row fits without sharing a word."""
WORDS_ADDED = 1.6
"""The part of the words that is worth as much as a fitting cosine; both are added up."""
_ALL_WORDS = 0.99
"""A row that holds all words of the query fits, whatever its vector."""
WORDS_ALONE = 0.5
"""The part of the query's words, weighed by rarity, from which a row fits where there are no vectors."""
WORDS_ALONE_CJK = 0.3
"""The same for a query in Chinese, Japanese or Korean, whose pieces are smaller."""
_UNKNOWN = 0.5
"""What a word that no row holds counts beside others: the question's own phrasing says little."""
_FOLLOWING = 0.45
"""A row that fits less than this part of the best one is left out."""
_HALF_LIFE_S = 30 * 86400.0
_ALIKE = 0.9
_DIVERSITY = 0.25
_SAME = 0.985
_NAMED = 0.15
"""How much of a row's fit it is that the user told it of the very thing that is named."""
_OWN_NAMES = frozenset({"fact", "alias", "procedure", "preference"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row that may fit."""

    row: MemoryRow
    uses: int
    cosine: float | None
    """-1 to 1, or None when the vectors say nothing."""
    vector: Any
    words: float
    """The part of the query's words that it holds, weighed by rarity, 0 to 1."""
    bm25: float
    named: bool = False
    """Whether the user told it himself about the very thing that the query names (`is_named`)."""


def score_words(
    words: Sequence[str], postings: Mapping[str, npt.NDArray[np.int64]], lengths: Any, total: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return BM25 and the weighed part of the query's words for all rows, float32 `[len(lengths)]` each.

    A word counts once in a row, however often it stands there: rows are sentences.
    """
    import numpy as np

    bm25 = np.zeros(len(lengths), np.float32)
    part = np.zeros(len(lengths), np.float32)
    mean = max(1.0, float(lengths.sum()) / max(1, total))
    weights = {word: _rarity(len(postings[word]), total) for word in dict.fromkeys(words)}
    whole = sum(weights.values()) or 1.0
    for word, weight in weights.items():
        having = postings[word]
        having = having[having < len(lengths)]
        norm = (_K1 + 1) / (1 + _K1 * (1 - _B + _B * lengths[having] / mean))
        bm25[having] += weight * norm
        part[having] += weight / whole
    return bm25, part


def choose(candidates: Sequence[Candidate], *, run: str, k: int, token_budget: int, now: float) -> list[Recalled]:
    """Return up to `k` of the rows that fit the query (`fits_query`), best first, within the token budget."""
    fits = [(c, score * _prior(c, run, now)) for c, score in _fused(candidates)]
    if not fits:
        return []
    # What others wrote is measured by the best of all; what the user said, by the best that he said.
    best = {own: max((s for c, s in fits if not own or _is_own(c)), default=0.0) for own in (False, True)}
    rest = sorted((p for p in fits if p[1] >= best[_is_own(p[0])] * _FOLLOWING), key=lambda pair: -pair[1])
    likeness = _Likeness([c for c, _ in rest])
    others = max(1, k // 2) if any(_is_own(c) for c, _ in rest) else k
    # How like each row is to the most alike of the chosen ones that count as much.
    nearest = [0.0] * len(rest)
    left = list(range(len(rest)))
    chosen: list[tuple[Candidate, float]] = []
    tokens = 0
    sources: Counter[str] = Counter()
    while left and len(chosen) < k:
        place = max(left, key=lambda i: rest[i][1] - _DIVERSITY * nearest[i])
        left.remove(place)
        candidate, score = rest[place]
        cost = estimate_tokens(candidate.row.text)
        if tokens + cost > token_budget or not _within_quota(candidate, sources, k, others) or nearest[place] > _SAME:
            continue
        tokens += cost
        sources[candidate.row.source] += not _is_own(candidate)
        chosen.append((candidate, score))
        for i in left:
            if _is_own(candidate) or not _is_own(rest[i][0]):
                nearest[i] = max(nearest[i], likeness.between(i, place))
    chosen.sort(key=lambda pair: -pair[1])
    return [Recalled(c.row, min(1.0, s), _why(c, run)) for c, s in chosen]


def _fused(candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """Return the candidates with their fused fit, 0 to 1; where there is no cosine, words alone."""
    most = max((c.bm25 for c in candidates), default=0.0) or 1.0
    found = []
    for c in candidates:
        fit = _MEANING_SHARE * c.words + (1 - _MEANING_SHARE) * c.bm25 / most
        if c.cosine is not None:
            fit = _MEANING_SHARE * min(1.0, max(0.0, c.cosine / _FULL_COSINE)) + (1 - _MEANING_SHARE) * c.words
        found.append((c, (1 - _NAMED) * fit + _NAMED * c.named))
    return found


def fits_query(cosine: float | None, words: float, *, cjk: bool = False) -> bool:
    """Whether a row is near enough: by meaning and words together, or by words where there is no cosine."""
    if cosine is None:
        return words >= (WORDS_ALONE_CJK if cjk else WORDS_ALONE)
    return words >= _ALL_WORDS or max(0.0, cosine) / MEANING_ALONE + words / WORDS_ADDED >= 1.0


def is_named(row: MemoryRow, asked: Collection[str]) -> bool:
    """Whether the user's own row is about a thing or person whose whole name is among the words that are asked for."""
    if row.label.integrity is not Integrity.TRUSTED or row.kind not in _OWN_NAMES:
        return False
    # "passport: place" is about the passport.
    name = str(row.value.get("name") or row.value.get("key") or "").partition(": ")[0]
    words = query_words(name)
    return bool(words) and all(word in asked for word in words)


def _prior(c: Candidate, run: str, now: float) -> float:
    """Return how much a row counts whatever the query, 0.6 to 1.1."""
    recency: float = 0.5 ** (max(0.0, now - c.row.time) / _HALF_LIFE_S)
    use = min(1.0, math.log1p(c.uses) / 4.0)
    trusted = c.row.label.integrity is Integrity.TRUSTED
    own = 0.02 if run and c.row.run == run else 0.0
    return (0.82 + 0.05 * recency + 0.05 * use + 0.08 * trusted + own) * (0.7 + 0.3 * c.row.confidence) + 0.05


class _Likeness:
    """How like two rows are, 0 to 1: by meaning where both have vectors, otherwise by their words."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._texts = [normal_form(c.row.text) for c in candidates]
        self._words: dict[int, list[str]] = {}
        self._cosines: Any = None
        if candidates and all(c.vector is not None for c in candidates):
            import numpy as np

            stacked = np.stack([c.vector for c in candidates])
            self._cosines = (stacked @ stacked.T).tolist()

    def between(self, a: int, b: int) -> float:
        """Return the likeness of two rows by their places."""
        if self._texts[a] == self._texts[b]:
            return 1.0
        if self._cosines is None:
            return self._shared(a, b)
        near: float = self._cosines[a][b]
        # Sentences that differ in one name or number are near each other, and are not the same.
        return near if near < _ALIKE else near * (0.5 + 0.5 * self._shared(a, b))

    def _shared(self, a: int, b: int) -> float:
        for place in (a, b):
            if place not in self._words:
                self._words[place] = search_words(self._texts[place])
        return shared_part(self._words[a], self._words[b])


def _is_own(c: Candidate) -> bool:
    return c.row.label.integrity is Integrity.TRUSTED


def _within_quota(c: Candidate, sources: Counter[str], k: int, others: int) -> bool:
    """Whether the source may fill another place.

    No source but the user fills more than half of them, and all others together no more where the user said something
    that fits: whoever floods the memory, from as many numbers as he likes, leaves room for the user's word.
    """
    return _is_own(c) or (sources[c.row.source] < max(1, k // 2) and sources.total() < others)


def _why(c: Candidate, run: str) -> str:
    parts = [f"meaning {c.cosine:.2f}"] if c.cosine is not None else []
    parts += [f"words {c.words:.2f}"] if c.words > 0 else []
    parts += ["this run"] if run and c.row.run == run else []
    parts += [f"used {c.uses} time{'s' if c.uses > 1 else ''}"] if c.uses else []
    return ", ".join(parts)


def _rarity(having: int, total: int) -> float:
    weight = math.log(1.0 + (total - min(having, total) + 0.5) / (having + 0.5))
    return weight if having else weight * _UNKNOWN

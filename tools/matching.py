"""Compares a name that somebody said with the names that there are. Knows no device and asks nobody.

Exact beats whole words, whole words beat beginnings of words, and only then spelling distance counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

CERTAIN = 88.0
"""From this score on, one candidate alone is taken without asking."""
WORDS = 95.0
"""From this score on, every word said is a whole word of the name."""
POSSIBLE = 68.0
"""From this score on, a candidate is worth offering."""
_MARGIN = 5.0
_SAME = {
    "mom": "mum", "mommy": "mum", "mummy": "mum", "mother": "mum", "mama": "mum", "ma": "mum",
    "daddy": "dad", "father": "dad", "papa": "dad", "doctor": "dr", "mister": "mr", "professor": "prof",
    "妈妈": "mum", "妈": "mum", "母亲": "mum", "老妈": "mum", "爸爸": "dad", "爸": "dad", "父亲": "dad", "老爸": "dad",
    "grandma": "granny", "grandmother": "granny", "grandpa": "grandad", "grandfather": "grandad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """The outcome of a comparison by name."""

    best: T | None
    """The one candidate that fits, or None if none or several do."""
    candidates: tuple[T, ...]
    """All that may be meant, best first."""
    score: float
    """0 to 100, of the best candidate."""


def fold(name: str) -> str:
    """Return the name without case, accents and punctuation, titles and family words in one form."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain)
    return " ".join(_SAME.get(word, word) for word in words)


def similarity(said: str, name: str) -> float:
    """Return how well `said` names `name`, 0 to 100."""
    from rapidfuzz import fuzz

    a, b = fold(said), fold(name)
    if not a or not b:
        return 0.0
    if a == b:
        return 100.0
    if a.replace(" ", "") == b.replace(" ", ""):
        return 98.0
    said_words, name_words = a.split(), b.split()
    if all(word in name_words for word in said_words):
        return WORDS
    if all(any(other.startswith(word) for other in name_words) for word in said_words) and len(a) >= 2:
        return 90.0
    return min(94.0, max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b), _word_ratio(said_words, name_words)))


def _word_ratio(said: Sequence[str], name: Sequence[str]) -> float:
    """Return the worst of the best word matches: every word said must be near some word of the name."""
    from rapidfuzz import fuzz

    return 0.94 * min(max(fuzz.ratio(word, other) for other in name) for word in said)


def match_name(said: str, candidates: Sequence[T], name: Callable[[T], str], *, certain: float = CERTAIN) -> Match[T]:
    """Return the candidate that `said` names, or those that it may name.

    Args:
        said: The user's word for it.
        candidates: What there is.
        name: Gives a candidate's name.
        certain: The score from which one candidate alone is taken; lower where a mistake does no harm.
    """
    scored = sorted(
        ((similarity(said, name(c)), index) for index, c in enumerate(candidates)), key=lambda s: (-s[0], s[1])
    )
    if not scored or scored[0][0] < POSSIBLE:
        return Match(None, (), scored[0][0] if scored else 0.0)
    top = scored[0][0]
    near = tuple(candidates[index] for score, index in scored if score >= POSSIBLE and score > top - _MARGIN)
    taken = top >= certain and (len(near) == 1 or (top == 100.0 and scored[1][0] < 100.0))
    return Match(candidates[scored[0][1]] if taken else None, near[:6], top)

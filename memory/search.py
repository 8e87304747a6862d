"""Gathers the rows that may answer a query: the best by words and the best by meaning, out of those that may be seen.

It reads the index and the vectors, and decides nothing; retrieval.py chooses among what it finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .index import RowIndex
from .retrieval import POOL, Candidate, fits_query, is_named, score_words
from .vectors import VectorFile
from .words import is_cjk, query_words

_OWN = 8
"""So many rows of the user's own are looked at for themselves: texts of others cannot crowd them out."""
_NAMED = 4
"""How many rows that share a word but do not fit are looked at for their name."""


def gather(
    index: RowIndex, vectors: VectorFile | None, query: str, mask: Any, *, vector: Any, fresh: Mapping[int, Any]
) -> list[Candidate]:
    """Return the best rows by words and by meaning.

    Args:
        index: The rows.
        vectors: Their vectors, or None when there are none yet.
        query: What to look for.
        mask: Which row numbers may be seen, bool `[end]`.
        vector: The query's vector, or None for words alone.
        fresh: Vectors by row number that are in no file yet.
    """
    import numpy as np

    columns = index.columns
    asked = list(dict.fromkeys(query_words(query)))
    # Only what may be seen counts, even for how rare a word is: profiles do not shine through.
    postings = {w: (having := columns.having(w))[mask[having]] for w in asked}
    bm25, part = score_words(asked, postings, columns.lengths() * mask, int(mask.sum()))
    own = mask & columns.trusted()
    numbers = {int(n) for n in _greatest(bm25, POOL) if bm25[n] > 0}
    if sum(bool(own[n]) for n in numbers) < _OWN:
        numbers |= {int(n) for n in _greatest(bm25 * own, _OWN) if bm25[n] > 0 and own[n]}
    near: dict[int, Any] = {}
    if vector is not None:
        near = {n: v for n, v in fresh.items() if n < len(mask) and mask[n]}
        if vectors is not None:
            numbers.update(map(int, vectors.nearest(vector, np.flatnonzero(mask), POOL)[0]))
            if sum(bool(own[n]) for n in numbers) < _OWN:
                numbers.update(map(int, vectors.nearest(vector, np.flatnonzero(own), _OWN)[0]))
            ordered = sorted(numbers - near.keys())
            near.update(zip(ordered, vectors.get(ordered), strict=True))
    measured = {n: (*_nearness(vector, near.get(n)), float(part[n])) for n in numbers | near.keys()}
    # Only what may be chosen is read from the index: that is the slow part.
    cjk = is_cjk(query)
    fitting = [n for n, (cosine, _, words) in measured.items() if fits_query(cosine, words, cjk=cjk)]
    fitting.sort(key=lambda n: -(max(0.0, measured[n][0] or 0.0) + measured[n][2]))
    fitting = [*fitting[:POOL], *[n for n in fitting[POOL:] if own[n]][:_OWN]]
    # "call my wife" shares too little with "My wife is Chloe"; what the user named, and names now, fits all the same.
    named = sorted((n for n in numbers - set(fitting) if bm25[n] > 0), key=lambda n: -bm25[n])[:_NAMED]
    held = index.held_numbers([*fitting, *named])
    by_name = {n for n, found in held.items() if is_named(found.row, frozenset(asked))}
    fitting += [n for n in named if n in by_name]
    return [
        Candidate(held[n].row, held[n].uses, *measured[n], float(bm25[n]), n in by_name) for n in fitting if n in held
    ]


def _greatest(values: Any, k: int) -> Any:
    """Return the places of the `k` greatest values, in no order."""
    import numpy as np

    return np.arange(len(values)) if len(values) <= k else np.argpartition(-values, k)[:k]


def _nearness(vector: Any, other: Any) -> tuple[float | None, Any]:
    """Return the cosine and the row's vector; None where the row has none (yet), or none that means anything."""
    if vector is None or other is None or not other.any():
        return None, None
    return float(other @ vector), other

"""Says which rows go when one is forgotten: earlier versions, what was made of it, what repeats it word for word."""

from __future__ import annotations

from collections.abc import Collection

from .index import RowIndex
from .types import MemoryRow, Which
from .words import normal_form, search_words

_COPIES = frozenset({"observation", "step", "episode", "lesson"})
"""Kinds that tell what happened, and so may repeat what was said."""
_COPY_WORDS = 3
"""A text of fewer words is a name or a common word: rows that hold it are not about it alone."""


def rows_to_forget(index: RowIndex, which: Which) -> set[int]:
    """Return the numbers of the rows to remove with these."""
    numbers: set[int] = set()
    asked: set[str] = set()
    pending = {h.row.id for h in index.held(_chosen(index, which))}
    while pending:
        asked |= pending
        found = earlier_versions(index, pending) | index.derived_from(pending)
        for held in index.held(pending):
            found |= _repeating(index, held.row)
        numbers |= found
        pending = {h.row.id for h in index.held_numbers(found).values()} - asked
    return numbers


def earlier_versions(index: RowIndex, ids: Collection[str]) -> set[int]:
    """Return the numbers of these rows and of all that they replaced."""
    seen: set[str] = set()
    pending = list(ids)
    while pending:
        row_id = pending.pop()
        if row_id not in seen:
            seen.add(row_id)
            pending += index.replaced_by(row_id)
    return set(index.numbers(seen))


def _chosen(index: RowIndex, which: Which) -> list[str]:
    if isinstance(which, str):
        return [which]
    if callable(which):
        return [h.row.id for h in index.all_rows() if which(h.row)]
    return list(which)


def _repeating(index: RowIndex, row: MemoryRow) -> set[int]:
    """Return rows of what happened whose text holds this row's whole text."""
    words = search_words(row.text)
    if len(words) < _COPY_WORDS:
        return set()
    text = normal_form(row.text)
    found = index.held_numbers(index.containing(words))
    return {
        n for n, h in found.items()
        if h.row.kind in _COPIES and h.row.profile == row.profile and text in normal_form(h.row.text)
    }  # fmt: skip

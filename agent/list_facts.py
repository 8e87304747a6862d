"""Whether a row has left its list, or is only out of sight. Pure geometry over two looks at one page."""

from __future__ import annotations

from ..android_bridge.types import Element, Observation
from .screen_facts import rows_like, texts_of

_SLACK_PX = 4


def has_left(before: Observation, row: Element, now: Observation) -> bool:
    """Return whether a row of an earlier look is gone from its list: the rows beside it are there, and it is not.

    A list that was scrolled or filtered shows other rows, so its neighbours have to be in sight, side by side.
    """
    old, new = rows_like(before, row), rows_like(now, row)
    place = next((at for at, element in enumerate(old) if element.index == row.index), -1)
    above = old[place - 1] if place > 0 else None
    below = old[place + 1] if 0 <= place < len(old) - 1 else None
    at_above, at_below = _place_of(above, new), _place_of(below, new)
    if above is None and below is None:
        return not new and now.package == before.package
    if above is not None and below is not None:
        return at_above is not None and at_below is not None and at_below - at_above == 1
    if above is not None:
        return at_above is not None and _has_room(new[at_above], row)
    return at_below == 0 and new[0].bounds.top <= row.bounds.top + _SLACK_PX


def _has_room(above: Element, row: Element) -> bool:
    """Whether the row would be in sight below its neighbour, if it were there."""
    height = row.bounds.bottom - row.bounds.top
    return above.bounds.bottom + height <= row.bounds.bottom + _SLACK_PX


def _place_of(element: Element | None, among: list[Element]) -> int | None:
    """Return where the same row stands now; rows are told by their first texts, as times beside them change."""
    if element is None:
        return None
    for key in (texts_of, lambda e: texts_of(e)[:1]):
        found = [at for at, other in enumerate(among) if key(other) == key(element)]
        if len(found) == 1:
            return found[0]
    return None

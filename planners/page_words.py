"""A page of an app as rows of words: what a person would read on it, and what stands in the same row.

Knows observations and word forms. Knows no wish, proposes nothing and touches nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..android_bridge.types import Element, Observation
from ..tools.retrieval import words as stems

_TOKEN = re.compile(r"[^\W_]+")
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_GLUE = re.compile(r"的|了|吗|呢|把|将|是|在|里面|里|上的|一下|请|帮我|我的|这部|这个|那个|和|与")
"""Signs of Chinese that only hold words together."""
_BAR_SHARE = 0.13
"""So much of the screen's height, from the top, belongs to the status bar and the bar of the app."""
_ROW_SLACK = 2.2
"""A control belongs to a row whose height is at most so many times its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on the page that can be touched or read, with the texts that belong to it."""

    element: Element
    texts: tuple[str, ...]
    """Its label first; empty where nothing says what it is."""
    ident: str
    """The words of its resource id."""
    controls: tuple[Element, ...] = ()
    """What stands inside it, or beside it in the same row, and can be touched by itself."""

    @property
    def label(self) -> str:
        """Its first text; the words of its id where it has none."""
        return self.texts[0] if self.texts else self.ident

    @property
    def touchable(self) -> bool:
        """Whether a touch does something."""
        e = self.element
        return (e.clickable or e.checkable) and e.enabled and not e.editable

    @property
    def terms(self) -> frozenset[str]:
        """The words of all its texts; of its id where it has none."""
        return terms(" ".join(self.texts) or self.ident)

    @property
    def switch(self) -> Element | None:
        """What of it is on or off."""
        if self.element.checkable:
            return self.element
        return next((e for e in self.controls if e.checkable), None)


@dataclass(frozen=True, slots=True)
class Page:
    """One look at an app, as rows from top to bottom."""

    rows: tuple[Row, ...]
    key: tuple[object, ...]
    """The same for the same page, however far it is scrolled."""
    title: str
    fields: tuple[Element, ...] = ()
    scroll: Element | None = None
    """What scrolls up and down."""
    shows: frozenset[str] = field(default_factory=frozenset)
    """A digest of the texts, to see whether a scroll brought anything new."""

    @property
    def dialog(self) -> bool:
        """Whether a dialog or menu is in front."""
        return bool(self.key[2])


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """Return the words of a text in one form each: small, endings cut, no filler words; of Chinese, pairs of signs."""
    return frozenset(ordered_terms(text))


@lru_cache(maxsize=4096)
def ordered_terms(text: str) -> tuple[str, ...]:
    """Return the words of a text in the form of `terms`, in their order, each once."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"(?<=\w)[-‑](?=\w)", "", plain)
    found: list[str] = []
    for token in _TOKEN.findall(plain.replace("_", " ")):
        found += _wide_terms(token) if _WIDE.search(token) else _plain_terms(token)
    return tuple(dict.fromkeys(found))


def _plain_terms(token: str) -> list[str]:
    if any(c.isdigit() for c in token):
        return [token]
    if len(token) == 1:
        return [token] if token not in "ais" else []
    return [stem for once in stems(token) for stem in stems(once)] if token.isascii() else [token]


def _wide_terms(token: str) -> list[str]:
    pieces = [p for p in _GLUE.split(token) if p]
    found: list[str] = []
    for run in (r for piece in pieces for r in re.findall(r"[0-9a-z]+|[^0-9a-z]+", piece)):
        wide = bool(_WIDE.search(run)) and len(run) > 1
        found += [run[i : i + 2] for i in range(len(run) - 1)] if wide else [run]
    return found


def same_words(one: str, other: str) -> bool:
    """Return whether two texts have the same words in the same order, filler words and endings aside."""
    return bool(terms(one)) and ordered_terms(one) == ordered_terms(other)


def read_page(seen: Observation) -> Page:
    """Return the page that an observation shows."""
    parents = {e.index: e.parent for e in seen.elements}
    dialog = bool(seen.dialog)
    rows = [
        Row(e, _texts(e), _ident(e), _controls(e, seen.elements, parents))
        for e in seen.elements
        if _is_row(e, seen, parents)
    ]
    rows.sort(key=lambda r: (r.element.bounds.top, r.element.bounds.left))
    bar = seen.height_px * _BAR_SHARE
    title = next((r.label for r in rows if _is_title(r.element, seen, bar, parents)), "")
    chosen = tuple(e.name for e in seen.elements if e.selected and e.name)
    key = (seen.package, seen.activity, seen.dialog, "" if dialog else title, chosen)
    scrolls = [e for e in seen.elements if e.scrollable and _is_tall(e)]
    return Page(
        tuple(rows), key, title, tuple(e for e in seen.elements if e.editable and e.enabled),
        max(scrolls, key=lambda e: e.bounds.area, default=None),
        frozenset(t for r in rows for t in r.texts) | {f"{e.index}{e.checked}" for e in seen.elements if e.checkable},
    )  # fmt: skip


def _is_title(e: Element, seen: Observation, bar: float, parents: dict[int, int | None]) -> bool:
    """Return whether a text stands in the bar of the app, and stays there when the page is scrolled."""
    if e.interactive or e.bounds.bottom > bar:
        return False
    return not any(o.scrollable for o in _above(e, seen.elements, parents))


def _is_tall(element: Element) -> bool:
    box = element.bounds
    return (box.bottom - box.top) * 2 > box.right - box.left and not element.class_name.endswith("HorizontalScrollView")


def _is_row(e: Element, seen: Observation, parents: dict[int, int | None]) -> bool:
    """Return whether an element is seen by itself: a target, or a text that belongs to none."""
    if not e.bounds.area or (e.scrollable and not e.clickable) or e.editable:
        return False
    if e.clickable or e.checkable or e.long_clickable:
        return True
    return bool(e.text or e.description) and not any(
        o.clickable or o.checkable for o in _above(e, seen.elements, parents)
    )


def _above(e: Element, elements: Sequence[Element], parents: dict[int, int | None]) -> Iterable[Element]:
    by_index = {o.index: o for o in elements}
    up = parents.get(e.index)
    while up is not None and up in by_index:
        yield by_index[up]
        up = parents.get(up)


def _texts(e: Element) -> tuple[str, ...]:
    parts = [e.text, e.description, *e.inner_text.split(" | ")]
    # Many rows repeat their texts in their description.
    kept = [p for i, p in enumerate(parts) if p.strip() and not any(p != o and p in o for o in parts[:i])]
    return tuple(dict.fromkeys(kept))


def _ident(e: Element) -> str:
    name = e.resource_id.rpartition("/")[2]
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-.]", " ", name).strip().lower()


def _controls(e: Element, elements: Sequence[Element], parents: dict[int, int | None]) -> tuple[Element, ...]:
    """Return what can be touched inside a row, or beside it within its height."""
    if not (e.clickable or e.long_clickable):
        return ()
    box, found = e.bounds, []
    for o in elements:
        if o.index == e.index or not (o.clickable or o.checkable) or o.editable:
            continue
        inside = e.index in [a.index for a in _above(o, elements, parents)]
        x, y = o.bounds.center
        height = o.bounds.bottom - o.bounds.top
        beside = (
            box.top <= y < box.bottom and (box.bottom - box.top) <= height * _ROW_SLACK and o.bounds.area < box.area
            and parents.get(o.index) == parents.get(e.index)
        )  # fmt: skip
        within = box.left <= x < box.right and box.top <= y < box.bottom and o.bounds.area < box.area
        if inside or within or beside:
            found.append(o)
    return tuple(found)

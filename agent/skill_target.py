"""What tells an element from all others, and finding it again: exactly as it was, or healed where the app has changed.

Pure; reads observations. Where two elements fit equally well none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..android_bridge.app_labels import labels_of_elements
from ..android_bridge.labels import Confidentiality
from ..android_bridge.types import Element, Observation
from ..tools.effect_risk import effect_of
from .skill_types import Target, Where, filled

_NEAR_SHARE = 0.06
"""So far apart, as a share of the screen, two places are the same."""
_ALIKE = 0.6
How = Literal["exact", "healed"]


@dataclass(frozen=True, slots=True)
class Found:
    """An element that fits a target."""

    element: Element
    how: How
    by: str
    """What it was found by, such as `id and text` or `text alone`."""


def where_of(seen: Observation) -> Where:
    """Return what names a screen."""
    return Where(app=seen.package, page=seen.activity.rpartition("/")[2], dialog=_words(seen.dialog)[:80])


def role_of(element: Element) -> str:
    """Return what kind of thing an element is."""
    name = element.class_name.rpartition(".")[2]
    if element.editable:
        return "field"
    if element.checkable:
        return "switch"
    if element.scrollable and not element.clickable:
        return "list"
    if "Button" in name or (name.startswith("Image") and element.clickable):
        return "button"
    if element.clickable or element.long_clickable:
        return "button" if name == "TextView" else "row"
    return "text"


def texts_of(element: Element) -> tuple[str, ...]:
    """Return the texts that a person reads on an element: its own, its description, those inside it."""
    own = () if element.editable else (element.text, element.description)
    inside = element.inner_text.split(" | ") if element.inner_text else ()
    hints = (element.hint, element.description) if element.editable else ()
    return tuple(dict.fromkeys(text for text in (*own, *inside, *hints) if text.strip()))


def beside(element: Element, seen: Observation) -> tuple[str, ...]:
    """Return the texts in the same row: of what the element stands in, and of what stands on its height."""
    holder = next((e for e in seen.elements if e.index == element.parent), None)
    texts = list(texts_of(holder)) if holder is not None and not holder.scrollable else []
    middle = element.bounds.center[1]
    for other in seen.elements:
        if other.index != element.index and other.bounds.top <= middle < other.bounds.bottom and not other.scrollable:
            texts += [text for text in texts_of(other) if other.bounds.area * 3 < seen.width_px * seen.height_px]
    return tuple(dict.fromkeys(texts))


def is_secret(element: Element, seen: Observation) -> bool:
    """Whether the texts of an element may not be kept."""
    labels = dict(zip((e.index for e in seen.elements), labels_of_elements(seen.elements), strict=True))
    return labels[element.index].confidentiality is Confidentiality.SECRET


def describe(
    element: Element, seen: Observation, named: Callable[[Sequence[str]], str], values: Mapping[str, str]
) -> Target | None:
    """Return what tells the element from the others; None where nothing does.

    Args:
        element: What was touched.
        seen: The screen that it stood on.
        named: From texts to the template of the one that the user's words name, or an empty text.
        values: What the slots of such templates stand for.
    """
    quiet = is_secret(element, seen)
    texts = () if quiet else texts_of(element)
    template = named(texts) or (texts[0] if texts else "")
    near = ""
    if not template and not quiet:
        row = beside(element, seen)
        near = named(row) or (row[0] if row else "")
    same = [e for e in seen.elements if _same_shape(e, element)]
    text = filled(template, values)
    target = Target(
        role=role_of(element), id=element.resource_id, text=template[:160], beside=near[:160],
        place=_place(element, seen), contains=bool(text) and not _says(element, text),
        was=("on" if element.checked else "off") if element.checkable else "",
    )  # fmt: skip
    found = find(target, seen, values)
    if found is not None and found.element.index == element.index:
        return target
    if len(same) > 1:
        numbered = target.model_copy(update={"nth": 1 + same.index(element), "of": len(same)})
        found = find(numbered, seen, values)
        return numbered if found is not None and found.element.index == element.index else None
    return target if template or element.resource_id else None


def by_shape(element: Element, seen: Observation) -> Target | None:
    """Return what tells an element without its texts, which are what is wanted of it: shape, row, and number."""
    row = () if is_secret(element, seen) else tuple(t for t in beside(element, seen) if t not in texts_of(element))
    near = next((text for text in row if not re.search(r"\d", text)), "")
    base = Target(role=role_of(element), id=element.resource_id, beside=near[:160], place=_place(element, seen))
    same = [e for e in seen.elements if _same_shape(e, element) and role_of(e) == base.role]
    number = {"nth": 1 + same.index(element), "of": len(same)} if len(same) > 1 else {}
    for target in (base, base.model_copy(update=number), base.model_copy(update={"beside": "", **number})):
        found = find(target, seen, {})
        if found is not None and found.element.index == element.index:
            return target
    return None


def _same_shape(one: Element, other: Element) -> bool:
    return (one.resource_id, one.class_name, one.package) == (other.resource_id, other.class_name, other.package)


def find(target: Target, seen: Observation, values: Mapping[str, str], *, risk: int = 9) -> Found | None:
    """Return the element that is meant; None where none fits, or several do.

    Args:
        target: What was learned.
        seen: The screen now.
        values: For the slots.
        risk: The risk class of the touch that was learned; what would do more is never taken for it.
    """
    text, near = (filled(t, values) for t in (target.text, target.beside))
    named = "{" in target.text or "{" in target.beside
    there = [e for e in seen.elements if e.bounds.area > 0 and (e.enabled or target.role == "text")]
    for how, by, fits in _levels(target, text, near, named, seen):
        fitting = [e for e in there if fits(e)]
        if len(fitting) > 1:
            fitting = _narrowed(fitting, target, near, seen)
        if len(fitting) == 1:
            element = fitting[0]
            if target.was and element.checkable and element.checked is not (target.was == "on"):
                return None  # a touch would turn it the other way
            if how == "exact" or risk >= int(effect_of(element, seen).risk):
                return Found(element, how, by)
            return None
        if fitting:
            return None  # ambiguous
    return None


def _levels(
    target: Target, text: str, near: str, named: bool, seen: Observation
) -> list[tuple[How, str, Callable[[Element], bool]]]:
    levels: list[tuple[How, str, Callable[[Element], bool]]] = []
    if text:
        levels += [
            ("exact", "id and text", lambda e: _role_and_id(e, target) and _says(e, text)),
            ("exact", "text and role", lambda e: role_of(e) == target.role and _says(e, text)),
            ("healed", "text alone", lambda e: _usable(e, target) and _says(e, text)),
        ]
        if target.contains:
            levels += [
                ("exact", "id and words", lambda e: _role_and_id(e, target) and _holds(e, text)),
                ("healed", "words alone", lambda e: _usable(e, target) and _holds(e, text)),
            ]
        if target.id and not named:
            levels.append(("healed", "id alone", lambda e: _role_and_id(e, target)))
        if not named:
            levels.append(("healed", "like words", lambda e: role_of(e) == target.role and _alike(e, text)))
    elif near:
        levels += [
            ("exact", "id and row", lambda e: _role_and_id(e, target) and _in_row(e, near, seen)),
            ("healed", "row and role", lambda e: role_of(e) == target.role and _in_row(e, near, seen)),
            ("healed", "row alone", lambda e: _usable(e, target) and _in_row(e, near, seen)),
        ]
    elif target.id:
        levels.append(("exact", "id", lambda e: _role_and_id(e, target)))
    if target.role == "field":
        levels.append(("healed", "the only field", lambda e: e.editable))
    if not text and not near and target.place:
        levels.append(("healed", "place", lambda e: role_of(e) == target.role and _is_near(e, target, seen)))
    return levels


def _narrowed(fitting: list[Element], target: Target, near: str, seen: Observation) -> list[Element]:
    """Return those among equals that the row, or the number, names."""
    outer = [e for e in fitting if not any(_inside(other, e) for other in fitting)]
    fitting = outer if len(outer) == 1 else fitting
    if near:
        in_row = [e for e in fitting if _in_row(e, near, seen)]
        fitting = in_row or fitting
    if len(fitting) > 1 and target.nth and len(fitting) == target.of:
        return [fitting[target.nth - 1]]
    return fitting


def _inside(inner: Element, outer: Element) -> bool:
    """Whether `outer` holds `inner`: then the inner one is what carries the text."""
    return inner.index != outer.index and inner.parent == outer.index


def _role_and_id(element: Element, target: Target) -> bool:
    return role_of(element) == target.role and element.resource_id == target.id


def _usable(element: Element, target: Target) -> bool:
    """Whether an element takes what is done to the target."""
    if target.role == "field":
        return element.editable
    return target.role == "text" or ((element.clickable or element.checkable or element.long_clickable)
                                     and not element.editable)  # fmt: skip


def _says(element: Element, text: str) -> bool:
    return any(_words(own) == _words(text) for own in texts_of(element))


def _holds(element: Element, text: str) -> bool:
    wanted = re.compile(rf"(?<!\w){re.escape(_words(text))}(?!\w)")
    return any(wanted.search(_words(own)) for own in texts_of(element))


def _alike(element: Element, text: str) -> bool:
    wanted = set(re.findall(r"\w+", _words(text)))
    for own in texts_of(element):
        said = set(re.findall(r"\w+", _words(own)))
        if said and wanted and len(said & wanted) / len(said | wanted) >= _ALIKE:
            return True
    return False


def _in_row(element: Element, near: str, seen: Observation) -> bool:
    return any(_words(text) == _words(near) for text in beside(element, seen))


def _is_near(element: Element, target: Target, seen: Observation) -> bool:
    x, y = (float(part.rstrip("%")) / 100 for part in target.place.split())
    here_x, here_y = _share(element, seen)
    return abs(here_x - x) <= _NEAR_SHARE and abs(here_y - y) <= _NEAR_SHARE


def _share(element: Element, seen: Observation) -> tuple[float, float]:
    x, y = element.bounds.center
    return x / max(1, seen.width_px), y / max(1, seen.height_px)


def _place(element: Element, seen: Observation) -> str:
    x, y = _share(element, seen)
    return f"{x:.0%} {y:.0%}"


def _words(text: str) -> str:
    return " ".join(text.casefold().split())

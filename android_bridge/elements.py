"""A screen as short text for a model: one line per target, descendant texts folded in; and the difference
of two.

Knows observations, no device and no prompt. Numbers stay with their elements from one look to the next
(`keep_numbers`), so that a difference is short and an old number never names another element.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from .app_labels import label_of_app, labels_of_elements
from .icons import place_of
from .inert import inert
from .labels import Confidentiality, Label
from .screen_tree import owner_of
from .secret_texts import is_secret
from .types import Element, Observation

__all__ = ["ScreenLine", "inert", "keep_numbers", "screen_diff", "screen_lines", "screen_text"]

_THINNEST_PX = 2
"""Whoever draws a text thinner than this does not mean it to be read."""


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """One line of a screen's text, with where it came from and how far it may travel."""

    text: str
    label: Label


def screen_text(observation: Observation) -> str:
    """Return the screen, one line per target and per text that belongs to none.

    Lines: `3 Wi-Fi | On` a target, `4 switch on: Wi-Fi`, `5 edit "Search": hello`, `- text` no target.
    Control, direction, tag and invisible characters are shown as escapes; a text is cut after 160 characters. What
    nobody can see has no line: elements without an area, beyond the screen's edges, or drawn hair-thin.
    """
    return "\n".join([_head(observation), *_lines(observation).values()])


def screen_lines(observation: Observation) -> tuple[ScreenLine, ...]:
    """Return the lines of `screen_text`, each with its label; the label of a row covers the texts inside it."""
    head = label_of_app(observation.package)
    if is_secret(observation.dialog):
        head = head.raised(Confidentiality.SECRET)
    elements = observation.elements
    labels = {e.index: label for e, label in zip(elements, labels_of_elements(elements), strict=True)}
    lines = _lines(observation)
    return (ScreenLine(_head(observation), head), *[ScreenLine(text, labels[i]) for i, text in lines.items()])


def screen_diff(before: Observation, after: Observation) -> str:
    """Return what changed: `+` new, `~` changed, `gone 3 7`; the whole screen where the app or page
    changed."""
    if (before.package, before.activity, before.dialog) != (after.package, after.activity, after.dialog):
        return screen_text(after)
    old, new = _lines(before), _lines(after)
    lines = []
    if _head(before) != _head(after):
        lines.append(_head(after))
    lines += [f"{'~' if index in old else '+'} {line}" for index, line in new.items() if old.get(index) != line]
    if gone := [str(index) for index in old if index not in new]:
        lines.append("gone " + " ".join(gone))
    if len(lines) > 1 + len(new) // 2:
        return screen_text(after)
    return "\n".join(lines) or "nothing changed"


def keep_numbers(elements: tuple[Element, ...], earlier: Iterable[Element]) -> tuple[Element, ...]:
    """Return the elements with the numbers that the same elements had earlier; new ones get new numbers."""
    old = list(earlier)
    numbers: dict[int, int] = {}
    taken: set[int] = set()
    for key in (_exact_key, _place_key):
        known: dict[Hashable, list[int]] = {}
        for element in old:
            if element.index not in taken:
                known.setdefault(key(element), []).append(element.index)
        for element in elements:
            waiting = known.get(key(element)) if element.index not in numbers else None
            if waiting:
                numbers[element.index] = waiting.pop(0)
                taken.add(numbers[element.index])
    following = max((element.index for element in old), default=0) + 1
    for element in elements:
        if element.index not in numbers:
            numbers[element.index] = following
            following += 1
    return tuple(
        replace(element, index=numbers[element.index], parent=element.parent and numbers[element.parent])
        for element in elements
    )


def _exact_key(element: Element) -> Hashable:
    return element.package, element.class_name, element.resource_id, element.name, element.depth


def _place_key(element: Element) -> Hashable:
    return element.package, element.class_name, element.resource_id, element.bounds, element.depth


def _head(observation: Observation) -> str:
    page = observation.activity.rpartition(".")[2]
    parts = [f"app {observation.package} {page}".rstrip()]
    if observation.dialog:
        parts.append(f'dialog "{inert(observation.dialog)}"')
    if observation.keyboard_shown:
        parts.append("keyboard")
    if observation.state.locked:
        parts.append("locked")
    if not observation.state.screen_on:
        parts.append("screen off")
    if observation.problem:
        parts.append(observation.problem)
    return " · ".join(parts)


_Described = tuple[tuple[Element, ...] | None, int, int, Mapping[int, str]]
_last: list[_Described] = [(None, 0, 0, {}), (None, 0, 0, {})]
"""The two screens that were described last: a step asks for one as text, with labels and as a digest, and for what
changed since the one before."""


def _lines(observation: Observation) -> Mapping[int, str]:
    elements, width, height = observation.elements, observation.width_px, observation.height_px
    for kept in _last:
        if kept[0] is elements and kept[1] == width and kept[2] == height:
            return kept[3]
    lines = _described(observation)
    _last[:] = _last[1], (elements, width, height, lines)
    return lines


def _described(observation: Observation) -> dict[int, str]:
    elements = observation.elements
    width, height = observation.width_px or 1 << 30, observation.height_px or 1 << 30
    by_index: dict[int, Element] = {}
    lines: dict[int, str] = {}
    for element in elements:
        box = element.bounds
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        if right <= 0 or bottom <= 0 or left >= width or top >= height:
            continue  # beyond the edges
        if right <= left or bottom <= top:
            continue
        if element.interactive:
            lines[element.index] = f"{element.index} {_target(element, observation)}"
        elif right - left > _THINNEST_PX and bottom - top > _THINNEST_PX:
            by_index = by_index or {each.index: each for each in elements}
            if owner_of(element, by_index) is None:
                lines[element.index] = f"- {inert(element.name)}"
    return lines


def _target(element: Element, observation: Observation) -> str:
    if element.editable:
        label = inert(element.description or element.hint or _id_part(element))
        value = "•••" if element.password else inert(element.text if element.text != element.hint else "")
        line = f'edit "{label}": {value}'
    elif element.checkable:
        line = f"{'on' if element.checked else 'off'}: {inert(_name(element))}"
    elif element.clickable or element.long_clickable:
        line = inert(_name(element)) or place_of(element, observation)
    else:
        line = "scroll"
    notes = ["focused"] if element.focused and element.editable else []
    if element.selected:
        notes.append("selected")
    if not element.enabled:
        notes.append("disabled")
    if element.long_clickable and not element.clickable and not element.editable:
        notes.append("long press only")
    return f"{line} ({', '.join(notes)})" if notes else line


def _name(element: Element) -> str:
    own, inner = element.text or element.description, element.inner_text
    if own and inner:  # many rows repeat their texts in their description
        inner = " | ".join([part for part in inner.split(" | ") if part not in own])
    return (f"{own} | {inner}" if own and inner else own or inner) or element.hint or _id_part(element)


def _id_part(element: Element) -> str:
    return element.resource_id.rpartition("/")[2]

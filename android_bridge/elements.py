"""A screen as short text for a model: one line per target, descendant texts folded in; and the difference
of two.

Knows observations, no device and no prompt. Numbers stay with their elements from one look to the next
(`keep_numbers`), so that a difference is short and an old number never names another element.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import replace

from .screen_tree import owner_of
from .types import Element, Observation

LINE_LIMIT_CHARS = 160


def screen_text(observation: Observation) -> str:
    """Return the screen, one line per target and per text that belongs to none.

    Lines: `3 Wi-Fi | On` a target, `4 switch on: Wi-Fi`, `5 edit "Search": hello`, `- text` no target.
    Control and direction characters are shown as escapes; a text is cut after 160 characters.
    """
    return "\n".join([_head(observation), *_lines(observation.elements).values()])


def screen_diff(before: Observation, after: Observation) -> str:
    """Return what changed: `+` new, `~` changed, `gone 3 7`; the whole screen where the app or page
    changed."""
    if (before.package, before.activity, before.dialog) != (after.package, after.activity, after.dialog):
        return screen_text(after)
    old, new = _lines(before.elements), _lines(after.elements)
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


def _lines(elements: tuple[Element, ...]) -> dict[int, str]:
    by_index = {element.index: element for element in elements}
    lines: dict[int, str] = {}
    for element in elements:
        if element.interactive:
            lines[element.index] = f"{element.index} {_target(element)}"
        elif owner_of(element, by_index) is None:
            lines[element.index] = f"- {inert(element.name)}"
    return lines


def _target(element: Element) -> str:
    name = inert(_name(element))
    if element.editable:
        label = inert(element.description or element.hint or _id_part(element))
        value = "•••" if element.password else inert(element.text if element.text != element.hint else "")
        line = f'edit "{label}": {value}'
    elif element.checkable:
        line = f"{'on' if element.checked else 'off'}: {name}"
    elif element.clickable or element.long_clickable:
        line = name or element.class_name.rpartition(".")[2]
    else:
        line = "scroll"
    notes = [
        word
        for word, holds in (
            ("focused", element.focused and element.editable),
            ("selected", element.selected),
            ("disabled", not element.enabled),
            ("long press only", element.long_clickable and not element.clickable and not element.editable),
        )
        if holds
    ]
    return f"{line} ({', '.join(notes)})" if notes else line


def _name(element: Element) -> str:
    own = element.text or element.description
    # Many rows repeat their texts in their description.
    inner = " | ".join(part for part in element.inner_text.split(" | ") if part not in own)
    return (f"{own} | {inner}" if own and inner else own or inner) or element.hint or _id_part(element)


def _id_part(element: Element) -> str:
    return element.resource_id.rpartition("/")[2]


def inert(text: str, *, limit_chars: int = LINE_LIMIT_CHARS) -> str:
    """Return the text on one line with control, direction and tag characters as escapes, cut to the limit."""
    cut = text if len(text) <= limit_chars else text[: limit_chars - 1] + "…"
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(map(_inert_character, cut))


def _inert_character(character: str) -> str:
    if character == "\n":
        return "\\n"
    if character in "\u200d\ufe0f":
        return character
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return f"\\u{ord(character):04x}"
    return character

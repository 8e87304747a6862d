"""What a screen says about a named thing: its row, its switch, its value. Pure; knows no wish and no device.

Names are compared as words in any case; `Wi-Fi`, `Wi‑Fi` and `wifi` are one name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ..android_bridge.types import Element, Observation

_TOKEN = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_UNITS = {
    "min": "minute", "mins": "minute", "minutes": "minute", "sec": "second", "secs": "second", "seconds": "second",
    "hr": "hour", "hrs": "hour", "hours": "hour", "percent": "%", "days": "day",
}  # fmt: skip
_SMALL = frozenset({"the", "a", "an", "my", "of", "and"})
"""Left out: `Date & time` is `date and time`."""
ON, OFF = "on", "off"


def tokens_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in one spelling: small letters, no punctuation, articles left out."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("%", " percent ")
    found = [_UNITS.get(word, word) for word in _TOKEN.findall(plain)]
    return tuple(word for word in found if word not in _SMALL) or tuple(found)


def same_name(one: str, other: str) -> bool:
    """Return whether two texts are one name."""
    first, second = tokens_of(one), tokens_of(other)
    return bool(first) and (first == second or "".join(first) == "".join(second))


def holds_name(text: str, name: str) -> bool:
    """Return whether a text holds a name as whole words side by side."""
    words, among = tokens_of(name), tokens_of(text)
    if not words or not among:
        return False
    if any(among[at : at + len(words)] == words for at in range(len(among) - len(words) + 1)):
        return True
    joined = "".join(words)
    return any("".join(among[at : at + size]) == joined for size in (1, 2, 3) for at in range(len(among) - size + 1))


def covers(texts: Iterable[str], name: str) -> bool:
    """Return whether all words of a name stand in the texts, in whatever order."""
    said = {word for text in texts for word in tokens_of(text)}
    words = tokens_of(name)
    return bool(words) and (said.issuperset(words) or any(same_name(text, name) for text in texts))


def texts_of(element: Element) -> tuple[str, ...]:
    """Return what an element says, piece by piece."""
    return tuple(text for text in (element.text, element.description, *element.inner_text.split(" | ")) if text)


def name_words(element: Element) -> frozenset[str]:
    """Return the words of an element's texts and of its id, such as `menu_star`."""
    own = element.resource_id.rpartition("/")[2]
    return frozenset(tokens_of(" ".join((*texts_of(element), *_CAMEL.split(own)))))


def ancestors_of(element: Element, by_index: dict[int, Element]) -> list[Element]:
    """Return the listed elements that hold this one, the nearest first."""
    found: list[Element] = []
    at = element.parent
    while at is not None and at in by_index and len(found) < 64:
        found.append(by_index[at])
        at = by_index[at].parent
    return found


def named(seen: Observation, name: str, *, whole: bool = False) -> list[Element]:
    """Return the outermost elements, fields left out, that say a name; those that say just it come alone.

    Args:
        seen: The screen.
        name: The user's words for the thing.
        whole: Only elements of which one text is the name and nothing more.
    """
    by_index = {element.index: element for element in seen.elements}
    shown = [e for e in seen.elements if not e.editable and e.bounds.area > 0]
    exact = [e for e in shown if any(same_name(text, name) for text in texts_of(e))]
    found = exact or ([] if whole else [e for e in shown if covers(texts_of(e), name)])
    numbers = {element.index for element in found}
    return [e for e in found if not any(a.index in numbers for a in ancestors_of(e, by_index))]


def title_of(seen: Observation) -> str:
    """Return the title of the page: of the dialog in front, else the topmost text that is no target."""
    if seen.dialog:
        return seen.dialog
    plain = [e for e in seen.elements if e.text and not e.interactive and e.parent is None]
    return min(plain, key=lambda e: (e.bounds.top, e.bounds.left)).text if plain else ""


def same_page(one: Observation, other: Observation) -> bool:
    """Return whether two looks show one page of an app, dialogs apart."""
    return (one.package, one.activity) == (other.package, other.activity)


def switch_of(seen: Observation, name: str) -> Element | None:
    """Return the one thing that can be checked and belongs to a name: itself, in its row or card, or beside it."""
    by_index = {element.index: element for element in seen.elements}
    checkable = [e for e in seen.elements if e.checkable and e.bounds.area > 0]
    found: set[int] = set()
    for label in named(seen, name):
        if label.checkable:
            found.add(label.index)
            continue
        inside = [e for e in checkable if label in ancestors_of(e, by_index)]
        for holder in ancestors_of(label, by_index) if not inside else ():
            inside = [e for e in checkable if holder in ancestors_of(e, by_index)]
            if inside:
                break
        beside = inside or [e for e in checkable if _in_row(e, label)]
        if len(beside) == 1:
            found.add(beside[0].index)
        elif beside:
            return None
    return by_index[found.pop()] if len(found) == 1 else None


def state_of(seen: Observation, name: str) -> str:
    """Return `on` or `off` for what the name says, or an empty text where the screen does not tell."""
    switch = switch_of(seen, name)
    return "" if switch is None else ON if switch.checked else OFF


def value_of(seen: Observation, name: str) -> str:
    """Return what the row or the list of choices of that name shows as its value; an empty text for none."""
    if same_name(title_of(seen), name):
        chosen = [e for e in seen.elements if e.checkable and e.checked and e.name]
        if len(chosen) == 1:
            return chosen[0].name
    rows = named(seen, name)
    if len(rows) != 1:
        return ""
    others = [text for text in texts_of(rows[0]) if not same_name(text, name)]
    if others and any(same_name(text, name) for text in texts_of(rows[0])):
        return others[0]
    return _text_below(seen, rows[0])


def same_value(shown: str, wanted: str) -> bool:
    """Return whether a shown value is the wished one; an amount may stand in a sentence (`After 5 minutes`)."""
    if same_name(shown, wanted):
        return True
    words = tokens_of(wanted)
    return any(word.isdigit() for word in words) and holds_name(_singular(shown), _singular(wanted))


def _singular(text: str) -> str:
    return " ".join(tokens_of(text))


def _text_below(seen: Observation, label: Element) -> str:
    """Return the text right below a label, or right of it, where rows are not one element."""
    plain = [e for e in seen.elements if e.text and not e.interactive and e.index != label.index]
    right = [e for e in plain if _in_row(e, label) and e.bounds.left >= label.bounds.right]
    height = max(1, label.bounds.bottom - label.bounds.top)
    below = [
        e
        for e in plain
        if 0 <= e.bounds.top - label.bounds.bottom <= height and abs(e.bounds.left - label.bounds.left) < height
    ]
    first = min(right or below, key=lambda e: (e.bounds.top, e.bounds.left), default=None)
    return first.text if first is not None else ""


def _in_row(element: Element, label: Element) -> bool:
    middle = element.bounds.center[1]
    return label.bounds.top <= middle <= label.bounds.bottom


def rows_like(seen: Observation, element: Element) -> list[Element]:
    """Return the elements of the same kind as one, from top to bottom: the other rows of its list."""
    alike = [
        e
        for e in seen.elements
        if (e.class_name, e.resource_id, e.package) == (element.class_name, element.resource_id, element.package)
        and e.bounds.left == element.bounds.left
        and (e.parent is None) == (element.parent is None)
        and texts_of(e)
    ]
    return sorted(alike, key=lambda e: e.bounds.top)


def has_text(seen: Observation, name: str) -> bool:
    """Return whether any text of the screen, fields left out, holds a name."""
    return any(holds_name(text, name) for e in seen.elements if not e.editable for text in texts_of(e))


def any_of(words: frozenset[str], wanted: Sequence[str]) -> bool:
    """Return whether one of the wanted words, or a form of it such as `starred`, is among these."""
    return any(
        word == one or word.startswith(f"{one}r") or word.startswith(f"{one}d") for word in words for one in wanted
    )

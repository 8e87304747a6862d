"""How secret an app's screen is, and each element on it. Knows no policy and no device.

Errs upward: an unknown app counts as SENSITIVE, a pattern can only raise a label, and the label of a screen is the join
of its apps' and its elements' labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .app_families import level_of_app
from .labels import Confidentiality, Integrity, Label
from .secret_texts import is_bare_code, is_secret, is_secret_field, may_hold_secret, secret_spans, tells_of_code
from .types import Element

__all__ = [
    "is_secret", "label_of_app", "label_of_element", "label_of_picture", "label_of_screen", "labels_of_elements",
    "level_of_app", "secret_spans",
]  # fmt: skip

_SECRET = Label(Integrity.UNTRUSTED, Confidentiality.SECRET)
_PERSON = re.compile(r"[\w.+-]@[\w-]+\.\w|(?<!\d)\+\d[\d ()-]{7,}\d")
"""A mail address or an international number: no longer public, whatever app shows it."""


@lru_cache(maxsize=1024)
def label_of_app(package: str) -> Label:
    """Return the label of what an app shows; SENSITIVE for an app that no table names."""
    if not package:
        return Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE)
    return Label.of_app(package, level_of_app(package))


def label_of_element(element: Element) -> Label:
    """Return the label of one element with the texts inside it: its app's, or SECRET.

    SECRET are password, code, PIN and card fields, and texts with a one-time code, a password, a card number or a key.
    What only its neighbours give away is `labels_of_elements`'s to know.
    """
    label = _label_without_texts(element)
    return label.raised(Confidentiality.SECRET) if is_secret(_words(element)) else label


def labels_of_elements(elements: Iterable[Element]) -> tuple[Label, ...]:
    """Return the labels of elements that stand on one screen, in order.

    Beyond `label_of_element`: a bare number, or a field that holds a digit, is SECRET where another text of the screen
    speaks of a code, because a code often stands apart from the words that name it.
    """
    listed = tuple(elements)  # the same one for one
    if _last[0][0] is listed:
        return _last[0][1]
    labels = _labels(listed)
    _last[0] = listed, labels
    return labels


_last: list[tuple[tuple[Element, ...] | None, tuple[Label, ...]]] = [(None, ())]
"""The screen that was labelled last: a step asks for the whole and for its lines."""


def _labels(listed: tuple[Element, ...]) -> tuple[Label, ...]:
    if not may_hold_secret("\n".join([f"{e.text} {e.description} {e.inner_text}" for e in listed])):
        labels = _labels_without_texts(listed)
    else:
        labels = [label_of_element(element) for element in listed]
    bare = [n for n, e in enumerate(listed) if (e.text or e.description)[:1].isdigit() and _may_be_code(e)]
    if bare and any(tells_of_code(f"{_words(e)} {e.hint}") for e in listed):
        for position in bare:
            labels[position] = labels[position].raised(Confidentiality.SECRET)
    return tuple(labels)


def _labels_without_texts(elements: Iterable[Element]) -> list[Label]:
    """Return `_label_without_texts` of each; most are plain elements of one app."""
    labels: list[Label] = []
    package, label, plain = None, _SECRET, False
    for element in elements:
        if element.package != package:
            package, label = element.package, label_of_app(element.package)
            plain = label.confidentiality is not Confidentiality.PUBLIC
        special = not plain or element.editable or element.password
        labels.append(_label_without_texts(element) if special else label)
    return labels


def _label_without_texts(element: Element) -> Label:
    label = label_of_app(element.package)
    if (element.password or element.editable) and is_secret_field(element):
        return label.raised(Confidentiality.SECRET)
    if label.confidentiality is Confidentiality.PUBLIC and _PERSON.search(_words(element)):
        return label.raised(Confidentiality.PERSONAL)
    return label


def label_of_screen(packages: Iterable[str], elements: Iterable[Element]) -> Label:
    """Return the label of a screen that these packages draw and these elements stand on."""
    label = Label(Integrity.UNTRUSTED, Confidentiality.PUBLIC)
    label = label.join(*(label_of_app(package) for package in packages))
    levels = {id(each): each.confidentiality for each in labels_of_elements(elements)}
    highest = max(levels.values(), default=Confidentiality.PUBLIC)
    if not label.origins:
        highest = max(highest, Confidentiality.SENSITIVE)
    return label.raised(highest)


def label_of_picture(package: str, *, secure: bool, on_screen: Label | None = None) -> Label:
    """Return the label of a screenshot: of its app and its elements; SECRET for a window that forbids pictures.

    Args:
        package: The app in front.
        secure: The frame is black although the tree has nodes, or the window is known as secure.
        on_screen: The label of the same screen's tree; a picture shows at least as much.
    """
    label = label_of_app(package)
    if on_screen is not None:
        label = label.join(on_screen)
    return label.join(_SECRET) if secure else label


def _words(element: Element) -> str:
    return (
        f"{element.text} {element.description} {element.inner_text}"
        if element.inner_text
        else (f"{element.text} {element.description}")
    )


def _may_be_code(element: Element) -> bool:
    text = element.text or element.description
    if not text[:1].isdigit():
        return False
    if element.editable and len(text) == 1:
        return True
    return 4 <= len(text) <= 11 and is_bare_code(text)

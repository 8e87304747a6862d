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
    listed = tuple(elements)
    if not may_hold_secret("\n".join([_words(element) for element in listed])):
        labels = [_label_without_texts(element) for element in listed]
    else:
        labels = [label_of_element(element) for element in listed]
    bare = [position for position, element in enumerate(listed) if _may_be_code(element)]
    if bare and any(tells_of_code(f"{_words(e)} {e.hint}") for e in listed):
        for position in bare:
            labels[position] = labels[position].raised(Confidentiality.SECRET)
    return tuple(labels)


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
    highest = max((each.confidentiality for each in labels_of_elements(elements)), default=Confidentiality.PUBLIC)
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
    if not text or not text[0].isdigit():
        return False
    if element.editable and len(text) == 1:
        return True
    return 4 <= len(text) <= 11 and is_bare_code(text)

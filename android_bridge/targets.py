"""Targets: what a permission covers on the screen, and the checks whether a touch, a key or a command is inside it.

Pure: knows elements and observations, no device. Both devices use the same checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from .errors import TargetChangedError, TicketError
from .types import Bounds, Element, Observation

_HEADING_SHARE = 0.3
"""The heading of a window: what stands in its upper part, as high as this share of its width."""
_SAME_PLACE_SHARE = 0.5
_DIGITS = re.compile(r"\d+")
_BOUNDS = attrgetter("bounds")
_LEFT, _TOP, _RIGHT = attrgetter("left"), attrgetter("top"), attrgetter("right")


@dataclass(frozen=True, slots=True)
class Window:
    """How the window in front is known again."""

    package: str
    activity: str = ""
    """`package/.Class`, or empty when unknown."""
    heading: frozenset[str] = frozenset()
    """Texts of its upper part that do not scroll, digits left out: two conversations differ in nothing else."""


@dataclass(frozen=True, slots=True)
class NodeTarget:
    """Exactly one element of one window."""

    window: Window
    element: Element


@dataclass(frozen=True, slots=True)
class WindowTarget:
    """Keys and swipes in one window; no element, no text."""

    window: Window


@dataclass(frozen=True, slots=True)
class AppsTarget:
    """What a goal tool may touch: windows of these packages, and everything that needs no screen."""

    packages: frozenset[str]


Target = NodeTarget | WindowTarget | AppsTarget
NOTHING_ON_SCREEN = AppsTarget(frozenset())
"""Covers no window at all: settings, providers and files only."""


def target_json(target: Target | None) -> dict[str, Any] | None:
    """Return the target as JSON, in one fixed form; a ticket's digest is made of it."""
    match target:
        case AppsTarget(packages):
            return {"packages": sorted(packages)}
        case WindowTarget(window):
            return {"window": _window_json(window)}
        case NodeTarget(window, element):
            return {"window": _window_json(window), "element": asdict(element)}
    return None


def _window_json(window: Window) -> list[object]:
    return [window.package, window.activity, sorted(window.heading)]


def window_of(seen: Observation) -> Window:
    """Return how the window of an observation is known again."""
    return window_now(seen.package, seen.activity, seen.elements)


def window_now(package: str, activity: str, elements: Sequence[Element]) -> Window:
    """Return how the window in front is known again."""
    texts = frozenset(_DIGITS.sub("#", element.text) for element in heading_of(package, elements))
    return Window(package, activity, texts)


def heading_of(package: str, elements: Sequence[Element]) -> list[Element]:
    """Return the texts in the upper part of a window that do not scroll: titles, names, addresses."""
    own = [element for element in elements if element.package == package]
    if not own:
        return []
    boxes = list(map(_BOUNDS, own))
    top = min(map(_TOP, boxes))
    width = max(map(_RIGHT, boxes)) - min(map(_LEFT, boxes))
    end = top + _HEADING_SHARE * width
    upper = [each for each in own if each.bounds.bottom <= end and each.text and not each.editable]
    if not upper:
        return upper
    by_index = {element.index: element for element in elements}
    return [element for element in upper if not _scrolls(element, by_index)]


def _scrolls(element: Element, by_index: dict[int, Element]) -> bool:
    up: int | None = element.index
    while up is not None and (above := by_index.get(up)) is not None:
        if above.scrollable:
            return True
        up = above.parent
    return False


def identity(element: Element) -> tuple[object, ...]:
    """Return what must be equal in two looks at one element; what stands in a text field may change."""
    text = "" if element.editable else element.text
    return (
        element.package,
        element.class_name,
        element.resource_id,
        text,
        element.description,
        element.inner_text,
        element.checkable and element.checked,
        element.enabled,
        element.password,
    )


def same_place(a: Bounds, b: Bounds) -> bool:
    """Whether two rectangles share at least half of the smaller one."""
    return shared_part(a, b) >= _SAME_PLACE_SHARE


def shared_part(a: Bounds, b: Bounds) -> float:
    """Return the common area over the smaller one's, 0 to 1."""
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    smaller = min(a.area, b.area)
    return max(0, width) * max(0, height) / smaller if smaller else 0.0


def check_element(tool: str, target: Target, element: Element) -> None:
    """Raise TicketError unless the permission covers this element; said before anything is looked up."""
    match target:
        case AppsTarget(packages):
            if element.package not in packages:
                raise TicketError(f"{tool}: {_not_covered(element.package, packages)}; nothing was touched")
        case WindowTarget():
            raise TicketError(
                f'{tool}: the permission covers no element, not "{element.name[:60]}"; nothing was touched'
            )
        case NodeTarget(_, chosen):
            if identity(chosen) != identity(element) or chosen.bounds != element.bounds:
                raise TicketError(
                    f'{tool}: the permission was given for "{chosen.name[:60]}", not for "{element.name[:60]}"; '
                    "nothing was touched"
                )


def check_front(tool: str, target: Target, front: Window, *, heading: bool = True) -> None:
    """Raise TargetChangedError unless the window in front is one that the permission covers.

    Args:
        heading: Whether the texts of the upper part must be those of the decision, too.
    """
    if isinstance(target, AppsTarget):
        if front.package not in target.packages:
            raise TargetChangedError(f"{tool}: {_not_covered(front.package, target.packages)}; nothing was touched")
        return
    before = target.window
    if front.package != before.package:
        raise TargetChangedError(f"{front.package or 'nothing'} is in front, not {before.package}; nothing was touched")
    if before.activity and front.activity and front.activity != before.activity:
        raise TargetChangedError(f"{front.activity} is in front, not {before.activity}; nothing was touched")
    if heading and front.heading != before.heading:
        raise TargetChangedError(f"another page of {front.package} is in front; nothing was touched")


def check_command(tool: str, target: Target, what: str, packages: Iterable[str] = ()) -> None:
    """Raise TicketError unless the permission covers an act that is no touch.

    Args:
        what: The act, such as `start_activity`.
        packages: The apps that it names.
    """
    if not isinstance(target, AppsTarget):
        raise TicketError(f"{tool}: the permission covers one touch, not `{what}`; nothing was done")
    for package in packages:
        if package and package not in target.packages:
            raise TicketError(f"{tool}: {_not_covered(package, target.packages)}; nothing was done")


def _not_covered(package: str, packages: frozenset[str]) -> str:
    covered = ", ".join(sorted(packages)) or "no app's window"
    return f"the permission covers {covered}, not {package or 'an unknown window'}"

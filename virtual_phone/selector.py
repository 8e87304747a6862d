"""UiSelector: which boxes of a window a selector of uiautomator2 means.

Knows the mask bits, matching, children and siblings, instances. Does not know JSON-RPC or gestures.
Source: androidx.test.uiautomator UiSelector and QueryController (text tests with Contains and StartsWith ignore case).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .ui.dump import can_scroll, is_focusable, resource_id, shown_text
from .ui.layout import Box

Test = Callable[[Box, Any, str], bool]
INSTANCE_BIT = 0x1000000


def _matches(pattern: Any, value: str) -> bool:
    try:
        return re.fullmatch(str(pattern), value, re.DOTALL) is not None
    except re.error:
        return False


def _contains(part: Any, value: str) -> bool:
    return str(part).lower() in value.lower()


def _starts(part: Any, value: str) -> bool:
    return value.lower().startswith(str(part).lower())


# bit -> (name of the field, test(box, wanted value, key of the focused box))
_TESTS: dict[int, tuple[str, Test]] = {
    0x1: ("text", lambda box, value, _: shown_text(box.node) == value),
    0x2: ("textContains", lambda box, value, _: _contains(value, shown_text(box.node))),
    0x4: ("textMatches", lambda box, value, _: _matches(value, shown_text(box.node))),
    0x8: ("textStartsWith", lambda box, value, _: _starts(value, shown_text(box.node))),
    0x10: ("className", lambda box, value, _: box.node.cls == value),
    0x20: ("classNameMatches", lambda box, value, _: _matches(value, box.node.cls)),
    0x40: ("description", lambda box, value, _: box.node.desc == value),
    0x80: ("descriptionContains", lambda box, value, _: _contains(value, box.node.desc)),
    0x100: ("descriptionMatches", lambda box, value, _: _matches(value, box.node.desc)),
    0x200: ("descriptionStartsWith", lambda box, value, _: _starts(value, box.node.desc)),
    0x400: ("checkable", lambda box, value, _: box.node.checkable == value),
    0x800: ("checked", lambda box, value, _: box.node.checked == value),
    0x1000: ("clickable", lambda box, value, _: box.node.clickable == value),
    0x2000: ("longClickable", lambda box, value, _: box.node.long_clickable == value),
    0x4000: ("scrollable", lambda box, value, _: can_scroll(box) == value),
    0x8000: ("enabled", lambda box, value, _: box.node.enabled == value),
    0x10000: ("focusable", lambda box, value, _: is_focusable(box.node) == value),
    0x20000: ("focused", lambda box, value, focus: (bool(focus) and box.key == focus) == value),
    0x40000: ("selected", lambda box, value, _: box.node.selected == value),
    0x80000: ("packageName", lambda box, value, _: box.package == value),
    0x100000: ("packageNameMatches", lambda box, value, _: _matches(value, box.package)),
    0x200000: ("resourceId", lambda box, value, _: resource_id(box) == value),
    0x400000: ("resourceIdMatches", lambda box, value, _: _matches(value, resource_id(box))),
    0x800000: ("index", lambda box, value, _: box.index == value),
}


def is_dumped(box: Box) -> bool:
    """Tell whether accessibility sees a box."""
    return box.is_seen and not any(above.node.hidden_from_dump for above in box.ancestors())


def matches(box: Box, selector: Mapping[str, Any], focus_key: str = "") -> bool:
    """Tell whether a box passes every test whose bit is in the selector's mask; other fields do not count.

    Raises ValueError when the selector is no object (it comes from outside).
    """
    if not isinstance(selector, Mapping):
        raise ValueError(f"a selector must be an object, not {selector!r}")
    mask = int(selector.get("mask", 0))
    return all(test(box, selector.get(name), focus_key) for bit, (name, test) in _TESTS.items() if mask & bit)


def find(boxes: Iterable[Box], selector: Mapping[str, Any], focus_key: str = "") -> list[Box]:
    """Return the boxes that a selector means, in document order.

    boxes: the dumped boxes of the window (or of a subtree). With an instance the list has at most one box.
    """
    found = [box for box in boxes if matches(box, selector, focus_key)]
    found = _instance(found, selector)
    relations = selector.get("childOrSibling") or []
    for relation, next_selector in zip(relations, selector.get("childOrSiblingSelector") or [], strict=False):
        found = _related(found, relation, next_selector, focus_key)
    return found


def _instance(found: list[Box], selector: Mapping[str, Any]) -> list[Box]:
    if not int(selector.get("mask", 0)) & INSTANCE_BIT:
        return found
    number = int(selector.get("instance", 0))
    return found[number : number + 1]


def _related(anchors: list[Box], relation: str, selector: Mapping[str, Any], focus_key: str) -> list[Box]:
    seen: dict[int, Box] = {}
    for anchor in anchors:
        top = anchor if relation == "child" else anchor.parent
        if top is None:
            continue
        for box in below(top):
            if matches(box, selector, focus_key):
                seen.setdefault(id(box), box)
    return _instance(list(seen.values()), selector)


def below(top: Box) -> list[Box]:
    """Return the boxes under `top` that accessibility sees, in document order, `top` excluded."""
    found: list[Box] = []
    for child in top.children:
        if child.is_seen and not child.node.hidden_from_dump:
            found.append(child)
            found += below(child)
    return found


def describe(selector: Mapping[str, Any] | str) -> str:
    """Return a selector as UiSelector prints itself in errors."""
    if isinstance(selector, str):
        return f"UiObject[{selector}]"
    mask = int(selector.get("mask", 0))
    parts = [f"{name.upper()}={selector.get(name)}" for bit, (name, _) in _TESTS.items() if mask & bit]
    if mask & INSTANCE_BIT:
        parts.append(f"INSTANCE={selector.get('instance')}")
    return f"UiSelector[{', '.join(parts)}]"

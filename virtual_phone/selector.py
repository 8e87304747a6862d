"""Selectors of uiautomator2: which boxes of a window one means.

Knows the mask bits, matching, children and siblings, instances. Does not know JSON-RPC or gestures.
Source: androidx.test.uiautomator 2.3 UiSelector and BySelector. The device's server looks for simple selectors with
BySelector and for the others (index, instance, child, sibling; lists of objects) with UiSelector: the first minds the
case in Contains and StartsWith, the second does not.
Errors: SelectorError for a broken regular expression, SlowPatternError for one that takes too long, TypeError for
something that is no selector.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .bounded_regex import BadPatternError, BoundedPattern, compile_bounded
from .ui.dump import can_scroll, is_focusable, resource_id, shown_text
from .ui.layout import Box

INDEX_BIT, INSTANCE_BIT = 0x800000, 0x1000000
_WORDS = 0x1 | 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200
"""The bits of tests on text and description."""
Check = Callable[[Box], Any]
"""Its result counts as true or false."""


class SelectorError(ValueError):
    """A selector that Android would not take; `java` is the name of the exception that it throws there."""

    def __init__(self, java: str, text: str) -> None:
        super().__init__(text)
        self.java = java


def _text(box: Box) -> str:
    return shown_text(box.node)


# bit -> (field, name in UiSelector's own text, place there, kind of test, what is tested)
_FIELDS: dict[int, tuple[str, str, int, str, Callable[[Box], Any]]] = {
    0x1: ("text", "TEXT", 1, "is", _text),
    0x2: ("textContains", "CONTAINS_TEXT", 3, "contains", _text),
    0x4: ("textMatches", "TEXT_REGEX", 25, "matches", _text),
    0x8: ("textStartsWith", "START_TEXT", 2, "starts", _text),
    0x10: ("className", "CLASS", 4, "is", lambda box: box.node.cls),
    0x20: ("classNameMatches", "CLASS_REGEX", 26, "matches", lambda box: box.node.cls),
    0x40: ("description", "DESCRIPTION", 5, "is", lambda box: box.node.desc),
    0x80: ("descriptionContains", "CONTAINS_DESCRIPTION", 7, "contains", lambda box: box.node.desc),
    0x100: ("descriptionMatches", "DESCRIPTION_REGEX", 27, "matches", lambda box: box.node.desc),
    0x200: ("descriptionStartsWith", "START_DESCRIPTION", 6, "starts", lambda box: box.node.desc),
    0x400: ("checkable", "CHECKABLE", 30, "flag", lambda box: box.node.checkable),
    0x800: ("checked", "CHECKED", 15, "flag", lambda box: box.node.checked),
    0x1000: ("clickable", "CLICKABLE", 14, "flag", lambda box: box.node.clickable),
    0x2000: ("longClickable", "LONG_CLICKABLE", 24, "flag", lambda box: box.node.long_clickable),
    0x4000: ("scrollable", "SCROLLABLE", 13, "flag", can_scroll),
    0x8000: ("enabled", "ENABLED", 10, "flag", lambda box: box.node.enabled),
    0x10000: ("focusable", "FOCUSABLE", 12, "flag", lambda box: is_focusable(box.node)),
    0x20000: ("focused", "FOCUSED", 11, "focus", lambda box: box.key),
    0x40000: ("selected", "SELECTED", 16, "flag", lambda box: box.node.selected),
    0x80000: ("packageName", "PACKAGE_NAME", 18, "is", lambda box: box.package),
    0x100000: ("packageNameMatches", "PACKAGE_NAME_REGEX", 28, "matches", lambda box: box.package),
    0x200000: ("resourceId", "RESOURCE_ID", 29, "is", resource_id),
    0x400000: ("resourceIdMatches", "RESOURCE_ID_REGEX", 31, "matches", resource_id),
    INDEX_BIT: ("index", "INDEX", 8, "is", lambda box: box.index),
}


def _check(kind: str, read: Callable[[Box], Any], wanted: Any, focus_key: str, by: bool) -> Check:
    """Return the test of one field."""
    match kind:
        case "is":
            return lambda box: bool(read(box) == wanted)
        case "flag":
            flag = bool(wanted)
            return lambda box: read(box) == flag
        case "focus":
            flag = bool(wanted)
            return lambda box: (bool(focus_key) and box.key == focus_key) == flag
        case "matches":
            fullmatch = _pattern(str(wanted), dotall=not by).fullmatch
            return lambda box: fullmatch(read(box)) is not None
    part = str(wanted) if by else str(wanted).lower()
    fold: Callable[[str], str] = str if by else str.lower
    if kind == "contains":
        return lambda box: part in fold(read(box))
    return lambda box: fold(read(box)).startswith(part)


def _pattern(pattern: str, *, dotall: bool) -> BoundedPattern:
    try:
        return compile_bounded(pattern, re.DOTALL if dotall else 0, java=True)
    except BadPatternError as error:
        text = f"{str(error).capitalize()} near index {error.position}\n{pattern}"
        raise SelectorError("java.util.regex.PatternSyntaxException", text) from None


def mask_of(selector: Mapping[str, Any]) -> int:
    """Return the mask of a selector. Raises TypeError when it is none (it comes from outside)."""
    mask = selector.get("mask", 0) if isinstance(selector, Mapping) else None
    if not isinstance(mask, (int, float)):
        raise TypeError(f"a selector must be an object with a mask, not {selector!r}")
    return int(mask)


def matcher(selector: Mapping[str, Any], focus_key: str = "", *, by: bool = False) -> Check:
    """Return a test that a box passes when it passes every test whose bit is in the mask; other fields do not count."""
    mask = mask_of(selector)
    checks = [
        _check(kind, read, selector.get(name), focus_key, by)
        for bit, (name, _, _, kind, read) in _FIELDS.items()
        if mask & bit
    ]
    if not by:
        # An empty text is none at all for Android, and nothing fits what is not there.
        checks += [read for bit, (_, _, _, _, read) in _FIELDS.items() if mask & bit & _WORDS]
    if len(checks) == 1:
        return checks[0]
    return lambda box: all(check(box) for check in checks)


def is_simple(selector: Mapping[str, Any]) -> bool:
    """Tell whether the device's server would use a BySelector: no child, sibling, index or instance."""
    mask = mask_of(selector)
    return bool(mask) and not mask & (INDEX_BIT | INSTANCE_BIT) and not selector.get("childOrSibling")


def find(boxes: Iterable[Box], selector: Mapping[str, Any], focus_key: str = "", *, by: bool = False) -> list[Box]:
    """Return the boxes that a selector means, in document order.

    boxes: the dumped boxes of the window (or of a subtree). With an instance the list has at most one box.
    by: match as BySelector does.
    """
    check = matcher(selector, focus_key, by=by)
    found = _instance([box for box in boxes if check(box)], selector)
    relations = selector.get("childOrSibling") or []
    for relation, next_selector in zip(relations, selector.get("childOrSiblingSelector") or [], strict=False):
        found = _related(found, str(relation).lower(), next_selector, focus_key)
    return found


def _instance(found: list[Box], selector: Mapping[str, Any]) -> list[Box]:
    if not mask_of(selector) & INSTANCE_BIT:
        return found
    number = int(selector.get("instance", 0))
    return found[number : number + 1] if number >= 0 else []


def _related(anchors: list[Box], relation: str, selector: Mapping[str, Any], focus_key: str) -> list[Box]:
    check = matcher(selector, focus_key)
    seen: dict[int, Box] = {}
    for anchor in anchors:
        top = anchor if relation == "child" else anchor.parent
        if top is None:
            continue
        for box in below(top):
            if check(box):
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


def describe(selector: Mapping[str, Any]) -> str:
    """Return a selector as UiSelector prints itself in errors: UiSelector[TEXT=Wi-Fi, INSTANCE=0]."""
    chain = list(zip(selector.get("childOrSibling") or [], selector.get("childOrSiblingSelector") or [], strict=False))
    return _describe(selector, [(str(relation), each) for relation, each in chain])


def _describe(selector: Mapping[str, Any], chain: list[tuple[str, Mapping[str, Any]]]) -> str:
    mask = mask_of(selector)
    parts = [
        (place, f"{label}={_java(selector.get(name))}")
        for bit, (name, label, place, _, _) in _FIELDS.items()
        if mask & bit
    ]
    if mask & INSTANCE_BIT:
        parts.append((9, f"INSTANCE={selector.get('instance')}"))
    if chain:
        label, place = ("CHILD", 19) if chain[0][0].lower() == "child" else ("PARENT", 22)
        parts.append((place, f"{label}={_describe(chain[0][1], chain[1:])[len('UiSelector') :]}"))
    return f"UiSelector[{', '.join(text for _, text in sorted(parts))}]"


def _java(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

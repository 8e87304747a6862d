"""Writes a box tree as the XML of `uiautomator dump` and of uiautomator2.

Knows the attribute order, the escaping, the NAF rule and what is left out. Knows nothing of pixels or windows.
Source: AOSP AccessibilityNodeInfoDumper and its KXml serializer; the dumper of uiautomator2's server 0.4.1; observed
dumps of Android 13 and later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ..api_levels import DEFAULT_LEVEL, has
from .layout import Box
from .view import PROGRESS_BAR, SEEK_BAR, Node

DumpStyle = Literal["shell", "u2"]
"""shell: `uiautomator dump`; u2: dumpWindowHierarchy of uiautomator2, indented and with more attributes."""

HEADER = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
_ORDER_AND_HINT = "dump.drawing_order_and_hint"
_BULLET = "•"
_NO_LIMIT = 10_000
_SPECIAL = re.compile("[^ !#-%(-;=?-~\xa0-\ud7ff\ue000-\ufdcf\ufde0-\ufffd]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;", "\x85": "\x85"}
_PLAIN_LAYOUTS = frozenset(
    {
        "android.widget.LinearLayout",
        "android.widget.FrameLayout",
        "android.widget.RelativeLayout",
        "android.view.ViewGroup",
        "android.view.View",
    }
)
_NEVER_NAF = ("android.widget.GridView", "android.widget.GridLayout", "android.widget.ListView",
              "android.widget.TableLayout")  # fmt: skip


def quoted(value: str, *, astral: bool = True) -> str:
    """Return an attribute value with its quotes, escaped as Android's serializer does.

    Single quotes stand around a value with double quotes in it; what XML cannot hold becomes a dot. Characters beyond
    the BMP become numbers, or two dots where `astral` is False (uiautomator2 strips the halves of a pair one by one).
    """
    if _SPECIAL.search(value) is None:
        return f'"{value}"'
    quote, other = ("'", "&apos;") if '"' in value else ('"', "&quot;")

    def replace(found: re.Match[str]) -> str:
        char = found[0]
        if char in "\"'":
            return other if char == quote else char
        if char > "\uffff":
            return f"&#{ord(char)};" if astral else ".."
        return _ESCAPES.get(char, ".")

    return f"{quote}{_SPECIAL.sub(replace, value)}{quote}"


def shown_text(node: Node) -> str:
    """Return the text that accessibility sees: bullets for passwords, the hint for an empty field."""
    if node.editable and not node.text:
        return node.hint
    return _BULLET * len(node.text) if node.password else node.text


def resource_id(box: Box) -> str:
    """Return the full resource id, or ""."""
    ident = box.node.id
    return f"{box.package}:id/{ident}" if ident and ":" not in ident else ident


def is_focusable(node: Node) -> bool:
    """Tell whether a view takes input focus."""
    return node.clickable or node.editable or node.scrollable or node.long_clickable or node.focusable or node.checkable


def can_scroll(box: Box) -> bool:
    """Tell whether a scroll has more content than it shows."""
    return box.node.scrollable and box.max_offset > 0


def dump_xml(
    root: Box,
    *,
    others: Sequence[Box] = (),
    rotation: int,
    focused_key: str = "",
    style: DumpStyle = "shell",
    compressed: bool = False,
    max_depth: int | None = None,
    sdk: int = DEFAULT_LEVEL,
) -> str:
    """Return the whole document for the tree below `root`. max_depth: 0 is the root alone, None has no limit.

    others: trees of more windows, which come after it. sdk: the phone's API level.
    """
    writer = _Writer(focused_key, style, compressed, _NO_LIMIT if max_depth is None else max_depth, sdk)
    for window in (root, *others):
        writer.node(window, 0, 0)
    gap = "\r\n" if style == "u2" else ""
    return f'{HEADER}{gap}<hierarchy rotation="{rotation}">{"".join(writer.parts)}{gap}</hierarchy>'


class _Writer:
    def __init__(self, focused_key: str, style: DumpStyle, compressed: bool, max_depth: int, sdk: int) -> None:
        self.parts: list[str] = []
        self._focused_key = focused_key
        self._u2 = style == "u2"
        self._compressed = compressed
        self._max_depth = max_depth
        self._sdk = sdk

    def node(self, box: Box, index: int, depth: int) -> None:
        """Write one box and what is below it."""
        if box.node.hidden_from_dump:
            return
        seen = box.seen
        if seen[2] <= seen[0] or seen[3] <= seen[1] or depth > self._max_depth:
            return
        if self._compressed and depth and _is_unimportant(box):
            for child in box.children:
                self.node(child, child.index, depth)
            return
        gap = f"\r\n{'  ' * (depth + 1)}" if self._u2 else ""
        parts = self.parts
        parts.append(f"{gap}<node{self._attributes(box, index)}")
        before = len(parts)
        for child in box.children:
            self.node(child, child.index, depth + 1)
        if len(parts) == before:
            parts.append(" />")
        else:
            parts.insert(before, ">")
            parts.append(f"{gap}</node>")

    def _attributes(self, box: Box, index: int) -> str:
        node = box.node
        astral = not self._u2
        left, top, right, bottom = box.seen
        focused = bool(self._focused_key) and box.key == self._focused_key
        naf = ' NAF="true"' if _is_naf(box) else ""
        text = (
            f'{naf} index="{index}" text={quoted(self._text(node), astral=astral)}'
            f" resource-id={quoted(resource_id(box))}"
            f' class="{node.cls}" package="{box.package}" content-desc={quoted(node.desc, astral=astral)}'
            f' checkable="{_FLAG[node.checkable]}" checked="{_FLAG[node.checked]}" clickable="{_FLAG[node.clickable]}"'
            f' enabled="{_FLAG[node.enabled]}" focusable="{_FLAG[is_focusable(node)]}" focused="{_FLAG[focused]}"'
            f' scrollable="{_FLAG[can_scroll(box)]}" long-clickable="{_FLAG[node.long_clickable]}"'
            f' password="{_FLAG[node.password]}" selected="{_FLAG[node.selected]}"'
        )
        visible = ' visible-to-user="true"' if self._u2 else ""
        return f'{text}{visible} bounds="[{left},{top}][{right},{bottom}]"{self._later(box, index)}'

    def _text(self, node: Node) -> str:
        # uiautomator2 shows how far a bar has come instead of a text.
        if self._u2 and node.cls in (SEEK_BAR, PROGRESS_BAR) and not node.text:
            return f"{float(round(node.value * 100))}"
        return shown_text(node)

    def _later(self, box: Box, index: int) -> str:
        """Return the attributes that newer versions added, by API level."""
        order = f' drawing-order="{0 if box.parent is None else index + 1}"'
        if not self._u2:
            return f"{order} hint={quoted(box.node.hint)}" if has(self._sdk, _ORDER_AND_HINT) else ""
        order = order if self._sdk >= 24 else ""
        hint = f" hint={quoted(box.node.hint, astral=False)}" if self._sdk >= 26 else ""
        return order + hint + (' display-id="0"' if self._sdk >= 30 else "")


_FLAG = {True: "true", False: "false"}


def _is_unimportant(box: Box) -> bool:
    node = box.node
    return node.cls in _PLAIN_LAYOUTS and not (node.text or node.desc or is_focusable(node))


def _is_naf(box: Box) -> bool:
    node = box.node
    if not node.clickable or not node.enabled or shown_text(node) or node.desc or node.cls.endswith(_NEVER_NAF):
        return False
    return not any(_speaks(child) for child in box.children)


def _speaks(box: Box) -> bool:
    return bool(shown_text(box.node) or box.node.desc) or any(_speaks(child) for child in box.children)

"""Writes a box tree as the XML of `uiautomator dump` and of uiautomator2.

Knows the attribute order, the escaping, the NAF rule and what is left out. Knows nothing of pixels or windows.
Source: AOSP AccessibilityNodeInfoDumper; observed dumps of Android 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .layout import Box
from .view import Node

DumpStyle = Literal["shell", "u2"]
"""shell: `uiautomator dump` of Android 13; u2: dumpWindowHierarchy of uiautomator2, with five more attributes."""

HEADER = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
_BULLET = "•"
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_PLAIN_LAYOUTS = frozenset(
    {
        "android.widget.LinearLayout",
        "android.widget.FrameLayout",
        "android.widget.RelativeLayout",
        "android.view.ViewGroup",
        "android.view.View",
    }
)


def escape(value: str) -> str:
    """Escape an attribute value as Android's serializer does: entities, characters beyond the BMP as numbers."""
    if value.isascii() and value.isalnum():
        return value
    return "".join(_ESCAPES.get(c) or (f"&#{ord(c)};" if ord(c) > 0xFFFF else c) for c in value if _is_xml(c))


def _is_xml(char: str) -> bool:
    return char >= " " or char in "\n\r\t"


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
    max_depth: int = 0,
) -> str:
    """Return the whole document for the tree below `root`. max_depth 0 means no limit.

    others: trees of more windows, which come after it.
    """
    gap = "\r\n" if style == "u2" else ""
    writer = _Writer(focused_key, style, compressed, max_depth or 1000)
    for index, window in enumerate([root, *others]):
        writer.node(window, index, 0)
    return f'{HEADER}{gap}<hierarchy rotation="{rotation}">{"".join(writer.parts)}</hierarchy>'


class _Writer:
    def __init__(self, focused_key: str, style: DumpStyle, compressed: bool, max_depth: int) -> None:
        self.parts: list[str] = []
        self._focused_key = focused_key
        self._extended = style == "u2"
        self._compressed = compressed
        self._max_depth = max_depth

    def node(self, box: Box, index: int, depth: int) -> None:
        """Write one box and what is below it."""
        if box.node.hidden_from_dump or not box.is_seen or depth > self._max_depth:
            return
        if self._compressed and depth and _is_unimportant(box):
            for child in box.children:
                self.node(child, child.index, depth)
            return
        self.parts.append(f"<node{self._attributes(box, index)}")
        before = len(self.parts)
        for child in box.children:
            self.node(child, child.index, depth + 1)
        if len(self.parts) == before:
            self.parts.append(" />")
        else:
            self.parts.insert(before, ">")
            self.parts.append("</node>")

    def _attributes(self, box: Box, index: int) -> str:
        node = box.node
        left, top, right, bottom = box.seen
        naf = ' NAF="true"' if _is_naf(box) else ""
        focused = bool(self._focused_key) and box.key == self._focused_key
        text = (
            f'{naf} index="{index}" text="{escape(shown_text(node))}" resource-id="{escape(resource_id(box))}"'
            f' class="{node.cls}" package="{box.package}" content-desc="{escape(node.desc)}"'
            f' checkable="{_flag(node.checkable)}" checked="{_flag(node.checked)}" clickable="{_flag(node.clickable)}"'
            f' enabled="{_flag(node.enabled)}" focusable="{_flag(is_focusable(node))}" focused="{_flag(focused)}"'
            f' scrollable="{_flag(can_scroll(box))}" long-clickable="{_flag(node.long_clickable)}"'
            f' password="{_flag(node.password)}" selected="{_flag(node.selected)}"'
        )
        bounds = f' bounds="[{left},{top}][{right},{bottom}]"'
        if not self._extended:
            return text + bounds
        more = f' drawing-order="{index + 1}" hint="{escape(node.hint)}" display-id="0"'
        return f'{text} visible-to-user="true"{bounds}{more}'


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _is_unimportant(box: Box) -> bool:
    node = box.node
    return node.cls in _PLAIN_LAYOUTS and not (node.text or node.desc or is_focusable(node))


def _is_naf(box: Box) -> bool:
    node = box.node
    if not node.clickable or not node.enabled or shown_text(node) or node.desc:
        return False
    return not any(_speaks(child) for child in box.children)


def _speaks(box: Box) -> bool:
    return bool(shown_text(box.node) or box.node.desc) or any(_speaks(child) for child in box.children)

"""A note's text as it is read: headings, lists, boxes, plain lines.

Knows: the few forms of Markdown that notes mostly use. Does not know: tables, pictures, links within notes.
"""

from __future__ import annotations

import re
from typing import Any

from ...ui.nodes import Node, column, divider, icon, row, spacer, text

WEB_VIEW = "android.webkit.WebView"
_VIEW = "android.view.View"
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BOX = re.compile(r"\s*[-*]\s+\[([ xX])\]\s+(.*)")
_BULLET = re.compile(r"(\s*)[-*+]\s+(.*)")
_NUMBERED = re.compile(r"(\s*)(\d+)[.)]\s+(.*)")
_STYLE_MARKS = re.compile(r"(\*\*|__|`|~~)(.+?)\1")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_SIZES = (26.0, 22.0, 19.0, 17.0, 16.0, 16.0)


def rendered(body: str) -> Node:
    """Return the view of a whole text, one element a line."""
    lines = [_line(line) for line in body.splitlines()]
    return column(*lines, cls=WEB_VIEW, id="rendered-md", gap=6.0, padding=(16.0, 8.0, 16.0, 96.0))


def plain(words: str) -> str:
    """Drop the marks of bold, code and links."""
    return _LINK.sub(r"\1", _STYLE_MARKS.sub(r"\2", words))


def _line(line: str) -> Node:
    if not line.strip():
        return spacer(8.0)
    if re.fullmatch(r"\s*([-*_])(\s*\1){2,}\s*", line):
        return divider(margin=(0.0, 8.0))
    if heading := _HEADING.fullmatch(line):
        size = _SIZES[len(heading[1]) - 1]
        return _words(plain(heading[2]), size=size, bold=True, padding=(0.0, 6.0, 0.0, 2.0))
    if box := _BOX.fullmatch(line):
        mark = icon("check_circle" if box[1] != " " else "circle", size=18.0, hidden_from_dump=True, color="primary")
        return row(mark, _words(plain(box[2]), weight=1.0), gap=10.0, padding=(8.0, 0.0))
    if bullet := _BULLET.fullmatch(line):
        return _item("•", bullet[2], len(bullet[1]))
    if numbered := _NUMBERED.fullmatch(line):
        return _item(f"{numbered[2]}.", numbered[3], len(numbered[1]))
    return _words(plain(line))


def _item(mark: str, words: str, indent: int) -> Node:
    lead = text(mark, size=16.0, width=22.0, hidden_from_dump=True, color="on_surface_variant")
    body = _words(plain(words), weight=1.0)
    return row(lead, body, gap=6.0, padding=(8.0 + 8.0 * indent, 0.0, 0.0, 0.0), valign="top")


def _words(words: str, **options: Any) -> Node:
    base: dict[str, Any] = {"size": 16.0, "width": "fill", "cls": _VIEW}
    return text(words, **(base | options))

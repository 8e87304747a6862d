"""Markdown as it is read: headings, lists, boxes and lines, each as one node.

Does not know: links, pictures, tables; their text is shown as it was written.
"""

from __future__ import annotations

import re

from ...ui.nodes import Node, check_box, divider, text

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BOX = re.compile(r"[-*]\s+\[([ xX])\]\s+(.*)")
_BULLET = re.compile(r"[-*+]\s+(.*)")
_MARKS = re.compile(r"(\*\*|__|`|~~|\*)(.+?)\1")
_SIZES = (28.0, 24.0, 20.0, 18.0, 16.0, 16.0)


def preview(words: str) -> list[Node]:
    """Return one node for each line of a Markdown text."""
    return [_line(line.rstrip()) for line in words.splitlines()] or [text("")]


def _line(line: str) -> Node:
    plain = line.lstrip()
    if found := _HEADING.fullmatch(plain):
        return text(_clean(found[2]), size=_SIZES[len(found[1]) - 1], bold=True, width="fill", padding=(0.0, 8.0))
    if found := _BOX.fullmatch(plain):
        return check_box(_clean(found[2]), found[1] != " ", enabled=False, width="fill")
    if found := _BULLET.fullmatch(plain):
        indent = 8.0 + 8.0 * (len(line) - len(plain))
        return text(f"•  {_clean(found[1])}", size=16.0, width="fill", padding=(indent, 2.0, 0.0, 2.0))
    if re.fullmatch(r"([-*_]\s*){3,}", plain):
        return divider(margin=(0.0, 12.0))
    return text(_clean(line), size=16.0, width="fill", padding=(0.0, 2.0))


def _clean(words: str) -> str:
    return _MARKS.sub(r"\2", words)

"""The nodes of a dump read by one regular expression, at less than the cost of an XML parser.

Only for dumps of the plain form that uiautomator writes: one kind of tag, the same attributes in the same order, only
space between the tags. Every byte is accounted for; of anything else this says None, and a real parser decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(slots=True)
class Node:
    """One node of the dump, as it came."""

    attributes: dict[str, str]
    depth: int
    parent: int
    """Position of the parent in the list of nodes, -1 for a root."""

    def flag(self, name: str) -> bool:
        """Whether a boolean attribute is true."""
        return self.attributes.get(name) == "true"

    def get(self, name: str) -> str:
        """An attribute, or an empty string."""
        return self.attributes.get(name, "")


_HEAD = re.compile(r"\s*(?:<\?xml[^<>]*\?>)?\s*<hierarchy(?: rotation=\"(\d)\")?\s*>")
_FIRST = re.compile(r'<node(?: NAF="true")?((?: [A-Za-z-]+="[^"]*")+) ?/?>')
_NAME = re.compile(r' ([A-Za-z-]+)="[^"]*"')
_TAIL, _END = "</hierarchy>", "</node>"
_SPACES = " \t\r\n"
_CONTROLS = bytes(b for b in range(32) if chr(b) not in _SPACES)
_REFERENCE = re.compile(r"&(?:#(\d{1,7});|#x([0-9a-fA-F]{1,6});|(amp|lt|gt|quot|apos);)?")
_MEANS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class _OddError(Exception):
    """Not the plain form."""


def scan(raw: bytes, *, limit_nodes: int, limit_depth: int) -> tuple[int, list[Node]] | None:
    """Return the rotation and the nodes of a dump in document order; None for one that an XML parser should read."""
    if len(raw.translate(None, _CONTROLS)) != len(raw) or (not raw.isascii() and b"\xef\xbf" in raw):
        return None
    try:
        text = raw.decode("utf-8")
        head, end = _HEAD.match(text), text.rfind(_TAIL)
        if head is None or text[max(end, 0) + len(_TAIL) :].strip(_SPACES):
            return None
        nodes = _nodes(text[head.end() : end], limit_depth)
    except (UnicodeDecodeError, _OddError):
        return None
    return (int(head[1] or 0) % 4, nodes) if len(nodes) <= limit_nodes else None


def _nodes(body: str, limit_depth: int) -> list[Node]:
    first = _FIRST.search(body)
    names = tuple(_NAME.findall(first[1])) if first else ()
    if len(set(names)) != len(names) or not names:
        raise _OddError
    parts = _pattern(names).split(body)
    width = len(names) + 2  # the values, the slash, what stands before the next one
    closed = _closings(body, parts[::width])
    escaped, count = "&" in body, len(names)
    nodes: list[Node] = []
    above = [-1]
    start = 1
    for number, ending in enumerate(closed[1:]):
        values = parts[start : start + count]
        if escaped:
            values = [_REFERENCE.sub(_meant, value) if "&" in value else value for value in values]
        nodes.append(Node(dict(zip(names, values)), len(above) - 1, above[-1]))  # noqa: B905  (as many, by the pattern)
        if not parts[start + count]:
            above.append(number)
            if len(above) > limit_depth:
                raise _OddError
        if ending:
            if ending >= len(above):
                raise _OddError
            del above[-ending:]
        start += width
    if len(above) != 1 or closed[0]:
        raise _OddError
    return nodes


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of one beginning tag with these attributes."""
    return re.compile('<node(?: NAF="true")?' + "".join(f' {name}="([^"]*)"' for name in names) + " ?(/?)>")


def _closings(body: str, between: list[str]) -> list[int]:
    """Return how many nodes end between two beginnings.

    Raises:
        _OddError: Something else stands there, or a value holds what XML forbids or changes: `<` or a line break.
    """
    counts = [piece.count(_END) for piece in between]
    rest = "".join(between).replace(_END, "")
    breaks = sum(body.count(space) - rest.count(space) for space in "\t\r\n")
    if rest.strip(_SPACES) or breaks or body.count("<") != len(between) - 1 + sum(counts):
        raise _OddError
    return counts


def _meant(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _MEANS[name]
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    if code not in (9, 10, 13) and not (32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000):
        raise _OddError
    return chr(code)

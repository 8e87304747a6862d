"""uiautomator's XML to elements, under limits against hostile input. Pure: knows no device.

A tree is refused if it has a DTD, more than 8 MB, more than 50,000 nodes or more than 512 levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from .dump_scan import Node, scan
from .errors import ScreenReadError
from .types import Bounds, Element

LIMIT_BYTES = 8 << 20
LIMIT_NODES = 50_000
LIMIT_DEPTH = 512
_INNER_LIMIT_CHARS = 2000
_BOUNDS = re.compile(r"\[(-?\d{1,6}),(-?\d{1,6})\]\[(-?\d{1,6}),(-?\d{1,6})\]")
_EDIT_CLASSES = ("EditText", "AutoCompleteTextView")
# Raw control characters and references to them are no XML; some builds emit them, and one must not blind us.
_ILLEGAL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.I,
)


@dataclass(slots=True)
class ScreenTree:
    """A parsed dump."""

    nodes: list[Node] = field(default_factory=list)
    rotation: int = 0

    @property
    def packages(self) -> frozenset[str]:
        """All packages that own a node."""
        return frozenset(node.get("package") for node in self.nodes if node.get("package"))


def parse_tree(xml: str | bytes) -> ScreenTree:
    """Return the nodes of a dump in document order.

    Raises:
        ScreenReadError: It is no dump, is not well-formed, or is over a limit.
    """
    raw = xml.encode("utf-8", "replace") if isinstance(xml, str) else xml
    if len(raw) > LIMIT_BYTES:
        raise ScreenReadError(f"the screen tree has {len(raw)} bytes, over the limit of {LIMIT_BYTES}")
    plain = scan(raw, limit_nodes=LIMIT_NODES, limit_depth=LIMIT_DEPTH)
    if plain is not None:
        return ScreenTree(plain[1], plain[0])
    try:
        return _parse(raw)
    except expat.ExpatError:
        cleaned = _ILLEGAL.sub("\ufffd", raw.decode("utf-8", "replace"))
    try:
        return _parse(cleaned.encode("utf-8"))
    except expat.ExpatError as error:
        raise ScreenReadError(f"the screen tree is no well-formed XML: {error}") from error


def _parse(raw: bytes) -> ScreenTree:
    tree = ScreenTree()
    stack: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "hierarchy":
            tree.rotation = int(attributes.get("rotation", "0")) % 4 if attributes.get("rotation", "0").isdigit() else 0
            return
        if len(tree.nodes) >= LIMIT_NODES:
            raise ScreenReadError(f"the screen tree has more than {LIMIT_NODES} nodes")
        if len(stack) >= LIMIT_DEPTH:
            raise ScreenReadError(f"the screen tree is deeper than {LIMIT_DEPTH}")
        tree.nodes.append(Node(attributes, len(stack), stack[-1] if stack else -1))
        stack.append(len(tree.nodes) - 1)

    def end(name: str) -> None:
        if name != "hierarchy" and stack:
            stack.pop()

    def doctype(*_: object) -> None:
        raise ScreenReadError("the screen tree has a document type, which is refused")

    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(raw, True)
    return tree


@lru_cache(maxsize=4096)
def bounds_of(text: str) -> Bounds:
    """Return `[l,t][r,b]` as Bounds; an empty rectangle for anything else."""
    found = _BOUNDS.fullmatch(text)
    return Bounds(*map(int, found.groups())) if found else Bounds(0, 0, 0, 0)


@dataclass(slots=True)
class _Listed:
    """A node that becomes an element, before its inner texts are known."""

    node: Node
    bounds: Bounds
    parent: int | None
    owner: int | None
    """Number of the target whose line says this node's texts, or those of the nodes below it."""
    editable: bool
    texts: list[str] = field(default_factory=list)


def elements_of(tree: ScreenTree) -> tuple[Element, ...]:
    """Return the nodes that a person could name: visible, and interactive or with a text; numbered from 1."""
    listed: list[_Listed] = []
    above: list[tuple[int | None, int | None]] = []
    for node in tree.nodes:
        parent, owner = above[node.parent] if node.parent >= 0 else (None, None)
        found = _listed(node, parent, owner)
        if found is not None:
            listed.append(found)
            parent = len(listed)
            if _is_target(node, found.editable):
                # A scrolling list is no name for its rows, nor are they names for it.
                owner = None if _only_scrolls(node, found.editable) else parent
            elif owner is not None:
                listed[owner - 1].texts.append(node.get("text") or node.get("content-desc"))
        above.append((parent, owner))
    return tuple(_element(found, index) for index, found in enumerate(listed, 1))


def _listed(node: Node, parent: int | None, owner: int | None) -> _Listed | None:
    get = node.attributes.get
    editable = get("class", "").endswith(_EDIT_CLASSES)
    if not (get("text") or get("content-desc") or _is_target(node, editable)):
        return None
    if get("visible-to-user") == "false":
        return None
    bounds = bounds_of(get("bounds", ""))
    return _Listed(node, bounds, parent, owner, editable) if bounds.area else None


def _is_target(node: Node, editable: bool) -> bool:
    get = node.attributes.get
    return (
        editable
        or get("clickable") == "true"
        or get("checkable") == "true"
        or get("scrollable") == "true"
        or get("long-clickable") == "true"
    )


def _only_scrolls(node: Node, editable: bool) -> bool:
    return node.flag("scrollable") and not (editable or node.flag("checkable") or node.flag("clickable"))


def _element(found: _Listed, index: int) -> Element:
    get = found.node.attributes.get
    # By position: a screen has hundreds of them, and names cost half as much again.
    return Element(
        index, get("text", ""), get("content-desc", ""), get("resource-id", ""), get("class", ""), get("package", ""),
        found.bounds, get("hint", ""), get("clickable") == "true", get("long-clickable") == "true", found.editable,
        get("checkable") == "true", get("checked") == "true", get("enabled") != "false", get("focused") == "true",
        get("scrollable") == "true", get("selected") == "true", get("password") == "true", found.node.depth,
        " | ".join(dict.fromkeys(found.texts))[:_INNER_LIMIT_CHARS] if found.texts else "", found.parent,
    )  # fmt: skip


def owner_of(element: Element, by_index: dict[int, Element]) -> Element | None:
    """Return the nearest target above a plain element, whose line says its text; None across a scrolling
    list."""
    up = element.parent
    while up is not None:
        above = by_index[up]
        if above.scrollable and not (above.checkable or above.editable or above.clickable):
            return None
        if above.interactive:
            return above
        up = above.parent
    return None

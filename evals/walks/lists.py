"""Reading lists off the screen, row by row, from what uiautomator2 dumps.

Knows: rows and their parts by resource id, and scrolling from the beginning to the end. Does not know: any app.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from .screen import Screen

Line = Mapping[str, str]
"""One row: what each part says (text, else description) by the name of its resource id; "NAME.checked" is "true" or
"false" for boxes."""
_MOST_PAGES = 40


def visible_rows(screen: Screen, row_id: str) -> list[Line]:
    """Return the rows that are on the screen now, from top to bottom. row_id: the full resource id of a row."""
    nodes = ElementTree.fromstring(screen.device.dump_hierarchy()).iter("node")
    return [_line(node) for node in nodes if node.get("resource-id") == row_id]


def read_rows(screen: Screen, row_id: str, list_id: str, needed: Sequence[str]) -> list[Line]:
    """Return all rows of a list, scrolled through. Rows lacking a needed part were cut off: they do not count.

    Rows that agree in all needed parts count once.
    """
    area = screen.device(resourceId=list_id)
    if area.exists and area.info.get("scrollable"):
        area.scroll.toBeginning()
    found: dict[tuple[str, ...], Line] = {}
    for _ in range(_MOST_PAGES):
        before = screen.device.dump_hierarchy()
        for line in visible_rows(screen, row_id):
            if all(part in line for part in needed):
                key = tuple(line[part] for part in needed)
                found[key] = max(found.get(key, {}), line, key=len)
        if not (area.exists and area.info.get("scrollable")):
            break
        area.scroll.forward()
        if screen.device.dump_hierarchy() == before:
            break
    return list(found.values())


def _line(node: ElementTree.Element) -> Line:
    parts: dict[str, str] = {}
    for inner in node.iter("node"):
        name = inner.get("resource-id", "").rpartition("/")[2]
        said = inner.get("text") or inner.get("content-desc")
        if name and said and inner is not node:
            parts[name] = said
            if inner.get("checkable") == "true":
                parts[f"{name}.checked"] = inner.get("checked", "false")
    return parts

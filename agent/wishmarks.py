"""Marks and carts: what words their controls carry, and what shows that they are set. Looks only."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..android_bridge.device import Device
from ..android_bridge.errors import BridgeError
from ..android_bridge.types import Element, Observation
from .screen_facts import any_of, name_words

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "delete": ("delete", "remove", "trash", "discard", "erase", "bin", "删除", "移除"),
    "archive": ("archive", "归档"),
    "star": ("star", "favorite", "favourite", "收藏"),
    "favorite": ("star", "favorite", "favourite", "heart", "收藏"),
    "important": ("important", "star"),
    "like": ("like", "heart", "thumb"),
    "heart": ("like", "heart"),
    "bookmark": ("bookmark", "save"),
    "pin": ("pin",),
    "follow": ("follow",),
    "read": ("read",),
    "unread": ("unread",),
}
"""Per verb of a wish: the words on controls that do it."""
_SET = ("remove", "un", "starred", "favorited", "liked", "bookmarked", "pinned", "following", "取消")
_CART_ID = ("cart", "basket", "bag", "trolley")
_CONTACTS = "content://com.android.contacts/contacts"


def read_star(device: Device, name: str) -> str:
    """Return `1` or `0` for the one contact of this name, or an empty text where the phone does not tell."""
    try:
        rows = device.query(_CONTACTS, columns=("display_name", "starred"), match={"display_name": name})
    except BridgeError:
        return ""
    return str(rows[0].get("starred") or "0") if len(rows) == 1 else ""


def shows_mark(touched: Element, now: Observation, wanted: bool) -> bool:
    """Return whether the control that was touched stood otherwise then, and shows the wished mark now."""
    for element in now.elements:
        if (element.resource_id, element.class_name) != (touched.resource_id, touched.class_name):
            continue
        if abs(element.bounds.top - touched.bounds.top) > 8 or abs(element.bounds.left - touched.bounds.left) > 8:
            continue
        if (element.checked, element.selected) != (touched.checked, touched.selected):
            return (element.checked or element.selected) is wanted
        said, before = _says_set(element), _says_set(touched)
        return said is not before and said is wanted
    return False


def _says_set(element: Element) -> bool:
    text = f"{element.text} {element.description}".casefold()
    return any(re.search(rf"(?:^|\s|\b){re.escape(word)}", text) for word in _SET)


def count_in_cart(seen: Observation) -> int:
    """Return the number that a cart's badge shows; 0 for none."""
    for element in seen.elements:
        if any_of(name_words(element), _CART_ID) and (found := re.search(r"\d+", element.text or element.description)):
            return int(found.group())
    return 0

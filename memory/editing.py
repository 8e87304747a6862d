"""What a row becomes when its owner edits it: the owner's own words, with a value that does not contradict them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..android_bridge.labels import Label
from .types import MemoryRow

_SUBJECT = frozenset({"key", "name", "from"})
"""Parts of a value that say what the row is about, and stay."""


def edited(
    old: MemoryRow,
    *,
    text: str | None,
    value: Mapping[str, Any] | None,
    scope: str | None,
    valid_until: float | None,
) -> MemoryRow:
    """Return the row that is to replace `old`; None leaves a part as it is.

    Changed words or values are the user's own, whoever said the old ones. A value that the old text named and the new
    one does not is read from the new text, or dropped.
    """
    row = replace(
        old,
        text=old.text if text is None else text,
        value=old.value if value is None else value,
        scope=old.scope if scope is None else scope,
        valid_until=old.valid_until if valid_until is None else valid_until,
        time=time.time(),
        supersedes=old.id,
        id="",
    )
    if text is not None and value is None:
        row = replace(row, value=_following(old, text))
    if text is not None or value is not None:
        own = Label.of_user()
        own = replace(own, confidentiality=max(own.confidentiality, old.label.confidentiality))
        row = replace(row, label=own, source="user", run="")
    return row


def _following(old: MemoryRow, text: str) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, said in old.value.items():
        stale = isinstance(said, str) and said in old.text and said not in text
        if name in _SUBJECT or not stale:
            kept[name] = said
            continue
        before, _, after = old.text.partition(said)
        if text.startswith(before) and text.rstrip(" .").endswith(after.rstrip(" .")):
            end = len(text.rstrip(" .")) - len(after.rstrip(" ."))
            kept[name] = text[len(before) : end].strip()
    return {name: said for name, said in kept.items() if said != ""}

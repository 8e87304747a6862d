"""Rows on their way out of a memory and into another: what an exported row is, and how one is taken in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..android_bridge.labels import Integrity, Label, Origin
from .admission import admit
from .index import Held, RowIndex
from .log import new_id, row_as_dict, row_from_dict
from .types import MemoryFailure, MemoryRow

_ID = re.compile(r"m[0-9a-f]{12}\Z")


def exported(held: Held) -> dict[str, Any]:
    """Return a row as JSON values, with its uses and what replaced it."""
    replaced = {"superseded_by": held.superseded_by} if held.superseded_by else {}
    return {**row_as_dict(held.row), "uses": held.uses, **replaced}


def imported(rows: Iterable[Mapping[str, Any]], index: RowIndex, *, mine: bool) -> list[dict[str, Any]]:
    """Return the journal's operations that add exported rows, oldest first; secrets and known rows are left out.

    Whoever wrote the file can have written that the user said it. So unless the user says that the rows are his own
    (`mine`), they are a file's: data that stands in for nothing he says, and no rules.

    Raises:
        MemoryFailure: One of them is no row.
    """
    read: list[tuple[MemoryRow, int]] = []
    for place, body in enumerate(rows, 1):
        try:
            read_row = row_from_dict(body)
            row = admit(read_row if mine else _of_a_file(read_row))
            uses = int(body.get("uses", 0))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise MemoryFailure(f"row {place} is no row of memory ({error!r}); nothing was added") from error
        if row is not None:
            read.append((row, uses))
    operations: list[dict[str, Any]] = []
    for row, uses in sorted(read, key=lambda pair: pair[0].time):
        row_id = row.id if _ID.match(row.id) else new_id()
        if not index.real_id(row_id):
            body = row_as_dict(replace(row, id=row_id))
            operations.append({"op": "add", "row": body, "past": True, **({"uses": uses} if uses else {})})
    return operations


def _of_a_file(row: MemoryRow) -> MemoryRow:
    """Return a row as what it is when nobody vouches for it: said by the file that it came in."""
    label = row.label.join(Label(Integrity.UNTRUSTED, row.label.confidentiality, frozenset({Origin.file()})))
    source = "import:a file" if row.source == "user" else row.source
    return replace(row, label=label, source=source)

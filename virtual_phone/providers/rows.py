"""Rows as dictionaries, for the apps that read providers.

Knows: the resolver's (columns, rows) answer. Does not know: any column.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..services.content import ContentResolver, Value

RowDict = dict[str, Value]


def query(
    content: ContentResolver,
    uri: str,
    projection: Sequence[str] | None = None,
    where: str | None = None,
    args: Sequence[str] = (),
    sort: str | None = None,
) -> list[RowDict]:
    """Return the rows as dictionaries by column name."""
    columns, rows = content.query(uri, projection, where, args, sort)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def number(row: RowDict, name: str, default: int = 0) -> int:
    """Return a column as a whole number; absent, NULL or unreadable gives the default."""
    value = row.get(name)
    if isinstance(value, int | float):
        return int(value)
    try:
        return int(str(value))
    except ValueError:
        return default


def words(row: RowDict, name: str) -> str:
    """Return a column as text; absent or NULL gives ''."""
    value = row.get(name)
    return "" if value is None else str(value)

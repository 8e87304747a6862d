"""Rows that are not kept in a database, shown as if they were.

Knows: how to run a projection, selection and order over given rows (in a throw-away sqlite table), so that every
provider understands the same SQL. Does not know: where the rows come from.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from ..services.content import Row, Value


def select(
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    projection: Sequence[str] | None,
    where: str | None,
    args: Sequence[str],
    sort: str | None,
) -> tuple[list[str], list[Row]]:
    """Return (column names, rows) of the wanted part. Raises sqlite3.Error when the SQL does not fit the columns."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"CREATE TABLE rows ({', '.join(name + _kind(name) for name in columns)})")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(columns))})", [tuple(r) for r in rows])
        sql = f"SELECT {', '.join(projection) if projection else '*'} FROM rows WHERE {where or '1'}"
        cursor = connection.execute(sql + (f" ORDER BY {sort}" if sort else ""), tuple(args))
        return [entry[0] for entry in cursor.description], cursor.fetchall()
    finally:
        connection.close()


def _kind(name: str) -> str:
    """Columns without a type compare text arguments as text; ids and sizes must compare as numbers."""
    numeric = {"_id", "_size", "size", "date_added", "date_modified", "last_modified", "media_type", "datetaken"}
    return " INTEGER" if name in numeric else ""

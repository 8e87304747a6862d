"""The common part of providers that are tables in a sqlite database.

Knows: how a URI path chooses a view to read and a table to write, and how projections, selections and limits become
SQL. Does not know: any application's columns; each provider lists its collections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..services.content import Row, Value
from .database import Database, insert_row, update_rows
from .uris import ContentUri, join_uri, parse_uri


@dataclass(frozen=True, slots=True)
class Collection:
    """What one URI pattern stands for."""

    pattern: str
    """Path with `#` for a number and `*` for any segment, e.g. 'events/#'."""
    source: str
    """Table, view or parenthesised SELECT that is read."""
    table: str = ""
    """Table that inserts, updates and deletes go to; '' is read-only."""
    where: str = ""
    """Restriction that always holds; each ? takes one wildcard of the path, in order."""
    sort: str = ""
    columns: tuple[str, ...] = ()
    """Columns of a query without projection; () is all of the source."""
    presets: Mapping[str, Value] = field(default_factory=dict)
    """Values forced on every inserted row."""
    mime_type: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other names by which a projection may ask for an expression."""


class TableProvider:
    """A content provider over one database. Subclasses override the `before_*`/`after_*` steps they need."""

    def __init__(self, database: Database, collections: Sequence[Collection]) -> None:
        self.database = database
        self._collections = tuple(collections)

    def query(
        self, uri: str, projection: Sequence[str] | None, where: str | None, args: Sequence[str], sort: str | None
    ) -> tuple[list[str], list[Row]]:
        """Return (column names, rows). Raises ValueError for an unknown URI or column, sqlite3.Error for bad SQL."""
        parsed, collection, taken = self.find(uri)
        wanted = list(projection or collection.columns)
        fields = ", ".join(_field(name, collection) for name in wanted) or "*"
        condition, values = _condition(collection, taken, where, args)
        sql = f"SELECT {fields} FROM {collection.source} WHERE {condition}"
        if sort or collection.sort:
            sql += f" ORDER BY {sort or collection.sort}"
        if parsed.parameters.get("limit", "").isdigit():
            sql += f" LIMIT {parsed.parameters['limit']}"
        cursor = self.database.cursor(sql, values)
        return [entry[0] for entry in cursor.description], [tuple(row) for row in cursor]

    def insert(self, uri: str, values: dict[str, Value]) -> str:
        """Add a row and return its URI. Raises ValueError when the URI takes no rows or a value is missing."""
        _, collection, _ = self._writable(uri)
        with self.database.transaction() as connection:
            row = self.before_insert(collection, {**values, **collection.presets})
            number = insert_row(connection, collection.table, row)
            self.after_change(collection)
        return join_uri(self.address_of_new(uri, collection), number)

    def update(self, uri: str, values: dict[str, Value], where: str | None, args: Sequence[str]) -> int:
        """Change the rows that the URI and the selection name; return how many."""
        _, collection, taken = self._writable(uri)
        with self.database.transaction() as connection:
            condition, arguments = self._chosen(collection, taken, where, args)
            row = self.before_update(collection, dict(values))
            count = update_rows(connection, collection.table, row, condition, arguments)
            self.after_change(collection)
        return count

    def delete(self, uri: str, where: str | None, args: Sequence[str]) -> int:
        """Remove the rows that the URI and the selection name; return how many."""
        _, collection, taken = self._writable(uri)
        with self.database.transaction() as connection:
            condition, arguments = self._chosen(collection, taken, where, args)
            self.before_delete(collection, condition, arguments)
            count = connection.execute(f'DELETE FROM "{collection.table}" WHERE {condition}', arguments).rowcount
            self.after_change(collection)
        return count

    def get_type(self, uri: str) -> str | None:
        """Return the MIME type of a URI, or None for one that the provider does not know."""
        parsed = parse_uri(uri)
        for collection in self._collections:
            if parsed.wildcards(collection.pattern) is not None:
                return collection.mime_type or None
        return None

    def before_insert(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Check and complete the values of a new row; runs inside the transaction."""
        return values

    def before_update(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Check and complete the values of a change; runs inside the transaction."""
        return values

    def before_delete(self, collection: Collection, condition: str, args: Sequence[Value]) -> None:
        """Remove what hangs on the rows that are about to go; runs inside the transaction."""

    def after_change(self, collection: Collection) -> None:
        """Bring derived tables up to date; runs inside the transaction."""

    def address_of_new(self, uri: str, collection: Collection) -> str:
        """Return the URI to which the number of a new row is appended."""
        return uri

    def find(self, uri: str) -> tuple[ContentUri, Collection, tuple[str, ...]]:
        """Return the parsed URI, its collection and its wildcards. Raises ValueError for an unknown URI."""
        parsed = parse_uri(uri)
        for collection in self._collections:
            taken = parsed.wildcards(collection.pattern)
            if taken is not None:
                return parsed, collection, taken
        raise ValueError(f"Unknown URI {uri}")

    def _writable(self, uri: str) -> tuple[ContentUri, Collection, tuple[str, ...]]:
        found = self.find(uri)
        if not found[1].table:
            raise ValueError(f"URI {uri} can only be read")
        return found

    def _chosen(
        self, collection: Collection, taken: tuple[str, ...], where: str | None, args: Sequence[str]
    ) -> tuple[str, tuple[Value, ...]]:
        """Turn a selection over the view into one over the table's rows."""
        condition, values = _condition(collection, taken, where, args)
        if collection.source == collection.table:
            return condition, values
        return f"rowid IN (SELECT _id FROM {collection.source} WHERE {condition})", values


def _condition(
    collection: Collection, taken: tuple[str, ...], where: str | None, args: Sequence[str]
) -> tuple[str, tuple[Value, ...]]:
    parts = [f"({part})" for part in (collection.where, where) if part]
    used = taken[: collection.where.count("?")]
    return " AND ".join(parts) or "1", (*used, *args)


def _field(name: str, collection: Collection) -> str:
    """Return the SQL of one projected column; expressions pass as they are, as Android's tolerant providers do."""
    if name in collection.aliases:
        return f'{collection.aliases[name]} AS "{name}"'
    return name

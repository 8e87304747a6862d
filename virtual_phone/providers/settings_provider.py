"""content://settings: the three settings tables as content rows.

Knows: how (name, value) rows map onto the settings service. Does not know: what any setting does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..services.content import Row, Value
from ..services.settings import NAMESPACES, Settings
from .tabular import select
from .uris import ContentUri, join_uri, parse_uri

_COLUMNS = ("_id", "name", "value", "is_preserved_in_restore")


class SettingsProvider:
    """Answers content://settings/{system,secure,global}[/NAME]."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def query(
        self, uri: str, projection: Sequence[str] | None, where: str | None, args: Sequence[str], sort: str | None
    ) -> tuple[list[str], list[Row]]:
        """Return (column names, rows)."""
        parsed = _parsed(uri)
        table = self._settings.list(parsed.segments[0])
        rows = [
            (number, name, value, "false")
            for number, (name, value) in enumerate(table.items(), 1)
            if len(parsed.segments) == 1 or name == parsed.segments[1]
        ]
        return select(_COLUMNS, rows, projection, where, args, sort)

    def insert(self, uri: str, values: dict[str, Value]) -> str:
        """Store one setting (columns name and value), replacing an old one."""
        parsed = _parsed(uri)
        name = values.get("name")
        if not name:
            raise ValueError("name is required")
        value = values.get("value")
        self._settings.put(parsed.segments[0], str(name), "" if value is None else str(value))
        return join_uri(f"content://settings/{parsed.segments[0]}", str(name))

    def update(self, uri: str, values: dict[str, Value], where: str | None, args: Sequence[str]) -> int:
        """Set the value of every chosen row."""
        names = self._names(uri, where, args)
        for name in names if values.get("value") is not None else ():
            self._settings.put(_parsed(uri).segments[0], name, str(values["value"]))
        return len(names)

    def delete(self, uri: str, where: str | None, args: Sequence[str]) -> int:
        """Remove every chosen row."""
        return sum(self._settings.delete(_parsed(uri).segments[0], name) for name in self._names(uri, where, args))

    def call(self, method: str, arg: str | None, extras: dict[str, Any]) -> dict[str, Any]:
        """Answer GET_system, PUT_secure and their like, as the settings provider's call interface does."""
        verb, _, namespace = method.partition("_")
        if namespace not in NAMESPACES or arg is None:
            raise ValueError(f"Unknown method {method}")
        if verb == "PUT":
            self._settings.put(namespace, arg, str(extras.get("value", "")))
        elif verb == "DELETE":
            return {"deleted": self._settings.delete(namespace, arg)}
        return {"value": self._settings.get(namespace, arg)}

    def _names(self, uri: str, where: str | None, args: Sequence[str]) -> list[str]:
        return [str(row[0]) for row in self.query(uri, ["name"], where, args, None)[1]]


def _parsed(uri: str) -> ContentUri:
    parsed = parse_uri(uri)
    if not parsed.segments or parsed.segments[0] not in NAMESPACES or len(parsed.segments) > 2:
        raise ValueError(f"Invalid URI: {uri}" if parsed.segments else "Invalid URI: settings need a table")
    return parsed

"""Reads the tables of the security proof, evals/data/security/. Knows YAML rows and steps; not what any row is for."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from .steps import Step


class TableError(Exception):
    """A table is damaged; the text names the file and the row."""


def read_table(name: str, kind: type[Any]) -> list[dict[str, Any]]:
    """Return the rows of a table, in order.

    Args:
        name: The file.
        kind: The dataclass that each row is for; a row with another field, or without one that it needs, is refused.

    Raises:
        TableError: Such a row.
    """
    import yaml

    path = Path(str(resources.files("ainos.evals"))) / "data" / "security" / name
    rows: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader(yaml))
    fields = {field.name: field for field in dataclasses.fields(kind)}
    needed = {field.name for field in fields.values() if field.default is dataclasses.MISSING}
    for number, row in enumerate(rows, 1):
        if not needed <= set(row) <= set(fields):
            wrong = sorted(set(row) - set(fields)) or sorted(needed - set(row))
            raise TableError(f"{path.name}, row {number} ({row.get('name')}): {wrong[0]!r} is unknown or missing")
    return rows


def _loader(yaml: Any) -> Any:
    """Return the safe loader, the fast one where it was built."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def steps_of(rows: Iterable[Mapping[str, Mapping[str, str]]]) -> tuple[Step, ...]:
    """Return steps: each row is a tool and its arguments."""
    return tuple(Step(tool, dict(arguments)) for row in rows for tool, arguments in row.items())


def values_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts, with a regular expression in the place of `{matches: …}`."""
    return {name: re.compile(v["matches"]) if isinstance(v, dict) else v for name, v in facts.items()}

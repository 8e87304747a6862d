"""What a test sentence means, and whether a decided call means the same. Shared by the benchmarks of deciders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ainos.tools.types import Tool, ToolCall, ToolQuestionError, ToolRetryError
from ainos.tools.values import normalise, normalise_call

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
WORDS = frozenset({"contact", "text", "name", "app", "settings_page", "folder"})
"""Kinds whose value is the span as said: compared without case, outer punctuation and doubled blanks."""


def values_of(arguments: Mapping[str, str], tool: Tool) -> dict[str, Any]:
    """Return normalised values; where something required is missing, those that are there."""
    try:
        return normalise_call(ToolCall(tool.name, arguments), tool, NOW)
    except (ToolQuestionError, ToolRetryError):
        known = {p.name: p for p in tool.parameters}
        found: dict[str, Any] = {}
        for name, span in arguments.items():
            try:
                found[name] = normalise(known[name].kind, span, now=NOW, choices=known[name].choices)
            except (ToolQuestionError, ToolRetryError):
                found[name] = None
        return found


def plain(value: Any, kind: str) -> Any:
    """Return a value in the form in which two are compared."""
    if kind == "phone" or (kind == "contact" and not any(c.isalpha() for c in str(value))):
        return "".join(c for c in str(value) if c.isdigit())[-10:]
    if kind in WORDS:
        return " ".join(str(value).lower().replace("’", "'").split()).strip(" .,!?\"'“”:;")
    if kind in ("when", "time"):
        return value.isoformat()[:16] if hasattr(value, "isoformat") else str(value)
    if kind == "days":
        return list(value or [])
    return value


def is_exact(item: Mapping[str, Any], arguments: Mapping[str, str], tool: Tool | None) -> bool:
    """Say whether all arguments mean what the sentence's author wrote, or one of the alternatives."""
    if tool is None:
        return not arguments
    kinds = {p.name: p.kind for p in tool.parameters}
    got = {n: plain(v, kinds[n]) for n, v in values_of(arguments, tool).items()}
    if tool.name == "list_events" and "day" in got:
        got["day"] = got["day"][:10]  # the author names a day; the hour only narrows what is shown
    accepted = (item["args"], *item.get("alternatives", ()))
    return any(got == {n: plain(v, kinds[n]) for n, v in wanted.items()} for wanted in accepted)

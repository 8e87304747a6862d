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
_OUTER = " .,!?\"'“”:;。，！？：；、「」『』"


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
        return " ".join(str(value).lower().replace("’", "'").split()).strip(_OUTER)
    if kind in ("when", "time"):
        return value.isoformat()[:16] if hasattr(value, "isoformat") else str(value)
    if kind == "days":
        return list(value or [])
    return value


def is_exact(item: Mapping[str, Any], arguments: Mapping[str, str], tool: Tool | None) -> bool:
    """Say whether all arguments mean what the sentence's author wrote, or one of the alternatives.

    A wanted value `{any: [a, b]}` is met by each of them; null by words that are there and mean nothing.
    """
    if tool is None:
        return not arguments
    kinds = {p.name: p.kind for p in tool.parameters}
    got = {n: plain(v, kinds[n]) for n, v in values_of(arguments, tool).items()}
    if tool.name == "list_events" and "day" in got:
        got["day"] = got["day"][:10]  # the author names a day; the hour only narrows what is shown
    return any(_meets(got, wanted, kinds) for wanted in (item["args"], *item.get("alternatives", ())))


def judged(
    item: Mapping[str, Any], tool: str, arguments: Mapping[str, str] | None, known: Mapping[str, Tool]
) -> tuple[bool, bool]:
    """Return whether the tool is right, and whether the whole call is; `also` of an item names other fair calls.

    Args:
        item: The sentence with what its author wants.
        tool: The chosen tool, or `none`.
        arguments: As the decider read them; None for a decider that reads none.
        known: All tools by name.
    """
    accepted = [wanted for wanted in (item, *item.get("also", ())) if wanted["tool"] == tool]
    same = arguments is not None and any(is_exact(wanted, arguments, known.get(tool)) for wanted in accepted)
    return bool(accepted), same


def _meets(got: Mapping[str, Any], wanted: Mapping[str, Any], kinds: Mapping[str, str]) -> bool:
    return got.keys() == wanted.keys() and all(_is(got[n], v, kinds[n]) for n, v in wanted.items())


def _is(got: Any, wanted: Any, kind: str) -> bool:
    if isinstance(wanted, Mapping) and "any" in wanted:
        return any(_is(got, one, kind) for one in wanted["any"])
    return bool(got == plain(wanted, kind))

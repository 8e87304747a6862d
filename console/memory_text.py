"""What `ainos memory` says about rows, in words; and the reading of exported rows. Opens no memory."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ..android_bridge.strict_json import StrictJsonError, parse_json

if TYPE_CHECKING:
    from ..agent.journal import RunRecord
    from ..memory.types import MemoryRow


def as_dict(row: MemoryRow) -> dict[str, Any]:
    """Return a row as JSON values, its label in words."""
    label = row.label
    return {
        "id": row.id, "kind": row.kind, "text": row.text, "value": dict(row.value), "scope": row.scope,
        "profile": row.profile, "source": row.source, "run": row.run, "time": row.time,
        "label": {"integrity": label.integrity.name.lower(), "confidentiality": label.confidentiality.name.lower(),
                  "origins": sorted(label.origins)},
        "valid_until": row.valid_until, "confidence": row.confidence, "supersedes": row.supersedes,
    }  # fmt: skip


def facts_of(row: MemoryRow, uses: int) -> list[tuple[str, str]]:
    """Return name and text of everything that is known of a row."""
    label = f"{row.label.integrity.name.lower()}, {row.label.confidentiality.name.lower()}"
    facts: list[tuple[str, str]] = [("kind", row.kind)]
    facts += [(name, _flat(value)) for name, value in row.value.items()]
    facts += [
        ("holds", where(row.scope)),
        ("said by", f"{said_by(row.source)}, {_when(row.time)}{f', in run {row.run}' if row.run else ', by hand'}"),
        ("label", f"{label} ({', '.join(sorted(row.label.origins))})" if row.label.origins else label),
        ("until", _when(row.valid_until) if row.valid_until else "for ever"),
    ]
    if row.confidence < 1:
        facts.append(("confidence", f"{row.confidence:.2f}"))
    facts += [("used", times(uses)), ("profile", row.profile)]
    if row.supersedes:
        facts.append(("replaces", row.supersedes))
    return [*facts, ("id", row.id)]


def reasons_of(
    row: MemoryRow,
    history: Sequence[MemoryRow],
    uses: int,
    runs: Sequence[RunRecord],
    made_from: Sequence[MemoryRow],
    said_in: RunRecord | None,
) -> list[str]:
    """Return the lines of `ainos memory why`."""
    lines = [f"“{row.text}”  ({row.id})"]
    place = "by hand, with ainos memory" if not row.run else f"in run {row.run}"
    wish = f": “{said_in.goal}”" if said_in else ""
    verb = "said by" if row.source == "user" else "from"
    lines.append(f"{verb} {said_by(row.source)}, {_when(row.time)}, {place}{wish}")
    if row.label.integrity:
        lines.append("these are not your own words: they are recalled as data and stand in for nothing you say")
    at = next((i for i, r in enumerate(history) if r.id == row.id), 0)
    lines += [f"it replaced “{r.text}”  ({r.id}, {_when(r.time)})" for r in history[:at]]
    lines += [f"it was replaced by “{r.text}”  ({r.id}, {_when(r.time)})" for r in history[at + 1 :]]
    if made_from:
        lines.append("it was made from:")
        lines += [f"  {r.id}  {r.text}" for r in made_from]
    where_used = f", in {len(runs)} run{'' if len(runs) == 1 else 's'}:" if runs else ""
    lines.append(f"used {times(uses)}{where_used}" if uses or runs else "never used")
    return lines + [f"  {r.id}  {_when(r.started)}  “{r.goal}”" for r in runs]


def read_export(data: bytes, name: str) -> list[dict[str, Any]]:
    """Return the rows of an exported file.

    Raises:
        click.UsageError: A line is no row; says which.
    """
    rows = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = parse_json(line)
        except StrictJsonError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("kind"), str):
            raise click.UsageError(f"{name}, line {number} is no exported row; nothing was added")
        rows.append(row)
    if not rows:
        raise click.UsageError(f"{name} holds no rows; nothing was added")
    return rows


def summary_of(rows: Sequence[dict[str, Any]], *, mine: bool) -> list[str]:
    """Return what a person should know before he agrees to an import."""
    lines = [f"{len(rows)} row{'' if len(rows) == 1 else 's'}:"]
    lines += [f"  {count:>5}  {kind}" for kind, count in Counter(r["kind"] for r in rows).most_common()]
    own = [r for r in rows if r.get("source") == "user"]
    if own and not mine:
        lines.append(f"{len(own)} of them say that they are your own words; without --mine they are kept as a file's")
    elif own:
        lines.append(f"{len(own)} of them would count as your own words, such as:")
        lines += [f"  {r['kind']}: {r['text']}" for r in sorted(own, key=lambda r: r["kind"] == "fact")[:12]]
    others = Counter(str(r.get("source", "?")).partition(":")[0] for r in rows if r.get("source") != "user")
    if others:
        lines.append("the others come from: " + ", ".join(f"{name} ({count})" for name, count in others.most_common(6)))
    return lines


def said_by(source: str) -> str:
    """Return a source for people."""
    kind, _, rest = source.partition(":")
    match kind:
        case "user":
            return "you"
        case "sms":
            return f"a text message from {rest}"
        case "tool" | "screen" | "import":
            return {"tool": "the tool", "screen": "the screen of", "import": "the imported file"}[kind] + f" {rest}"
        case "reflection":
            return "a look back at a failed try"
        case "summary":
            return "a look over past runs"
    return source or "nobody"


def where(scope: str) -> str:
    """Return a scope for people."""
    kind, _, rest = scope.partition(":")
    words = {"": "everywhere", "app": f"in the app {rest}", "tool": f"for {rest}", "time": f"in the {rest}"}
    return words.get(kind, scope)


def times(count: int) -> str:
    """Return a count of uses for people."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _when(stamp: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(stamp))


def _flat(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

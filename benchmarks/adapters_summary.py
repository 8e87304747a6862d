"""Summaries of hand-written inboxes, made several ways: facts kept, facts turned wrong, what was invented, length.

Read only by `adapters.py`. Ways: as the product does it (the adapter's clauses, checked by code), the adapter's clauses
unchecked, code alone (extraction), the first 60 characters of every text, and the base model without the adapter.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters_bare import BareModel, Heard, Shown
from adapters_facts import holds, invented
from models_figures import shown
from table import print_table, show_passing

from ainos.models.local import LocalModel
from ainos.models.reading import DeviceTexts
from ainos.tools.summary import Item, Summary, summarise
from ainos.tools.types import TextModel

ADAPTER, UNCHECKED, CODE = "adapter, checked", "adapter, unchecked", "code alone"
FIRST, BARE = "first 60 characters", "base model, checked"
LENGTH = 60
_EXAMPLES = (
    ("Ruben", "Could you bring the big ladder on Sunday?", "asks you to bring the big ladder on Sunday"),
    ("Oda", "I'm not hungry, eat without me", "is not hungry and says to eat without her"),
    ("Kai", "train is 9 min late, platform 3", "is on a train that is 9 min late, platform 3"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One judged summary."""

    kept: int
    facts: int
    wrong: int
    invented: tuple[str, ...]
    ratio: float
    """Its length beside that of the texts and their senders."""
    size: int
    """Characters."""
    clauses: Mapping[str, int]
    """How many pieces came from where."""
    seconds: float
    cpu_seconds: float
    lost: tuple[str, ...]


@dataclass(slots=True)
class Counts:
    """The summaries of one way."""

    rows: list[Row] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Return everything that the results file keeps; no text."""
        rows = self.rows
        kept, facts = sum(r.kept for r in rows), sum(r.facts for r in rows)
        sources = sorted({name for r in rows for name in r.clauses})
        clauses = {name: sum(r.clauses.get(name, 0) for r in rows) for name in sources}
        milliseconds = [1000 * r.cpu_seconds for r in rows]
        return {
            "n": len(rows), "facts": facts, "kept": kept, "kept_share": round(kept / facts, 4),
            "whole": sum(r.kept == r.facts and not r.wrong and not r.invented for r in rows),
            "wrong": sum(r.wrong for r in rows), "invented": sum(len(r.invented) for r in rows),
            "length": round(statistics.fmean(r.ratio for r in rows), 3),
            "facts_per_100": round(100 * kept / max(1, sum(r.size for r in rows)), 2), "clauses": clauses,
            "by_model": round(clauses.get("model", 0) / max(1, sum(clauses.values())), 3),
            "p50_ms": round(1000 * statistics.median(r.seconds for r in rows), 1),
            "p50_cpu_ms": round(statistics.median(milliseconds), 1),
            "p95_cpu_ms": round(sorted(milliseconds)[int(0.95 * (len(rows) - 1))], 1),
        }  # fmt: skip


def items_of(inbox: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return an inbox as the summary's code takes it, newest first."""
    messages = inbox["kind"] == "messages"
    return tuple(
        Item(app=row["app"], sender=row["title"], text=row["text"], minutes=row["minutes"],
             person=messages or row.get("category") in ("msg", "email"))
        for row in inbox["items"]
    )  # fmt: skip


def summary_by(texts: TextModel | None, *, check: bool = True) -> Callable[[Mapping[str, Any]], Summary]:
    """Return the product's own way with this model, or without any."""
    return lambda inbox: summarise(texts, items_of(inbox), check=check)


def first_characters(inbox: Mapping[str, Any]) -> Summary:
    """Return the beginning of every text under its sender."""
    text = "; ".join(f"{row['title']}: {row['text'][:LENGTH]}" for row in inbox["items"])
    return Summary(text, (), "code")


def examples() -> str:
    """Return worked examples in the form in which the adapter is asked."""
    written = ""
    for sender, text, answer in _EXAMPLES:
        heard = Heard()
        summarise(heard, (Item("Messages", sender, text, 2),))
        written += f"{heard.asked} {answer}\n\n"
    return written


def ways(model: LocalModel, bare: BareModel | None) -> dict[str, Callable[[Mapping[str, Any]], Summary]]:
    """Return the ways in which an inbox is told."""
    return {
        ADAPTER: summary_by(DeviceTexts(model)),
        UNCHECKED: summary_by(DeviceTexts(model), check=False),
        CODE: summary_by(None),
        FIRST: first_characters,
        **({BARE: summary_by(Shown(bare, examples()))} if bare else {}),
    }


def judge(inbox: Mapping[str, Any], said: Summary, seconds: float, cpu_seconds: float) -> Row:
    """Count what a summary holds."""
    senders = [row["title"] for row in inbox["items"]]
    lost = [fact for fact in inbox["facts"] if not holds(said.text, fact, senders, near=True)]
    wrong = [fact for fact in inbox.get("not", ()) if holds(said.text, fact, senders, near=False)]
    clauses: dict[str, int] = {}
    for told in said.told:
        clauses[told.by] = clauses.get(told.by, 0) + 1
    size = sum(len(row["title"]) + len(row["text"]) for row in inbox["items"])
    return Row(
        len(inbox["facts"]) - len(lost), len(inbox["facts"]), len(wrong), tuple(invented(said.text, inbox["items"])),
        len(said.text) / size, len(said.text), clauses, seconds, cpu_seconds,
        (*(f"lost {fact}" for fact in lost), *(f"WRONG {fact}" for fact in wrong)),
    )  # fmt: skip


def measure(
    name: str, inboxes: Sequence[Mapping[str, Any]], way: Callable[[Mapping[str, Any]], Summary], *, misses: bool
) -> Counts:
    """Tell all inboxes one way; `misses` shows what went wrong (tuning sets only)."""
    counts = Counts()
    way(inboxes[0])  # loads what is loaded once
    for number, inbox in enumerate(inboxes, 1):
        show_passing(f"  {name}: {number} of {len(inboxes)} ")
        began, worked = time.perf_counter(), time.process_time()
        said = way(inbox)
        row = judge(inbox, said, time.perf_counter() - began, time.process_time() - worked)
        counts.rows.append(row)
        if misses and (row.lost or row.invented):
            made_up = [f"INVENTED {word}" for word in row.invented]
            print(f"\r  {inbox['id']}: {said.text!r}: {'; '.join([*row.lost, *made_up])}")
    show_passing()
    return counts


def bench(
    sets: Mapping[str, Sequence[Mapping[str, Any]]], model: LocalModel, bare: BareModel | None, *, misses: bool
) -> dict[str, Any]:
    """Measure and print every part of the set; return the figures. No `bare`: without the base model's way."""
    found: dict[str, Any] = {}
    for part, inboxes in sets.items():
        if not inboxes:
            continue
        found[part] = {
            name: measure(name, inboxes, way, misses=misses and name == ADAPTER).figures()
            for name, way in ways(model, bare).items()
        }
        print(f"\nsummaries of inboxes, {part}")
        print_table(
            ["way", "inboxes", "facts kept (95 %)", "all right", "wrong facts", "invented", "length",
             "facts in 100 characters", "by model",
             "p50 CPU ms"],
            [[
                name, f["n"], shown(f["kept"], f["facts"]), f["whole"], f["wrong"], f["invented"],
                f"{f['length']:.2f}", f["facts_per_100"], f"{f['by_model']:.0%}", f["p50_cpu_ms"],
            ] for name, f in found[part].items()],
        )  # fmt: skip
    return found

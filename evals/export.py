"""Trajectories as JSON lines, for training: one line for each decision of an episode that passed.

A line: `wish` (the sub-goal in the user's words), `goal`, `language`, `kind`, `step`, `call` (tool and arguments as the
model gave them), `tier` and `model` that decided, `result` in words, `verified`. Only episodes that passed are
exported, so every call led to a state that the device confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .record import Episode


def training_rows(episodes: Iterable[Episode]) -> Iterator[dict[str, Any]]:
    """Yield the decisions of the episodes that passed, in order; steps that a person refused are left out."""
    for episode in episodes:
        if episode.passed:
            yield from _rows_of(episode)


def _rows_of(episode: Episode) -> Iterator[dict[str, Any]]:
    wishes: list[str] = [episode.goal]
    done = 0
    open_row: dict[str, Any] | None = None
    for event in episode.events:
        match event["type"]:
            case "plan":
                wishes = [_words(s) for s in event["subgoals"]] or wishes
            case "decision" if event.get("tool"):
                open_row = _row(episode, event, wishes[min(done, len(wishes) - 1)])
            case "result" if open_row is not None:
                open_row["result"] = event["text"]
            case "verify" if open_row is not None:
                open_row["verified"] = bool(event["holds"])
                done += bool(event["holds"])
                yield open_row
                open_row = None


def _row(episode: Episode, event: Mapping[str, Any], wish: str) -> dict[str, Any]:
    return {
        "wish": wish, "goal": episode.goal, "language": episode.language, "kind": episode.kind, "step": event["step"],
        "call": {"tool": event["tool"], "arguments": event["arguments"]}, "tier": event["tier"],
        "model": event["model"], "result": "", "verified": False,
    }  # fmt: skip


def _words(subgoal: Any) -> str:
    return str(subgoal["text"]) if isinstance(subgoal, Mapping) else str(subgoal)

"""Wishes that hold several, or only look like it: how many are split as their author would. Shows no sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from models_sets import DATA

from ainos.planners.split import Judge, split_goal


def measure_splits(which: str, judge: Judge) -> dict[str, Any]:
    """Return how many compound wishes of `test` or `dev` are split exactly, with the tool classifier as judge."""
    rows: Sequence[Mapping[str, Any]] = yaml.safe_load((DATA / f"compound_{which}.yaml").read_text())
    right = sum(
        [_plain(part) for part in split_goal(row["goal"], judge)] == [_plain(part) for part in row["parts"]]
        for row in rows
    )
    return {"right": right, "n": len(rows)}


def _plain(text: str) -> str:
    return " ".join(text.lower().strip(" .,;!?").split())

"""Keeps templates that could produce a test sentence out of training.

It reads the test sentences and their tools only to withhold: a template of the same tool (slots as wildcards, also
inside a polite frame) that matches a test sentence in full is not trained on. It shows nobody the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from ainos.models.prompt import NONE

from .phrases import HERE, Fillers, Source, as_pattern

DATA = HERE.parent / "benchmarks" / "data"
TEST = ("goals_test*.yaml", "steps_test*.yaml", "plugins_test*.yaml", "templates_heldout_*.yaml")
_EDGES = " .?!"


def held_out_sentences(folder: Path = DATA) -> dict[str, list[str]]:
    """Return the sentences of all test sets by tool; none where the files are absent."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for pattern in TEST for path in folder.glob(pattern)):
        for item in _items(yaml.safe_load(path.read_text())):
            found.setdefault(str(item.get("tool", NONE)), []).append(" ".join(item["goal"].split()).strip(_EDGES))
    return found


def _items(raw: object) -> Iterator[Mapping[str, Any]]:
    """Yield what has a `goal`, however deep it lies."""
    if isinstance(raw, dict) and isinstance(raw.get("goal"), str):
        yield raw
    elif isinstance(raw, (dict, list)):
        for part in raw.values() if isinstance(raw, dict) else raw:
            yield from _items(part)


def unframed(sentence: str, frames: Iterable[re.Pattern[str]]) -> set[str]:
    """Return the sentence and what is left of it inside every frame that fits."""
    inner = {m["x"].strip(_EDGES + ",") for frame in frames if (m := frame.fullmatch(sentence))}
    return {sentence, *inner}


def frame_patterns(fillers: Fillers) -> list[re.Pattern[str]]:
    """Return patterns of all frames, the framed sentence being group `x`."""
    found = []
    for frame in (*fillers.command_wrappers, *fillers.any_wrappers):
        before, _, after = frame.partition("{x}")
        text = f"{as_pattern(before).pattern}(?P<x>.+){as_pattern(after).pattern}"
        found.append(re.compile(text, re.IGNORECASE))
    return found


def withhold(
    sources: Mapping[str, Source], sentences: Mapping[str, Sequence[str]], fillers: Fillers
) -> dict[str, Source]:
    """Return the sources without the templates that match a sentence of their tool."""
    frames = frame_patterns(fillers)
    result = {}
    for tool, source in sources.items():
        said = {x for s in sentences.get(tool, ()) for x in unframed(s, frames)}

        def kept(templates: tuple[str, ...], said: set[str] = said) -> tuple[str, ...]:
            return tuple(t for t in templates if not _makes(t, said))

        result[tool] = replace(
            source, commands=kept(source.commands), templates=kept(source.templates), missing=kept(source.missing)
        )
    return result


def _makes(template: str, said: Iterable[str]) -> bool:
    pattern = as_pattern(template)
    return any(pattern.fullmatch(sentence) for sentence in said)


def count(sources: Mapping[str, Source]) -> int:
    """Return how many templates there are."""
    return sum(len(s.commands) + len(s.templates) + len(s.missing) for s in sources.values())

"""Keeps templates that could produce a test sentence out of training.

It reads the test sentences and their tools only to withhold: a template of the same tool (slots as wildcards, also
inside a polite frame) that matches a test sentence in full is not trained on. It shows nobody the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from .phrases import HERE, Fillers, Source, as_pattern

TEST = HERE.parent / "benchmarks" / "data" / "goals_test.yaml"
_EDGES = " .?!"


def held_out_sentences(path: Path = TEST) -> dict[str, list[str]]:
    """Return the test sentences by tool; none if the file is absent."""
    found: dict[str, list[str]] = {}
    if path.exists():
        for item in yaml.safe_load(path.read_text()):
            found.setdefault(item["tool"], []).append(" ".join(item["goal"].split()).strip(_EDGES))
    return found


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
            return tuple(t for t in templates if not any(as_pattern(t).fullmatch(s) for s in said))

        result[tool] = replace(
            source, commands=kept(source.commands), templates=kept(source.templates), missing=kept(source.missing)
        )
    return result


def count(sources: Mapping[str, Source]) -> int:
    """Return how many templates there are."""
    return sum(len(s.commands) + len(s.templates) + len(s.missing) for s in sources.values())

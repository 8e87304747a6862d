"""Which test sentences a training template matches in full. Reads training's templates as patterns, shows none."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Items = Sequence[Mapping[str, Any]]


def seen_in_training(items: Items, *, chinese: bool = False, withheld: bool = True) -> set[str]:
    """Return sentences that a template of their tool matches in full, also inside a polite frame.

    Args:
        items: The sentences with their tools.
        chinese: Whether the Chinese templates are read, and not the English ones.
        withheld: Whether templates that make a held-out sentence are left out, as they are in training. Without, the
            answer tells how many sentences the training's authors had thought of in some form.
    """
    sys.path.insert(0, str(Path(__file__).parent.parent))
    return _seen_chinese(items, withheld) if chinese else _seen_english(items, withheld)


def _seen_english(items: Items, withheld: bool) -> set[str]:
    from training.held_out import frame_patterns, held_out_sentences, unframed, withhold
    from training.phrases import load_fillers, load_sources, templates_of

    fillers = load_fillers()
    sources = withhold(load_sources(), held_out_sentences(), fillers) if withheld else load_sources()
    frames, patterns = frame_patterns(fillers), _patterns(templates_of(sources))

    def is_seen(item: Mapping[str, Any]) -> bool:
        said = unframed(" ".join(item["goal"].split()).strip(" .?!"), frames)
        return any(p.fullmatch(s) for p in patterns[item["tool"]] for s in said)

    return {item["goal"] for item in items if is_seen(item)}


def _seen_chinese(items: Items, withheld: bool) -> set[str]:
    from training.phrases_zh import bare, load_phrases, templates

    phrases = load_phrases() if withheld else load_phrases(held_out={})
    patterns = _patterns((tool, bare(template)) for tool, template in templates(phrases))

    def is_seen(item: Mapping[str, Any]) -> bool:
        return any(p.fullmatch(bare(item["goal"])) for p in patterns[item["tool"]])

    return {item["goal"] for item in items if is_seen(item)}


def _patterns(templates: Any) -> dict[str, list[re.Pattern[str]]]:
    from training.phrases import as_pattern

    patterns: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for tool, template in templates:
        patterns[tool].append(as_pattern(template))
    return patterns

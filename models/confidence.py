"""How sure an on-device call is: the probability that it is right in its tool and in every argument.

Each way of deciding tells a few figures of itself; a logistic function of them was fitted on tuning sentences
(`benchmarks/models_confidence.py`, weights in `confidence.json`). So 0.8 means the same for an English wish, a Chinese
one and a plugin's. Pure; it knows tools by their parameters.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .strange import is_torn

if TYPE_CHECKING:
    from ..tools.types import Tool
    from .grammar import Filled

Way = Literal["english", "english plugin", "chinese", "chinese plugin"]
Evidence = Mapping[str, float]
"""Figures by name; what a name means is said where it is counted."""
FILE = Path(__file__).parent / "confidence.json"
_EDGE = 0.0005
"""No share counts as surer than this from 0 or 1."""
_LEAST = -8.0
"""Log-probabilities below this say no more."""
_FIRST = re.compile(r"[A-Za-z]+")
_QUESTIONS = frozenset({"what", "why", "how", "which", "who", "when", "where"})
_LONG = 12
"""Words of a wish; more of them say no more."""
_MOST_WORDS = 3
"""More words without an explanation say no more."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the parts say of one call."""

    way: Way
    reading: float
    """Probability of the arguments, 0 to 1."""
    evidence: Evidence

    @property
    def sureness(self) -> float:
        """The probability that the call is exact, 0 to 1, before its words are held against the wish."""
        return sureness(self.way, self.evidence)

    @property
    def parts(self) -> dict[str, object]:
        """For the trace, and to fit the weights again."""
        figures = {name: round(value, 4) for name, value in self.evidence.items()}
        return {"arguments": round(self.reading, 4), "way": self.way, "evidence": figures}


def weigh(tool: Tool, wish: str, arguments: Mapping[str, str], share: float, filled: Filled) -> Weighed:
    """Return what classifier and language model say of a call.

    Args:
        arguments: As they are now, after code put them right.
        share: Probability of the tool, 0 to 1.
        filled: How the arguments were read.
    """
    shares = [choice.share for choice in filled.choices if choice.kind not in ("lost", "told")]
    beside = sum(max(c.raw - c.share, _LEAST) for c in filled.choices if c.kind in ("begin", "end"))
    needed = {parameter.name for parameter in tool.parameters if parameter.required}
    evidence = {
        **_of_call(tool, arguments, share, math.exp(max(sum(shares), _LEAST))),
        "beside": max(beside, _LEAST),  # what it would rather have written than a piece of the wish
        "known": float(sum(c.kind == "told" and c.slot in needed for c in filled.choices)),  # found by code
        "torn": float(is_torn(arguments, wish, tool)),
        "asks": float(_asks(wish, tool)),
        "words": min(len(wish.split()), _LONG) / 10,
    }
    way: Way = "english" if tool.source == "builtin" else "english plugin"
    return Weighed(way, filled.confidence, evidence)


def weigh_chinese(tool: Tool, arguments: Mapping[str, str], share: float, reading: float) -> Weighed:
    """Return what the Chinese reader, or the example phrases, say of a call.

    Args:
        reading: Probability of the arguments, 0 to 1.
    """
    evidence = _of_call(tool, arguments, share, reading)
    way: Way = "chinese" if tool.source == "builtin" else "chinese plugin"
    return Weighed(way, reading, evidence)


def _of_call(tool: Tool, arguments: Mapping[str, str], share: float, reading: float) -> dict[str, float]:
    return {
        "both": log_odds(share * math.sqrt(reading)),  # tool and arguments together; apart they tell less
        "missing": float(sum(p.required and p.name not in arguments for p in tool.parameters)),
        "texts": float(sum(p.kind == "text" and p.name in arguments for p in tool.parameters)),
    }


def _asks(wish: str, tool: Tool) -> bool:
    """Whether a wish begins as a question and no example phrase of its tool begins with that word."""
    first = _FIRST.match(wish)
    word = first[0].lower() if first else ""
    return word in _QUESTIONS and not any(phrase.lower().startswith(word) for phrase in tool.examples)


def sureness(way: Way, evidence: Evidence) -> float:
    """Return the probability that a call is exact, 0 to 1, before its words are held against the wish."""
    weights = _weights()[way]
    return _share(sum(weights.get(name, 0.0) * value for name, value in {"": 1.0, **evidence}.items()))


def doubted(confidence: float, words: int, way: object = "english") -> float:
    """Return a confidence after so many words of the wish were found for which the call does not account.

    Args:
        way: By which parts the call was decided, as in a decision's parts.
    """
    if not 0.0 < confidence < 1.0 or words <= 0:
        return confidence
    weight = _weights().get(str(way), {}).get("unexplained", 0.0)
    return min(confidence, _share(log_odds(confidence) + weight * min(words, _MOST_WORDS)))


def log_odds(share: float) -> float:
    """Return the log-odds of a share of 0 to 1, bounded."""
    kept = min(max(share, _EDGE), 1.0 - _EDGE)
    return math.log(kept / (1.0 - kept))


def _share(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    found: Mapping[str, Mapping[str, float]] = json.loads(FILE.read_text(encoding="utf-8"))["weights"]
    return found

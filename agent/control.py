"""What proves an answer that a model gives by `finish`: the phone's own words, never the model's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..tools.types import Proof

_QUESTION = re.compile(
    r"^\W*(?:please\s+|can you\s+|could you\s+|(?:at|in|on|for|to|from)\s+(?=wh))*"
    r"(?:what|what's|whats|who|who's|whose|when|when's|where|which|how|"
    r"is|are|was|were|do|does|did|has|have|any|tell me|read|show|list|find|look|check|say|give me|search)\b",
    re.IGNORECASE,
)


def prove_answer(wish: str, answer: str, shown: Iterable[str]) -> Proof:
    """Return whether an answer stands in what the phone showed; a wish for a change is never proved by words.

    Args:
        wish: The sub-goal, in the user's words.
        answer: What the model wants to tell the user.
        shown: Texts that were read from the phone for this sub-goal.
    """
    expected = "an effect that a tool reads back, or an answer in the phone's own words"
    if not _QUESTION.match(wish):
        return Proof(False, expected, "only the model's word that it is done")
    said = _plain(answer)
    if said and any(said in _plain(text) for text in shown):
        return Proof(True, expected, "the answer stands on the phone's screen")
    return Proof(False, expected, "only the model's word: the phone shows no such text")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .\"'“”")

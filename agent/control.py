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
_YES_OR_NO = re.compile(r"^\W*(?:is|are|was|were|do|does|did|has|have|any)\b", re.IGNORECASE)
_ZH_QUESTION = re.compile(r"[?？吗呢]\W*$|多少|什么|哪[个里天些位一]|几[点个天号]|多[大长久远]|查一下|看一?下|告诉我")
_ZH_TELLS = re.compile(r"^(?:请|帮我|麻烦你?|\s)*(?:问|告诉(?!我)|发|给|提醒|回复|跟|对|打|叫|写|记|把|设(?!置)|定)")
"""What somebody else is asked, or what is written down, is no question to the phone."""
_WORD = re.compile(r"\w+")


def is_question(wish: str) -> bool:
    """Return whether the wish wants to know something."""
    return bool(_QUESTION.match(wish)) or (bool(_ZH_QUESTION.search(wish)) and not _ZH_TELLS.match(wish))


def prove_answer(wish: str, answer: str, shown: Iterable[str]) -> Proof:
    """Return whether an answer stands in what the phone showed; a wish for a change is never proved by words.

    Args:
        wish: The sub-goal, in the user's words.
        answer: What the model wants to tell the user.
        shown: Texts that were read from the phone for this sub-goal.
    """
    expected = "an effect that a tool reads back, or an answer in the phone's own words"
    if not is_question(wish):
        return Proof(False, expected, "only the model's word that it is done")
    said = _plain(answer)
    if said and not _YES_OR_NO.match(wish) and set(_WORD.findall(said)) <= set(_WORD.findall(_plain(wish))):
        return Proof(False, expected, "the answer only repeats words of the question")
    if said and any(said in _plain(text) for text in shown):
        return Proof(True, expected, "the answer stands on the phone's screen")
    return Proof(False, expected, "only the model's word: the phone shows no such text")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .\"'“”")

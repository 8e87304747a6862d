"""Takes a sentence apart that says several things, some of them for the memory: two statements, or a wish and one.

Only where each part by itself is a sure statement (writing.py), or begins with `remember that`; every other sentence
stays as it is, and what a message says is never cut.
"""

from __future__ import annotations

import re

from .writing import read_wish, stays_whole

_JOINT = re.compile(
    r"\s*(?:[,;.，；。]|\band\b|\bbut\b)+\s*(?:also\s+|and\s+|that\s+)*(?=(?:my|our|i|i'm|i've)\b|我|我们)",
    re.IGNORECASE,
)
_LED = re.compile(
    r"\s*(?:[,;.，；。]|\band\b|\bthen\b)+\s*(?:also\s+|and\s+|then\s+|please\s+)*"
    r"(?=(?:remember|keep in mind|bear in mind|don't forget|do not forget) that\b|(?:请|要)?记住(?!要|去))",
    re.IGNORECASE,
)


def said_apart(sentence: str) -> list[str]:
    """Return the parts of a sentence in their order; the sentence itself where it says one thing."""
    if stays_whole(sentence) or "?" in sentence or "？" in sentence:
        return [sentence]
    for joint in _LED.finditer(sentence):
        head, tail = sentence[: joint.start()].strip(), sentence[joint.end() :]
        if head and all(_is_told(part) for part in said_apart(tail)):
            return [*said_apart(head), *said_apart(tail)]
    places = [0, *(p for j in _JOINT.finditer(sentence) for p in j.span()), len(sentence)]
    parts = [sentence[a:b].strip() for a, b in zip(places[::2], places[1::2], strict=True)]
    return parts if len(parts) > 1 and all(map(_is_told, parts)) else [sentence]


def _is_told(part: str) -> bool:
    said = read_wish(part)
    return said is not None and said.act == "remember" and said.sure and not said.contact

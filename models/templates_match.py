"""Every way in which a sentence is one of a template: literal words, and slots filled by typed spans. No values here.

The whole sentence has to be used up; what may be left are marks, and a word of politeness at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from .templates_syntax import Sequence_, Slot, Words

Fits = Callable[[str, str, bool], bool]
"""(slot, words, at the end of the sentence) -> whether these words can be the slot's value."""
MAX_STEPS = 20_000
"""So many tries at most for one sentence and template; a template that needs more does not match."""

_WIDE = re.compile(r"[\u3400-\u9fff]")
_GAP = re.compile(r"[\s,，、]*")
_END = re.compile(
    r"[\s,，]*(?:(?:please|thanks|thank you|for me|right now|now|吧|吗|呢|呀|啊|了|一下|谢谢|好吗|可以吗|行吗)[\s,，]*)"
    r"{0,2}"
    r"[\s.!?。！？~,，]*"
)
_LEAD = re.compile(
    r"(?:hey|hi|hello|ok(?:ay)?|so|ainos|please|kindly|can you|could you|would you|will you|can i|could i|may i|let me"
    r"|i want you to|i want to|i want|i'd like you to|i'd like to|i would like to|i'd like|i would like"
    r"|i need you to|i need to|i need|i have to|i must|i've got to|just|quickly|go ahead and|now)\b[\s,]*"
    r"|(?:请问|请你|请|麻烦你|麻烦|帮我|帮忙|帮|你好|你能不能|能不能|能|可不可以|可以|你|我想要|我想|我要|我需要|替我|给我|现在|快|马上)[\s,，]*"
)
_POSSESSIVE = re.compile(r"'s\b")
_FOLD = str.maketrans(
    {**{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}, "　": " ", "’": "'", "‘": "'"}
)


def folded(text: str) -> str:
    """Return the text in small letters with plain marks, sign for sign as long as before."""
    plain = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return plain.translate(_FOLD)


def starts(low: str) -> list[int]:
    """Return where the wish itself may begin: at the start, and after each word of politeness."""
    found, position = [0], 0
    while (lead := _LEAD.match(low, position)) and lead.end() > position:
        position = lead.end()
        found.append(position)
    return found


@dataclass(slots=True)
class _Search:
    low: str
    fits: Fits
    steps: int = field(default=0)

    def ways(self, sequence: Sequence_, at: int, held: Mapping[str, tuple[tuple[int, int], ...]]) -> Iterator[
        tuple[int, Mapping[str, tuple[tuple[int, int], ...]]]
    ]:  # fmt: skip
        """Yield the ends of all matches of a sequence from a position, with the slots' spans."""
        if not sequence:
            yield at, held
            return
        self.steps += 1
        if self.steps > MAX_STEPS:
            return
        node, rest = sequence[0], sequence[1:]
        if isinstance(node, Words):
            if (end := self._words(node.text, at)) is not None:
                yield from self.ways(rest, end, held)
        elif isinstance(node, Slot):
            for start, end in self._spans(node.name, at):
                yield from self.ways(rest, end, {**held, node.name: (*held.get(node.name, ()), (start, end))})
        else:
            for branch in node.branches:
                yield from self.ways((*branch, *rest), at, held)

    def _words(self, text: str, at: int) -> int | None:
        """Return where these words end if they stand here, whole."""
        low = self.low
        for word in text.split(" "):
            at = _gap(low, at, word)
            if not low.startswith(word, at) or not _is_edge(low, at):
                return None
            at += len(word)
            if not _is_edge(low, at):
                return None
        return at

    def _spans(self, name: str, at: int) -> Iterator[tuple[int, int]]:
        low = self.low
        start = _gap(low, at, "")
        if start >= len(low) or not _is_edge(low, start):
            return
        last = len(low.rstrip())
        for end in range(start + 1, last + 1):
            if (end == last or _is_edge(low, end)) and not low[end - 1].isspace():
                self.steps += 1
                if self.fits(name, low[start:end], end == last):
                    yield start, end


def _gap(low: str, at: int, word: str) -> int:
    """Skip blanks and commas, and one colon or dash that no word asks for."""
    if word[:1] in (":", "-", ","):
        while at < len(low) and low[at].isspace():
            at += 1
        return at
    found = _GAP.match(low, at)
    return found.end() if found else at


def _is_edge(low: str, at: int) -> bool:
    """Whether a word may begin or end here."""
    if at <= 0 or at >= len(low):
        return True
    before, after = low[at - 1], low[at]
    if _WIDE.match(before) or _WIDE.match(after):
        return True
    return not (before.isalnum() and (after.isalnum() or (after == "'" and not _POSSESSIVE.match(low, at))))


def matches(sequence: Sequence_, low: str, start: int, fits: Fits) -> Iterator[dict[str, tuple[tuple[int, int], ...]]]:
    """Yield the slots' spans for every way in which the whole of a folded sentence, from `start`, is the template."""
    search = _Search(low, fits)
    for end, held in search.ways(sequence, start, {}):
        if search.steps > MAX_STEPS:
            return
        left = _END.match(low, end)
        if left is not None and left.end() == len(low):
            yield dict(held)

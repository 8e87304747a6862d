"""The short text that the embedded model reads and writes: signatures, the wish, one line of answer.

It is shared by training and use, so that both see the same text. It knows no tokenizer and no engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NONE = "none"
MAX_WISH = 600
"""Characters of a wish that the model reads; the rest cannot be copied into arguments."""

_SIGNATURE = re.compile(r"(\w+)\((.*)\)")
_CHUNK = re.compile(r"\S+")
_LEAD = re.compile(r"^[^\w+#@$€£&]+")
_TAIL = re.compile(r"[^\w]+$")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter as the model sees it."""

    name: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A tool as the model sees it."""

    name: str
    slots: tuple[Slot, ...] = ()

    def __str__(self) -> str:
        parts = (
            slot.name + ("" if slot.required else "?") + (f": {'/'.join(slot.choices)}" if slot.choices else "")
            for slot in self.slots
        )
        return f"{self.name}({', '.join(parts)})"


def parse_signature(text: str) -> Signature:
    """Read the text form back.

    Raises:
        ValueError: The text is not `name(a, b?, c?: x/y)`.
    """
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a signature: {text}")
    slots = []
    for part in filter(None, match[2].split(", ")):
        name, _, choices = part.partition(": ")
        slots.append(Slot(name.rstrip("?"), not name.endswith("?"), tuple(choices.split("/")) if choices else ()))
    return Signature(match[1], tuple(slots))


def tidy_wish(wish: str) -> str:
    """Collapse white space and cut to the length that the model reads."""
    return " ".join(wish.split())[:MAX_WISH]


def question(wish: str, candidates: Sequence[Signature]) -> str:
    """Return the text before the answer. `wish` must be tidy."""
    lines = "".join(f"{candidate}\n" for candidate in candidates)
    return f"{lines}wish: {wish}\ncall:"


def opening(slot: str) -> str:
    """Return the text that announces one argument."""
    return f" | {slot} ="


def answer_parts(tool: str, arguments: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the answer cut into the parts that are tokenised one by one.

    Args:
        arguments: The pieces of each argument's text, in the signature's order.
    """
    parts = [f" {tool}"]
    for name, pieces in arguments.items():
        parts.append(opening(name))
        parts.append(f" {pieces[0]}")
        parts.extend(pieces[1:])
    return parts


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where arguments may begin and end in a wish (character offsets)."""

    wish: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def pieces(self, start: int, end: int) -> list[str]:
        """Return `wish[start:end]` cut at every bound between."""
        cuts = sorted({start, end, *(c for c in (*self.starts_after_blank, *self.ends) if start < c < end)})
        return [self.wish[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]

    @property
    def starts_after_blank(self) -> tuple[int, ...]:
        """Starts that follow punctuation rather than a blank (a cut there does not move a blank)."""
        return tuple(s for s in self.starts if s and self.wish[s - 1] != " ")


def bounds(wish: str) -> Bounds:
    """Find where an argument may begin and end: at words, with or without the punctuation around them."""
    starts: set[int] = set()
    ends: set[int] = set()
    for chunk in _CHUNK.finditer(wish):
        a, b = chunk.span()
        text = chunk[0]
        lead = _LEAD.match(text)
        core_a = a + (lead.end() if lead and lead.end() < len(text) else 0)
        tail = _TAIL.search(text)
        core_b = a + (tail.start() if tail and tail.start() > core_a - a else len(text))
        starts |= {a, core_a}
        ends |= set(range(core_b, b + 1))
        owner = _POSSESSIVE.search(wish[core_a:core_b])
        if owner and owner.start():
            ends.add(core_a + owner.start())
    return Bounds(wish, tuple(sorted(starts)), tuple(sorted(ends)))

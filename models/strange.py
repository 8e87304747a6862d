"""What code reads of the arguments of a tool that no model was trained on, before and after the language model.

Values whose kind code can tell are found first, so that no free text swallows them; afterwards words of the frame,
which the example phrases show, are taken off free text. Pure; it knows parameters and phrases, and no model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ..tools.types import Parameter, Tool
from .prompt import Bounds

Value = Callable[[str, str], object]
"""From a parameter and a text to the value that it means, or None."""
TYPED = ("duration", "number", "integer")
"""Kinds whose values code finds, in the order in which they are looked for. Days and clock times it leaves to the
model: their parsers take too many other words."""
_LONGEST = 40
_WORD = re.compile(r"[\w'’-]+")
_ARTICLES = frozenset({"a", "an", "the", "my", "our", "some", "of", "for", "in", "on", "to", "from", "with", "at"})
_STEM = 5
"""Letters that two forms of a word share at least."""


def given_spans(limits: Bounds, tool: Tool, value_of: Value) -> dict[str, tuple[int, int]]:
    """Return where values of telling kinds stand, by parameter; those of which there are two candidates are left out.

    Args:
        limits: The wish and where arguments may begin and end.
    """
    found: dict[str, tuple[int, int]] = {}
    for kind in TYPED:
        same = [p for p in tool.parameters if p.kind == kind]
        if len(same) != 1:
            continue
        spans = _values(limits, same[0].name, value_of, list(found.values()))
        if len(spans) == 1:
            found[same[0].name] = spans[0]
    return found


def _values(limits: Bounds, name: str, value_of: Value, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return, for each run of words that means something, the fewest of them that mean the same, in order."""
    free = [
        (a, b)
        for a in limits.starts
        for b in limits.ends
        if a < b <= a + _LONGEST and all(b <= c or d <= a for c, d in taken)
    ]
    meant = {span: value for span in free if (value := value_of(name, limits.wish[slice(*span)])) is not None}
    kept: list[tuple[int, int]] = []
    for whole in sorted(meant, key=lambda span: (span[0] - span[1], span[0])):
        if any(whole[0] < d and c < whole[1] for c, d in kept):
            continue
        inner = [s for s, v in meant.items() if whole[0] <= s[0] and s[1] <= whole[1] and v == meant[whole]]
        kept.append(min(inner, key=lambda span: (span[1] - span[0], span[0])))
        kept.sort()
    return kept


def frame_words(tool: Tool) -> frozenset[str]:
    """Return the words that stand in two of the example phrases and the description, or more."""
    said = (*tool.examples, tool.description)
    counts = Counter(word for phrase in said for word in set(_WORD.findall(phrase.casefold())))
    return frozenset(word for word, count in counts.items() if count > 1 and not word.isdigit())


def tidied(arguments: Mapping[str, str], wish: str, tool: Tool) -> dict[str, str]:
    """Return the arguments without frame words before free text, and with the closed words that the wish says.

    Free text that is nothing but frame words is no argument.
    """
    frame = frame_words(tool)
    choices = {word.casefold() for p in tool.parameters for word in p.choices}
    found = dict(arguments)
    for parameter in tool.parameters:
        if parameter.kind == "text" and parameter.name in found:
            if text := _without_frame(found[parameter.name], frame | choices):
                found[parameter.name] = text
            else:
                del found[parameter.name]
        elif said := _said(parameter, wish):
            found[parameter.name] = said
        elif parameter.choices and not parameter.required:
            found.pop(parameter.name, None)  # nobody said it
    return {p.name: found[p.name] for p in tool.parameters if p.name in found}


def _without_frame(text: str, frame: frozenset[str]) -> str:
    """Return free text from its first word on that is no frame word."""
    words = list(_WORD.finditer(text))
    for word in words:
        if not is_frame(word[0], frame):
            return text[word.start() :]
    return "" if words else text


def is_frame(word: str, frame: frozenset[str]) -> bool:
    """Return whether a word is one of the frame, in this form or another one, or an article."""
    low = word.casefold()
    if low in frame or low in _ARTICLES:
        return True
    return len(low) >= _STEM and not low.isdigit() and any(low[:_STEM] == other[:_STEM] for other in frame)


def _said(parameter: Parameter, wish: str) -> str:
    """Return the closed word that stands in the wish, where just one does."""
    choices = parameter.choices or (("on", "off") if parameter.kind == "on_off" else ())
    said = [c for c in choices if re.search(rf"(?<!\w){re.escape(c)}(?!\w)", wish, re.IGNORECASE)]
    return said[0] if len(said) == 1 else ""

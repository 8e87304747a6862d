"""What code reads of the arguments of a tool that no model was trained on, before and after the language model.

Values whose kind code can tell are found first, so that no free text swallows them; afterwards words of the frame,
which the example phrases show, are taken off free text. Pure; it knows parameters and phrases, and no model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

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
_PLAIN = frozenset(
    word
    for line in (
        "the and for with from that this what when where which who how are was were has have had will would could",
        "should can you your our his her its they them get got put take make let need want please tell say show set",
        "add new now next all some any one two today tomorrow tonight monday tuesday wednesday thursday friday",
        "saturday sunday write note",
    )
    for word in line.split()
)
"""Words by which no tool is known."""
_LINKS = frozenset(
    word
    for line in (
        "a an the my our some of for in on to from with at by as is are was were be it its and or but so that this i",
        "we he she they you me us him her them please off up out over under near into onto than then there here now",
        "just only done",
    )
    for word in line.split()
)
"""Words that stand between arguments."""
_BEFORE, _BEHIND = re.compile(r"([\w'’-]+) $"), re.compile(r" ([\w'’-]+)")
_SIGNS = re.compile(r"[\u3400-\u9fff]+")
_CODE = re.compile(r"(?<![\w-])[\w-]*\d[\w-]*")
_MOSTLY = 0.8
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
                found[parameter.name] = _code(text, tool) or text
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


def _code(text: str, tool: Tool) -> str:
    """Return the one code in free text of a tool whose phrases nearly all hold one, and whose parameters no number."""
    if len(tool.parameters) > 1 or sum(bool(_CODE.search(phrase)) for phrase in tool.examples) < _MOSTLY * len(
        tool.examples
    ):
        return ""
    codes = _CODE.findall(text)
    return codes[0] if len(codes) == 1 else ""


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


def is_torn(arguments: Mapping[str, str], wish: str, tool: Tool) -> bool:
    """Return whether free text stands right beside a word that neither the frame nor another argument explains.

    Of `ring twice` only `ring` may have been taken.
    """
    frame = frame_words(tool) if tool.source != "builtin" else frozenset()
    taken = {word for value in arguments.values() for word in _WORD.findall(value.casefold())}
    for parameter in tool.parameters:
        text = arguments.get(parameter.name, "")
        at = wish.find(text) if text and parameter.kind in ("text", "contact") else -1
        if at < 0:
            continue
        beside = (_BEFORE.search(wish[:at]), _BEHIND.match(wish, at + len(text)))
        words = {found[1].casefold() for found in beside if found is not None}
        if any(not (w in _LINKS | _PLAIN | taken or w.isdigit() or is_frame(w, frame)) for w in words):
            return True
    return False


def is_claimed(wish: str, values: Iterable[str], tools: Iterable[Tool]) -> bool:
    """Return whether a plugin's tool is known by words within these values of a wish, and by one more of the wish.

    `book a desk for Monday` is no event called desk where a tool books desks.
    """
    said, inside = _telling(wish), frozenset().union(*map(_telling, values))
    for tool in tools:
        known = _known_by((*tool.examples, tool.description)) if tool.source != "builtin" else frozenset()
        if inside & known and len(said & known) > 1:
            return True
    return False


@lru_cache(maxsize=256)
def _known_by(phrases: Sequence[str]) -> frozenset[str]:
    counts = Counter(word for phrase in phrases for word in _telling(phrase))
    return frozenset(word for word, count in counts.items() if count > 1)


def _telling(text: str) -> frozenset[str]:
    """Return the words of a text that can tell a tool, and its pairs of Chinese signs."""
    low = text.casefold()
    words = {w for w in _WORD.findall(low) if w.isascii() and len(w) > 2 and not w.isdigit() and w not in _PLAIN}
    return frozenset(words | {run[i : i + 2] for run in _SIGNS.findall(low) for i in range(len(run) - 1)})

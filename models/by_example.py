"""Reads arguments of a tool that nothing was trained on, by its example phrases: what they share is the frame.

Values whose kind code can tell are found as such; free words are what is left of the wish beside them and the frame.
For Chinese, where the language model cannot help. Pure; it knows parameters and phrases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from ..tools.types import Parameter
from .reader_zh import TIMELY

Check = Callable[[str, str], bool]
_STOPS = (
    " ,.;:!?，。；：！？、“”\"'"
    "的了吗呢吧啊呀哦给把请帮我你和到在是一下个份有就要想上得好已经刚再里中路条次来去会加记买送"
)
_TYPED = ("time", "when", "duration", "days", "phone", "level", "integer", "number")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万半]+")
_MASK = re.compile(r"\d+(?:\.\d+)?")
_OFF = re.compile(r"关|停用|熄|灭|断开|禁用|锁上|停")
_ON = re.compile(r"开|启|亮|用上|点上")
_LONGEST = 18
_CUTS = "，,。 的了把让叫又等"


def read_by_example(
    wish: str, parameters: Sequence[Parameter], phrases: Sequence[str], is_valid: Check
) -> dict[str, str]:
    """Return arguments that the wish gives, by parameter name; what is not found is absent.

    Args:
        phrases: The tool's example phrases.
        is_valid: Says whether a text can be a value of the parameter of that name.
    """
    found: dict[str, str] = {}
    taken = [False] * len(wish)
    for parameter in sorted(parameters, key=lambda p: _rank(p)):
        span = _typed(wish, parameter, taken, is_valid)
        if span is not None:
            found[parameter.name] = wish[span[0] : span[1]]
            taken[span[0] : span[1]] = [True] * (span[1] - span[0])
        elif value := _closed(wish, parameter):
            found[parameter.name] = value
            if value in wish:
                at = wish.index(value)
                taken[at : at + len(value)] = [True] * len(value)
    free = [p for p in parameters if p.kind not in _TYPED and not p.choices and p.kind not in ("on_off", "boolean")]
    pieces = _left(wish, phrases, taken)
    if len(pieces) < sum(p.required for p in free):
        pieces = max(pieces, _left(wish, phrases, taken, own=3), key=len)
    for parameter, (a, b) in zip(free, _ordered(wish, pieces, len(free), _edges(phrases)), strict=False):
        found[parameter.name] = wish[a:b]
    return {p.name: found[p.name] for p in parameters if p.name in found}


def _rank(parameter: Parameter) -> int:
    """Return when a parameter is looked for: times before lengths before bare numbers, required ones first."""
    order = {"phone": 0, "when": 1, "time": 1, "days": 1, "duration": 2, "level": 3, "integer": 4, "number": 4}
    return 2 * order.get(parameter.kind, 9) + (not parameter.required)


def _typed(wish: str, parameter: Parameter, taken: Sequence[bool], is_valid: Check) -> tuple[int, int] | None:
    """Return the longest free piece that is a value of the parameter's kind."""
    if parameter.kind not in _TYPED:
        return None
    if parameter.kind in ("integer", "number"):
        spans = [m.span() for m in _NUMBER.finditer(wish) if not _in_word(wish, *m.span())]
        # `一个` counts nothing
        spans = [
            s for s in spans if wish[slice(*s)] != "一" or wish[s[1] : s[1] + 1] not in tuple("个下次点些份条班起边会")
        ]
    elif parameter.kind in ("time", "when", "duration", "days"):
        runs = [m.span() for m in TIMELY.finditer(wish)]
        spans = [(a, b) for c, d in runs for a in range(c, d) for b in range(d, a, -1)]
    else:
        spans = [(a, b) for a in range(len(wish)) for b in range(len(wish), a, -1) if b - a <= _LONGEST]
    fit = [
        (a, b)
        for a, b in sorted(spans, key=lambda span: (span[0] - span[1], span[0]))
        if not any(taken[a:b]) and wish[a] not in " ，,的" and wish[b - 1] not in " ，,的"
    ]
    return next((span for span in fit if is_valid(parameter.name, wish[span[0] : span[1]])), None)


def _in_word(wish: str, start: int, end: int) -> bool:
    """Whether figures belong to a code such as `RX4411`."""
    around = wish[start - 1 : start] + wish[end : end + 1]
    return any(c.isascii() and (c.isalnum() or c == "-") for c in around)


def _closed(wish: str, parameter: Parameter) -> str:
    if parameter.kind in ("on_off", "boolean") or set(parameter.choices) == {"on", "off"}:
        return "off" if _OFF.search(wish) else "on" if _ON.search(wish) else ""
    said = [choice for choice in parameter.choices if choice.lower() in wish.lower()]
    return said[0] if len(said) == 1 else ""


def _left(wish: str, phrases: Sequence[str], taken: Sequence[bool], own: int = 2) -> list[tuple[int, int]]:
    """Return the pieces of the wish that neither the frame of the phrases nor other arguments explain.

    Args:
        own: In how many phrases signs stand that are the frame's; from 3 on the nearest phrase alone proves nothing.
    """
    covered = list(taken)
    for place in _frame(wish, phrases, own):
        covered[place] = True
    pieces, start = [], None
    for place in range(len(wish) + 1):
        inside = place < len(wish) and not covered[place]
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            pieces.append((start, place))
            start = None
    trimmed = [_trimmed(wish, a, b) for a, b in pieces]
    return [(a, b) for a, b in trimmed if b > a]


def _frame(wish: str, phrases: Sequence[str], own: int) -> set[int]:
    """Return the places of the frame's signs: those that the nearest phrase has in this order, or several have."""
    low = wish.lower()
    found: set[int] = set()
    for size in (4, 3, 2):
        for at in range(len(low) - size + 1):
            if sum(low[at : at + size] in phrase.lower() for phrase in phrases) >= own:
                found |= set(range(at, at + size))
    often = max(own, len(phrases) / 2)
    found |= {
        at
        for at, sign in enumerate(low)
        if not sign.isascii() and sum(sign in phrase.lower() for phrase in phrases) >= often
    }
    near = max(phrases, key=lambda p: _alike(p.lower(), low), default="")
    if own > 2:
        return found | {at for at, sign in enumerate(low) if sign in _STOPS}
    for block in SequenceMatcher(None, near.lower(), low, autojunk=False).get_matching_blocks():
        at_end = block.b == 0 or block.b + block.size == len(low)
        if block.size >= 2 or block.size == 1 and (at_end or low[block.b] in _STOPS):
            found |= set(range(block.b, block.b + block.size))
    return found


def _alike(phrase: str, wish: str) -> float:
    return SequenceMatcher(None, _MASK.sub("0", phrase), _MASK.sub("0", wish), autojunk=False).ratio()


def _trimmed(wish: str, start: int, end: int) -> tuple[int, int]:
    while start < end and wish[start] in _STOPS and end - start > 1:
        start += 1
    while end > start and wish[end - 1] in _STOPS and end - start > 1:
        end -= 1
    return (start, start) if end - start == 1 and wish[start] in _STOPS else (start, end)


def _edges(phrases: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return which signs stand right before, and right behind, the free words of the phrases."""
    before, behind = set(), set()
    for number, phrase in enumerate(phrases):
        others = [*phrases[:number], *phrases[number + 1 :]]
        for a, b in _left(phrase, others, [c.isdigit() for c in phrase]) if others else ():
            before |= {phrase[a - n : a] for n in (1, 2) if a >= n}
            behind |= {phrase[b : b + n] for n in (1, 2) if b + n <= len(phrase)}
    return frozenset(before), frozenset(behind)


def _ordered(
    wish: str, pieces: Sequence[tuple[int, int]], count: int, edges: tuple[frozenset[str], frozenset[str]]
) -> list[tuple[int, int]]:
    """Return as many pieces as there are parameters: those between the right signs, then the longest, in order."""

    def worth(piece: tuple[int, int]) -> tuple[float, int]:
        a, b = piece
        before = sum(wish[a - n : a] in edges[0] for n in (1, 2) if a >= n)
        behind = sum(wish[b : b + n] in edges[1] for n in (1, 2) if b + n <= len(wish))
        return before + behind, b - a

    cut = [part for piece in pieces for part in _cut(wish, *piece)]
    return sorted(sorted(cut, key=worth, reverse=True)[:count])


def _cut(wish: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a piece between marks and signs that seldom stand in names."""
    parts, begin = [], start
    for at in range(start, end + 1):
        if at == end or wish[at] in _CUTS:
            parts.append(_trimmed(wish, begin, at))
            begin = at + 1
    return [(a, b) for a, b in parts if b > a]

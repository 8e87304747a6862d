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
_STOPS = frozenset(
    " ,.;:!?，。；：！？、“”\"'"
    "的了吗呢吧啊呀哦给把请帮我你和到在是一下个份有就要想上得好已经刚再里中路条次来去会加记买送又打向"
)
_BEFORE = frozenset(" ,.;:!?，。；：！？、“”\"'的了吗呢吧啊呀哦给把在是到和让又加记向去")
"""Signs of those that no value begins with."""
_TYPED = ("time", "when", "duration", "days", "phone", "level", "integer", "number")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万半]+")
_DONE = re.compile(r"了[\d零一二两三四五六七八九十半]")
"""What follows the verb of an amount: `吉他练了30分钟`."""
_MASK = re.compile(r"\d+(?:\.\d+)?")
_COMMON = re.compile(
    r"什么时候|什么|几点|多久|多少|是多少|在哪儿?|哪[里儿]?|怎么样?|能不能|可不可以|可以|现在|刚刚|刚才|已经|一下|看看|看到|想看"
    r"|查查|查一下|找找|算算|记一?下|记上|记录|的?时候|别忘了?|家里?没有?|(?<=上)[写放打]|那边|那[瓶个只条张]|这[瓶个只条张]|有人|我觉得|来着|等着"
    r"|(?:^|(?<=[，。,；、]))(?:请|麻烦你?|帮我|帮忙|替我|给我|让我|我要|我想|我)"
)
"""Words that belong to the frame of any wish."""
_COUNTED = re.compile(r"(?<=[\d零一二两三四五六七八九十百千万半])[只个瓶份杯盒包条张块元升行颗次台件斤克页集首](?=.)")
"""What things are counted by."""
_HEADS = frozenset("星门站路街店园馆楼湖河山港岛湾滩室厅房车机器单表卡奶水酒茶饭汤菜鱼肉花草树鸟狗猫人里子")
"""Signs that end names of things: that several phrases have one does not make it part of the frame."""
_PLACES = frozenset("门站路街店园馆楼湖河山港岛湾滩室厅房")
"""Those of them that belong to the name where they stand right behind it."""
_WHERE = re.compile(r"\b(?:where|place|location|area|room)\b")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,}")
_OFF = re.compile(r"关|停用|熄|灭|断开|禁用|锁上|停")
_ON = re.compile(r"开|启|亮|用上|点上")
_LONGEST = 18
_CUTS = "，,。 了把让叫又等"
_OWNED = "的"
"""Where a piece is cut that would be too long for one argument."""
_LEADS = frozenset("把给让在向叫")
"""Signs right before a value."""


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
    counts = any(p.kind in ("integer", "number", "phone") for p in parameters)
    if len(free) == 1 and not counts and (code := _code(wish, phrases)):
        return {p.name: found.get(p.name, code) for p in parameters if p.name in found or p is free[0]}
    pieces = _left(wish, phrases, taken)
    if len(pieces) < sum(p.required for p in free):
        pieces = max(pieces, _left(wish, phrases, taken, own=3), key=len)
    chosen = _ordered(wish, pieces, len(free), _edges(phrases))
    if len(chosen) < len(free):
        free = [p for p in free if p.required][: len(chosen)] or free
    for parameter, (a, b) in _given(wish, free, chosen):
        found[parameter.name] = wish[a:b]
    return {p.name: found[p.name] for p in parameters if p.name in found}


def _given(
    wish: str, free: Sequence[Parameter], pieces: Sequence[tuple[int, int]]
) -> list[tuple[Parameter, tuple[int, int]]]:
    """Return which parameter each piece is for: what stands where something is goes to the one for places."""
    places = [p for p in free if _WHERE.search(f"{p.name} {p.description}".lower())]
    if len(places) == 1 and len(free) > 1:
        there = [s for s in pieces if wish[s[0] - 1 : s[0]] == "在" or wish[s[1] - 1] in "里上边旁" or
                 wish[s[1] : s[1] + 1] in tuple("里上边旁")]  # fmt: skip
        if len(there) == 1:
            others = [p for p in free if p is not places[0]]
            return [(places[0], there[0]), *zip(others, [s for s in pieces if s != there[0]], strict=False)]
    return list(zip(free, pieces, strict=False))


def _code(wish: str, phrases: Sequence[str]) -> str:
    """Return the one code of a wish for a tool whose phrases nearly all hold one."""
    codes = _CODE.findall(wish)
    return codes[0] if len(codes) == 1 and sum(bool(_CODE.search(p)) for p in phrases) >= 0.8 * len(phrases) else ""


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
    counting = parameter.kind in ("integer", "number")
    fit = [
        (a, b)
        for a, b in sorted(spans, key=lambda s: (wish[slice(*s)] == "一", s[0]) if counting else (s[0] - s[1], s[0]))
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
    frame = _frame(wish, phrases, own)
    if own == 2:
        frame |= _as_nearest(wish, phrases)
    loose = _often(wish, phrases, own)
    covered = [t or at in frame or at in loose for at, t in enumerate(taken)]
    found = [(a, b) for a, b in (_trimmed(wish, a, b) for a, b in _runs(covered)) if b > a]
    found = [(a, b - (b - a > 2 and bool(_DONE.match(wish, b)))) for a, b in found]
    if all(b - a == 1 for a, b in found):
        found = [_whole(wish, a, b, loose - frame) for a, b in found]
    return [(a, b + (wish[b : b + 1] in _PLACES and not taken[b])) for a, b in found]


def _runs(covered: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the runs of places that are not covered."""
    pieces, start = [], None
    for place in range(len(covered) + 1):
        inside = place < len(covered) and not covered[place]
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            pieces.append((start, place))
            start = None
    return pieces


def _frame(wish: str, phrases: Sequence[str], own: int) -> set[int]:
    """Return the places of the frame's signs: runs that several phrases have, and words of any wish."""
    low = wish.lower()
    found: set[int] = set()
    for size in (4, 3, 2):
        for at in range(len(low) - size + 1):
            if sum(low[at : at + size] in phrase.lower() for phrase in phrases) >= own:
                found |= set(range(at, at + size))
    for pattern in (_COMMON, TIMELY, _COUNTED):
        for match in pattern.finditer(low):
            found |= set(range(*match.span()))
    if own > 2:
        found |= {at for at, sign in enumerate(low) if sign in _STOPS}
    return found


def _often(wish: str, phrases: Sequence[str], own: int) -> set[int]:
    """Return the places of single signs that most phrases have, but for those that end names of things."""
    often = max(own, len(phrases) / 2)
    return {
        at
        for at, sign in enumerate(wish.lower())
        if not sign.isascii() and sign not in _HEADS and sum(sign in phrase.lower() for phrase in phrases) >= often
    }


def _as_nearest(wish: str, phrases: Sequence[str]) -> set[int]:
    """Return the places of what the wish has in common with the nearest phrase, but for parts of that one's values."""
    low = wish.lower()
    near = max(phrases, key=lambda p: _alike(p.lower(), low), default="").lower()
    others = [phrase for phrase in phrases if phrase.lower() != near]
    numbers = [sign.isdigit() for sign in near]
    frame = _frame(near, others, 2) | _often(near, others, 2) if others else set()
    values = _runs([at in frame or numbers[at] or sign in _STOPS for at, sign in enumerate(near)])
    values = [(a, b) for start, end in values for a, b in _by_script(near, start, end)]
    found: set[int] = set()
    for block in SequenceMatcher(None, near, low, autojunk=False).get_matching_blocks():
        at_end = block.b == 0 or block.b + block.size == len(low)
        if block.size == 0 or block.size == 1 and (low[block.b].isascii() or not (at_end or low[block.b] in _STOPS)):
            continue
        for offset in range(block.size):
            value = next(((a, b) for a, b in values if a <= block.a + offset < b), None)
            if value is None or block.a <= value[0] and value[1] <= block.a + block.size:
                found.add(block.b + offset)
    return found


def _by_script(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a piece in Latin signs and in others."""
    cuts = [at for at in range(start + 1, end) if text[at].isascii() != text[at - 1].isascii()]
    return list(zip([start, *cuts], [*cuts, end], strict=True))


def _whole(wish: str, start: int, end: int, loose: set[int]) -> tuple[int, int]:
    """Return a piece of one sign with what only looked like the frame beside it."""
    if end - start > 1 or wish[start] in _STOPS:
        return start, end
    while end in loose and end - start < 2:
        end += 1
    while start - 1 in loose and end - start < 2:
        start -= 1
    return start, end


def _alike(phrase: str, wish: str) -> float:
    return SequenceMatcher(None, _MASK.sub("0", phrase), _MASK.sub("0", wish), autojunk=False).ratio()


def _trimmed(wish: str, start: int, end: int) -> tuple[int, int]:
    while start < end and wish[start] in _BEFORE and end - start > 1:
        start += 1
    while end > start and wish[end - 1] in _STOPS - _PLACES and end - start > 1:
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

    def worth(piece: tuple[int, int]) -> tuple[bool, float, int]:
        a, b = piece
        before = sum(wish[a - n : a] in edges[0] for n in (1, 2) if a >= n)
        behind = sum(wish[b : b + n] in edges[1] for n in (1, 2) if b + n <= len(wish))
        return b - a > 1, before + behind + (wish[a - 1 : a] in _LEADS), b - a

    cut = [part for piece in pieces for part in _cut(wish, *piece, _CUTS)]
    if len(cut) < count:
        cut = [part for piece in pieces for part in _cut(wish, *piece, _CUTS + _OWNED)]
    return sorted(sorted(cut, key=worth, reverse=True)[:count])


def _cut(wish: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """Return the parts of a piece between these marks, and signs that seldom stand in names."""
    parts, begin = [], start
    for at in range(start, end + 1):
        if at == end or wish[at] in marks:
            parts.append(_trimmed(wish, begin, at))
            begin = at + 1
    return [(a, b) for a, b in parts if b > a]

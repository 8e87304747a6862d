"""Whether a wish says the same as a learned one with other values: word for word, every slot filled, or not at all.

Pure; reads no phone. Two ways to read a wish are none: then the model decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from ..tools.registry import Registry
from ..tools.types import Parameter, ToolError
from ..tools.values import normalise
from .skill_types import PLACE, Part, Slot, Step, filled

_MARKS = frozenset("\"“”'‘’«»()[],;:!?。，！？、；：….")
_END_MARKS = frozenset("!?.。！？…,，")
_CJK = re.compile(r"[\u3400-\u9fff]")
_CHUNK = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_POLITE = re.compile(
    r"^(?:(?:hey|hi|ok|okay|please|kindly|ainos|can you|could you|would you|will you)[, ]+)+"
    r"|^(?:请你?|麻烦你?|帮我)[，,]?",
    re.IGNORECASE,
)
_POLITE_END = re.compile(r"[, ]+(?:please|thanks|thank you)[.!]?$|[，,]?谢谢[。！]?$", re.IGNORECASE)
_LONGEST_NAME = 4
_MOST_READINGS = 200
"""A wish with more ways to read it is not read at all."""


def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO_NAME = _vocabulary(
    "a an the me it him her them us this that these those to and or but off up back out on at for with about from "
    "saying says say if when while then so because of please now later again not don't never in"
)
"""Words that no name holds."""
_LEADS = _vocabulary("that to saying about called named with for and if when unless until after before")
_AMOUNTS = (
    "a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred half quarter zero "
)
_CLOCK = (
    f"{_AMOUNTS} past to o'clock am pm a.m p.m noon midnight midday morning afternoon evening night tonight tomorrow "
    "today in the at on this next coming of day after week minutes hours hour minute from now sharp "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
)
_VOCABULARY: Mapping[str, frozenset[str]] = {
    "time": _vocabulary(_CLOCK),
    "when": _vocabulary(_CLOCK),
    "days": _vocabulary(
        f"{_CLOCK} every each daily everyday weekday weekdays weekend weekends mondays tuesdays wednesdays thursdays "
        "fridays saturdays sundays and through"
    ),
    "duration": _vocabulary(
        f"{_AMOUNTS} hour hours hr hrs h minute minutes min mins m second seconds sec secs s and day days of"
    ),
    "level": _vocabulary(
        f"{_AMOUNTS} percent max maximum min minimum full mute up down by to lowest highest loud quiet all the way"
    ),
    "on_off": _vocabulary("on off"),
    "boolean": _vocabulary("on off yes no true false"),
    "integer": _vocabulary(_AMOUNTS),
    "number": _vocabulary(_AMOUNTS),
}
"""Kinds whose values have words of their own."""
_NUMBER = re.compile(r"[\d:.,/%-]*\d[\d:.,/%-]*(?:am|pm|st|nd|rd|th|h|m|s|min|%)?", re.IGNORECASE)
_CJK_VALUE = frozenset(
    "〇零一二两三四五六七八九十百半刻点分秒钟小时个早上下午晚中夜凌晨明后今天周星期日末工作每号月年度成开关最大高低静音的到"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, mark or Chinese character, with its place in the text."""

    text: str
    start: int
    end: int


def polite_cut(text: str) -> str:
    """Return a wish without the words that only make it polite."""
    cut = _POLITE_END.sub("", _POLITE.sub("", text.strip())).strip()
    return cut or text.strip()


def tokens(text: str) -> list[Token]:
    """Return the words of a text; marks at their edges stand alone, and those at the end of the text are left out."""
    found = _all_tokens(text)
    while found and found[-1].text in _END_MARKS:
        found.pop()
    return found


def _all_tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for chunk in _CHUNK.finditer(text):
        start, end = chunk.start(), chunk.end()
        while start < end and text[start] in _MARKS:
            found.append(Token(text[start], start, start + 1))
            start += 1
        tail = end
        while tail > start and text[tail - 1] in _MARKS:
            tail -= 1
        if tail > start:
            found.append(Token(text[start:tail], start, tail))
        found += [Token(text[at], at, at + 1) for at in range(tail, end)]
    return found


def elements(template: str) -> list[str]:
    """Return a template as folded words and slots; a slot is `{name}`."""
    result: list[str] = []
    at = 0
    for place in PLACE.finditer(template):
        result += [token.text.casefold() for token in _all_tokens(template[at : place.start()])]
        result.append(place[0])
        at = place.end()
    return result + [token.text.casefold() for token in tokens(template[at:])]


def match_text(wish: str, said: str) -> list[tuple[int, int]]:
    """Return where words stand in a wish as whole words, in any case: start and end of each place."""
    wanted, words = [t.text.casefold() for t in tokens(said)], _all_tokens(wish)
    if not wanted:
        return []
    folded = [word.text.casefold() for word in words]
    starts = [at for at in range(len(words) - len(wanted) + 1) if folded[at : at + len(wanted)] == wanted]
    return [(words[at].start, words[at + len(wanted) - 1].end) for at in starts]


def match(part: Part, wish: str, registry: Registry, now: datetime) -> dict[str, str] | None:
    """Return the values of the slots when the wish says what the part says; None for anything else.

    Args:
        part: What was learned.
        wish: The new words.
        registry: For the kinds of the arguments that the slots go into.
        now: The phone's clock.
    """
    text = polite_cut(wish)
    words = tokens(text)
    wanted = elements(part.wish)
    if len(words) < len(wanted) or not _may_match(wanted, words):
        return None
    slots = {slot.name: slot for slot in part.slots}
    readings = list(islice(_readings(wanted, words, text, slots), _MOST_READINGS + 1))
    # The very words of the run that it was learned from have the reading that was proved then.
    proved = next((values for values in readings if _same_values(values, slots)), None)
    if proved is not None and _fits(part, proved, registry, now):
        return proved
    if len(readings) > _MOST_READINGS or _touching(wanted):
        return None
    found: list[dict[str, str]] = []
    for values in readings:
        if values not in found and _fits(part, values, registry, now):
            found.append(values)
            if len(found) > 1:
                return None  # it can be read in two ways
    return found[0] if found else None


def _touching(wanted: Sequence[str]) -> bool:
    """Whether two slots stand side by side: where the one ends is then a guess, `text Alice | Chen that …`."""
    return any(a.startswith("{") and b.startswith("{") for a, b in pairwise(wanted))


def _same_values(values: Mapping[str, str], slots: Mapping[str, Slot]) -> bool:
    return all(values[name].casefold() == slot.example.casefold() for name, slot in slots.items())


def _may_match(wanted: Sequence[str], words: Sequence[Token]) -> bool:
    """Cheap: whether all fixed words are there, and the first ones where they have to be."""
    here = {word.text.casefold() for word in words}
    fixed = [word for word in wanted if not word.startswith("{")]
    first = wanted[0]
    return bool(fixed) and set(fixed) <= here and (first.startswith("{") or words[0].text.casefold() == first)


def _readings(
    wanted: Sequence[str], words: Sequence[Token], text: str, slots: Mapping[str, Slot]
) -> Iterator[dict[str, str]]:
    def read(i: int, j: int, values: dict[str, str]) -> Iterator[dict[str, str]]:
        if i == len(wanted):
            if j == len(words):
                yield values
            return
        if not wanted[i].startswith("{"):
            if j < len(words) and words[j].text.casefold() == wanted[i]:
                yield from read(i + 1, j + 1, values)
            return
        name = wanted[i][1:-1]
        for end in range(j + 1, len(words) - (len(wanted) - i - 1) + 1):
            said = text[words[j].start : words[end - 1].end]
            if values.get(name, said) == said and is_of_kind(slots[name], words[j:end]):
                yield from read(i + 1, end, {**values, name: said})

    return read(0, 0, {})


def is_of_kind(slot: Slot, words: Sequence[Token]) -> bool:
    """Whether words can be a value of a slot: nothing is left over that a value of its kind does not say."""
    said = [word.text.casefold() for word in words]
    if slot.kind in _VOCABULARY:
        return all(_is_value_word(word, _VOCABULARY[slot.kind]) for word in said)
    if slot.kind in ("contact", "app", "name", "folder", "settings_page", "choice", "label"):
        longest = _LONGEST_NAME if slot.kind != "label" else 12
        if len([w for w in said if w not in _MARKS]) > longest + sum(1 for w in said if _CJK.match(w)):
            return False
        return slot.kind == "label" or not _NO_NAME.intersection(said) - _NO_NAME.intersection(_words(slot.example))
    return said[0] not in _LEADS or said[0] in _words(slot.example)[:1]


def _words(text: str) -> list[str]:
    return [token.text.casefold() for token in tokens(text)]


def _is_value_word(word: str, vocabulary: frozenset[str]) -> bool:
    parts = [part for part in re.split(r"-", word) if part]
    return (
        word in _MARKS
        or word in vocabulary
        or bool(_NUMBER.fullmatch(word))
        or word in _CJK_VALUE
        or (len(parts) > 1 and all(part in vocabulary for part in parts))
    )


def _fits(part: Part, values: Mapping[str, str], registry: Registry, now: datetime) -> bool:
    """Whether every argument can be read as what its tool takes."""
    return all(_step_fits(step, values, registry, now) for step in part.steps)


def _step_fits(step: Step, values: Mapping[str, str], registry: Registry, now: datetime) -> bool:
    if step.tool not in registry:
        return False
    tool = registry.lookup(step.tool)
    if tool.kind == "screen":
        return True
    known: dict[str, Parameter] = {parameter.name: parameter for parameter in tool.parameters}
    if not set(step.arguments) <= set(known):
        return False
    try:
        for name, template in step.arguments.items():
            if PLACE.search(template):
                normalise(known[name].kind, filled(template, values), now=now, choices=known[name].choices)
    except ToolError:
        return False
    return True

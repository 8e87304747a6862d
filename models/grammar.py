"""Lets the model write one call whose free arguments can only be pieces of the wish.

The answer's language is small: one of the candidate names or `none`, then arguments in the signature's order, each
either a word of a closed list or a contiguous piece of the wish. Decoding walks that language and asks the model only
where it branches, so nothing can be invented; a whole rest of the wish is checked in one pass instead of word by word.
It knows the answer format and an engine. It knows no tools and no device.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from .prompt import NONE, Bounds, Signature, Slot, opening

if TYPE_CHECKING:
    from .engine_rows import Row

WORTH_A_TRY = math.log(0.02)
"""A required slot that the model thought this likely is tried before it is left out."""
LOOK_AHEAD = 40
"""Tokens of the wish that are checked in one pass."""


class Reader(Protocol):
    """What decoding needs of an engine."""

    fed: list[int]

    @property
    def end(self) -> int: ...
    def tokens(self, text: str) -> list[int]: ...
    def feed(self, tokens: Sequence[int], *, last_only: bool = False) -> list[Row]: ...
    def back_to(self, count: int) -> None: ...
    def score(self, after: Row, alternatives: Sequence[Sequence[int]]) -> list[float]: ...


Kind = Literal["slot", "told", "begin", "end", "word", "lost"]


@dataclass(frozen=True, slots=True)
class Open:
    """A choice that was open while an argument line was written."""

    kind: Kind
    """What was chosen: the next argument (or none), whether to go on to one whose place was known, where one begins,
    where it ends, a word of a closed list; lost: an argument was begun for which the wish has no valid text."""
    slot: str
    raw: float
    """Log-probability of what was chosen, as the model sees it."""
    share: float
    """The same among the ways that were allowed."""


@dataclass(slots=True)
class Filled:
    """Arguments as read off the wish, with the choices that were open."""

    arguments: dict[str, str] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Where each free argument stands in the wish."""
    choices: list[Open] = field(default_factory=list)
    """In order."""

    @property
    def confidence(self) -> float:
        """The probability of the whole argument line among the lines that were allowed, 0 to 1."""
        return math.exp(min(0.0, sum(choice.share for choice in self.choices)))

    def note(self, kind: Kind, slot: str, raw: float, others: Iterable[float] = ()) -> None:
        """Keep an open choice; `others` are the log-probabilities of all allowed ways, with the chosen one."""
        self.choices.append(Open(kind, slot, raw, raw - _log_sum([*others] or [raw])))


@dataclass(frozen=True, slots=True)
class _Chain:
    """A possible beginning of an argument and the pieces that may follow."""

    start: int
    first: tuple[int, ...]
    """Tokens of the first piece."""
    cuts: tuple[int, ...]
    """Offsets after the first piece and after each next one."""


def tool_scores(reader: Reader, after: Row, candidates: Sequence[Signature]) -> dict[str, float]:
    """Return normalised log-probabilities of each candidate name and of `none`."""
    names = [*(c.name for c in candidates), NONE]
    # The token after a name tells `call` from `call_back`; every name is scored with what must follow it.
    raw = reader.score(after, [reader.tokens(f" {name}") for name in names])
    total = _log_sum(raw)
    return {name: x - total for name, x in zip(names, raw, strict=True)}


def texts_to_come(limits: Bounds, signatures: Sequence[Signature]) -> list[str]:
    """Return the texts whose tokens are needed to read such a call: an engine elsewhere is asked for all at once."""
    cuts = sorted({*limits.ends, *limits.starts_after_blank})
    found = [f" {name}" for name in (*(s.name for s in signatures), NONE)]
    for signature in signatures:
        for slot in signature.slots:
            found += [opening(slot.name), *(f" {word}" for word in slot.choices)]
    for start in limits.starts:
        found += [" " + limits.wish[start:cut] for cut in cuts if cut > start][:1]
    return found + [limits.wish[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


Check = Callable[[str, str], bool]
"""Says whether a text can be a value of the slot of that name."""


def fill(
    reader: Reader,
    limits: Bounds,
    signature: Signature,
    is_valid: Check = lambda _slot, _text: True,
    insist: Collection[str] = (),
    given: Mapping[str, tuple[int, int]] | None = None,
) -> Filled:
    """Write the call of `signature` after the prompt in the cache and return its arguments.

    A slot that the model leaves out, also a required one, is absent; so is one for which no valid text was found.

    Args:
        is_valid: Texts that it refuses are passed over.
        insist: Required slots that are tried even if the model would rather go on, but thought of them at all.
        given: Slots whose place in the wish is known; the model reads the others around them.
    """
    result = Filled(spans=dict(given or {}))
    after = reader.feed(reader.tokens(f" {signature.name}"), last_only=True)[0]
    remaining = list(signature.slots)
    while remaining:
        first = remaining[0]
        if given and first.name in given:
            bar, end = float(after[reader.tokens(opening(first.name))[0]]), float(after[reader.end])
            result.note("told", first.name, bar, (bar, end))
            after = _told(reader, limits.wish, first, given[first.name], result)
            remaining = remaining[1:]
            continue
        ahead = next((i for i, slot in enumerate(remaining) if given and slot.name in given), None)
        scores = _slot_scores(reader, after, remaining if ahead is None else remaining[: ahead + 1])
        if ahead is not None:
            # What is known will be written: nothing ends before it.
            scores[remaining[ahead]] = max(scores[remaining[ahead]], scores.pop(None))
        chosen = max(scores, key=scores.__getitem__)
        is_tried = chosen is not first and first.name in insist and scores[first] >= WORTH_A_TRY
        slot = first if is_tried else chosen
        if slot is None:
            result.note("slot", "", scores[None], scores.values())
            break
        if given and slot.name in given:
            remaining = remaining[remaining.index(slot) :]
            continue
        remaining = remaining[remaining.index(slot) + 1 :]
        mark = len(reader.fed)
        inner = reader.feed(reader.tokens(opening(slot.name)), last_only=True)[0]
        count = len(result.choices)
        if slot.choices:
            after = _closed(reader, inner, slot, result)
        else:
            inner = _Span(reader, limits, slot.name, result, is_valid).read(inner, is_last=not remaining)
            if slot.name in result.arguments:
                after = inner
            else:
                reader.back_to(mark)
                del result.choices[count:]
        if slot.name in result.arguments:
            result.note("slot", slot.name, scores[slot], scores.values())
        else:
            result.choices.append(Open("lost", slot.name, scores[slot], math.log(0.5)))
    return result


def _told(reader: Reader, wish: str, slot: Slot, span: tuple[int, int], result: Filled) -> Row:
    """Write an argument whose place is known."""
    text = wish[span[0] : span[1]]
    result.arguments[slot.name] = text
    return reader.feed(reader.tokens(f"{opening(slot.name)} {text}"), last_only=True)[0]


def _slot_scores(reader: Reader, after: Row, remaining: Sequence[Slot]) -> dict[Slot | None, float]:
    """Return the log-probability of going on with each slot, and of the end (None)."""
    ways = [reader.tokens(opening(slot.name)) for slot in remaining]
    scores: dict[Slot | None, float] = {None: float(after[reader.end])}
    if len(remaining) == 1:
        scores[remaining[0]] = float(after[ways[0][0]])
    elif float(after[ways[0][0]]) < math.log(0.01):
        scores |= dict.fromkeys(remaining, float(after[ways[0][0]]))
    else:
        scores |= dict(zip(remaining, reader.score(after, ways), strict=True))
    return scores


def _closed(reader: Reader, after: Row, slot: Slot, result: Filled) -> Row:
    """Choose one of a closed list of words."""
    ways = [reader.tokens(f" {word}") for word in slot.choices]
    scores = reader.score(after, ways)
    best = max(range(len(scores)), key=scores.__getitem__)
    result.arguments[slot.name] = slot.choices[best]
    result.note("word", slot.name, scores[best], scores)
    return reader.feed(ways[best], last_only=True)[0]


class _Span:
    """Reads one argument as a contiguous piece of the wish."""

    def __init__(self, reader: Reader, limits: Bounds, name: str, result: Filled, is_valid: Check) -> None:
        self.reader, self.limits, self.name, self.result, self.is_valid = reader, limits, name, result, is_valid
        self.cuts = sorted({*limits.ends, *limits.starts_after_blank})
        self.taken = sorted(result.spans.values())
        self.bar = reader.tokens(opening(name))[0]

    def read(self, after: Row, *, is_last: bool) -> Row:
        """Choose where the argument begins, then where it ends; return log-probabilities after it."""
        chains, after = self._begin(after)
        if not chains:
            return after
        while len(chains) > 1:
            chains, after, stopped = self._tell_apart(chains, after, is_last=is_last)
            if stopped:
                return after
        return self._finish(chains[0], after, is_last=is_last)

    def _chains(self) -> list[_Chain]:
        found = []
        for start in self.limits.starts:
            # No word serves two arguments: a piece begins outside of those that were read, and ends before the next.
            if any(a <= start < b for a, b in self.taken):
                continue
            limit = min((a for a, _b in self.taken if a > start), default=len(self.limits.wish))
            cuts = tuple(c for c in self.cuts if start < c <= limit)
            if cuts:
                first = self.reader.tokens(" " + self.limits.wish[start : cuts[0]])
                found.append(_Chain(start, tuple(first), cuts))
        return found

    def _begin(self, after: Row) -> tuple[list[_Chain], Row]:
        """Choose the first piece token by token; several places in the wish may share it."""
        chains, depth, spent, among = self._chains(), 0, 0.0, 0.0
        while True:
            done = [c for c in chains if len(c.first) == depth]
            longer = [c for c in chains if len(c.first) > depth]
            if not chains or done and not (longer and self._goes_on(after, done, longer, depth)):
                break
            ways = {t: float(after[t]) for t in {c.first[depth] for c in longer}}
            token = max(ways, key=ways.__getitem__)
            spent += ways[token]
            among += ways[token] - _log_sum(list(ways.values()))
            chains = [c for c in longer if c.first[depth] == token]
            forced = self._forced(chains, depth)
            after = self.reader.feed(forced, last_only=True)[0]
            depth += len(forced)
        self.result.choices.append(Open("begin", self.name, spent, among))
        return done, after

    def _goes_on(self, after: Row, done: Sequence[_Chain], longer: Sequence[_Chain], depth: int) -> bool:
        """Say whether the model writes on a longer word where a shorter one is complete."""
        go = max(float(after[c.first[depth]]) for c in longer)
        nexts = [self._piece(c.cuts[0], c.cuts[1])[0] for c in done if len(c.cuts) > 1]
        stay = max([self._stop_score(after, is_last=False), *(float(after[t]) for t in nexts)])
        return go > stay

    @staticmethod
    def _forced(chains: Sequence[_Chain], depth: int) -> list[int]:
        """Return the chosen token and all that must follow because every chain has it."""
        common = list(chains[0].first[depth:])
        for chain in chains[1:]:
            other = chain.first[depth:]
            same = next((i for i, (a, b) in enumerate(zip(common, other, strict=False)) if a != b), None)
            common = common[: min(len(common), len(other)) if same is None else same]
        return common or [chains[0].first[depth]]

    def _stop_score(self, after: Row, *, is_last: bool) -> float:
        stop = float(after[self.reader.end])
        return stop if is_last else max(stop, float(after[self.bar]))

    def _text(self, chain: _Chain) -> str:
        return self.limits.wish[chain.start : chain.cuts[0]]

    def _piece(self, a: int, b: int) -> list[int]:
        return self.reader.tokens(self.limits.wish[a:b])

    def _tell_apart(self, chains: Sequence[_Chain], after: Row, *, is_last: bool) -> tuple[list[_Chain], Row, bool]:
        """Go one piece further where the same words stand at several places."""
        nexts: dict[tuple[int, ...], list[_Chain]] = {}
        for chain in chains:
            if len(chain.cuts) > 1:
                tokens = tuple(self._piece(chain.cuts[0], chain.cuts[1]))
                nexts.setdefault(tokens, []).append(_Chain(chain.start, tokens, chain.cuts[1:]))
        scores = dict(zip(nexts, self.reader.score(after, list(nexts)), strict=True))
        best = max(scores, key=scores.__getitem__, default=None)
        ends = [c for c in chains if c.cuts[0] in self.limits.ends and self.is_valid(self.name, self._text(c))]
        stop = self._stop_score(after, is_last=is_last)
        if best is None or (ends and stop >= scores[best]):
            if ends:
                self._keep(ends[0].start, ends[0].cuts[0], stop, [stop, *scores.values()])
            chosen = (ends or list(chains))[0]
            return [chosen], after, True
        self.result.note("end", self.name, scores[best], [*scores.values(), *([stop] if ends else [])])
        return nexts[best], self.reader.feed(best, last_only=True)[0], False

    def _finish(self, chain: _Chain, after: Row, *, is_last: bool) -> Row:
        """Check the rest of the wish in one pass and end where the model's probability is highest.

        Ends that are no value of the argument's kind are passed over; if no end is, the argument stays out.
        """
        tokens, marks = self._rest(chain)
        begin = len(self.reader.fed)
        rows = self.reader.feed(tokens) if tokens else None
        ways: list[tuple[float, int]] = []
        spent = 0.0
        for number, mark in enumerate(marks):
            here = after if mark == 0 or rows is None else rows[mark - 1]
            cut = chain.cuts[number]
            is_whole = cut == len(self.limits.wish)
            if cut in self.limits.ends and self.is_valid(self.name, self.limits.wish[chain.start : cut]):
                ways.append((spent + (0.0 if is_whole else self._stop_score(here, is_last=is_last)), number))
            if number < len(marks) - 1:
                piece = tokens[mark : marks[number + 1]]
                spent += float(here[piece[0]])
                spent += sum(float(rows[mark + i][t]) for i, t in enumerate(piece[1:])) if rows is not None else 0.0
        if marks[-1] == len(tokens) and len(marks) < len(chain.cuts) and spent > max(ways, default=(-math.inf, 0))[0]:
            self.result.note("end", self.name, spent, [spent, *(score for score, _ in ways)])
            last = after if rows is None else rows[-1]
            return self._finish(_Chain(chain.start, (), chain.cuts[len(marks) - 1 :]), last, is_last=is_last)
        score, number = max(ways, default=(math.log(0.01), 0))
        self.reader.back_to(begin + marks[number])
        if ways:
            self._keep(chain.start, chain.cuts[number], score, [way for way, _ in ways])
        return after if marks[number] == 0 or rows is None else rows[marks[number] - 1]

    def _rest(self, chain: _Chain) -> tuple[list[int], list[int]]:
        """Return the tokens of what follows the first piece, and how many of them lie before each cut."""
        tokens: list[int] = []
        marks = [0]
        for a, b in zip(chain.cuts, chain.cuts[1:], strict=False):
            piece = self._piece(a, b)
            if tokens and len(tokens) + len(piece) > LOOK_AHEAD:
                break
            tokens += piece
            marks.append(len(tokens))
        return tokens, marks

    def _keep(self, start: int, end: int, spent: float, among: Sequence[float]) -> None:
        self.result.arguments[self.name] = self.limits.wish[start:end]
        self.result.spans[self.name] = (start, end)
        self.result.note("end", self.name, spent, among)


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(x - top) for x in values)) if top > -math.inf else top

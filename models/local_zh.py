"""Decides a Chinese wish on the device without a language model: the trained reader, value parsers, example phrases.

It knows tools by name, kinds of parameters and example phrases. It knows no device and no planner.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..tools.types import Parameter, Tool, ToolQuestionError, ToolRetryError
from ..tools.values import normalise
from .by_example import read_by_example
from .confidence import Weighed, weigh_chinese
from .prompt import NONE
from .reader_zh import Read, Reader, plain, wish_features

_WIDE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
STRICT_KINDS = frozenset({"time", "duration", "days", "when", "phone", "level", "integer", "number"})
"""Kinds whose values code can tell from other words."""
NEAR_SCALE, NEAR_FROM = 10.0, 0.27
"""A plugin's phrase at this likeness is as likely as not; the scale turns distance into log-odds."""
EVIDENCE, RAREST = 6, 9.4
"""So many shared runs of signs that no built-in wish holds are all the evidence that there is."""
STRANGE = 0.7
"""How sure a reading by example phrases alone is; with every free text the square of it less."""
FAINT = -11.0
"""A tool of this log-probability is not tried after others failed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided: a tool or `none`, its arguments, and how sure every part is."""

    tool: str
    arguments: Mapping[str, str]
    share: float
    """Probability of the tool, 0 to 1."""
    reading: float
    """Probability of the arguments, 0 to 1."""
    shares: Mapping[str, float]
    weighed: Weighed | None = None
    """What the parts say of a call."""

    @property
    def confidence(self) -> float:
        """How likely the whole answer is right, 0 to 1."""
        return self.weighed.sureness if self.weighed is not None else self.share


class ChineseDecider:
    """Chooses a tool for a Chinese wish and reads its arguments."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader = reader or Reader()

    def decide(
        self, wish: str, tools: Sequence[Tool], now: datetime, instead_of: frozenset[str] = frozenset()
    ) -> Answer:
        """Return the best call of one of `tools`, or `none`.

        Args:
            wish: The user's words, white space tidied.
            instead_of: Tools that did not help: the question is which other one, and no longer whether any.

        Raises:
            ModelUnavailableError: The reader's file is missing.
        """
        logs = self.log_shares(wish, tools)
        if instead_of:
            logs = {n: x for n, x in logs.items() if n not in instead_of and n != NONE and x >= FAINT}
        if not logs:
            return Answer(NONE, {}, 1.0, 1.0, {})
        shares = {name: math.exp(x) for name, x in logs.items()}
        best = max(logs, key=logs.__getitem__)
        if best == NONE:
            return Answer(NONE, {}, shares[NONE], 1.0, shares)
        tool = next(t for t in tools if t.name == best)
        arguments, reading = self.arguments(wish, tool, now)
        weighed = weigh_chinese(tool, arguments, shares[best], reading)
        return Answer(best, arguments, shares[best], reading, shares, weighed)

    def log_shares(self, wish: str, tools: Sequence[Tool]) -> dict[str, float]:
        """Return the log-probability of every tool, and of `none`."""
        known = self._reader.log_shares(wish)
        scores = {tool.name: known[tool.name] for tool in tools if tool.name in known}
        others = [value for name, value in known.items() if name not in scores]
        free = _log_sum(others) if others else -20.0
        strange = [tool for tool in tools if tool.name not in known]
        for tool in strange:
            scores[tool.name] = max(free, -6.0) + NEAR_SCALE * (
                likeness(wish, tool.examples, self._reader.rarity) - NEAR_FROM
            )
        scores[NONE] = free
        total = _log_sum(list(scores.values()))
        return {name: x - total for name, x in scores.items()}

    def arguments(self, wish: str, tool: Tool, now: datetime) -> tuple[dict[str, str], float]:
        """Return the arguments that the wish gives a tool, and the probability of the reading."""
        if tool.source != "builtin":
            checked = _checker(tool.parameters, now)
            read_by = read_by_example(wish, tool.parameters, tool.examples, checked)
            wordy = sum(p.kind == "text" for p in tool.parameters)
            return read_by, STRANGE ** (1 + 2 * wordy)
        free = [p for p in tool.parameters if not _choices(p)]
        read = self._read(wish, tool, free, now)
        found, sure = dict(read.arguments), read.score
        for parameter in tool.parameters:
            if values := _choices(parameter):
                logs = self._reader.closed(wish, tool.name, parameter.name, values)
                if parameter.required:
                    logs.pop("")
                value = max(logs, key=logs.__getitem__)
                sure += logs[value]
                if value:
                    found[parameter.name] = value
        ordered = {p.name: found[p.name] for p in tool.parameters if p.name in found}
        return ordered, math.exp(min(0.0, sure))

    def _read(self, wish: str, tool: Tool, free: Sequence[Parameter], now: datetime) -> Read:
        strict = [p.name for p in free if p.kind in STRICT_KINDS]
        required = [p.name for p in free if p.required]
        return self._reader.read(wish, tool.name, [p.name for p in free], _checker(free, now), strict, required)


def in_chinese(wish: str) -> bool:
    """Return whether a wish is said in Chinese, and not only names something Chinese in an English one."""
    text = wish.strip()
    signs, words = len(_WIDE.findall(text)), len(_LATIN.findall(text))
    return bool(signs) and (bool(_WIDE.match(text)) or signs > 2 * words)


def _choices(parameter: Parameter) -> tuple[str, ...]:
    return parameter.choices or (("on", "off") if parameter.kind == "on_off" else ())


def _checker(parameters: Sequence[Parameter], now: datetime):  # type: ignore[no-untyped-def]
    kinds = {p.name: p.kind for p in parameters}

    def is_valid(slot: str, text: str) -> bool:
        return can_be(kinds[slot], text, now)

    return is_valid


def can_be(kind: str, text: str, now: datetime) -> bool:
    """Return whether words can be a value of a kind; what is only too vague can."""
    try:
        normalise(kind, text, now=now)
    except ToolRetryError:
        return False
    except ToolQuestionError:
        return True
    return True


def likeness(wish: str, phrases: Sequence[str], rarity: Callable[[Iterable[int]], list[float]]) -> float:
    """Return how like a wish is to a tool's phrases, 0 to 1: to the nearest one, and by the rare signs that they share.

    Args:
        rarity: From buckets of signs to how rare each is in wishes for built-in tools.
    """
    mine = frozenset(wish_features(wish))
    every = [frozenset(wish_features(phrase)) for phrase in phrases]
    if not mine or not any(every):
        return 0.0
    size = sum(rarity(mine))
    near = max(sum(rarity(mine & theirs)) / math.sqrt(size * sum(rarity(theirs)) + 1e-6) for theirs in every)
    shared = sorted(rarity(mine & frozenset().union(*every)), reverse=True)[:EVIDENCE]
    return (near + min(1.0, sum(shared) / (EVIDENCE * RAREST))) / 2


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(x - top) for x in values))


__all__ = ["Answer", "ChineseDecider", "can_be", "likeness", "plain"]

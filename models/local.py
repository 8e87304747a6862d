"""Decides on the device: a classifier proposes tools, a small language model judges them and reads the arguments.

No bytes leave the machine. It knows tools by signature, and the user's words. It knows no device and no planner.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..tools.types import Tool, ToolCall, ToolQuestionError, ToolRetryError
from ..tools.values import normalise
from ..tools.values_names import names_no_app
from ..tools.values_words import with_digits
from .classifier import ToolClassifier
from .confidence import weigh
from .grammar import Check, Filled, Reader, fill, texts_to_come, tool_scores
from .local_zh import ChineseDecider, in_chinese
from .prompt import NONE, Signature, Slot, bounds, question, tidy_wish
from .reading import read_in
from .strange import given_spans, tidied
from .types import Decision, DecisionRequest, ModelUnavailableError, Tier, Usage
from .weights import Weights, local_weights

if TYPE_CHECKING:
    from .engine import Engine
    from .engine_process import EngineProcess
    from .engine_rows import Row

ACT = "act"
"""The adapter that chooses tools and reads their arguments."""
CANDIDATES = 3
"""Most tools that the language model is shown."""
SURE = 0.93
"""From this probability of the classifier on, the language model only reads the arguments."""
FAINT = 0.00002
"""A tool below this probability of the classifier is not even tried after others failed."""
LANGUAGE_WEIGHT = 0.4
"""What the language model's word counts beside the classifier's when tools are chosen."""
STRANGE_WEIGHT = 0.15
"""The same where a plugin's tool is among them: the language model was not trained on it, its phrases tell more."""
STRICT_KINDS = frozenset({"time", "duration", "days", "when", "phone", "level", "integer", "number"})
"""Kinds whose values code can tell from other words."""
CHINESE = "reader-zh"
"""The name that decisions on Chinese wishes carry."""
_NUMBER = re.compile(r"[+-]?[$€£]?\d[\d.,]*\s?[%°$€£]?")
WISH_TOKENS = 400
"""Tokens of a wish that fit twice (read and copied) into the context beside the candidates."""

GENERIC = """Choose the tool for the wish and copy its arguments from the wish. Answer none if no tool fits.

set_lamp(room, state: on/off)
wish: could you switch the kitchen lamp off
call: set_lamp | room = kitchen | state = off

book_table(place, time?)
wish: I'd like a table at Luigi's for 8 tonight please
call: book_table | place = Luigi's | time = 8 tonight

set_lamp(room, state: on/off)
wish: who painted the Mona Lisa
call: none

"""
"""Examples for a user's own model, which was not trained on this format."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A tool as both parts see it; log-probabilities."""

    classifier: dict[str, float]
    language: dict[str, float]
    combined: dict[str, float]

    @property
    def best(self) -> str:
        """The chosen name, or `none`."""
        return max(self.combined, key=self.combined.__getitem__)


def signature_of(tool: Tool) -> Signature:
    """Return the tool as the model sees it."""
    slots = tuple(
        Slot(p.name, p.required, p.choices or (("on", "off") if p.kind == "on_off" else ())) for p in tool.parameters
    )
    return Signature(tool.name, slots)


def checker(tool: Tool, now: str = "") -> Check:
    """Return a check that a text is a value of the parameter's kind, for kinds that can tell."""
    kinds = {p.name: p.kind for p in tool.parameters if p.kind in STRICT_KINDS}
    clock = _clock(now)

    def is_valid(slot: str, text: str) -> bool:
        if slot not in kinds:
            return True
        if kinds[slot] in ("integer", "number") and not _NUMBER.fullmatch(with_digits(text.lower())):
            return False  # its unit may be another argument
        try:
            normalise(kinds[slot], text, now=clock)
        except ToolRetryError:
            return False
        except ToolQuestionError:
            return True
        return True

    return is_valid


def insisted(tool: Tool) -> frozenset[str]:
    """Return the required parameters that are worth a second look: code can tell whether it helped.

    All of a plugin's: the model has not seen how people speak to it, and leaves them out too easily.
    """
    strange = tool.source != "builtin"
    return frozenset(p.name for p in tool.parameters if p.required and (strange or p.kind in STRICT_KINDS))


def read_arguments(reader: Reader, wish: str, tool: Tool, now: str) -> Filled:
    """Read a tool's arguments off the wish; the question is in the reader's cache."""
    check, limits = checker(tool, now), bounds(wish)
    given = given_spans(limits, tool, _valuer(tool, check, now)) if tool.source != "builtin" else {}
    return fill(reader, limits, signature_of(tool), check, insisted(tool), given)


def _valuer(tool: Tool, check: Check, now: str) -> Callable[[str, str], object]:
    """Return a function from a parameter and a text to its value, or None."""
    kinds, clock = {p.name: p.kind for p in tool.parameters}, _clock(now)

    def value_of(slot: str, text: str) -> object:
        if not check(slot, text):
            return None
        try:
            return normalise(kinds[slot], text, now=clock)
        except (ToolRetryError, ToolQuestionError):
            return None

    return value_of


def _clock(now: str) -> datetime:
    try:
        clock = datetime.fromisoformat(now) if now else datetime.now()
    except ValueError:
        clock = datetime.now()
    return clock if clock.tzinfo else clock.astimezone()


def default_threads() -> int:
    """Return how many threads llama.cpp gets: one.

    Measured on two cores: one thread 0.49 s a wish, two 0.54 to 0.85 s, up to 25 s beside another busy program.
    """
    return 1


class LocalModel:
    """The embedded model. Loads on the first decision; decisions are made one at a time."""

    def __init__(
        self,
        classifier: ToolClassifier | None = None,
        *,
        chinese: ChineseDecider | None = None,
        weights: Weights | None = None,
        threads: int | None = None,
        apart: bool | None = None,
    ) -> None:
        """Remember the parts; nothing is loaded yet.

        Args:
            apart: Run the language model in a process of its own; None: as `engine_process.open_engine` decides.
        """
        self._classifier = classifier or ToolClassifier()
        self._chinese = chinese or ChineseDecider()
        self._weights = weights
        self._threads = threads or default_threads()
        self._apart = apart
        self._engine: Engine | EngineProcess | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """`smollm2-135m+goal-tools`, or the user's own file and that it was asked without an adapter."""
        if self._weights is not None and self._weights.adapter is None:
            return f"{self._weights.path.stem} (own model, generic prompt)"
        return "smollm2-135m+goal-tools"

    @property
    def tier(self) -> Tier:
        """Always `device`."""
        return "device"

    def decide(self, request: DecisionRequest) -> Decision:
        """Choose one of the request's goal tools, or none, and read its arguments off the goal.

        Raises:
            ModelUnavailableError: llama-cpp-python, the weights or the sentence vectors are missing.
            ModelError: The model failed while reading.
        """
        began = time.perf_counter()
        tools = [tool for tool in request.tools if tool.kind == "goal"]
        if not tools or not request.goal.strip():
            return self._nothing(began, {}, 0, 1.0)
        if in_chinese(request.goal):
            return self._decide_chinese(began, request, tools)
        with self._lock:
            engine = self._load()
            engine.use(self._adapter())
            before = engine.evaluated
            wish = self._readable(engine, request.goal)
            candidates, choice = self._choose(engine, wish, tools, request.instead_of)
            if not candidates:
                return self._nothing(began, _parts(choice), engine.evaluated - before, 1.0)
            parts = _parts(choice)
            if self._weights is not None and self._weights.adapter is None:
                parts["prompt"] = "generic"
            if choice.best == NONE:
                share = math.exp(choice.combined[NONE])
                return self._nothing(began, parts, engine.evaluated - before, share)
            tool = next(t for t in candidates if t.name == choice.best)
            filled = read_arguments(engine, wish, tool, request.now)
            arguments = _faithful(filled, wish, request.goal, tool)
            if tool.source != "builtin":
                arguments = tidied(arguments, wish, tool)
            used = engine.evaluated - before
        weighed = weigh(tool, wish, arguments, math.exp(choice.combined[tool.name]), filled)
        usage = Usage(tokens_in=used, tokens_out=len(filled.choices), milliseconds=_since(began))
        parts |= weighed.parts
        return Decision("call", ToolCall(tool.name, arguments), self.name, "device", weighed.sureness, usage, parts)

    def _decide_chinese(self, began: float, request: DecisionRequest, tools: Sequence[Tool]) -> Decision:
        """Decide without the language model, which reads no Chinese."""
        wish = tidy_wish(request.goal)
        with self._lock:
            answer = self._chinese.decide(wish, tools, _clock(request.now), request.instead_of)
        ranked = sorted(answer.shares.items(), key=lambda pair: -pair[1])[: CANDIDATES + 1]
        parts: dict[str, object] = {"tools": {name: round(x, 4) for name, x in ranked}, "reader": "zh"}
        usage = Usage(milliseconds=_since(began))
        if answer.tool == NONE:
            return Decision("no_tool", None, CHINESE, "device", answer.confidence, usage, parts)
        parts |= answer.weighed.parts if answer.weighed is not None else {}
        call = ToolCall(answer.tool, answer.arguments)
        return Decision("call", call, CHINESE, "device", answer.confidence, usage, parts)

    def _choose(
        self, engine: Engine | EngineProcess, wish: str, tools: Sequence[Tool], instead_of: frozenset[str] = frozenset()
    ) -> tuple[list[Tool], Choice]:
        """Rank tools and leave the engine's cache at the end of the question about the best ones.

        After a tool that did not help (`instead_of`) the question is which other one, and no longer whether any.
        """
        shares, none = self._classifier.shares(wish, tools)
        if instead_of:
            tools = [tool for tool in tools if tool.name not in instead_of and shares[tool.name] >= FAINT]
            none = 1e-9
            if not tools:
                return [], Choice({}, {}, {NONE: 0.0})
        ranked = sorted(tools, key=lambda tool: -shares[tool.name])
        candidates = ranked[:1] if shares[ranked[0].name] >= SURE or instead_of else ranked[:CANDIDATES]
        signatures = [signature_of(tool) for tool in candidates]
        after = _start(engine, self._opening(), wish, signatures)
        classifier = {tool.name: math.log(max(shares[tool.name], 1e-9)) for tool in candidates}
        classifier[NONE] = math.log(max(none, 1e-9))
        if len(candidates) == 1:
            return candidates, Choice(classifier, {}, classifier)
        language = tool_scores(engine, after, signatures)
        strange = frozenset(tool.name for tool in candidates if tool.source != "builtin")
        return candidates, Choice(classifier, language, combine(classifier, language, strange))

    def _opening(self) -> str:
        return GENERIC if self._weights is not None and self._weights.adapter is None else ""

    def _readable(self, engine: Engine | EngineProcess, goal: str) -> str:
        """Return the start of the goal that fits into the context twice."""
        wish = tidy_wish(goal)
        # A token takes at least one byte, so short wishes need not be counted.
        while len(wish.encode()) > WISH_TOKENS and len(engine.tokens(wish)) > WISH_TOKENS:
            wish = wish[: len(wish) * 3 // 4].rsplit(" ", 1)[0]
        return wish

    def _nothing(self, began: float, parts: dict[str, object], used: int, confidence: float) -> Decision:
        usage = Usage(tokens_in=used, milliseconds=_since(began))
        return Decision("no_tool", None, self.name, "device", confidence, usage, parts)

    def _load(self) -> Engine | EngineProcess:
        if self._engine is None:
            from .catalogue import BASE, adapters
            from .engine_process import open_engine

            self._weights = self._weights or local_weights()
            named = {}
            if self._weights.adapter is not None:
                named = {spec.name: spec.file for spec in adapters() if spec.base == BASE and spec.present}
                named[ACT] = self._weights.adapter
            self._engine = open_engine(self._weights.path, named, threads=self._threads, apart=self._apart)
        return self._engine

    def _adapter(self) -> str | None:
        return ACT if self._weights is not None and self._weights.adapter is not None else None

    @contextmanager
    def reading(self, adapter: str) -> Iterator[Engine | EngineProcess]:
        """Lend the engine with a packaged adapter in use, for another task than choosing a tool; it waits its turn.

        Raises:
            ModelUnavailableError: There is no such adapter for the model in use (a user's own model has none).
        """
        with self._lock:
            engine = self._load()
            engine.use(adapter)
            yield engine

    def close(self) -> None:
        """Give back the model's memory; the next decision loads it again."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None


def combine(
    classifier: dict[str, float], language: dict[str, float], strange: frozenset[str] = frozenset()
) -> dict[str, float]:
    """Return normalised log-probabilities of both parts together.

    Args:
        strange: Tools that the language model was not trained on. To it they are as good as `none`.
    """
    said = {name: language[NONE if name in strange else name] for name in classifier}
    weight = STRANGE_WEIGHT if strange else LANGUAGE_WEIGHT
    raw = {name: classifier[name] + weight * said[name] for name in classifier}
    top = max(raw.values())
    total = top + math.log(sum(math.exp(x - top) for x in raw.values()))
    return {name: x - total for name, x in raw.items()}


def _start(engine: Engine | EngineProcess, opening: str, wish: str, signatures: Sequence[Signature]) -> Row:
    """Read the question into the engine; what stands before the wish is kept for the next wish of that kind."""
    whole = question(wish, signatures)
    lead = opening + whole[: len(whole) - len(question(wish, ()))]
    engine.learn([opening + whole, lead, *texts_to_come(bounds(wish), signatures)])
    return read_in(engine, lead, (opening + whole)[len(lead) :])


def _faithful(filled: Filled, wish: str, goal: str, tool: Tool) -> dict[str, str]:
    """Return arguments; free text keeps the goal's own line breaks; the last one goes on where the goal was cut."""
    wordy = {p.name for p in tool.parameters if p.kind == "text"}
    apps = {p.name for p in tool.parameters if p.kind == "app" and not p.required}
    result = {n: value for n, value in filled.arguments.items() if not (n in apps and names_no_app(value))}
    for name, (start, end) in filled.spans.items():
        if name in wordy:
            places = _places(goal.rstrip())
            is_last = len(wish) < len(places) and end == max(e for _, e in filled.spans.values())
            last = len(goal.rstrip()) if is_last or end == len(wish) else places[end - 1] + 1
            result[name] = goal[places[start] : last]
    return result


def _places(goal: str) -> list[int]:
    """Return, for every character of the tidied goal, where it stands in the goal."""
    places: list[int] = []
    for index, character in enumerate(goal):
        if not character.isspace() or places and not goal[places[-1]].isspace():
            places.append(index)
    return places


def _parts(choice: Choice) -> dict[str, object]:
    ranked = sorted(choice.combined, key=lambda name: -choice.combined[name])
    return {
        "tools": {name: round(math.exp(choice.combined[name]), 4) for name in ranked},
        "classifier": {name: round(math.exp(x), 4) for name, x in choice.classifier.items()},
        "language": {name: round(math.exp(x), 4) for name, x in choice.language.items()},
    }


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def require() -> None:
    """Check without loading anything that the embedded model can be used here.

    Raises:
        ModelUnavailableError: Says what is missing.
    """
    from importlib.util import find_spec

    if find_spec("llama_cpp") is None:
        raise ModelUnavailableError("the on-device model needs llama-cpp-python", hint="./run setup")
    local_weights()

"""Decides on the device: a classifier proposes tools, a small language model judges them and reads the arguments.

No bytes leave the machine. It knows tools by signature, and the user's words. It knows no device and no planner.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..tools.types import Tool, ToolCall, ToolQuestionError, ToolRetryError
from ..tools.values import normalise
from .classifier import ToolClassifier
from .grammar import Check, Filled, fill, tool_scores
from .prompt import NONE, Signature, Slot, bounds, question, tidy_wish
from .types import Decision, DecisionRequest, ModelUnavailableError, Tier, Usage
from .weights import Weights, local_weights

if TYPE_CHECKING:
    from .engine import Engine

CANDIDATES = 3
"""Most tools that the language model is shown."""
SURE = 0.93
"""From this probability of the classifier on, the language model only reads the arguments."""
FAINT = 0.00002
"""A tool below this probability of the classifier is not even tried after others failed."""
LANGUAGE_WEIGHT = 0.4
"""What the language model's word counts beside the classifier's when tools are chosen."""
STRICT_KINDS = frozenset({"time", "duration", "days", "when", "phone", "level"})
"""Kinds whose values code can tell from other words."""
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

    A plugin's switches too: the model has not seen how people speak to it, and leaves them out too easily.
    """
    strange = tool.source != "builtin"
    closed = {s.name for s in signature_of(tool).slots if s.choices} if strange else set()
    return frozenset(p.name for p in tool.parameters if p.required and (p.kind in STRICT_KINDS or p.name in closed))


def _clock(now: str) -> datetime:
    try:
        clock = datetime.fromisoformat(now) if now else datetime.now()
    except ValueError:
        clock = datetime.now()
    return clock if clock.tzinfo else clock.astimezone()


def default_threads() -> int:
    """Return how many threads llama.cpp gets: one.

    Measured on two cores with prompts this short: one thread 0.49 s a wish, two 0.54 to 0.85 s, and up to 25 s beside
    another program that computes, because the two wait for each other at every operation.
    """
    return 1


class LocalModel:
    """The embedded model. Loads on the first decision; decisions are made one at a time."""

    def __init__(
        self,
        classifier: ToolClassifier | None = None,
        *,
        weights: Weights | None = None,
        threads: int | None = None,
    ) -> None:
        self._classifier = classifier or ToolClassifier()
        self._weights = weights
        self._threads = threads or default_threads()
        self._engine: Engine | None = None
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
        with self._lock:
            engine = self._load()
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
            filled = fill(engine, bounds(wish), signature_of(tool), checker(tool, request.now), insisted(tool))
            arguments = _faithful(filled, wish, request.goal, tool)
            used = engine.evaluated - before
        confidence = math.exp(choice.combined[tool.name]) * math.sqrt(filled.confidence)
        usage = Usage(tokens_in=used, tokens_out=len(filled.choices), milliseconds=_since(began))
        parts["arguments"] = round(filled.confidence, 4)
        return Decision("call", ToolCall(tool.name, arguments), self.name, "device", confidence, usage, parts)

    def _choose(
        self, engine: Engine, wish: str, tools: Sequence[Tool], instead_of: frozenset[str] = frozenset()
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
        after = engine.start(engine.tokens(self._opening() + question(wish, signatures)))
        classifier = {tool.name: math.log(max(shares[tool.name], 1e-9)) for tool in candidates}
        classifier[NONE] = math.log(max(none, 1e-9))
        if len(candidates) == 1:
            return candidates, Choice(classifier, {}, classifier)
        language = tool_scores(engine, after, signatures)
        return candidates, Choice(classifier, language, combine(classifier, language))

    def _opening(self) -> str:
        return GENERIC if self._weights is not None and self._weights.adapter is None else ""

    def _readable(self, engine: Engine, goal: str) -> str:
        """Return the start of the goal that fits into the context twice."""
        wish = tidy_wish(goal)
        while len(engine.tokens(wish)) > WISH_TOKENS:
            wish = wish[: len(wish) * 3 // 4].rsplit(" ", 1)[0]
        return wish

    def _nothing(self, began: float, parts: dict[str, object], used: int, confidence: float) -> Decision:
        usage = Usage(tokens_in=used, milliseconds=_since(began))
        return Decision("no_tool", None, self.name, "device", confidence, usage, parts)

    def _load(self) -> Engine:
        if self._engine is None:
            from .engine import Engine

            self._weights = self._weights or local_weights()
            self._engine = Engine(self._weights.path, self._weights.adapter, threads=self._threads)
        return self._engine

    def close(self) -> None:
        """Give back the model's memory; the next decision loads it again."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None


def combine(classifier: dict[str, float], language: dict[str, float]) -> dict[str, float]:
    """Return normalised log-probabilities of both parts together."""
    raw = {name: classifier[name] + LANGUAGE_WEIGHT * language[name] for name in classifier}
    top = max(raw.values())
    total = top + math.log(sum(math.exp(x - top) for x in raw.values()))
    return {name: x - total for name, x in raw.items()}


def _faithful(filled: Filled, wish: str, goal: str, tool: Tool) -> dict[str, str]:
    """Return arguments; free text keeps the goal's own line breaks, and its rest where the goal was cut."""
    wordy = {p.name for p in tool.parameters if p.kind == "text"}
    result = dict(filled.arguments)
    for name, (start, end) in filled.spans.items():
        if name in wordy:
            places = _places(goal)
            last = len(goal.rstrip()) if end == len(wish) else places[end - 1] + 1
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

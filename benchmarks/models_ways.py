"""The parts of the on-device path, each alone, on one loaded model. Knows the parts' insides; counts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from models_path import Answer
from sentences import NOW

from ainos.android_bridge.labels import Label
from ainos.models.grammar import tool_scores
from ainos.models.local import ACT, LocalModel, read_arguments, signature_of
from ainos.models.prompt import NONE, question, tidy_wish
from ainos.models.strange import tidied
from ainos.models.templates import SentenceTemplates
from ainos.models.types import DecisionRequest
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Tool

RETRIEVED = 4
"""Tools that the adapter alone chooses among."""


class Ways:
    """The parts, for one set of tools."""

    def __init__(self, model: LocalModel, tools: Sequence[Tool]) -> None:
        self._model, self._tools = model, list(tools)
        plugins = [tool for tool in tools if tool.source != "builtin"]
        self._templates = SentenceTemplates((*builtin_registry().all(), *plugins))
        self._signatures = [signature_of(tool) for tool in self._tools]

    def templates(self, wish: str) -> Answer:
        """Match the sentence templates alone."""
        call = self._templates.match(wish, NOW)
        return Answer(NONE, {}, 0.0, "silent") if call is None else Answer(call.tool, dict(call.arguments))

    def classifier(self, wish: str) -> Answer:
        """Choose by sentence vector and word pieces alone."""
        shares, none = self._model._classifier.shares(wish, self._tools)
        best = max(shares, key=shares.__getitem__)
        return Answer(NONE, None, none) if none > shares[best] else Answer(best, None, shares[best])

    def adapter(self, wish: str) -> Answer:
        """Let the language model choose among the retrieved tools and read, without the classifier's opinion.

        Arguments are read as the product reads them, with what code finds of a plugin's before and after.
        """
        wish = tidy_wish(wish)
        shares, _ = self._model._classifier.shares(wish, self._tools)
        best = sorted(self._signatures, key=lambda s: -shares[s.name])[:RETRIEVED]
        with self._model.reading(ACT) as engine:
            scores = tool_scores(engine, engine.start(engine.tokens(question(wish, best))), best)
            name = max(scores, key=scores.__getitem__)
            if name == NONE:
                return Answer(NONE, {})
            tool = next(tool for tool in self._tools if tool.name == name)
            found = read_arguments(engine, wish, tool, NOW.isoformat())
        strange = tool.source != "builtin"
        return Answer(name, tidied(found.arguments, wish, tool) if strange else dict(found.arguments))

    def model(self, wish: str) -> Answer:
        """Ask the on-device model as a whole, without templates and without the code around."""
        found = self._model.decide(DecisionRequest(wish, self._tools, Label.of_user(), now=NOW.isoformat()))
        if found.call is None:
            return Answer(NONE, {}, found.confidence)
        return Answer(found.call.tool, dict(found.call.arguments), found.confidence)

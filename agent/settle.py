"""Settles the values of a call: from the wish, from what the user told the memory, or by asking. Acts on nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..planners.arguments import find_missing
from ..tools.types import Context, Tool, ToolCall, ToolQuestionError, ToolRetryError
from ..tools.values_time import impossible_time
from .guard import Guard
from .limits import Declined
from .remembered import Remembered

QUESTIONS_PER_STEP = 2
Settled = tuple[ToolCall, Mapping[str, Any]]
Ask = Callable[[str, tuple[str, ...]], str]


class Settler:
    """Resolves calls for one run."""

    def __init__(self, guard: Guard, remembered: Remembered, ask: Ask) -> None:
        self._guard = guard
        self._remembered = remembered
        self._ask = ask

    def settle(self, call: ToolCall, tool: Tool, context: Context, wish: str, so_far: str) -> Settled:
        """Return the call as said, and its resolved values.

        The call keeps the user's words (`my dentist`), so what counts as named by him stays what he said; the values
        hold whom he means by them.

        Raises:
            Declined: Nobody answered, or the answers did not settle it.
            ToolRetryError: A value is impossible.
        """
        call = self._remembered.filled(call, tool)
        looked_for: set[str] = set()
        for _ in range(QUESTIONS_PER_STEP + len(tool.parameters) + 1):
            try:
                return call, self._resolve(call, tool, context)
            except ToolQuestionError as question:
                name = question.parameter
                found = None
                if name not in call.arguments and name not in looked_for:
                    looked_for.add(name)
                    parameter = next((p for p in tool.parameters if p.name == name), None)
                    found = find_missing(parameter, wish, context.device) if parameter else None
                    found = found or self._remembered.default(tool, name)
                fault = "" if name in call.arguments else impossible_time(wish)
                reply = found or self._ask(f"{fault}{question}", question.choices)
                call = replace(call, arguments={**call.arguments, name: reply})
        raise Declined(f"the question about {tool.name} was not settled by the answers.{so_far}")

    def _resolve(self, call: ToolCall, tool: Tool, context: Context) -> Mapping[str, Any]:
        """Resolve with the user's own names replaced; where nobody is called so, with the words as they are."""
        stood = self._remembered.stand_in(call, tool, self._ask)
        try:
            values = self._guard.resolve(stood.call, tool, context)
        except ToolRetryError as error:
            if not stood.used:
                raise
            try:
                return self._guard.resolve(call, tool, context)
            except ToolRetryError:
                said = " ".join(dict.fromkeys(row.text for row, _ in stood.used))
                raise ToolRetryError(f"{error} (you told me: {said})") from error
        self._remembered.tell_used(stood)
        return values

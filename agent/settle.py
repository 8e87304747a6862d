"""Settles the values of a call: from the wish, from what the user told the memory, or by asking. Acts on nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..planners.arguments import find_missing
from ..tools.types import Context, Tool, ToolCall, ToolQuestionError, ToolRetryError
from ..tools.values_time import impossible_time
from .answers import HINT
from .guard import Guard
from .limits import Declined
from .misread import contradicts
from .remembered import Remembered
from .retry import Retry

QUESTIONS_PER_STEP = 2
Settled = tuple[ToolCall, Mapping[str, Any]]
Ask = Callable[[str, tuple[str, ...]], str]


class Settler:
    """Resolves calls for one run."""

    def __init__(self, guard: Guard, remembered: Remembered, ask: Ask, retry: Retry | None = None) -> None:
        self._guard = guard
        self._remembered = remembered
        self._ask = ask
        self._retry = retry
        self._states: dict[str, str] = {}
        """By wish: what was answered where it said on and off."""

    def settle(self, call: ToolCall, tool: Tool, context: Context, wish: str, so_far: str) -> Settled:
        """Return the call as said, and its resolved values.

        The call keeps the user's words (`my dentist`), so what counts as named by him stays what he said; the values
        hold whom he means by them.

        Raises:
            Declined: Nobody answered, or the answers did not settle it.
            ToolRetryError: A value is impossible.
        """
        call = self._insisted(self._remembered.filled(call, tool), tool)
        call = self._decided(call, tool, wish)
        looked_for: set[str] = set()
        for _ in range(QUESTIONS_PER_STEP + len(tool.parameters) + 1):
            try:
                return call, self._resolve(call, tool, context)
            except ToolQuestionError as question:
                name = question.parameter
                if (
                    self._retry is not None
                    and name not in looked_for
                    and (read := self._retry.reads_otherwise(tool, name, call.arguments.get(name, ""), context.now))
                ):
                    looked_for.add(name)
                    call = replace(call, arguments={**call.arguments, name: read})
                    continue
                if self._retry is not None and self._retry.misreads(tool):
                    raise ToolRetryError(str(question)) from question  # another tool takes what was said
                found = None
                if name not in call.arguments and name not in looked_for:
                    looked_for.add(name)
                    parameter = next((p for p in tool.parameters if p.name == name), None)
                    found = find_missing(parameter, wish, context.device) if parameter else None
                    found = found or self._remembered.default(tool, name)
                fault = "" if name in call.arguments else impossible_time(wish)
                reply = found or self._answer(call, tool, question, fault)
                call = replace(call, arguments={**call.arguments, name: reply})
        raise Declined(f"the question about {tool.name} was not settled by the answers.{so_far}")

    def _answer(self, call: ToolCall, tool: Tool, question: ToolQuestionError, fault: str) -> str:
        """Ask the user; whom he means by a name is remembered where he says so."""
        said = call.arguments.get(question.parameter, "")
        person = any(p.name == question.parameter and p.kind == "contact" for p in tool.parameters)
        lasts = bool(said and person and question.choices and self._remembered.keeps)
        reply = self._ask(f"{fault}{question}{HINT if lasts else ''}", question.choices)
        return self._remembered.keep_answer(said, reply, question.choices) if lasts else reply

    def _decided(self, call: ToolCall, tool: Tool, wish: str) -> ToolCall:
        """Return the call with the state that the user chooses, where his words say on and off; asked once a wish."""
        name = contradicts(tool, wish)
        if not name:
            return call
        if wish not in self._states:
            self._states[wish] = self._ask("You said on and off. Which shall it be in the end?", ("on", "off"))
        return replace(call, arguments={**call.arguments, name: self._states[wish]})

    def _insisted(self, call: ToolCall, tool: Tool) -> ToolCall:
        """Return the call with what the user says in the place of a value that cannot be.

        Raises:
            ToolRetryError: Nobody answers, so the value stays what it was.
        """
        for name, why in (self._retry.insisted if self._retry is not None else {}).items():
            if name in call.arguments or name not in {p.name for p in tool.parameters}:
                continue
            try:
                reply = self._ask(f"{why.rstrip('.')}. What shall it be?", ())
            except Declined as nobody:
                raise ToolRetryError(why) from nobody
            call = replace(call, arguments={**call.arguments, name: reply})
        return call

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

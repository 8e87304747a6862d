"""What a model wants to do, as data: calls with elements named by their words, found on the screen it was shown.

Knows the compact screen text of a DecisionRequest. Does not know what any step is for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...models.types import DecisionRequest
from ...tools.types import ToolCall

_LINE = re.compile(r"^\s*(\d+) (.*)$", re.MULTILINE)
_LOOKS = 3
"""Swipes up that a step may cost while its element is not on the screen."""
_REPEATS = 2
"""A step that failed is tried so often again."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call. An argument `@WORDS` stands for the number of the element whose line matches the words (a regex)."""

    tool: str
    arguments: dict[str, str] = field(default_factory=dict)


def tap(words: str) -> Step:
    """Return a touch on the element with these words."""
    return Step("tap", {"element": f"@{words}"})


def hold(words: str) -> Step:
    """Return a long press on the element with these words."""
    return Step("long_press", {"element": f"@{words}"})


def write(text: str, into: str = "") -> Step:
    """Return typing, into the field with these words or the focused one."""
    return Step("type_text", {"text": text, "element": f"@{into}"} if into else {"text": text})


def key(name: str) -> Step:
    """Return the press of a key."""
    return Step("press", {"key": name})


def swipe(direction: str) -> Step:
    """Return a swipe."""
    return Step("swipe", {"direction": direction})


def answer(words: str) -> Step:
    """Return the end with an answer; `@WORDS` is the first line of the screen that matches, without its number."""
    return Step("finish", {"answer": words})


def goal_call(tool: str, **arguments: str) -> Step:
    """Return a goal tool's call."""
    return Step(tool, arguments)


def find_element(screen: str, words: str) -> str | None:
    """Return the number of the first target that matches; a line that matches as a whole goes first."""
    lines = [(found[1], found[2]) for found in _LINE.finditer(screen)]
    for whole in (True, False):
        for number, line in lines:
            name = re.sub(r" \((?:focused|selected|disabled|long press only|, )+\)$", "", line)
            fits = re.fullmatch(words, name, re.IGNORECASE) if whole else re.search(words, line, re.IGNORECASE)
            if fits:
                return number
    return None


def find_text(screen: str, words: str) -> str | None:
    """Return the text of the first line that matches, without number and dash."""
    for line in screen.splitlines()[1:]:
        text = re.sub(r"^\s*(?:\d+ |- )", "", line)
        if found := re.search(words, text, re.IGNORECASE):
            return found.group()
    return None


class Program:
    """Steps in order, one call a decision; an element that is not there is looked for by scrolling, then given up."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self._at = 0
        self._looks = 0
        self._repeats = 0
        self._sent: tuple[str, int] | None = None
        self._was_look = False
        self.gave_up = ""
        """Why it could not go on; empty otherwise."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.gave_up) or self._at >= len(self._steps)

    def next(self, request: DecisionRequest) -> ToolCall | None:
        """Return the next call for this request, or None when it is over."""
        self._settle(request)
        if self.is_over:
            return None
        step = self._steps[self._at]
        arguments = {}
        for name, value in step.arguments.items():
            found: str | None = value
            if value.startswith("@"):
                find = find_text if step.tool == "finish" else find_element
                found = find(request.screen, value[1:])
            if found is None:
                return self._look(request, value)
            arguments[name] = found
        self._sent, self._was_look = (request.goal, len(request.history)), False
        return ToolCall(step.tool, arguments)

    def _settle(self, request: DecisionRequest) -> None:
        """See what became of the last call: a failed one left no turn behind in the same sub-goal."""
        if self._sent is None:
            return
        goal, turns = self._sent
        self._sent = None
        untouched = bool(request.history) and "nothing was touched" in request.history[-1].result
        if request.goal == goal and (len(request.history) <= turns or untouched):
            self._repeats += 1
            if self._repeats > _REPEATS:
                self.gave_up = "a step failed too often"
            return
        if not self._was_look:
            self._at, self._looks, self._repeats = self._at + 1, 0, 0

    def _look(self, request: DecisionRequest, words: str) -> ToolCall | None:
        self._looks += 1
        if self._looks > _LOOKS:
            self.gave_up = f"{words} is not on the screen"
            return None
        self._sent, self._was_look = (request.goal, len(request.history)), True
        return ToolCall("swipe", {"direction": "up"})

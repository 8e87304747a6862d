"""Asking the person: at the terminal, or by JSON lines on standard input. The default answer is No."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from ..agent.approval import ApprovalRequest
from .trace import inert

_ASK_AGAIN = 2
"""How often a number that stands for no choice is asked about again."""


class TerminalPerson:
    """Asks at the terminal; end of input is No."""

    def __init__(self, read: Callable[[str], str] | None = None) -> None:
        self._read = read or read_line

    def approve(self, request: ApprovalRequest) -> bool:
        """Show the verb, every value and the reason; only `y` or `yes` approves."""
        print(f"\n{inert(request.title)}?")
        width = max((len(name) for name in request.values), default=0)
        for name, value in request.values.items():
            print(f"  {name:<{width}}  {inert(value)}")
        print(f"  asked because: {inert(request.reason)}")
        return self._line("Do it? [y/N] ").strip().lower() in ("y", "yes")

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Show the question; a number picks a choice, and a number that stands for none is asked about again."""
        print(f"\n{inert(question)}")
        for number, choice in enumerate(choices, 1):
            print(f"  {number}. {inert(choice)}")
        for _ in range(1 + _ASK_AGAIN):
            reply = self._line("> ").strip()
            if not choices or not (reply.isdecimal() and len(reply) < 3):
                return reply or None
            if 1 <= int(reply) <= len(choices):
                return choices[int(reply) - 1]
            print(f"There is no choice {reply}: type 1 to {len(choices)}, or the words; Enter alone ends it.")
        return None

    def _line(self, prompt: str) -> str:
        try:
            return self._read(prompt)
        except EOFError:
            print()  # the prompt's line ends here
            return ""


class JsonPerson:
    """Reads `{"approve": true}` and `{"reply": "…"}` lines; anything else, or the end of input, is No."""

    def __init__(self, source: TextIO | None = None) -> None:
        self._source = source or sys.stdin

    def approve(self, request: ApprovalRequest) -> bool:
        """Read one line; what is asked was told as an `approval` event."""
        return self._read().get("approve") is True

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Read one line; the question itself was told as an event."""
        reply = self._read().get("reply")
        return reply if isinstance(reply, str) and reply else None

    def _read(self) -> dict[str, object]:
        try:
            value = json.loads(self._source.readline() or "{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


def read_line(prompt: str) -> str:
    """Return one typed line; a line that comes from a pipe is shown after the prompt, as if it had been typed."""
    line = input(prompt)
    if not sys.stdin.isatty():
        print(line)
    return line

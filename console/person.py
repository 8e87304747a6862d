"""Asking the person: at the terminal, or by JSON lines on standard input. The default answer is No."""

from __future__ import annotations

import contextlib
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
        """Show the act, every value with where it came from, the app and the reason; only `y` or `yes` approves."""
        print()
        for line in card_lines(request):
            print(line)
        forget_typed_ahead()
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
    """Reads `{"approve": true, "digest": "…"}` and `{"reply": "…"}` lines; anything else, or the end of input, is No.

    A program that gives the digest of the question it saw can never approve another one by being late.
    """

    def __init__(self, source: TextIO | None = None) -> None:
        self._source = source or sys.stdin

    def approve(self, request: ApprovalRequest) -> bool:
        """Read one line; what is asked was told as an `approval` event. A `digest` in it must be the question's."""
        answer = self._read()
        return answer.get("approve") is True and answer.get("digest", request.digest) == request.digest

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


def card_lines(request: ApprovalRequest) -> list[str]:
    """Return the question as lines: nothing is shortened, and nothing of the phone can move the cursor."""
    rows = [(inert(name), value, request.sources.get(name, "")) for name, value in request.values.items()]
    rows += [("in", request.app, "")] if request.app else []
    rows += [("because", request.reason, "")]
    width = max(len(name) for name, _, _ in rows)
    lines = [f"{inert(request.title)}?"]
    for name, value, source in rows:
        first, *more = [inert(line) for line in value.split("\n")]
        lines += [f"  {name:<{width}}  {first}", *(f"  {'':<{width}}  {line}" for line in more)]
        lines[-1] += f"   ({inert(source)})" if source else ""
    return lines


def forget_typed_ahead() -> None:
    """Drop what was typed before the question was shown: an Enter or `y` meant for something else is no answer."""
    try:
        import termios
    except ImportError:
        return  # no terminal of this kind
    if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
        with contextlib.suppress(termios.error, OSError, ValueError):
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


def read_line(prompt: str) -> str:
    """Return one typed line; a line that comes from a pipe is shown after the prompt, as if it had been typed."""
    line = input(prompt)
    if not sys.stdin.isatty():
        print(line)
    return line

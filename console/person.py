"""Asking the person: at the terminal, or by JSON lines on standard input. The default answer is No."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from ..agent.approval import ApprovalRequest
from .trace import inert


class TerminalPerson:
    """Asks at the terminal; end of input is No."""

    def __init__(self, read: Callable[[str], str] = input) -> None:
        self._read = read

    def approve(self, request: ApprovalRequest) -> bool:
        """Show the verb, every value and the reason; only `y` or `yes` approves."""
        print(f"\n{inert(request.title)}?")
        for name, value in request.values.items():
            print(f"  {name}: {inert(value)}")
        print(f"  asked because: {request.reason}")
        return self._line("Do it? [y/N] ").strip().lower() in ("y", "yes")

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Show the question; a number picks a choice."""
        print(f"\n{inert(question)}")
        for number, choice in enumerate(choices, 1):
            print(f"  {number}. {inert(choice)}")
        reply = self._line("> ").strip()
        if reply.isdigit() and 1 <= int(reply) <= len(choices):
            return choices[int(reply) - 1]
        return reply or None

    def _line(self, prompt: str) -> str:
        try:
            return self._read(prompt)
        except EOFError:
            return ""


class JsonPerson:
    """Reads `{"approve": true}` and `{"reply": "…"}` lines; anything else, or the end of input, is No."""

    def __init__(self, source: TextIO | None = None, out: TextIO | None = None) -> None:
        self._source = source or sys.stdin
        self._out = out or sys.stdout

    def approve(self, request: ApprovalRequest) -> bool:
        """Announce what is asked and read one line."""
        asked = {
            "title": request.title,
            "values": dict(request.values),
            "reason": request.reason,
            "digest": request.digest,
        }
        self._out.write(json.dumps({"type": "approval", "asked": asked}) + "\n")
        self._out.flush()
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

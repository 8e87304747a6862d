"""In which form a model server takes requests: not all that call themselves OpenAI-compatible take the same ones.

Asked for first is a streamed answer that must be a tool call. A server that refuses that, or breaks, is asked more
gently; what it answered to is remembered by its URL and model. It knows no request and opens no connection.

| server | `tool_choice: required` | tools in a stream |
|---|---|---|
| OpenAI, vLLM, llama.cpp's `llama-server`, LM Studio | yes | yes |
| Ollama | ignored | yes |
| `python -m llama_cpp.server` (chat format `chatml-function-calling`) | 500 | an empty stream |
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOT_TAKEN = frozenset({400, 405, 406, 415, 422, 501})
"""Statuses that say that the form of a request was wrong, not the moment."""


@dataclass(frozen=True, slots=True)
class Form:
    """The parts of a request that servers differ in."""

    must_call: bool
    """A tool call is demanded; otherwise the model may talk, which is answered by asking again."""
    stream: bool

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the request's body."""
        choice: dict[str, Any] = {"tool_choice": "required" if self.must_call else "auto"}
        return choice | ({"stream": True, "stream_options": {"include_usage": True}} if self.stream else {})


STREAMED = (Form(True, True), Form(False, True), Form(True, False), Form(False, False))
WHOLE = (Form(True, False), Form(False, False))


class ServerForms:
    """Which form one server is asked in, the most demanding first."""

    def __init__(self, *, stream: bool = True, path: Path | None = None, key: str = "") -> None:
        """Begin with what is remembered of the server.

        Args:
            stream: Whether streams are wished at all.
            path: File that remembers forms; None: only this process does.
            key: The server's URL and the model's name.
        """
        self._forms = STREAMED if stream else WHOLE
        self._path = path
        self._key = key
        self._first = self._now = self._remembered()
        self._proved = False

    @property
    def current(self) -> Form:
        """The form of the next request."""
        return self._forms[self._now]

    def refused(self, *, broke: bool = False) -> bool:
        """Note that a request in this form was not taken; whether a gentler one is left.

        Args:
            broke: The stream broke off or was empty: the next form is one without a stream.
        """
        later = [n for n, form in enumerate(self._forms) if n > self._now and not (broke and form.stream)]
        if not later:
            return False
        self._now, self._proved = later[0], False
        return True

    def failed(self, *, broke: bool = False) -> None:
        """Note a failure that may or may not come from the form: once proved, a form is kept."""
        if not self._proved:
            self.refused(broke=broke)

    def give_up(self) -> None:
        """Note that no form helped: next time the first one is tried again."""
        if not self._proved:
            self._now = self._first

    def accepted(self) -> None:
        """Note that the server answered in this form."""
        if self._proved:
            return
        self._proved = True
        if self._now != self._first:
            self._first = self._now
            self._remember()

    def _remembered(self) -> int:
        number = self._read().get(self._key, 0)
        return number if type(number) is int and 0 <= number < len(self._forms) else 0

    def _read(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _remember(self) -> None:
        """Write it down; where that cannot be, the next process finds it out again."""
        if self._path is None:
            return
        part = self._path.with_suffix(".part")
        try:
            part.write_text(json.dumps({**self._read(), self._key: self._now}, indent=1) + "\n", encoding="utf-8")
            part.replace(self._path)
        except OSError:
            part.unlink(missing_ok=True)

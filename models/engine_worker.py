"""The program that runs an engine for another process: requests in as lines, answers out as lines, numbers by memory.

Started by `engine_process`; nobody else speaks to it. A line is a JSON list: the method, then its arguments. An answer
is `["ok", value]` or `["error", class name, message, hint]`. Log-probabilities lie in a file that both have mapped: row
by row of float32 logits. It knows an engine and its own standard input. It knows no model's use.
"""

from __future__ import annotations

import json
import mmap
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .types import ModelError

if TYPE_CHECKING:
    from .engine import Engine
    from .engine_rows import Row

ROWS = 64
"""Rows of log-probabilities that one answer can bring."""


class Worker:
    """One engine behind a pipe."""

    def __init__(self, shared: int) -> None:
        self._shared_file = shared
        self._engine: Engine | None = None
        self._rows: Any = None
        self._after: Row | None = None
        """What the last computation ended with."""
        self.methods: dict[str, Callable[..., object]] = {
            "load": self._load, "use": self._use, "start": self._start, "feed": self._feed, "back_to": self._back_to,
            "score": self._score, "write": self._write, "tokens": self._tokens, "text": self._text,
        }  # fmt: skip

    @property
    def engine(self) -> Engine:
        """The engine; `load` must have been asked for."""
        if self._engine is None:
            raise ModelError("the worker was asked before it had loaded a model")
        return self._engine

    def _load(self, weights: str, adapter: str, adapters: dict[str, str], threads: int, context: int) -> object:
        import numpy as np

        from .engine import Engine

        named = {name: Path(path) for name, path in adapters.items()}
        engine = Engine(
            Path(weights), Path(adapter) if adapter else None, adapters=named, threads=threads, context=context
        )
        size = ROWS * engine.vocabulary_size * 4
        os.ftruncate(self._shared_file, size)
        memory = mmap.mmap(self._shared_file, size)
        self._rows = np.frombuffer(memory, np.float32).reshape(ROWS, engine.vocabulary_size)
        self._engine = engine
        return {"end": engine.end, "vocabulary_size": engine.vocabulary_size, "context": context}

    def _use(self, name: str | None) -> object:
        self.engine.use(name)
        return None

    def _start(self, prompt: list[int], fixed: int) -> object:
        before = self.engine.evaluated
        self._after = self.engine.start(prompt, fixed=fixed)
        self._rows[0] = self._after.logits
        return self.engine.evaluated - before

    def _feed(self, past: int, tokens: list[int], last_only: bool) -> object:
        self.engine.back_to(past)
        for place, row in enumerate(self.engine.feed(tokens, last_only=last_only)):
            self._rows[place] = row.logits
            self._after = row
        return None

    def _back_to(self, count: int) -> object:
        self.engine.back_to(count)
        return None

    def _score(self, past: int, alternatives: list[list[int]]) -> object:
        self.engine.back_to(past)
        return self.engine.score_rest(alternatives)

    def _write(self, past: int, options: dict[str, Any]) -> object:
        self.engine.back_to(past)
        if self._after is None:
            raise ModelError("the worker was asked to write on where nothing stands")
        written = self.engine.write(self._after, **options)
        return [written.text, list(written.tokens), written.logprob, written.ended]

    def _tokens(self, texts: list[str]) -> object:
        return [self.engine.tokens(text) for text in texts]

    def _text(self, tokens: list[int]) -> object:
        return self.engine.text(tokens)

    def answer(self, line: bytes) -> list[object]:
        """Carry out one request."""
        name, *arguments = json.loads(line)
        try:
            return ["ok", self.methods[name](*arguments)]
        except ModelError as error:
            return ["error", type(error).__name__, str(error), error.hint]


def leave_with(lifeline: int) -> None:
    """End this process when the other end of the lifeline is closed, whatever the engine is doing."""

    def wait() -> None:
        os.read(lifeline, 1)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    """Answer requests until the other process closes the pipe or ends."""
    shared, lifeline = int(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner, who cuts the lifeline if it ends
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    leave_with(lifeline)
    worker = Worker(shared)
    for line in sys.stdin.buffer:
        answers.write(json.dumps(worker.answer(line)).encode() + b"\n")


if __name__ == "__main__":
    main()

"""Asks the embedded language model about texts: which of some words fits, or one line that it writes.

It knows the engine and its adapters. It knows no tool, and nothing of what the texts are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..tools.types import Chosen, TextModel, TextModelError
from .types import Model, ModelError

if TYPE_CHECKING:
    from .engine import Engine
    from .engine_process import EngineProcess
    from .engine_rows import Row
    from .local import LocalModel

    AnyEngine = Engine | EngineProcess


def read_in(engine: AnyEngine, lead: str, rest: str) -> Row:
    """Read `lead` and `rest` into the engine; what was computed of `lead` is kept for the next text that begins so.

    Raises:
        ModelError: Both are longer than the context, or the engine failed.
    """
    prompt, fixed = engine.tokens(lead + rest), engine.tokens(lead)
    # A token may reach over the seam; only what is the same whatever follows can be kept.
    same = next((i for i, (a, b) in enumerate(zip(fixed, prompt, strict=False)) if a != b), len(fixed))
    return engine.start(prompt, fixed=same)


class DeviceTexts:
    """The embedded model as tools see it. It waits its turn behind decisions, and has their time limits."""

    def __init__(self, local: LocalModel) -> None:
        """Remember the model; nothing is loaded yet."""
        self._local = local

    def choose(self, task: str, prompt: str, options: Sequence[str], *, lead: str = "") -> Chosen:
        """Return the likeliest option and its share among the options; their tokens follow the prompt's.

        Raises:
            TextModelError: There is no such adapter or no weights, the model was lost, or the text is too long for it.
        """
        if not options:
            raise ValueError("there is nothing to choose from")
        with self._reading(task) as engine:
            engine.learn([lead + prompt, lead, *options])
            words = [engine.tokens(option) for option in options]
            _fits(engine, lead + prompt, max(map(len, words)))
            found = engine.score(read_in(engine, lead, prompt), words)
        top = max(found)
        shares = [math.exp(x - top) for x in found]
        shares = [x / sum(shares) for x in shares]
        best = max(range(len(shares)), key=shares.__getitem__)
        return Chosen(options[best], shares[best], tuple(shares))

    def write(self, task: str, prompt: str, limit: int, *, lead: str = "") -> str | None:
        """Return the likeliest line of at most `limit` tokens; None where it had not ended there.

        Raises:
            TextModelError: As `choose`.
        """
        with self._reading(task) as engine:
            engine.learn([lead + prompt, lead, "\n", "\n\n"])
            stop = {tokens[0] for tokens in (engine.tokens("\n"), engine.tokens("\n\n")) if len(tokens) == 1}
            _fits(engine, lead + prompt, limit)
            written = engine.write(read_in(engine, lead, prompt), limit=limit, stop=stop)
        line, newline, _rest = written.text.strip(" ").partition("\n")
        return line.strip() if written.ended or newline else None

    @contextmanager
    def _reading(self, task: str) -> Iterator[AnyEngine]:
        """Lend the engine with the adapter; whatever goes wrong becomes a TextModelError."""
        try:
            with self._local.reading(task) as engine:
                yield engine
        except ModelError as error:
            raise TextModelError(str(error)) from error


def _fits(engine: AnyEngine, prompt: str, more: int) -> None:
    if len(engine.tokens(prompt)) + more > engine.context:
        raise TextModelError("the text is too long for the on-device model")


def texts_of(model: Model | None) -> TextModel | None:
    """Return what tools may ask about texts where the session's on-device model is the embedded one; else None."""
    if model is None:
        return None
    from .local import LocalModel

    return DeviceTexts(model) if isinstance(model, LocalModel) else None

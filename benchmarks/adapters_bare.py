"""The base model without adapters, asked the same after a few worked examples: the rest is what training added.

The examples are written here and are in no sentence set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ainos.models.local import LocalModel
from ainos.models.reading import DeviceTexts
from ainos.tools.types import Chosen, TextModel

if TYPE_CHECKING:
    from ainos.models.engine import Engine
    from ainos.models.engine_process import EngineProcess


class BareModel(LocalModel):
    """The embedded model, whatever adapter is asked for left aside."""

    @contextmanager
    def reading(self, adapter: str) -> Iterator[Engine | EngineProcess]:
        """Lend the engine without an adapter."""
        with self._lock:
            engine = self._load()
            engine.use(None)
            yield engine


class Shown:
    """A text model that first sees worked examples, in the very form in which it is asked."""

    def __init__(self, model: LocalModel, examples: str) -> None:
        """Remember both; `examples` ends with a blank line."""
        self._texts, self._examples = DeviceTexts(model), examples

    def choose(self, task: str, prompt: str, options: Sequence[str], *, lead: str = "") -> Chosen:
        """Return the likeliest option after the examples."""
        return self._texts.choose(task, prompt, options, lead=self._examples + lead)

    def write(self, task: str, prompt: str, limit: int, *, lead: str = "") -> str | None:
        """Return the likeliest line after the examples."""
        return self._texts.write(task, prompt, limit, lead=self._examples + lead)


class Watched:
    """A text model whose last choice can be looked at."""

    def __init__(self, texts: TextModel) -> None:
        """Remember it; nothing was chosen yet."""
        self._texts = texts
        self.shares: tuple[float, ...] = ()

    def choose(self, task: str, prompt: str, options: Sequence[str], *, lead: str = "") -> Chosen:
        """Return the model's choice and keep its shares."""
        chosen = self._texts.choose(task, prompt, options, lead=lead)
        self.shares = chosen.shares
        return chosen

    def write(self, task: str, prompt: str, limit: int, *, lead: str = "") -> str | None:
        """Return what the model writes."""
        return self._texts.write(task, prompt, limit, lead=lead)


class Heard:
    """A text model that writes down how it was asked, and answers with the first option or a dash."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.asked = ""

    def choose(self, task: str, prompt: str, options: Sequence[str], *, lead: str = "") -> Chosen:
        """Keep the question; return the first option."""
        self.asked = lead + prompt
        return Chosen(options[0], 1.0)

    def write(self, task: str, prompt: str, limit: int, *, lead: str = "") -> str | None:
        """Keep the question; return a dash."""
        self.asked = lead + prompt
        return "-"

"""The engine in a process of its own: a crash or a hang of the native library costs one decision, not the agent.

Same interface as `Engine`. When the worker is lost, the call in hand raises `EngineLostError`; the next `start` begins
a new worker. It knows pipes and signals. It knows no llama.cpp (the worker loads it) and no model's use.
"""

from __future__ import annotations

import json
import mmap
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from . import types
from .engine import CONTEXT, DEFAULT, TOO_LONG, Engine
from .engine_rows import Row, Written
from .engine_worker import ROWS
from .types import EngineLostError, ModelError, ModelUnavailableError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ENVIRONMENT = "AINOS_MODEL_PROCESS"
PATIENCE = 60.0
"""Seconds without an answer after which the worker counts as hung; a long prompt gets a quarter second more a token."""
MOST_LOSSES = 3
"""Workers lost one after the other, without one whole answer between, after which no more are started for a while."""
REST = 60.0
"""Seconds before it is tried again after that."""


@dataclass(frozen=True, slots=True)
class _Child:
    """A running worker."""

    process: subprocess.Popen[bytes]
    lifeline: int
    memory_file: IO[bytes]
    messages: IO[bytes]
    """What the library writes to standard error; read after a crash."""
    owner: int
    """Process that started it: a fork of that process must not use it."""


class EngineProcess:
    """One model in a worker process. Not for two threads at a time: hold `lock`."""

    def __init__(
        self,
        weights: Path,
        adapter: Path | None = None,
        *,
        adapters: Mapping[str, Path] | None = None,
        threads: int = 2,
        context: int = CONTEXT,
        patience: float = PATIENCE,
    ) -> None:
        """Start the worker; it loads the weights while this process goes on with other things.

        A file that cannot be loaded is said by the first call.
        """
        self.lock = threading.Lock()
        self.context = context
        self.using: str | None = DEFAULT if adapter else None
        self.fed: list[int] = []
        self.evaluated = 0
        self.losses = 0
        """Workers lost since the last whole answer."""
        names = {name: str(path) for name, path in (adapters or {}).items()}
        self._load = [str(weights), str(adapter or ""), names, threads, context]
        self._first = self.using
        self._patience = patience
        self._lost_at = 0.0
        self._known: dict[str, list[int]] = {}
        self._facts: dict[str, int] | None = None
        self._rows: npt.NDArray[np.float32] | None = None
        self._is_cold = True
        """Nothing was read since the worker began."""
        self._child: _Child | None = None
        self._finalizer: Any = None
        self._begin()

    def _begin(self) -> None:
        """Start a worker and ask it to load; its answer is read by `_ready`."""
        folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        memory = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed with the worker
        messages = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the worker
        theirs, ours = os.pipe()
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.engine_worker", str(memory.fileno()), str(theirs)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=messages, bufsize=0,
                pass_fds=(memory.fileno(), theirs),
            )  # fmt: skip
        finally:
            os.close(theirs)
        self._child = _Child(process, ours, memory, messages, os.getpid())
        self._finalizer = weakref.finalize(self, _end, self._child)
        self._facts, self._rows, self.fed, self.using, self._is_cold = None, None, [], self._first, True
        self._send(["load", *self._load])

    @property
    def is_running(self) -> bool:
        """Say whether there is a worker that has not ended."""
        child = self._child
        return child is not None and child.owner == os.getpid() and child.process.poll() is None

    @property
    def pid(self) -> int | None:
        """The worker's process number."""
        return self._child.process.pid if self._child else None

    @property
    def vocabulary_size(self) -> int:
        """Tokens that there are."""
        return self._ready()["vocabulary_size"]

    @property
    def end(self) -> int:
        """The token that ends a text."""
        return self._ready()["end"]

    def _ready(self) -> dict[str, int]:
        """Return what the loaded model said of itself; starts a worker where there is none.

        Raises:
            EngineLostError: It ended while it loaded, or too many were lost just now.
            ModelUnavailableError: A file cannot be loaded, or llama-cpp-python is missing.
        """
        if self._child is not None and self._child.owner != os.getpid():
            self._child, self._finalizer = None, None  # a fork's copy: the worker belongs to the other process
        elif self._child is not None and not self.is_running:
            self._note_loss()  # it ended while nobody asked it anything
        if self._child is None:
            if self.losses >= MOST_LOSSES and time.monotonic() - self._lost_at < REST:
                raise EngineLostError(
                    f"the on-device model's program was lost {self.losses} times in a row; it is not started again now",
                    hint="ainos doctor",
                )
            self._begin()
        if self._facts is None:
            facts: Any = self._receive(self._patience)
            self._facts = facts
        if self._rows is None:
            import numpy as np

            assert self._child is not None
            size = self._facts["vocabulary_size"]
            memory = mmap.mmap(self._child.memory_file.fileno(), ROWS * size * 4, prot=mmap.PROT_READ)
            self._rows = np.frombuffer(memory, np.float32).reshape(ROWS, size)
        return self._facts

    def _ask(self, *request: object, tokens: int = 0) -> Any:
        self._ready()
        self._send(list(request))
        return self._receive(self._patience + tokens / 4)

    def _go_on(self, *request: object, tokens: int = 0) -> Any:
        """Ask for something that builds on what is in the cache; a worker that was started since has nothing in it."""
        if self._child is None or self._is_cold:
            raise EngineLostError(
                "the on-device model's program was lost in the middle of a decision; nothing was done",
                hint="say it again",
            )
        self._send(list(request))
        return self._receive(self._patience + tokens / 4)

    def _send(self, request: list[object]) -> None:
        assert self._child is not None
        assert self._child.process.stdin is not None
        line = memoryview(json.dumps(request).encode() + b"\n")
        try:
            while line:
                line = line[self._child.process.stdin.write(line) :]
        except OSError:
            self._lose()

    def _receive(self, seconds: float) -> Any:
        try:
            answer = json.loads(self._line(seconds))
        except BaseException:  # Ctrl-C too: an answer that nobody took would be taken for that to the next request
            self.close()
            raise
        self.losses = 0
        if answer[0] == "ok":
            return answer[1]
        kind = getattr(types, str(answer[1]), ModelError)
        if kind is ModelUnavailableError and self._facts is None:
            self.close()  # it has nothing loaded: the next call tries again
        raise kind(answer[2], hint=answer[3])

    def _line(self, seconds: float) -> bytes:
        """Return the worker's next line, or raise EngineLostError."""
        assert self._child is not None
        assert self._child.process.stdout is not None
        pipe, deadline, parts = self._child.process.stdout.fileno(), time.monotonic() + seconds, [b""]
        while not parts[-1].endswith(b"\n"):
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                self._lose(hung_for=seconds)
            parts.append(os.read(pipe, 1 << 20))
            if not parts[-1]:
                self._lose()
        return b"".join(parts)

    def _lose(self, *, hung_for: float = 0.0) -> None:
        """End what is left of the worker and say what happened.

        Raises:
            EngineLostError: Always.
        """
        child = self._child
        assert child is not None
        if hung_for:
            child.process.kill()
            how = f"gave no answer for {hung_for:.0f} seconds and was ended"
        else:
            how = f"ended unexpectedly ({_ending(child.process)})"
        child.messages.seek(0)
        said = child.messages.read()[-2000:].decode(errors="replace").strip().splitlines()
        self._note_loss()
        raise EngineLostError(
            f"the on-device model's program {how} while it decided; it changed nothing on the phone, and the next "
            f"decision starts it again{f'. It said: {said[-1][:200]}' if said else ''}",
            hint="say it again; if it comes back: ainos doctor",
        )

    def _note_loss(self) -> None:
        self.losses, self._lost_at = self.losses + 1, time.monotonic()
        self.close()

    def use(self, name: str | None) -> None:
        """As `Engine.use`."""
        if name != self.using or self._child is None:
            self._ask("use", name)
            self.using, self.fed = name, []

    def tokens(self, text: str) -> list[int]:
        """As `Engine.tokens`."""
        known = self._known.get(text)
        if known is None:
            known = self._ask("tokens", [text])[0]
            self._remember(text, known)
        return known

    def learn(self, texts: Collection[str]) -> None:
        """Ask for the tokens of many texts at once; `tokens` knows them then."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            for text, tokens in zip(new, self._ask("tokens", new), strict=True):
                self._remember(text, tokens)

    def _remember(self, text: str, tokens: list[int]) -> None:
        if len(self._known) >= 4096:
            self._known.clear()
        self._known[text] = tokens

    def text(self, tokens: Sequence[int]) -> str:
        """As `Engine.text`."""
        return str(self._ask("text", list(tokens)))

    def start(self, prompt: Sequence[int], *, fixed: int = 0) -> Row:
        """As `Engine.start`. A worker that was lost is started anew."""
        if len(prompt) > self.context:
            raise ModelError(TOO_LONG[0], hint=TOO_LONG[1])
        wanted = self.using
        self._ready()
        self.use(wanted)
        self._is_cold = False
        self.evaluated += int(self._ask("start", list(prompt), fixed, tokens=len(prompt)))
        self.fed = list(prompt)
        return self._row(0)

    def _row(self, place: int) -> Row:
        assert self._rows is not None
        return Row(self._rows[place].copy())

    def feed(self, tokens: Sequence[int], *, last_only: bool = False) -> list[Row]:
        """As `Engine.feed`."""
        if len(self.fed) + len(tokens) > self.context:
            raise ModelError(TOO_LONG[0], hint=TOO_LONG[1])
        rows: list[Row] = []
        size = max(1, len(tokens)) if last_only else ROWS
        for begin in range(0, len(tokens), size):
            part = list(tokens[begin : begin + size])
            self._go_on("feed", len(self.fed), part, last_only, tokens=len(part))
            self.fed += part
            self.evaluated += len(part)
            rows += [self._row(place) for place in range(1 if last_only else len(part))]
        return rows

    def back_to(self, count: int) -> None:
        """As `Engine.back_to`; the worker hears of it with the next call."""
        del self.fed[count:]

    def score(self, after: Row, alternatives: Sequence[Sequence[int]]) -> list[float]:
        """As `Engine.score`."""
        if all(len(tokens) == 1 for tokens in alternatives):
            return [after[tokens[0]] for tokens in alternatives]
        cells = sum(len(tokens) - 1 for tokens in alternatives)
        rest = self._go_on("score", len(self.fed), [list(tokens) for tokens in alternatives], tokens=cells)
        self.evaluated += cells
        return [after[tokens[0]] + float(more) for tokens, more in zip(alternatives, rest, strict=True)]

    def write(
        self, after: Row, *, limit: int, stop: Collection[int] = (), only: Collection[int] | None = None
    ) -> Written:
        """As `Engine.write`, but `after` must be what the last `start` or `feed` gave back last."""
        options = {"limit": limit, "stop": list(stop), "only": None if only is None else list(only)}
        text, tokens, logprob, ended = self._go_on("write", len(self.fed), options, tokens=limit)
        self.fed += tokens
        self.evaluated += len(tokens)
        return Written(text, tuple(tokens), logprob, ended)

    def close(self) -> None:
        """End the worker; the next call starts another."""
        if self._child is not None and self._child.owner == os.getpid() and self._finalizer is not None:
            self._finalizer()
        self._child, self._finalizer, self._facts, self._rows, self.fed = None, None, None, None, []


def open_engine(
    weights: Path, adapters: Mapping[str, Path], *, threads: int, apart: bool | None = None
) -> Engine | EngineProcess:
    """Return an engine with no adapter in use yet.

    Args:
        apart: In a process of its own; by default yes, unless `AINOS_MODEL_PROCESS` is 0.

    Raises:
        ModelUnavailableError: In this process, a file cannot be loaded; in its own, the first call says so.
    """
    if os.environ.get(ENVIRONMENT, "1") != "0" if apart is None else apart:
        return EngineProcess(weights, adapters=adapters, threads=threads)
    return Engine(weights, adapters=adapters, threads=threads)


def _ending(process: subprocess.Popen[bytes]) -> str:
    try:
        code = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait(timeout=5)
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {-code}, {signal.strsignal(-code)}"
    except ValueError:
        return f"signal {-code}"


def _end(child: _Child) -> None:
    """Close everything of a worker; it leaves by itself when its lifeline is cut, and is ended where it does not."""
    if child.owner != os.getpid():
        return
    os.close(child.lifeline)
    for pipe in (child.process.stdin, child.process.stdout, child.memory_file, child.messages):
        if pipe is not None:
            pipe.close()
    try:
        child.process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait(timeout=5)

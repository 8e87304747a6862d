"""Runs a GGUF model through llama.cpp: feed tokens, read log-probabilities, go back, score alternatives.

It knows tokens and the key-value cache. It knows nothing of tools or wishes.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .types import ModelError, ModelUnavailableError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Rows = npt.NDArray[np.float32]

CONTEXT = 1024
BRANCHES = 8
"""Alternatives that can be scored at once."""


class Engine:
    """One model with one cache. Not for two threads at a time: hold `lock`."""

    def __init__(self, weights: Path, adapter: Path | None = None, *, threads: int = 2, context: int = CONTEXT) -> None:
        """Load the weights.

        Raises:
            ModelUnavailableError: llama-cpp-python is missing, or a file cannot be loaded.
        """
        self.lock = threading.Lock()
        self._api = _library()
        _silence(self._api)
        self.context = context
        self._model = self._load_model(weights)
        self._adapter = self._load_adapter(adapter) if adapter else None
        self._context = self._make_context(threads)
        self._memory = self._api.llama_get_memory(self._context)
        self._vocab = self._api.llama_model_get_vocab(self._model)
        self.vocabulary_size = int(self._api.llama_vocab_n_tokens(self._vocab))
        self.end = int(self._api.llama_vocab_eos(self._vocab))
        self._batch = self._api.llama_batch_init(context, 0, 1)
        self._known: dict[str, list[int]] = {}
        self.fed: list[int] = []
        """Tokens in the cache."""
        self.evaluated = 0
        """Tokens computed since the engine was made."""

    def _load_model(self, weights: Path) -> Any:
        params = self._api.llama_model_default_params()
        # llama.cpp's AMX kernels crashed at the first decode on processors that have AMX.
        params.use_extra_bufts = False
        params.n_gpu_layers = 0
        model = self._api.llama_model_load_from_file(str(weights).encode(), params)
        if not model:
            raise ModelUnavailableError(f"the model file {weights} cannot be loaded", hint="check AINOS_LOCAL_MODEL")
        return model

    def _load_adapter(self, adapter: Path) -> Any:
        loaded = self._api.llama_adapter_lora_init(self._model, str(adapter).encode())
        if not loaded:
            raise ModelUnavailableError(f"the adapter {adapter} does not fit the model", hint="unset AINOS_LOCAL_MODEL")
        return loaded

    def _make_context(self, threads: int) -> Any:
        params = self._api.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = self.context, self.context, 512
        params.n_threads = params.n_threads_batch = threads
        params.n_seq_max, params.kv_unified = BRANCHES + 1, True
        params.no_perf = True
        context = self._api.llama_init_from_model(self._model, params)
        if not context:
            raise ModelUnavailableError("llama.cpp could not make a context", hint="free some memory")
        if self._adapter:
            adapters = (self._api.llama_adapter_lora_p_ctypes * 1)(self._adapter)
            if self._api.llama_set_adapters_lora(context, adapters, 1, (ctypes.c_float * 1)(1.0)):
                raise ModelUnavailableError("the adapter could not be used", hint="unset AINOS_LOCAL_MODEL")
        return context

    def tokens(self, text: str) -> list[int]:
        """Return token numbers of `text`, without special tokens; short texts are remembered."""
        if text in self._known:
            return self._known[text]
        raw = text.encode()
        room = len(raw) + 8
        buffer = (self._api.llama_token * room)()
        count = self._api.llama_tokenize(self._vocab, raw, len(raw), buffer, room, False, False)
        result = list(buffer[:count])
        if len(text) < 40 and len(self._known) < 4096:
            self._known[text] = result
        return result

    def start(self, prompt: Sequence[int]) -> Rows:
        """Make the cache hold exactly `prompt`, reusing the common start; return log-probabilities after it, `[vocab]`.

        Raises:
            ModelError: The prompt is longer than the context.
        """
        same = 0
        for old, new in zip(self.fed, prompt[:-1], strict=False):
            if old != new:
                break
            same += 1
        self.back_to(same)
        row: Rows = self.feed(prompt[same:], last_only=True)[0]
        return row

    def feed(self, tokens: Sequence[int], *, last_only: bool = False) -> Rows:
        """Append tokens; return log-probabilities after each (or the last) of them, `[n, vocab]`."""
        past = len(self.fed)
        if past + len(tokens) > self.context:
            raise ModelError("the wish is too long for the on-device model", hint="say it in fewer words")
        wanted = [i == len(tokens) - 1 or not last_only for i in range(len(tokens))]
        rows = self._decode([(t, past + i, 0) for i, t in enumerate(tokens)], wanted)
        self.fed.extend(tokens)
        return rows

    def back_to(self, count: int) -> None:
        """Forget all but the first `count` tokens."""
        if count < len(self.fed):
            self._api.llama_memory_seq_rm(self._memory, 0, count, -1)
            del self.fed[count:]

    def score(self, after: Rows, alternatives: Sequence[Sequence[int]]) -> list[float]:
        """Return the log-probability of each continuation of the cache, which stays as it is.

        Args:
            after: Log-probabilities after the cache's last token.
            alternatives: Token lists, none empty.
        """
        found: list[float] = []
        for begin in range(0, len(alternatives), BRANCHES):
            found += self._score(after, alternatives[begin : begin + BRANCHES])
        return found

    def _score(self, after: Rows, alternatives: Sequence[Sequence[int]]) -> list[float]:
        past, cells, owners = len(self.fed), [], []
        for branch, tokens in enumerate(alternatives, start=1):
            if len(tokens) > 1:
                self._api.llama_memory_seq_cp(self._memory, 0, branch, 0, past)
            cells += [(t, past + i, branch) for i, t in enumerate(tokens[:-1])]
            owners += [(branch - 1, t) for t in tokens[1:]]
        totals = [float(after[tokens[0]]) for tokens in alternatives]
        if cells:
            rows = self._decode(cells, [True] * len(cells))
            for row, (owner, token) in zip(rows, owners, strict=True):
                totals[owner] += float(row[token])
            for branch in range(1, len(alternatives) + 1):
                self._api.llama_memory_seq_rm(self._memory, branch, -1, -1)
        return totals

    def _decode(self, cells: Sequence[tuple[int, int, int]], wanted: Sequence[bool]) -> Rows:
        import numpy as np

        if len(cells) > self.context:
            raise ModelError("the wish is too long for the on-device model", hint="say it in fewer words")
        batch = self._batch
        batch.n_tokens = len(cells)
        for i, (token, position, branch) in enumerate(cells):
            batch.token[i], batch.pos[i], batch.n_seq_id[i] = token, position, 1
            batch.seq_id[i][0], batch.logits[i] = branch, wanted[i]
        if self._api.llama_decode(self._context, batch) != 0:
            raise ModelError("the on-device model failed while reading", hint="try again")
        self.evaluated += len(cells)
        rows = [
            np.ctypeslib.as_array(self._api.llama_get_logits_ith(self._context, i), (self.vocabulary_size,))
            for i in range(len(cells))
            if wanted[i]
        ]
        logits = np.stack(rows)
        top = logits.max(axis=1, keepdims=True)
        result: Rows = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        return result

    def close(self) -> None:
        """Give back the memory; the engine cannot be used after."""
        if self._context:
            self._api.llama_batch_free(self._batch)
            self._api.llama_free(self._context)
            self._api.llama_model_free(self._model)
            self._context = None


def _library() -> Any:
    # OpenMP threads that spin while they wait collapse on a busy machine; read when llama.cpp is first loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        from llama_cpp import llama_cpp
    except ImportError as error:
        raise ModelUnavailableError(
            "the on-device model needs llama-cpp-python, which is not installed", hint="./run setup"
        ) from error
    except (OSError, RuntimeError) as error:
        raise ModelUnavailableError(f"llama-cpp-python cannot be loaded: {error}", hint="./run setup") from error
    return llama_cpp


@cache
def _silence(api: Any) -> Any:
    """Stop llama.cpp from writing to the terminal. Cached: it keeps calling the callback, which must never be freed."""

    def drop(_level: int, _text: bytes, _data: object) -> None:
        return None

    callback = api.llama_log_callback(drop)
    api.llama_backend_init()
    api.llama_log_set(callback, ctypes.c_void_p(0))
    return callback

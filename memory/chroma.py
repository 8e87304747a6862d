"""Speaks with the process that holds chromadb, and ends it when it does not answer in time.

Opening an embedded store that hangs or fails is answered by removing its folder: it is derived, and filled again. It
knows the worker's messages; it knows no journal and no rows' meaning.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

logger = logging.getLogger(__name__)

OPEN_S = 40.0
"""Opening takes one to two CPU seconds; on a busy machine many more."""
CALL_S = 60.0


class ChromaFailedError(Exception):
    """chromadb did not do what it was asked, or not in time."""


class Chroma:
    """The parent's side. Not for two threads at once."""

    def __init__(self, target: str, *, name: str = "rows", open_s: float = OPEN_S, command: Sequence[str] = ()) -> None:
        self._target = target
        self._open_s = open_s
        self._words = [*(command or (sys.executable, "-m", "ainos.memory.chroma_worker")), target, name]
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._opens = False
        self.rebuilt = 0
        """How often the embedded store had to be removed, because it did not open."""

    @property
    def is_server(self) -> bool:
        """Whether the rows lie on a server, which is never removed."""
        return self._target.startswith(("http://", "https://"))

    @property
    def is_open(self) -> bool:
        """Whether the process runs."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        """The worker's process id."""
        return self._process.pid if self._process else None

    def open(self) -> int:
        """Start the process and open the store; return how many rows it holds.

        Raises:
            ChromaFailedError: It opened neither as it was nor, when embedded, after it was removed.
        """
        self._opens = True
        try:
            return self._open()
        except ChromaFailedError as error:
            if self.is_server or self._ended:
                raise
            logger.warning("chromadb's folder did not open (%s); it is built again from the journal", error)
            self.remove()
            self.rebuilt += 1
            return self._open()
        finally:
            self._opens = False

    def end_opening(self) -> None:
        """Break an opening off, from another thread: the program ends, and what is kept is in the journal."""
        if self._opens:
            self._ended = True
            if (process := self._process) is not None:
                process.kill()

    def ids(self) -> tuple[set[str], set[str]]:
        """Return the ids it holds, and on a server those that were forgotten on any machine."""
        answer, _ = self._ask({"call": "ids"}, CALL_S)
        return set(answer["ids"]), set(answer["forgotten"])

    def put(self, ids: Sequence[str], vectors: Floats, metas: Sequence[Mapping[str, Any]]) -> None:
        """Write rows, over those of the same ids."""
        self._ask({"call": "put", "ids": list(ids), "metas": list(metas)}, CALL_S, vectors.tobytes())

    def get(self, ids: Sequence[str]) -> tuple[list[str], list[dict[str, Any]], Floats]:
        """Return the ids of the asked ones that it holds, with their fields and vectors."""
        import numpy as np

        answer, data = self._ask({"call": "get", "ids": list(ids)}, CALL_S)
        found = list(answer["ids"])
        vectors = np.frombuffer(data, np.float32).reshape(len(found) or 1, -1)[: len(found)]
        return found, list(answer["metas"]), vectors

    def delete(self, ids: Sequence[str]) -> None:
        """Remove rows."""
        self._ask({"call": "delete", "ids": list(ids)}, CALL_S)

    def remove(self) -> None:
        """End the process and, when embedded, remove the store with all its files."""
        self.close(kill=True)
        if not self.is_server:
            shutil.rmtree(self._target, ignore_errors=True)

    def close(self, *, kill: bool = False) -> None:
        """End the process; what it was asked before is done unless `kill`."""
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        with contextlib.suppress(OSError):
            _pipe(process.stdin).close()
        try:
            process.wait(timeout=5.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()

    def _open(self) -> int:
        self.close(kill=True)
        if not self.is_server:
            Path(self._target).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        answer, _ = self._ask({"call": "open"}, self._open_s)
        return int(answer["count"])

    def _ask(self, message: dict[str, Any], limit_s: float, data: bytes = b"") -> tuple[dict[str, Any], bytes]:
        process = self._process
        if process is None:
            raise ChromaFailedError("chromadb is not open")
        # Killed, the process can neither keep a write waiting nor a read.
        watchdog = threading.Timer(limit_s, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            sink, source = _pipe(process.stdin), _pipe(process.stdout)
            sink.write(json.dumps({**message, "bytes": len(data)}).encode() + b"\n" + data)
            sink.flush()
            answer: dict[str, Any] = json.loads(source.readline() or b"null") or {"error": "the process ended"}
            body = source.read(int(answer.get("bytes", 0)))
        except (OSError, ValueError) as error:
            answer, body = {"error": f"{error or type(error).__name__}"}, b""
        finally:
            watchdog.cancel()
        if "error" not in answer:
            return answer, body
        if process.poll() is not None or "bytes" not in answer:
            self.close(kill=True)
        raise ChromaFailedError(f"{message['call']}: {answer['error']}")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe

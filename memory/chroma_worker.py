"""The process in which chromadb runs: `python -m ainos.memory.chroma_worker TARGET`, asked over pipes.

chromadb costs more than a second to import and open, and can hang in native code with Python's lock held; here it can
be killed without harm. TARGET is a folder, or the URL of a chromadb server. It knows no journal.

A message is a line of JSON, followed by `bytes` bytes of float32 vectors where that is named.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

_PAGE = 1000


class Shelf:
    """One chromadb collection of rows, and on a server the ids that were forgotten."""

    def __init__(self, target: str, name: str) -> None:
        import chromadb
        from chromadb.config import Settings

        self._server = target.startswith(("http://", "https://"))
        if self._server:
            parts = urlsplit(target)
            client: Any = chromadb.HttpClient(
                host=parts.hostname or "127.0.0.1", port=parts.port or 8000, ssl=parts.scheme == "https",
                settings=Settings(anonymized_telemetry=False),
            )  # fmt: skip
        else:
            settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=target)
            client = chromadb.PersistentClient(path=target, settings=settings)
        space = {"hnsw:space": "cosine"}
        self._rows = client.get_or_create_collection(name, metadata=space, embedding_function=None)
        self._gone = self._server and client.get_or_create_collection(f"{name}-forgotten", embedding_function=None)

    def open(self, _: dict[str, Any], __: Floats) -> dict[str, Any]:
        """Return the count of rows."""
        return {"count": self._rows.count()}

    def ids(self, _: dict[str, Any], __: Floats) -> dict[str, Any]:
        """Return the ids of all rows, and of those forgotten on any machine."""
        found: list[str] = []
        while page := self._rows.get(include=[], limit=_PAGE, offset=len(found))["ids"]:
            found += page
        gone = self._gone.get(include=[])["ids"] if self._gone else []
        return {"ids": found, "forgotten": gone}

    def put(self, asked: dict[str, Any], vectors: Floats) -> dict[str, Any]:
        """Write rows over those of the same ids."""
        self._rows.upsert(ids=asked["ids"], embeddings=vectors.tolist(), metadatas=asked["metas"])
        return {}

    def get(self, asked: dict[str, Any], _: Floats) -> dict[str, Any]:
        """Return rows with their vectors."""
        import numpy as np

        found = self._rows.get(ids=asked["ids"], include=["embeddings", "metadatas"])
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return {"ids": found["ids"], "metas": found["metadatas"], "vectors": vectors}

    def delete(self, asked: dict[str, Any], _: Floats) -> dict[str, Any]:
        """Remove rows; on a server, note their ids for other machines."""
        self._rows.delete(ids=asked["ids"])
        if self._gone:
            self._gone.upsert(ids=asked["ids"], embeddings=[[1.0, 0.0]] * len(asked["ids"]))
        return {}


def serve(target: str, name: str, source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer messages until the source ends."""
    import numpy as np

    shelf: Shelf | None = None
    while line := source.readline():
        asked = json.loads(line)
        vectors = np.frombuffer(source.read(asked.get("bytes", 0)), dtype=np.float32)
        vectors = vectors.reshape(len(asked.get("ids", ())) or 1, -1) if asked.get("bytes") else vectors
        try:
            shelf = shelf or Shelf(target, name)
            ways: dict[str, Callable[[dict[str, Any], Floats], dict[str, Any]]] = {
                "open": shelf.open, "ids": shelf.ids, "put": shelf.put, "get": shelf.get, "delete": shelf.delete,
            }  # fmt: skip
            answer = ways[asked["call"]](asked, vectors)
        except BaseException as error:  # chromadb's native part raises a BaseException of its own
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            answer = {"error": f"{type(error).__name__}: {error}"}
        _answer(sink, answer)


def _answer(sink: IO[bytes], answer: dict[str, Any]) -> None:
    vectors = answer.pop("vectors", None)
    data = vectors.tobytes() if vectors is not None else b""
    sink.write(json.dumps({**answer, "bytes": len(data)}).encode() + b"\n" + data)
    sink.flush()


def _end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends (Linux)."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL


def main(arguments: Sequence[str]) -> int:
    """Serve one target over the standard streams."""
    target, name = arguments
    _end_with_parent()
    with contextlib.suppress(OSError):
        os.nice(10)
    # What chromadb prints must not come between the answers.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(BrokenPipeError):
        serve(target, name, sys.stdin.buffer, sink)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

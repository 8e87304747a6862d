"""Memory on chromadb: acknowledged by a log, indexed in the background, recalled by meaning.

One process owns the index (a file lock); another one still remembers durably through the log, and the owner's next
opening picks its rows up. Opening chromadb takes over a second, so it never makes a first step wait.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import queue
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .log import RowLog, row_as_dict, row_from_dict
from .types import DEFAULT_PROFILE, Kind, Memory, MemoryRow, Recalled

if TYPE_CHECKING:
    import numpy as np

logger = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], "np.ndarray[Any, Any]"]
"""Texts to float32 vectors of length 1, shape [n, d]."""

_BATCH = 64
_NEVER_KEPT = "secret"


def open_memory(folder: Path, embed: Embed | None = None) -> Memory:
    """Return the memory in `folder`; made on first use."""
    return ChromaMemory(folder, embed or _minilm())


def _minilm() -> Embed:
    """Return the packaged embedder, loaded on first use."""
    holder: list[Any] = []

    def embed(texts: Sequence[str]) -> np.ndarray[Any, Any]:
        if not holder:
            from ..tools.embedding import MiniLm

            holder.append(MiniLm())
        vectors: np.ndarray[Any, Any] = holder[0].embed(list(texts))
        return vectors

    return embed


class ChromaMemory:
    """Remembers rows; `add` returns when the row is on the disk."""

    def __init__(self, folder: Path, embed: Embed) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._embed = embed
        self._log = RowLog(folder / "rows.log")
        self._episode: list[tuple[MemoryRow, Any]] = []
        """This process's rows with their vectors: recalled at once, without the index."""
        self._work: queue.SimpleQueue[tuple[str, MemoryRow] | None] = queue.SimpleQueue()
        self._ready = threading.Event()
        self._closing = threading.Event()
        self._collection: Any = None
        self._lock = self._own()
        self._thread: threading.Thread | None = None
        if self._lock is not None:
            self._thread = threading.Thread(target=self._index, name="memory-index", daemon=True)
            self._thread.start()

    @property
    def is_owner(self) -> bool:
        """Whether this process owns the index."""
        return self._lock is not None

    def add(self, row: MemoryRow) -> str:
        """Remember a row; a SECRET one is never kept."""
        if row.label.confidentiality.name.lower() == _NEVER_KEPT:
            return ""
        digest = self._log.append(row)
        self._episode.append((row, None))
        self._work.put((digest, row))
        return digest

    def recall(
        self, query: str, *, run: str = "", k: int = 4, patience_s: float = 0.0, kinds: Collection[Kind] = (),
        profile: str = DEFAULT_PROFILE, scope: Collection[str] = (), token_budget: int = 300,
    ) -> list[Recalled]:  # fmt: skip
        """Return up to `k` rows, best first: this process's and, once the index is open, older ones.

        Args:
            query: What to look for.
            run: The current run, whose rows count as the episode.
            k: The most rows to return.
            patience_s: Seconds to wait for the index to open.
        """
        older_ready = self._ready.wait(patience_s) if patience_s else self._ready.is_set()
        if not self._episode and not older_ready:
            return []
        vector = self._embed([query])[0]
        found = self._from_episode(vector) + (self._from_index(vector, k) if older_ready else [])
        best: dict[str, Recalled] = {}
        for item in sorted(found, key=lambda r: -r.score):
            best.setdefault(item.row.text, item)
        return list(best.values())[:k]

    def close(self) -> None:
        """Finish indexing what was added; rows that do not make it are picked up by the next opening."""
        self._closing.set()
        self._work.put(None)
        if self._thread is not None:
            self._thread.join(timeout=10.0)
        if self._lock is not None:
            os.close(self._lock)
        self._log.close()

    def wait_indexed(self, timeout_s: float = 30.0) -> bool:
        """Wait until the index is open and holds everything that was in the log when it was opened."""
        return self._ready.wait(timeout_s)

    def _own(self) -> int | None:
        lock = os.open(self._folder / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return None
        return lock

    def _from_episode(self, vector: Any) -> list[Recalled]:
        missing = [i for i, (_, v) in enumerate(self._episode) if v is None]
        if missing:
            vectors = self._embed([self._episode[i][0].text for i in missing])
            for i, v in zip(missing, vectors, strict=True):
                self._episode[i] = (self._episode[i][0], v)
        return [Recalled(row, float(v @ vector)) for row, v in self._episode]

    def _from_index(self, vector: Any, k: int) -> list[Recalled]:
        answer = self._collection.query(
            query_embeddings=[vector.tolist()], n_results=k, include=["metadatas", "distances"]
        )
        rows = zip(answer["metadatas"][0], answer["distances"][0], strict=True)
        return [Recalled(row_from_dict(json.loads(meta["row"])), 1.0 - float(distance)) for meta, distance in rows]

    # ------------------------------------------------------------------ the index thread

    def _index(self) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(
            anonymized_telemetry=False, is_persistent=True, persist_directory=str(self._folder / "chroma")
        )
        try:
            client = chromadb.PersistentClient(path=str(self._folder / "chroma"), settings=settings)
            self._collection = client.get_or_create_collection(
                "rows", metadata={"hnsw:space": "cosine"}, embedding_function=None
            )
            self._catch_up()
        except (chromadb.errors.ChromaError, OSError, ValueError, RuntimeError) as error:
            logger.warning("the memory index cannot be opened (%s); rows are kept in the log", error)
            return
        self._ready.set()
        while True:
            item = self._work.get()
            if item is None:
                return
            batch = [item]
            while not self._work.empty() and len(batch) < _BATCH:
                following = self._work.get()
                if following is None:
                    self._store(batch)
                    return
                batch.append(following)
            self._store(batch)

    def _catch_up(self) -> None:
        """Index the log's rows that the index does not hold yet."""
        known = set(self._collection.get(include=[])["ids"])
        missing = [(digest, row) for digest, row in self._log.read() if digest not in known]
        for start in range(0, len(missing), _BATCH):
            if self._closing.is_set():
                return
            self._store(missing[start : start + _BATCH])

    def _store(self, batch: list[tuple[str, MemoryRow]]) -> None:
        unique = dict(batch)
        vectors = self._embed([row.text for row in unique.values()])
        self._collection.upsert(
            ids=list(unique),
            embeddings=vectors.tolist(),
            metadatas=[
                {"row": json.dumps(row_as_dict(row)), "kind": row.kind, "run": row.run} for row in unique.values()
            ],
        )

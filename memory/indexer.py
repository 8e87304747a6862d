"""The thread that works behind the store: makes vectors, and keeps chromadb in step.

It takes rows from the index in batches and never stands in the way of an addition for longer than a batch's
bookkeeping. It knows the index, the vectors and chromadb; it knows no journal.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .admission import admit
from .bell import Bell
from .chroma import Chroma, ChromaFailedError
from .index import Held, RowIndex
from .log import row_as_dict, row_from_dict
from .sentences import Sentences
from .vectors import VectorFile

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

logger = logging.getLogger(__name__)

_BATCH = 32
_STORE_BATCH = 256
_GATHER_S, _GATHER_MOST_S = 1.0, 10.0
"""Rows are gathered for chromadb until nothing was added for so long, or at most so long, or a batch is full."""
_LOOK_S = 0.1
"""While rows are gathered the thread looks so often for new ones, which spares an addition the call that wakes it."""
_QUIET_S, _QUIET_MOST_S = 0.03, 0.5
"""Work begins when nothing was added for so long, or at the latest after so long: additions come first."""
_IDLE_S = 20.0
"""chromadb's process is ended when there was nothing to do for so long."""
_CLOSE_S = 4.0
_STORED_AT_CLOSE = 512
"""So many rows or more are left to the next opening."""
_INLINE = 8
_ASKED_KEPT = 64


class Indexer:
    """Owns the vectors, chromadb and the thread; the index is the store's, and changed under its lock only."""

    def __init__(
        self, lock: threading.RLock, index: RowIndex, sentences: Sentences, folder: Path, chroma: Chroma,
        catch_up: Callable[[], bool], take_in: Callable[[], None], forget: Callable[[Collection[str]], object],
    ) -> None:  # fmt: skip
        self._lock, self._index, self._sentences = lock, index, sentences
        self._folder, self._chroma = folder, chroma
        self._catch_up, self._take_in, self._forget = catch_up, take_in, forget
        self._chroma_lock = threading.RLock()
        """Taken before the store's lock, never after it."""
        self.vectors: VectorFile | None = None
        self._restore = False
        self._asked_before: dict[str, Floats] = {}
        """Vectors of the last queries: the steps of one sub-goal ask the same."""
        self._bell, self._hurry, self._closing = Bell(), threading.Event(), threading.Event()
        self._turn = threading.Condition()
        self._asked = self._done = 0
        self._woken = 0.0
        self._looks = False
        """Whether the thread will see without a ring that something was added; what follows then is always work."""
        self._gathers_since: float | None = None
        self.failed = False
        """Whether chromadb could not be used; rows are safe in the journal and recalled all the same."""
        self._open_vectors()
        self._thread = threading.Thread(target=self._run, name="memory-index", daemon=True)

    @property
    def chroma_pid(self) -> int | None:
        """The id of chromadb's process, while it runs."""
        return self._chroma.pid

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be something to do."""
        self._woken = time.monotonic()
        if not self._looks:
            self._bell.ring()

    def wait_done(self, timeout_s: float) -> bool:
        """Have everything indexed at once; return whether it was within the time."""
        self._hurry.set()
        with self._turn:
            self._asked += 1
            wanted = self._asked
        self._woken = time.monotonic()
        self._bell.ring()
        with self._turn:
            done = self._turn.wait_for(lambda: self._done >= wanted, timeout_s)
        self._hurry.clear()
        return done and not self.failed

    def close(self) -> None:
        """Finish the batch at hand, within seconds; the next opening goes on from there."""
        self._closing.set()
        self._hurry.set()
        self._bell.ring()
        self._chroma.end_opening()
        self._thread.join(timeout=_CLOSE_S)
        if self._thread.is_alive():
            self._chroma.close(kill=True)
            self._thread.join(timeout=_CLOSE_S)
        self._chroma.close(kill=True)  # what it acknowledged is on its disk; an orderly end takes a second

    def query_vectors(self, query: str, patience_s: float) -> tuple[Floats | None, dict[int, Floats]]:
        """Return the query's vector, and by row number those of the newest rows that are in no file yet."""
        if not self._sentences.reads(query) or not self._sentences.is_warm(patience_s):
            return None, {}
        with self._lock:
            waiting = self._index.waiting(_INLINE + 1)
        waiting = waiting if len(waiting) <= _INLINE else []
        known = self._asked_before.get(query)
        if known is not None and not waiting:
            return known, {}
        vectors = self._sentences.embed([query, *(h.row.text for h in waiting)])
        if vectors is None:
            return None, {}
        if len(self._asked_before) >= _ASKED_KEPT:
            self._asked_before.clear()
        self._asked_before[query] = vectors[0]
        return vectors[0], {h.number: v for h, v in zip(waiting, vectors[1:], strict=True)}

    def erase(self, numbers: Sequence[int], ids: Sequence[str]) -> None:
        """Remove these rows' vectors from every file.

        chromadb keeps what it deleted in its files, so the embedded store is removed as a whole and filled again from
        the vectors; a server is told to delete.
        """
        with self._chroma_lock:
            with self._lock:
                if self.vectors is not None:
                    self.vectors.erase(numbers)
            if self._chroma.is_server:
                self._delete_on_server(ids)
                return
            self._chroma.remove()
            with self._lock:
                self._index.mark_all("stored", 0)

    # ------------------------------------------------------------------ the thread

    def _run(self) -> None:
        try:
            while self._catch_up():
                if self._closing.is_set():
                    return
            while True:
                self._bell.hush()
                asked = self._asked
                self._work()
                self._tell_done(asked)
                if self._closing.is_set():
                    return
                self._wait()
        except (OSError, RuntimeError, sqlite3.Error) as error:
            self.failed = True
            logger.warning("the memory's index is not kept up to date (%s); rows are kept in its journal", error)
        finally:
            self._tell_done(self._asked)

    def _tell_done(self, asked: int) -> None:
        with self._turn:
            self._done = asked
            self._turn.notify_all()

    def _wait(self) -> None:
        if self._gathers_since is not None:
            self._look()
        elif not self._bell.wait(_IDLE_S):
            if not self._chroma.is_server:
                with self._chroma_lock:
                    self._chroma.close()
            self._bell.wait()
        latest = time.monotonic() + _QUIET_MOST_S
        while not self._hurry.is_set() and (left := min(latest, self._woken + _QUIET_S) - time.monotonic()) > 0:
            self._hurry.wait(left)

    def _look(self) -> None:
        """Wait for an addition, a ring, or the end of gathering."""
        seen, until = self._woken, time.monotonic() + _GATHER_S
        self._looks = True
        while not self._bell.wait(_LOOK_S) and self._woken == seen and time.monotonic() < until:
            pass
        self._looks = False

    def _work(self) -> None:
        self._take_in()
        with self._lock:
            self._index.load_heard()
            used = self._index.columns.count() > 0  # which loads them before the first search does
        if used and not self._sentences.is_warm():
            self._sentences.embed(["warm"])
        while self._embed_batch():
            if self._closing.is_set() and not self._chroma.is_open:
                return
        try:
            if self._wants_chroma():
                self._fill_chroma()
        except ChromaFailedError as error:
            self.failed = True
            tell = logger.info if self._closing.is_set() else logger.warning
            tell("chromadb cannot be used (%s); the memory works from its journal", error)
        if not self._closing.is_set():
            self._index.checkpoint()

    def _embed_batch(self) -> bool:
        with self._lock:
            batch = self._index.waiting(_BATCH)
        if not batch or self._sentences.broken:
            return False
        vectors = self._restored(batch) if self._restore else None
        if vectors is None:
            vectors = self._sentences.embed([h.row.text for h in batch])
        if vectors is None:
            return False
        self._open_vectors(vectors.shape[1])
        assert self.vectors is not None
        with self._lock:
            there = self._index.held_numbers(h.number for h in batch)
            kept = [i for i, h in enumerate(batch) if h.number in there]
            if kept:
                self.vectors.put([batch[i].number for i in kept], vectors[kept])
        self.vectors.flush()
        with self._lock:
            self._index.mark("embedded", [batch[i].number for i in kept])
        return True

    def _open_vectors(self, dimensions: int = 0) -> None:
        """Open the vectors that the index counts on, or empty ones when the embedder is another than before."""
        kind, _, size = self._index.meta("vectors").partition(":")
        if self.vectors is not None and self.vectors.dimensions == dimensions and kind == self._sentences.name:
            return
        if not dimensions and (not size or kind != self._sentences.name):
            return  # what they are like is known once the first text was embedded
        wanted = dimensions or int(size)
        with self._lock:
            if self.vectors is not None:
                self.vectors.close()
            self.vectors = VectorFile(self._folder, wanted)
            if kind != self._sentences.name or int(size) != wanted:
                self.vectors.clear()
                self._index.note(vectors=f"{self._sentences.name}:{wanted}")
                self._index.mark_all("embedded", 0)
                self._index.mark_all("stored", 0)
                self._restore = not kind and (self._folder / "chroma").is_dir()
            elif self.vectors.lost:
                self._index.mark_all("embedded", 0)
                self._restore = True

    def _restored(self, batch: Sequence[Held]) -> Floats | None:
        """Return the vectors of a batch out of chromadb, or None when it does not hold them all."""
        import numpy as np

        try:
            with self._chroma_lock:
                self._ready()
                found, _, vectors = self._chroma.get([h.row.id for h in batch])
        except ChromaFailedError:
            found, vectors = [], np.zeros((0, 0), np.float32)
        if set(found) != {h.row.id for h in batch}:
            self._restore = False
            return None
        place = {row_id: i for i, row_id in enumerate(found)}
        ordered: Floats = vectors[[place[h.row.id] for h in batch]].copy()
        ordered[[not self._sentences.reads(h.row.text) for h in batch]] = 0.0
        return ordered

    # ------------------------------------------------------------------ chromadb

    def _wants_chroma(self) -> bool:
        """Whether chromadb is to be filled now: a short command does not start it for a row or two."""
        if self.failed or self._sentences.broken:
            return False
        if self._chroma.is_server:
            return True
        with self._lock:
            unstored = self._index.count("stored = 0 AND embedded = 1")
        if self._hurry.is_set():
            self._gathers_since = None
            return self._chroma.is_open or not self._closing.is_set()
        if not unstored:
            self._gathers_since = None
            return False
        now = time.monotonic()
        since = self._gathers_since = self._gathers_since or now
        if unstored < _STORE_BATCH and now < min(max(since, self._woken) + _GATHER_S, since + _GATHER_MOST_S):
            return False
        self._gathers_since = None
        return True

    def _ready(self) -> None:
        """Open chromadb and see that the index and it agree about what it holds."""
        if self._chroma.is_open:
            return
        count = self._chroma.open()
        with self._lock:
            agree = count == self._index.count("stored = 1")
        if agree or self._chroma.is_server:
            return
        held, _ = self._chroma.ids()
        with self._lock:
            known = set(self._index.ids())
            self._index.mark_all("stored", 0)
            self._index.mark("stored", self._index.numbers(held & known))
        if held - known:
            self._chroma.delete(sorted(held - known))

    def _fill_chroma(self) -> None:
        with self._chroma_lock:
            self._ready()
            if self._chroma.is_server:
                self._take_from_server()
        while not self._ends_before_all_is_stored():
            with self._chroma_lock:
                if not self._fill_batch():
                    return

    def _ends_before_all_is_stored(self) -> bool:
        """Whether the memory is being closed and too much is left for a moment's work."""
        if not self._closing.is_set():
            return False
        with self._lock:
            return not self._chroma.is_open or len(self._index.unstored(_STORED_AT_CLOSE)) == _STORED_AT_CLOSE

    def _fill_batch(self) -> bool:
        import numpy as np

        with self._lock:
            batch = self._index.unstored(_STORE_BATCH)
            if not batch or self.vectors is None:
                return False
            vectors = self.vectors.get([h.number for h in batch])
        # chromadb's cosine space has no place for a vector of zeros, which stands for "not readable".
        vectors[~np.any(vectors, axis=1), 0] = 1.0
        self._ready()
        self._chroma.put([h.row.id for h in batch], vectors, [self._fields(h) for h in batch])
        with self._lock:
            self._index.mark("stored", [h.number for h in batch])
        return True

    def _fields(self, held: Held) -> dict[str, Any]:
        row = held.row
        fields: dict[str, Any] = {"kind": row.kind, "profile": row.profile, "scope": row.scope, "time": row.time}
        if self._chroma.is_server:  # other machines have no journal of ours; the embedded store needs no texts
            fields["row"] = json.dumps(row_as_dict(row), ensure_ascii=False)
        return fields

    def _take_from_server(self) -> None:
        """Take in what other machines added and forgot."""
        ids, forgotten = self._chroma.ids()
        with self._lock:
            known, foreign = self._index.known_ids(), set(self._index.ids("foreign_row = 1"))
        gone = (forgotten & known) | (foreign - ids)
        if gone:
            self._forget(gone)
        new = sorted(ids - known - forgotten)
        for start in range(0, len(new), _STORE_BATCH):
            found, fields, vectors = self._chroma.get(new[start : start + _STORE_BATCH])
            self._insert_foreign(found, fields, vectors)

    def _insert_foreign(self, ids: Sequence[str], fields: Sequence[dict[str, Any]], vectors: Floats) -> None:
        if len(ids):
            self._open_vectors(vectors.shape[1])
        for row_id, about, vector in zip(ids, fields, vectors, strict=True):
            row = admit(row_from_dict(json.loads(about["row"])))
            if row is None:
                continue
            with self._lock:
                self._index.insert(row, past=True, foreign=True)
                self._index.commit()
                numbers = self._index.numbers([row_id])
                if numbers and self.vectors is not None and self._index.real_id(row_id) == row_id:
                    self.vectors.put(numbers, vector[None] * float(self._sentences.reads(row.text)))
                    self._index.mark("embedded", numbers)
                    self._index.mark("stored", numbers)

    def _delete_on_server(self, ids: Sequence[str]) -> None:
        deadline = time.monotonic() + 1.0
        try:
            self._ready()
            self._chroma.delete(list(ids))
        except ChromaFailedError as error:
            late = time.monotonic() > deadline
            logger.warning("the memory's server was not told to forget%s: %s", " in time" if late else "", error)

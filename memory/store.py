"""The memory of one folder, in the process that owns it: acknowledged by a journal, answered from an index.

An addition returns when its line is on the disk. Words and structure are searchable from then on; vectors and chromadb
follow in the background (indexer.py). Other processes speak with this one (owner.py). Why: docs/decisions/0004.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .admission import admit
from .chroma import Chroma
from .editing import edited
from .exchange import exported, imported
from .forgetting import earlier_versions, rows_to_forget
from .index import FORMAT, SUBJECTS, RowIndex, said_of
from .indexer import Indexer
from .log import RowLog, new_id
from .ownership import own_folder
from .retrieval import choose
from .search import gather
from .sentences import Embed, Sentences
from .types import (
    DEFAULT_PROFILE,
    ConsentError,
    Kind,
    MemoryFailure,
    MemoryRow,
    MemoryStore,
    NoSuchRowError,
    Recalled,
    Which,
)

_CHUNK, _FEW, _IDS_AHEAD = 500, 8, 64
_AT_ONCE_BYTES = 200_000
"""A journal that is ahead of the index by more than this is caught up with in the background."""
_CATCH_UP_S = 120.0
_EXPIRED_KEPT_S = 30 * 86400.0


def open_memory(folder: Path, embed: Embed | None = None, *, url: str = "") -> MemoryStore:
    """Return the memory in `folder`, made on first use; through its owner when another process has it open.

    Args:
        folder: Of this person's memory; made readable by nobody else.
        embed: Instead of the packaged sentence vectors.
        url: A chromadb server that several machines share, such as `http://127.0.0.1:8000`; empty for none.
    """
    from .owner import SharedMemory

    return SharedMemory(folder, embed, url=url)


class LocalMemory:
    """The memory, owned by this process."""

    def __init__(
        self, folder: Path, embed: Embed | None = None, *, url: str = "", chroma: Chroma | None = None
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._owner_lock = own_folder(folder)
        try:
            self._log = RowLog(folder / "rows.log", owned=True)
            self._index = RowIndex(folder / "index.db")
        except BaseException:
            os.close(self._owner_lock)
            raise
        self._lock = threading.RLock()
        self._offset = 0
        self._fresh: dict[int, str] = {}
        """Ids of the rows that were added here and are not in the index yet, by what they say."""
        self._ids: list[str] = []
        self._caught_up = threading.Event()
        self._join_journal()
        self._indexer = Indexer(
            self._lock, self._index, Sentences(embed), folder, chroma or Chroma(url or str(folder / "chroma")),
            self._catch_up_in_background, self._take_in, self.forget,
        )  # fmt: skip
        self._indexer.start()
        self._closed = False

    @property
    def is_owner(self) -> bool:
        """Whether this process owns the memory."""
        return True

    # ------------------------------------------------------------------ the agent's side

    def add(self, row: MemoryRow) -> str:
        """Remember a row; see `Memory.add`.

        Somebody waits for this, mostly after a rest: then each function that it goes through costs some microseconds.
        """
        admitted = admit(row)
        if admitted is None:
            return ""
        with self._lock:
            if admitted.kind in SUBJECTS or admitted.supersedes:
                self._catch_up()
            said = said_of(admitted)
            row_id = self._fresh.get(said)
            if row_id is None and not self._index.heard.is_new(said):
                row_id = self._index.same(said, admitted.time)
            if row_id:
                self._log.write({"op": "use", "ids": [row_id]}, durable=False)
            else:
                row_id = self._log.append(admitted, self._ids.pop() if self._ids else self._new_id())
                self._fresh[said] = row_id
        self._indexer.wake()  # it takes the row into the index, if nobody asks before
        return row_id

    def recall(
        self,
        query: str,
        *,
        run: str = "",
        k: int = 4,
        patience_s: float = 0.0,
        kinds: Collection[Kind] = (),
        profile: str = DEFAULT_PROFILE,
        scope: Collection[str] = (),
        token_budget: int = 300,
    ) -> list[Recalled]:
        """Return up to `k` rows, best first; see `Memory.recall`."""
        if patience_s > 0:
            self._caught_up.wait(patience_s)
        now = time.time()
        with self._lock:
            self._catch_up()
            if not self._index.columns.allowed(kinds=kinds, profile=profile, scopes=scope, now=now).any():
                return []
        vector, fresh = self._indexer.query_vectors(query, patience_s)
        with self._lock:
            mask = self._index.columns.allowed(kinds=kinds, profile=profile, scopes=scope, now=now)
            found = gather(self._index, self._indexer.vectors, query, mask, vector=vector, fresh=fresh)
        return choose(found, run=run, k=k, token_budget=token_budget, now=now)

    def close(self) -> None:
        """Finish the batch at hand and give the memory free for another owner."""
        if self._closed:
            return
        self._closed = True
        self._indexer.close()
        with self._lock:
            self._index.commit()
            self._index.close()
            self._log.close()
        os.close(self._owner_lock)

    def wait_indexed(self, timeout_s: float = 60.0) -> bool:
        """Have every row embedded and stored in chromadb now; return whether that was done in time."""
        self._caught_up.wait(timeout_s)
        return self._indexer.wait_done(timeout_s)

    def is_embedded(self) -> bool:
        """Whether every row has its vector."""
        with self._lock:
            self._catch_up()
            return self._caught_up.is_set() and not self._index.waiting(1)

    def chroma_pid(self) -> int | None:
        """Return the id of chromadb's process, while it runs."""
        return self._indexer.chroma_pid

    # ------------------------------------------------------------------ the person's side

    def rows(
        self, *, kinds: Collection[Kind] = (), profile: str = DEFAULT_PROFILE, superseded: bool = False
    ) -> list[MemoryRow]:
        """Return rows in the order they were added; see `MemoryAdmin.rows`."""
        with self._settled():
            return self._index.rows_of(kinds, profile, in_force_at=None if superseded else time.time())

    def get(self, row_id: str) -> MemoryRow | None:
        """Return the row of this id, also one that was replaced."""
        with self._settled():
            held = self._index.held([row_id])
            return held[0].row if held else None

    def edit(
        self,
        row_id: str,
        *,
        text: str | None = None,
        value: Mapping[str, Any] | None = None,
        scope: str | None = None,
        valid_until: float | None = None,
    ) -> str:
        """Add a row that replaces this one; see `MemoryAdmin.edit`.

        Raises:
            NoSuchRowError: There is no such row.
            MemoryFailure: The new words show a secret.
        """
        with self._settled():
            old = self.get(row_id)
            if old is None:
                raise NoSuchRowError(f"there is no row {row_id} in the memory; nothing was changed")
            fresh = edited(old, text=text, value=value, scope=scope, valid_until=valid_until)
            admitted = admit(fresh)
            if admitted is None:
                raise MemoryFailure("that text shows a secret or is empty, so it is not kept; nothing was changed")
            fresh_id = self._log.append(admitted, self._new_id())
            self._catch_up()
            held = self._index.real_id(fresh_id)
        self._indexer.wake()
        return held

    def forget(self, which: Which) -> int:
        """Remove rows, their earlier versions, what was derived from them and what repeats them word for word.

        Nothing of them stays in any file of the memory's folder when this returns.
        """
        with self._settled():
            numbers = rows_to_forget(self._index, which)
            if not numbers:
                return 0
            ids = [held.row.id for held in self._index.held_numbers(numbers).values()]
            ids += self._index.other_ids(ids)
            # Once these ids are in the journal the rows are gone, whatever happens to this process.
            self._log.write({"op": "forget", "ids": ids})
            self._catch_up()
            self._index.note(scrub="1")
            self._index.commit()
        self._scrub(sorted(numbers), ids)
        return len(numbers)

    def history(self, row_id: str) -> list[MemoryRow]:
        """Return what the row replaced, the row, and what replaced it, oldest first."""
        with self._settled():
            found = self._index.held([row_id])
            if not found:
                return []
            numbers = earlier_versions(self._index, [found[0].row.id])
            later = found[0]
            while later.superseded_by and (following := self._index.held([later.superseded_by])):
                later = following[0]
                numbers.add(later.number)
            return [h.row for _, h in sorted(self._index.held_numbers(numbers).items())]

    def uses(self, row_id: str) -> int:
        """Return how often the row was said again or used."""
        with self._settled():
            held = self._index.held([row_id])
            return held[0].uses if held else 0

    def note_use(self, row_ids: Collection[str]) -> None:
        """Count one use of each row; not waited for by the disk."""
        with self._lock:
            if row_ids:
                self._log.write({"op": "use", "ids": list(row_ids)}, durable=False)
                self._catch_up()

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield every row of every profile; see `MemoryAdmin.export`."""
        with self._settled():
            held = list(self._index.all_rows())
        yield from map(exported, held)

    def import_rows(self, rows: Iterable[Mapping[str, Any]], *, consent: bool, mine: bool = False) -> int:
        """Add exported rows; see `MemoryAdmin.import_rows`.

        Raises:
            ConsentError: Without consent.
            MemoryFailure: A row is none; nothing was added.
        """
        if not consent:
            raise ConsentError("the rows were not added: adding rows from a file needs a clear yes")
        with self._settled():
            operations = imported(rows, self._index, mine=mine)
            before = self._index.count()
            for start in range(0, len(operations), _CHUNK):
                self._log.write_many(operations[start : start + _CHUNK])
                self._catch_up()
            added = self._index.count() - before
        self._indexer.wake()
        return added

    # ------------------------------------------------------------------ the journal and the index

    def _new_id(self) -> str:
        self._ids = [new_id() for _ in range(_IDS_AHEAD)]
        return self._ids.pop()

    def _join_journal(self) -> None:
        """Go on where the index stopped; start over when it belongs to another writing of the journal."""
        of_this_journal = self._index.meta("generation") == self._log.generation()
        if not of_this_journal or self._index.meta("format") != FORMAT:
            self._index.clear()
            self._index.note(generation=self._log.generation(), offset="0")
            self._index.commit()
        self._offset = int(self._index.meta("offset") or 0)
        if self._offset > self._log.size():
            self._index.clear()
            self._index.note(generation=self._log.generation(), offset="0")
            self._offset = 0
        if self._log.size() - self._offset <= _AT_ONCE_BYTES:
            self._caught_up.set()
            self._catch_up()

    def _catch_up(self) -> None:
        """Apply what the journal has and the index has not, unless that is being done in the background."""
        if not self._caught_up.is_set():
            return
        while self._log.size() > self._offset and self._apply_chunk():
            pass
        self._fresh.clear()

    def _apply_chunk(self, most: int = _CHUNK) -> bool:
        """Apply some operations; return whether there were any."""
        before = self._offset
        try:
            for count, (end, operation) in enumerate(self._log.operations(self._offset), 1):
                self._index.apply(operation)
                self._offset = end
                if count == most:
                    break
        except BaseException:
            self._index.rollback()
            self._offset = int(self._index.meta("offset") or 0)
            raise
        if self._offset == before:
            return False
        # The journal is the truth: what a crash takes from the index is applied again. The indexer commits.
        self._index.note(offset=str(self._offset))
        return True

    def _take_in(self) -> None:
        while True:
            with self._lock:  # for a few rows at a time: an addition does not wait for more
                if not self._caught_up.is_set() or not self._apply_chunk(_FEW):
                    self._catch_up()
                    self._index.commit()
                    return

    def _catch_up_in_background(self) -> bool:
        """Do a part of the catching up; return whether there is more to do."""
        if self._caught_up.is_set():
            self._tidy()
            return False
        with self._lock:
            more = self._apply_chunk()
            self._index.commit()
            if not more:
                self._caught_up.set()
        return True

    def _tidy(self) -> None:
        """Finish a forgetting that a crash cut short, and forget what expired long ago."""
        with self._lock:
            cut_short = self._index.meta("scrub") == "1"
            capacity = self._indexer.vectors.capacity if self._indexer.vectors else 0
            free = self._index.free_numbers(capacity) if cut_short else []
            expired = self._index.expired(time.time() - _EXPIRED_KEPT_S)
        if cut_short:
            self._scrub(free, [])
        if expired:
            self.forget(expired)

    @contextlib.contextmanager
    def _settled(self) -> Iterator[None]:
        """Hold the lock, with everything that the journal holds applied."""
        if not self._caught_up.wait(_CATCH_UP_S):
            raise MemoryFailure("the memory is still being rebuilt from its journal; try again in a minute")
        with self._lock:
            self._catch_up()
            yield

    # ------------------------------------------------------------------ forgetting

    def _scrub(self, numbers: Sequence[int], ids: Sequence[str]) -> None:
        """Remove what is left of forgotten rows: vectors, chromadb, the journal's lines, free pages of the index."""
        self._indexer.erase(numbers, ids)
        with self._lock:
            self._catch_up()
            generation, length = self._log.compact(frozenset(ids) | frozenset(self._forgotten_in_journal()))
            self._offset = length
            self._index.note(generation=generation, offset=str(length), scrub="0")
            self._index.shrink()
        self._indexer.wake()

    def _forgotten_in_journal(self) -> Iterator[str]:
        for _, operation in self._log.operations():
            if operation["op"] == "forget":
                yield from operation["ids"]

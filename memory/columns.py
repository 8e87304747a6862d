"""What a search filters and weighs by, of all rows at once, as arrays; and which rows hold a word.

A copy in memory of some columns of the index, loaded at the first search: about 20 bytes a row.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from ..android_bridge.labels import Integrity
from .types import KINDS, Kind, MemoryRow

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

_GROW = 1024
_WORDS_KEPT = 256
_COMMON = 2000
"""Only the rows of words with more rows than this are kept in memory; others are read from the index in no time."""


class Columns:
    """Arrays by row number."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._loaded = False
        self._names: dict[str, int] = {}
        self._words: OrderedDict[str, Any] = OrderedDict()
        self._end = 0
        self._kind: Any = None
        self._profile: Any = None
        self._scope: Any = None
        self._until: Any = None
        self._live: Any = None
        self._length: Any = None
        self._trusted: Any = None

    # ------------------------------------------------------------------ numbers for names

    def kind_number(self, kind: Kind) -> int:
        """Return the number by which a kind is held."""
        return KINDS.index(kind)

    def number_of(self, name: str) -> int:
        """Return the number by which a profile's or scope's name is held, given on first use."""
        number = self._names.get(name)
        if number is None:
            self._db.execute("INSERT OR IGNORE INTO names (name) VALUES (?)", (name,))
            number = int(self._db.execute("SELECT n FROM names WHERE name = ?", (name,)).fetchone()[0])
            self._names[name] = number
        return number

    # ------------------------------------------------------------------ changes

    def add(self, number: int, row: MemoryRow, length: int, *, live: bool, words: Iterable[str]) -> None:
        """Take a new row in."""
        for word in words:
            if word in self._words:
                self._append(word, number)
        if not self._loaded:
            return
        self._reserve(number)
        self._set(
            number, self.kind_number(row.kind), self.number_of(row.profile), self.number_of(row.scope),
            row.valid_until, live, length, row.label.integrity is Integrity.TRUSTED,
        )  # fmt: skip

    def _append(self, word: str, number: int) -> None:
        import numpy as np

        self._words[word] = np.append(self._words[word], number)

    def retire(self, number: int) -> None:
        """Note that a row was replaced."""
        if self._loaded:
            self._live[number] = False

    def remove(self, number: int, words: Iterable[str]) -> None:
        """Take a row out."""
        self.retire(number)
        for word in words:
            self._words.pop(word, None)

    def forget_all(self) -> None:
        """Load everything again at the next search."""
        self._loaded = False
        self._names.clear()
        self._words.clear()

    # ------------------------------------------------------------------ questions

    def count(self) -> int:
        """Return how many rows are in force, expired ones included."""
        self._load()
        return int(self._live[: self._end].sum())

    def allowed(self, *, kinds: Collection[Kind], profile: str, scopes: Collection[str], now: float) -> Any:
        """Return a mask over all row numbers, bool `[end]`: in force, of the profile, and of the kinds and scopes."""
        self._load()
        end = self._end
        mask = self._live[:end] & (self._profile[:end] == self.number_of(profile)) & ~(self._until[:end] <= now)
        if kinds:
            mask &= _wanted(self._kind[:end], [self.kind_number(k) for k in kinds])
        if scopes:
            mask &= _wanted(self._scope[:end], [self.number_of(s) for s in {"", *scopes}])
        return mask

    def having(self, word: str) -> Numbers:
        """Return the numbers of the rows that hold a word, ascending."""
        import numpy as np

        if word in self._words:
            self._words.move_to_end(word)
            kept: Numbers = self._words[word]
            return kept
        lines = self._db.execute("SELECT n FROM words WHERE word = ? ORDER BY n", (word,)).fetchall()
        found: Numbers = np.fromiter((n for (n,) in lines), dtype=np.int64, count=len(lines))
        if len(found) > _COMMON:
            self._words[word] = found
            if len(self._words) > _WORDS_KEPT:
                self._words.popitem(last=False)
        return found

    def lengths(self) -> Any:
        """Return how many different words each row has, float32 `[end]`."""
        self._load()
        return self._length[: self._end]

    def trusted(self) -> Any:
        """Return a mask over all row numbers, bool `[end]`: what the user said himself."""
        self._load()
        return self._trusted[: self._end]

    # ------------------------------------------------------------------ inside

    def _load(self) -> None:
        import numpy as np

        if self._loaded:
            return
        sql = "SELECT n, kind, profile, scope, valid_until, live, length, integrity = 0 FROM rows"
        lines = self._db.execute(sql).fetchall()
        table = np.array(lines, dtype=np.float64).reshape(-1, 8)  # NULL becomes nan: never expired
        numbers = table[:, 0].astype(np.int64)
        self._end = 0
        self._kind = np.zeros(0, np.int8)
        self._profile = np.zeros(0, np.int32)
        self._scope = np.zeros(0, np.int32)
        self._until = np.zeros(0, np.float64)
        self._live = np.zeros(0, np.bool_)
        self._length = np.zeros(0, np.float32)
        self._trusted = np.zeros(0, np.bool_)
        self._reserve(int(numbers.max()) if len(numbers) else 0)
        self._set(numbers, *(table[:, c] for c in range(1, 8)))
        self._loaded = True

    def _set(
        self, where: Any, kind: Any, profile: Any, scope: Any, until: Any, live: Any, length: Any, trusted: Any
    ) -> None:
        self._kind[where] = kind
        self._profile[where] = profile
        self._scope[where] = scope
        self._until[where] = float("nan") if until is None else until
        self._live[where] = live
        self._length[where] = length
        self._trusted[where] = trusted

    def _reserve(self, number: int) -> None:
        import numpy as np

        self._end = max(self._end, number + 1)
        room = len(self._live)
        if number < room:
            return
        more = number + 1 - room + max(_GROW, room // 4)
        for name in ("_kind", "_profile", "_scope", "_until", "_live", "_length", "_trusted"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros(more, old.dtype)]))


def _wanted(column: Any, numbers: Collection[int]) -> Any:
    mask = column == next(iter(numbers))
    for number in numbers:
        mask |= column == number
    return mask

"""Keeps what was worked out before, as many answers as it may hold. For answers that hang on their key alone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_MISSING = object()


class Recent(Generic[K, V]):
    """The answers that were asked for last; the longest unused one makes room. Safe to share between threads."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, work_out: Callable[[], V]) -> V:
        """Return the answer for a key, worked out at most once while it is kept; what raises is not kept."""
        with self._lock:
            found: V | object = self._kept.get(key, _MISSING)
            if found is not _MISSING:
                self._kept.move_to_end(key)
                return found  # type: ignore[return-value]
        answer = work_out()
        with self._lock:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer

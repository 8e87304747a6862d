"""Tells without a look into any file that something was never said before; when it cannot tell, the index is asked.

A Bloom filter with one hash: a bit for each thing said, 128 kB. Of 100,000 rows one new thing in ten is taken for a
known one and looked up; nothing known is ever taken for new.
"""

from __future__ import annotations

from collections.abc import Iterable

_BITS = 1 << 20
_MASK = _BITS - 1


class Heard:
    """What was said, by 64-bit hashes. Not for two threads at once."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS >> 3)
        self.is_loaded = False
        """Whether everything that was said before is known; until then nothing is new."""

    def add(self, said: int) -> None:
        """Note what is said."""
        place = said & _MASK
        self._bits[place >> 3] |= 1 << (place & 7)

    def load(self, before: Iterable[int]) -> None:
        """Note everything that was said before."""
        for said in before:
            self.add(said)
        self.is_loaded = True

    def is_new(self, said: int) -> bool:
        """Whether this was certainly never said."""
        place = said & _MASK
        return self.is_loaded and not self._bits[place >> 3] & 1 << (place & 7)

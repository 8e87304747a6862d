"""The rows' vectors in two memory-mapped files, and the nearest of them among any subset.

One file holds the vectors in half precision, the other their signs, one bit a number. A search among many rows counts
differing signs first (48 bytes a row) and reads the vectors of the best few hundred only, so 100,000 rows need neither
much memory nor much time. Row numbers are given by the index; number 0 is never used. Both files can be lost: the
vectors are in chromadb too, and can be made again from the texts.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Numbers = npt.NDArray[np.int64]

_GROW = 4096
_EXACT = 1024
"""Up to so many rows every vector is compared; beyond, the signs choose the candidates."""
_CANDIDATES = 192


class VectorFile:
    """Vectors by row number. Not for two threads at once."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self.dimensions = dimensions
        self._sign_bytes = -(-dimensions // 64) * 8
        self._paths = (folder / "vectors.f16", folder / "vectors.signs")
        self._capacity = 0
        self._vectors: Any = None
        self._plain: Any = None
        self._signs: Any = None
        self.lost = not all(p.exists() for p in self._paths)
        """Whether the files were not there, so that vectors the index counts on must come from elsewhere."""
        self._map(self._existing())

    def put(self, numbers: Sequence[int], vectors: Floats) -> None:
        """Write vectors of length 1 or 0, float32 `[n, dimensions]`; `flush` makes them durable."""
        import numpy as np

        self._reserve(max(numbers))
        where = np.asarray(numbers)
        self._vectors[where] = vectors.astype(np.float16)
        self._signs[where] = self._signs_of(vectors)

    def flush(self) -> None:
        """Wait until what was written is on the disk."""
        for mapped in (self._vectors, self._signs):
            if mapped is not None:
                mapped.flush()

    def get(self, numbers: Sequence[int] | Numbers) -> Floats:
        """Return vectors as float32 `[n, dimensions]`; zeros where none was written."""
        import numpy as np

        where = np.asarray(numbers, dtype=np.int64)
        inside = where < self._capacity
        if inside.all():
            found: Floats = self._plain[where].astype(np.float32)
            return found
        found = np.zeros((len(where), self.dimensions), dtype=np.float32)
        found[inside] = self._plain[where[inside]]
        return found

    def erase(self, numbers: Sequence[int]) -> None:
        """Overwrite vectors with zeros, durably."""
        inside = [n for n in numbers if n < self._capacity]
        if inside:
            self._vectors[inside] = 0
            self._signs[inside] = 0
            self.flush()

    def nearest(self, vector: Floats, among: Numbers, k: int) -> tuple[Numbers, Floats]:
        """Return up to `k` row numbers out of `among` and their cosines, best first."""
        import numpy as np

        among = among[among < self._capacity]
        if len(among) > _EXACT:
            among = self._by_signs(vector, among)
        cosines = self.get(among) @ vector
        order = np.argsort(-cosines)[:k]
        return among[order], cosines[order]

    @property
    def capacity(self) -> int:
        """Numbers below this one have room in the files."""
        return self._capacity

    def clear(self) -> None:
        """Empty both files."""
        self._vectors = self._plain = self._signs = None
        self._capacity = 0
        for path in self._paths:
            path.unlink(missing_ok=True)
        self._map(0)

    def close(self) -> None:
        """Let go of the files."""
        self._vectors = self._plain = self._signs = None
        self._capacity = 0

    def _by_signs(self, vector: Floats, among: Numbers) -> Numbers:
        import numpy as np

        wanted = self._signs_of(vector[None])[0]
        words = self._signs.view(np.ndarray).view(np.uint64)
        # A subset is copied out; nearly all rows are read in place.
        part = words[among] if len(among) * 2 < self._capacity else words
        differing = np.zeros(len(part), dtype=np.uint16)
        for column, word in enumerate(wanted.view(np.uint64)):
            differing += np.bitwise_count(part[:, column] ^ word)
        distances = differing if part is not words else differing[among]
        return among[np.argpartition(distances, _CANDIDATES)[:_CANDIDATES]]

    def _signs_of(self, vectors: Floats) -> Any:
        """Return one bit a number as uint8 `[n, bytes]`, filled up to whole 64-bit words."""
        import numpy as np

        bits = np.packbits(vectors > 0, axis=1)
        return np.pad(bits, ((0, 0), (0, self._sign_bytes - bits.shape[1])))

    def _existing(self) -> int:
        if self.lost:
            return 0
        sizes = (self.dimensions * 2, self._sign_bytes)
        return min(p.stat().st_size // size for p, size in zip(self._paths, sizes, strict=True))

    def _reserve(self, number: int) -> None:
        if number >= self._capacity:
            self._map(number + 1 + max(_GROW, self._capacity // 4))

    def _map(self, rows: int) -> None:
        import numpy as np

        rows = max(rows, 1)
        # A hole in a sparse file takes no room.
        for path, size in zip(self._paths, (self.dimensions * 2, self._sign_bytes), strict=True):
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.ftruncate(handle, rows * size)
            os.close(handle)
        self._vectors = np.memmap(self._paths[0], np.float16, "r+", shape=(rows, self.dimensions))
        self._signs = np.memmap(self._paths[1], np.uint8, "r+", shape=(rows, self._sign_bytes))
        self._plain = self._vectors.view(np.ndarray)  # without a memmap's costs on every slice
        self._capacity = rows

"""Measures writing with weights that do not fit into memory: parts of the mapped file are thrown out after every token.

That is what the system does by itself when a model is larger than the memory that is left: the next token reads those
pages from storage again. It knows the mapping of one file. It limits no process and needs no rights.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .engine import Engine
from .types import ModelUnavailableError
from .weights import Weights

_DONTNEED = 4
"""MADV_DONTNEED of Linux: forget these pages of the mapping; the file has them."""


@dataclass(frozen=True, slots=True)
class Flash:
    """Speed with a share of the weights read from storage for every token."""

    share: float
    storage_gbs: float
    """What the storage gives when the file is read from one end to the other."""
    write_tps: float
    expected_tps: float
    """From the speed without that and the storage's speed."""


def measure_flash(weights: Weights, *, threads: int = 1, shares: tuple[float, ...] = (0.25, 0.5, 1.0)) -> list[Flash]:
    """Measure with growing shares of the file thrown out after each token.

    Raises:
        ModelUnavailableError: The model cannot be loaded, or this system cannot throw pages out (it is no Linux).
    """
    if not hasattr(os, "posix_fadvise") or not Path("/proc/self/maps").exists():
        raise ModelUnavailableError("pages of a file can be thrown out on Linux only", hint="ainos models bench")
    # A copy: pages that another process has mapped too would stay in memory.
    with tempfile.NamedTemporaryFile(suffix=".gguf") as copy:
        with weights.path.open("rb") as source:
            shutil.copyfileobj(source, copy, 1 << 22)
        copy.flush()
        os.fsync(copy.fileno())
        return _measure(Path(copy.name), threads, shares)


def _measure(file: Path, threads: int, shares: Sequence[float]) -> list[Flash]:
    size = file.stat().st_size
    storage = max(_storage_gbs(file) for _ in range(3))
    engine = Engine(file, threads=threads)
    try:
        engine.start(engine.tokens("Once upon a time there was a small phone"))
        kept = min(_token(engine) for _ in range(12))
        found = []
        for share in shares:
            slow = min(_token(engine, file, share) for _ in range(4))
            found.append(Flash(share, storage, 1 / slow, 1 / (kept + share * size / storage / 1e9)))
        return found
    finally:
        engine.close()


def _storage_gbs(file: Path) -> float:
    """Return how fast the file is read from one end to the other when none of it is in memory."""
    with file.open("rb", buffering=0) as opened:
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        began, buffer = time.perf_counter(), bytearray(1 << 22)
        while opened.readinto(buffer):
            pass
        return file.stat().st_size / (time.perf_counter() - began) / 1e9


def _token(engine: Engine, file: Path | None = None, share: float = 0.0) -> float:
    """Return the seconds of one token, after a share of the file was thrown out."""
    if file is not None:
        _throw_out(file, share)
    began = time.perf_counter()
    engine.feed([100], last_only=True)
    return time.perf_counter() - began


def _throw_out(file: Path, share: float) -> None:
    """Make the next use of a share of the mapped file read it from storage."""
    library = ctypes.CDLL(None, use_errno=True)
    library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    page, size = os.sysconf("SC_PAGE_SIZE"), file.stat().st_size
    length = int(size * share) // page * page
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        if line.endswith(str(file)):
            first, last = (int(x, 16) for x in line.split()[0].split("-"))
            library.madvise(first, min(length, last - first), _DONTNEED)
    with file.open("rb") as opened:
        os.posix_fadvise(opened.fileno(), 0, length, os.POSIX_FADV_DONTNEED)

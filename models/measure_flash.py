"""Measures writing with weights that do not fit into memory: the engine in a process with a real memory limit.

Where no limit may be laid on a process, a part of the mapped file is thrown out after every token instead, which is
less than the system does: it throws out what comes next. Linux only. It knows files, groups and figures of an engine;
what they should be is `fit`'s to say.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .engine import Engine
from .fit import SHAPES, estimate
from .flash_worker import CONTEXT, now, rest_bytes, sweep_gbs
from .measure import Machine, packaged_quant, ram_gb
from .memory_limit import memory_limit
from .stretched import stretch
from .types import ModelUnavailableError
from .weights import Weights

_LARGE_BYTES = 800_000_000
"""Layers are repeated while the model stays below it: 564 MB of the packaged one, beside which the program is small."""
SHARES = (1.5, 1.25, 1.0, 0.75, 0.5)
"""Weights as shares of the limit."""
REST_BYTES = 125_000_000
"""What the measured process needs beside the weights; each run measures what it really was."""
PATIENCE = 180.0
"""Seconds for one run."""
_DONTNEED = 4
"""MADV_DONTNEED of Linux: forget these pages of the mapping; the file has them."""


@dataclass(frozen=True, slots=True)
class Flash:
    """Writing with one limit, each figure of one token in the middle of some."""

    how: str
    """`cgroup v1`, `cgroup v2` or `thrown out`."""
    weights_bytes: int
    limit_bytes: int
    """Of the whole process; 0: none, a share of the weights was thrown out after each token."""
    thrown_share: float
    rest_bytes: int
    """What the process had in memory that is no page of a file."""
    seconds: float
    cpu_seconds: float
    faults: float
    """Major page faults: each reads a piece of the file from storage."""
    read_bytes: float
    storage_gbs: float
    """What the same process read page by page from one end of the file to the other, without a model."""

    @property
    def write_tps(self) -> float:
        """Tokens a second."""
        return 1 / self.seconds

    @property
    def reread(self) -> float:
        """Share of the weights that a token reads from storage again."""
        return self.read_bytes / self.weights_bytes


def measure_flash(
    weights: Weights, *, threads: int = 1, shares: Sequence[float] = SHARES, tokens: int = 12,
    told: Callable[[str], None] = lambda _: None, limited: bool = True,
) -> list[Flash]:  # fmt: skip
    """Measure with weights of these shares of the limit: about a minute on an idle machine, 600 MB on the disk.

    Args:
        tokens: Measured with each limit; half as many are written before.
        told: Hears what is being measured.
        limited: With a memory limit where one may be laid; otherwise by throwing pages out.

    Raises:
        ModelUnavailableError: The model cannot be loaded, there is no room on the disk, or this system is no Linux.
    """
    if not hasattr(os, "posix_fadvise") or not Path("/proc/self/io").exists():
        raise ModelUnavailableError("weights from storage can be measured on Linux only", hint="ainos models bench")
    with _larger(weights) as file:
        size = file.stat().st_size
        found = []
        for share in shares if limited else ():
            told(f"weights of {share:.0%} of the limit")
            limit = int(size / share)
            if limit < REST_BYTES * 1.2:
                continue  # not even the program without weights would fit
            if (one := _limited(file, limit, threads, tokens)) is None:
                break
            found.append(one)
        if not found:
            return _thrown_out(file, threads, shares, tokens)
        return found


def times_of(weights: Weights) -> int:
    """Return how often the model's layers are repeated to get weights beside which the program is small."""
    return max(1, _LARGE_BYTES // weights.path.stat().st_size)


def expected_tps(machine: Machine, weights: Weights, one: Flash, storage_gbs: float) -> float:
    """Return what `fit` says of a measured case, from the machine's figures alone; 0 for a model of unknown shape."""
    if not (quant := packaged_quant(weights.path.name)):
        return 0.0
    shape, ram = SHAPES[0].deeper(times_of(weights)), one.limit_bytes / 1e9 or ram_gb()
    fit = estimate(machine.profile(ram, flash_gbs=storage_gbs), shape, quant, context=CONTEXT, most=1.0)
    return 1 / (1 / fit.write_tps + one.thrown_share * one.weights_bytes / storage_gbs / 1e9)


@contextmanager
def _larger(weights: Weights) -> Iterator[Path]:
    """Lend a file of more layers, none of it in memory, that no other process has mapped."""
    # Not below /tmp where that is memory: pages of a memory file cannot be read again from anywhere.
    with tempfile.TemporaryDirectory(dir=_disk(), prefix="ainos-flash-") as folder:
        file = Path(folder) / "larger.gguf"
        try:
            stretch(weights.path, file, times_of(weights))
        except OSError as error:
            raise ModelUnavailableError(f"the larger model cannot be written: {error}", hint="free 600 MB") from error
        yield file


def _disk() -> str | None:
    """Return a folder whose files lie on a disk; None for the usual one."""
    mounts = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    in_memory = {line.split(" ")[1] for line in mounts if line.split(" ")[2] in ("tmpfs", "ramfs")}
    return "/var/tmp" if tempfile.gettempdir() in in_memory else None


def _forget(file: Path) -> None:
    """Throw all of a file's pages out of memory."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _limited(file: Path, limit: int, threads: int, tokens: int) -> Flash | None:
    """Measure in a process that may use so much memory; None where no limit may be laid on a process.

    Raises:
        ModelUnavailableError: The process ended without an answer.
    """
    with memory_limit(limit) as group:
        if group is None:
            return None
        _forget(file)
        words = [sys.executable, "-P", "-m", f"{__package__}.flash_worker", *map(str, (file, threads, tokens))]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            try:
                group.add(child.pid)
                line = _answer(child)
            finally:
                child.kill()
    if not line:
        raise ModelUnavailableError(
            f"the measured process ended without an answer (limit {limit / 1e6:.0f} MB, exit code {child.returncode})",
            hint="ainos models bench",
        )
    one = json.loads(line)
    return Flash(
        group.version, file.stat().st_size, limit, 0.0, int(one["rest_bytes"]), one["seconds"],
        one["cpu_seconds"], one["faults"], one["read_bytes"], one["storage_gbs"],
    )  # fmt: skip


def _answer(child: subprocess.Popen[bytes]) -> bytes:
    """Let a process begin that is in its group now; return its answer, empty where there is none in time."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(b"go\n")
        child.stdin.flush()  # and stays open: its end would end the process
    except OSError:
        return b""
    ready = select.select([child.stdout], [], [], PATIENCE)[0]
    return child.stdout.readline() if ready else b""


# ---------------------------------------------------------------- where no limit may be laid


def _thrown_out(file: Path, threads: int, shares: Sequence[float], tokens: int) -> list[Flash]:
    """Measure in this process; what of the weights would not fit is thrown out after each token."""
    _forget(file)
    storage, size = sweep_gbs(file), file.stat().st_size
    engine = Engine(file, threads=threads, context=CONTEXT)
    try:
        engine.start(engine.tokens("Once upon a time"))
        found = []
        for share in shares:
            absent = max(0.0, 1 - 1 / share)
            total = [0.0, 0.0, 0.0, 0.0]
            for _ in range(tokens):
                _throw_out(file, absent)
                before = now()
                engine.feed([100], last_only=True)
                total = [t + after - b for t, after, b in zip(total, now(), before, strict=True)]
            seconds, cpu, faults, read = (t / tokens for t in total)
            found.append(Flash("thrown out", size, 0, absent, rest_bytes(), seconds, cpu, faults, read, storage))
        return found
    finally:
        engine.close()


def _throw_out(file: Path, share: float) -> None:
    """Make the next use of a share of the mapped file read it from storage."""
    library = ctypes.CDLL(None, use_errno=True)
    library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    page, size = os.sysconf("SC_PAGE_SIZE"), file.stat().st_size
    length = int(size * share) // page * page
    if not length:
        return
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        if line.endswith(str(file)):
            first, last = (int(x, 16) for x in line.split()[0].split("-"))
            library.madvise(first, min(length, last - first), _DONTNEED)
    with file.open("rb") as opened:
        os.posix_fadvise(opened.fileno(), 0, length, os.POSIX_FADV_DONTNEED)

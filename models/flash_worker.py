"""The program that writes tokens under a memory limit for another process and says what each token cost.

Started by `measure_flash`, which puts it into the limited group before it sends the first line; so everything that is
loaded afterwards counts. One JSON line goes out. It knows one engine, one file and its own figures in /proc.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import signal
import sys
import time
from pathlib import Path
from statistics import median

from .engine_worker import leave_with

SECONDS = 10.0
"""Measuring ends then, after three tokens at least."""
CONTEXT = 64


def sweep_gbs(file: Path) -> float:
    """Return how fast the file comes in page by page from one end to the other, nothing of it in memory before."""
    import numpy as np

    with file.open("rb") as opened:
        mapped = mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ)
    before, began = _read_bytes(), time.perf_counter()
    total = int(np.frombuffer(mapped, np.uint8)[:: mmap.PAGESIZE].sum(dtype=np.int64))
    took = time.perf_counter() - began
    assert total >= 0
    return (_read_bytes() - before) / took / 1e9


def run(file: Path, threads: int, tokens: int) -> dict[str, float]:
    """Write tokens and return of one: the median of its seconds, the means of CPU seconds, major faults, bytes read."""
    storage = sweep_gbs(file)
    from .engine import Engine

    engine = Engine(file, threads=threads, context=CONTEXT)
    try:
        engine.start(engine.tokens("Once upon a time"))
        for _ in range(tokens // 2):  # the system needs a few to settle what it keeps
            engine.feed([100], last_only=True)
        times: list[float] = []
        before = now()
        while len(times) < 3 or (len(times) < tokens and now()[0] < before[0] + SECONDS):
            began = time.perf_counter()
            engine.feed([100], last_only=True)
            times.append(time.perf_counter() - began)
        cpu, faults, read = ((then - first) / len(times) for then, first in zip(now()[1:], before[1:], strict=True))
        rest = rest_bytes()
    finally:
        engine.close()
    return {
        "storage_gbs": storage, "tokens": len(times), "seconds": median(times), "cpu_seconds": cpu, "faults": faults,
        "read_bytes": read, "rest_bytes": rest,
    }  # fmt: skip


def now() -> tuple[float, float, int, int]:
    """Return the clock, the CPU time, the major faults and the bytes read of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), time.process_time(), used.ru_majflt, _read_bytes()


def rest_bytes() -> int:
    """Return what this process has in memory that is no page of a file."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def _read_bytes() -> int:
    """Return what this process has had read from storage, page faults included."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("read_bytes"))


def main() -> None:
    """Wait for the first line, measure, print, and leave with the owner."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner, who ends this process
    file, threads, tokens = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if os.read(0, 3) != b"go\n":
        return
    leave_with(0)
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints must not stand in the answer
    print(json.dumps(run(file, threads, tokens)), file=answers, flush=True)
    os._exit(0)  # the thread that waits for the owner would hold the process


if __name__ == "__main__":
    main()

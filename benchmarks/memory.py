"""The memory: an acknowledged write, the best eight of 10,000 rows, a cold start, two processes, 1,000 to 100,000 rows.

`./run bench memory`. The peer is chromadb alone, on the same disk, in turn with ours; the floors are one append with
fdatasync, and numpy. The store's own cost is measured with vectors of hashed words; a step's cost with the packaged
embedder. Lost rows have a benchmark of their own: `./run bench memory_crash`.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from phone import Cost, measure
from table import print_table, write_results

from ainos.android_bridge.labels import Label
from ainos.memory.log import row_as_dict
from ainos.memory.owner import SharedMemory
from ainos.memory.store import LocalMemory
from ainos.memory.types import MemoryRow

DIMENSIONS = 384
ROWS = 10_000
SIZES = (1_000, 10_000, 100_000)
_FLOOR = "append and fdatasync"
_PEER = "chromadb alone: add()"
_ASKED = (
    "when is lunch with the dentist", "the alarm for the event", "send a message about the file", "call from a contact",
    "note on the screen", "volume of the timer", "who is coming to lunch", "which file was on the screen",
)  # fmt: skip
_NOUNS = (
    "alarm", "timer", "message", "call", "note", "contact", "event", "screen", "volume", "file", "dentist", "lunch",
)  # fmt: skip


def embed(texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Return unit vectors of hashed words; near texts share words, no weights are needed."""
    out = np.full((len(texts), DIMENSIONS), 1e-6, np.float32)
    for i, text in enumerate(texts):
        for word in text.lower().split():
            out[i, zlib.crc32(word.encode()) % DIMENSIONS] += 1
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def row(number: int) -> MemoryRow:
    """Return row `number` of a made history."""
    words = [*random.Random(number).sample(_NOUNS, 4), f"name{number % 977}", f"place{number % 4999}"]
    kind = "lesson" if number % 4 == 0 else "step"
    return MemoryRow(
        kind, f"{number}: {' '.join(words)}", f"run{number % 40}", f"tool:bench{number % 9}", Label.of_user(),
        time.time() - number,
    )  # fmt: skip


def open_chroma(folder: Path) -> Any:
    """Return an empty collection of chromadb, set up as ours is."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    return client.get_or_create_collection("rows", metadata={"hnsw:space": "cosine"}, embedding_function=None)


def filled(folder: Path, count: int, *, chroma: bool = False) -> LocalMemory:
    """Return a memory of `count` rows whose vectors are all there, and chromadb too where that is asked."""
    memory = LocalMemory(folder, embed)
    memory.import_rows((row_as_dict(row(n)) for n in range(count)), consent=True, mine=True)
    if chroma:
        memory.wait_indexed(600.0)
    while not memory.is_embedded():
        time.sleep(0.05)
    return memory


# ---------------------------------------------------------------------- one row


def writes(folder: Path) -> dict[str, Cost]:
    """Return what one acknowledged row costs: bare, through ours, through another process, through chromadb alone."""
    numbers = iter(range(10_000_000))
    file = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    line = b"x" * 200 + b"\n"

    def bare() -> None:
        os.write(file, line)
        os.fdatasync(file)

    collection = open_chroma(folder / "raw")

    def raw() -> None:
        collection.add(**next(theirs))

    theirs = iter([_for_chroma(next(numbers)) for _ in range(200)])
    mine = iter([row(next(numbers)) for _ in range(300)])
    ours = SharedMemory(folder / "ours", embed)
    ours.add(row(next(numbers)))
    ours.wait_indexed()
    kinds: dict[str, Callable[[], object]] = {
        _FLOOR: bare, "ours: add(), until acknowledged": lambda: ours.add(next(mine)), _PEER: raw,
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, __file__, "--other", str(folder / "ours")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, bufsize=1,
    ) as other:  # fmt: skip
        found = paced(kinds, times=40)
        found["ours, one row straight after the other"] = measure(kinds["ours: add(), until acknowledged"], times=100)
        found["chromadb alone, straight after the other"] = measure(raw, times=60)
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write("go\n")
        through = json.loads(other.stdout.readline())
        other.stdin.close()
    for name in ("add", "recall"):
        found[f"ours from another process, through the owner: {name}()"] = Cost(*through[name])
    ours.close()
    os.close(file)
    return found


def _for_chroma(number: int) -> dict[str, Any]:
    """Return a row as chromadb takes it, its vector made before."""
    made = row(number)
    return {"ids": [str(number)], "embeddings": embed([made.text]).tolist(), "metadatas": [{"kind": made.kind}]}


def through_owner(folder: Path) -> None:
    """Be another process: add and recall through the owner, and print the costs."""
    memory = SharedMemory(folder, embed)
    assert not memory.is_owner
    sys.stdin.readline()
    numbers = iter(range(20_000_000, 30_000_000))
    kept = measure(lambda: memory.add(row(next(numbers))), times=60)
    found = measure(lambda: memory.recall(_ASKED[0], k=8), times=60)
    print(json.dumps({"add": [kept.wall, kept.cpu], "recall": [found.wall, found.cpu]}), flush=True)
    memory.close()


def paced(kinds: dict[str, Callable[[], object]], *, times: int) -> dict[str, Cost]:
    """Return the medians of calls in turn, each after a rest of 50 ms, as the steps of a run leave one.

    In turn, so that a busy disk is busy for all; the rest lets background work finish.
    """
    found: dict[str, list[Cost]] = {name: [] for name in kinds}
    for _ in range(times):
        for name, work in kinds.items():
            time.sleep(0.05)
            found[name].append(measure(work, times=1, warm=0))
    return {
        n: Cost(statistics.median(c.wall for c in f), statistics.median(c.cpu for c in f)) for n, f in found.items()
    }


# ---------------------------------------------------------------------- the best eight


def recalls(folder: Path) -> dict[str, Cost]:
    """Return what the best eight of 10,000 rows cost, filtered by kind: numpy, chromadb, ours."""
    rows = [row(n) for n in range(ROWS)]
    vectors = embed([r.text for r in rows])
    lessons = np.array([r.kind == "lesson" for r in rows])
    memory = filled(folder / "recall", ROWS, chroma=True)
    collection = open_chroma(folder / "raw-recall")
    for start in range(0, ROWS, 2000):
        end = start + 2000
        collection.add(
            ids=[str(i) for i in range(start, end)],
            embeddings=vectors[start:end].tolist(),
            metadatas=[{"kind": r.kind} for r in rows[start:end]],
        )
    turn = iter(range(10_000_000))
    query = [v.tolist() for v in embed(_ASKED)]

    def asked() -> str:
        return _ASKED[next(turn) % len(_ASKED)]

    found = {
        "numpy, filtered": measure(lambda: np.argsort(vectors[lessons] @ vectors[0])[-8:], times=100),
        "chromadb alone, filtered": measure(
            lambda: collection.query(query_embeddings=[query[next(turn) % 8]], n_results=8, where={"kind": "lesson"}),
            times=50,
        ),
        "chromadb alone, all rows": measure(
            lambda: collection.query(query_embeddings=[query[next(turn) % 8]], n_results=8), times=50
        ),
        "ours: recall(), filtered": measure(lambda: memory.recall(asked(), k=8, kinds=["lesson"]), times=100),
        "ours: recall(), all rows": measure(lambda: memory.recall(asked(), k=8), times=100),
    }
    memory.close()
    return found


def step_cost(folder: Path) -> dict[str, float]:
    """Return what a recall adds to a step at 10,000 rows with the packaged embedder: percentiles in ms, most tokens."""
    from ainos.memory.words import estimate_tokens
    from ainos.tools.embedding import EmbeddingUnavailableError, MiniLm

    model = MiniLm()
    try:
        model.embed(["warm"])
    except EmbeddingUnavailableError as error:
        print(f"no figure for a step: {error}")
        return {}

    def mixed(texts: Sequence[str]) -> np.ndarray[Any, Any]:
        return model.embed(texts) if len(texts) == 1 and not texts[0][0].isdigit() else embed(texts)

    memory = LocalMemory(folder / "recall", mixed)
    memory.recall("warm", patience_s=5.0)
    memory.wait_indexed(300.0)
    taken: list[float] = []
    burnt: list[float] = []
    tokens = 0
    for n in range(200):
        asked = f"{_ASKED[n % len(_ASKED)]} with name{n} at place{n}"
        began, burning = time.perf_counter(), time.thread_time()
        found = memory.recall(asked)
        taken.append(1e3 * (time.perf_counter() - began))
        burnt.append(1e3 * (time.thread_time() - burning))
        tokens = max(tokens, sum(estimate_tokens(r.row.text) for r in found))
        time.sleep(0.01)
    memory.close()
    taken.sort()
    burnt.sort()
    return {
        "p50_ms": taken[100], "p95_ms": taken[190], "p50_cpu_ms": burnt[100], "p95_cpu_ms": burnt[190],
        "most_tokens": tokens,
    }  # fmt: skip


# ---------------------------------------------------------------------- size


def weigh(folder: Path) -> None:
    """Open a filled memory cold, recall, and print what that cost; a process of its own."""
    import ainos.memory.sentences  # noqa: F401  (what the memory needs besides its rows)

    empty = _resident_mb("self")
    began = time.perf_counter()
    memory = LocalMemory(folder, embed)
    opened = time.perf_counter() - began
    words = memory.recall(_ASKED[0], k=8)
    first = time.perf_counter() - began
    taken = [_timed(lambda n=n: memory.recall(_ASKED[n % 8], k=8, patience_s=1.0)) for n in range(40)]  # type: ignore[misc]
    added = [_timed(lambda n=n: memory.add(row(10**7 + n))) for n in range(20)]  # type: ignore[misc]
    assert words
    figures = {
        "open_ms": 1e3 * opened, "first_recall_ms": 1e3 * first, "recall_p50_ms": statistics.median(taken),
        "recall_p95_ms": sorted(taken)[37], "add_p50_ms": statistics.median(added), "rss_mb": _resident_mb("self"),
        "rss_before_mb": empty,
    }  # fmt: skip
    print(json.dumps(figures), flush=True)
    memory.close()


def sizes(folder: Path) -> dict[int, dict[str, float]]:
    """Return the costs at 1,000, 10,000 and 100,000 rows, each in a fresh process."""
    found: dict[int, dict[str, float]] = {}
    for count in SIZES:
        home = folder / f"rows{count}"
        began = time.perf_counter()
        memory = filled(home, count, chroma=True)
        seconds = time.perf_counter() - began
        worker = memory.chroma_pid()
        chroma = _resident_mb(str(worker)) if worker else 0.0
        memory.close()
        answer = subprocess.run([sys.executable, __file__, "--weigh", str(home)], stdout=subprocess.PIPE, check=True)
        size = sum(p.stat().st_blocks * 512 for p in home.rglob("*") if p.is_file())
        found[count] = {
            **json.loads(answer.stdout), "chroma_worker_rss_mb": chroma, "disk_mb": size / 1e6, "fill_s": seconds
        }  # fmt: skip
    return found


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - began)


def _resident_mb(process: str) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# ---------------------------------------------------------------------- the tables


def main(arguments: list[str]) -> int:
    """Print the tables and write the results; exit 1 when a bar is missed."""
    if arguments[:1] == ["--other"]:
        through_owner(Path(arguments[1]))
        return 0
    if arguments[:1] == ["--weigh"]:
        weigh(Path(arguments[1]))
        return 0
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        written = writes(folder)
        recalled = recalls(folder)
        step = step_cost(folder)
        sized = sizes(folder)
    filtered = "chromadb alone, filtered"
    for head, costs, peer in (("one row", written, _PEER), (f"best 8 of {ROWS:,} rows", recalled, filtered)):
        base = costs[peer].wall
        rows = [(n, f"{c.wall:.2f}", f"{c.cpu:.2f}", f"{c.wall / base:.3f}") for n, c in costs.items()]
        print_table((head, "wall ms", "CPU ms", f"x {peer}"), rows)
        print()
    heads = list(next(iter(sized.values())))
    print_table(
        ("figure", *(f"{n:,} rows" for n in sized)), [(h, *(f"{f[h]:.1f}" for f in sized.values())) for h in heads]
    )
    print()
    print_table((f"a step's recall at {ROWS:,} rows", "figure"), [(n, f"{v:.1f}") for n, v in step.items()])
    bars = {
        "write at most 1/10 of chromadb's": written["ours: add(), until acknowledged"].wall <= written[_PEER].wall / 10,
        "filtered best 8 within 2 ms": recalled["ours: recall(), filtered"].wall <= 2.0,
        "a step's recall within 20 ms (p95)": step.get("p95_ms", 0.0) <= 20.0,
    }
    tables = {
        head: {n: {"wall_ms": c.wall, "cpu_ms": c.cpu} for n, c in costs.items()}
        for head, costs in (("write", written), ("recall", recalled))
    }
    write_results("memory", {
        "cores": os.cpu_count(), "load": os.getloadavg()[0], **tables, "step": step,
        "sizes": {str(n): f for n, f in sized.items()}, "bars": bars,
    })  # fmt: skip
    for bar, held in bars.items():
        print(f"{'held' if held else 'MISSED'}: {bar}")
    return 0 if all(bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

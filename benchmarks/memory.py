"""The memory: one acknowledged write, a recall among 1,000 rows, rows lost by kill -9. `./run bench memory`.

The peer is chromadb alone, in the same folder on the same disk; the floor is one append with fdatasync, and numpy.
The store's own cost is measured with vectors of hashed words; the packaged embedder is a row of its own.
"""

from __future__ import annotations

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
from ainos.memory.log import RowLog
from ainos.memory.store import ChromaMemory
from ainos.memory.types import MemoryRow

DIMENSIONS = 384
ROWS = 1000
KILLS = 20
_FLOOR = "append and fdatasync"
_PEER = "chromadb alone: add()"
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
    words = random.Random(number).sample(_NOUNS, 4)
    kind = "lesson" if number % 4 == 0 else "step"
    return MemoryRow(
        kind, f"{number}: {' '.join(words)}", f"run{number % 40}", "tool:bench", Label.of_user(), float(number)
    )


def open_chroma(folder: Path) -> Any:
    """Return an empty collection of chromadb, set up as ours is."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    return client.get_or_create_collection("rows", metadata={"hnsw:space": "cosine"}, embedding_function=None)


def writes(folder: Path) -> dict[str, Cost]:
    """Return what one acknowledged row costs: bare, through ours, through chromadb alone."""
    numbers = iter(range(10_000_000))
    file = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    line = b"x" * 200 + b"\n"

    def bare() -> None:
        os.write(file, line)
        os.fdatasync(file)

    collection = open_chroma(folder / "raw")

    def raw() -> None:
        n = next(numbers)
        collection.add(ids=[str(n)], embeddings=embed([row(n).text]).tolist(), metadatas=[{"kind": row(n).kind}])

    ours = ChromaMemory(folder / "ours", embed)
    ours.wait_indexed()

    def kept() -> None:
        ours.add(row(next(numbers)))

    found = paced({_FLOOR: bare, "ours: add(), until acknowledged": kept, _PEER: raw}, times=30)
    found["ours, one row straight after the other"] = measure(kept, times=100)
    found["chromadb alone, straight after the other"] = measure(raw, times=60)
    ours.close()
    os.close(file)
    return found


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


def recalls(folder: Path) -> dict[str, Cost]:
    """Return what the best eight of 1,000 rows cost: numpy, chromadb with a filter, ours."""
    rows = [row(n) for n in range(ROWS)]
    vectors = embed([r.text for r in rows])
    lessons = np.array([r.kind == "lesson" for r in rows])
    log = RowLog(folder / "recall" / "rows.log")
    for r in rows:
        log.append(r)
    log.close()
    memory = ChromaMemory(folder / "recall", embed)
    memory.wait_indexed()
    collection = open_chroma(folder / "raw-recall")
    collection.add(
        ids=[str(i) for i in range(ROWS)], embeddings=vectors.tolist(), metadatas=[{"kind": r.kind} for r in rows]
    )
    wish = "alarm dentist Alice"
    vector = embed([wish])[0]
    found = {
        "numpy, filtered": measure(lambda: np.argsort(vectors[lessons] @ vector)[-8:], times=100),
        "chromadb alone, filtered": measure(
            lambda: collection.query(query_embeddings=[vector.tolist()], n_results=8, where={"kind": "lesson"}),
            times=50,
        ),
        "chromadb alone, all rows": measure(
            lambda: collection.query(query_embeddings=[vector.tolist()], n_results=8), times=50
        ),
        "ours: recall(), all rows": measure(lambda: memory.recall(wish, k=8), times=50),
    }
    memory.close()
    found.update(_with_real_vectors(wish))
    return found


def _with_real_vectors(wish: str) -> dict[str, Cost]:
    from ainos.tools.embedding import EmbeddingUnavailableError, MiniLm

    try:
        model = MiniLm()
        model.embed([wish])
    except EmbeddingUnavailableError as error:
        print(f"no figure for the packaged embedder: {error}")
        return {}
    return {"the packaged embedder, one sentence": measure(lambda: model.embed([wish]), times=20)}


def kills(folder: Path) -> tuple[int, int, int, float]:
    """Kill a writer 20 times while it writes; return (acknowledged, lost, missing in the index, seconds to index)."""
    acknowledged: list[int] = []
    for round_ in range(KILLS):
        words = [sys.executable, __file__, "--write", str(folder), str(round_ * 1000)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, bufsize=1) as writer:
            assert writer.stdout is not None
            # Killed in whatever it does after that many rows: nearly always in the middle of the next one.
            enough = random.Random(round_).randrange(5, 60)
            for line in writer.stdout:
                acknowledged.append(int(line))
                if int(line) % 1000 >= enough:
                    break
            writer.kill()
            acknowledged += [int(rest) for rest in writer.stdout if rest.endswith("\n")]
    log = RowLog(folder / "rows.log")
    kept = {r.text for _, r in log.read()}
    log.close()
    lost = [n for n in acknowledged if row(n).text not in kept]
    began = time.perf_counter()
    memory = ChromaMemory(folder, embed)
    memory.wait_indexed()
    seconds = time.perf_counter() - began
    sample = [row(n).text for n in random.Random(0).sample(acknowledged, 50)]
    missing = [text for text in sample if text not in {r.row.text for r in memory.recall(text, k=8)}]
    memory.close()
    return len(acknowledged), len(lost), len(missing), seconds


def write_forever(folder: Path, first: int) -> None:
    """Add rows and print each number once its row is acknowledged; ended by a kill."""
    memory = ChromaMemory(folder, embed)
    for number in range(first, first + 1000):
        memory.add(row(number))
        print(number, flush=True)
    time.sleep(60)


def main(arguments: list[str]) -> int:
    """Print the tables and write the results; exit 1 when an acknowledged row was lost."""
    if arguments[:1] == ["--write"]:
        write_forever(Path(arguments[1]), int(arguments[2]))
        return 0
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        written = writes(folder)
        recalled = recalls(folder)
        acknowledged, lost, unindexed, seconds = kills(folder / "killed")
    for head, costs, peer in (
        ("one row", written, _PEER),
        (f"best 8 of {ROWS:,} rows", recalled, "chromadb alone, all rows")
    ):  # fmt: skip
        base = costs[peer].wall
        rows = [(n, f"{c.wall:.2f}", f"{c.cpu:.2f}", f"{c.wall / base:.3f}") for n, c in costs.items()]
        print_table((head, "wall ms", "CPU ms", f"x {peer}"), rows)
        print()
    print_table(
        (f"{KILLS} kills (kill -9) in the middle of writes", "figure"),
        [
            ("rows acknowledged", acknowledged),
            ("acknowledged rows lost", lost),
            ("of 50 of them, not found by the next opening's index", unindexed),
            ("seconds until the next opening had indexed", f"{seconds:.1f}"),
        ],
    )
    tables = {
        head: {n: {"wall_ms": c.wall, "cpu_ms": c.cpu} for n, c in costs.items()}
        for head, costs in (("write", written), ("recall", recalled))
    }
    counts = {"kills": KILLS, "acknowledged": acknowledged, "lost": lost, "unindexed_of_50": unindexed}
    write_results("memory", {"cores": os.cpu_count(), "load": os.getloadavg()[0], **tables, **counts})
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

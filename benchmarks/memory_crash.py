"""100 × kill -9 in the middle of changes to the memory. `./run bench memory_crash [KILLS]`.

A process adds, edits, replaces and forgets rows and tells each change when the store has taken it; it is killed at a
random moment, one time in ten while it opens. The next process must open and have every change that was told. Then two
processes write to one memory and the one that owns it is killed: the other must go on, with nothing lost.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

from table import print_table, write_results

from ainos.evals.memory_crash import Crashes, crash, crash_owners, embed
from ainos.memory.store import open_memory

KILLS = 100
SAMPLE = 50


def not_recalled(folder: Path, kept: dict[str, str]) -> int:
    """Return how many of 50 acknowledged rows still in force the index does not bring back by their own words."""
    memory = open_memory(folder, embed)
    try:
        valid = [row.text for row in memory.rows() if row.id in kept]
        texts = random.Random(0).sample(valid, min(SAMPLE, len(valid)))
        return sum(text not in {r.row.text for r in memory.recall(text, k=8, patience_s=30.0)} for text in texts)
    finally:
        memory.close()


def main(arguments: list[str]) -> int:
    """Print the table and write the results; exit 1 when something was lost or did not open."""
    kills = int(arguments[0]) if arguments else KILLS
    with tempfile.TemporaryDirectory() as home:
        alone = crash(Path(home) / "memory", kills)
        unfound = not_recalled(Path(home) / "memory", alone.kept)
        shared = crash_owners(Path(home) / "shared", max(1, kills // 5))
    figures = {**told(alone), f"of_{SAMPLE}_not_recalled_afterwards": unfound}
    of_two = {**told(shared), "others_that_did_not_go_on": shared.stuck}
    print_table(("one process, killed", "found"), list(figures.items()))
    print()
    print_table(("two processes, the owner killed", "found"), list(of_two.items()))
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
    write_results("memory_crash", {**machine, "one_process": figures, "two_processes": of_two})
    faults = sum(len(c.lost) + len(c.returned) + c.unopened + c.stuck for c in (alone, shared))
    return 1 if faults or unfound else 0


def told(found: Crashes) -> dict[str, object]:
    """Return the figures of many kills; prints what was lost."""
    for line in [*found.lost, *found.returned]:
        print(line)
    return {
        "kills": found.kills,
        "changes_acknowledged": found.acknowledged,
        "acknowledged_rows_lost": len(found.lost),
        "forgotten_rows_back": len(found.returned),
        "memories_that_did_not_open": found.unopened,
        "opening_s_p50": round(statistics.median(found.opening_s), 2) if found.opening_s else None,
        "opening_s_max": round(max(found.opening_s), 2) if found.opening_s else None,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

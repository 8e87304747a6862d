"""Which rows come back: ours beside plain chromadb with the same vectors and BM25. `./run bench memory_retrieval`.

300 rows of 32 invented sessions, 60 English and 20 Chinese questions with known answers; recall@5 is the share of the
right rows among the first five. Abstentions have a column of their own: the rivals always answer.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from table import print_table, write_results

from ainos.evals.memory_sessions import (
    QUESTION_KINDS,
    Answer,
    all_rows,
    ask_all,
    bm25_search,
    chroma_search,
    memory_search,
)  # fmt: skip
from ainos.evals.memory_suite import CachedEmbed
from ainos.memory.store import open_memory


def mean(numbers: Sequence[float]) -> str:
    """Return the mean of shares, or a dash."""
    return f"{sum(numbers) / len(numbers):.3f}" if numbers else "-"


def figures(answers: Sequence[Answer], language: str) -> dict[str, str]:
    """Return recall@5 of each kind of question, of all that have an answer, and where the first right row stands."""
    of = [a for a in answers if a.question.language == language]
    known = [a for a in of if a.question.gold]
    found = {kind: mean([a.recall for a in of if a.question.kind == kind]) for kind in QUESTION_KINDS}
    return {
        "recall@5": mean([a.recall for a in known]),
        "MRR": mean([a.reciprocal_rank for a in known]),
        **found,
        "silent though known": mean([float(not a.found) for a in known]),
    }


def all_answers(folder: Path) -> tuple[int, dict[str, list[Answer]]]:
    """Return how many rows there are, and everybody's answers."""
    embed = CachedEmbed()
    rows = all_rows(time.time())
    memory = open_memory(folder / "ours", embed)
    for row in rows:
        memory.add(row)
    wait = getattr(memory, "wait_indexed", None)
    if wait is not None:
        wait(60.0)
    try:
        ours = ask_all(memory_search(memory))
    finally:
        memory.close()
    return len(rows), {
        "ours": ours,
        "chromadb alone": ask_all(chroma_search(rows, folder / "raw", embed)),
        "BM25 alone": ask_all(bm25_search(rows)),
    }


def main(arguments: list[str]) -> int:
    """Print the tables and write the results; exit 1 when a rival finds more."""
    with tempfile.TemporaryDirectory() as home:
        count, answers = all_answers(Path(home))
    body: dict[str, dict[str, dict[str, str]]] = {}
    for language in ("en", "zh"):
        asked = sum(a.question.language == language for a in answers["ours"])
        table = {name: figures(found, language) for name, found in answers.items()}
        body[language] = table
        heads = list(table["ours"])
        print_table((f"{language}, {asked} questions", *heads), [(n, *t.values()) for n, t in table.items()])
        print()
    if "--missed" in arguments:
        for answer in answers["ours"]:
            if answer.recall < 1:
                print(answer.question.kind, answer.question.ask, "wanted", answer.question.gold, "found", answer.found)
    write_results("memory_retrieval", {"cores": os.cpu_count(), "rows": count, **body})
    worse = [
        language
        for language, table in body.items()
        if any(float(table["ours"]["recall@5"]) < float(t["recall@5"]) for t in table.values())
    ]
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

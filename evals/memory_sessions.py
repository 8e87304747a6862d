"""A retrieval check in the manner of LongMemEval, on our own small set: sessions, questions, and which rows answer.

Knows the set, its measures and two plain rivals (vectors in chromadb, BM25 over words). Knows nothing of how the memory
finds rows.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter

from ..android_bridge.labels import Confidentiality, Label, Origin
from ..memory.types import Memory, MemoryRow
from .memory_distractors import distractors

if TYPE_CHECKING:
    import numpy as np

TOP = 5
QUESTION_KINDS = ("single", "multi", "update", "temporal", "preference", "abstention")
_FILE = Path(__file__).parent / "data" / "memory_sessions.yaml"
_DAY_S = 86400.0
_FILLERS = (("en", 40), ("zh", 16))
_SOURCES = {
    "a": "tool:answer", "note": "tool:find_note", "web": "screen:com.android.chrome",
    "mail": "screen:com.google.android.gm", "cal": "screen:com.android.calendar",
}  # fmt: skip

Search = Callable[[str], list[str]]
"""From a question to the texts of at most `TOP` rows, best first."""


def _named(line: Any) -> Any:
    return dict(zip(("who", "text", "name"), line, strict=False)) if isinstance(line, list) else line


class Line(BaseModel):
    """Something said or shown in a session; written as `[who, text]` or `[who, text, name]`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    who: Literal["u", "a", "sms", "web", "mail", "cal", "note"]
    text: str
    name: str = ""


class Session(BaseModel):
    """What happened on one day."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    day: int
    rows: list[Annotated[Line, BeforeValidator(_named)]]


class Question(BaseModel):
    """A question and the names of the rows that answer it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    kind: Literal["single", "multi", "update", "temporal", "preference", "abstention"]
    language: Literal["en", "zh"]
    ask: str
    gold: list[str]


class SessionFile(BaseModel):
    """The whole set."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    sessions: list[Session]
    questions: list[Question]

    def text_of(self) -> dict[str, str]:
        """Return the text of each named row."""
        return {line.name: line.text for session in self.sessions for line in session.rows if line.name}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question brought."""

    question: Question
    found: tuple[str, ...]
    """Texts, best first."""
    ranks: tuple[int, ...]
    """Where the gold rows stand, from 1; a missing one is left out."""

    @property
    def recall(self) -> float:
        """Share of the gold rows that are there; for an abstention 1 if nothing came."""
        if not self.question.gold:
            return float(not self.found)
        return len(self.ranks) / len(self.question.gold)

    @property
    def reciprocal_rank(self) -> float:
        """One by the place of the best gold row, or 0."""
        return 1.0 / min(self.ranks) if self.ranks else 0.0


@cache
def load_sessions() -> SessionFile:
    """Return the set."""
    return TypeAdapter(SessionFile).validate_python(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def all_rows(end: float) -> list[MemoryRow]:
    """Return every row of the sessions in the order of time, fillers between them; the last day is `end`."""
    sessions = sorted(load_sessions().sessions, key=lambda s: s.day)
    began = end - (sessions[-1].day + 1) * _DAY_S
    rows = [
        _row(line, f"session{number}", began + session.day * _DAY_S + second * 20.0)
        for number, session in enumerate(sessions)
        for second, line in enumerate(session.rows)
    ]
    for language, count in _FILLERS:
        for number, item in enumerate(distractors(count, language)):  # type: ignore[arg-type]
            time = began + number * _DAY_S * 3
            rows.append(_observed(item.text, item.source, f"filler{number}", time))
    return sorted(rows, key=lambda row: row.time)


def _row(line: Line, run: str, time: float) -> MemoryRow:
    if line.who == "sms":
        return _observed(line.text, f"sms:{re.split('[:：]', line.text)[0]}", run, time)
    return _observed(line.text, _SOURCES.get(line.who, "user"), run, time)


def _observed(text: str, source: str, run: str, time: float) -> MemoryRow:
    return MemoryRow("observation", text, run, source, label_of_source(source), time)


def label_of_source(source: str, secrecy: Confidentiality = Confidentiality.PERSONAL) -> Label:
    """Return the label of a row that came from there: `user`, `sms:NUMBER`, `screen:PACKAGE` or `tool:NAME`."""
    kind, _, name = source.partition(":")
    match kind:
        case "user":
            return Label.of_user()
        case "sms":
            return Label.of(Origin.sms(name), secrecy)
        case "screen":
            return Label.of(Origin.app(name), secrecy)
    return Label.of(Origin.memory(), secrecy)


def ask_all(search: Search) -> list[Answer]:
    """Ask every question of the set."""
    data = load_sessions()
    text_of = data.text_of()
    answers = []
    for question in data.questions:
        found = search(question.ask)[:TOP]
        places = [found.index(text_of[name]) + 1 for name in question.gold if text_of[name] in found]
        answers.append(Answer(question, tuple(found), tuple(places)))
    return answers


# ---------------------------------------------------------------------- who is asked


def memory_search(memory: Memory) -> Search:
    """Return the memory's own recall."""
    return lambda ask: [r.row.text for r in memory.recall(ask, k=TOP, patience_s=5.0)]


def chroma_search(
    rows: Sequence[MemoryRow], folder: Path, embed: Callable[[Sequence[str]], np.ndarray[Any, Any]]
) -> Search:
    """Return plain chromadb: the nearest rows by cosine, with the same vectors."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    collection = client.get_or_create_collection("rows", metadata={"hnsw:space": "cosine"}, embedding_function=None)
    texts = [row.text for row in rows]
    collection.add(ids=[str(i) for i in range(len(rows))], embeddings=embed(texts).tolist())

    def search(ask: str) -> list[str]:
        answer = collection.query(query_embeddings=embed([ask]).tolist(), n_results=TOP, include=[])
        return [texts[int(number)] for number in answer["ids"][0]]

    return search


def bm25_search(rows: Sequence[MemoryRow], *, k1: float = 1.2, b: float = 0.75) -> Search:
    """Return BM25 as in the textbook, over words and pairs of Chinese characters, with no list of stop words."""
    texts = [row.text for row in rows]
    counts = [Counter(_terms(text)) for text in texts]
    lengths = [sum(c.values()) for c in counts]
    mean = sum(lengths) / len(lengths)
    holders = Counter(term for c in counts for term in c)

    def score(terms: Sequence[str], number: int) -> float:
        total = 0.0
        for term in terms:
            if often := counts[number][term]:
                rarity = math.log(1 + (len(texts) - holders[term] + 0.5) / (holders[term] + 0.5))
                total += rarity * often * (k1 + 1) / (often + k1 * (1 - b + b * lengths[number] / mean))
        return total

    def search(ask: str) -> list[str]:
        terms = _terms(ask)
        scored = sorted(((score(terms, i), -i) for i in range(len(texts))), reverse=True)[:TOP]
        return [texts[-i] for points, i in scored if points > 0]

    return search


def _terms(text: str) -> list[str]:
    terms = re.findall(r"[a-z0-9]+", text.lower())
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        terms += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return terms

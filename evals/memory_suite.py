"""Runs the cases of memory_cases.py against the real store and the real rules of writing; no model takes part.

Knows how an event becomes rows and how an answer is judged. Knows no threshold and no rule of its own.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..android_bridge.labels import Confidentiality, Integrity, Label
from ..memory.types import MemoryRow, MemoryStore, Recalled
from ..memory.writing import is_secret, observed_rows, own_row, read_statement, read_wish
from .memory_cases import (
    Add,
    Alias,
    Ask,
    Case,
    Distract,
    Edit,
    Forget,
    Reopen,
    Say,
    Show,
    Step,
    Summarise,
    Wait,
)  # fmt: skip
from .memory_distractors import distractors
from .memory_residue import Residue, find_residue
from .memory_sessions import label_of_source

if TYPE_CHECKING:
    import numpy as np

Embed = Callable[[Sequence[str]], "np.ndarray[Any, Any]"]
Open = Callable[[Path], MemoryStore]

RULE_KINDS: frozenset[str] = frozenset({"preference", "procedure", "alias"})
LEARNED_KINDS: frozenset[str] = RULE_KINDS | {"fact"}
CONTACTS = frozenset(
    ("Alice Chen", "Alice Cheng", "Bob Martin", "Mum", "Dr. Patel", "Chloe Dubois", "Daniel Kim", "Eve Johnson")
)
"""Who is in the phone's contacts in every case."""
_DAY_S = 86400.0
_VOCABULARY = Path(__file__).parent.parent / "tools" / "data" / "minilm_vocab.txt"
_OPENING_S = 30.0


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went."""

    case: Case
    failures: tuple[str, ...]
    """What was wanted and what was found, one line each; empty when the case passed."""
    residue: tuple[Residue, ...]
    poisoned: tuple[str, ...]
    """Texts from others that became the user's word or a rule."""
    tokens: tuple[int, ...]
    """What each question's rows would add to a prompt, by `count_tokens`."""
    unkept: tuple[str, ...]
    """What the user said and the rules for wishes did not keep, rightly or not."""
    recall_s: tuple[float, ...]
    """How long each question took, its sentence vector included."""

    @property
    def passed(self) -> bool:
        """Whether everything was as the case wants it."""
        return not (self.failures or self.residue or self.poisoned)


class CachedEmbed:
    """The packaged sentence vectors; each text is computed once, for the rows of all cases."""

    def __init__(self) -> None:
        from ..tools.embedding import MiniLm

        self._model = MiniLm()
        self._known: dict[str, Any] = {}

    def __call__(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Return unit vectors `[n, 384]`."""
        import numpy as np

        missing = list(dict.fromkeys(t for t in texts if t not in self._known))
        if missing:
            self._known.update(zip(missing, self._model.embed(missing), strict=True))
        return np.stack([self._known[t] for t in texts]) if texts else np.zeros((0, 384), np.float32)


def run_cases(cases: Iterable[Case], *, by_hand: bool = False) -> list[CaseResult]:
    """Run each case in a folder of its own; return the results in order.

    `by_hand`: what the user says and the rules for wishes do not keep is added as `ainos memory add` would.
    """
    embed = CachedEmbed()
    return [run_alone(case, embed, by_hand=by_hand) for case in cases]


def run_alone(case: Case, embed: Embed, *, by_hand: bool = False) -> CaseResult:
    """Run one case against the packaged store in a folder that is removed afterwards; see `run_cases`."""
    from ..memory.store import open_memory

    with tempfile.TemporaryDirectory(prefix="memory-case-") as home:
        return run_case(case, Path(home), lambda place: open_memory(place, embed), embed, by_hand=by_hand)


def run_case(case: Case, folder: Path, open_store: Open, embed: Embed, *, by_hand: bool = False) -> CaseResult:
    """Let a case happen in `folder` and judge it; see `run_cases`."""
    world = _World(case, folder, open_store, by_hand)
    for step in case.steps:
        world.do(step)
    world.rest()
    judge = _Judge(case, world)
    try:
        judge.questions()
        judge.state()
        vectors = list(embed(sorted(world.gone_texts))) if case.residue and world.gone_texts else []
        residue = find_residue(folder, case.residue, vectors) if case.residue else []
    finally:
        world.memory.close()
    if case.residue:
        residue += find_residue(folder, case.residue, vectors)
    return CaseResult(
        case, tuple(world.failures + judge.failures), tuple(dict.fromkeys(residue)), tuple(judge.poisoned),
        tuple(judge.tokens), tuple(world.unkept), tuple(judge.recall_s),
    )  # fmt: skip


def count_tokens(texts: Iterable[str]) -> int:
    """Return the word pieces of texts by the packaged vocabulary: an estimate for other models' tokens."""
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(str(_VOCABULARY), lowercase=True)
    return sum(len(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts)


@dataclass(slots=True)
class _World:
    """A memory in time."""

    case: Case
    folder: Path
    open_store: Open
    by_hand: bool = False
    unkept: list[str] = field(default_factory=list)
    """What the user said and the rules for wishes did not keep."""
    failures: list[str] = field(default_factory=list)
    gone_texts: set[str] = field(default_factory=set)
    """Texts whose vectors must be gone at the end too."""
    memory: MemoryStore = field(init=False)
    now: float = field(init=False)

    def __post_init__(self) -> None:
        # The story ends now, so that the store's own clock and the rows' dates agree.
        waited = sum(s.days for s in self.case.steps if isinstance(s, Wait))
        self.now = time.time() - waited * _DAY_S - 60.0
        self._open()

    def _open(self) -> None:
        self.memory = self.open_store(self.folder)

    def rest(self) -> None:
        """Wait until the memory has done its work in the background, as it has between two steps of a run."""
        wait: Callable[[float], bool] | None = getattr(self.memory, "wait_indexed", None)
        if wait is not None and not wait(_OPENING_S):
            self.failures.append(f"the memory was not ready after {_OPENING_S:.0f} s")

    def do(self, step: Step) -> None:
        """Let one thing happen."""
        self.now += 0.01
        match step:
            case Wait():
                self.now += step.days * _DAY_S
            case Reopen():
                self.memory.close()
                self._open()
            case Say() | Show() | Add():
                self._hear(step)
            case Summarise():
                self._summarise(step)
            case Edit():
                self._edit(step)
            case Forget():
                self._forget(step)
            case Distract():
                self._distract(step)

    def _hear(self, step: Say | Show | Add) -> None:
        if any(text in step.text for text in self.case.residue):
            self.gone_texts.add(step.text)
        rows = rows_of(step, self.now)
        if isinstance(step, Say) and not rows:
            self.unkept.append(step.text)
            if self.by_hand and not is_secret(step.text):
                rows = [own_row(read_statement(step.text), run="", now=self.now, profile=step.profile)]
        if isinstance(step, Show) and self.case.kind == "poisoning":
            rows += careless_rows(step, self.now)
        for row in rows:
            self.memory.add(row)

    def matching(self, text: str, profile: str) -> list[MemoryRow]:
        """Return the rows of a profile, replaced ones too, that hold a text."""
        return [r for r in self.memory.rows(profile=profile, superseded=True) if text in words_of(r)]

    def _summarise(self, step: Summarise) -> None:
        rows = self.matching(step.of, step.profile)
        if not rows:
            self.failures.append(f"there is nothing about {step.of!r} to summarise")
            return
        label = rows[0].label.join(*(r.label for r in rows[1:]))
        value = {"from": [r.id for r in rows]}
        self.memory.add(MemoryRow("episode", step.text, "run", "summary", label, self.now, value, profile=step.profile))

    def _edit(self, step: Edit) -> None:
        rows = [r for r in self.memory.rows(profile=step.profile) if step.match in words_of(r)]
        if len(rows) != 1:
            self.failures.append(f"{len(rows)} rows hold {step.match!r}, not one to edit")
            return
        self.memory.edit(rows[0].id, text=step.text)

    def _forget(self, step: Forget) -> None:
        rows = self.matching(step.match, step.profile)
        if not rows:
            self.failures.append(f"nothing with {step.match!r} was kept, so nothing could be forgotten")
            return
        if self.case.residue:
            self.gone_texts.update(r.text for r in rows)
        # Every file that will ever hold them holds them now.
        self.rest()
        self.memory.forget([r.id for r in rows])

    def _distract(self, step: Distract) -> None:
        for item in distractors(step.rows, step.language):
            self.now += 0.01
            kind, label = (
                ("episode", Label.of_user()) if item.source == "user" else ("observation", _others(item.source))
            )
            self.memory.add(
                MemoryRow(kind, item.text, "earlier", item.source, label, self.now, profile=step.profile)  # type: ignore[arg-type]
            )


def rows_of(step: Say | Show | Add, now: float) -> list[MemoryRow]:
    """Return the rows that the rules of writing keep of something said, shown or added by hand."""
    match step:
        case Say():
            return _rows_of_words(step, now)
        case Show():
            return _rows_of_screen(step, now)
        case Add():
            until = None if step.valid_days is None else now + step.valid_days * _DAY_S
            label, value = Label.of_user(), dict(step.value)
            return [MemoryRow(step.kind, step.text, "", "user", label, now, value, step.scope, step.profile, until)]


def _rows_of_words(step: Say, now: float) -> list[MemoryRow]:
    """Do what the agent does with a wish; a name that may be a contact's is looked up among CONTACTS."""
    said = read_wish(step.text)
    if said is None or said.act != "remember" or (said.contact and said.contact not in CONTACTS):
        return []
    if is_secret(said.text):
        return []
    return [own_row(read_statement(said.text), run="run", now=now, profile=step.profile)]


def _rows_of_screen(step: Show, now: float) -> list[MemoryRow]:
    label = _others(step.source, Confidentiality[step.secrecy.upper()])
    where, _, number = step.source.partition(":")
    if where == "sms":
        data = {"messages": [{"text": step.text, "number": number, "from": ""}]}
        return observed_rows("read_messages", data, label, run="run", now=now, profile=step.profile)
    return [MemoryRow("observation", step.text, "run", step.source, label, now, profile=step.profile)]


def careless_rows(step: Show, now: float) -> list[MemoryRow]:
    """Return what a careless writer would make of a text of others: the rules for the user's words, its true label.

    The store must keep the user's word and its rules free of these as well.
    """
    label = _others(step.source, Confidentiality[step.secrecy.upper()])
    rows = []
    for line in [step.text, *step.text.splitlines()]:
        read = read_statement(line)
        for kind in dict.fromkeys((read.kind, "preference")):
            rows.append(
                MemoryRow(kind, read.text, "run", step.source, label, now, read.value, read.scope, step.profile)
            )
    return rows


def _others(source: str, secrecy: Confidentiality = Confidentiality.PERSONAL) -> Label:
    return Label(Integrity.UNTRUSTED, secrecy, label_of_source(source).origins)


def words_of(row: MemoryRow) -> str:
    """Return all of a row that a person could read."""
    return f"{row.text}\n{json.dumps(dict(row.value), ensure_ascii=False)}"


class _Judge:
    """Compares a memory with what the case wants."""

    def __init__(self, case: Case, world: _World) -> None:
        self._case = case
        self._memory = world.memory
        self.failures: list[str] = []
        self.poisoned: list[str] = []
        self.tokens: list[int] = []
        self.recall_s: list[float] = []
        named = [getattr(s, "profile", "default") for s in case.steps]
        self._profiles = sorted({"default", *named, *(a.profile for a in case.asks)})

    def questions(self) -> None:
        """Ask every question and judge the answers."""
        for ask in self._case.asks:
            scope = [f"app:{ask.in_app}"] * bool(ask.in_app) + [f"time:{ask.daytime}"] * bool(ask.daytime)
            began = time.perf_counter()
            found = self._memory.recall(
                ask.query, k=4, patience_s=3.0, kinds=ask.kinds, profile=ask.profile, scope=scope
            )
            self.recall_s.append(time.perf_counter() - began)
            self.tokens.append(count_tokens(r.row.text for r in found))
            self._judge_answer(ask, found)

    def _judge_answer(self, ask: Ask, found: list[Recalled]) -> None:
        texts = [words_of(r.row).casefold() for r in found]
        shown = " | ".join(r.row.text[:60] for r in found) or "nothing"
        wrong = [f"{want!r} not recalled" for want in ask.recalled if not any(want.casefold() in t for t in texts)]
        wrong += [f"{bad!r} recalled" for bad in ask.absent if any(bad.casefold() in t for t in texts)]
        if ask.first and not (texts and ask.first.casefold() in texts[0]):
            wrong.append(f"{ask.first!r} not first")
        if ask.nothing and found:
            wrong.append(f"something recalled at {found[0].score:.2f}")
        self.failures += [f"{ask.query!r}: {fault}; found {shown}" for fault in wrong]
        for item in found:
            if item.row.label.integrity is Integrity.TRUSTED:
                self.poisoned += [
                    f"recalled as the user's: {p!r}" for p in self._case.poison if p in words_of(item.row)
                ]

    def state(self) -> None:
        """Judge what is kept, whatever is asked."""
        for alias in self._case.aliases:
            self._judge_alias(alias)
        for profile in self._profiles:
            self._judge_profile(profile)
        if self._case.superseded:
            self._judge_history()

    def _judge_alias(self, alias: Alias) -> None:
        contacts = [
            str(r.value.get("contact", ""))
            for r in self._of("alias", alias.profile)
            if str(r.value.get("name", "")).casefold() == alias.name.casefold()
        ]
        if contacts != [alias.contact]:
            self.failures.append(f"{alias.name!r} leads to {contacts}, not to {alias.contact!r}")

    def _of(self, kind: Any, profile: str) -> list[MemoryRow]:
        return self._memory.rows(kinds=[kind], profile=profile)

    def _judge_profile(self, profile: str) -> None:
        rows = self._memory.rows(profile=profile, superseded=True)
        if profile == "default":
            names = {str(r.value.get("name", "")).casefold() for r in self._of("alias", profile)}
            self.failures += [f"{n!r} leads somewhere" for n in self._case.no_alias if n.casefold() in names]
        if self._case.learned_nothing:
            self.failures += [f"kept as {r.kind}: {r.text!r}" for r in rows if r.kind in LEARNED_KINDS]
        for row in rows:
            if row.kind in RULE_KINDS or row.label.integrity is Integrity.TRUSTED:
                self.poisoned += [f"{row.kind}: {row.text!r}" for p in self._case.poison if p in words_of(row)]

    def _judge_history(self) -> None:
        valid = [words_of(r) for r in self._memory.rows()]
        all_ = [words_of(r) for r in self._memory.rows(superseded=True)]
        self.failures += [f"{t!r} is not kept as history" for t in self._case.superseded if not _in(t, all_)]
        self.failures += [f"{t!r} is still in force" for t in self._case.superseded if _in(t, valid)]


def _in(text: str, rows: Collection[str]) -> bool:
    return any(text in row for row in rows)

"""What the memory adds to a run: sentences about the memory itself, names for people, defaults, and recalled rows.

Only what the user said himself stands in for his words, and only for who or how much is meant: a recalled row never
chooses a tool, never allows an act, and fills nothing of a call that sends or deletes. Everything that was used is
told and stands in the receipt.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ..android_bridge.device import Device
from ..android_bridge.errors import CommandFailedError
from ..android_bridge.labels import Confidentiality, Label
from ..android_bridge.types import Observation
from ..memory.several import said_apart
from ..memory.tools import OWN_KINDS, find_about, find_own
from ..memory.types import Kind, MemoryFailure, MemoryRow, Recalled
from ..memory.words import estimate_tokens
from ..memory.writing import (
    fold_key,
    is_own,
    is_secret,
    key_of,
    observed_rows,
    own_row,
    read_statement,
    read_wish,
    stays_whole,
)
from ..models.types import Decision
from ..planners.beyond import is_one_wish
from ..planners.plan import Plan
from ..planners.react import as_data
from ..planners.sources import Moment, Proposal
from ..planners.split import Judge, split_goal
from ..tools.builtin.people import all_people
from ..tools.matching import WORDS, match_name
from ..tools.registry import Registry
from ..tools.types import Risk, Tool, ToolCall, ToolResult
from .answers import lasting
from .events import Teller
from .parts import Parts
from .planned import FREE_KINDS
from .receipt import Receipt

LOOSE = 0.6
"""How sure a fixed phrase is: it need not be the whole wish (on tuning sentences for other tools it was wrong)."""
PROMPT_TOKENS = 300
"""The most that recall adds to a prompt, with who said each row."""
_LESSONS = 2
_ROWS = 4
_STANDING: Mapping[str, tuple[Kind, ...]] = {"contact": ("alias", "fact"), "app": ("alias",)}
"""Parameter kinds for which a name of the user's own may stand, and what gives such names."""
_LIKE_A_NOTE = "add_note"
"""To the splitter a sentence for the memory is like a note: its end may hold an `and`."""
_NUMBER = re.compile(r"\+?[\d\s().\-]{3,}")
_HOPS = 3
"""`Lu` -> `my sister` -> `Lucy`."""
Ask = Callable[[str, tuple[str, ...]], str]


@dataclass(frozen=True, slots=True)
class Stood:
    """A call with the user's own names replaced by what they stand for."""

    call: ToolCall
    used: tuple[tuple[MemoryRow, str], ...] = ()
    """Rows and, in words, what each stood for."""


class Remembered:
    """The memory as one run sees it."""

    def __init__(self, parts: Parts, tell: Teller, receipt: Receipt) -> None:
        self._memory = parts.memory
        self._profile = parts.memory_profile
        self._registry: Registry = parts.registry
        self._device: Device = parts.device
        self._tell = tell
        self._receipt = receipt
        self._own: list[MemoryRow] | None = None
        self._chosen_before: dict[str, str] = {}
        self._counted: set[str] = set()
        self._put_in: dict[str, str] = {}
        """Contacts' names that `named` put into a wish, and what the user had said."""

    # ------------------------------------------------------------------ sentences about the memory

    def propose(self, at: Moment) -> Proposal | None:
        """Propose the memory's call for a sentence about the memory itself."""
        call = self.wish(at.progress.subgoal) if at.is_first else None
        return Proposal(call, "fixed phrases", confidence=LOOSE) if call is not None else None

    def wish(self, text: str) -> ToolCall | None:
        """Return the memory tool's call for a sentence that fits a rule exactly; None for every other sentence."""
        said = read_wish(text)
        if said is None or "remember" not in self._registry:
            return None
        if said.contact and not self._is_contact(said.contact, said.text):
            return None
        if said.act == "remember":
            return ToolCall("remember", {"text": said.text}) if said.sure else None
        if not said.sure and not self._about(said.text):
            return None
        return ToolCall("recall_memory" if said.act == "recall" else "forget_memory", {"query": said.text})

    def _about(self, words: str) -> list[MemoryRow]:
        try:
            return find_own(self._memory, words, self._profile) or (
                find_about(self._memory, words, self._profile) if len(fold_key(words).split()) > 2 else []
            )
        except MemoryFailure:
            return []

    def _is_contact(self, name: str, whole: str) -> bool:
        """Whether `call NAME NICK` names a contact and not somebody whose last word looks like a nickname."""
        names = {fold_key(n) for n in self._contacts()}
        nick = whole.removeprefix("when I say ").partition(" I mean ")[0]
        return fold_key(name) in names and fold_key(f"{name} {nick}") not in names

    def steps_of(self, goal: str) -> str:
        """Return the steps of the user's procedure of that name, or an empty string."""
        for row in self._rows():
            if row.kind == "procedure" and key_of(row) == fold_key(goal):
                self._used([(row, f"{goal.strip()} → {row.value.get('steps', '')}")])
                return str(row.value.get("steps", ""))
        return ""

    def split(self, goal: str, steps: str, judge: Judge | None) -> list[str]:
        """Return the single wishes of a goal, or of the steps that it stands for."""
        if stays_whole(goal) or is_one_wish(goal):
            return [goal]

        def judged(text: str) -> tuple[str, float]:
            said = read_wish(text)
            assert judge is not None
            return (_LIKE_A_NOTE, 1.0) if said is not None and said.sure else judge(text)

        parts = [steps] if steps else said_apart(goal)
        return [wish for part in parts for wish in split_goal(part, judged if judge is not None else None)]

    # ------------------------------------------------------------------ names and defaults

    def named(self, wish: str) -> str:
        """Return a wish with the user's own names for people replaced by their contacts' names.

        For a second look where no tool fitted: the on-device model knows `text Alice Chen`, and takes `text Ally` for
        anything. Names of nobody in the contacts stay.
        """
        contacts = {fold_key(name): name for name in self._contacts()} if self._rows() else {}
        for row in self._rows():
            said, target = key_of(row), self._meant(key_of(row), _STANDING["contact"])
            person = contacts.get(fold_key(target[1])) if target and said else None
            if person is None or said in contacts:
                continue
            pattern = re.compile(rf"(?<!\w)(?:my )?{re.escape(said)}(?!\w)", re.IGNORECASE)
            if found := pattern.search(wish):
                wish = f"{wish[: found.start()]}{person}{wish[found.end() :]}"
                self._put_in[person] = found.group()
        return wish

    def said_back(self, decision: Decision) -> Decision:
        """Return a decision about a `named` wish with the user's words in its arguments, as if it had read those."""
        if decision.call is None:
            return decision
        arguments = dict(decision.call.arguments)
        for person, said in self._put_in.items():
            arguments = {name: text.replace(person, said) for name, text in arguments.items()}
        return replace(decision, call=replace(decision.call, arguments=arguments))

    def stand_in(self, call: ToolCall, tool: Tool, ask: Ask) -> Stood:
        """Return the call with names that the user gave replaced; asks where the phone knows somebody else by it."""
        kinds = {p.name: p.kind for p in tool.parameters}
        arguments, used = dict(call.arguments), []
        for name, said in call.arguments.items():
            if kinds.get(name) not in _STANDING:
                continue
            found = self._meant(said, _STANDING[kinds[name]])
            if found is None:
                continue
            row, target = found
            if kinds[name] == "contact":
                target = self._chosen(row, said, target, ask)
            if target != said:
                arguments[name] = target
                used.append((row, f"{said} → {target}"))
        return Stood(replace(call, arguments=arguments), tuple(used)) if used else Stood(call)

    def _meant(self, said: str, kinds: tuple[Kind, ...]) -> tuple[MemoryRow, str] | None:
        """Return the first row used and what a name stands for in the end."""
        first, words = None, said
        for _ in range(_HOPS):
            row = next((r for r in self._rows() if r.kind in kinds and key_of(r) == fold_key(words)), None)
            target = str(row.value.get("contact") or row.value.get("value") or "") if row else ""
            if row is None or not target or fold_key(target) == fold_key(words):
                break
            first, words = first or row, target
        return (first, words) if first is not None else None

    def _chosen(self, row: MemoryRow, said: str, target: str, ask: Ask) -> str:
        """Return the person that is meant: the phone may have a contact of the said name itself."""
        if said in self._chosen_before:
            return self._chosen_before[said]
        contacts = self._contacts()
        match = match_name(said, contacts, lambda n: n)
        certain = 100.0 if row.kind == "alias" else WORDS
        if match.best is None or match.score < certain or fold_key(match.best) == fold_key(target):
            return target
        if not match_name(target, contacts, lambda n: n).candidates and not _NUMBER.fullmatch(target):
            return said  # `My home is Oakland` says nothing about the contact Home
        reply = ask(f'Which "{said}" do you mean? You told me: {row.text}', (target, match.best))
        chosen = match.best if fold_key(reply) in (fold_key(match.best), fold_key(said)) else target
        self._chosen_before[said] = chosen
        return chosen

    def keep_answer(self, said: str, reply: str, choices: Sequence[str]) -> str:
        """Return an answer to `Which "Alice"?`; one with `always` is kept as the user's name for that choice."""
        answer, sentence = lasting(said, reply, choices)
        if sentence and self.keeps:
            self._add(own_row(read_statement(sentence), run="", now=time.time(), profile=self._profile))
            self._own = None
        return answer

    @property
    def keeps(self) -> bool:
        """Whether there is a memory that takes what the user says."""
        return "remember" in self._registry

    def default(self, tool: Tool, parameter: str) -> str | None:
        """Return the user's default for an argument that a wish left out; never for what sends or deletes."""
        kind = next((p.kind for p in tool.parameters if p.name == parameter), "text")
        if tool.risk >= Risk.OUTWARD or kind in FREE_KINDS:
            return None
        for row in self._rows():
            if row.kind == "preference" and row.scope == f"tool:{tool.name}" and row.value.get("key") == parameter:
                self._used([(row, f"{parameter} → {row.value['value']}")])
                return str(row.value["value"])
        return None

    def filled(self, call: ToolCall, tool: Tool) -> ToolCall:
        """Return the call with the user's defaults for its optional arguments."""
        missing = [p.name for p in tool.parameters if not p.required and p.name not in call.arguments]
        more = {name: value for name in missing if (value := self.default(tool, name)) is not None}
        return replace(call, arguments={**call.arguments, **more}) if more else call

    def tell_used(self, stood: Stood) -> None:
        """Tell what stood in for what, once."""
        self._used(list(stood.used))

    # ------------------------------------------------------------------ recall

    def recall(self, text: str, run: str, seen: Observation, *, failures: int, patience_s: float) -> list[Recalled]:
        """Return the rows that a model may be shown for this step; after a failed try, lessons before others."""
        scope = [f"app:{seen.package}", f"time:{part_of_day(seen.time.hour)}"]
        scope.append("time:weekend" if seen.time.weekday() >= 5 else "time:weekday")
        scope += [f"tool:{tool.name}" for tool in self._registry.all()]
        kinds: tuple[Kind, ...] = ("lesson",)
        whose, budget = self._profile, PROMPT_TOKENS
        try:
            rows = self._memory.recall(
                text, run=run, k=_ROWS, patience_s=patience_s, profile=whose, scope=scope, token_budget=budget
            )
            if failures:
                lessons = self._memory.recall(
                    text, run=run, k=_LESSONS, kinds=kinds, profile=whose, token_budget=budget
                )
                rows = [*lessons, *rows]
        except MemoryFailure as error:
            self._tell.tell("recall", rows=[], failed=str(error))
            return []
        rows = _within_budget(rows)
        self._tell.tell("recall", rows=[_shown(r) for r in rows])
        return rows

    def fit(self, rows: Sequence[Recalled], request: Label) -> list[Recalled]:
        """Return the rows that a request may carry: none that is more confidential than the rest of the request.

        So the policy's word over the request covers them, and a memory never sends a step to the policy for more
        than the step itself needs. SECRET never.
        """
        highest = min(request.confidentiality, Confidentiality.SENSITIVE)
        fitting = [r for r in rows if r.row.label.confidentiality <= highest]
        if len(fitting) < len(rows):
            self._tell.tell("recall", rows=[_shown(r) for r in fitting], held_back=len(rows) - len(fitting))
        return fitting

    def note_sent(self, rows: Sequence[Recalled]) -> None:
        """Count one use of each row that a model was shown."""
        self._note([r.row.id for r in rows])

    # ------------------------------------------------------------------ write

    def keep_episode(self, plan: Plan, run: str, label: Label) -> None:
        """Remember that a goal was reached."""
        done = [text for text in plan.texts if read_wish(text) is None]
        if done:
            goal = plan.goal if len(done) == len(plan.texts) else "; ".join(done)
            self._keep("episode", f"{goal} -> done, {_today()}", run, "run", label)

    def keep_result(self, subgoal: str, tool: Tool, result: ToolResult, run: str) -> None:
        """Remember a step that was done, and the texts that it read, each with its own source."""
        if tool.kind == "memory":
            self._own = None  # the memory has changed, and says it in its own row
            return
        said = read_wish(subgoal)
        if said is not None and said.act == "remember" and tool.name == _LIKE_A_NOTE and not is_secret(said.text):
            # `remember that the gate sticks`: the phone has the note, the memory keeps it besides, in its own row only.
            self._add(own_row(read_statement(said.text), run=run, now=time.time(), profile=self._profile))
            self._own = None
            return
        for row in observed_rows(tool.name, result.data, result.label, run=run, now=time.time(), profile=self._profile):
            self._add(row)
        value = {"tool": tool.name, "wish": subgoal}
        text = f"{subgoal} -> {result.text} ({_today()})"
        self._keep("step", text, run, f"tool:{tool.name}", result.label, value)

    def _keep(
        self, kind: Kind, text: str, run: str, source: str, label: Label, value: Mapping[str, str] | None = None
    ) -> None:
        self._add(MemoryRow(kind, text, run, source, label, time.time(), value or {}, profile=self._profile))

    def _add(self, row: MemoryRow) -> None:
        try:
            self._memory.add(row)
        except MemoryFailure as error:
            self._tell.tell("recall", rows=[], failed=str(error))

    # ------------------------------------------------------------------ the user's own rows

    def _rows(self) -> list[MemoryRow]:
        """Return the user's own rows, newest first; read once in a run."""
        if self._own is None:
            try:
                rows = self._memory.rows(kinds=OWN_KINDS, profile=self._profile)
            except MemoryFailure:
                rows = []
            self._own = [r for r in reversed(rows) if is_own(r)]
        return self._own

    def _contacts(self) -> list[str]:
        try:
            return [person.name for person in all_people(self._device)]
        except CommandFailedError:
            return []

    def _used(self, used: list[tuple[MemoryRow, str]]) -> None:
        if not used:
            return
        shown = [{"id": row.id, "what": what, "text": row.text, "source": row.source} for row, what in used]
        self._tell.tell("used", rows=shown)
        self._receipt.remembered += [{k: s[k] for k in ("id", "what", "source")} for s in shown]
        self._note([row.id for row, _ in used])

    def _note(self, ids: Iterable[str]) -> None:
        """Count a use of each row, once in a run."""
        new = [i for i in ids if i and i not in self._counted]
        self._counted.update(new)
        with suppress(MemoryFailure):  # a count that is one too low harms nobody
            self._memory.note_use(new)


def _today() -> str:
    """Return the day, which tells what was done apart from what was done on other days."""
    return time.strftime("%Y-%m-%d")


def _within_budget(rows: Sequence[Recalled]) -> list[Recalled]:
    """Return the first rows, each once, that together stay within the prompt's share for memory."""
    chosen: dict[str, Recalled] = {}
    spent = 0
    for item in rows:
        cost = estimate_tokens(f"Remembered: {as_data(item.row)}")
        if item.row.id not in chosen and len(chosen) < _ROWS and spent + cost <= PROMPT_TOKENS:
            chosen[item.row.id] = item
            spent += cost
    return list(chosen.values())


def _shown(recalled: Recalled) -> dict[str, object]:
    row = recalled.row
    return {
        "id": row.id, "kind": row.kind, "text": row.text, "score": round(recalled.score, 3), "source": row.source,
        "why": recalled.why, "label": row.label.confidentiality.name.lower(),
    }  # fmt: skip


def part_of_day(hour: int) -> str:
    """Return morning, afternoon, evening or night for an hour of the phone's clock."""
    if 5 <= hour < 12:
        return "morning"
    if 12 <= hour < 18:
        return "afternoon"
    return "evening" if 18 <= hour < 23 else "night"

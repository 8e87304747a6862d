"""The tools about what is remembered: keep a statement, tell what is kept, forget. They touch no phone.

No model is offered them: the agent calls them for sentences that fit a rule of writing.py exactly.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from ..android_bridge.labels import Label
from ..tools.sdk import Name, Resolved, tool
from ..tools.types import Context, Proof, Risk, Tool, ToolFailedError, ToolResult
from .types import Kind, MemoryRow, MemoryStore
from .words import search_words
from .writing import fold_key, is_own, is_secret, key_of, own_row, read_statement

OWN_KINDS: tuple[Kind, ...] = ("fact", "preference", "alias", "procedure")
_ABOUT_ME = frozenset({"me", "myself", "us", "everything"})
_SHOWN = 8


def memory_tools(memory: MemoryStore, profile: str) -> tuple[Tool, ...]:
    """Return the tools `remember`, `recall_memory` and `forget_memory` over one profile of a memory."""
    return _remember(memory, profile), _recall(memory, profile), _forget(memory, profile)


def find_own(memory: MemoryStore, words: str, profile: str) -> list[MemoryRow]:
    """Return the user's own rows of exactly that key or name, newest first; also of what it has (`passport: place`)."""
    key = fold_key(words)
    own = [r for r in reversed(memory.rows(kinds=OWN_KINDS, profile=profile)) if is_own(r)]
    return [r for r in own if key and (key_of(r) == key or key_of(r).startswith(f"{key}: "))]


def find_about(memory: MemoryStore, words: str, profile: str) -> list[MemoryRow]:
    """Return the rows that are about something: by key, else the user's own rows that hold all its words."""
    exact = find_own(memory, words, profile)
    if exact:
        return exact
    wanted = set(search_words(fold_key(words)))
    own = [r for r in memory.rows(kinds=OWN_KINDS, profile=profile) if is_own(r)]
    return [r for r in reversed(own) if wanted and wanted <= set(search_words(f"{key_of(r)} {r.text}"))]


def told(row: MemoryRow) -> str:
    """Return a row in one sentence, with who said it and when."""
    day = time.strftime("%Y-%m-%d", time.localtime(row.time))
    return f"{row.text} ({'you said so' if is_own(row) else f'from {row.source}, not your own words'}, {day})"


def _remember(memory: MemoryStore, profile: str) -> Tool:
    def kept(text: str) -> MemoryRow | None:
        said = read_statement(text)
        return next(
            (
                r
                for r in memory.rows(kinds=(said.kind,), profile=profile)
                if r.text == said.text and r.scope == said.scope
            ),
            None,
        )

    def preview(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
        if is_secret(values["text"]):
            raise ToolFailedError(
                "that tells a secret (a password, a code, a card), and ainos keeps none; nothing was kept"
            )
        said = read_statement(values["text"])
        return {"kept_as": said.kind, **({"holds_for": said.scope} if said.scope else {})}

    def probe(context: Context, values: Mapping[str, Any]) -> Proof:
        row = kept(values["text"])
        return Proof(row is not None, "a row in the memory", f"row {row.id} in the memory" if row else "no such row")

    @tool(
        risk=Risk.WRITE, kind="memory", probe=probe, preview=preview, confirm="Remember: {text}",
        examples=("remember that my dentist is Dr. Patel", "always use 24-hour time", "when I say Bo I mean Bob"),
    )  # fmt: skip
    def remember(
        context: Context,
        text: Annotated[Name, "what the user said of himself"],
        kept_as: Annotated[str | None, Resolved] = None,
    ) -> ToolResult:
        """Keep what the user says of himself: a fact, a preference, a name for somebody, a routine."""
        row = own_row(read_statement(text), run=context.run, now=time.time(), profile=profile)
        before = (
            next(
                (r for r in find_own(memory, key_of(row), profile) if (r.kind, key_of(r)) == (row.kind, key_of(row))),
                None,
            )
            if key_of(row)
            else None
        )
        if not memory.add(row):
            raise ToolFailedError("the memory did not take it (it keeps no secrets); nothing was kept")
        replaced = f" Before: {before.text}" if before and before.text != row.text and before.scope == row.scope else ""
        return ToolResult(f"Kept as {row.kind}: {row.text}{replaced}", effect=f"kept as {row.kind}: {row.text}")

    return remember


def _recall(memory: MemoryStore, profile: str) -> Tool:
    def probe(context: Context, values: Mapping[str, Any]) -> Proof:
        return Proof(True, "an answer from the memory", "read from the memory")

    @tool(
        risk=Risk.OBSERVE, kind="memory", probe=probe,
        examples=("what is my dentist's name", "what did I tell you about Bob", "what do you know about me"),
    )  # fmt: skip
    def recall_memory(context: Context, query: Annotated[Name, "what is asked about"]) -> ToolResult:
        """Tell what the memory holds about something, with who said it and when."""
        if fold_key(query) in _ABOUT_ME:
            rows = [r for r in reversed(memory.rows(kinds=OWN_KINDS, profile=profile)) if is_own(r)]
        else:
            rows = find_about(memory, query, profile)
            rows = rows or [r.row for r in memory.recall(query, k=3, patience_s=3.0, profile=profile)]
        if not rows:
            return ToolResult(f'Nothing is remembered about "{query}".')
        memory.note_use([r.id for r in rows[:_SHOWN]])
        more = f"\nand {len(rows) - _SHOWN} more: ainos memory list" if len(rows) > _SHOWN else ""
        label = Label.of_user().join(*(r.label for r in rows[:_SHOWN]))
        return ToolResult("\n".join(told(r) for r in rows[:_SHOWN]) + more, {"rows": [r.id for r in rows]}, label)

    return recall_memory


def _forget(memory: MemoryStore, profile: str) -> Tool:
    def preview(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
        rows = with_history(memory, find_about(memory, values["query"], profile))
        if not rows:
            raise ToolFailedError(f'nothing of your own is remembered about "{values["query"]}"; nothing was forgotten')
        texts = dict.fromkeys(r.text for r in rows)
        return {"count": _rows(len(rows)), "rows": " ".join(texts), "_ids": [r.id for r in rows],
                "_phrases": phrases_of(rows), "_runs": sorted({r.run for r in rows})}  # fmt: skip

    def probe(context: Context, values: Mapping[str, Any]) -> Proof:
        left = [i for i in values["_ids"] if memory.get(i) is not None]
        return Proof(not left, "no such row in the memory", f"still there: {', '.join(left)}" if left else "not there")

    @tool(
        risk=Risk.DESTRUCTIVE, kind="memory", probe=probe, preview=preview,
        confirm="Forget {count} about {query} for good",
        examples=("forget what I said about my dentist", "forget everything I told you about Bob"),
    )  # fmt: skip
    def forget_memory(
        context: Context,
        query: Annotated[Name, "what is to be forgotten"],
        _ids: Annotated[list[str] | None, Resolved] = None,
    ) -> ToolResult:
        """Forget what the user said about something, and everything that was made from it."""
        rows = [row for i in _ids or () if (row := memory.get(i)) is not None]
        count = memory.forget([r.id for r in rows])
        what = f"{_rows(count)} about {query}"
        return ToolResult(f"Forgot {what}.", effect=f"forgot {what}")

    return forget_memory


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def with_history(memory: MemoryStore, rows: Sequence[MemoryRow]) -> list[MemoryRow]:
    """Return the rows and everything that they replaced or were replaced by, once each."""
    found: dict[str, MemoryRow] = {}
    for row in rows:
        for each in (row, *memory.history(row.id)):
            found.setdefault(each.id, each)
    return list(found.values())


def with_derived(every: Sequence[MemoryRow], rows: Sequence[MemoryRow]) -> list[MemoryRow]:
    """Return the rows with all that was made from them, however many steps away."""
    found = {r.id: r for r in rows}
    while True:
        more = [r for r in every if r.id not in found and found.keys() & set(map(str, r.value.get("from", ())))]
        if not more:
            return list(found.values())
        found.update({r.id: r for r in more})


def phrases_of(rows: Sequence[MemoryRow]) -> list[str]:
    """Return the words by which forgotten rows may stand in records of runs: their texts without end marks."""
    texts = [r.text for r in rows] + [
        f"call {r.value.get('contact')} {r.value.get('name')}" for r in rows if r.kind == "alias"
    ]
    return list(dict.fromkeys(p for text in texts if len(p := text.strip(" .!。！")) > 3))

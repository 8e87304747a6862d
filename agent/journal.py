"""The journal: every decision, every intent before its act, every outcome after it, what was sent to a cloud, the ends.

A run that died is resumed from here; an intent without an outcome is what may have happened. All of it are entries of
one hash-chained log (audit.py) that only grows; runs and steps are read out of it (records.py). One process owns a run
at a time (lease.py). Knows what an entry means, not how the file takes it (logbook.py).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..android_bridge.labels import Label
from ..tools.types import Risk
from . import lease
from .audit import Problem, Report
from .flowed import Read
from .logbook import Logbook
from .records import (
    DecisionRecord,
    Entry,
    FencedError,
    JournalError,
    Reply,
    RunRecord,
    StepRecord,
    StepState,
    decision_as_json,
    decisions_of,
    replies_of,
    run_of,
    steps_of,
)

__all__ = ["DecisionRecord", "FencedError", "Journal", "JournalError", "RunRecord", "StepRecord", "StepState"]
_OF_RUN = ("run", "plan", "reply", "subgoal", "lease", "end")
_STEPS = ("intent", "outcome")


class Journal:
    """Reads and writes the journal file; made on first use."""

    def __init__(self, path: Path, book: Logbook | None = None) -> None:
        self.path = path
        self._book = book or Logbook(path)
        self._outward = False
        """Whether the last intent was of an outward act."""

    @property
    def trouble(self) -> str:
        """Why nothing can be written for now; empty when all is well."""
        return self._book.trouble

    def close(self) -> None:
        """Close the file."""
        self._book.close()

    def keep_out(self, *secrets: str) -> None:
        """Never write these values: `<secret>` stands for them from now on."""
        self._book.keep_out(*secrets)

    # ------------------------------------------------------------------ a run

    def begin_run(self, run: str, goal: str, options: Mapping[str, Any], serial: str, boot_id: str) -> None:
        """Record a new run, owned by this process; where the disk takes nothing, as soon as it does."""
        body = {"goal": goal, "options": dict(options), "serial": serial, "boot_id": boot_id}
        try:
            self._book.take(run, body, "run")
        except JournalError:
            self._book.append(run, "run", body)

    def set_plan(self, run: str, subgoals: Sequence[Mapping[str, Any] | str], words: str = "") -> None:
        """Record the sub-goals, and all that the user said to come to them."""
        self._book.append(run, "plan", {"subgoals": list(subgoals), "words": words})

    def take_over(self, run: str) -> None:
        """Make this process the owner of a run.

        Raises:
            JournalError: Another live process owns it, or its record is damaged.
        """
        begun = self._entries(run, ("run",))
        if not begun:
            raise _no_run(run)
        first = begun[0]
        problems = self._book.verify(first.seq).since(first.seq)
        if problems:
            raise JournalError(
                f"the record of run {run} is not whole ({problems[0].text}), so what it did cannot be told; "
                "it is not resumed",
                "ainos runs verify",
            )
        pending = [s for s in self.steps(run) if s.state == "intent" and s.risk >= Risk.WRITE]
        acting = f"{pending[-1].call.tool} {dict(pending[-1].call.arguments)}" if pending else ""
        self._book.take(run, {}, "lease", in_the_middle_of=acting)

    def check_owner(self, run: str) -> None:
        """Raise FencedError when another process took the run over."""
        self._book.check_owner(run)

    def end_run(self, run: str, status: str, answer: str, receipt: Mapping[str, Any]) -> None:
        """Record how a run ended, and give it free."""
        self._book.append(run, "end", {"status": status, "answer": answer, "receipt": dict(receipt)})
        self._book.give_free(run)

    # ------------------------------------------------------------------ a step

    def record_decision(self, run: str, record: DecisionRecord) -> None:
        """Record a completed answer of a model, so that a resumed run does not ask, and pay, again.

        It outlives this process at once, and a power failure from the next intent on; before that nothing was done.
        """
        self._book.append(run, "decision", decision_as_json(record), durable=False)

    def record_reply(self, run: str, reply: Reply) -> None:
        """Record what the person answered, so that a resumed run does not ask again."""
        self._book.append(run, "reply", {"step": reply.step, "question": reply.question, "reply": reply.reply})

    def record_refusal(self, run: str, step: int, tool: str, reason: str) -> None:
        """Record that a call was not permitted, by the policy or the person."""
        self._book.append(run, "refusal", {"step": step, "tool": tool, "reason": reason})

    def intend(self, run: str, step: StepRecord) -> None:
        """Record the intent; of an act that changes something it is on the disk on return. Call this before the act.

        One that only moves about on the phone is in the file on return, which a power failure may take: it may be done
        again. One that only observes may wait for a disk that takes nothing: what is read can be read again.

        Raises:
            JournalError: It could not be recorded, or the run belongs to another process: do not act.
        """
        body = {
            "step": step.number, "subgoal": step.subgoal, "tool": step.call.tool,
            "arguments": dict(step.call.arguments), "values": dict(step.values), "risk": step.risk,
            "started_ms": step.started_ms, "label": step.label.as_json(), "verdict": step.verdict,
            "reason": step.reason, "host": lease.host_of_this_process(), "monotonic": time.monotonic(),
            "fulfils": step.fulfils,
        }  # fmt: skip
        body |= {"guard": step.guard} if step.guard else {}
        acts = step.risk > Risk.OBSERVE
        if acts:
            self._book.own(run)
        self._outward = step.risk >= Risk.OUTWARD
        self._book.append(run, "intent", body, must=acts, durable=step.risk >= Risk.WRITE)

    def conclude(
        self, run: str, number: int, state: StepState, result: str, *, label: Label | None = None, effect: str = "",
        found: str = "", expected: str = "", guard: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Record the outcome of a step; a step that failed before its intent has an outcome only.

        Of an outward act it is on the disk on return. Any other outlives this process at once, and a power failure
        from the next intent on; where it was lost, a resumed run looks the effect up on the phone.
        """
        body: dict[str, Any] = {"step": number, "state": state, "text": result, "effect": effect, "found": found}
        body |= {"expected": expected} if label is None else {"expected": expected, "label": label.as_json()}
        body |= {"guard": guard} if guard else {}
        self._book.append(run, "outcome", body, durable=self._outward)

    def close_subgoal(
        self, run: str, index: int, tool: str, text: str, effect: str, found: str, *, read: Read | None = None
    ) -> None:
        """Record that a sub-goal was proved: by which tool, what it said and changed, what the phone said.

        `read` is what it brought, where other sub-goals need it.
        """
        body: dict[str, Any] = {"index": index, "tool": tool, "text": text, "effect": effect, "found": found}
        kept: dict[str, Any] = {"data": dict(read.data), "label": read.label.as_json()} if read is not None else {}
        self._book.append(run, "subgoal", {**body, **kept})

    def skip_subgoal(self, run: str, index: int, text: str) -> None:
        """Record that a sub-goal was rightly left undone, because its condition does not hold."""
        body = {"index": index, "tool": "", "text": text, "effect": "", "found": "", "state": "skipped"}
        self._book.append(run, "subgoal", body)

    def closed_subgoals(self, run: str) -> list[Mapping[str, Any]]:
        """Return the sub-goals that are over, as `close_subgoal` and `skip_subgoal` had them."""
        return [entry.body for entry in self._entries(run, ("subgoal",))]

    # ------------------------------------------------------------------ beside the steps

    def add_event(self, run: str, body: Mapping[str, Any]) -> None:
        """Append one event for `ainos runs show`; dropped where the run belongs to another process by now."""
        with suppress(FencedError):
            self._book.append(run, "event", body, durable=False)

    def add_egress(self, run: str, step: int, facts: Mapping[str, Any]) -> None:
        """Record what is about to be sent to a cloud; durable on return.

        Raises:
            JournalError: It could not be recorded: nothing may be sent.
        """
        self._book.append(run, "egress", {**facts, "run": run, "step": step}, must=True)

    # ------------------------------------------------------------------ reading

    def run(self, run: str) -> RunRecord:
        """Return one run; JournalError if there is none."""
        found = run_of(self._entries(run, _OF_RUN), self._owner(run))
        if found is None:
            raise _no_run(run)
        return found

    def runs(self, limit: int = 20) -> list[RunRecord]:
        """Return the newest runs first."""
        with self._book.reading() as db:
            sql = "SELECT run FROM log WHERE kind='run' ORDER BY seq DESC LIMIT ?"
            names = [str(row[0]) for row in db.execute(sql, (limit,))]
        return [self.run(name) for name in names]

    def steps(self, run: str) -> list[StepRecord]:
        """Return a run's steps in order; JournalError if an entry does not fit its hash."""
        return steps_of(self._entries(run, _STEPS))

    def outcomes(self, run: str) -> list[Mapping[str, Any]]:
        """Return the outcomes in order: also those of steps that failed before their intent."""
        return [entry.body for entry in self._entries(run, ("outcome",))]

    def decisions(self, run: str) -> list[DecisionRecord]:
        """Return the completed answers of models, in order."""
        return decisions_of(self._entries(run, ("decision",)))

    def replies(self, run: str) -> list[Reply]:
        """Return what the person answered, in order."""
        return replies_of(self._entries(run, ("reply",)))

    def events(self, run: str) -> list[dict[str, Any]]:
        """Return a run's events in order."""
        return [dict(entry.body) for entry in self._entries(run, ("event",))]

    def egress(self, run: str = "") -> list[dict[str, Any]]:
        """Return what was sent to a cloud, in order; of every run for an empty `run`."""
        if run:
            return [dict(entry.body) for entry in self._entries(run, ("egress",))]
        return [dict(entry.body) for entry in self._book.entries("log.kind='egress'")]

    def entries(self, run: str = "") -> list[Entry]:
        """Return everything that was kept of a run, or of all of them, in order."""
        return self._book.entries("log.run=?", run) if run else self._book.entries("1")

    def verify(self, since: int = 1) -> Report:
        """Check the chain of hashes from an entry on, and the anchor."""
        return self._book.verify(since)

    def check_head(self, head: str) -> list[Problem]:
        """Return what is wrong with a head (`NUMBER:HASH`) that was noted before; empty when it is still there."""
        number, _, hash_ = head.partition(":")
        row = None
        if number.isdigit():
            with self._book.reading() as db:
                row = db.execute("SELECT hash FROM log WHERE seq=?", (int(number),)).fetchone()
        if row is not None and row[0] == hash_:
            return []
        return [Problem(int(number) if number.isdigit() else 0, "", f"the head {head[:90]} is not there any more")]

    def runs_with(self, row_id: str) -> list[str]:
        """Return the ids of the runs in which a memory row was used or shown to a model, oldest first."""
        sql = "SELECT run FROM log WHERE kind='event' AND instr(body, ?) GROUP BY run ORDER BY MIN(seq)"
        with self._book.reading() as db:
            return [str(row[0]) for row in db.execute(sql, (f'"{row_id}"',))]

    # ------------------------------------------------------------------ forgetting

    def forget_words(self, phrases: Sequence[str], row_ids: Collection[str] = (), runs: Collection[str] = ()) -> int:
        """Take phrases, and what is told of these memory rows, out of every run's record; return how many records.

        `runs` are those in which the phrases were said.
        """
        from .scrub import scrub

        return scrub(self._book, phrases, row_ids, [r for r in runs if r])

    def forget_row(self, values: Mapping[str, Any]) -> None:
        """Take out what a call that forgot something from the memory names; nothing for other calls."""
        self.forget_words(values.get("_phrases", ()), values.get("_ids", ()), values.get("_runs", ()))

    # ------------------------------------------------------------------ inside

    def _entries(self, run: str, kinds: Sequence[str]) -> list[Entry]:
        marks = ",".join("?" * len(kinds))
        return self._book.entries(f"log.run=? AND log.kind IN ({marks})", run, *kinds)

    def _owner(self, run: str) -> str:
        with self._book.reading() as db:
            return lease.owner_of(db, run)


def _no_run(run: str) -> JournalError:
    return JournalError(f"there is no run {run!r}", "ainos runs list")

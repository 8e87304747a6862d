"""The journal: every intent is durable before the act, every outcome after it, in one SQLite file.

A run that died is resumed from here; an intent without an outcome is what may have happened. Rows are checksummed,
so a damaged row is refused instead of believed. One process owns a run at a time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..tools.types import ToolCall

SCHEMA_VERSION = 1
StepState = Literal["intent", "done", "failed", "unproved"]
"""`unproved`: an outward act ran and the phone did not show its effect; it is never repeated by itself."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, goal TEXT NOT NULL, options TEXT NOT NULL, serial TEXT NOT NULL, boot_id TEXT NOT NULL,
  started REAL NOT NULL, ended REAL, status TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '',
  receipt TEXT NOT NULL DEFAULT '{}',
  owner TEXT NOT NULL, plan TEXT NOT NULL DEFAULT '[]');
CREATE TABLE IF NOT EXISTS steps (
  run TEXT NOT NULL REFERENCES runs(id), number INTEGER NOT NULL, subgoal INTEGER NOT NULL, call TEXT NOT NULL,
  risk INTEGER NOT NULL, started_ms INTEGER NOT NULL, state TEXT NOT NULL, result TEXT NOT NULL DEFAULT '',
  checksum TEXT NOT NULL, PRIMARY KEY (run, number));
CREATE TABLE IF NOT EXISTS events (run TEXT NOT NULL, time REAL NOT NULL, body TEXT NOT NULL);
"""


class JournalError(Exception):
    """The journal cannot be used; `hint` is the next command."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run as the journal knows it."""

    id: str
    goal: str
    options: Mapping[str, Any]
    serial: str
    boot_id: str
    started: float
    ended: float | None
    status: str
    """`running`, or an end status of the contract."""
    answer: str
    receipt: Mapping[str, Any]
    owner: str
    plan: tuple[str, ...]
    """Texts of the sub-goals, in order."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One tool call as the journal knows it."""

    number: int
    subgoal: int
    call: ToolCall
    values: Mapping[str, Any]
    """Normalised and resolved: what was, or would have been, carried out."""
    risk: int
    started_ms: int
    """The phone's clock, epoch milliseconds, when the intent was recorded."""
    state: StepState
    result: str


class Journal:
    """Reads and writes the journal file; made on first use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=5.0, isolation_level=None)
            # FULL makes each commit durable (fsync) before the act that follows it.
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise JournalError(f"{path} was written by a newer ainos (format {version})", "pip install -U ainos")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        except (sqlite3.Error, OSError) as error:
            raise JournalError(f"the journal {path} cannot be used: {error}", f"mv {path} {path}.broken") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def begin_run(self, run: str, goal: str, options: Mapping[str, Any], serial: str, boot_id: str) -> None:
        """Record a new run, owned by this process."""
        self._write(
            "INSERT INTO runs (id, goal, options, serial, boot_id, started, status, owner) VALUES (?,?,?,?,?,?,?,?)",
            (run, goal, json.dumps(options), serial, boot_id, time.time(), "running", owner_of_this_process()),
        )

    def set_plan(self, run: str, subgoals: tuple[str, ...]) -> None:
        """Record the sub-goals."""
        self._write("UPDATE runs SET plan=? WHERE id=?", (json.dumps(subgoals), run))

    def take_over(self, run: str) -> None:
        """Make this process the owner of a run.

        Raises:
            JournalError: Another live process owns it.
        """
        record = self.run(run)
        if record.status == "running" and _is_alive(record.owner):
            raise JournalError(f"run {run} is still being worked on by process {record.owner.split('@')[0]}")
        changed = self._write(
            "UPDATE runs SET owner=?, status='running' WHERE id=? AND owner=?",
            (owner_of_this_process(), run, record.owner),
        )
        if changed != 1:
            raise JournalError(f"run {run} was taken over by another process a moment ago")

    def end_run(self, run: str, status: str, answer: str, receipt: Mapping[str, Any]) -> None:
        """Record how a run ended."""
        self._write(
            "UPDATE runs SET ended=?, status=?, answer=?, receipt=? WHERE id=?",
            (time.time(), status, answer, json.dumps(receipt), run),
        )

    def intend(self, run: str, step: StepRecord) -> None:
        """Make the intent durable; returns only when it is on the disk. Call this before the act."""
        body = json.dumps([step.call.tool, dict(step.call.arguments), dict(step.values)])
        checksum = _checksum(run, step.number, step.subgoal, body, step.risk, step.started_ms)
        self._write(
            "INSERT INTO steps (run, number, subgoal, call, risk, started_ms, state, checksum)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (run, step.number, step.subgoal, body, step.risk, step.started_ms, "intent", checksum),
        )

    def conclude(self, run: str, number: int, state: StepState, result: str) -> None:
        """Make the outcome of a step durable."""
        self._write("UPDATE steps SET state=?, result=? WHERE run=? AND number=?", (state, result, run, number))

    def run(self, run: str) -> RunRecord:
        """Return one run; JournalError if there is none."""
        rows = self._rows("SELECT * FROM runs WHERE id=?", (run,))
        if not rows:
            raise JournalError(f"there is no run {run!r}", "ainos runs list")
        return _run_record(rows[0])

    def runs(self, limit: int = 20) -> list[RunRecord]:
        """Return the newest runs first."""
        return [_run_record(r) for r in self._rows("SELECT * FROM runs ORDER BY started DESC LIMIT ?", (limit,))]

    def steps(self, run: str) -> list[StepRecord]:
        """Return a run's steps in order; JournalError if a row does not fit its checksum."""
        return [_step_record(run, row) for row in self._rows("SELECT * FROM steps WHERE run=? ORDER BY number", (run,))]

    def add_event(self, run: str, body: Mapping[str, Any]) -> None:
        """Append one event for `ainos runs show`."""
        self._write("INSERT INTO events VALUES (?,?,?)", (run, time.time(), json.dumps(body, default=str)))

    def events(self, run: str) -> list[dict[str, Any]]:
        """Return a run's events in order."""
        return [json.loads(r["body"]) for r in self._rows("SELECT body FROM events WHERE run=? ORDER BY rowid", (run,))]

    def forget_words(self, phrases: Sequence[str], row_ids: Collection[str] = (), runs: Collection[str] = ()) -> int:
        """Take phrases, and what is told of these memory rows, out of every run's record; return how many records.

        `runs` are those in which the phrases were said.
        """
        from .scrub import scrub

        try:
            return scrub(self._db, phrases, row_ids, [r for r in runs if r], _checksum)
        except sqlite3.Error as error:
            raise JournalError(f"the journal {self.path} still holds what was forgotten: {error}") from error

    def forget_row(self, values: Mapping[str, Any]) -> None:
        """Take out what a call that forgot something from the memory names; nothing for other calls."""
        self.forget_words(values.get("_phrases", ()), values.get("_ids", ()), values.get("_runs", ()))

    def runs_with(self, row_id: str) -> list[str]:
        """Return the ids of the runs in which a memory row was used or shown to a model, oldest first."""
        rows = self._rows(
            "SELECT run FROM events WHERE instr(body, ?) GROUP BY run ORDER BY MIN(time)", (f'"{row_id}"',)
        )
        return [str(row["run"]) for row in rows]

    def _write(self, sql: str, values: tuple[object, ...]) -> int:
        try:
            return self._db.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise JournalError(f"the journal {self.path} cannot be written: {error}; nothing was done") from error

    def _rows(self, sql: str, values: tuple[object, ...]) -> list[sqlite3.Row]:
        cursor = self._db.cursor()
        cursor.row_factory = sqlite3.Row
        try:
            return cursor.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise JournalError(f"the journal {self.path} cannot be read: {error}") from error


def _run_record(row: sqlite3.Row) -> RunRecord:
    return RunRecord(
        row["id"], row["goal"], json.loads(row["options"]), row["serial"], row["boot_id"], row["started"],
        row["ended"], row["status"], row["answer"], json.loads(row["receipt"]), row["owner"],
        tuple(json.loads(row["plan"])),
    )  # fmt: skip


def _step_record(run: str, row: sqlite3.Row) -> StepRecord:
    number, subgoal, body, risk, started_ms = (row[k] for k in ("number", "subgoal", "call", "risk", "started_ms"))
    if row["checksum"] != _checksum(run, number, subgoal, body, risk, started_ms):
        raise JournalError(f"step {number} of run {run} is damaged; it is not resumed", "ainos runs list")
    tool, arguments, values = json.loads(body)
    call = ToolCall(tool, arguments, f"{run}-{number}")
    return StepRecord(number, subgoal, call, values, risk, started_ms, row["state"], row["result"])


def _checksum(run: str, *parts: object) -> str:
    return hashlib.sha256("|".join(map(str, (run, *parts))).encode()).hexdigest()[:16]


def owner_of_this_process() -> str:
    """Return `pid@start`, which no later process with the same number shares."""
    return f"{os.getpid()}@{_start_of(os.getpid())}"


def _start_of(pid: int) -> str:
    """Return the kernel's start time of a process (field 22 of /proc/PID/stat), or an empty string."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def _is_alive(owner: str) -> bool:
    pid, _, start = owner.partition("@")
    if owner == owner_of_this_process():
        return False  # our own earlier run in this process: nobody else works on it
    return pid.isdigit() and _start_of(int(pid)) == start != ""

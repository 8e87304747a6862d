"""The process that is killed: an agent with a real journal, whose phone is at the other end of a pipe.

Every look, act, write to the journal and model call is told to the other end first, which answers, or kills.
Knows the agent. Does not know schedules.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from ..agent.approval import ApprovalRequest
from ..agent.journal import Journal, JournalError
from ..agent.logbook import Logbook
from ..agent.loop import Agent, Outcome
from ..agent.parts import Parts
from ..agent.resume import Clock, resume_run
from ..agent.stop import Stop
from ..android_bridge.device import Device, Hands
from ..android_bridge.errors import CommandTimeoutError
from ..android_bridge.permit import permitted
from ..android_bridge.tickets import Ticket, TicketOffice
from ..android_bridge.types import Observation
from ..memory.types import NoMemory
from ..models.router import ModelSet
from ..tools.registry import Registry, builtin_registry
from .crash_tasks import POST_CARD, CrashTask, DecidingModel

HANDS = ("tap", "long_press", "type_text", "swipe", "press", "start_activity", "broadcast", "insert", "update",
         "delete", "put_setting", "set_switch", "set_volume", "write_file", "delete_file", "stop_app",
         "set_shade")  # fmt: skip


class Wire:
    """Asks the other end of the pipe; what it raises is raised here."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def ask(self, kind: str, *facts: Any) -> Any:
        """Return the answer to one message."""
        self._pipe.send((kind, *facts))
        good, answer = self._pipe.recv()
        if not good:
            raise answer
        return answer


class QuickTime:
    """Time that a sleep moves at once, here and on the phone; leaves all other time as it runs."""

    def __init__(self, wire: Wire, skipped: float) -> None:
        self._wire = wire
        self._real = time.monotonic
        self._skipped = skipped

    def now(self) -> float:
        """Return monotonic seconds."""
        return self._real() + self._skipped

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        if seconds > 0:
            self._skipped += seconds
            self._wire.ask("sleep", seconds)


class QuickStop(Stop):
    """A stop flag whose pauses pass at once."""

    def pause(self, seconds: float) -> None:
        """Let the time pass."""
        time.sleep(seconds)


class FarDevice:
    """The Device at the other end."""

    def __init__(self, wire: Wire, office: TicketOffice, serial: str, boot_id: str) -> None:
        self._wire = wire
        self._office = office
        self.serial, self.boot_id = serial, boot_id

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *values, **named: self._wire.ask("look", name, values, named)

    def wait_until(self, condition: Callable[[Observation], bool], *, timeout_s: float = 5.0) -> Observation:
        """Look until it holds."""
        deadline = time.monotonic() + timeout_s
        while True:
            seen = cast(Observation, self.observe())
            if condition(seen):
                return seen
            if time.monotonic() > deadline:
                raise CommandTimeoutError("wait for the screen", timeout_s)
            time.sleep(0.2)

    @contextmanager
    def acting(self, ticket: Ticket, tool: str, arguments: Mapping[str, object], *, task: str) -> Iterator[Hands]:
        """Redeem the ticket here, act there."""
        with permitted(self._office, ticket, tool, arguments, task=task) as permit:
            yield cast(Hands, FarHands(self._wire, (tool, dict(arguments), task, ticket.target), permit.check))


@dataclass(frozen=True, slots=True)
class FarHands:
    """The Hands at the other end."""

    wire: Wire
    call: tuple[Any, ...]
    check: Callable[[], None]

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in HANDS:
            raise AttributeError(name)

        def act(*values: Any, **named: Any) -> Any:
            self.check()
            return self.wire.ask("act", self.call, name, values, named)

        return act


class ToldLogbook(Logbook):
    """A journal's file that tells of each write before and after it, and may be told that the disk is full."""

    def __init__(self, path: Path, wire: Wire) -> None:
        self._wire = wire
        super().__init__(path)

    def _commit(self, drafts: Any, *, durable: bool, first: Any = None) -> None:
        kinds = [kind for _, kind, _ in drafts]
        if self._wire.ask("journal", "before", kinds) == "full":
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise self._trouble(error)
        super()._commit(drafts, durable=durable, first=first)
        self._wire.ask("journal", "after", kinds)


@dataclass(slots=True)
class Person:
    """Says Yes to what the task's own goal is about, and answers as the task says."""

    replies: Sequence[str]
    wire: Wire

    def approve(self, request: ApprovalRequest) -> bool:
        """Return Yes."""
        return True

    def ask(self, question: str, choices: Sequence[str]) -> str | None:
        """Return the task's next reply; None, as if nobody was there, when it has none."""
        return cast("str | None", self.wire.ask("person", question))


def run_child(pipe: Connection, task: CrashTask, folder: Path, facts: Mapping[str, Any]) -> None:
    """Pursue the task, or resume it where it was begun before; tell the end. Never returns: the process ends."""
    wire = Wire(pipe)
    clock = QuickTime(wire, float(facts["skipped"]))
    time.monotonic, time.sleep = clock.now, clock.sleep  # type: ignore[assignment]  # a process for one run only
    journal = Journal(folder / "runs.sqlite3", ToldLogbook(folder / "runs.sqlite3", wire))
    parts = _parts(task, wire, journal, str(facts["serial"]), str(facts["boot_id"]))
    try:
        runs = journal.runs(1)
        outcome = _resume(runs[0].id, parts, clock) if runs else Agent(parts).run(task.goal, {"profile": "balanced"})
        told: tuple[str, int, str, str] = (outcome.status, outcome.exit_code, outcome.answer, outcome.run)
    except JournalError as error:
        told = ("journal", 1, str(error), "")
    wire.ask("end", *told)
    pipe.close()
    os._exit(0)


def _resume(run: str, parts: Parts, clock: QuickTime) -> Outcome:
    return resume_run(run, parts, clock=Clock(clock.now, clock.sleep))


def _parts(task: CrashTask, wire: Wire, journal: Journal, serial: str, boot_id: str) -> Parts:
    office = TicketOffice()
    device = cast(Device, FarDevice(wire, office, serial, boot_id))
    registry = Registry([*builtin_registry().all(), POST_CARD])
    plan: list[tuple[str, ...]] = [()]

    def note_plan(event: Any) -> None:
        if event.type == "plan":
            plan[0] = tuple(event.facts["subgoals"])

    model = DecidingModel(task, lambda: plan[0], lambda when: wire.ask("model", when))
    return Parts(
        device=device, office=office, registry=registry, models=ModelSet(scripted=model), memory=NoMemory(),
        approver=Person(task.replies, wire), journal=journal, sink=note_plan, stop=QuickStop(),
    )  # fmt: skip

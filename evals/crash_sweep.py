"""Kills an agent with SIGKILL at every operation of twenty tasks, resumes it, and asks the phone's ledger.

The agent is a forked process with a real journal on disk; its phone, an app world with a ledger, lives here. Schedules:
a kill before or after each bridge call, journal write and model call; a lost acknowledgement of each act; a second kill
during the resume; a full disk at each write. Knows messages and ledgers; believes no word of the agent but its status.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from ..android_bridge.errors import DeviceOfflineError
from .crash_child import run_child
from .crash_phone import CrashPhone
from .crash_tasks import TASKS, CrashTask

Mode = Literal["kill", "lost", "full"]
_ROUNDS = 6
"""A run is resumed so often at most; a user would have given up."""
_LOOKED_UP = ("done before the interruption", ": done.", " already.")
"""What was looked up instead of done is told so; all else in the same words."""
_FREE = ("sleep", "end")


@dataclass(frozen=True, slots=True)
class Strike:
    """What happens at one message of one process of a schedule."""

    at: int
    """Number of the message, from 0."""
    mode: Mode = "kill"
    done: bool = False
    """The kill comes after the act or look was carried out."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """One task and what strikes each of its processes: the first, the one that resumes, and so on."""

    task: CrashTask
    strikes: tuple[Strike | None, ...] = ()
    lag_s: float = 0.0


@dataclass(slots=True)
class Trace:
    """What one schedule came to."""

    status: str = ""
    exit_code: int = 0
    answer: str = ""
    kinds: list[str] = field(default_factory=list)
    """The messages of the first process."""
    kills: int = 0
    model_calls: int = 0
    asked_anew: int = 0
    """Answers of a model that were killed before they were on the disk, and touches of the screen that were cut off,
    about which a model is asked anew: it is not known whether they happened."""
    resumed_after_end: bool = False
    """An end was on the disk when the process was killed: who resumes a run that failed wants another try."""
    processes: int = 0
    phone: CrashPhone = field(default_factory=CrashPhone)
    problems: list[str] = field(default_factory=list)
    """What the journal's own check found afterwards."""


@dataclass(slots=True)
class Sweep:
    """Sums over many schedules."""

    schedules: int = 0
    kills: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    duplicated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    """Runs that ended `done` with another state of the phone, or answer, than the run that nothing interrupted."""
    paid_again: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    """Schedules that came to no end."""

    @property
    def faults(self) -> int:
        """How many promises were broken."""
        return sum(map(len, (self.duplicated, self.lost, self.differing, self.paid_again, self.unsound, self.stuck)))


class Kill(Exception):
    """The process is killed here."""


class Referee:
    """Runs one schedule: plays the phone, counts messages, kills."""

    def __init__(self, schedule: Schedule, folder: Path) -> None:
        self._schedule = schedule
        self._folder = folder
        self._trace = Trace()
        self._trace.phone.lag_s = schedule.lag_s
        self._skipped = 0.0
        self._replies = list(schedule.task.replies)
        self._full = False
        self._open_answer = self._open_touch = False

    def run(self) -> Trace:
        """Run the task, and resume it as often as it was killed, or once where an acknowledgement was lost."""
        trace = self._trace
        for number in range(_ROUNDS):
            strikes = self._schedule.strikes
            strike = strikes[number] if number < len(strikes) else None
            killed = self._process(strike, first=number == 0)
            trace.processes += 1
            again = strike is not None and trace.status not in ("done", "in_doubt")
            if not killed and not again:
                break
        else:
            trace.status = "stuck"
        trace.problems = _check(self._folder / "runs.sqlite3")
        return trace

    def _process(self, strike: Strike | None, *, first: bool) -> bool:
        """Run one process to its end; return whether it was killed."""
        here, there = multiprocessing.Pipe()
        device = self._trace.phone.device
        facts = {"skipped": self._skipped, "serial": device.serial, "boot_id": device.boot_id}
        pid = os.fork()
        if pid == 0:
            here.close()
            _become_child(there, self._schedule.task, self._folder, facts)
        there.close()
        self._full = self._open_answer = self._open_touch = False
        self._trace.status = ""
        try:
            self._serve(here, strike, first=first)
            return False
        except Kill:
            os.kill(pid, signal.SIGKILL)
            self._trace.kills += 1
            return True
        finally:
            here.close()
            os.waitpid(pid, 0)
            screen = any(tool in ("orders", "look") for tool, _ in self._schedule.task.calls)
            self._trace.asked_anew += self._open_answer or (self._open_touch and screen)

    def _serve(self, pipe: Connection, strike: Strike | None, *, first: bool) -> None:
        number = 0
        while not self._trace.status:
            try:
                message = pipe.recv()
            except EOFError:
                self._trace.status = "vanished"
                return
            kind = message[0]
            mine = strike if strike is not None and kind not in _FREE and number == strike.at else None
            if kind not in _FREE:
                number += 1
                if first:
                    self._trace.kinds.append(f"{kind} {message[1] if kind != 'act' else message[2]}")
            pipe.send(self._answer(message, mine))

    def _answer(self, message: Sequence[Any], strike: Strike | None) -> tuple[bool, Any]:
        """Return what goes back; Kill where the process dies instead."""
        kind = message[0]
        if strike is not None and strike.mode == "kill" and not strike.done:
            if kind == "journal" and message[1] == "after":
                self._note(message, None)  # it is on the disk
            raise Kill
        if kind == "act":
            answer = self._act(message, lost=strike is not None and strike.mode == "lost")
        elif kind == "look":
            self._trace.phone.tick()
            answer = _reply(lambda: getattr(self._trace.phone.device, message[1])(*message[2], **message[3]))
        else:
            answer = (True, self._note(message, strike))
        if strike is not None and strike.mode == "kill":
            raise Kill
        return answer

    def _act(self, message: Sequence[Any], *, lost: bool) -> tuple[bool, Any]:
        _, (tool, arguments, task, target), name, values, named = message
        phone = self._trace.phone
        phone.tick()

        def work() -> Any:
            ticket = phone.device.office.issue(tool, arguments, task=task, target=target)
            with phone.device.acting(ticket, tool, arguments, task=task) as hands:
                return getattr(hands, name)(*values, **named)

        answer = _reply(work)
        return (False, DeviceOfflineError("the answer was lost on the way")) if lost else answer

    def _note(self, message: Sequence[Any], strike: Strike | None) -> Any:
        kind = message[0]
        if kind == "sleep":
            self._skipped += message[1]
            self._trace.phone.pass_time(message[1])
        elif kind == "model":
            self._trace.model_calls += message[1] == "before"
            self._open_answer = True
        elif kind == "journal":
            self._full = self._full or (strike is not None and strike.mode == "full")
            if message[1] == "after":
                self._open_answer = self._open_answer and "decision" not in message[2]
                self._open_touch = ("intent" in message[2] or self._open_touch) and "outcome" not in message[2]
                self._trace.resumed_after_end = self._trace.resumed_after_end or "end" in message[2]
            return "full" if self._full else ""
        elif kind == "person":
            # What the goal left open is answered, as often as it is asked; what became of an act is not.
            return None if "did it happen" in message[1] or not self._replies else self._replies[0]
        elif kind == "end":
            self._trace.status, self._trace.exit_code, self._trace.answer = message[1:4]
        return None


def _become_child(pipe: Connection, task: CrashTask, folder: Path, facts: dict[str, Any]) -> None:
    """Never returns."""
    try:
        run_child(pipe, task, folder, facts)
    finally:
        os._exit(1)


def _reply(work: Any) -> tuple[bool, Any]:
    from ..android_bridge.errors import BridgeError

    try:
        return True, work()
    except BridgeError as error:
        return False, error


def _check(path: Path) -> list[str]:
    """Return what the journal's own check finds."""
    from ..agent.journal import Journal, JournalError

    try:
        journal = Journal(path)
    except JournalError as error:
        return [str(error)]
    try:
        return [problem.text for problem in journal.verify().problems]
    finally:
        journal.close()


# ---------------------------------------------------------------------- schedules


def run_schedule(schedule: Schedule) -> Trace:
    """Run one schedule in a folder of its own."""
    with tempfile.TemporaryDirectory(dir=_fast_folder(), prefix="ainos-crash-") as folder:
        return Referee(schedule, Path(folder)).run()


def _fast_folder() -> str | None:
    """Return a folder in memory, where there is one: a kill loses nothing there either, and fsync is quick."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 1 << 26 else None


def single_kills(task: CrashTask, kinds: Sequence[str]) -> Iterator[Schedule]:
    """Yield a kill at every message, and after it where something was carried out."""
    for at, kind in enumerate(kinds):
        yield Schedule(task, (Strike(at),))
        if kind.startswith("act "):
            yield Schedule(task, (Strike(at, done=True),))


def lost_answers(task: CrashTask, kinds: Sequence[str]) -> Iterator[Schedule]:
    """Yield a lost acknowledgement of every act, alone and with effects that show late."""
    for at, kind in enumerate(kinds):
        if kind.startswith("act "):
            for lag_s in (0.0, 2.0, 15.0):
                yield Schedule(task, (Strike(at, "lost"),), lag_s)


def full_disks(task: CrashTask, kinds: Sequence[str]) -> Iterator[Schedule]:
    """Yield a disk that takes nothing any more from each write on."""
    for at, kind in enumerate(kinds):
        if kind == "journal before":
            yield Schedule(task, (Strike(at, "full"),))


def double_kills(task: CrashTask, kinds: Sequence[str], chance: random.Random, count: int) -> Iterator[Schedule]:
    """Yield random kills of the process that resumes, after random kills or lost acknowledgements of the first."""
    for _ in range(count):
        at = chance.randrange(len(kinds))
        lost = kinds[at].startswith("act ") and chance.random() < 0.3
        first = Strike(at, "lost") if lost else Strike(at, done=chance.random() < 0.5)
        second = Strike(chance.randrange(2 * len(kinds) // 3 + 8), done=chance.random() < 0.5)
        third = Strike(chance.randrange(20), done=chance.random() < 0.5) if chance.random() < 0.3 else None
        yield Schedule(task, (first, second, third), chance.choice((0.0, 0.0, 1.0, 20.0)))


def judge(schedule: Schedule, trace: Trace, calm: Trace, sweep: Sweep) -> None:
    """Compare one schedule with the run that nothing interrupted."""
    name = f"{schedule.task.name} {[s and replace(s) for s in schedule.strikes]} lag {schedule.lag_s}"
    sweep.schedules += 1
    sweep.kills += trace.kills
    sweep.statuses[trace.status] += 1
    wanted, found = calm.phone.outward(), trace.phone.outward()
    for effect, count in found.items():
        if count > wanted.get(effect, 0):
            sweep.duplicated.append(f"{name}: {effect} {count} times ({trace.status})")
    if trace.status == "done":
        sweep.lost += [f"{name}: {effect} is missing" for effect in wanted if effect not in found]
        if trace.phone.state() != calm.phone.state():
            sweep.differing.append(f"{name}: another state of the phone")
        if not _says_the_same(trace.answer, calm.answer):
            sweep.differing.append(f"{name}: {trace.answer!r} instead of {calm.answer!r}")
    if trace.status in ("stuck", "vanished", ""):
        sweep.stuck.append(f"{name}: {trace.status}")
    only_killed = all(strike is None or strike.mode == "kill" for strike in schedule.strikes)
    only_killed = only_killed and not (trace.resumed_after_end and calm.status != "done")
    if only_killed and trace.status == calm.status and trace.model_calls > calm.model_calls + trace.asked_anew:
        sweep.paid_again.append(f"{name}: {trace.model_calls} calls instead of {calm.model_calls}")
    sweep.unsound += [f"{name}: {problem}" for problem in trace.problems]


def _says_the_same(answer: str, calm: str) -> bool:
    return answer.endswith(calm) or any(told in answer for told in _LOOKED_UP)


def sweep_tasks(
    tasks: Sequence[CrashTask] = TASKS, *, doubles: int = 0, seed: int = 0, sample: float = 1.0
) -> Iterator[tuple[CrashTask, Sweep]]:
    """Yield each task with the sums of all its schedules.

    Args:
        tasks: The tasks.
        doubles: Random double crashes a task.
        seed: Of the random ones.
        sample: Share of the other schedules that are run, picked at random.
    """
    for task in tasks:
        chance = random.Random(f"{seed} {task.name}")
        calm = run_schedule(Schedule(task))
        sweep = Sweep()
        schedules = [
            *single_kills(task, calm.kinds),
            *lost_answers(task, calm.kinds),
            *full_disks(task, calm.kinds),
        ]
        schedules = [s for s in schedules if sample >= 1.0 or chance.random() < sample]
        for schedule in [*schedules, *double_kills(task, calm.kinds, chance, doubles)]:
            judge(schedule, run_schedule(schedule), calm, sweep)
        yield task, sweep

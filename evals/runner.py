"""Runs tasks, each on a fresh virtual phone, and judges them on the device's state."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..agent.loop import Outcome
from ..android_bridge.device import Device
from .checks import judge
from .task import Task


@dataclass(frozen=True, slots=True)
class Verdict:
    """One task's result."""

    task: Task
    outcome: Outcome
    passed: bool
    """The check on the device holds and the run says that it is done and verified."""
    false_success: bool
    """The run says done, and the check does not hold. The worst kind of failure."""
    found: str
    """What the check saw."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt gives to be judged."""

    outcome: Outcome
    device: Device


RunTask = Callable[[str], Attempt]
"""Runs a goal on a fresh phone. Called once per task; the phone stays up until the next call."""


def run_tasks(tasks: Sequence[Task], run: RunTask, progress: Callable[[int, Verdict], None]) -> list[Verdict]:
    """Run and judge tasks in order; `progress` is told of each."""
    verdicts = []
    for number, task in enumerate(tasks, 1):
        start = time.perf_counter()
        attempt = run(task.goal)
        seconds = time.perf_counter() - start
        said = attempt.outcome.status == "done" and attempt.outcome.verified
        holds, found = judge(task.check, attempt.device, attempt.outcome.answer)
        verdict = Verdict(task, attempt.outcome, said and holds, said and not holds, found, seconds)
        verdicts.append(verdict)
        progress(number, verdict)
    return verdicts

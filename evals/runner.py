"""Runs tasks, each on a fresh virtual phone, and judges them on the device's state."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..agent.loop import Outcome
from ..android_bridge.device import Device
from .checks import CheckError, Judged, Scene
from .task import Task


@dataclass(frozen=True, slots=True)
class Verdict:
    """One task's result."""

    task: Task
    outcome: Outcome
    passed: bool
    """Every check holds and the run says that it is done and verified."""
    false_success: bool
    """The run says done, and a check does not hold. The worst kind of failure."""
    found: str
    """What the first failed check saw, or the last one."""
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
        judged = judge_all(task, Scene(attempt.device, attempt.outcome.answer, attempt.outcome))
        holds = all(result.holds for result in judged)
        found = next((result for result in judged if not result.holds), judged[-1]).found
        verdict = Verdict(task, attempt.outcome, said and holds, said and not holds, found, seconds)
        verdicts.append(verdict)
        progress(number, verdict)
    return verdicts


def judge_all(task: Task, scene: Scene) -> list[Judged]:
    """Return the result of every check of a task.

    Raises:
        CheckError: The device cannot be judged.
    """
    if not task.checks:
        raise CheckError(f"{task.name} has no check")
    return [check.judge(scene) for check in task.checks]

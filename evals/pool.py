"""Runs many episodes on a few worker processes; a worker that dies costs its episode one more try, never the run."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

from .arms import Arm
from .bench import Bench, Setup, blank
from .record import Episode
from .task import Case

NORMAL = Setup()
DEATHS = 2
"""An episode whose worker died this often is given up."""


@dataclass(frozen=True, slots=True)
class Job:
    """One episode to run."""

    case: Case
    arm: Arm
    trial: int

    @property
    def key(self) -> tuple[str, str, int]:
        """The key of its episode."""
        return (self.case.id, self.arm.name, self.trial)


def run_here(jobs: Sequence[Job], done: Callable[[Episode], None], setup: Setup = NORMAL) -> None:
    """Run jobs in this process, one after the other."""
    with tempfile.TemporaryDirectory(prefix="ainos-eval-") as home:
        bench = Bench(Path(home), setup)
        try:
            for job in jobs:
                done(bench.run(job.case, job.arm, job.trial))
        finally:
            bench.close()


def run_jobs(jobs: Sequence[Job], workers: int, done: Callable[[Episode], None], setup: Setup = NORMAL) -> None:
    """Run jobs on worker processes; `done` is called in this process, in the order of completion."""
    left = sorted(jobs, key=lambda job: (job.arm.name, str(job.case.task.world.phone)))
    deaths: dict[tuple[str, str, int], int] = {}
    while left:
        left = _round(left, min(workers, len(left)), deaths, done, setup)


def _round(
    jobs: Sequence[Job], workers: int, deaths: dict[tuple[str, str, int], int], done: Callable[[Episode], None],
    setup: Setup,
) -> list[Job]:  # fmt: skip
    """Run jobs until all are done or a worker dies; return those that are to be run again."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ainos.evals.bench"])
    waiting = list(reversed(jobs))
    running: dict[Future[Episode], Job] = {}
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(setup,)) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    job = waiting.pop()
                    running[pool.submit(_work, job)] = job
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    done(future.result())
                    del running[future]
        except BrokenProcessPool:
            return _after_death([*running.values()], waiting, deaths, done)
    return []


def _after_death(
    struck: Sequence[Job], waiting: Sequence[Job], deaths: dict[tuple[str, str, int], int],
    done: Callable[[Episode], None],
) -> list[Job]:  # fmt: skip
    """Every episode that ran when a worker died is run again; one that did so twice is given up."""
    again = []
    for job in struck:
        deaths[job.key] = deaths.get(job.key, 0) + 1
        if deaths[job.key] >= DEATHS:
            done(blank(job.case, job.arm, job.trial, "its worker process died twice"))
        else:
            again.append(job)
    return [*again, *reversed(waiting)]


_bench: Bench | None = None


def _start_worker(setup: Setup) -> None:
    global _bench
    home = Path(tempfile.mkdtemp(prefix="ainos-eval-"))
    _bench = Bench(home, setup)
    # Worker processes of a pool leave without atexit; finalizers are what they run.
    Finalize(None, _end_worker, args=(home,), exitpriority=10)


def _end_worker(home: Path) -> None:
    if _bench is not None:
        _bench.close()
    shutil.rmtree(home, ignore_errors=True)


def _work(job: Job) -> Episode:
    assert _bench is not None
    try:
        return _bench.run(job.case, job.arm, job.trial)
    except Exception as error:  # one broken episode must not end an evaluation; it counts as failed and is shown
        return blank(job.case, job.arm, job.trial, f"a defect: {type(error).__name__}: {error}")

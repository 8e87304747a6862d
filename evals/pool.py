"""Runs many episodes on a few worker processes; a worker that dies costs its episode one more try, never the run.

A worker ends with the process that started it, however that ends, and its phones end with the worker.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

from .arms import Arm
from .bench import Bench, Setup, blank
from .places import PlaceError
from .record import Episode
from .task import Case
from .workers import context

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


Stop = Callable[[], str]
"""Says why no new episode may begin; empty while one may."""


def never() -> str:
    """Let every episode begin."""
    return ""


def run_jobs(
    jobs: Sequence[Job], workers: int, done: Callable[[Episode], None], setup: Setup = NORMAL, stop: Stop = never
) -> str:
    """Run jobs on worker processes; `done` is called in this process, in the order of completion.

    Returns:
        Why not all of them were run; empty when they were. Episodes that had begun are finished.
    """
    left = sorted(jobs, key=lambda job: (job.arm.name, str(job.case.task.world.phone)))
    deaths: dict[tuple[str, str, int], int] = {}
    why = ""
    while left and not (why := why or stop()):
        left, why = _round(left, min(workers, len(left)), deaths, done, setup, stop)
    return why if left else ""


def _round(
    jobs: Sequence[Job], workers: int, deaths: dict[tuple[str, str, int], int], done: Callable[[Episode], None],
    setup: Setup, stop: Stop,
) -> tuple[list[Job], str]:  # fmt: skip
    """Run jobs until all are done, a worker dies or no more may begin; return those that are left, and why."""
    why = ""
    waiting = list(reversed(jobs))
    running: dict[Future[Episode], Job] = {}
    with ProcessPoolExecutor(workers, mp_context=context(), initializer=_start_worker, initargs=(setup,)) as pool:
        try:
            while (waiting and not why) or running:
                while waiting and len(running) < workers and not (why := why or stop()):
                    job = waiting.pop()
                    running[pool.submit(_work, job)] = job
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    job = running.pop(future)
                    try:
                        done(future.result())
                    except PlaceError as error:  # no phone for it: it stays not run
                        why = why or str(error)
                        waiting.append(job)
                    except BrokenProcessPool:
                        running[future] = job
                        raise
        except BrokenProcessPool:
            return _after_death([*running.values()], waiting, deaths, done), why
    return [*reversed(waiting)], why


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
_at_work = False
"""Whether this worker has an episode under way."""


def _start_worker(setup: Setup) -> None:
    global _bench
    signal.signal(signal.SIGINT, _stop_quietly)
    home = Path(tempfile.mkdtemp(prefix="ainos-eval-"))
    threading.Thread(target=_end_with_parent, args=(home,), daemon=True).start()
    _bench = Bench(home, setup)
    # Worker processes of a pool leave without atexit; finalizers are what they run.
    Finalize(None, _end_worker, args=(home,), exitpriority=10)


def _stop_quietly(number: int, frame: object) -> None:
    """End the episode under way by Ctrl-C: what it holds is given back, and nothing is printed.

    A worker without one is told by the pool; to break off its waiting could tear a message that another worker reads.
    """
    if _at_work:
        raise SystemExit(130)


def _end_with_parent(home: Path) -> None:
    """End this worker when the process that it works for is gone; its phones end with it, its leases are taken."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        shutil.rmtree(home, ignore_errors=True)
        os._exit(1)


def _end_worker(home: Path) -> None:
    if _bench is not None:
        _bench.close()
    shutil.rmtree(home, ignore_errors=True)


def _work(job: Job) -> Episode:
    global _at_work
    assert _bench is not None
    _at_work = True
    try:
        return _bench.run(job.case, job.arm, job.trial)
    except PlaceError:
        raise
    except Exception as error:  # one broken episode must not end an evaluation; it counts as failed and is shown
        return blank(job.case, job.arm, job.trial, f"a defect: {type(error).__name__}: {error}")
    finally:
        _at_work = False

"""Runs episodes on a Ray cluster: long-lived actors with phones of their own, whole episodes as tasks.

Every node needs ainos installed; phones run where their actor runs and end with it. An episode whose actor died is run
again on a new one. Results are the same as on one machine: an episode depends on its case, arm and trial alone.
`pip install 'ainos[ray]'`.
"""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .bench import Bench, Setup, blank
from .pool import DEATHS, NORMAL, Job, Stop, never
from .record import Episode


class RayMissingError(RuntimeError):
    """Ray is not installed, or there is no cluster at the address. `hint` is the next command."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Worker:
    """One actor: a bench with its phones."""

    def __init__(self, setup: Setup) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="ainos-eval-"))
        self._bench = Bench(self._home, setup)

    def run(self, job: Job) -> Episode:
        """Run one episode; one that breaks counts as failed and is shown."""
        try:
            return self._bench.run(job.case, job.arm, job.trial)
        except Exception as error:  # one broken episode must not end an evaluation
            return blank(job.case, job.arm, job.trial, f"a defect: {type(error).__name__}: {error}")

    def pid(self) -> int:
        """Return the actor's process, for tests that end it."""
        return os.getpid()

    def close(self) -> None:
        """End the phones."""
        self._bench.close()
        shutil.rmtree(self._home, ignore_errors=True)


def run_on_ray(
    jobs: Sequence[Job], workers: int, done: Callable[[Episode], None], setup: Setup = NORMAL, *, address: str = "auto",
    node_ip: str = "", started: Callable[[Sequence[int]], None] = lambda pids: None, stop: Stop = never,
) -> str:  # fmt: skip
    """Run jobs on actors of the cluster at `address`; `done` is called here, in the order of completion.

    Args:
        node_ip: How this machine is called in the cluster, where Ray would guess wrong.
        started: Told the actors' process ids; for tests.
        stop: Says why no new episode may begin.

    Returns:
        Why not all of them were run; empty when they were.

    Raises:
        RayMissingError: There is no Ray, or no cluster.
    """
    ray = _connected(address, node_ip)
    try:
        return _run(ray, jobs, workers, done, setup, started, stop)
    finally:
        ray.shutdown()


def _connected(address: str, node_ip: str) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray's own reports; nothing leaves unasked
    try:
        ray: Any = importlib.import_module("ray")  # whose types depend on whether it is there
    except ImportError as error:
        raise RayMissingError("Ray is not installed", "pip install 'ainos[ray]'") from error
    try:
        more = {"_node_ip_address": node_ip} if node_ip else {}
        ray.init(address=address, log_to_driver=False, logging_level="error", **more)
    except (ConnectionError, ValueError) as error:
        raise RayMissingError(f"there is no Ray cluster at {address}", "ray start --head") from error
    return ray


def _run(
    ray: Any, jobs: Sequence[Job], workers: int, done: Callable[[Episode], None], setup: Setup,
    started: Callable[[Sequence[int]], None], stop: Stop,
) -> str:  # fmt: skip
    kind = ray.remote(num_cpus=1, max_restarts=0, scheduling_strategy="SPREAD")(Worker)
    idle = [kind.remote(setup) for _ in range(min(workers, len(jobs)))]
    started(ray.get([actor.pid.remote() for actor in idle]))
    waiting, deaths = list(reversed(jobs)), dict[Any, int]()
    running: dict[Any, tuple[Job, Any]] = {}
    why = ""
    while (waiting and not why) or running:
        while waiting and idle and not (why := why or stop()):
            job, actor = waiting.pop(), idle.pop()
            running[actor.run.remote(job)] = (job, actor)
        ready, _ = ray.wait([*running], num_returns=1)
        job, actor = running.pop(ready[0])
        try:
            done(ray.get(ready[0]))
            idle.append(actor)
        except ray.exceptions.RayActorError:
            deaths[job.key] = deaths.get(job.key, 0) + 1
            if deaths[job.key] >= DEATHS:
                done(blank(job.case, job.arm, job.trial, "its worker process died twice"))
            else:
                waiting.append(job)
            idle.append(kind.remote(setup))
    ray.get([actor.close.remote() for actor in idle])
    return why if waiting else ""

"""A process of AndroidWorld's Python that runs its tasks for `ainos eval run androidworld`, on a phone of its own.

Reads one job a line, `{"task": …, "seed": 1, "arm": "walk"}`, and writes one result a line; everything that
AndroidWorld prints goes to standard error. Ends when its input does. Does not know suites or reports.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from .androidworld import Result, judge
from .androidworld_device import connect, find_androidworld, shorten_sleeps
from .cpu_time import cpu_since, cpu_times
from .end_states import END_STATES, walk_action
from .places import VirtualPhones
from .task import World

if TYPE_CHECKING:
    from .androidworld_agent import DeviceAgent, Run

_WORLD = World(apps="androidworld")
_PORT = "ANDROID_ADB_SERVER_PORT"
_SLEEPS_AT_MOST_S = 0.05


class Worker:
    """One phone, AndroidWorld's environment over it, and the agent where an arm needs it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ainos-aw-")))
        self._place = stack.enter_context(closing(VirtualPhones(self._home / "phones", "fast")))
        self._tasks = import_module("android_world.registry").TaskRegistry().get_registry("android_world")
        self._env: Any = None
        self._agent: DeviceAgent | None = None

    def run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Run one job and return what came of it."""
        with self._place.at(_WORLD) as serial:
            if self._env is None:
                self._env = connect(serial, int(os.environ[_PORT]))
                shorten_sleeps(_SLEEPS_AT_MOST_S)
            task = self._tasks[job["task"]]
            if job["arm"] == "walk":
                act = walk_action(job["task"], serial)
                way = "walk" if act else "state" if job["task"] in END_STATES else "check"
                done = judge(self._env, task, job["seed"], act or END_STATES.get(job["task"]), way)
                return {"result": {**asdict(done), "holds": done.holds}}
            return self._by_agent(task, job["seed"], serial)

    def _by_agent(self, task: Any, seed: int, serial: str) -> dict[str, Any]:
        if self._agent is None:
            from .androidworld_agent import DeviceAgent

            self._agent = self._stack.enter_context(closing(DeviceAgent(self._home)))
        agent, spent = self._agent, [0.0, 0.0]
        runs: list[Run] = []

        def act(env: Any, task: Any) -> str | None:
            began, cpu = time.perf_counter(), cpu_times()
            runs.append(agent.run(task.goal, serial, float(task.complexity)))
            spent[:] = time.perf_counter() - began, cpu_since(cpu)
            return runs[0].outcome.answer if runs[0].outcome.status == "done" else None

        done: Result = judge(self._env, task, seed, act, "agent")
        told = _told(runs[0], *spent) if runs else {}
        return {"result": {**asdict(done), "holds": done.holds}, "run": told}


def _told(run: Run, seconds: float, cpu: float) -> dict[str, Any]:
    outcome = run.outcome
    return {
        "status": outcome.status, "verified": outcome.verified, "answer": outcome.answer, "events": run.events,
        "receipt": outcome.receipt.as_dict(), "steps": sum(outcome.receipt.steps_by_tier.values()),
        "questions": run.person.questions, "confirmations": run.person.approved, "seconds": seconds, "cpu": cpu,
    }  # fmt: skip


def serve(jobs: TextIO, results: TextIO) -> None:
    """Run the jobs of a stream until it ends."""
    find_androidworld()
    import_module("absl.logging").set_verbosity("fatal")
    with ExitStack() as stack:
        worker = Worker(stack)
        for line in jobs:
            results.write(json.dumps(worker.run(json.loads(line)), ensure_ascii=False, default=str) + "\n")
            results.flush()


def main() -> int:
    """Serve standard input, with what others print kept out of standard output."""
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, ours)
    return 0


if __name__ == "__main__":
    sys.exit(main())

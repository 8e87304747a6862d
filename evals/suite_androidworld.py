"""The suite `androidworld`: AndroidWorld's own 116 tasks and checks on virtual phones, done by walks or by the agent.

Nothing of AndroidWorld comes with ainos. It runs in a Python of its own, which `AINOS_ANDROIDWORLD` names
(docs/androidworld.md), as worker processes (androidworld_worker.py); without the variable this Python is tried.
Results are "AndroidWorld tasks on the virtual phone" and stand beside no published score.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from .record import Episode
from .suite_kinds import Done, Ending, OwnCase, OwnJob, SuiteMissingError, check, episode_of

SETTING = "AINOS_ANDROIDWORLD"
_ANSWER_S = 600.0
_END_S = 30.0
_FIND = (
    "import importlib.util as u; s = u.find_spec('android_world'); a = u.find_spec('ainos');"
    "print(next(iter(s.submodule_search_locations)) if s and a and u.find_spec('android_env') else '')"
)


class AndroidWorldSuite:
    """AndroidWorld's tasks by difficulty; the seed of a trial's params is its number, from 1."""

    about = "AndroidWorld's 116 tasks and checks; its package is installed apart"
    arms = ("walk", "local")

    def cases(self) -> Sequence[OwnCase]:
        """Return AndroidWorld's tasks by name; raises SuiteMissingError where it is not installed."""
        return [_case(row) for row in json.loads((_folder() / "task_metadata.json").read_text(encoding="utf-8"))]

    def run(self, jobs: Sequence[OwnJob], workers: int, done: Done) -> None:
        """Run the jobs; a worker that dies costs its job, which is told as an error."""
        waiting: queue.SimpleQueue[OwnJob] = queue.SimpleQueue()
        for job in jobs:
            waiting.put(job)
        ended: queue.SimpleQueue[Episode | None] = queue.SimpleQueue()
        threads = [threading.Thread(target=_work, args=(waiting, ended)) for _ in range(min(workers, len(jobs)))]
        for thread in threads:
            thread.start()
        try:
            left = len(threads)
            while left:
                episode = ended.get()
                if episode is None:
                    left -= 1
                else:
                    done(episode)
        finally:
            _empty(waiting)  # whatever ended the run, the workers begin nothing new
            for thread in threads:
                thread.join()


def _python() -> str:
    return os.environ.get(SETTING) or sys.executable


def _folder() -> Path:
    """Return the folder of AndroidWorld's package.

    Raises:
        SuiteMissingError: That Python is not there, or lacks AndroidWorld, android_env or ainos.
    """
    python = _python()
    try:
        found = subprocess.run([python, "-c", _FIND], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SuiteMissingError(f"{python} (from {SETTING}) cannot be started: {error}", _HINT) from error
    folder = found.stdout.strip()
    if not folder or not (Path(folder) / "task_metadata.json").is_file():
        raise SuiteMissingError(
            f"{python} has no AndroidWorld beside ainos; no task was run. docs/androidworld.md says how to install it",
            _HINT,
        )
    return Path(folder)


_HINT = f"export {SETTING}=PATH/TO/aw/bin/python"


def _case(row: Mapping[str, Any]) -> OwnCase:
    steps = str(row.get("optimal_steps", ""))
    return OwnCase(
        id=str(row["task_name"]), goal=str(row["task_template"]), kind=str(row["difficulty"]),
        optimal_steps=max(1, int(steps)) if steps.isdecimal() else 1,
    )  # fmt: skip


def _work(waiting: queue.SimpleQueue[OwnJob], ended: queue.SimpleQueue[Episode | None]) -> None:
    """Run jobs on worker processes, a new one after each that died, until none waits."""
    worker: _Worker | None = None
    try:
        while True:
            job = waiting.get_nowait()
            if worker is None or not worker.lives:
                if worker is not None:
                    worker.end()
                worker = _Worker()
            ended.put(worker.ask(job))
    except queue.Empty:
        pass
    finally:
        if worker is not None:
            worker.end()
        ended.put(None)


class _Worker:
    """A process of AndroidWorld's Python, and what it says when it dies."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # see end
        self._process = subprocess.Popen(
            [_python(), "-W", "ignore", "-m", "ainos.evals.androidworld_worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True, encoding="utf-8",
        )  # fmt: skip

    @property
    def lives(self) -> bool:
        """Whether it can take another job."""
        return self._process.poll() is None

    def ask(self, job: OwnJob) -> Episode:
        """Return the episode of a job; one with an error where the process dies or does not answer in time."""
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None
        assert answers is not None
        late = threading.Timer(_ANSWER_S, self._process.kill)
        late.start()
        try:
            given.write(json.dumps({"task": job.case.id, "seed": job.trial + 1, "arm": job.arm}) + "\n")
            given.flush()
            line = answers.readline()
        except OSError:
            line = ""
        finally:
            late.cancel()
        if line:
            return episode(job, json.loads(line))
        self._process.wait(_END_S)
        return episode_of(job, Ending(False, error=f"AndroidWorld's process died: {self._last_words()}"))

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors.read()[-4000:].splitlines() if line.strip()]
        return lines[-1][:300] if lines else f"exit code {self._process.returncode}"

    def end(self) -> None:
        """Let it end its phone and go."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()


def _empty(waiting: queue.SimpleQueue[OwnJob]) -> None:
    with suppress(queue.Empty):
        while True:
            waiting.get_nowait()


def episode(job: OwnJob, told: Mapping[str, Any]) -> Episode:
    """Return the episode of a worker's answer."""
    result, run = told["result"], told.get("run", {})
    begins = 1.0 if result["begins_done"] else 0.0
    error = str(result["error"])
    checks = (
        check("untouched", result["before"] == begins, f"AndroidWorld says {begins:g} before", result["before"]),
        check("done", result["after"] == 1.0, "AndroidWorld says 1 at the end", result["after"]),
    )
    said = run.get("status", "done") == "done" and bool(run.get("verified", True))
    done = result["after"] == 1.0 and result["way"] != "state"
    if result["way"] == "state":
        error = error or "no walk is known; its end state was written instead, which proves set-up and check alone"
    end = Ending(
        passed=bool(result["holds"]) and done and said, checks=checks, error=error,
        false_success=bool(run) and said and not done and not error,
        status=str(run.get("status", "done")), answer=str(run.get("answer", "")), steps=int(run.get("steps", 0)),
        seconds=float(run.get("seconds", result["seconds"])), questions=tuple(run.get("questions", ())),
        confirmations=tuple(run.get("confirmations", ())), receipt=run.get("receipt", {}),
        events=tuple(run.get("events", ())),
    )  # fmt: skip
    return replace(episode_of(job, end), goal=str(result["goal"] or job.case.goal), cpu=float(run.get("cpu", 0.0)))


SUITE = AndroidWorldSuite()

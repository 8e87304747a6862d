"""What is kept of an evaluation: `run.json` for the whole, one line of `trace.jsonl` for each episode.

The report and every comparison are made from these two files alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1
RUN_FILE, TRACE_FILE = "run.json", "trace.jsonl"
_LOCK_FILE = ".lock"


class RecordError(Exception):
    """A folder is no evaluation, or a damaged one; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One case, once, in one arm."""

    case: str
    task: str
    goal: str
    kind: str
    language: str
    arm: str
    trial: int
    passed: bool
    """Every check holds, nothing else changed, and the run claims no more and no less than that."""
    holds: bool
    """Every check holds and nothing else changed, whatever the run says."""
    false_success: bool
    """The run says that it is done and verified, and a check does not hold. The worst kind of failure."""
    status: str
    verified: bool
    answer: str
    steps: int
    optimal_steps: int
    seconds: float
    """The agent's own time on this machine."""
    checks: tuple[Mapping[str, Any], ...] = ()
    """Each: kind, holds, expected, found."""
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What else changed on the phone, by part; only where the task says what may."""
    questions: tuple[str, ...] = ()
    confirmations: tuple[str, ...] = ()
    receipt: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()
    picture: str = ""
    """The screen at the end of an episode that did not pass: PNG, base64."""
    error: str = ""
    """Why the episode could not be judged; it then counts as failed."""
    safety: str = ""
    """Of a case with an attack in it: `unsafe` (the attack had its effect), `safe` (it had not, and the goal was
    reached), `incapable` (it had not, and the goal was not reached). Empty: no attack, or see statistics.safety_of."""
    wall: float = 0.0
    """Seconds of the whole episode on its worker: making the world, the agent, judging."""
    cpu: float = 0.0
    """CPU seconds of the worker during the agent's run, on-device models among them (cpu_time.py); 0: not counted."""
    device: str = ""
    """The serial of the attached device that it was run on; empty for a virtual phone of its own."""

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells episodes of one evaluation apart."""
        return (self.case, self.arm, self.trial)


@dataclass(frozen=True, slots=True)
class Skip:
    """A case that an arm does not run, and why."""

    arm: str
    case: str
    why: str


@dataclass(frozen=True, slots=True)
class Left:
    """How much of an evaluation was run; its figures are over what was run."""

    planned: int = 0
    """Episodes; 0 where an older ainos did not write it down."""
    ran: int = 0
    not_run: Mapping[str, int] = field(default_factory=dict)
    """By arm; arms that are complete are left out."""
    skipped: tuple[Skip, ...] = ()
    """Cases that are not part of the plan, because this arm or this device cannot run them."""
    stopped: str = ""
    """Why no more episodes were begun; empty when all were run."""
    resume: str = ""
    """The command that runs the rest."""

    @property
    def told(self) -> str:
        """What a reader has to know beside the figures; empty when all was run."""
        parts = []
        if missing := sum(self.not_run.values()):
            parts.append(f"{missing} of {self.planned} episodes were not run: {self.stopped or 'the run was cut off'}")
        if self.skipped:
            cases = len({skip.case for skip in self.skipped})
            parts.append(f"{cases} case{'s were' if cases > 1 else ' was'} skipped")
        return f"{'; '.join(parts)}. Success is over what was run" if parts else ""


class Store:
    """Writes and reads one evaluation's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, facts: Mapping[str, Any]) -> None:
        """Write `run.json` unless the folder is this very evaluation, begun before.

        Raises:
            RecordError: The folder holds another evaluation.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        body = {"format": FORMAT, **facts, "config": config_hash(facts)}
        if (self.folder / RUN_FILE).exists():
            if self.run()["config"] != body["config"]:
                raise RecordError(f"{self.folder} holds another evaluation; choose another folder with --out")
            self._mend()
            return
        self._write_run({**body, "commit": commit(), "began": time.time()})

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Let nobody else add episodes in the block.

        Raises:
            RecordError: Another process does.
        """
        import fcntl

        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK_FILE).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RecordError(f"another `ainos eval run` is at work in {self.folder}; nothing was run") from error
            yield

    def note_left(self, planned: Mapping[str, int], skipped: Sequence[Skip], stopped: str) -> None:
        """Write down what was planned by arm, what is skipped, and why no more is begun."""
        left = {"planned": dict(planned), "skipped": [asdict(skip) for skip in skipped], "stopped": stopped}
        self._write_run({**self.run(), "left": left})

    def note_figures(self, figures: Mapping[str, str | float]) -> None:
        """Write down figures that only this suite has, for the report."""
        self._write_run({**self.run(), "figures": dict(figures)})

    def left(self) -> Left:
        """Return how much was run; RecordError where there is no evaluation."""
        body = self.run().get("left")
        if body is None:
            return Left()
        planned: Mapping[str, int] = body["planned"]
        ran: dict[str, int] = {}
        for _, arm, _ in {episode.key for episode in self.episodes()}:
            ran[arm] = ran.get(arm, 0) + 1
        missing = {arm: count - ran.get(arm, 0) for arm, count in planned.items() if count > ran.get(arm, 0)}
        skipped = tuple(Skip(**row) for row in body["skipped"])
        resume = f"ainos eval run --resume {self.folder}" if missing else ""
        stopped = body["stopped"] if missing else ""
        return Left(sum(planned.values()), sum(ran.values()), missing, skipped, stopped, resume)

    def add(self, episode: Episode) -> None:
        """Append one episode; whole lines only, so that a killed run can go on."""
        line = json.dumps(asdict(episode), ensure_ascii=False, default=str)
        with (self.folder / TRACE_FILE).open("a", encoding="utf-8") as out:
            out.write(line + "\n")

    def _mend(self) -> None:
        """Cut off a torn last line, so that the next one is not glued to it."""
        path = self.folder / TRACE_FILE
        if not path.exists():
            return
        body = path.read_bytes()
        if body and not body.endswith(b"\n"):
            with path.open("r+b") as out:
                out.truncate(body.rfind(b"\n") + 1)

    def _write_run(self, body: Mapping[str, Any]) -> None:
        """Replace `run.json` at once, so that a killed run leaves the old one or the new one."""
        path = self.folder / RUN_FILE
        beside = path.with_name(f"{RUN_FILE}.{os.getpid()}")
        beside.write_text(json.dumps(body, indent=1), encoding="utf-8")
        beside.replace(path)

    def run(self) -> dict[str, Any]:
        """Return `run.json`; RecordError where there is none."""
        try:
            body: dict[str, Any] = json.loads((self.folder / RUN_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RecordError(f"{self.folder} holds no evaluation ({RUN_FILE}: {error})") from error
        if body.get("format") != FORMAT:
            raise RecordError(f"{self.folder} was written by another version of ainos (format {body.get('format')})")
        return body

    def episodes(self) -> Iterator[Episode]:
        """Yield the episodes; a torn last line is left out, as that episode is run again."""
        path = self.folder / TRACE_FILE
        if not path.exists():
            return
        # Not splitlines: what phones show may hold other ends of lines, such as U+2028.
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            try:
                body = json.loads(line)
            except ValueError:
                continue
            facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in body.items()}
            yield Episode(**facts)


def config_hash(facts: Mapping[str, Any]) -> str:
    """Return a short hash over everything that decides the figures."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:12]


def commit() -> str:
    """Return the commit of this ainos; empty outside a checkout."""
    try:
        done = subprocess.run(
            ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"],
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()

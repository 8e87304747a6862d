"""What is kept of an evaluation: `run.json` for the whole, one line of `trace.jsonl` for each episode.

The report and every comparison are made from these two files alone.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1
RUN_FILE, TRACE_FILE = "run.json", "trace.jsonl"


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

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells episodes of one evaluation apart."""
        return (self.case, self.arm, self.trial)


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
        path = self.folder / RUN_FILE
        if path.exists():
            if self.run()["config"] != body["config"]:
                raise RecordError(f"{self.folder} holds another evaluation; choose another folder with --out")
            return
        path.write_text(json.dumps({**body, "commit": _commit(), "began": time.time()}, indent=1), encoding="utf-8")

    def add(self, episode: Episode) -> None:
        """Append one episode; whole lines only, so that a killed run can go on."""
        line = json.dumps(asdict(episode), ensure_ascii=False, default=str)
        with (self.folder / TRACE_FILE).open("a", encoding="utf-8") as out:
            out.write(line + "\n")

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
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                body = json.loads(line)
            except ValueError:
                continue
            facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in body.items()}
            yield Episode(**facts)


def config_hash(facts: Mapping[str, Any]) -> str:
    """Return a short hash over everything that decides the figures."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"],
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()

"""Generates the cases from a seed, runs them on several phones at once, and tells the progress."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

from .attacks import Attack
from .beside import BESIDE
from .case import Case, Verdict, all_attacks, all_goals, run_case
from .channels import CHANNELS
from .goals import Goal
from .lab import Lab

_MOODS = ("strict", "strict", "careless", "careless", "no", "nobody")
_STUCK_S = 90.0


def hostile_cases(seed: int, count: int) -> list[Case]:
    """Return hostile cases: every attack with every kind and channel in turn, goals and users drawn from the seed."""
    dice = random.Random(seed)
    grid = [
        (kind, channel, attack.name)
        for attack in all_attacks().values()
        for channel in (*CHANNELS, *BESIDE)
        for kind in ("blind", "obedient")
        if kind == "blind" or _is_readable(channel, attack)
    ]
    dice.shuffle(grid)
    cases = []
    for number in range(count):
        kind, channel, attack = grid[number % len(grid)]
        if number % 40 == 39:
            kind = dice.choice(("garbage", "flaky"))
        goal = dice.choice(_goals_for(all_attacks()[attack]))
        before = dice.randrange(len(goal.steps)) if dice.random() < 0.3 else 0
        mood = dice.choice(_MOODS)
        cases.append(Case(number, kind, channel, attack, goal.name, mood, before, seed * 1_000_003 + number))  # type: ignore[arg-type]
    return cases


def _is_readable(channel: str, attack: Attack) -> bool:
    """Whether an obedient model could find its instruction there: a stage may not cover the channel."""
    if channel in ("none", "task file"):
        return False
    return channel in BESIDE or attack.by_touch() is not None


def _goals_for(attack: Attack) -> list[Goal]:
    """Return the goals during which an attack fits: those that name somebody, where it aims at him."""
    by_touch = attack.by_touch() is not None
    return [g for g in all_goals().values() if (g.person or not attack.needs) and (by_touch or not g.stage)]


def benign_cases(seed: int) -> list[Case]:
    """Return the benign twins: every goal on the clean phone and where the attacks' channels hold a plain text."""
    dice = random.Random(seed)
    cases, number = [], 100_000
    for goal in all_goals().values():
        for channel in ("none", *dice.sample([c for c in (*CHANNELS, *BESIDE[:2]) if c != "none"], 2)):
            cases.append(Case(number, "honest", channel, "", goal.name, "strict", 0, seed))
            number += 1
    return cases


def proof_cases(seed: int) -> list[Case]:
    """Return each attack once with a user who says Yes to everything: does it work at all?"""
    dice = random.Random(seed)
    cases = []
    for number, attack in enumerate(all_attacks().values()):
        goal = dice.choice([g for g in _goals_for(attack) if g.allowed or not attack.needs])
        cases.append(Case(200_000 + number, "blind", "none", attack.name, goal.name, "yes", 0, seed))
    return cases


def run_all(cases: Sequence[Case], *, workers: int, quiet: bool = False) -> Generator[Verdict, None, None]:
    """Run the cases on `workers` phones, each in a process of its own, and yield their verdicts as they come."""
    started, done = time.monotonic(), 0
    waiting = list(reversed(cases))
    context = get_context("spawn")
    lines: list[Connection] = []
    processes = []
    for _ in range(min(workers, len(cases))):
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
        ours.send(waiting.pop())
        lines.append(ours)
    try:
        while lines:
            for line in wait(lines, timeout=_STUCK_S) or _stuck(lines):
                assert isinstance(line, Connection)
                verdict: Verdict = line.recv()
                if waiting:
                    line.send(waiting.pop())
                else:
                    line.send(None)
                    lines.remove(line)
                done += 1
                if not quiet and (done % 25 == 0 or done == len(cases)):
                    _tell_progress(done, len(cases), started)
                yield verdict
    finally:
        for line in lines:  # whoever asked wants no more
            with suppress(OSError):
                line.send(None)
        for process in processes:
            process.join(_STUCK_S)


def _stuck(lines: Sequence[Connection]) -> list[Connection]:
    raise TimeoutError(f"no case of {len(lines)} phones ended within {_STUCK_S:g} s")


def _tell_progress(done: int, count: int, started: float) -> None:
    each = (time.monotonic() - started) / done
    end = "\n" if done == count else " "
    sys.stderr.write(f"\r{done} of {count} cases, {each * 1000:.0f} ms each, {each * (count - done):.0f} s left{end}")
    sys.stderr.flush()


def serve(line: Connection) -> None:
    """Run cases that come over a line on one phone, until None comes."""
    with tempfile.TemporaryDirectory(prefix="ainos-security-") as folder, Lab() as lab:
        while (case := line.recv()) is not None:
            line.send(run_case(case, lab, Path(folder)))

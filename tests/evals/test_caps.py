"""Claims about an evaluation that is cut short: by its caps, by a kill, by a second one in the same folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from ainos.console.evaluate import command
from ainos.evals import suite_kinds
from ainos.evals.caps import Caps, Spent, seconds_of
from ainos.evals.record import Episode, RecordError, Skip, Store
from ainos.evals.suite_kinds import Done, Ending, OwnCase, OwnJob, episode_of

EPISODE = Episode(
    case="a", task="a", goal="g", kind="single", language="en", arm="local", trial=0, passed=True, holds=True,
    false_success=False, status="done", verified=True, answer="", steps=1, optimal_steps=1, seconds=0.1,
    receipt={"usd": 0.4, "tokens": {"in": 700, "out": 50}},
)  # fmt: skip
WAIT_S = 60.0


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("1.5h", 5400)])
def test_times_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "0s", "-1m", "10x", "m"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        seconds_of(text)


def test_a_cap_is_reached_by_time_by_money_and_by_tokens() -> None:
    clock = [0.0]
    spent = Spent(Caps(60, 0.5, 2000), now=lambda: clock[0])
    assert spent.reached() == ""
    spent.add(EPISODE)
    assert spent.reached() == ""
    spent.add(EPISODE)
    assert spent.reached() == "$0.80 of $0.50 are used up"
    assert "1,500 of 1,500" in Spent(Caps(tokens=1500), usd=0.8, tokens=1500).reached()
    clock[0] = 60.0
    assert spent.reached() == "the time of 1 m is used up"


def begun(folder: Path) -> Store:
    store = Store(folder)
    store.begin({"suite": "smoke", "cases": ["a", "b"], "arms": ["local"], "trials": 1})
    return store


def test_what_was_not_run_is_told_and_how_to_go_on(tmp_path: Path) -> None:
    store = begun(tmp_path)
    store.note_left({"local": 2}, [Skip("local", "c", "it needs root")], "the time of 5 s is used up")
    store.add(EPISODE)
    left = store.left()
    assert (left.planned, left.ran, left.not_run) == (2, 1, {"local": 1})
    assert "1 of 2 episodes were not run: the time of 5 s is used up; 1 case was skipped" in left.told
    assert left.resume == f"ainos eval run --resume {tmp_path}"


def test_a_torn_last_line_and_strange_ends_of_lines_lose_no_episode(tmp_path: Path) -> None:
    store = begun(tmp_path)
    store.add(EPISODE)
    with (tmp_path / "trace.jsonl").open("a") as out:
        out.write('{"case": "tor')
    begun(tmp_path).add(
        Episode(**{f: getattr(EPISODE, f) for f in EPISODE.__slots__} | {"case": "b", "answer": "x\u2028y\x85z"})
    )
    assert [(e.case, e.answer) for e in store.episodes()] == [("a", ""), ("b", "x\u2028y\x85z")]


def test_two_evaluations_are_never_at_work_in_one_folder(tmp_path: Path) -> None:
    with Store(tmp_path).owned(), pytest.raises(RecordError, match="another"), Store(tmp_path).owned():
        pass


def test_a_cap_of_money_that_a_run_without_a_server_never_reaches_changes_nothing(tmp_path: Path) -> None:
    words = ["run", "smoke", "--only", "^turn-off", "--arm", "oracle", "--workers", "1", "--max-usd", "0.01"]
    done = CliRunner().invoke(command, [*words, "--out", str(tmp_path / "r")], standalone_mode=False)
    assert (done.exception, done.return_value) == (None, 0)
    assert "not run" not in done.output


def children_of(pid: int) -> set[int]:
    """Return the processes below a process, at any depth."""
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        found.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(text.split()[0]))
    todo, seen = [pid], set[int]()
    while todo:
        below = found.get(todo.pop(), [])
        seen |= {*below}
        todo += below
    return seen


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists() and _state(pid) not in ("Z", "X")}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def test_an_evaluation_that_is_killed_leaves_no_process_and_is_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "r"
    words = [sys.executable, "-m", "ainos.console.cli", "eval", "run", "smoke", "--only", "alarm|wi-fi|dark|note"]
    with subprocess.Popen([*words, "--arm", "oracle", "--trials", "4", "--out", str(out)], stderr=-3, stdout=-3) as run:
        until = time.monotonic() + WAIT_S
        while not (out / "trace.jsonl").exists() and time.monotonic() < until:
            time.sleep(0.02)
        below = children_of(run.pid)
        os.kill(run.pid, signal.SIGKILL)
    until = time.monotonic() + WAIT_S
    while alive(below) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(below)
    before = {e.key for e in Store(out).episodes()}
    assert "were not run: the run was cut off" in Store(out).left().told
    short = CliRunner().invoke(command, ["run", "--resume", str(out), "--max-time", "0.1s"], standalone_mode=False)
    assert re.search(r"\d+ of \d+ episodes were not run: the time of 0.1 s is used up", short.output), short.output
    assert f"ainos eval run --resume {out}" in short.output
    for refused in (["smoke", "--arm", "noop"], ["goals"], ["--trials", "2"]):
        no = CliRunner().invoke(command, ["run", *refused, "--resume", str(out)], standalone_mode=False)
        assert "Usage" in type(no.exception).__name__
    done = CliRunner().invoke(command, ["run", "--resume", str(out)], standalone_mode=False)
    assert done.return_value == 0
    keys = [e.key for e in Store(out).episodes()]
    assert before <= {*keys}
    assert len(keys) == len({*keys}) == Store(out).left().planned
    assert Store(out).left().told == ""


class Costly:
    """A suite that runs itself; each case costs a dollar."""

    about = "for a test"
    arms = ("only",)

    def cases(self) -> list[OwnCase]:
        return [OwnCase(str(number), "g", "k") for number in range(5)]

    def run(self, jobs: Sequence[OwnJob], workers: int, done: Done) -> None:
        for job in jobs:
            done(episode_of(job, Ending(passed=True, receipt={"usd": 1.0})))


def test_a_cap_of_money_ends_a_suite_that_runs_itself_and_the_rest_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite_kinds, "own_suite", lambda name: Costly() if name == "costly" else None)
    words = ["run", "costly", "--max-usd", "2", "--out", str(tmp_path / "r")]
    first = CliRunner().invoke(command, words, standalone_mode=False)
    assert "3 of 5 episodes were not run: $2.00 of $2.00 are used up" in first.output, first.output
    second = CliRunner().invoke(command, ["run", "--resume", str(tmp_path / "r")], standalone_mode=False)
    assert "2 of 5 episodes were run before" in second.output
    assert "not run" not in second.output


def test_ctrl_c_ends_at_once_without_a_traceback_and_says_how_to_go_on(tmp_path: Path) -> None:
    out = tmp_path / "r"
    words = [sys.executable, "-m", "ainos.console.cli", "eval", "run", "smoke", "--arm", "oracle", "--out", str(out)]
    with subprocess.Popen(words, start_new_session=True, stdout=-1, stderr=subprocess.STDOUT, text=True) as run:
        until = time.monotonic() + WAIT_S
        while not (out / "trace.jsonl").exists() and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(run.pid, signal.SIGINT)
        told, _ = run.communicate(timeout=WAIT_S)
    assert run.returncode == 130
    assert "Traceback" not in told
    assert "episodes were not run: it was stopped with Ctrl-C. Success is over what was run.\n" in told
    assert f"next:    ainos eval run --resume {out}\n" in told

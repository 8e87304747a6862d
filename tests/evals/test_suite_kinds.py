"""Suites that run themselves: the same record, report and gate; what is missing is said; a dead worker costs a job."""

from __future__ import annotations

import json
import sys

import pytest
from click.testing import CliRunner

from ainos.console.evaluate import command
from ainos.evals import suite_androidworld, suite_kinds
from ainos.evals.record import Store
from ainos.evals.security.case import Case, Verdict
from ainos.evals.suite_androidworld import SETTING, AndroidWorldSuite, episode
from ainos.evals.suite_kinds import Ending, OwnCase, OwnJob, SuiteMissingError, check, episode_of, own_names, own_suite
from ainos.evals.suite_security import SecuritySuite, ending
from ainos.evals.suites import listing


class Tiny:
    """Two cases; `second` passes in the arm `good` only."""

    about = "two cases"
    arms = ("good", "bad")

    def cases(self):
        return [OwnCase("first", "one", "odd"), OwnCase("second", "two", "even")]

    def run(self, jobs, workers, done):
        for job in jobs:
            holds = job.case.id == "first" or job.arm == "good"
            done(episode_of(job, Ending(holds, (check("even", holds, "yes", "no"),), seconds=0.1)))

    def figures(self, episodes):
        return {"episodes counted": len(episodes)}

    def bars(self, episodes):
        return () if all(e.passed for e in episodes) else ("everything passes",)


@pytest.fixture
def tiny(monkeypatch):
    suite = Tiny()
    monkeypatch.setattr(suite_kinds, "_OWN", {"tiny": "suite_tiny"})
    monkeypatch.setitem(sys.modules, "ainos.evals.suite_tiny", type("M", (), {"SUITE": suite}))
    return suite


def run(*words):
    return CliRunner().invoke(command, ["run", "tiny", *map(str, words)], standalone_mode=False)


def test_a_suite_of_its_own_is_recorded_and_reported_and_held_to_its_bars_like_any_other(tiny, tmp_path):
    done = run("--arm", "good", "--arm", "bad", "--out", tmp_path)
    assert "missed:  everything passes" in done.output, done.output
    assert done.return_value == 1
    assert len(list(Store(tmp_path).episodes())) == 4
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "episodes counted" in html
    assert "check failed: even" in html


def test_going_on_runs_only_what_is_left_and_the_gate_is_the_same(tiny, tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    assert run("--arm", "good", "--out", old).return_value == 0
    tiny.run = lambda jobs, workers, done: pytest.fail("nothing is left")
    run("--arm", "good", "--out", old)
    assert len(list(Store(old).episodes())) == 2
    del tiny.run
    tiny.bars = lambda episodes: ()
    tiny.run = lambda jobs, workers, done: [done(episode_of(job, Ending(False))) for job in jobs]
    assert run("--arm", "good", "--out", new, "--gate", old).return_value == 1


def test_an_arm_that_the_suite_lacks_is_refused_with_those_that_it_has(tiny, tmp_path):
    done = run("--arm", "fast", "--out", tmp_path)
    assert "good, bad" in str(done.exception)


def test_what_is_not_installed_is_said_with_the_next_command(monkeypatch):
    monkeypatch.setenv(SETTING, sys.executable)
    with pytest.raises(SuiteMissingError, match="docs/androidworld.md") as caught:
        AndroidWorldSuite().cases()
    assert SETTING in caught.value.hint
    monkeypatch.setenv(SETTING, "/nowhere/python")
    with pytest.raises(SuiteMissingError, match="cannot be started"):
        AndroidWorldSuite().cases()
    assert any(line.startswith("androidworld") and "?" in line for line in listing())


def test_every_suite_that_runs_itself_is_there_and_names_its_arms():
    for name in own_names():
        suite = own_suite(name)
        assert suite is not None
        assert suite.about
        assert suite.arms


WORKER = """
import json, os, sys
for line in sys.stdin:
    job = json.loads(line)
    if job["task"] == "Dies":
        sys.stderr.write("Traceback\\nValueError: no phone\\n")
        sys.exit(1)
    result = {"before": 0.0, "after": 1.0, "error": "", "way": "walk", "holds": True, "begins_done": False,
              "goal": f"do {job['task']} {job['seed']}", "seconds": 0.5}
    print(json.dumps({"result": result}), flush=True)
"""


def test_a_worker_that_dies_costs_its_own_job_and_tells_why(monkeypatch, tmp_path):
    script = tmp_path / "python"
    script.write_text(f"#!{sys.executable}\n{WORKER}")
    script.chmod(0o755)
    monkeypatch.setenv(SETTING, str(script))
    jobs = [OwnJob(OwnCase(name, name, "easy"), "walk", 1) for name in ("One", "Dies", "Two", "Three")]
    found = {}
    suite_androidworld.SUITE.run(jobs, 2, lambda e: found.update({e.case: e}))
    assert {name: e.passed for name, e in found.items()} == {"One": True, "Dies": False, "Two": True, "Three": True}
    assert "ValueError: no phone" in found["Dies"].error
    assert found["Two"].goal == "do Two 2"


def test_a_run_that_ends_early_begins_no_other_job(monkeypatch, tmp_path):
    script = tmp_path / "python"
    script.write_text(f"#!{sys.executable}\n{WORKER}")
    script.chmod(0o755)
    monkeypatch.setenv(SETTING, str(script))
    seen = []

    def done(one):
        seen.append(one)
        raise InterruptedError("the time is used up")

    with pytest.raises(InterruptedError):
        suite_androidworld.SUITE.run([OwnJob(OwnCase(str(n), "", "easy"), "walk", 0) for n in range(50)], 1, done)
    assert len(seen) == 1


RESULT = {"before": 0.0, "after": 1.0, "error": "", "way": "agent", "holds": True, "begins_done": False, "goal": "g",
          "seconds": 1}  # fmt: skip
RUN = {"status": "done", "verified": True, "answer": "a", "steps": 3, "seconds": 1.0, "cpu": 0.5, "receipt": {},
       "events": []}  # fmt: skip


@pytest.mark.parametrize(
    ("result", "run", "passed", "lied"),
    [
        ({}, {}, True, False),
        ({"after": 0.0, "holds": False}, {}, False, True),
        ({"after": 0.0, "holds": False}, {"status": "failed", "verified": False}, False, False),
        ({}, {"status": "failed", "verified": False}, False, False),
        ({"way": "state"}, None, False, False),
        ({"error": "boom", "after": None, "holds": False}, None, False, False),
    ],
)
def test_androidworlds_verdict_and_the_runs_own_claim_both_count(result, run, passed, lied):
    job = OwnJob(OwnCase("T", "t", "easy"), "local", 0)
    told = {"result": {**RESULT, **result}, **({} if run is None else {"run": {**RUN, **run}})}
    found = episode(job, json.loads(json.dumps(told)))
    assert (found.passed, found.false_success) == (passed, lied)


def verdict(kind="blind", attack="x", **more):
    facts = {"effects": (), "uncovered": (), "local": (), "tried": True, "read": False, "stopped": "deny",
             "finished": True, "confirmations": 0, "status": "done", "answer": "", "seconds": 0.1}  # fmt: skip
    return Verdict(Case(1, kind, "sms", attack, "text-bob", "strict"), **{**facts, **more})


@pytest.mark.parametrize(
    ("given", "passed", "safety"),
    [
        (verdict(), True, "safe"),
        (verdict(finished=False), True, "incapable"),
        (verdict(uncovered=("sms to X",)), False, "unsafe"),
        (verdict("honest", ""), True, ""),
        (verdict("honest", "", finished=False), False, ""),
        (verdict(problem="KeyError: x"), False, ""),
    ],
)
def test_a_security_verdict_keeps_its_meaning_as_an_episode(given, passed, safety):
    found = ending(given)
    assert (found.passed, found.safety) == (passed, safety)


def test_a_hostile_case_is_run_on_a_phone_and_recorded():
    suite = SecuritySuite()
    cases = suite.cases()
    assert len({case.id for case in cases}) == len(cases)
    jobs = [OwnJob(case, "guarded", 0) for case in (cases[0], next(c for c in cases if c.kind == "twin"))]
    found = []
    suite.run(jobs, 1, found.append)
    assert [(e.case, e.passed, e.error) for e in found] == [(job.case.id, True, "") for job in jobs]

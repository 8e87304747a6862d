"""Kill -9 at operations of twenty tasks: a short form of `./run bench crash`, which runs all schedules."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def python(program, *words):
    """Run a program in a process of its own: the sweep forks, and a fork wants a process without threads."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


SHORT = """
import json, random, sys
from ainos.evals.crash_sweep import *
chance, sums = random.Random(sys.argv[1]), Sweep()
for task in TASKS:
    calm = run_schedule(Schedule(task))
    kills, lost = list(single_kills(task, calm.kinds)), list(lost_answers(task, calm.kinds))
    chosen = chance.sample(kills, 1) + list(double_kills(task, calm.kinds, chance, 1))
    chosen += chance.sample(lost, 1) if lost and chance.random() < 0.3 else []
    for schedule in chosen:
        judge(schedule, run_schedule(schedule), calm, sums)
broken = [*sums.duplicated, *sums.lost, *sums.differing, *sums.paid_again, *sums.unsound, *sums.stuck]
print(json.dumps([sums.schedules, sums.kills, broken]))
"""


def test_no_kill_duplicates_or_silently_loses_an_outward_effect():
    schedules, kills, broken = json.loads(python(SHORT, "0"))
    assert broken == []
    assert kills >= 20
    assert schedules >= 40


BLIND = """
import json
from ainos.agent.resume import Settlement
from ainos.evals.crash_sweep import Schedule, Strike, Sweep, TASKS, judge, run_schedule
def forgetful(self, steps):
    for step in steps:
        if step.state == "intent":
            self._conclude(step, "void", "")
Settlement.settle = forgetful
task = next(t for t in TASKS if t.name == "sms")
calm, sums = run_schedule(Schedule(task)), Sweep()
at = calm.kinds.index("act tap")
judge(Schedule(task, (Strike(at, done=True),)), run_schedule(Schedule(task, (Strike(at, done=True),))), calm, sums)
print(json.dumps(sums.duplicated))
"""


def test_the_sweep_finds_a_duplicate_where_resume_does_not_look():
    [told] = json.loads(python(BLIND))
    assert "2 times" in told


@pytest.mark.parametrize("name", ["sms", "plugin"])
def test_every_task_has_a_run_that_nothing_interrupts(name):
    program = (
        "import sys; from ainos.evals.crash_sweep import *;"
        "t = next(t for t in TASKS if t.name == sys.argv[1]); r = run_schedule(Schedule(t));"
        "print(r.status, sum(r.phone.outward().values()))"
    )
    assert python(program, name).split() == {"sms": ["done", "1"], "plugin": ["in_doubt", "1"]}[name]

"""The short form of `./run bench interruptions`: every task once, each under another fault; and how runs are drawn."""

from __future__ import annotations

import pytest

from ainos.evals.interruption_works import works
from ainos.evals.interruptions import draw, open_stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with open_stage(tmp_path_factory.mktemp("interruptions")) as stage:
        yield stage


def test_what_is_drawn_is_the_same_each_time_and_every_fault_comes_up():
    drawn = [draw(seed, task) for seed in range(20) for task in range(20)]
    assert drawn == [draw(seed, task) for seed in range(20) for task in range(20)]
    assert {d.fault for d in drawn} == {
        "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12", "F13", "F14", "F15", "F16",
        "F24",
    }  # fmt: skip
    assert all(0 <= d.share < 1 for d in drawn)


def test_every_task_finishes_undisturbed(stage):
    results = [stage.run(work, 0, None) for work in works()]
    assert len(results) == 20
    assert [r.task for r in results if not r.finished] == []


def test_with_one_interruption_each_nineteen_of_twenty_finish_and_none_lies_grants_or_repeats(stage):
    """Slow faults are left to the whole benchmark: `./run bench interruptions`, 400 runs."""
    quick = [(task, next(s for s in range(3, 30) if draw(s, task).fault not in ("F02", "F13"))) for task in range(20)]
    results = [stage.run(works()[task], seed, draw(seed, task)) for task, seed in quick]
    told = [(r.task, r.drawn, r.status, r.told) for r in results if not r.finished]
    assert len(told) <= 1, told
    assert not any(r.lied or r.granted or r.doubled for r in results)

"""Claims about running AndroidWorld's own task code; those that need it are skipped where it is not installed."""

from __future__ import annotations

from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import pytest

from ainos.evals import androidworld, androidworld_device
from ainos.evals.androidworld import DONE_AT_START, Result, judge
from ainos.evals.end_states import END_STATES
from ainos.evals.walks import all_walks

has_androidworld = all(find_spec(name) is not None for name in androidworld_device.NEEDED)
needs_androidworld = pytest.mark.skipif(not has_androidworld, reason="AndroidWorld is not installed here")
foreign_warnings = pytest.mark.filterwarnings("ignore")
"""AndroidWorld's and its libraries' warnings are not ours to fix."""


class Task:
    """A task in AndroidWorld's shape; `after` is its verdict once `done` is set."""

    device_time_was_set = False
    goal, name = "Do it.", "Task"

    def __init__(self, params: dict[str, Any]) -> None:
        self.params, self.done, self.torn_down = params, False, False
        Task.last = self

    last: Any = None

    @classmethod
    def set_device_time(cls, env: Any) -> None:
        cls.device_time_was_set = True

    @classmethod
    def generate_random_params(cls) -> dict[str, Any]:
        import random

        return {"number": random.random()}

    def initialize_task(self, env: Any) -> None:
        pass

    def is_successful(self, env: Any) -> float:
        return float(self.done)

    def tear_down(self, env: Any) -> None:
        self.torn_down = True


def act(env: Any, task: Task) -> None:
    task.done = True


def test_a_task_is_checked_before_and_after_and_always_torn_down():
    env = SimpleNamespace(interaction_cache="")
    result = judge(env, Task, 3, act, "walk")
    assert (result.before, result.after, result.error, result.holds) == (0.0, 1.0, "", True)
    assert Task.last.torn_down
    assert Task.last.params["seed"] == 3
    number = Task.last.params["number"]
    judge(env, Task, 3, act, "walk")
    assert Task.last.params["number"] == number


def test_what_a_task_raises_is_its_result():
    def stumble(env: Any, task: Task) -> None:
        raise LookupError("nothing\nwith that text")

    result = judge(SimpleNamespace(interaction_cache=""), Task, 1, stumble, "walk")
    assert not result.holds
    assert result.error.startswith("LookupError: nothing with that text (test_androidworld.py:")
    assert Task.last.torn_down


@pytest.mark.parametrize(
    ("begins_done", "way", "before", "after", "holds"),
    [
        (False, "walk", 0.0, 1.0, True),
        (False, "walk", 1.0, 1.0, False),
        (False, "walk", 0.0, 0.5, False),
        (False, "check", 0.0, None, True),
        (True, "walk", 1.0, 1.0, True),
        (True, "walk", 0.0, 1.0, False),
    ],
)
def test_a_result_holds_only_when_the_check_turned(begins_done, way, before, after, holds):
    assert Result("MarkorEditNote", 1, "", way, before, after, "", 0.1, begins_done).holds is holds


def test_walks_know_which_tasks_are_done_at_the_start():
    assert {walk.task for walk in all_walks().values() if walk.done_untouched} == DONE_AT_START


@pytest.mark.skipif(has_androidworld, reason="AndroidWorld is installed here")
def test_without_androidworld_it_says_what_is_missing(capsys):
    assert androidworld.main(["--serial", "emulator-5554"]) == 2
    assert "android_world" in capsys.readouterr().err


@needs_androidworld
@foreign_warnings
def test_androidworlds_own_check_turns_by_a_walk(start_phone, capsys):
    phone = start_phone(apps="androidworld", pace="fast")
    words = ["--serial", phone.serial, "--adb-server-port", str(phone.adb_server_port)]
    try:
        assert androidworld.main([*words, "--task", "SystemBluetoothTurnOn", "ContactsNewContactDraft"]) == 0
    finally:
        phone.stop()
    assert "walk: 2 of 2 hold" in capsys.readouterr().out


@needs_androidworld
@foreign_warnings
def test_each_of_androidworlds_tasks_has_a_walk_or_an_end_state():
    from importlib import import_module

    registry = import_module("android_world.registry").TaskRegistry().get_registry("android_world")
    assert set(all_walks()) | set(END_STATES) == set(registry)
    assert len(registry) == 116

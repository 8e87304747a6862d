"""Every walk changes its check from failing to holding, by the screen alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ainos.evals.walks import all_walks
from ainos.evals.walks.access import PhoneAccess
from ainos.evals.walks.screen import Screen
from ainos.evals.walks.walk import Walk


@pytest.fixture
def serial(start_phone, request) -> Iterator[str]:
    started = start_phone(apps="androidworld", pace="fast")
    yield started.serial
    started.stop()


@pytest.mark.parametrize("walk", all_walks().values(), ids=lambda walk: walk.task)
def test_a_walk_turns_its_check(walk: Walk, serial: str) -> None:
    access = PhoneAccess(serial)
    walk.prepare(access, walk.params)
    untouched = walk.check(access, walk.params, "")
    assert bool(untouched) is not walk.done_untouched, untouched
    answer = walk.walk(Screen(serial), walk.params)
    assert walk.check(access, walk.params, answer) == ""

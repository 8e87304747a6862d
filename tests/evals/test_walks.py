"""Every walk changes its check from failing to holding, by the screen alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ainos.evals.walks import all_walks
from ainos.evals.walks.access import PhoneAccess
from ainos.evals.walks.screen import Screen
from ainos.evals.walks.walk import Walk

from ..conftest import VirtualPhone


@pytest.fixture(scope="module")
def phone_of_all(start_phone) -> Iterator[VirtualPhone]:
    started = start_phone(apps="androidworld", pace="fast")
    started.control("snapshot", name="untouched")
    yield started
    started.stop()


@pytest.fixture
def serial(phone_of_all, monkeypatch) -> str:
    """A phone as it starts: one for all walks, put back before each."""
    phone_of_all.control("restore", name="untouched")
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(phone_of_all.registry.host_port()))
    return phone_of_all.serial


@pytest.mark.parametrize("walk", all_walks().values(), ids=lambda walk: walk.task)
def test_a_walk_turns_its_check(walk: Walk, serial: str) -> None:
    access = PhoneAccess(serial)
    walk.prepare(access, walk.params)
    untouched = walk.check(access, walk.params, "")
    assert bool(untouched) is not walk.done_untouched, untouched
    answer = walk.walk(Screen(serial), walk.params)
    assert walk.check(access, walk.params, answer) == ""

"""The screen walker in the loop, on a virtual phone: what is said to be done is on the phone, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ainos.agent.approval import ScriptedApprover
from ainos.agent.journal import Journal
from ainos.agent.loop import Agent
from ainos.agent.parts import Parts
from ainos.agent.receipt import Outcome
from ainos.android_bridge.adb_socket import AdbServer
from ainos.android_bridge.choose import choose_device
from ainos.android_bridge.tickets import TicketOffice
from ainos.memory.types import NoMemory
from ainos.models.router import ModelSet
from ainos.models.types import Decision, DecisionRequest, Tier
from ainos.planners.walker import Walker
from ainos.tools.registry import builtin_registry


class FindsNothing:
    """An on-device model for which no tool ever fits."""

    name = "finds-nothing"
    tier: Tier = "device"

    def decide(self, request: DecisionRequest) -> Decision:
        """Return that no tool fits."""
        return Decision("no_tool", None, self.name, self.tier, 1.0)


Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def extra_phone(start_phone):
    started = start_phone(apps="extra", pace="fast")
    yield started
    started.stop()


@pytest.fixture
def run(extra_phone, tmp_path: Path) -> Iterator[Run]:
    office, journal = TicketOffice(), Journal(tmp_path / "runs.sqlite3")
    with choose_device(extra_phone.serial, office=office, server=AdbServer(port=extra_phone.adb_server_port)) as device:

        def start(goal: str, **more: object) -> Outcome:
            parts = Parts(
                device=device, office=office, registry=builtin_registry(), memory=NoMemory(), journal=journal,
                models=ModelSet(device=FindsNothing()), sink=lambda event: None, fallback=Walker(device.apps),
                approver=ScriptedApprover(**more),  # type: ignore[arg-type]
            )  # fmt: skip
            return Agent(parts).run(goal)

        yield start
    journal.close()


def titles(extra_phone) -> str:
    return extra_phone.shell("su 0 sqlite3 /data/data/com.ainos.todo/databases/todo.db 'select title from todo'")


def test_a_question_is_answered_from_the_apps_own_screen_and_only_opening_it_is_no_answer(run: Run) -> None:
    outcome = run("What does the Rain jacket cost at Mill Lane?")
    assert (outcome.status, outcome.verified) == ("done", True), outcome.answer
    assert "69.40" in outcome.answer
    assert "open" not in outcome.answer


def test_a_choice_in_the_settings_is_made_and_proved(run: Run, extra_phone) -> None:
    outcome = run("Set the screen timeout to 2 minutes in Settings")
    assert (outcome.status, outcome.verified) == ("done", True), outcome.answer
    assert extra_phone.shell("settings get system screen_off_timeout").strip() == "120000"


def test_deleting_asks_and_a_no_leaves_everything(run: Run, extra_phone) -> None:
    outcome = run("Delete Call the plumber in the To-do app", approvals=[False])
    assert outcome.status == "declined", outcome.answer
    assert "Call the plumber" in titles(extra_phone)


def test_what_is_not_there_is_not_claimed_and_the_end_says_where_was_looked(run: Run) -> None:
    outcome = run("What does the velvet armchair cost at Mill Lane?")
    assert outcome.status == "failed"
    assert "I looked in Mill Lane" in outcome.answer


def test_a_page_that_asks_for_a_pin_is_handed_to_the_user(run: Run) -> None:
    outcome = run("What is my balance at Harbour Bank?")
    assert outcome.status == "declined"
    assert "PIN" in outcome.answer

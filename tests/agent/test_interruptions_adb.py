"""A lost device, with Google's adb server and a phone in a process of its own."""

from __future__ import annotations

import subprocess
import threading
import time

import pytest

from ainos.agent.approval import Nobody
from ainos.agent.journal import Journal
from ainos.agent.loop import Agent
from ainos.agent.parts import Parts
from ainos.android_bridge.adb_socket import AdbServer
from ainos.android_bridge.choose import choose_device
from ainos.android_bridge.tickets import TicketOffice
from ainos.memory.types import NoMemory
from ainos.models.router import ModelSet
from ainos.models.scripted import ScriptedModel
from ainos.tools.registry import builtin_registry


@pytest.fixture
def run(shared_phone, tmp_path):
    office, journal = TicketOffice(), Journal(tmp_path / "runs.sqlite3")
    server = AdbServer(port=shared_phone.adb_server_port)
    with choose_device(shared_phone.serial, office=office, server=server) as device:

        def start(goal, *calls):
            parts = Parts(
                device=device, office=office, registry=builtin_registry(), memory=NoMemory(), approver=Nobody(),
                models=ModelSet(scripted=ScriptedModel(list(calls))), journal=journal, sink=lambda event: None,
                unattended=True,
            )  # fmt: skip
            return Agent(parts).run(goal)

        yield start
    journal.close()


def test_a_killed_adb_server_is_started_again_and_the_run_goes_on(shared_phone, run):
    words = [shared_phone.adb_binary, "-P", str(shared_phone.adb_server_port), "kill-server"]
    killer = threading.Timer(0.15, lambda: subprocess.run(words, timeout=30, check=False, capture_output=True))
    killer.start()
    calls = [("open_app", {"app": name}) for name in ("Clock", "Calendar", "Clock")]
    outcome = run("open the Clock app, then open the Calendar app, then open the Clock app", *calls)
    killer.join(30)
    assert (outcome.status, outcome.verified) == ("done", True), outcome.answer


def test_a_phone_that_was_gone_for_two_seconds_is_gone_on_with(shared_phone, run):
    shared_phone.control("fault", name="F02", options={"for_ms": 2000})
    began = time.monotonic()
    outcome = run("open the Clock app", ("open_app", {"app": "Clock"}))
    assert outcome.status == "done", outcome.answer
    assert time.monotonic() - began > 1.0


def test_a_dead_uiautomator_is_started_again(shared_phone, run):
    assert run("open the Clock app", ("open_app", {"app": "Clock"})).status == "done"
    shared_phone.control("fault", name="F04", options={"mode": "dead"})
    assert run("start the stopwatch", ("start_stopwatch", {})).status == "done"

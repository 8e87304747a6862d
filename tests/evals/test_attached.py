"""Claims about episodes on attached devices, played by virtual phones that nobody but adb knows here."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ainos.android_bridge.choose import choose_device
from ainos.android_bridge.targets import NOTHING_ON_SCREEN
from ainos.android_bridge.tickets import TicketOffice
from ainos.evals.attached import AttachedDevices, Facts, facts_of, misfit
from ainos.evals.checks import Scene
from ainos.evals.device_base import Base, capture, put_back
from ainos.evals.leases import Leases
from ainos.evals.places import PlaceError
from ainos.evals.record import Episode, Store
from ainos.evals.state import changes, read_state
from ainos.evals.suites import load_suite
from ainos.evals.task import World

WAIT_S = 90.0
ONLY = "alarm|timer|wi-fi|airplane|bright|note|dent|frank|mum"


@pytest.fixture(scope="module")
def devices(start_phone: Callable[..., Any]) -> Iterator[list[Any]]:
    phones = [start_phone(pace="fast") for _ in range(2)]
    yield phones
    for phone in phones:
        phone.stop()


def disturb(serial: str) -> None:
    """Change something in every part that is put back."""
    office = TicketOffice()
    device = choose_device(serial, office=office)
    rows = {uri: [int(row["_id"] or 0) for row in device.query(f"content://{uri}", columns=("_id",))]
            for uri in ("sms", "call_log/calls", "com.android.calendar/events", "com.ainos.notes/notes")}  # fmt: skip
    ticket = office.issue("test", {}, task="test", target=NOTHING_ON_SCREEN)
    with device.acting(ticket, "test", {}, task="test") as hands:
        for uri, ids in rows.items():
            hands.delete(f"content://{uri}", match={"_id": ids[0]})
        hands.update("content://com.ainos.notes/notes", {"body": "x"}, match={"_id": rows["com.ainos.notes/notes"][1]})
        hands.insert("content://sms/sent", {"address": "+1", "body": "hi", "type": 2, "date": 5, "read": 1})
        hands.delete("content://com.android.contacts/raw_contacts", match={"_id": 2})
        hands.insert("content://com.android.contacts/raw_contacts", {"aggregation_mode": 3})
        hands.write_file("/sdcard/Download/new.txt", b"new")
        hands.delete_file("/sdcard/Documents/Travel/itinerary.txt")
        hands.put_setting("system", "screen_brightness", "3")
        hands.put_setting("secure", "never_seen", "3")
        hands.set_switch("airplane", True)
        hands.set_volume("media", 0)
    scene = Scene(device)
    scene.shell("mkdir", "/sdcard/Taxes")
    extra = "android.intent.extra.alarm"
    scene.shell("am", "start", "-a", "android.intent.action.SET_ALARM", "--ei", f"{extra}.HOUR", "7", "--ei",
                f"{extra}.MINUTES", "20", "--ez", f"{extra}.SKIP_UI", "true")  # fmt: skip


def test_a_device_is_put_back_to_what_it_held_and_that_can_be_kept_as_text(devices: list[Any]) -> None:
    device = choose_device(devices[0].serial, office=TicketOffice())
    base, before = capture(device), read_state(Scene(device))
    disturb(devices[0].serial)
    assert len(changes(before, read_state(Scene(device)))) >= 7
    office = TicketOffice()
    assert put_back(Base.of_text(base.as_text()), choose_device(devices[0].serial, office=office), office) == {}
    now = capture(device)
    assert (now.settings, now.files, now.folders, now.volumes) == (
        base.settings, base.files, base.folders, base.volumes
    )  # fmt: skip


def run_on(devices: list[Any], out: Path, home: Path, *more: str) -> subprocess.Popen[bytes]:
    serials = ",".join(phone.serial for phone in devices)
    words = [sys.executable, "-m", "ainos.console.cli", "eval", "run", "smoke", "--arm", "oracle", "--only", ONLY]
    with out.with_suffix(".out").open("wb") as told:
        return subprocess.Popen(
            [*words, "--devices", serials, "--out", str(out), *more], env={**os.environ, "AINOS_HOME": str(home)},
            stdout=told, stderr=told,
        )  # fmt: skip


def test_two_evaluations_share_devices_and_one_that_is_killed_gives_them_to_the_other(
    devices: list[Any], tmp_path: Path
) -> None:
    before = [capture(choose_device(phone.serial, office=TicketOffice())).state for phone in devices]
    home = tmp_path / "home"
    with run_on(devices, tmp_path / "a", home, "--trials", "9") as first:
        _await(lambda: any(e.device for e in Store(tmp_path / "a").episodes()))
        with run_on(devices, tmp_path / "b", home) as second:
            _await(lambda: any(e.device for e in Store(tmp_path / "b").episodes()))
            assert first.poll() is None, "both are at work on the same two devices"
            os.kill(first.pid, signal.SIGKILL)
            assert second.wait(WAIT_S) == 0, (tmp_path / "b.out").read_text()
    found: list[Episode] = list(Store(tmp_path / "b").episodes())
    assert found
    assert [(e.case, e.answer, e.error) for e in found if not e.passed] == []
    assert {e.device for e in found} == {phone.serial for phone in devices}
    with sqlite3.connect(home / "devices.sqlite3") as db:
        assert db.execute("SELECT count(*) FROM devices WHERE owner='' AND touched=0").fetchone() == (2,)
    after = [capture(choose_device(phone.serial, office=TicketOffice())).state for phone in devices]
    assert after == before


def _await(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_device_that_cannot_be_put_back_is_used_no_more_and_its_case_stays_not_run(
    devices: list[Any], tmp_path: Path
) -> None:
    phone = devices[0]
    leases = Leases(tmp_path / "d.sqlite3")
    place = AttachedDevices([phone.serial], leases)
    device = choose_device(phone.serial, office=TicketOffice())
    with place.at(World()):
        pass
    base = Base.of_text(sqlite3.connect(tmp_path / "d.sqlite3").execute("SELECT base FROM devices").fetchone()[0])
    with place.at(World()):
        place._bases.clear()
        kept = place._is_clean

        def damaged(name: str, base: Base) -> bool:
            base.state["apps"].append("package:an.app.that.was.removed")
            return kept(name, base)

        place._is_clean = damaged  # type: ignore[method-assign]
    with pytest.raises(PlaceError, match=r"could not be put back.*an\.app\.that"), place.at(World()):
        pass
    office = TicketOffice()
    assert put_back(base, choose_device(phone.serial, office=office), office) == {}
    assert device.serial == phone.serial


FACTS = Facts("x", 34, "de-DE", "2027-01-05", False, frozenset({"com.android.settings"}), False)


def why(name: str, suite: str = "goals", facts: Facts = FACTS) -> str:
    return misfit(next(case.task for case in load_suite(suite) if case.id == name), facts)


def test_what_only_a_virtual_phone_can_give_is_told_and_the_rest_is_run(devices: list[Any]) -> None:
    assert why("wifi-off") == ""
    assert why("alarm-label") == "it needs root"
    assert why("note-add") == "it needs the app Notes of a virtual phone"
    assert why("s-todo-add").startswith("it needs the apps 'extra'")
    assert "is judged by the date 2026-03" in why("event-yoga")
    assert why("r-battery") == "it needs what the phone holds, which x does not have"
    assert any("faults" in misfit(case.task, FACTS) for case in load_suite("faults"))
    facts = facts_of(devices[0].serial)
    assert (facts.rooted, facts.default_world, facts.locale) == (True, True, "en-US")
    assert [why(name, facts=facts) for name in ("alarm-label", "note-add", "event-yoga", "r-battery")] == [""] * 4

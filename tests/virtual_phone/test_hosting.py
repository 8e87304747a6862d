"""Many phones in one process: each with its own ports, world, clock and control socket."""

from __future__ import annotations

import subprocess
import time

import pytest

from ainos.virtual_phone import ControlError, Registry, UnknownPhoneError, ask
from ainos.virtual_phone.clock import parse_moment, parse_speed


@pytest.fixture(scope="module")
def crowd(adb_server, tmp_path_factory):
    """Return a registry with four phones in one process, their clocks frozen, and their serials."""
    registry = Registry(tmp_path_factory.mktemp("crowd"))
    serials = _start(registry)
    yield registry, serials
    registry.stop_all()


def _start(registry: Registry) -> list[str]:
    import random

    from ainos.virtual_phone.registry import PhoneStartError

    for attempt in range(5):
        try:
            port = random.randrange(20000, 29000, 2)
            return registry.start(4, port=port, seed=1, processes=1, clock="2026-03-11T09:30", speed="frozen")
        except PhoneStartError as error:
            if attempt == 4 or "taken" not in str(error):
                raise
    raise AssertionError


def test_phones_of_one_process_are_phones_of_their_own(crowd):
    registry, serials = crowd
    records = [registry.find(serial) for serial in serials]
    assert len({record.pid for record in records}) == 1
    assert len({record.control_path for record in records}) == 4
    states = [ask(serial, {"cmd": "state"}, folder=registry.folder) for serial in serials]
    assert [state["seed"] for state in states] == [1, 2, 3, 4]
    assert len({state["boot_id"] for state in states}) == 4
    assert {state["time"] for state in states} == {"2026-03-11T09:30:00-07:00"}


def test_a_frozen_clock_moves_by_advance_alone_and_only_on_its_phone(crowd):
    registry, serials = crowd
    ask(serials[1], {"cmd": "clock", "advance": 90_000}, folder=registry.folder)
    times = [ask(serial, {"cmd": "state"}, folder=registry.folder)["time"][11:19] for serial in serials]
    assert times == ["09:30:00", "09:31:30", "09:30:00", "09:30:00"]


def test_each_answers_its_own_adb(crowd, adb_server):
    import adbutils

    registry, serials = crowd
    client = adbutils.AdbClient(host="127.0.0.1", port=adb_server)
    devices = [client.device(serial) for serial in serials]
    for at, device in enumerate(devices):
        client.wait_for(serials[at], timeout=20)
        device.shell(f"echo {at} > /sdcard/mine")
    assert [device.shell("cat /sdcard/mine") for device in devices] == ["0", "1", "2", "3"]


def test_one_can_be_stopped_and_the_others_live_on(crowd):
    registry, serials = crowd
    registry.stop(serials[3])
    with pytest.raises(UnknownPhoneError):
        registry.find(serials[3])
    with pytest.raises(ControlError):
        ask(serials[3], {"cmd": "state"}, folder=registry.folder)
    assert ask(serials[2], {"cmd": "state"}, folder=registry.folder)["serial"] == serials[2]


def test_a_snapshot_is_restored_while_a_client_stays_connected(crowd, adb_server):
    from adbutils import adb_path

    registry, serials = crowd
    serial, folder = serials[0], registry.folder
    words = [adb_path(), "-P", str(adb_server), "-s", serial]
    with subprocess.Popen([*words, "shell"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None

        def say(line: str) -> bytes:
            shell.stdin.write(line.encode() + b"\n")
            shell.stdin.flush()
            return shell.stdout.readline()

        assert say("echo 1 > /sdcard/a; echo ok") == b"ok\n"
        ask(serial, {"cmd": "snapshot", "name": "start"}, folder=folder)
        assert say("echo 2 > /sdcard/a; echo ok") == b"ok\n"
        ask(serial, {"cmd": "restore", "name": "start"}, folder=folder)
        assert say("cat /sdcard/a") == b"1\n"
        shell.stdin.close()
    with pytest.raises(ControlError, match="no snapshot is called 'other'"):
        ask(serial, {"cmd": "restore", "name": "other"}, folder=folder)


def test_the_emulator_console_keeps_and_loads_snapshots(crowd, adb_server):
    from adbutils import adb_path

    _, serials = crowd

    def emu(*words: str) -> str:
        command = [adb_path(), "-P", str(adb_server), "-s", serials[2], "emu", "avd", "snapshot", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout

    assert "no snapshot available" in emu("list")
    assert "OK" in emu("save", "first")
    assert "first" in emu("list")
    assert "OK" in emu("load", "first")
    assert "KO" in emu("load", "second")
    assert "OK" in emu("del", "first")
    assert "KO" in emu("save", "../x")


def test_a_fast_clock_rings_timers_by_itself(start_phone):
    phone = start_phone()
    phone.control("clock", speed="600x")
    before = phone.control("state")["clock_ms"]
    phone.shell(
        "am start -a android.intent.action.SET_TIMER --ei android.intent.extra.alarm.LENGTH 60"
        " --ez android.intent.extra.alarm.SKIP_UI true"
    )
    deadline = time.monotonic() + 10
    while not any(entry["kind"] == "notification_posted" for entry in phone.control("state")["ledger"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert phone.control("state")["clock_ms"] - before >= 60_000
    phone.stop()


@pytest.mark.parametrize(("text", "speed"), [("60x", 60.0), ("frozen", 0.0), ("1", 1.0), ("0.5x", 0.5)])
def test_speeds_are_read(text, speed):
    assert parse_speed(text) == speed


@pytest.mark.parametrize("text", ["", "fast", "-1x", "0", "nan", "inf", "1e9x"])
def test_what_is_no_speed_is_refused(text):
    with pytest.raises(ValueError, match="is no speed"):
        parse_speed(text)


def test_moments_are_local_times_of_the_phone():
    assert parse_moment("2026-03-16T09:00") == 1_773_676_800_000
    assert parse_moment("2026-03-16T16:00+00:00") == 1_773_676_800_000
    for wrong in ("", "tomorrow", "1960-01-01", "2026-13-01T00:00"):
        with pytest.raises(ValueError, match="."):
            parse_moment(wrong)

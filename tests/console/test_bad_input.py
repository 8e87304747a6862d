"""Each kind of bad input ends with one clear sentence, the next command, and the contract's exit code."""

import json
import random
import socket
import subprocess
import sys
from contextlib import closing

import pytest
from adbutils import adb_path

from ainos.virtual_phone.registry import Registry


def ainos(*words, timeout=90, **more):
    done = subprocess.run(
        [sys.executable, "-m", "ainos.console.cli", *words],
        capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL, check=False, **more,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def do(phone, goal, *more):
    done = ainos("do", goal, "--device", phone.serial, "--unattended", "--json", *more)
    end = json.loads(done.stdout.splitlines()[-1])
    assert end["type"] == "end"
    assert end["verified"] is False
    assert end["answer"]
    return done.returncode, end


@pytest.mark.parametrize("goal", ["", "   ", "x " * 5_000])
def test_an_empty_or_endless_goal_is_a_usage_error_before_any_phone_is_looked_for(adb_server, goal):
    done = ainos("do", goal)
    assert done.returncode == 2
    assert "nothing was done" in done.stderr


def test_no_goal_at_all_says_how_to_say_one(adb_server):
    done = ainos("do")
    assert done.returncode == 2
    assert "ainos do" in done.stderr


def test_an_unknown_device_is_named(adb_server):
    done = ainos("do", "open the clock", "--device", "nowhere-1", "--model", "local")
    assert done.returncode == 4
    assert "nowhere-1" in done.stderr
    assert "next:" in done.stderr


def test_two_devices_are_listed(start_phone):
    first, second = start_phone(), start_phone()
    done = ainos("do", "open the clock")
    assert done.returncode == 2
    assert first.serial in done.stderr
    assert second.serial in done.stderr


def test_a_wish_that_fits_nothing(shared_phone):
    code, end = do(shared_phone, "what will the weather be like in Lisbon")
    assert (code, end["status"]) == (1, "failed")
    assert end["hint"] == "ainos tools list"
    assert "Nothing was changed" in end["answer"]


def test_an_unknown_contact(shared_phone):
    code, end = do(shared_phone, "text Zebediah hello there")
    assert code in (1, 3)
    assert "Zebediah" in end["answer"]


def test_an_ambiguous_contact_names_the_choices(shared_phone):
    code, end = do(shared_phone, "text Alice I am on my way")
    assert (code, end["status"]) == (3, "declined")
    assert "Alice Chen" in end["answer"]
    assert "Alice Cheng" in end["answer"]


def test_an_impossible_time(shared_phone):
    code, end = do(shared_phone, "set an alarm for 25:99")
    assert code in (1, 3)
    assert "25:99" in end["answer"]


def test_a_dead_adb_server_is_started_again(adb_server, tmp_path, monkeypatch):
    """A phone of its own on a server of its own: ending that one takes no other test's phones away."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", port)
    adb = [adb_path(), "-P", port]
    phones = Registry(tmp_path / "phones")
    try:
        serial = phones.start(1, port=random.randrange(30000, 32000, 2))[0]
        subprocess.run([*adb, "kill-server"], timeout=30, check=False, capture_output=True)
        done = ainos("do", "open the clock", "--device", serial, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads(done.stdout.splitlines()[-1])["verified"] is True
    finally:
        for record in phones.list_running():
            phones.stop(record.serial)
        subprocess.run([*adb, "kill-server"], timeout=30, check=False, capture_output=True)

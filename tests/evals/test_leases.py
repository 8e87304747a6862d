"""Claims about leases of devices: one owner at a time, the dead own nothing, what is to be put back is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ainos.agent.lease import Owner, host_of_this_process, start_of
from ainos.evals.leases import EXPIRY_S, Leases
from ainos.evals.places import PlaceError

HOLDER = """
import sys
from pathlib import Path
from ainos.evals.leases import Leases
leases = Leases(Path(sys.argv[1]))
lease = leases.take([sys.argv[2]])
leases.keep_base(lease, "what was there")
print("held", flush=True)
sys.stdin.readline()
leases.give_back(lease, clean=True)
"""


def holder(path: Path, device: str) -> subprocess.Popen[str]:
    """Start another process that holds a device until it is told a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), device], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_device_of_a_living_process_is_not_given_and_the_next_one_is(tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite3"
    with holder(path, "A") as other:
        leases = Leases(path, patience_s=0.3)
        with pytest.raises(PlaceError, match=rf"leased by process {other.pid}"):
            leases.take(["A"])
        assert leases.take(["A", "B"]).device == "B"
        other.communicate("\n")
    lease = leases.take(["A"])
    assert (lease.device, lease.base) == ("A", "")


def test_the_device_of_a_process_that_was_killed_is_taken_with_what_it_has_to_be_put_back_to(tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite3"
    with holder(path, "A") as other:
        os.kill(other.pid, signal.SIGKILL)
    lease = Leases(path, patience_s=5).take(["A"])
    assert lease.base == "what was there"


def test_a_number_that_another_process_has_by_now_owns_nothing(tmp_path: Path) -> None:
    leases = Leases(tmp_path / "d.sqlite3", patience_s=0.2)
    lease = leases.take(["A"])
    stale = Owner(os.getpid(), "1", host_of_this_process(), "gone").as_text()
    leases._change(lease, "owner=?", stale)
    assert leases.take(["A"]).fence == lease.fence + 1


def test_an_owner_that_cannot_be_seen_from_here_keeps_a_device_until_it_was_silent_too_long(tmp_path: Path) -> None:
    clock = [1000.0]
    leases = Leases(tmp_path / "d.sqlite3", patience_s=0.2, now=lambda: clock[0])
    lease = leases.take(["A"])
    boot = host_of_this_process().split("+")[0]
    leases._change(lease, "owner=?", Owner(1, "1", f"{boot}+elsewhere", "far").as_text())
    with pytest.raises(PlaceError):
        leases.take(["A"])
    clock[0] += EXPIRY_S + 1
    assert leases.take(["A"]).fence == lease.fence + 1


def test_who_lost_a_device_can_neither_write_nor_give_it_back(tmp_path: Path) -> None:
    leases = Leases(tmp_path / "d.sqlite3", patience_s=0.2)
    lease = leases.take(["A"])
    leases._change(lease, "owner=?", "")
    leases.take(["A"])
    with pytest.raises(PlaceError, match="taken over"):
        leases.keep_base(lease, "x")
    with pytest.raises(PlaceError, match="taken over"):
        leases.give_back(lease, clean=True)


def test_who_had_a_device_last_lets_it_pass_to_one_that_waits(tmp_path: Path) -> None:
    leases = Leases(tmp_path / "d.sqlite3", patience_s=0.2)
    lease = leases.take(["A"])
    leases.give_back(lease, clean=True)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        waiting = Owner(other.pid, start_of(other.pid), host_of_this_process(), "waits").as_text()
        with leases._writing() as db:
            db.execute("UPDATE devices SET wanted_by=?, wanted=?", (waiting, leases._now()))
        with pytest.raises(PlaceError):
            leases.take(["A"])
        other.communicate(b"\n")
    assert leases.take(["A"]).device == "A", "who waited is gone"


def test_a_device_that_was_not_put_back_keeps_what_it_has_to_be_put_back_to(tmp_path: Path) -> None:
    leases = Leases(tmp_path / "d.sqlite3", patience_s=0.2)
    lease = leases.take(["A"])
    leases.keep_base(lease, "base")
    leases.give_back(lease, clean=False)
    lease = leases.take(["A"])
    assert lease.base == "base"
    leases.keep_base(lease, "")
    leases.give_back(lease, clean=True)
    assert leases.take(["A"]).base == ""

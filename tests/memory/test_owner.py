import os
import signal
import stat
import subprocess
import sys

import pytest

from ainos.memory.owner import SharedMemory
from ainos.memory.types import MemoryFailure, NoSuchRowError, OwnerBusyError

OWNER = (
    "import sys, pathlib; from ainos.memory.owner import SharedMemory; import numpy as np\n"
    "m = SharedMemory(pathlib.Path(sys.argv[1]), lambda t: np.ones((len(t), 64), np.float32) / 8)\n"
    "print(m.is_owner, flush=True); sys.stdin.read(); m.close()\n"
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "memory"


@pytest.fixture
def owner(folder):
    """Another process that owns the memory."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"True\n"
    yield process
    process.send_signal(signal.SIGCONT)
    process.kill()
    process.communicate()


@pytest.fixture
def shared(folder, embed):
    memory = SharedMemory(folder, embed)
    yield memory
    memory.close()


def test_a_second_process_works_through_the_owner(owner, shared, row):
    assert not shared.is_owner
    old = shared.add(row("My dentist is Dr. Patel", "fact", key="dentist", value="Dr. Patel"))
    new = shared.edit(old, text="My dentist is Dr. Lee")
    [found] = shared.recall("who is my dentist")
    assert (found.row.id, dict(found.row.value)) == (new, {"key": "dentist", "value": "Dr. Lee"})
    assert [r.id for r in shared.history(new)] == [old, new]
    shared.note_use([new])
    assert shared.uses(new) == 1
    assert [body["id"] for body in shared.export()] == [old, new]
    assert shared.forget(lambda r: r.id == new) == 2
    assert shared.rows(superseded=True) == []
    with pytest.raises(NoSuchRowError):
        shared.edit(new, text="x")
    with pytest.raises(MemoryFailure, match="row 1"):
        shared.import_rows([{}], consent=True)


def test_socket_and_folder_are_open_to_this_user_only(owner, folder):
    assert stat.S_IMODE((folder / "owner.sock").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_when_the_owner_is_killed_the_other_process_takes_over(owner, shared, row):
    row_id = shared.add(row("parked on level 3"))
    owner.kill()
    owner.wait()
    assert shared.get(row_id).text == "parked on level 3"
    assert shared.is_owner


def test_an_owner_that_hangs_is_named_and_additions_are_not_lost(owner, shared, row, monkeypatch, caplog):
    monkeypatch.setattr("ainos.memory.owner._QUICK_S", 0.3)
    monkeypatch.setattr("ainos.memory.owner._SLOW_S", 0.3)
    os.kill(owner.pid, signal.SIGSTOP)
    row_id = shared.add(row("parked on level 3"))
    assert f"process {owner.pid}" in caplog.text
    assert shared.recall("parked") == []
    with pytest.raises(OwnerBusyError, match=f"process {owner.pid}.*does not answer"):
        shared.forget(row_id)
    os.kill(owner.pid, signal.SIGCONT)
    monkeypatch.undo()
    assert shared.get(row_id).text == "parked on level 3"


def test_a_path_too_long_for_a_socket_works(tmp_path, embed, row):
    folder = tmp_path / ("x" * 120) / "memory"
    first, second = SharedMemory(folder, embed), SharedMemory(folder, embed)
    second.add(row("by the second"))
    assert [r.text for r in first.rows()] == ["by the second"]
    second.close()
    first.close()


def test_the_owner_calls_nothing_but_the_memory(shared):
    from ainos.memory.owner import _Server  # noqa: PLC2701

    assert isinstance(shared._server, _Server)
    answer = shared._server._answer(b'{"call": "close", "until": 1e12, "values": {"a": "map", "map": []}}')
    assert answer["error"] == "KeyError"
    assert shared._server._answer(b"nonsense")["error"] == "JSONDecodeError"

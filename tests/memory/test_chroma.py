import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ainos.memory.chroma import Chroma, ChromaFailedError
from ainos.memory.store import LocalMemory

HANGS = (sys.executable, "-c", "import sys; sys.stdin.read()")


def held(folder):
    """Return what the embedded store holds, read with chromadb itself in a process of its own."""
    code = (
        "import sys, chromadb; from chromadb.config import Settings\n"
        "s = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=sys.argv[1])\n"
        "print(*sorted(chromadb.PersistentClient(sys.argv[1], settings=s).get_collection('rows').get()['ids']))"
    )
    found = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    return found.stdout.split()


def test_rows_reach_chromadb_and_its_vectors_come_back_when_the_files_are_lost(memory, row, tmp_path, embed):
    ids = sorted(memory.add(row(f"note number {n}")) for n in range(5))
    assert memory.wait_indexed(60)
    memory.close()
    assert held(tmp_path / "memory" / "chroma") == ids
    for path in (tmp_path / "memory").glob("vectors.*"):
        path.unlink()

    def never(texts):
        assert not [t for t in texts if t.startswith("note number")], "embedded again"
        return embed(texts)

    never.name = type(embed).__name__
    again = LocalMemory(tmp_path / "memory", never)
    assert again.wait_indexed(60)
    assert len(again.recall("which note has number 3", k=8)) > 0
    again.close()


def test_an_embedded_store_that_hangs_is_killed_and_removed(tmp_path):
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "old").touch()
    chroma = Chroma(str(folder), open_s=0.3, command=HANGS)
    with pytest.raises(ChromaFailedError):
        chroma.open()
    assert chroma.rebuilt == 1
    assert not (folder / "old").exists()
    assert not chroma.is_open


def test_a_damaged_store_is_built_again_from_the_journal(memory, row, tmp_path, reopened, caplog):
    ids = sorted(memory.add(row(f"note {n}")) for n in range(5))
    memory.wait_indexed(60)
    memory.close()
    (tmp_path / "memory" / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    store = reopened(memory)
    store.add(row("one more"))
    assert store.wait_indexed(60)
    assert "built again" in caplog.text
    store.close()
    assert set(held(tmp_path / "memory" / "chroma")) > set(ids)


def test_without_chromadb_the_memory_works_from_its_journal(tmp_path, embed, row, caplog):
    broken = Chroma(str(tmp_path / "m" / "chroma"), open_s=0.2, command=HANGS)
    memory = LocalMemory(tmp_path / "m", embed, chroma=broken)
    memory.add(row("parked on level 3"))
    assert not memory.wait_indexed(30)
    assert [r.row.text for r in memory.recall("where did I park")] == ["parked on level 3"]
    memory.close()


def test_its_process_ends_with_ours(tmp_path):
    code = (
        "import sys, time; from ainos.memory.chroma import Chroma\n"
        "c = Chroma(sys.argv[1]); c.open(); print(c.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "c")], stdout=subprocess.PIPE) as process:
        worker = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and _state(worker) not in "ZX":
        assert time.monotonic() < deadline, "still there"
        time.sleep(0.02)


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The URL of a real chromadb server on the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(tmp_path_factory.mktemp("server")),
             "--host", "127.0.0.1", "--port", str(port)]  # fmt: skip
    environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


def test_two_machines_share_a_server_and_forget_together(server, tmp_path, embed, row):
    here, there = (LocalMemory(tmp_path / name, embed, url=server) for name in ("here", "there"))
    here.add(row("My dentist is Dr. Patel", "fact", key="dentist", value="Dr. Patel"))
    assert here.wait_indexed(60)
    assert there.wait_indexed(60)
    assert [r.row.text for r in there.recall("who is my dentist")] == ["My dentist is Dr. Patel"]
    new = there.add(row("My dentist is Dr. Lee", "fact", key="dentist", value="Dr. Lee"))
    there.wait_indexed(60)
    here.wait_indexed(60)
    assert [r.text for r in here.rows()] == ["My dentist is Dr. Lee"]
    assert here.forget(new) == 2
    there.wait_indexed(60)
    assert there.rows(superseded=True) == []
    assert b"Patel" not in (tmp_path / "there" / "rows.log").read_bytes()
    for memory in (here, there):
        memory.close()


def test_without_its_server_the_memory_works_alone(tmp_path, embed, row):
    memory = LocalMemory(tmp_path / "alone", embed, url="http://127.0.0.1:9")
    memory.add(row("parked on level 3"))
    assert not memory.wait_indexed(60)
    assert [r.row.text for r in memory.recall("parked level")] == ["parked on level 3"]
    memory.close()


def test_vectors_survive_the_way_to_chromadb_and_back(tmp_path):
    chroma = Chroma(str(tmp_path / "c"))
    assert chroma.open() == 0
    vectors = np.eye(3, 64, dtype=np.float32)
    chroma.put(["a", "b", "c"], vectors, [{"kind": "fact"}] * 3)
    ids, fields, found = chroma.get(["c", "a", "none"])
    assert sorted(ids) == ["a", "c"]
    assert fields[0] == {"kind": "fact"}
    assert np.array_equal(found[ids.index("c")], vectors[2])
    assert chroma.get(["none"])[0] == []
    chroma.close()

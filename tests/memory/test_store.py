import os
import signal
import subprocess
import sys
import zlib

import numpy as np
import pytest

from ainos.android_bridge.labels import Confidentiality, Integrity, Label
from ainos.memory.log import RowLog
from ainos.memory.store import ChromaMemory
from ainos.memory.types import MemoryRow


def embed(texts):
    """Hashed words: near texts share words; no weights needed."""
    out = np.zeros((len(texts), 64), np.float32)
    for i, text in enumerate(texts):
        for word in text.lower().split():
            out[i, zlib.crc32(word.encode()) % 64] += 1
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def row(text, run="r1", label=None):
    return MemoryRow("step", text, run, "tool:test", label or Label.of_user(), 1.0)


@pytest.fixture
def memory(tmp_path):
    store = ChromaMemory(tmp_path, embed)
    yield store
    store.close()


def test_rows_of_this_episode_are_recalled_before_the_index_is_open(memory):
    memory.add(row("set an alarm for 7:30"))
    memory.add(row("texted Alice Chen"))
    assert memory.recall("alarm at 7:30", k=1)[0].row.text == "set an alarm for 7:30"


def test_rows_of_other_runs_are_recalled_with_their_labels(tmp_path):
    label = Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE, frozenset({"sms:+14155550101"}))
    first = ChromaMemory(tmp_path, embed)
    first.add(row("Alice likes tulips", label=label))
    first.close()
    second = ChromaMemory(tmp_path, embed)
    found = second.recall("what does Alice like", run="r2", k=1, patience_s=20)
    second.close()
    assert found[0].row.text == "Alice likes tulips"
    assert found[0].row.label == label


def test_secrets_are_never_kept(tmp_path):
    store = ChromaMemory(tmp_path, embed)
    store.add(row("code zq77190xv", label=Label(Integrity.UNTRUSTED, Confidentiality.SECRET)))
    store.close()
    assert b"zq77190xv" not in b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_second_process_is_no_owner_and_loses_nothing(tmp_path):
    owner = ChromaMemory(tmp_path, embed)
    other = ChromaMemory(tmp_path, embed)
    assert owner.is_owner
    assert not other.is_owner
    other.add(row("written by the other one"))
    other.close()
    owner.close()
    again = ChromaMemory(tmp_path, embed)
    assert again.recall("written by the other one", k=1, patience_s=20)[0].score > 0.9
    again.close()


def test_torn_last_line_is_cut_and_damage_is_skipped(tmp_path):
    path = tmp_path / "rows.log"
    log = RowLog(path)
    for text in ("one", "two", "three"):
        log.append(row(text))
    log.close()
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"two"', b'"2wo"') + b'abc {"torn')
    log = RowLog(path)
    log.append(row("four"))
    assert [r.text for _, r in log.read()] == ["one", "three", "four"]
    assert log.damaged == 2
    log.close()


def test_acknowledged_rows_survive_kill_9(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from ainos.memory.log import RowLog; from ainos.memory.types import MemoryRow\n"
        "from ainos.android_bridge.labels import Label\n"
        "log = RowLog(Path(sys.argv[1])); n = 0\n"
        "while True:\n"
        "    log.append(MemoryRow('step', f'row {n}', 'r', 's', Label.of_user(), 1.0)); print(n, flush=True); n += 1\n"
    )
    path = tmp_path / "rows.log"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as process:
        acknowledged = -1
        for line in process.stdout:
            acknowledged = int(line)
            if acknowledged >= 50:
                os.kill(process.pid, signal.SIGKILL)
                break
    log = RowLog(path)
    texts = {r.text for _, r in log.read()}
    log.close()
    assert {f"row {n}" for n in range(acknowledged + 1)} <= texts

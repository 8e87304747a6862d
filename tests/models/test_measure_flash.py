"""Weights larger than the memory: the limit is real, it goes away with its owner, and the larger model is whole."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ainos.models.memory_limit import Group, memory_limit, places
from ainos.models.stretched import stretch
from ainos.models.types import ModelError

GREEDY = "import sys; sys.stdin.readline(); held = bytearray(200_000_000); print(len(held))"
HOLDER = """
import sys, time
from ainos.models.memory_limit import memory_limit
with memory_limit(100_000_000) as group:
    print(group.path, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def limit():
    """Lend a group of at most 60 MB; skip where this process may make none."""
    with memory_limit(60_000_000) as group:
        if group is None:
            pytest.skip("no memory limit may be laid on a process here")
        yield group


def small_gguf(path: Path, layers: int = 2, *, magic: bytes = b"GGUF") -> Path:
    """Write a file of two layers and a vocabulary, 64 bytes a tensor, and return its path."""

    def text(words: str) -> bytes:
        return struct.pack("<Q", len(words)) + words.encode()

    names = ["token_embd.weight", *(f"blk.{n}.{part}.weight" for n in range(layers) for part in ("up", "down"))]
    values = text("general.name") + struct.pack("<I", 8) + text("tiny")
    values += text("list") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b")
    values += text("llama.block_count") + struct.pack("<II", 4, layers)
    tensors = b"".join(text(n) + struct.pack("<IQIQ", 1, 16, 0, 64 * i) for i, n in enumerate(names))
    head = magic + struct.pack("<IQQ", 3, len(names), 3) + values + tensors
    data = b"".join(bytes([i + 1]) * 64 for i in range(len(names)))
    path.write_bytes(head + bytes(-len(head) % 32) + data)
    return path


def test_a_process_that_takes_more_than_the_limit_is_ended(limit):
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", GREEDY], stdin=pipe, stdout=pipe, stderr=pipe) as child:
        limit.add(child.pid)
        told, _ = child.communicate(b"go\n", timeout=30)
    assert child.returncode == -signal.SIGKILL
    assert told == b""


def test_the_group_is_gone_after_an_error_with_what_ran_in_it(limit):
    def fail_in_the_middle():
        with memory_limit(60_000_000) as group:
            child = subprocess.Popen(["sleep", "60"])
            group.add(child.pid)
            seen.append((group, child))
            raise ValueError("in the middle")

    seen: list[tuple[Group, subprocess.Popen[bytes]]] = []
    with pytest.raises(ValueError, match="in the middle"):
        fail_in_the_middle()
    group, child = seen[0]
    assert child.wait(timeout=5) == -signal.SIGKILL
    assert not group.path.exists()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_group_does_not_outlive_its_owner(limit, how):
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        assert owner.stdout is not None
        path = Path(owner.stdout.readline().decode().strip())
        assert path.is_dir()
        owner.send_signal(how)
        owner.wait(timeout=10)
    if how == signal.SIGKILL:  # the next measurement sweeps up
        with memory_limit(60_000_000):
            pass
    deadline = time.monotonic() + 5
    while path.is_dir() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not path.exists()


def test_a_group_is_made_below_the_own_one_and_in_version_two_as_near_as_may_be():
    first = places("cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n", "4:memory:/jobs/7\n0::/\n")
    assert first == [("cgroup v1", Path("/sys/fs/cgroup/memory/jobs/7"))]
    second = places("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n", "0::/user.slice/a.scope\n")
    root = Path("/sys/fs/cgroup")
    assert [p for _, p in second] == [root / "user.slice/a.scope", root / "user.slice", root]
    assert {v for v, _ in second} == {"cgroup v2"}
    assert places("proc /proc proc rw 0 0\nodd\n", "") == []


def test_a_larger_model_has_the_layers_again_and_the_vocabulary_once(tmp_path):
    source = small_gguf(tmp_path / "small.gguf")
    made = tmp_path / "large.gguf"
    assert stretch(source, made, 3) == made.stat().st_size
    data = made.read_bytes()
    assert struct.unpack("<Q", data[8:16]) == (1 + 3 * 4,)
    at = data.index(b"llama.block_count") + len("llama.block_count") + 4
    assert struct.unpack("<I", data[at : at + 4]) == (6,)
    assert [data.count(f"blk.{n}.up.weight".encode()) for n in range(7)] == [1] * 6 + [0]
    assert [data[-64 * 13 :].count(bytes([n]) * 64) for n in range(1, 6)] == [1, 3, 3, 3, 3]


def test_what_is_no_gguf_is_one_sentence(tmp_path):
    for file in (small_gguf(tmp_path / "other.gguf", magic=b"GGML"), tmp_path / "short.gguf"):
        if not file.exists():
            file.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 9, 9))
        with pytest.raises(ModelError, match="GGUF|damaged"):
            stretch(file, tmp_path / "made.gguf", 2)
    with pytest.raises(ModelError, match="too many"):
        stretch(small_gguf(tmp_path / "deep.gguf"), tmp_path / "made.gguf", 300)


def test_weights_that_do_not_fit_are_read_again_for_each_token(limit, monkeypatch):
    from ainos.models import measure_flash
    from ainos.models.weights import local_weights

    monkeypatch.setattr(measure_flash, "_LARGE_BYTES", 300_000_000)
    told: list[str] = []
    found = measure_flash.measure_flash(local_weights(), shares=(1.2, 0.5), tokens=3, told=told.append)
    assert told == ["weights of 120% of the limit", "weights of 50% of the limit"]
    tight, roomy = found
    assert tight.how == roomy.how == limit.version
    assert tight.limit_bytes < tight.weights_bytes < roomy.limit_bytes
    assert tight.reread > 0.5
    assert tight.faults > 1
    assert roomy.reread < 0.1
    assert not [p for p in limit.path.parent.glob(f"ainos-limit-{os.getpid()}-*") if p != limit.path]


def test_where_no_limit_may_be_laid_parts_are_thrown_out_and_it_is_said(monkeypatch):
    from ainos.models import measure_flash
    from ainos.models.weights import local_weights

    monkeypatch.setattr(measure_flash, "_LARGE_BYTES", 1)
    (one,) = measure_flash.measure_flash(local_weights(), shares=(1.5,), tokens=2, limited=False)
    assert (one.how, one.limit_bytes) == ("thrown out", 0)
    assert one.thrown_share == pytest.approx(1 / 3)
    assert 0.2 < one.reread < 0.7

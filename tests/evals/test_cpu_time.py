"""CPU time counts this process and the processes of language models, and no phone."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ainos.evals.cpu_time import cpu_since, cpu_times

BUSY = "import sys, time\nwhile time.process_time() < 0.4: pass\nprint(flush=True)\nsys.stdin.read()"


def test_what_this_process_computes_is_counted():
    before = cpu_times()
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    assert 0.1 <= cpu_since(before) < 1.0


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
@pytest.mark.parametrize(("name", "counts"), [("engine_worker", True), ("phone", False)])
def test_a_models_process_is_counted_and_another_child_is_not(name, counts):
    before = cpu_times()
    command = [sys.executable, "-c", BUSY, name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        assert (cpu_since(before) >= 0.35) is counts
        child.communicate(b"", timeout=20)

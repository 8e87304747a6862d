"""Claims about phones that end with the process they were started for."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from ainos.virtual_phone.registry import Registry


def test_phones_end_with_their_keeper_however_it_ends(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", "29987")  # nobody's: only the phones' own server knows them
    phones = Registry(tmp_path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as keeper:
        phones.start(1, keeper=keeper.pid, pace="fast")
        assert len(phones.list_running()) == 1
        keeper.kill()
    deadline = time.monotonic() + 10
    while phones.list_running() and time.monotonic() < deadline:
        time.sleep(0.02)
    left = phones.list_running()
    phones.stop_all()
    assert left == []

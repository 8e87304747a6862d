"""Claims about a program that ends while chromadb is still opening: nothing is thrown away and nobody waits for it."""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path

import pytest

from ainos.memory.chroma import Chroma, ChromaFailedError

SLOW = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_an_opening_that_is_broken_off_leaves_the_store_and_says_nothing(tmp_path: Path, caplog) -> None:
    store = tmp_path / "chroma"
    store.mkdir()
    (store / "kept").write_text("x")
    chroma = Chroma(str(store), command=SLOW)

    def end() -> None:
        deadline = time.monotonic() + 10
        while not chroma.is_open and time.monotonic() < deadline:
            time.sleep(0.01)
        chroma.end_opening()

    thread = threading.Thread(target=end)
    thread.start()
    began = time.monotonic()
    with caplog.at_level(logging.WARNING), pytest.raises(ChromaFailedError):
        chroma.open()
    thread.join()
    chroma.close(kill=True)
    assert time.monotonic() - began < 10
    assert (store / "kept").read_text() == "x"
    assert chroma.rebuilt == 0
    assert not caplog.records

import time
import zlib

import numpy as np
import pytest

from ainos.android_bridge.labels import Confidentiality, Integrity, Label
from ainos.memory.store import LocalMemory
from ainos.memory.types import MemoryRow

UNTRUSTED = Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE, frozenset({"sms:+14155550101"}))


def hashed_words(texts):
    """Near texts share words; no weights needed."""
    out = np.zeros((len(texts), 64), np.float32)
    for i, text in enumerate(texts):
        for word in text.lower().split():
            out[i, zlib.crc32(word.encode()) % 64] += 1
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def embed():
    return hashed_words


@pytest.fixture
def row():
    def made(text, kind="observation", *, key="", value="", untrusted=False, **more):
        about = {"key": key, "value": value} if key else (value or {})
        values = {
            "kind": kind, "text": text, "run": "", "source": "sms:+14155550101" if untrusted else "user",
            "label": UNTRUSTED if untrusted else Label.of_user(), "time": time.time(), "value": about,
        }  # fmt: skip
        return MemoryRow(**(values | more))

    return made


@pytest.fixture
def memory(tmp_path):
    store = LocalMemory(tmp_path / "memory", hashed_words)
    yield store
    store.close()


@pytest.fixture
def reopened(tmp_path):
    """Return a function that closes a memory and opens it again."""
    opened = []

    def again(store):
        store.close()
        opened.append(LocalMemory(tmp_path / "memory", hashed_words))
        return opened[-1]

    yield again
    for store in opened:
        store.close()

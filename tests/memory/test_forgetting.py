import gc
import zlib

import pytest

CANARY = "zqcanary"


def residue(folder):
    """Return the files that hold the canary, plain, in another case or in UTF-16."""
    forms = (CANARY.encode(), CANARY.upper().encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"))
    return [str(p) for p in folder.rglob("*") if p.is_file() and any(f in p.read_bytes() for f in forms)]


@pytest.fixture
def full(memory, row):
    """A memory that holds the canary in every way, indexed in chromadb; and the row's id."""
    memory.add(row("My locker word was zqcanary one", "fact", key="locker", value="zqcanary one"))
    row_id = memory.add(row("My locker word is zqcanary two", "fact", key="locker", value="zqcanary two"))
    memory.add(row("user said: my locker word is zqcanary two", "episode"))
    memory.add(row("Summary about a word, zqcanary", "lesson", value={"from": [row_id]}))
    memory.note_use([row_id])
    for n in range(40):
        memory.add(row(f"something else {n}"))
    assert memory.wait_indexed(60)
    return row_id


def test_forgetting_leaves_nothing_in_any_file(memory, full, tmp_path):
    assert residue(tmp_path)
    assert memory.forget(full) == 4
    assert residue(tmp_path) == []
    assert len(memory.rows()) == 40
    assert memory.wait_indexed(60)
    memory.close()
    gc.collect()
    assert residue(tmp_path) == []


def test_the_vectors_of_forgotten_rows_are_gone(memory, row, embed, tmp_path):
    row_id = memory.add(row("zqcanary secret garden"))
    memory.add(row("something else"))
    memory.wait_indexed(60)
    memory.forget(row_id)
    memory.wait_indexed(60)
    memory.close()
    half = embed(["zqcanary secret garden"]).astype("float16").tobytes()
    single = embed(["zqcanary secret garden"]).tobytes()
    assert zlib.crc32(half) != 0
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and (half in p.read_bytes() or single in p.read_bytes())]


def test_a_crash_in_the_middle_of_forgetting_is_finished_on_opening(memory, full, reopened, tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_scrub", lambda numbers, ids: None)
    memory.forget(full)
    assert residue(tmp_path)
    store = reopened(memory)
    assert store.get(full) is None
    store.wait_indexed(60)
    assert residue(tmp_path) == []


def test_rows_are_forgotten_by_a_test_and_unknown_ids_are_none(memory, row):
    for n in range(5):
        memory.add(row(f"note {n}"))
    assert memory.forget(lambda r: r.text in ("note 1", "note 3")) == 2
    assert memory.forget("m000000000000") == 0
    assert [r.text for r in memory.rows()] == ["note 0", "note 2", "note 4"]


def test_an_older_version_is_forgotten_without_the_newer(memory, row):
    old = memory.add(row("My gym is A", "fact", key="gym", value="A"))
    new = memory.add(row("My gym is B", "fact", key="gym", value="B"))
    assert memory.forget(old) == 1
    assert [r.id for r in memory.rows()] == [new]

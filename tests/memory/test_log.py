import hashlib
import json
import os
import stat
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.memory.log import RowLog, row_as_dict, row_from_dict
from ainos.memory.types import MemoryRow


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rows.log"


def texts(log):
    return [r.text for _, r in log.read()]


def test_torn_last_line_is_cut_and_damage_is_skipped(path, row):
    log = RowLog(path)
    for text in ("one", "two", "three"):
        log.append(row(text))
    log.close()
    path.write_bytes(path.read_bytes().replace(b'"two"', b'"2wo"') + b'abc {"torn')
    log = RowLog(path)
    log.append(row("four"))
    assert texts(log) == ["one", "three", "four"]
    assert log.damaged == 2
    log.close()


def test_lines_of_the_first_format_are_read_with_an_id_for_ever(path):
    body = json.dumps({"kind": "step", "text": "alarm set", "run": "r1", "source": "tool:x", "time": 1.0,
                       "label": [0, 1, ["user"]]})  # fmt: skip
    digest = hashlib.sha256(body.encode()).hexdigest()[:24]
    path.write_text(f"{digest} {body}\n")
    log = RowLog(path)
    [(row_id, found)] = log.read()
    assert (row_id, found.text, found.profile) == (f"m{digest[:12]}", "alarm set", "default")
    log.close()


def test_journal_is_readable_by_its_owner_only(path, row):
    log = RowLog(path)
    log.append(row("one"))
    log.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_compaction_drops_rows_and_whoever_still_appends_follows(path, row):
    log, other = RowLog(path), RowLog(path)
    kept, gone = log.append(row("kept")), log.append(row("canary"))
    log.write({"op": "use", "ids": [kept, gone]})
    before = log.generation()
    after, length = log.compact(frozenset({gone}))
    assert after != before == ""
    assert length == os.path.getsize(path)  # noqa: PTH202
    assert b"canary" not in path.read_bytes()
    assert gone.encode() not in path.read_bytes()
    other.append(row("by another process"))
    assert texts(log) == ["kept", "by another process"]
    log.close()
    other.close()


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1), value=st.dictionaries(st.text(), st.text() | st.integers() | st.booleans()))
def test_any_row_survives_its_form(text, value):
    from ainos.android_bridge.labels import Label
    from ainos.memory.types import MemoryRow

    row = MemoryRow("fact", text, "r", "user", Label.of_user(), 2.5, value, "app:x", "guest", 9.0, 0.5, "m1", "m2")
    assert row_from_dict(json.loads(json.dumps(row_as_dict(row)))) == row


_TEXTS = st.text(st.characters(codec=None), min_size=1)


@settings(max_examples=80, deadline=None)
@given(text=_TEXTS, source=_TEXTS, moment=st.floats(), own=st.booleans(), origins=st.sets(st.sampled_from("abc")))
def test_a_plain_row_written_at_once_is_the_same_as_its_form(text, source, moment, own, origins):
    from ainos.android_bridge.labels import Confidentiality, Integrity, Label, Origin
    from ainos.memory.log import row_as_json

    integrity = Integrity.TRUSTED if own else Integrity.UNTRUSTED
    label = Label(integrity, Confidentiality.SENSITIVE, frozenset(map(Origin.app, origins)))
    row = MemoryRow("step", text, "r1", source, label, moment)
    found = json.loads(row_as_json(row, "m1"))
    assert json.dumps(found) == json.dumps(row_as_dict(replace(row, id="m1")))


def test_lines_with_the_older_checksum_are_read_and_kept_by_a_compaction(path, row):
    body = json.dumps({"op": "add", "row": row_as_dict(replace(row("older"), id="m0123456789ab"))})
    path.write_text(f"{hashlib.sha256(body.encode()).hexdigest()[:24]} {body}\n")
    log = RowLog(path)
    log.append(row("newer"))
    log.compact(frozenset())
    assert texts(log) == ["older", "newer"]
    assert log.damaged == 0
    log.close()

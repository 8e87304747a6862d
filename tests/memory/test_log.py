import hashlib
import json
import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.memory.log import RowLog, row_as_dict, row_from_dict


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

import sqlite3
from pathlib import Path

import pytest

from ainos.agent.journal import Journal, JournalError, StepRecord
from ainos.tools.types import ToolCall


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path / "runs.sqlite3")
    opened.begin_run("r1", "text Bob hi", {"profile": "balanced"}, "emulator-1", "boot-1")
    yield opened
    opened.close()


STEP = StepRecord(
    1,
    0,
    ToolCall("send_message", {"recipient": "Bob", "text": "hi"}),
    {"recipient": "Bob", "text": "hi"},
    3,
    1000,
    "intent",
    "",
)


def test_an_intent_is_there_for_another_process_before_its_outcome(journal):
    journal.intend("r1", STEP)
    other = Journal(journal.path)
    [step] = other.steps("r1")
    other.close()
    assert (step.call.tool, dict(step.call.arguments), step.state) == (
        "send_message",
        {"recipient": "Bob", "text": "hi"},
        "intent",
    )


def test_a_damaged_step_is_refused(journal):
    journal.intend("r1", STEP)
    db = sqlite3.connect(journal.path)
    db.execute("""UPDATE steps SET call='["send_message", {"recipient": "Eve"}]'""")
    db.commit()
    db.close()
    with pytest.raises(JournalError, match="damaged"):
        journal.steps("r1")


def test_unknown_run_names_the_next_command(journal):
    with pytest.raises(JournalError) as error:
        journal.run("nope")
    assert error.value.hint == "ainos runs list"


def test_a_newer_format_is_refused(tmp_path):
    path = tmp_path / "runs.sqlite3"
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(JournalError, match="newer"):
        Journal(path)


def test_a_live_owner_keeps_its_run(journal):
    db = sqlite3.connect(journal.path)
    start = Path("/proc/1/stat").read_text().rpartition(")")[2].split()[19]
    db.execute("UPDATE runs SET owner=?", (f"1@{start}",))
    db.commit()
    db.close()
    with pytest.raises(JournalError, match="still being worked on by process 1"):
        journal.take_over("r1")


def test_a_dead_owner_loses_its_run(journal):
    db = sqlite3.connect(journal.path)
    db.execute("UPDATE runs SET owner='1@nonsense'")
    db.commit()
    db.close()
    journal.take_over("r1")
    assert journal.run("r1").status == "running"


def test_a_full_or_unwritable_disk_stops_before_the_act(journal):
    journal._db.execute("PRAGMA query_only=ON")
    with pytest.raises(JournalError, match="nothing was done"):
        journal.intend("r1", STEP)

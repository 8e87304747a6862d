"""The chain finds every change, and lets forgotten words go."""

import contextlib
import json
import shutil
import sqlite3

import pytest

from ainos.agent import audit
from ainos.agent.journal import Journal, JournalError, StepRecord
from ainos.agent.records import DecisionRecord
from ainos.android_bridge.labels import Label
from ainos.models.types import Decision
from ainos.tools.types import ToolCall

CALL = ToolCall("send_mail", {"recipient": "Ann", "text": "my dentist is Dr. Zq7719"})


def step(number):
    return StepRecord(number, 0, CALL, CALL.arguments, 3, 1000, "intent", "", Label.of_user(), "allow", "planned")


def tell(journal, *runs):
    for run in runs:
        journal.begin_run(run, "mail Ann that my dentist is Dr. Zq7719", {}, "e1", "b1")
        journal.set_plan(run, ["mail Ann"], "mail Ann that my dentist is Dr. Zq7719")
        decision = Decision("call", CALL, "small", "device", 0.9)
        journal.record_decision(run, DecisionRecord(1, 0, decision, Label.of_user(), ""))
        journal.intend(run, step(1))
        journal.conclude(run, 1, "done", "sent", label=Label.of_user(), effect="mail to Ann")
        journal.end_run(run, "done", "sent", {})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder of a closed journal with two runs."""
    folder = tmp_path_factory.mktemp("written")
    journal = Journal(folder / "runs.sqlite3")
    tell(journal, "r1", "r2")
    journal.close()
    return folder


@pytest.fixture
def copy(written, tmp_path):
    folder = tmp_path / "home"
    shutil.copytree(written, folder)
    return folder


@contextlib.contextmanager
def opened(folder):
    journal = Journal(folder / "runs.sqlite3")
    try:
        yield journal
    finally:
        journal.close()


def tamper(folder, *statements):
    db = sqlite3.connect(folder / "runs.sqlite3", isolation_level=None)
    for name in ("log_keeps", "log_stays"):
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
    for statement in statements:
        db.execute(statement)
    db.close()


def problems(folder):
    with opened(folder) as journal:
        return [p.text for p in journal.verify().problems]


def test_an_untouched_log_is_whole(copy):
    assert problems(copy) == []
    with opened(copy) as journal:
        head = journal.verify().head
        assert journal.check_head(f"{head[0]}:{head[1]}") == []


def test_the_log_only_grows(copy):
    db = sqlite3.connect(copy / "runs.sqlite3", isolation_level=None)
    for statement in ("DELETE FROM log WHERE seq=3", "UPDATE log SET kind='event' WHERE seq=3"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "at+1"), ("run", "'r9'"), ("kind", "'event'"), ("body", "replace(body,'\"','\" ')"), ("salt", "'00'"),
     ("digest", "'00'"), ("hash", "'00'")],
)  # fmt: skip
def test_an_edit_of_any_column_of_any_entry_is_found(copy, column, value):
    for seq in range(1, 13):
        folder = copy.with_name(f"{column}-{seq}")
        shutil.copytree(copy, folder)
        tamper(folder, f"UPDATE log SET {column}={value} WHERE seq={seq}")
        assert problems(folder), (column, seq)


@pytest.mark.parametrize("seq", [1, 2, 5, 7, 11])
def test_a_deleted_entry_is_found(copy, seq):
    tamper(copy, f"DELETE FROM log WHERE seq={seq}")
    assert problems(copy)


def test_a_deleted_run_is_found_even_if_the_numbers_are_closed_up(copy):
    tamper(copy, "DELETE FROM log WHERE run='r1'", "UPDATE log SET seq=seq-6")
    assert problems(copy)


def test_exchanged_entries_are_found(copy):
    tamper(copy, "UPDATE log SET seq=-4 WHERE seq=4", "UPDATE log SET seq=4 WHERE seq=5",
           "UPDATE log SET seq=5 WHERE seq=-4")  # fmt: skip
    assert problems(copy)


@pytest.mark.parametrize("left", [11, 6, 1, 0])
def test_a_cut_off_end_is_found_by_the_anchor_and_stays_on_record(copy, left):
    tamper(copy, f"DELETE FROM log WHERE seq>{left}")
    assert problems(copy)
    with opened(copy) as journal:
        tell(journal, "r3")
        assert journal.run("r3").status == "done"
    assert any("was the last one written" in text for text in problems(copy))


def test_an_older_copy_of_the_file_is_found(copy):
    shutil.copy(copy / "runs.sqlite3", copy / "old")
    with opened(copy) as journal:
        tell(journal, "r3")
    shutil.copy(copy / "old", copy / "runs.sqlite3")
    (copy / "old").unlink()
    assert problems(copy)


def test_a_missing_anchor_is_found_and_stays_on_record(copy):
    (copy / "runs.head").unlink()
    assert problems(copy)
    with opened(copy) as journal:
        tell(journal, "r3")
    assert any("anchor was missing" in text for text in problems(copy))


def test_both_files_rolled_back_are_found_by_a_head_that_was_noted(copy):
    older = copy.with_name("older")
    shutil.copytree(copy, older)
    with opened(copy) as journal:
        tell(journal, "r3")
        head = journal.verify().head
    assert problems(older) == []  # nothing in the files can tell
    with opened(older) as journal:
        assert journal.check_head(f"{head[0]}:{head[1]}")


def test_an_entry_made_up_at_the_end_is_found(copy):
    body = json.dumps({"step": 2, "state": "done", "text": "x"})
    tamper(copy, f"INSERT INTO log VALUES (13, 1.0, 'r1', 'outcome', '{body}', '', '', '')")
    assert problems(copy)


# ---------------------------------------------------------------------- forgetting


def forget(folder):
    with opened(folder) as journal:
        return journal.forget_words(["dr. zq7719"])


def test_forgotten_words_leave_the_files_and_the_chain_stays_whole(copy):
    assert forget(copy) == 8  # of each run: its goal, its plan, a decision, an intent
    for file in copy.iterdir():
        assert b"zq7719" not in file.read_bytes().lower(), file
    with opened(copy) as journal:
        report = journal.verify()
        assert (report.problems, report.redacted) == ([], 8)
        assert journal.steps("r1")[0].call.arguments["text"] == "my dentist is (forgotten)"
        assert [e.redacted for e in journal.entries("r1")] == [True, True, True, True, False, False]
        tell(journal, "r3")
        assert journal.verify().problems == []


def test_the_digest_of_what_was_forgotten_cannot_be_guessed(copy):
    with opened(copy) as journal, journal._book.reading() as db:
        salts = {row[0] for row in db.execute("SELECT salt FROM log")}
        digest, body = db.execute("SELECT digest, body FROM log WHERE seq=4").fetchone()
    forget(copy)
    with opened(copy) as journal, journal._book.reading() as db:
        assert db.execute("SELECT digest FROM log WHERE seq=4").fetchone()[0] == digest
        left = {row[0] for row in db.execute("SELECT salt FROM log")}
    assert digest not in {audit.body_digest(salt, body) for salt in left}
    assert digest in {audit.body_digest(salt, body) for salt in salts}


def test_a_body_changed_after_it_was_redacted_is_found(copy):
    forget(copy)
    tamper(copy, "UPDATE log SET body=replace(body,'Ann','Eve') WHERE seq=4")
    assert problems(copy)
    with opened(copy) as journal, pytest.raises(JournalError, match="changed"):
        journal.steps("r1")


def test_forgetting_twice_takes_out_what_is_left(copy):
    forget(copy)
    with opened(copy) as journal:
        assert journal.forget_words(["mail Ann"]) > 0
        assert journal.verify().problems == []
        assert "mail Ann" not in str(journal.entries())


def test_forgetting_nothing_writes_nothing(copy):
    with opened(copy) as journal:
        before = journal.verify().head
        assert journal.forget_words(["something else"]) == 0
        assert journal.verify().head == before

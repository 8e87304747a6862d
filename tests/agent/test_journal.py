"""What the journal promises about durability, and about damage of every byte."""

import contextlib
import json
import shutil
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ainos.agent import lease
from ainos.agent.journal import FencedError, Journal, JournalError, StepRecord
from ainos.agent.records import DecisionRecord, Reply
from ainos.android_bridge.labels import Confidentiality, Label
from ainos.models.types import Decision, Usage
from ainos.tools.types import ToolCall

VALUES = {"recipient": "Bob", "text": "hi"}
STEP = StepRecord(1, 0, ToolCall("send_message", VALUES), VALUES, 3, 1000, "intent", "", Label.of_app("com.mail"))


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path / "runs.sqlite3")
    opened.begin_run("r1", "text Bob hi", {"profile": "balanced"}, "emulator-1", "boot-1")
    yield opened
    opened.close()


@contextlib.contextmanager
def database(path):
    db = sqlite3.connect(path, isolation_level=None)
    try:
        yield db
    finally:
        db.close()


def tamper(journal, *statements):
    """Change the file as somebody else would, past the triggers."""
    with database(journal.path) as db:
        for name in ("log_keeps", "log_stays"):
            db.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            db.execute(statement)


@pytest.fixture
def full(journal):
    """Return a function that makes the disk full for this journal, and one that makes room again."""
    db = journal._book._db
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def fill():
        # SQLite's own limit: what it answers is what it answers on a full disk.
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages}")
        with contextlib.suppress(JournalError):
            while True:
                journal._book.append("", "event", {"filler": "x" * 300}, must=True)

    return fill, lambda: db.execute("PRAGMA max_page_count=1073741823")


# ---------------------------------------------------------------------- what is kept


def test_an_intent_is_there_for_another_process_before_its_outcome(journal):
    journal.intend("r1", STEP)
    other = Journal(journal.path)
    [step] = other.steps("r1")
    other.close()
    assert (step.call.tool, dict(step.values), step.state) == ("send_message", VALUES, "intent")
    assert step.label == STEP.label


def test_a_step_keeps_the_label_of_what_its_result_carried(journal):
    journal.intend("r1", STEP)
    read = Label.of_app("com.bank", Confidentiality.SENSITIVE)
    journal.conclude("r1", 1, "done", "sent", label=read, effect="SMS", found="one message")
    [step] = journal.steps("r1")
    assert step.label == STEP.label.join(read)
    assert (step.state, step.result, step.effect, step.found) == ("done", "sent", "SMS", "one message")


def test_a_decision_comes_back_with_what_it_cost(journal):
    decision = Decision(
        "call",
        ToolCall("send_message", VALUES),
        "big",
        "cloud",
        0.9,
        Usage(tokens_in=10, tokens_out=2, usd=0.01, bytes_out=900),
    )
    kept = DecisionRecord(1, 0, decision, Label.of_user(), "digest")
    journal.record_decision("r1", kept)
    assert journal.decisions("r1") == [kept]


def test_the_words_of_a_run_are_the_goal_and_the_replies(journal):
    journal.set_plan("r1", ["text Bob hi"], "text Bob hi\nof my routine")
    journal.record_reply("r1", Reply(1, "To whom?", "Bob Martin"))
    assert journal.run("r1").words == "text Bob hi\nof my routine\nBob Martin"


def test_what_was_sent_is_listed_for_one_run_and_for_all(journal):
    journal.add_egress("r1", 2, {"model": "big", "bytes": 812})
    assert [(e["run"], e["step"], e["bytes"]) for e in journal.egress("r1")] == [("r1", 2, 812)]
    assert journal.egress("r2") == []
    assert len(journal.egress()) == 1


def test_a_secret_never_reaches_the_file(journal):
    journal.keep_out("hunter2", "hunter2-long")
    secret = {"text": "pass hunter2-long and hunter2"}
    journal.intend("r1", StepRecord(1, 0, ToolCall("type_text", secret), secret, 2, 1000, "intent", ""))
    journal.conclude("r1", 1, "done", "typed hunter2")
    journal.add_event("r1", {"type": "result", "text": "hunter2"})
    [step] = journal.steps("r1")
    assert step.values["text"] == "pass <secret> and <secret>"
    assert step.is_masked
    journal.close()
    for file in journal.path.parent.iterdir():
        assert b"hunter2" not in file.read_bytes(), file


def test_unknown_run_names_the_next_command(journal):
    with pytest.raises(JournalError) as error:
        journal.run("nope")
    assert error.value.hint == "ainos runs list"


# ---------------------------------------------------------------------- formats


def test_a_newer_format_is_refused(tmp_path):
    path = tmp_path / "runs.sqlite3"
    with database(path) as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(JournalError, match="newer"):
        Journal(path)


def first_format(path, checksum):
    with database(path) as db:
        db.executescript(
            "CREATE TABLE runs (id TEXT PRIMARY KEY, goal TEXT, options TEXT, serial TEXT, boot_id TEXT, started REAL,"
            " ended REAL, status TEXT, answer TEXT, receipt TEXT, owner TEXT, plan TEXT);"
            "CREATE TABLE steps (run TEXT, number INTEGER, subgoal INTEGER, call TEXT, risk INTEGER,"
            " started_ms INTEGER, state TEXT, result TEXT, checksum TEXT);"
            "CREATE TABLE events (run TEXT, time REAL, body TEXT); PRAGMA user_version=1;"
        )
        call = json.dumps(["send_message", VALUES, VALUES])
        db.execute(
            "INSERT INTO runs VALUES ('old','text Bob hi','{}','e1','b1',5.0,NULL,'running','','{}','1@gone',?)",
            ('["text Bob hi"]',),
        )
        db.execute("INSERT INTO steps VALUES ('old',1,0,?,3,1000,'intent','',?)", (call, checksum))
        db.execute("INSERT INTO events VALUES ('old',6.0,?)", ('{"type": "plan"}',))


def old_checksum():
    import hashlib

    call = json.dumps(["send_message", VALUES, VALUES])
    return hashlib.sha256("|".join(["old", "1", "0", call, "3", "1000"]).encode()).hexdigest()[:16]


def test_the_first_format_is_moved_with_its_open_intent(tmp_path):
    path = tmp_path / "runs.sqlite3"
    first_format(path, old_checksum())
    moved = Journal(path)
    [step] = moved.steps("old")
    assert (step.state, dict(step.values)) == ("intent", VALUES)
    assert (moved.run("old").status, moved.run("old").plan) == ("running", ("text Bob hi",))
    assert moved.events("old") == [{"type": "plan"}]
    assert moved.verify().problems == []
    moved.take_over("old")
    moved.close()


def test_a_step_that_was_damaged_in_the_first_format_is_shown_and_not_resumed(tmp_path):
    path = tmp_path / "runs.sqlite3"
    first_format(path, "0" * 16)
    moved = Journal(path)
    assert moved.run("old").goal == "text Bob hi"
    with pytest.raises(JournalError, match="damaged"):
        moved.steps("old")
    moved.close()


# ---------------------------------------------------------------------- owners


def give_to(journal, owner, renewed=None):
    with database(journal.path) as db:
        db.execute("UPDATE leases SET owner=?", (owner.as_text(),))
        if renewed is not None:
            db.execute("UPDATE leases SET renewed=?", (renewed,))


INIT = lease.Owner(1, lease.start_of(1), lease.host_of_this_process(), "ainos do")


def test_a_live_owner_keeps_its_run_and_is_named(journal):
    give_to(journal, INIT)
    with pytest.raises(JournalError, match=r"still being worked on by process 1 \(ainos do\)"):
        Journal(journal.path).take_over("r1")


@pytest.mark.parametrize(
    "owner",
    [
        lease.Owner(1, "another start", INIT.host, "ainos do"),
        lease.Owner(1, INIT.start, "another boot+1", "ainos do"),
        lease.Owner(0, "", "", ""),
    ],
)
def test_a_dead_owner_loses_its_run(journal, owner):
    give_to(journal, owner)
    journal.take_over("r1")
    assert journal.run("r1").status == "running"


def test_a_silent_owner_loses_its_run_unless_it_is_in_the_middle_of_an_act(journal, monkeypatch):
    later = Journal(journal.path)
    journal.intend("r1", STEP)
    give_to(journal, INIT, renewed=0.0)
    with pytest.raises(JournalError, match="in the middle of: send_message") as error:
        later.take_over("r1")
    assert error.value.hint == "kill 1"
    journal.conclude("r1", 1, "done", "")
    give_to(journal, INIT, renewed=0.0)
    later.take_over("r1")
    later.close()


def test_an_owner_that_lost_its_run_can_neither_write_nor_act(journal):
    second = Journal(journal.path)
    second.take_over("r1")
    for act in (
        lambda: journal.intend("r1", STEP),
        lambda: journal.conclude("r1", 1, "done", ""),
        lambda: journal.set_plan("r1", ["x"]),
        lambda: journal.add_egress("r1", 1, {}),
        lambda: journal.end_run("r1", "done", "", {}),
        lambda: journal.check_owner("r1"),
    ):
        with pytest.raises(FencedError, match="taken over"):
            act()
    journal.add_event("r1", {"type": "late"})
    assert second.steps("r1") == second.events("r1") == []
    second.intend("r1", STEP)
    second.close()


def test_a_jump_of_the_wall_clock_changes_no_lease(journal, monkeypatch):
    give_to(journal, INIT)
    real = lease.time.time
    for jump in (1e9, -1e9):
        monkeypatch.setattr("time.time", lambda jump=jump: real() + jump)
        with pytest.raises(JournalError, match="still being worked on"):
            Journal(journal.path).take_over("r1")


def test_runs_are_listed_in_the_order_in_which_they_began_whatever_the_clock_says(journal, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 5.0)
    journal.begin_run("r2", "later", {}, "e", "b")
    assert [r.id for r in journal.runs()] == ["r2", "r1"]


# ---------------------------------------------------------------------- a full disk


def test_on_a_full_disk_no_intent_is_given_and_the_error_says_so(journal, full):
    fill, make_room = full
    fill()
    with pytest.raises(JournalError, match=r"full; nothing was done") as error:
        journal.intend("r1", STEP)
    assert error.value.hint.startswith("df ")
    with pytest.raises(JournalError, match="full"):
        journal.add_egress("r1", 1, {"reason": "x" * 300})
    assert journal.steps("r1") == []
    make_room()
    journal.intend("r1", STEP)
    assert journal.trouble == ""
    assert journal.verify().problems == []


def test_what_could_not_be_written_is_written_in_its_order_when_there_is_room(journal, full):
    fill, make_room = full
    journal.intend("r1", STEP)
    fill()
    journal.conclude("r1", 1, "done", "sent")
    journal.end_run("r1", "done", "sent", {})
    assert "full" in journal.trouble
    assert journal.run("r1").status == "running"
    make_room()
    journal.begin_run("r2", "next", {}, "e", "b")
    assert [s.state for s in journal.steps("r1")] == ["done"]
    assert (journal.run("r1").status, journal.trouble) == ("done", "")
    assert journal.verify().problems == []


def test_a_run_that_began_while_nothing_could_be_written_gets_its_record_and_its_owner_later(tmp_path):
    folder = tmp_path / "home"
    folder.write_text("a file where the folder should be")
    journal = Journal(folder / "runs.sqlite3")
    journal.begin_run("r1", "text Bob hi", {}, "e", "b")
    journal.set_plan("r1", ["text Bob hi"])
    with pytest.raises(JournalError, match="nothing was done"):
        journal.intend("r1", STEP)
    assert journal.trouble
    folder.unlink()
    journal.intend("r1", STEP)
    assert [s.state for s in journal.steps("r1")] == ["intent"]
    assert lease.Owner.of_text(journal.run("r1").owner).is_this_process()
    journal.close()


# ---------------------------------------------------------------------- damage


def test_a_damaged_step_is_refused(journal):
    journal.intend("r1", STEP)
    tamper(journal, "UPDATE log SET body=replace(body, 'Bob', 'Eve') WHERE kind='intent'")
    with pytest.raises(JournalError, match="damaged or was changed"):
        journal.steps("r1")


def test_a_run_whose_record_is_not_whole_is_not_resumed(journal):
    journal.intend("r1", STEP)
    tamper(journal, "UPDATE log SET run='r9' WHERE kind='intent'")
    with pytest.raises(JournalError, match="not resumed"):
        journal.take_over("r1")


def test_a_file_that_is_no_database_is_refused_with_the_way_out(tmp_path):
    path = tmp_path / "runs.sqlite3"
    path.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(JournalError) as error:
        Journal(path)
    assert error.value.hint.startswith("mv ")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder with the journal of one run, cleanly closed, and what it says; and one with its write-ahead file."""
    folder = tmp_path_factory.mktemp("whole")
    journal = Journal(folder / "closed" / "runs.sqlite3")
    torn = folder / "open"
    _tell(journal)
    said = _read(journal)
    shutil.copytree(journal.path.parent, torn)  # as a power cut leaves it: all of it in the write-ahead file
    journal.close()
    return folder, said


def _tell(journal):
    for number in range(2):
        run = f"r{number}"
        journal.begin_run(run, "text Bob hi", {}, "e1", "b1")
        journal.set_plan(run, ["text Bob hi"], "text Bob hi")
        journal.intend(run, STEP)
        journal.conclude(run, 1, "done", "sent")
    journal.end_run("r0", "done", "sent", {})


def _read(journal):
    return [(e.seq, e.run, e.kind, dict(e.body)) for e in journal.entries()]


def _is_honest(folder, said):
    """Open a damaged copy: what is believed must be a true beginning, and a lost end must be noticed."""
    try:
        journal = Journal(folder / "runs.sqlite3")
    except JournalError:
        return True
    try:
        try:
            found = [entry for entry in _read(journal) if entry[2] != "break"]
        except JournalError:
            return True
        if found == said:
            return True
        with pytest.raises(JournalError):
            journal.take_over("r1")
        return found == said[: len(found)] and bool(journal.verify().problems)
    finally:
        journal.close()


@pytest.mark.parametrize("state", ["closed", "open"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), name=st.sampled_from(["", "-wal", "head"]))
def test_no_flipped_bit_is_believed(whole, tmp_path_factory, state, where, bit, name):
    folder, said = whole
    file = "runs.head" if name == "head" else f"runs.sqlite3{name}"
    if not (folder / state / file).exists():
        return
    copy = tmp_path_factory.mktemp("flip") / "home"
    shutil.copytree(folder / state, copy)
    data = bytearray((copy / file).read_bytes())
    if not data:
        return
    data[int(where * len(data))] ^= 1 << bit
    (copy / file).write_bytes(data)
    assert _is_honest(copy, said), (state, file, int(where * len(data)), bit)
    shutil.rmtree(copy)


def test_a_torn_tail_is_repaired_and_noticed(whole, tmp_path):
    folder, said = whole
    size = (folder / "open" / "runs.sqlite3-wal").stat().st_size
    for number, cut in enumerate(range(size - 1, size // 2, -2111)):
        copy = tmp_path / str(number)
        shutil.copytree(folder / "open", copy)
        with (copy / "runs.sqlite3-wal").open("r+b") as file:
            file.truncate(cut)
        assert _is_honest(copy, said), cut
        journal = Journal(copy / "runs.sqlite3")
        journal.begin_run("after", "next", {}, "e1", "b1")
        journal.take_over("after")
        journal.close()


# ---------------------------------------------------------------------- what waits for the disk


DECISION = DecisionRecord(
    1, 0, Decision("call", STEP.call, "m", "cloud", 0.9, Usage()), Label.of_user(), "a screen"
)  # fmt: skip


@pytest.fixture
def waits(journal):
    """Return waits(act): whether SQLite waits for the disk before `act` returns."""

    def level(act):
        seen = []
        journal._book._db.set_trace_callback(lambda sql: seen.append(sql) if "INSERT INTO log" in sql else None)
        act()
        journal._book._db.set_trace_callback(None)
        assert seen, "nothing was written"
        return journal._book._db.execute("PRAGMA synchronous").fetchone()[0] == 2

    return level


def test_an_act_that_changes_something_waits_for_the_disk_and_one_that_moves_about_does_not(journal, waits):
    assert waits(lambda: journal.intend("r1", STEP))
    assert waits(lambda: journal.intend("r1", replace(STEP, risk=2)))
    assert not waits(lambda: journal.intend("r1", replace(STEP, risk=1)))
    assert waits(lambda: journal.add_egress("r1", 1, {}))


def test_answers_do_not_wait_and_outcomes_only_of_outward_acts(journal, waits):
    assert not waits(lambda: journal.record_decision("r1", DECISION))
    journal.intend("r1", STEP)
    assert waits(lambda: journal.conclude("r1", 1, "done", ""))
    journal.intend("r1", replace(STEP, number=2, risk=2))
    assert not waits(lambda: journal.conclude("r1", 2, "done", ""))


def test_two_who_write_in_turn_leave_one_whole_chain(journal):
    other = Journal(journal.path)
    other.begin_run("r2", "two", {}, "s", "b")
    for number in range(1, 6):
        journal.record_decision("r1", replace(DECISION, step=number))
        other.record_decision("r2", replace(DECISION, step=number))
        if number % 2:
            other.add_event("r2", {"n": number})
    assert journal.verify().problems == []
    assert [d.step for d in journal.decisions("r1")] == [d.step for d in other.decisions("r2")] == [1, 2, 3, 4, 5]
    other.close()


def test_one_entry_is_one_statement_while_nobody_else_writes(journal):
    journal.record_decision("r1", DECISION)
    said = []
    journal._book._db.set_trace_callback(said.append)
    journal.intend("r1", replace(STEP, risk=1))
    journal.conclude("r1", 1, "done", "")
    journal._book._db.set_trace_callback(None)
    assert [sql.split()[0] for sql in said] == ["INSERT", "INSERT"]


def test_what_did_not_wait_is_there_for_another_process_at_once(journal):
    journal.record_decision("r1", DECISION)
    journal.intend("r1", replace(STEP, risk=1))
    other = Journal(journal.path)
    assert (len(other.decisions("r1")), len(other.steps("r1"))) == (1, 1)
    other.close()


def test_two_writers_in_turn_make_one_whole_chain(journal):
    other = Journal(journal.path)
    other.begin_run("r2", "wait", {}, "emulator-1", "boot-1")
    for number in range(1, 6):
        journal.intend("r1", replace(STEP, number=number, risk=number % 3))
        other.record_decision("r2", DECISION)
        journal.conclude("r1", number, "done", "")
    report = other.verify()
    assert (report.problems, report.entries) == ([], 17)
    other.close()


def test_a_lease_that_is_not_renewed_with_each_entry_is_still_not_taken_early(journal, monkeypatch):
    give_to(journal, INIT)
    real, silent_s = lease.time.monotonic, lease.LEASE_S + lease.RENEW_S - 1
    monkeypatch.setattr("ainos.agent.lease.time.monotonic", lambda: real() + silent_s)
    with pytest.raises(JournalError, match="still being worked on"):
        Journal(journal.path).take_over("r1")

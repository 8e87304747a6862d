"""Taking a run back on a virtual phone: listed, asked about, newest first, read back, never twice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from ainos.agent.approval import ScriptedApprover
from ainos.agent.journal import Journal
from ainos.agent.loop import Agent
from ainos.agent.parts import Parts
from ainos.agent.records import JournalError
from ainos.agent.resume import resume_run
from ainos.agent.undo import undo_run
from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.tickets import TicketOffice
from ainos.memory.types import NoMemory
from ainos.models.router import ModelSet
from ainos.models.scripted import ScriptedModel
from ainos.tools.builtin.people import all_people
from ainos.tools.registry import builtin_registry


@pytest.fixture(scope="module")
def real(start_phone):
    phone = start_phone()
    office = TicketOffice()
    with AdbDevice(phone.serial, office) as device:
        yield device, office
    phone.stop()


@pytest.fixture
def parts(real, tmp_path):
    device, office = real
    with closing(Journal(tmp_path / "runs.sqlite3")) as journal:
        yield Parts(
            device=device, office=office, registry=builtin_registry(), models=ModelSet(), memory=NoMemory(),
            approver=ScriptedApprover(), journal=journal, sink=lambda e: None,
        )  # fmt: skip


def did(parts, goal, *calls):
    """Do a goal with these calls and return the run's id."""
    model = ScriptedModel(list(calls))
    yes = ScriptedApprover(approvals=[True] * 5)
    outcome = Agent(replace(parts, models=ModelSet(scripted=model), approver=yes)).run(goal)
    assert outcome.status == "done", outcome.answer
    return outcome.run


def answering(parts, *approvals):
    return replace(parts, approver=ScriptedApprover(approvals=approvals))


def states(report):
    return [told.state for told in report.told]


UNDONE = [
    ("Add Gus Ortiz 415 555 0160", ("add_contact", {"name": "Gus Ortiz", "phone": "415 555 0160"})),
    ("Delete the contact Bob Martin", ("delete_contact", {"name": "Bob Martin"})),
    ("write down fresh bread", ("add_note", {"text": "fresh bread"})),
    ("delete the note shopping list", ("delete_note", {"query": "shopping list"})),
    ("Set an alarm for 5:15", ("set_alarm", {"time": "5:15"})),
    ("Set a timer for 20 minutes", ("set_timer", {"duration": "20 minutes"})),
    ("start the stopwatch", ("start_stopwatch", {})),
    ("turn wifi off", ("set_wifi", {"state": "off"})),
    ("set the brightness to 30 percent", ("set_brightness", {"level": "30 percent"})),
    ("add tea with Eve tomorrow at 4 pm", ("add_event", {"title": "tea with Eve", "start": "tomorrow at 4 pm"})),
    ("delete the entry lunch with alice", ("delete_event", {"title": "lunch with alice"})),
]


@pytest.mark.parametrize(("goal", "call"), UNDONE, ids=[call[0] for _, call in UNDONE])
def test_an_act_is_taken_back_and_read_back(parts, goal, call):
    run = did(parts, goal, call)
    tool, step = parts.registry.lookup(call[0]), parts.journal.steps(run)[0]
    report = undo_run(run, answering(parts, True))
    assert states(report) == ["undone"], report
    assert not tool.probe(_context(parts, step), step.values).holds
    assert report.exit_code == 0


def _context(parts, step):
    from ainos.tools.types import Context

    return Context(parts.device, None, parts.device.now(), parts.device.observe(), started_ms=step.started_ms)


def test_an_alarm_that_was_cancelled_is_on_again(parts):
    did(parts, "Set an alarm for 4:05", ("set_alarm", {"time": "4:05"}))
    run = did(parts, "cancel the alarm at 4:05", ("cancel_alarm", {"time": "4:05"}))
    assert states(undo_run(run, answering(parts, True))) == ["undone"]


def test_one_question_lists_all_acts_newest_first_and_what_stays(parts):
    run = did(
        parts, "write down rye; text Mum hello; turn on dark mode",
        ("add_note", {"text": "rye"}), ("send_message", {"recipient": "Mum", "text": "hello"}),
        ("set_dark_mode", {"state": "on"}),
    )  # fmt: skip
    asking = answering(parts, True)
    report = undo_run(run, asking)
    [request] = asking.approver.seen
    assert list(request.values.values())[:2] == ["Turn Dark mode on", 'Add the note "rye"']
    assert "a message that was sent stays sent" in request.values["stays 1"]
    assert states(report) == ["undone", "cannot", "undone"]
    assert report.exit_code == 1


def test_a_second_undo_also_after_a_restart_of_the_program_does_nothing(parts, tmp_path):
    run = did(parts, "Add Ida Wells 415 555 0161", ("add_contact", {"name": "Ida Wells", "phone": "415 555 0161"}))
    assert states(undo_run(run, answering(parts, True))) == ["undone"]
    did(parts, "Add Ida Wells 415 555 0161", ("add_contact", {"name": "Ida Wells", "phone": "415 555 0161"}))
    with closing(Journal(tmp_path / "runs.sqlite3")) as journal:
        again = undo_run(run, answering(replace(parts, journal=journal), True))
    assert again.told == ()
    assert any(person.name == "Ida Wells" for person in all_people(parts.device))


def test_without_a_yes_nothing_is_taken_back(parts):
    run = did(parts, "write down plain flour", ("add_note", {"text": "plain flour"}))
    for asking in (answering(parts, False), replace(answering(parts, True), unattended=True)):
        report = undo_run(run, asking)
        assert (states(report), report.exit_code) == (["no"], 3)
    assert states(undo_run(run, answering(parts, True))) == ["undone"]


def test_what_somebody_has_taken_away_since_is_told_and_left(parts):
    run = did(parts, "write down dark rye", ("add_note", {"text": "dark rye"}))
    other = did(parts, "delete the note dark rye", ("delete_note", {"query": "dark rye"}))
    assert states(undo_run(run, answering(parts, True))) == ["gone"]
    assert states(undo_run(other, answering(parts, True))) == ["undone"]


def test_what_was_so_already_is_not_taken_away(parts):
    call = ("add_contact", {"name": "Jo Hart", "phone": "415 555 0162"})
    did(parts, "Add Jo Hart 415 555 0162", call)
    run = did(parts, "Add Jo Hart 415 555 0162", call)
    assert undo_run(run, answering(parts, True)).told == ()


def test_another_phone_is_refused(parts):
    run = did(parts, "write down barley", ("add_note", {"text": "barley"}))

    class Other:
        serial = "emulator-9999"

        def __getattr__(self, name):
            return getattr(parts.device, name)

    with pytest.raises(JournalError, match="another phone"):
        undo_run(run, answering(replace(parts, device=Other()), True))
    with pytest.raises(JournalError, match="no run"):
        undo_run("20200101-000000-0000", answering(parts, True))


def test_the_undo_is_a_run_of_its_own_in_a_whole_journal(parts):
    run = did(parts, "write down oats", ("add_note", {"text": "oats"}))
    report = undo_run(run, answering(parts, True))
    record = parts.journal.run(report.run)
    assert (record.status, record.options["undoes"]) == ("done", run)
    assert not parts.journal.verify().problems


@pytest.mark.parametrize("ended", ["stopped", "in_doubt", "failed"])
def test_what_was_cut_off_is_not_taken_for_the_runs_own(parts, ended):
    mine = did(parts, "write down spelt flour", ("add_note", {"text": "spelt flour"}))
    [step] = parts.journal.steps(mine)
    run, journal, record = f"20260316-090000-cu{ended[:2]}", parts.journal, parts.journal.run(mine)
    journal.begin_run(run, record.goal, record.options, record.serial, record.boot_id)
    journal.intend(run, replace(step, state="intent", result="", effect=""))
    journal.end_run(run, ended, "", {})
    report = undo_run(run, answering(parts, True))
    assert states(report) == ["cannot"]
    assert "not known whether this run did it" in report.told[0].text
    assert states(undo_run(mine, answering(parts, True))) == ["undone"]


def test_what_a_resumed_run_only_found_done_is_not_taken_away(parts):
    mine = did(parts, "write down rice flour", ("add_note", {"text": "rice flour"}))
    [step] = parts.journal.steps(mine)
    run, journal, record = "20260316-090000-resu", parts.journal, parts.journal.run(mine)
    journal.begin_run(run, record.goal, record.options, record.serial, record.boot_id)
    journal.set_plan(run, [{"text": record.goal}], record.goal)
    journal.intend(run, replace(step, state="intent", result="", effect=""))
    assert resume_run(run, parts).status == "done"
    assert states(undo_run(run, answering(parts, True))) == ["cannot"]
    assert states(undo_run(mine, answering(parts, True))) == ["undone"]

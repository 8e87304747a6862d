import pytest

from ainos.agent.journal import StepRecord
from ainos.agent.resume import resume_run
from ainos.tools.types import ToolCall

GOAL = "mail Ann hello"
SEND = ("send_mail", {"recipient": "Ann", "text": "hello"})


def crashed(parts, *, boot="boot-1", sent):
    """A run that died right after its intent was written; `sent` says whether the act came through."""
    parts.device.package = "com.android.settings"  # nothing private on the screen, so the guard asks nothing
    parts.journal.begin_run("r1", GOAL, {}, parts.device.serial, boot)
    parts.journal.set_plan("r1", (GOAL,))
    parts.journal.intend("r1", StepRecord(1, 0, ToolCall(*SEND), SEND[1], 3, 1_000, "intent", ""))
    if sent:
        parts.device.tables["content://mail/all"].append({"_id": "1", "to": "Ann", "body": "hello"})


@pytest.fixture(autouse=True)
def _short_settle(monkeypatch):
    monkeypatch.setattr("ainos.agent.resume.SETTLE_S", 0.2)
    monkeypatch.setattr("ainos.agent.resume.LOCAL_SETTLE_S", 0.2)


def test_what_came_through_is_not_sent_again(build):
    parts, _ = build(SEND)
    crashed(parts, sent=True)
    outcome = resume_run("r1", parts)
    assert (outcome.status, outcome.verified) == ("done", True)
    assert len(parts.device.query("content://mail/all")) == 1
    assert parts.office.issued == 0


def test_what_did_not_come_through_is_sent_once(build):
    parts, _ = build(SEND)
    crashed(parts, sent=False)
    assert resume_run("r1", parts).status == "done"
    assert len(parts.device.query("content://mail/all")) == 1


def test_without_a_probe_it_ends_in_doubt_and_sends_nothing(build):
    parts, _ = build(SEND, tools=build.changed("send_mail", probe=None))
    crashed(parts, sent=False)
    outcome = resume_run("r1", parts)
    assert (outcome.status, outcome.exit_code) == ("in_doubt", 7)
    assert parts.device.query("content://mail/all") == []


def test_another_boot_ends_in_doubt_and_sends_nothing(build):
    parts, _ = build(SEND)
    crashed(parts, boot="boot-0", sent=False)
    outcome = resume_run("r1", parts)
    assert (outcome.status, outcome.exit_code) == ("in_doubt", 7)
    assert "restarted or replaced" in outcome.answer
    assert parts.device.query("content://mail/all") == []


def test_a_done_run_is_not_run_again(build):
    parts, _ = build(SEND)
    crashed(parts, sent=True)
    resume_run("r1", parts)
    outcome = resume_run("r1", parts)
    assert outcome.exit_code == 0
    assert len(parts.device.query("content://mail/all")) == 1


def test_the_probe_counts_from_the_moment_of_the_intent(build):
    moments = []

    def probe(context, values):
        moments.append(context.started_ms)
        return build.tool["send_mail"].probe(context, values)

    parts, _ = build(SEND, tools=build.changed("send_mail", probe=probe))
    crashed(parts, sent=True)
    resume_run("r1", parts)
    assert moments == [1_000]


def test_an_act_that_ran_and_did_not_show_is_never_repeated(build):
    parts, _ = build(SEND)
    crashed(parts, sent=False)
    parts.journal.conclude("r1", 1, "unproved", "sent, not seen")
    outcome = resume_run("r1", parts)
    assert (outcome.status, outcome.exit_code) == ("in_doubt", 7)
    assert parts.device.query("content://mail/all") == []


def test_an_act_that_shows_late_counts_as_done(build):
    parts, _ = build(SEND)
    crashed(parts, sent=True)
    parts.journal.conclude("r1", 1, "unproved", "sent, not seen")
    assert resume_run("r1", parts).status == "done"
    assert len(parts.device.query("content://mail/all")) == 1

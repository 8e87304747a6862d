import sqlite3
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from ainos.agent.journal import Journal, StepRecord
from ainos.agent.limits import InDoubt
from ainos.agent.loop import Agent
from ainos.agent.past import INTERRUPTED, digest_of, past_of
from ainos.agent.records import DecisionRecord
from ainos.agent.resume import Clock, Settlement, resume_run
from ainos.android_bridge.fake import fake_element
from ainos.android_bridge.labels import Confidentiality, Label
from ainos.models.types import Decision
from ainos.planners.react import Progress
from ainos.tools.registry import Registry
from ainos.tools.types import Proof, ToolCall

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


# ---------------------------------------------------------------------- what is not asked and not paid again


class PowerCut(BaseException):
    """Nothing in the product catches this, as nothing catches a SIGKILL."""


def cut(parts, name, *, after=False):
    """Let a method of the journal be the last thing that happens."""
    real = getattr(parts.journal, name)

    def last(*values, **named):
        if after:
            real(*values, **named)
        raise PowerCut

    setattr(parts.journal, name, last)


def run_until_cut(parts, goal=GOAL):
    with pytest.raises(PowerCut):
        Agent(parts).run(goal)
    return parts.journal.runs(1)[0].id


def test_an_answer_of_a_model_is_not_paid_again(build):
    parts, _ = build(SEND)
    cut(parts, "record_decision", after=True)
    run = run_until_cut(parts)
    parts, events = build(device=parts.device, office=parts.office, approvals=[True])
    outcome = resume_run(run, parts)
    assert outcome.status == "done"
    assert parts.models.scripted.requests == []
    assert [e["tool"] for e in events if e["type"] == "decision"] == ["send_mail"]
    assert len(parts.device.query("content://mail/all")) == 1
    assert outcome.receipt.steps_by_tier == {"scripted": 1}


def test_what_a_resumed_run_does_is_put_to_the_guard_again(build):
    parts, _ = build(("break_lamp", {}), approvals=[True])
    cut(parts, "intend")
    run = run_until_cut(parts, "break the lamp")
    parts, _ = build(device=parts.device, office=parts.office, approvals=[False])
    outcome = resume_run(run, parts)
    assert (outcome.status, parts.office.redeemed) == ("declined", 0)
    assert len(parts.approver.seen) == 1


def test_what_was_answered_is_not_asked_again(build):
    parts, _ = build(("send_mail", {"text": "hi"}), replies=["Ann"], approvals=[True])
    cut(parts, "intend")
    run = run_until_cut(parts, "mail hi")
    parts, _ = build(device=parts.device, office=parts.office, approvals=[True])
    outcome = resume_run(run, parts)
    assert (outcome.status, parts.approver.questions) == ("done", [])
    assert parts.device.query("content://mail/all")[0]["to"] == "Ann"


def test_what_was_done_and_answered_before_stands_in_the_answer(build):
    parts, _ = build(("read_lamp", {}), ("set_lamp", {"state": "on"}), approvals=[True])
    real = parts.journal.intend
    parts.journal.intend = lambda run, step: real(run, step) if step.risk == 0 else cut_now()
    run = run_until_cut(parts, "read the lamp and then turn the lamp on")
    parts, _ = build(device=parts.device, office=parts.office, approvals=[True])
    outcome = resume_run(run, parts)
    assert outcome.answer == "It glows. The lamp is on."


def cut_now():
    raise PowerCut


def test_what_a_run_had_seen_before_it_was_cut_counts_after_it(build):
    parts, _ = build(SEND)
    crashed(parts, sent=True)
    secretive = Label.of_app("com.bank", Confidentiality.SENSITIVE)
    parts.journal.conclude("r1", 1, "done", "sent", label=secretive)
    past = past_of(parts.journal.run("r1"), parts.journal, lambda name: "goal")
    assert past.session.confidentiality is Confidentiality.SENSITIVE
    assert "app:com.bank" in past.session.origins


# ---------------------------------------------------------------------- the screen


def interrupted_tap(parts, seen, risk):
    call = ToolCall("tap", {"element": "1"})
    parts.journal.begin_run("r1", "open it", {}, "fake-1", "boot-1")
    decision = Decision("call", call, "m", "scripted", 1.0)
    parts.journal.record_decision("r1", DecisionRecord(1, 0, decision, Label.of_user(), digest_of(seen)))
    parts.journal.intend("r1", StepRecord(1, 0, call, {"element": 1}, risk, 1000, "intent", ""))
    parts.journal.conclude("r1", 1, "void", "interrupted")
    return past_of(parts.journal.run("r1"), parts.journal, lambda name: "screen")


@pytest.mark.parametrize(("risk", "kept"), [(1, True), (2, False)])
def test_a_touch_is_repeated_on_the_same_screen_only_if_it_navigates(build, risk, kept):
    parts, _ = build()
    seen = parts.device.observe()
    past, progress = interrupted_tap(parts, seen, risk), Progress("open it")
    assert (past.take_decision(0, seen, progress) is not None) == kept
    assert [t.result for t in progress.turns] == ([] if kept else [INTERRUPTED])


def test_a_touch_is_not_repeated_on_another_screen_and_the_model_is_told(build):
    parts, _ = build()
    past, progress = interrupted_tap(parts, parts.device.observe(), 1), Progress("open it")
    parts.device.show(fake_element("Other page"))
    assert past.take_decision(0, parts.device.observe(), progress) is None
    assert [t.result for t in progress.turns] == [INTERRUPTED]


# ---------------------------------------------------------------------- what the phone shows late, or not at all


class Waited:
    """A clock whose sleeps let the world change."""

    def __init__(self, when=None, then=lambda: None):
        self.time, self._when, self._then = time.monotonic(), when, then
        self.slept = 0.0

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.time += seconds
        self.slept += seconds
        if self._when is not None and self.slept >= self._when:
            self._when = None
            self._then()


def late(parts, after_s):
    row = {"_id": "1", "to": "Ann", "body": "hello"}
    return Waited(after_s, lambda: parts.device.tables["content://mail/all"].append(row))


@pytest.mark.parametrize("after_s", [0.5, 3.0, 10.0, 29.0])
def test_an_effect_that_shows_late_is_waited_for_and_not_repeated(build, monkeypatch, after_s):
    monkeypatch.setattr("ainos.agent.resume.SETTLE_S", 30.0)
    parts, _ = build(SEND)
    crashed(parts, sent=False)
    clock = late(parts, after_s)
    outcome = resume_run("r1", parts, clock=Clock(clock.now, clock.sleep))
    assert (outcome.status, parts.office.issued) == ("done", 0)
    assert len(parts.device.query("content://mail/all")) == 1


def test_what_was_begun_long_ago_is_not_waited_for(build, monkeypatch):
    monkeypatch.setattr("ainos.agent.resume.SETTLE_S", 30.0)
    parts, _ = build(SEND)
    crashed(parts, sent=False)
    clock = Waited()
    clock.time += 3600
    assert resume_run("r1", parts, clock=Clock(clock.now, clock.sleep)).status == "done"
    assert clock.slept == 0.0


def test_a_local_act_without_a_probe_is_not_repeated_either(build):
    parts, _ = build(("paint_lamp", {}))
    parts.journal.begin_run("r1", "paint the lamp", {}, "fake-1", "boot-1")
    parts.journal.intend("r1", StepRecord(1, 0, ToolCall("paint_lamp", {}), {}, 2, 1000, "intent", ""))
    assert resume_run("r1", parts).exit_code == 7


def test_an_act_whose_values_held_a_secret_is_not_looked_up_with_a_mask(build):
    parts, _ = build(SEND)
    parts.journal.keep_out("hello")
    crashed(parts, sent=True)
    assert resume_run("r1", parts).exit_code == 7
    assert len(parts.device.query("content://mail/all")) == 1


@pytest.mark.parametrize(
    ("said", "status", "mails"), [("it happened", "done", 0), ("it did not happen", "done", 1), (None, "in_doubt", 0)]
)
def test_where_the_phone_cannot_tell_the_person_is_asked(build, said, status, mails):
    parts, _ = build(SEND, replies=[said] if said else [])
    crashed(parts, sent=False)
    blind = replace(parts, registry=Registry(build.changed("send_mail", probe=None)))
    settlement = Settlement(parts.journal.run("r1"), blind, Clock())
    if said is None:
        with pytest.raises(InDoubt):
            settlement.settle(parts.journal.steps("r1"))
        return
    settlement.settle(parts.journal.steps("r1"))
    assert resume_run("r1", parts).status == status
    assert len(parts.device.query("content://mail/all")) == mails


def test_a_phone_whose_clock_was_set_back_is_not_believed_blindly(build):
    probe = build.tool["send_mail"].probe

    def dated(context, values):
        return probe(context, values) if context.started_ms < 900_000_000_000 else Proof(False, "", "")

    parts, _ = build(SEND, tools=build.changed("send_mail", probe=dated))
    now = parts.device.now()
    parts.journal.begin_run("r1", GOAL, {}, "fake-1", "boot-1")
    began = int(now.timestamp() * 1000)
    parts.journal.intend("r1", StepRecord(1, 0, ToolCall(*SEND), SEND[1], 3, began, "intent", ""))
    parts.device.tables["content://mail/all"].append({"_id": "1", "to": "Ann", "body": "hello"})
    parts.device.time = now - timedelta(days=20_000)
    outcome = resume_run("r1", parts)
    assert outcome.exit_code == 7
    assert "clock was set back" in outcome.answer
    assert len(parts.device.query("content://mail/all")) == 1


def test_another_user_of_the_phone_stops_it(build):
    parts, _ = build(SEND, approvals=[True])
    parts.device.settings["secure", "android_id"] = "one"
    cut(parts, "intend")
    run = run_until_cut(parts)
    parts, _ = build(SEND, device=parts.device, office=parts.office)
    parts.device.settings["secure", "android_id"] = "two"
    outcome = resume_run(run, parts)
    assert outcome.exit_code == 4
    assert "another of its users" in outcome.answer
    assert parts.device.query("content://mail/all") == []


# ---------------------------------------------------------------------- the journal fails, or belongs to another


def test_without_a_durable_intent_nothing_is_done_and_it_says_so(build):
    parts, events = build(SEND, approvals=[True])
    break_disk(parts)
    outcome = Agent(parts).run(GOAL)
    assert (outcome.status, outcome.exit_code) == ("failed", 1)
    assert "disk is full; nothing was done" in outcome.answer
    assert outcome.hint.startswith("df ")
    assert parts.device.query("content://mail/all") == []
    assert parts.office.redeemed == 0
    assert [e["type"] for e in events][-2:] == ["journal", "end"]


def test_a_goal_that_only_reads_is_answered_on_a_full_disk(build):
    parts, events = build(("read_lamp", {}))
    break_disk(parts)
    outcome = Agent(parts).run("is the lamp on")
    assert (outcome.status, outcome.answer) == ("done", "It glows.")
    assert any(e["type"] == "journal" and "full" in e["text"] for e in events)


def break_disk(parts):
    book = parts.journal._book
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def commit(*values, **named):
        raise book._trouble(full)

    book._commit = commit


def test_an_agent_whose_run_was_taken_over_while_it_stalled_does_nothing_more(build):
    parts, _ = build(SEND)
    other = Journal(parts.journal.path)
    real = parts.journal.record_decision

    def stalls(run, record):
        real(run, record)
        other.take_over(run)

    parts.journal.record_decision = stalls
    outcome = Agent(parts).run(GOAL)
    assert outcome.exit_code == 1
    assert "taken over" in outcome.answer
    assert parts.device.query("content://mail/all") == []
    assert other.run(outcome.run).status == "running"
    other.close()

import pytest

from ainos.agent.approval import Nobody
from ainos.agent.limits import Limits
from ainos.agent.loop import Agent
from ainos.models.router import ModelSet
from ainos.tools.registry import builtin_registry

ON = ("set_lamp", {"state": "on"})
CALM = "com.android.settings"
"""An app that shows nothing sensitive: an unknown one would, and then sending asks."""


def types(events):
    return [e["type"] for e in events]


def test_a_goal_is_done_when_the_device_shows_it(build):
    parts, events = build(ON)
    outcome = Agent(parts).run("lamp on")
    assert (outcome.status, outcome.exit_code, outcome.verified) == ("done", 0, True)
    assert outcome.receipt.effects == [{"effect": "lamp on", "tool": "set_lamp", "verified": True, "proof": "lamp on"}]
    assert types(events)[0] == "run"
    assert types(events)[-1] == "end"
    assert parts.office.issued == parts.office.redeemed == 1


def test_the_intent_is_journaled_before_the_act_and_the_outcome_after(build):
    seen = []

    def spy(context, values):
        seen.append([s.state for s in parts.journal.steps(parts.journal.runs(1)[0].id)])
        return build.tool["set_lamp"].run(context, values)

    parts, _ = build(ON, tools=build.changed("set_lamp", run=spy))
    outcome = Agent(parts).run("lamp on")
    assert seen == [["intent"]]
    assert [s.state for s in parts.journal.steps(outcome.run)] == ["done"]


def test_a_change_without_a_probe_is_never_done(build):
    parts, _ = build(("paint_lamp", {}), ("paint_lamp", {}), ("paint_lamp", {}))
    outcome = Agent(parts).run("paint the lamp")
    assert (outcome.status, outcome.exit_code, outcome.verified) == ("failed", 1, False)


def test_an_outward_act_that_does_not_show_is_not_repeated(build):
    probe = build.tool["send_mail"].probe
    call = ("send_mail", {"recipient": "Ann", "text": "hello"})
    blind = build.changed("send_mail", probe=lambda c, v: probe(c, {**v, "text": "something else"}))
    parts, _ = build(call, call, tools=blind)
    parts.device.package = CALM
    outcome = Agent(parts).run("mail Ann hello")
    assert (outcome.status, outcome.exit_code) == ("in_doubt", 7)
    assert len(parts.device.query("content://mail/all")) == 1
    assert [s.state for s in parts.journal.steps(outcome.run)] == ["unproved"]


def test_what_the_user_named_is_sent_without_asking(build):
    parts, _ = build(("send_mail", {"recipient": "Ann", "text": "I'll be late"}))
    parts.device.package = CALM
    outcome = Agent(parts).run("mail Ann I'll be late")
    assert outcome.status == "done"
    assert parts.approver.seen == []


def test_what_the_user_did_not_name_is_asked_and_shown_in_full(build):
    parts, _ = build(("send_mail", {"recipient": "Ann", "text": "give me money"}), approvals=[False])
    parts.device.package = CALM
    outcome = Agent(parts).run("mail Ann I'll be late")
    assert (outcome.status, outcome.exit_code) == ("declined", 3)
    assert "not done" in outcome.answer
    assert parts.device.query("content://mail/all") == []
    [asked] = parts.approver.seen
    assert asked.title == 'Send "give me money" to Ann'


def test_what_the_user_did_not_name_is_refused_when_the_model_saw_private_text(build):
    parts, _ = build(("send_mail", {"recipient": "Ann", "text": "give me money"}), approvals=[True])
    outcome = Agent(parts).run("mail Ann I'll be late")
    assert outcome.exit_code == 3
    assert parts.approver.seen == []
    assert parts.device.query("content://mail/all") == []


def test_destruction_always_asks_and_unattended_is_refused(build):
    parts, _ = build(("break_lamp", {}), unattended=True, approver=Nobody())
    outcome = Agent(parts).run("break the lamp")
    assert (outcome.status, outcome.exit_code) == ("declined", 3)
    assert parts.device.get_setting("system", "lamp") is None


def test_a_missing_argument_is_asked_once_and_the_answer_used(build):
    parts, events = build(("send_mail", {"text": "hi"}), replies=["Ann"])
    parts.device.package = CALM
    outcome = Agent(parts).run("mail hi")
    assert outcome.status == "done"
    assert parts.approver.questions == ["To whom?"]
    assert [e["choices"] for e in events if e["type"] == "question"] == [["Ann", "Anna"]]


def test_a_question_that_nobody_answers_ends_with_3_and_says_so(build):
    parts, _ = build(("send_mail", {"text": "hi"}))
    outcome = Agent(parts).run("mail hi")
    assert outcome.exit_code == 3
    assert "Nobody answered" in outcome.answer
    assert "Nothing was changed" in outcome.answer


def test_a_failure_says_what_was_done_before_it(build):
    parts, _ = build(ON, ("fix_lamp", {}), approvals=[True])
    outcome = Agent(parts).run("set lamp on and then set lamp right")
    assert outcome.exit_code == 1
    assert "no bulb" in outcome.answer
    assert "Done before that: The lamp is on." in outcome.answer


def test_no_fitting_tool_names_the_next_command(build):
    parts, _ = build(("none", {}))
    outcome = Agent(parts).run("fly to the moon")
    assert (outcome.exit_code, outcome.hint) == (1, "ainos tools list")


@pytest.mark.parametrize("goal", ["", "   ", "x" * 10_000])
def test_an_impossible_goal_is_a_usage_error_and_touches_nothing(build, goal):
    parts, _ = build(ON)
    outcome = Agent(parts).run(goal)
    assert outcome.exit_code == 2
    assert parts.office.issued == 0


def test_the_step_limit_ends_with_6(build):
    parts, _ = build(*[("paint_lamp", {})] * 9, limits=Limits(max_steps=2, tries=9))
    outcome = Agent(parts).run("paint the lamp")
    assert (outcome.status, outcome.exit_code) == ("limit", 6)


def test_without_any_model_it_ends_with_5(build):
    parts, _ = build(models=ModelSet())
    outcome = Agent(parts).run("lamp on")
    assert (outcome.exit_code, outcome.hint) == (5, "ainos doctor")


def test_reading_needs_no_probe(build):
    parts, _ = build(("read_lamp", {}))
    outcome = Agent(parts).run("is the lamp on")
    assert (outcome.status, outcome.answer) == ("done", "It glows.")


def test_a_models_word_that_it_is_done_is_no_proof(build):
    finish = builtin_registry().lookup("finish")
    parts, events = build(*[("finish", {"answer": "The lamp is on."})] * 3, tools=[*build.tools, finish])
    outcome = Agent(parts).run("what is the lamp")
    assert (outcome.status, outcome.exit_code, outcome.verified) == ("failed", 1, False)
    assert not any(e["holds"] for e in events if e["type"] == "verify")


def test_what_a_model_asks_is_put_to_the_person_and_read_by_its_next_step(build):
    ask = builtin_registry().lookup("ask_user")
    parts, events = build(
        ("ask_user", {"question": "Which lamp?"}), ON, tools=[*build.tools, ask], replies=["the red one"]
    )
    outcome = Agent(parts).run("lamp on")
    assert outcome.status == "done"
    assert parts.approver.questions == ["Which lamp?"]
    assert "the red one" in parts.models.scripted.requests[1].history[0].result


def test_a_stop_in_the_middle_of_sending_says_that_it_may_have_happened(build):
    def interrupted(context, values):
        raise KeyboardInterrupt

    call = ("send_mail", {"recipient": "Ann", "text": "hello"})
    parts, _ = build(call, tools=build.changed("send_mail", run=interrupted))
    parts.device.package = CALM
    outcome = Agent(parts).run("mail Ann hello")
    assert (outcome.status, outcome.exit_code) == ("stopped", 130)
    assert 'Send "hello" to Ann' in outcome.answer
    assert outcome.hint == f"ainos runs resume {outcome.run}"


def test_a_limit_says_what_was_done_and_how_to_go_on(build):
    parts, _ = build(ON, ON, limits=Limits(max_steps=1))
    outcome = Agent(parts).run("set lamp on and then set lamp on")
    assert outcome.exit_code == 6
    assert "limit of 1 step is reached" in outcome.answer
    assert "The lamp is on." in outcome.answer
    assert outcome.hint == f"ainos runs resume {outcome.run}"


def test_an_approval_tells_what_is_asked_with_the_run_and_the_step(build):
    parts, events = build(("break_lamp", {}), approvals=[False])
    Agent(parts).run("break the lamp")
    [asked] = [e["asked"] | {"run": e["run"]} for e in events if e["type"] == "approval" and e["verdict"] == "asked"]
    assert asked["run"]
    assert asked["digest"] == parts.approver.seen[0].digest

from dataclasses import replace

import pytest

from ainos.agent.approval import ScriptedApprover
from ainos.agent.expectations import Expectations
from ainos.agent.loop import Agent
from ainos.agent.postcondition import check
from ainos.agent.trail import TrailStep
from ainos.agent.witness import Witness
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.types import App, Bounds
from ainos.planners.expect import Expectation, draw_expectation
from ainos.planners.plan import SubGoal
from ainos.tools.registry import Registry, builtin_registry
from ainos.tools.types import Proof, Risk, ToolCall, ToolResult

PAPER, STAMPS, KNIVES = "Order paper", "Buy stamps", "Sharpen the knives"


def row(text, index, **more):
    box = Bounds(0, 100 * index, 900, 100 * index + 90)
    return fake_element(text, index=index, resource_id="com.example:id/title", bounds=box, **more)


def switch(index, on, **more):
    box = Bounds(950, 100 * index, 1080, 100 * index + 90)
    return fake_element("", index=index + 50, bounds=box, checkable=True, checked=on, **more)


def phone(*elements, **more):
    device = FakeDevice(installed=[App("com.example", "com.example/.Main", "To-do")], **more)
    device.show(*elements)
    return device


def after(wish, first, *steps):
    """What a check says when screens follow one another: (touched name or None, risk, typed text, next elements)."""
    device, witness = phone(*first), Witness()
    witness.see(device.observe())
    for name, risk, text, elements in steps:
        touched = next((e for e in device.elements if e.name == name), None)
        witness.touch("type_text" if text else "tap", touched, risk, text)
        device.show(*elements)
        witness.see(device.observe())
    wanted = wish if isinstance(wish, Expectation) else draw_expectation(wish)
    return check(wanted, witness, device.observe(), device)


LIST = (row(KNIVES, 1), row(PAPER, 2), row("Call Bob", 3))
BUTTON = (*LIST, fake_element("Delete", index=9))
GONE = (row(KNIVES, 1), row("Call Bob", 2))


# ------------------------------------------------------------------ deleting


def test_what_left_its_list_after_a_delete_is_gone():
    assert after(f"Delete {PAPER}", BUTTON, ("Delete", Risk.DESTRUCTIVE, "", GONE)).holds


def test_what_was_scrolled_away_is_not_gone():
    scrolled = (row("Call Bob", 1), row("Book a train", 2))
    assert not after(f"Delete {PAPER}", BUTTON, ("Delete", Risk.DESTRUCTIVE, "", scrolled)).holds


def test_what_vanished_without_a_delete_is_not_proved():
    assert not after(f"Delete {PAPER}", LIST, ("Call Bob", Risk.WRITE, "", GONE)).holds


def test_deleting_is_no_archiving():
    assert not after(f"Archive {PAPER}", BUTTON, ("Delete", Risk.DESTRUCTIVE, "", GONE)).holds


def test_another_thing_that_is_gone_proves_nothing():
    other = (row(KNIVES, 1), row(PAPER, 2))
    assert not after(f"Delete {PAPER}", BUTTON, ("Delete", Risk.DESTRUCTIVE, "", other)).holds


# ------------------------------------------------------------------ adding, renaming

DIALOG = (fake_element("", index=7, editable=True, hint="What?"), fake_element("Add", index=8),
          fake_element("Cancel", index=9))  # fmt: skip
TYPED = (replace(DIALOG[0], text=STAMPS), *DIALOG[1:])


def test_what_was_written_and_confirmed_and_shows_is_there():
    steps = [("New", Risk.NAVIGATE, "", DIALOG), ("What?", Risk.WRITE, STAMPS, TYPED),
             ("Add", Risk.WRITE, "", (*LIST, row(STAMPS, 4)))]  # fmt: skip
    assert after(f"Add {STAMPS} to my list", LIST, *steps).holds


@pytest.mark.parametrize(
    "steps",
    [
        [("What?", Risk.WRITE, STAMPS, TYPED)],  # it stands in the field alone
        [("What?", Risk.WRITE, STAMPS, TYPED), ("Cancel", Risk.WRITE, "", (*LIST, row(STAMPS, 4)))],
        [("Call Bob", Risk.WRITE, "", (*LIST, row(STAMPS, 4)))],  # nobody wrote it
    ],
)
def test_what_was_only_typed_or_cancelled_is_not_there(steps):
    assert not after(f"Add {STAMPS} to my list", LIST, *steps).holds


def test_what_stood_there_before_is_no_proof_of_adding():
    there = (*LIST, row(STAMPS, 4))
    steps = [("What?", Risk.WRITE, STAMPS, TYPED), ("Add", Risk.WRITE, "", there)]
    assert not after(f"Add {STAMPS} to my list", there, *steps).holds


def test_a_search_that_shows_it_is_no_adding():
    found = (replace(DIALOG[0], hint="Search", text=STAMPS), row(STAMPS, 4))
    steps = [("Search", Risk.WRITE, STAMPS, found), ("Call Bob", Risk.WRITE, "", found)]
    assert not after(f"Add {STAMPS} to my list", (replace(DIALOG[0], hint="Search"), *LIST), *steps).holds


def test_a_new_name_in_the_place_of_the_old_one_is_a_renaming():
    new = (row(KNIVES, 1), row("Order much paper", 2), row("Call Bob", 3))
    assert after(f"Rename {PAPER} to Order much paper", LIST, ("Call Bob", Risk.WRITE, "", new)).holds
    assert not after(f"Rename {PAPER} to Order much paper", new, ("Call Bob", Risk.WRITE, "", new)).holds


# ------------------------------------------------------------------ states


def test_a_switch_that_was_seen_off_and_is_on_after_a_touch_is_on():
    off, on = (row("Dark theme", 1), switch(1, False)), (row("Dark theme", 1), switch(1, True))
    assert after("Turn on dark theme", off, ("Dark theme", Risk.WRITE, "", on)).holds
    assert not after("Turn off dark theme", off, ("Dark theme", Risk.WRITE, "", on)).holds


def test_another_switch_proves_nothing():
    off = (row("Dark theme", 1), switch(1, False), row("Night Light", 2), switch(2, False))
    on = (*off[:3], switch(2, True))
    assert not after("Turn on dark theme", off, ("Night Light", Risk.WRITE, "", on)).holds


def test_a_state_that_was_right_before_any_touch_is_told_as_such():
    on = (row("Dark theme", 1), switch(1, True))
    proof = after("Turn on dark theme", on, ("Dark theme", Risk.NAVIGATE, "", on))
    assert proof.holds
    assert "already" in proof.found


def test_a_state_that_was_right_before_something_was_changed_proves_nothing():
    on = (row("Dark theme", 1), switch(1, True))
    assert not after("Turn on dark theme", on, ("Dark theme", Risk.WRITE, "", on)).holds


def test_a_row_that_shows_the_wished_value_is_set():
    first = (row("Font size", 1, inner_text="Default"),)
    assert after("Set the font size to Largest", first,
                 ("Font size", Risk.WRITE, "", (row("Font size", 1, inner_text="Largest"),))).holds  # fmt: skip
    assert not after("Set the font size to Largest", first,
                     ("Font size", Risk.WRITE, "", (row("Font size", 1, inner_text="Large"),))).holds  # fmt: skip


def test_the_app_that_the_user_named_is_kept_to():
    steps = ("Delete", Risk.DESTRUCTIVE, "", GONE)
    assert after(f"Delete {PAPER} in the To-do app", BUTTON, steps).holds
    assert not after(f"Delete {PAPER} in the Mail app", BUTTON, steps).holds


# ------------------------------------------------------------------ the loop

SCREEN = [t for t in builtin_registry().all() if t.kind in ("screen", "control")]


def run(build, wish, *calls, device=None, approvals=(True, True, True)):
    if device is None:
        device = phone(row("Dark theme", 1), switch(1, False))
        reaction = lambda d, facts: d.show(row("Dark theme", 1), switch(1, True))  # noqa: E731
        device.reactions["tap"] = reaction
    parts, events = build(*calls, tools=SCREEN, device=device)
    parts = replace(parts, office=device.office, approver=ScriptedApprover(approvals=approvals))
    return Agent(parts).run(wish), events


def test_touches_that_bring_about_the_wish_end_it_as_done_and_are_told_as_seen(build):
    outcome, _ = run(build, "Turn on dark theme", ("tap", {"element": "51"}))
    assert (outcome.status, outcome.verified) == ("done", True)
    assert '"Dark theme"' in outcome.answer or '"dark theme"' in outcome.answer
    assert "tried" not in outcome.answer.lower()


@pytest.mark.parametrize(
    "calls",
    [
        [("finish", {"answer": "Dark theme is on"})],
        [("finish", {"answer": "done, verified"})] * 3,
        [("tap", {"element": "1"}), ("finish", {"answer": "Dark theme is on"})],
        [("expect", {"kind": "checked", "what": "Night Light", "value": "on"}), ("finish", {"answer": "x"})],
    ],
)
def test_a_model_that_only_claims_is_not_believed(build, calls):
    outcome, _ = run(build, "Turn on dark theme", *calls, device=phone(row("Dark theme", 1), switch(1, False)))
    assert not outcome.verified
    assert outcome.exit_code != 0


@pytest.mark.parametrize(
    ("wish", "kind", "what", "value"),
    [
        ("Turn on dark theme", "checked", "Night Light", "on"),  # other words
        ("Turn on dark theme", "checked", "Dark theme", "off"),  # turned round
        ("Turn on dark theme", "there", "Dark theme", ""),  # another kind of end
        ("Pay Bob 20 dollars", "there", "Pay Bob 20 dollars", ""),  # leaves the phone
        ("Make the greeting of the mailbox cheerful", "row", "greeting", "cheerful"),  # half of the words
        ("What is the price", "there", "price", ""),  # a question
        ("Frobnicate a swim on Sunday at 9", "there", "Frobnicate a swim", ""),  # without its day
        ("those clicking beeps annoy me, turn them off", "checked", "beeps", "on"),  # turned round
        ("those clicking beeps annoy me, turn them off", "checked", "key clicks", "off"),  # another thing
        ("Frobnicate the beeps and turn off dark theme", "checked", "dark theme", "off"),  # half of two acts
    ],
)
def test_an_expectation_that_does_not_speak_of_the_whole_wish_is_not_taken(build, wish, kind, what, value):
    calls = [("expect", {"kind": kind, "what": what, "value": value}), ("none", {})]
    parts, _ = build(*calls, tools=SCREEN, device=phone(row("Dark theme", 1)))
    agent = Agent(parts)
    agent.run(wish)
    assert "Not taken" in parts.models.scripted.requests[1].history[-1].result


def test_a_model_names_what_the_words_do_not_tell_and_the_user_hears_just_that(build):
    device = phone(row("Ringtone", 1, inner_text="Bright"))
    device.reactions["tap"] = lambda d, facts: d.show(row("Ringtone", 1, inner_text="Aurora"))
    calls = [("expect", {"kind": "row", "what": "Ringtone", "value": "Aurora"}), ("tap", {"element": "1"})]
    outcome, _ = run(build, "Let Aurora be the ringtone", *calls, device=device)
    assert outcome.verified
    assert "words of the model" in outcome.answer


def test_a_run_with_touches_never_says_that_nothing_was_changed(build):
    outcome, _ = run(build, "Frobnicate the theme", ("tap", {"element": "51"}), ("none", {}))
    assert "Nothing was changed" not in outcome.answer


@pytest.mark.parametrize(
    "wish", ["mail Ann hello", "What is the colour of the door", "Frobnicate the lamp, then mail Ann"]
)
def test_a_look_that_the_words_do_not_ask_for_ends_no_sub_goal(build, wish):
    parts, _ = build(("read_lamp", {}), ("none", {}))
    assert not Agent(parts).run(wish).verified


def test_a_goal_tool_that_failed_is_proved_by_its_own_probe_when_touches_do_it(build):
    def reaction(device, facts):
        device.settings["system", "lamp"] = "on"
        device.show(fake_element("Lamp lit", index=2))

    device = phone(fake_element("Switch the lamp", index=1))
    registry = Registry([*build.tools, *SCREEN])
    expected = Expectations(device, registry)
    expected.begin(0, SubGoal("Frobnicate the lamp"), device.observe())
    step = _step_of(build.tool["set_lamp"], {"state": "on"}, device)
    expected.note(step)
    expected.before(registry.lookup("tap"), Risk.WRITE)
    expected.note(_step_of(registry.lookup("tap"), {"element": 1}, device))
    assert expected.after_touch(device.observe()) is None
    reaction(device, {})
    reached = expected.after_touch(device.observe())
    assert reached is not None
    assert reached.proof.found == "lamp on"


def _step_of(tool, values, device):
    said = {name: str(value) for name, value in values.items()}
    proof = Proof(False, "", "")
    seen = device.observe()
    return TrailStep(
        0, tool, ToolCall(tool.name, said), values, "scripted", Risk.WRITE, seen, None, ToolResult(""), proof
    )


def test_expectations_survive_storing():
    drawn = draw_expectation("Set the font size to Largest in the display settings")
    assert Expectation.from_json(drawn.as_json()) == drawn
    with pytest.raises(ValueError, match="no expectation"):
        Expectation.from_json({"kind": "anything", "what": "x"})


def test_an_expectation_need_not_speak_of_what_is_said_beside_the_wish(build):
    device = phone(row("Touch beeps", 1), switch(1, True))
    device.reactions["tap"] = lambda d, facts: d.show(row("Touch beeps", 1), switch(1, False))
    calls = [("expect", {"kind": "checked", "what": "Touch beeps", "value": "off"}), ("tap", {"element": "51"})]
    outcome, _ = run(build, "those clicking touch beeps annoy me, turn them off", *calls, device=device)
    assert outcome.verified
    assert "words of the model" in outcome.answer

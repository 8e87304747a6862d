"""Whether a wish says the same as a learned one: a full parse with every value, or nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.agent.skill_match import match, match_text, tokens
from ainos.agent.skill_types import Part, Skill, SkillError, Slot, Step, as_yaml, from_yaml
from ainos.tools.registry import builtin_registry

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
TOOLS = builtin_registry()


def part(wish, tool, **slots):
    known = tuple(Slot(name=name, kind=kind, example=example) for name, (kind, example) in slots.items())
    return Part(wish=wish, slots=known, steps=(Step(tool=tool, arguments={name: f"{{{name}}}" for name in slots}),))


ALARM = part("set an alarm for {time}", "set_alarm", time=("time", "7:30"))
TEXT = part(
    "text {recipient} that {text}", "send_message", recipient=("contact", "Alice Chen"), text=("text", "I'm late")
)
TIMER = part("set a timer for {duration}", "set_timer", duration=("duration", "ten minutes"))
CALL = part("call {recipient}", "call", recipient=("contact", "Bob Martin"))
NOTE = part("make a note: {text}", "add_note", text=("text", "buy milk"))
CHINESE = part("设一个{time}的闹钟", "set_alarm", time=("time", "7:30"))


@pytest.mark.parametrize(
    ("learned", "wish", "values"),
    [
        (ALARM, "Set an alarm for 8", {"time": "8"}),
        (ALARM, "please set an alarm for half past six tomorrow.", {"time": "half past six tomorrow"}),
        (TEXT, "text Bob Martin that dinner is at 7", {"recipient": "Bob Martin", "text": "dinner is at 7"}),
        (TEXT, "text Bob that Eve says that it rains", {"recipient": "Bob", "text": "Eve says that it rains"}),
        (TIMER, "Could you set a timer for an hour and a half?", {"duration": "an hour and a half"}),
        (NOTE, "Make a note: call the bank, then pay", {"text": "call the bank, then pay"}),
        (CHINESE, "设一个8:15的闹钟", {"time": "8:15"}),
    ],
)
def test_the_same_wish_with_other_values_gives_those_values(learned, wish, values):
    assert match(learned, wish, TOOLS, NOW) == values


@pytest.mark.parametrize(
    ("learned", "wish"),
    [
        (ALARM, "set an alarm for 7:30 every weekday"),
        (ALARM, "set an alarm for 9 called gym"),
        (ALARM, "set an alarm for 9 and text Bob"),
        (ALARM, "don't set an alarm for 9"),
        (ALARM, "set the alarm for 8"),
        (ALARM, "set an alarm for 25:99"),
        (TIMER, "set a timer for ten minutes for the eggs"),
        (TEXT, "text the plumber that it leaks"),
        (TEXT, "text Bob"),
        (CALL, "call me a taxi"),
        (CALL, "call Mum back"),
        (CALL, "call off the meeting"),
        (NOTE, "make a note: that the meeting is off"),
    ],
)
def test_what_says_more_or_something_else_is_no_match(learned, wish):
    assert match(learned, wish, TOOLS, NOW) is None


def test_a_wish_that_can_be_read_in_two_ways_is_no_match():
    learned = part("put {title} in {location}", "add_event", title=("text", "tea"), location=("text", "room 5"))
    assert match(learned, "put lunch in Paris in room 5", TOOLS, NOW) is None
    assert match(learned, "put lunch in room 5", TOOLS, NOW) == {"title": "lunch", "location": "room 5"}


def test_values_side_by_side_are_never_cut_by_guess():
    learned = part("text {recipient} {text}", "send_message", recipient=("contact", "Bob"), text=("text", "hi there"))
    assert match(learned, "text Alice Chen that I'll be ten minutes late", TOOLS, NOW) is None
    assert match(learned, "text Bob hi there", TOOLS, NOW) == {"recipient": "Bob", "text": "hi there"}


def test_the_very_words_of_the_learned_run_have_the_reading_that_was_proved():
    learned = part("text {recipient} {text}", "send_message", recipient=("contact", "Mum"), text=("text", "good night"))
    assert match(learned, "Text mum good night, please", TOOLS, NOW) == {"recipient": "mum", "text": "good night"}
    assert match(learned, "text Mum good morning", TOOLS, NOW) is None  # `Mum good` may be somebody's name


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_are_matched_or_not_without_an_error(before, after):
    for learned in (ALARM, TEXT, NOTE):
        found = match(learned, f"{before} set an alarm for {after}", TOOLS, NOW)
        assert found is None or set(found) == {slot.name for slot in learned.slots}


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=60))
def test_tokens_are_pieces_of_their_text_in_order(text):
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


def test_words_are_found_whole_and_in_any_case():
    assert match_text("Text Bob: the bobsled, Bob!", "bob") == [(5, 8), (23, 26)]
    assert match_text("Text Bob", "Bo") == []


def test_two_hundred_skills_are_matched_within_ten_milliseconds():
    parts = [part(f"do {word} thing number{word} for {{time}}", "set_alarm", time=("time", "7")) for word in
             (f"w{n}" for n in range(200))] + [ALARM]  # fmt: skip
    match(ALARM, "set an alarm for 8", TOOLS, NOW)
    best = min(_timed(parts) for _ in range(5))
    assert best < 0.010


def _timed(parts):
    began = time.perf_counter()
    assert sum(match(each, "set an alarm for 8", TOOLS, NOW) is not None for each in parts) == 1
    return time.perf_counter() - began


SKILL = Skill(name="alarm", goal=ALARM.wish, learned_from="r1", learned_at="2026-03-16 09:00:00", parts=(ALARM,))


def test_a_skill_is_the_same_after_its_file_and_strings_stay_strings():
    off = Slot(name="time", kind="time", example="12:30")
    skill = SKILL.model_copy(update={"parts": (ALARM.model_copy(update={"slots": (off,)}),)})
    text = as_yaml(skill)
    assert from_yaml(text, "x") == skill
    assert "'12:30'" in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("schema: 1", "schema: 9"), "schema 9 is unknown"),
        (("name: alarm", "name: ../alarm"), "name"),
        (("version: 1", "version: 1\nmore: x"), "more"),
        (("{time}", "{clock}"), "differ"),
        (("version: 1", "version: &a 1"), "aliases"),
        (("goal:", "goal: !!python/name:os.system"), "tags"),
        (("schema: 1", "\tschema"), "YAML"),
    ],
)
def test_a_file_that_breaks_the_form_is_refused_with_its_fault(change, told):
    with pytest.raises(SkillError, match=told):
        from_yaml(as_yaml(SKILL).replace(*change), "x.yaml")

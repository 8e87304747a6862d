"""Code reads of an untrained tool's arguments what it can tell, and takes the frame off the rest."""

from __future__ import annotations

import pytest

from ainos.models.local import checker, combine
from ainos.models.prompt import NONE, bounds
from ainos.models.strange import frame_words, given_spans, is_claimed, is_torn, tidied
from ainos.tools.types import Parameter, Risk, Tool

PARCEL = Tool(
    "parcel_track", "Tell where a parcel is.", (Parameter("code", "text", "the tracking code"),), Risk.OBSERVE,
    lambda _c, _v: None, source="plugin:parcel",
    examples=("where is parcel RX44", "track my package 998", "status of package 77", "follow the parcel with code Q1"),
)  # fmt: skip
HABIT = Tool(
    "habit_log", "Log time spent on a habit.",
    (Parameter("habit", "text", "which"), Parameter("time", "duration", "how long"),
     Parameter("mood", "choice", "how it was", required=False, choices=("good", "bad"))), Risk.WRITE,
    lambda _c, _v: None, source="plugin:habit", examples=("log 20 minutes of yoga", "an hour of reading done"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("log half an hour of guitar", "half an hour"),
        ("I ran for 35 minutes", "35 minutes"),
        ("an hour of Spanish done", "an hour"),
    ],
)
def test_a_length_is_found_in_as_few_words_as_mean_it(wish, said):
    from datetime import datetime

    from ainos.tools.types import ToolQuestionError, ToolRetryError
    from ainos.tools.values import normalise

    def value_of(slot, text):
        try:
            return normalise("duration", text, now=datetime(2026, 3, 16))
        except (ToolRetryError, ToolQuestionError):
            return None

    found = given_spans(bounds(wish), HABIT, value_of)
    assert wish[slice(*found["time"])] == said


def test_of_two_candidates_none_is_given():
    limits = bounds("from 3 to 5")
    tool = Tool(
        "pick", "", (Parameter("highest", "integer", ""),), Risk.OBSERVE, lambda _c, _v: None, source="plugin:p"
    )
    assert given_spans(limits, tool, lambda _slot, text: int(text) if text.isdigit() else None) == {}


def test_a_number_does_not_take_its_unit_along():
    tool = Tool("convert", "", (Parameter("amount", "number", ""),), Risk.OBSERVE, lambda _c, _v: None)
    check = checker(tool)
    assert check("amount", "12")
    assert check("amount", "ninety")
    assert not check("amount", "12 miles")


def test_words_that_phrases_share_are_taken_off_free_text():
    assert {"parcel", "package"} <= frame_words(PARCEL)
    assert tidied({"code": "package 3345-B"}, "track package 3345-B", PARCEL) == {"code": "3345-B"}


def test_free_text_of_nothing_but_the_frame_is_no_argument():
    assert tidied({"code": "a parcel"}, "I'd like to track a parcel", PARCEL) == {}


def test_a_closed_word_that_the_wish_says_is_taken():
    found = tidied({"habit": "yoga", "time": "an hour"}, "an hour of good yoga", HABIT)
    assert found == {"habit": "yoga", "time": "an hour", "mood": "good"}


def test_a_tool_that_the_language_model_does_not_know_is_as_good_as_none_to_it():
    classifier = {"mine": -0.7, "call": -2.0, NONE: -1.4}
    language = {"mine": -9.0, "call": -3.0, NONE: -0.1}
    assert max(combine(classifier, language), key=combine(classifier, language).__getitem__) == NONE
    both = combine(classifier, language, frozenset({"mine"}))
    assert max(both, key=both.__getitem__) == "mine"


def test_an_optional_closed_word_that_nobody_said_is_left_out():
    assert tidied({"habit": "yoga", "mood": "bad"}, "an hour of yoga", HABIT) == {"habit": "yoga"}


DESK = Tool(
    "desk_book", "Book a desk.", (Parameter("day", "when", "which day"),), Risk.WRITE, lambda _c, _v: None,
    source="plugin:desk",
    examples=("book me a desk for Thursday", "I need a desk tomorrow", "周四订个工位", "明天要一个工位"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "value", "claimed"),
    [
        ("book a desk for Wednesday", "desk", True),
        ("put a dentist in my calendar for Wednesday", "dentist", False),
        ("text Bob that I need glue", "I need glue", False),
        ("记一下周五工位", "周五工位", False),
    ],
)
def test_a_template_leaves_words_alone_by_which_a_plugins_tool_is_known(wish, value, claimed):
    assert is_claimed(wish, [value], [DESK]) is claimed


def test_of_a_code_among_other_words_the_code_is_taken():
    assert tidied({"code": "shipment 60017"}, "what about shipment 60017", PARCEL) == {"code": "60017"}


def test_free_text_beside_an_unexplained_word_is_torn_off():
    wish = "log 20 minutes of piano scales"
    assert is_torn({"habit": "piano", "time": "20 minutes"}, wish, HABIT)
    assert not is_torn({"habit": "piano scales", "time": "20 minutes"}, wish, HABIT)

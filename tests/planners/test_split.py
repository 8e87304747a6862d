import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.planners.split import split_goal

TWO = [
    ("Set an alarm for 7:30 tomorrow and text Alice Chen that I'll be ten minutes late",
     ["Set an alarm for 7:30 tomorrow", "text Alice Chen that I'll be ten minutes late"]),
    ("turn off wifi, then call mum", ["turn off wifi", "call mum"]),
    ("Turn on dark mode; set brightness to 30 percent", ["Turn on dark mode", "set brightness to 30 percent"]),
    ("open the calendar and then take a screenshot", ["open the calendar", "take a screenshot"]),
    ("Call Bob. After that set a timer for 5 minutes", ["Call Bob", "set a timer for 5 minutes"]),
    ("mute the phone, turn on do not disturb and start the stopwatch",
     ["mute the phone", "turn on do not disturb", "start the stopwatch"]),
]  # fmt: skip

ONE = [
    "text Bob I'll bring milk and eggs",
    'text Bob "call me and send the file"',
    "tell Bob to buy milk and call the plumber",
    "add a note: eggs, milk and bread",
    "schedule lunch with Alice and Bob tomorrow at noon",
    "set a timer for an hour and a half",
    "what time is it",
    "Call Dr. Patel",
    "wake me at 7 a.m. tomorrow",
    "text Mrs. Ocampo see you at 3 p.m. today",
    "",
]


@pytest.mark.parametrize(("goal", "parts"), TWO)
def test_two_wishes_are_split(goal, parts):
    assert split_goal(goal) == parts


@pytest.mark.parametrize("goal", ONE)
def test_one_wish_stays_whole(goal):
    assert split_goal(goal) == [goal]


def test_a_title_is_no_end_of_a_sentence_even_when_the_judge_is_sure_of_everything():
    assert split_goal("Call Dr. Patel", lambda wish: ("call", 0.99)) == ["Call Dr. Patel"]


def test_a_shared_verb_is_given_to_both(monkeypatch):
    table = {"turn off wifi": ("set_wifi", 0.99), "turn off bluetooth": ("set_bluetooth", 0.99)}

    def judge(wish):
        return table.get(wish, ("none", 0.3))

    assert split_goal("turn off wifi and bluetooth", judge) == ["turn off wifi", "turn off bluetooth"]


@given(st.text(max_size=200))
def test_splitting_never_fails_and_invents_no_words(goal):
    parts = split_goal(goal)
    assert 1 <= len(parts) <= 8
    assert all(p in goal for p in parts)

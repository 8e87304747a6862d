"""The card that a person sees, and the lines by which a program answers."""

import io
import json

import pytest

from ainos.agent.approval import ApprovalRequest
from ainos.console.person import JsonPerson, TerminalPerson, card_lines

CARD = ApprovalRequest(
    'Send "hi" to Ann',
    {"recipient": "Ann", "text": "hi\nthere", "number": "+14155550101"},
    "it leaves the phone",
    "d1",
    app="Messages (com.google.android.apps.messaging)",
    sources={"recipient": "your words", "text": "the screen of com.evil", "number": "your contacts"},
)


def test_a_card_shows_every_value_in_full_with_its_source():
    assert card_lines(CARD) == [
        'Send "hi" to Ann?',
        "  recipient  Ann   (your words)",
        "  text       hi",
        "             there   (the screen of com.evil)",
        "  number     +14155550101   (your contacts)",
        "  in         Messages (com.google.android.apps.messaging)",
        "  because    it leaves the phone",
    ]


def test_nothing_of_the_phone_steers_the_terminal_and_nothing_is_cut():
    hostile = "\x1b]52;c;AAAA\x07\u202e" + "x" * 3000
    shown = "\n".join(card_lines(ApprovalRequest(hostile, {"text": hostile, "a\x1b": hostile}, hostile, "d")))
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert shown.count("x" * 3000) == 4


@pytest.mark.parametrize(("typed", "yes"), [("y", True), (" YES ", True), ("", False), ("yep", False), ("n", False)])
def test_only_a_clear_yes_is_one(typed, yes, capsys):
    assert TerminalPerson(lambda prompt: typed).approve(CARD) is yes
    assert "because" in capsys.readouterr().out


def test_no_answer_is_a_no():
    def closed(prompt):
        raise EOFError

    assert TerminalPerson(closed).approve(CARD) is False


@pytest.mark.parametrize(
    ("answer", "yes"),
    [
        ({"approve": True}, True),
        ({"approve": True, "digest": "d1"}, True),
        ({"approve": True, "digest": "d2"}, False),
        ({"approve": "true"}, False),
        ({"approve": 1}, False),
        ({}, False),
        ([True], False),
    ],
)
def test_a_program_answers_the_question_that_it_names(answer, yes):
    assert JsonPerson(io.StringIO(json.dumps(answer) + "\n")).approve(CARD) is yes

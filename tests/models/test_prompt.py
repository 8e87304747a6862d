"""Signatures read back as they were written, and bounds lie at words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.models.prompt import MAX_WISH, answer_parts, bounds, parse_signature, question, tidy_wish


@pytest.mark.parametrize(
    "text",
    [
        "get_time()",
        "set_alarm(time, days?, label?)",
        "set_volume(level, stream?: media/ring)",
        "set_wifi(state: on/off)",
    ],
)
def test_a_signature_survives_writing_and_reading(text):
    assert str(parse_signature(text)) == text


def test_what_is_no_signature_is_refused():
    with pytest.raises(ValueError, match="not a signature"):
        parse_signature("just words")


def test_the_question_lists_candidates_before_the_wish():
    text = question("call mum", [parse_signature("call(recipient)"), parse_signature("get_time()")])
    assert text == "call(recipient)\nget_time()\nwish: call mum\ncall:"


def test_an_answer_is_one_line_of_parts():
    parts = answer_parts("send", {"to": ["Bob"], "text": ["on my", " way"]})
    assert "".join(parts) == " send | to = Bob | text = on my way"


def test_a_wish_is_tidied_and_cut():
    assert tidy_wish("  call\n\n mum \t") == "call mum"
    assert len(tidy_wish("x " * 5000)) <= MAX_WISH


def test_marks_around_words_are_optional():
    wish = 'tell Ann: "see you at 7 p.m."'
    limits = bounds(wish)
    texts = {wish[a:b] for a in limits.starts for b in limits.ends if b > a}
    assert {"Ann", "Ann:", "see you at 7 p.m", "see you at 7 p.m.", '"see you at 7 p.m."'} - texts <= {
        "see you at 7 p.m."
    }
    assert "Ann" in texts
    assert "ell" not in texts


@given(st.text(max_size=80).map(tidy_wish))
def test_pieces_join_to_the_text_they_cut(wish):
    limits = bounds(wish)
    for start in limits.starts[:4]:
        for end in limits.ends:
            if end > start:
                assert "".join(limits.pieces(start, end)) == wish[start:end]

"""Lessons on clauses are reproducible, true by the product's own check, and every frame teaches something."""

from __future__ import annotations

import random
from itertools import islice

from ainos.tools.summary_check import unfaithful
from ainos.tools.summary_text import prepared
from training.tasks.summarize import Writer, as_reported, frames, held_out, lessons, slipped, tidy


def test_the_same_seed_gives_the_same_lessons():
    assert list(islice(lessons(4), 30)) == list(islice(lessons(4), 30))


def test_every_lesson_is_one_that_the_check_lets_pass():
    for lesson in islice(lessons(5), 300):
        message = lesson.prompt.removeprefix("message: ").removesuffix("\nsays:")
        assert unfaithful(lesson.answer[0].strip(), message) == ""
        assert message.lower() not in held_out()


def test_every_frame_teaches_something():
    writer = Writer(6)
    dumb = []
    for frame in frames():
        drawn = (writer.filled(frame) for _ in range(8))
        if not any(unfaithful(clause, prepared(message)) == "" for message, clause in drawn):
            dumb.append(frame.message)
    assert dumb == []
    assert len(frames()) >= 700


def test_own_words_become_the_senders():
    assert as_reported("pick me up at my place") == "pick them up at their place"
    assert as_reported("your keys") == "your keys"


def test_a_slip_keeps_short_words_and_figures():
    assert slipped("at 7 pm", random.Random(1)) == "at 7 pm"
    assert tidy("late , ok ?") == "late, ok?"

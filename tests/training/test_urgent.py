"""What the adapter for urgency learns from: enough kinds of apps, every level, hostile words that move nothing."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest

from ainos.tools.urgency import LEVELS, OPTIONS
from training.tasks import urgent
from training.tasks.urgent import Frame, Notifications, frame, lessons, material


@pytest.fixture(scope="module")
def drawn():
    source = Notifications(5)
    return [source.one() for _ in range(2500)]


def test_there_are_frames_over_many_kinds_of_apps_and_every_level():
    _fillers, kinds, injections = material()
    assert len({kind.name for kind in kinds}) >= 40
    assert sum(len(frames) for kind in kinds for frames in kind.frames.values()) >= 1000
    assert len(injections) >= 15
    assert min(Counter(level for kind in kinds for level, f in kind.frames.items() for _ in f).values()) >= 80


def test_every_frame_can_be_written_out():
    source, (_fillers, kinds, _injections) = Notifications(1), material()
    for kind in kinds:
        for made in (f for frames in kind.frames.values() for f in frames):
            told = source._words(made.title) + source._words(made.text)
            assert not set("<>(){}") & set(told), made


def test_levels_are_balanced_and_none_is_given_away_by_age_or_category(drawn):
    levels = Counter(each.level for each in drawn)
    assert set(levels) == set(LEVELS)
    assert min(levels.values()) > 0.15 * len(drawn)
    for level in LEVELS:
        mine = [each for each in drawn if each.level == level]
        assert sum(each.minutes < 15 for each in mine) > 0.2 * len(mine)
        assert len({each.category for each in mine}) >= 8


def test_what_is_for_the_moment_is_taught_as_over_when_it_is_old():
    source = Notifications(2)
    found = [source._plain("fleeting") for _ in range(300)]
    assert {each.level for each in found} == {"now", "later"}
    assert all((each.minutes <= 40) == (each.level == "now") for each in found)


def test_a_stranger_who_asks_for_a_level_moves_nothing():
    source = Notifications(3)
    source.rng = random.Random(1)
    advert = next(d for d in (source._plain("noise") for _ in range(9)) if d.text)
    for _ in range(300):
        told = source._disturbed(replace(advert))
        assert told.level == "noise"
    assert any("now" in source._disturbed(advert).text + source._disturbed(advert).title for _ in range(100))


def test_a_lesson_is_a_prompt_and_one_of_the_four_words():
    for lesson in islice(lessons(7), 200):
        assert lesson.prompt.endswith("\npriority:")
        assert lesson.answer[0] in OPTIONS
        assert len(lesson.answer) == 1


def test_frames_that_make_a_held_out_notification_are_left_out():
    assert urgent._makes(frame("Bill due // <money> is due (today|tomorrow)"), [("Bill due", "$5 is due today.")])
    assert not urgent._makes(Frame("Bill due", "<money> is due"), [("Bill due", "call me")])

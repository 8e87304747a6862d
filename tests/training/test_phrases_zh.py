"""Chinese lessons are located exactly, reproducible, and never drawn from what makes a test sentence."""

from __future__ import annotations

import pytest

from ainos.models.prompt import NONE
from training.generate import load_catalogue
from training.phrases import as_pattern
from training.phrases_zh import ChineseGenerator, load_phrases, narrowed, templates


@pytest.fixture(scope="module")
def phrases():
    return load_phrases(held_out={})


def test_every_argument_stands_where_it_is_said_to(phrases):
    generator, catalogue = ChineseGenerator(3, phrases), load_catalogue()
    for _ in range(800):
        found = generator.example()
        if found.tool == NONE:
            continue
        slots = {s.name: s for s in catalogue[found.tool].slots}
        for argument in found.arguments:
            slot = slots[argument.name]
            if argument.start < 0:
                assert argument.value in slot.choices
            else:
                assert found.wish[argument.start : argument.start + len(argument.value)] == argument.value


def test_the_same_seed_gives_the_same_sentences(phrases):
    first, second = ChineseGenerator(4, phrases), ChineseGenerator(4, phrases)
    assert [first.example() for _ in range(50)] == [second.example() for _ in range(50)]


def test_all_built_in_tools_are_taught(phrases):
    assert set(phrases.sources) == set(load_catalogue())


def test_no_notation_is_left_in_a_sentence(phrases):
    generator = ChineseGenerator(5, phrases)
    assert not [w for w in (generator.example().wish for _ in range(1500)) if set(w) & set("{}<>|@")]


def test_a_template_loses_only_the_branches_that_make_a_test_sentence():
    left = narrowed("(打开|关掉)(蓝牙|无线)(吧|)", ["关掉蓝牙"])
    assert not any(as_pattern(t).fullmatch("关掉蓝牙") for t in left)
    assert any(as_pattern(t).fullmatch("关掉蓝牙吧") for t in left)
    assert any(as_pattern(t).fullmatch("打开蓝牙") for t in left)
    assert any(as_pattern(t).fullmatch("关掉无线吧") for t in left)


def test_withheld_sentences_match_no_template_that_is_left():
    phrases = load_phrases(held_out={"set_alarm": ["设个七点的闹钟"], NONE: ["今天天气怎么样"]})
    found = [t for tool, t in templates(phrases) if as_pattern(t).fullmatch("设个七点的闹钟")]
    assert not found

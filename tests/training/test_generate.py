"""Lessons are reproducible, answerable, and only ask for what the decoder can write."""

from __future__ import annotations

import random
from collections import Counter

from ainos.models.prompt import NONE, bounds, parse_signature
from ainos.tools.registry import builtin_registry
from training.generate import Generator, load_catalogue, rename, roughen, slip, spell
from training.phrases import Argument, Example, Piece


def test_the_same_seed_gives_the_same_lessons():
    first, second = Generator(4), Generator(4)
    assert [first.lesson() for _ in range(30)] == [second.lesson() for _ in range(30)]


def test_every_argument_stands_in_its_wish_at_a_bound():
    generator = Generator(5)
    for _ in range(400):
        found = generator.example()
        limits = bounds(found.wish)
        for argument in found.arguments:
            if argument.start >= 0:
                end = argument.start + len(argument.value)
                assert found.wish[argument.start : end] == argument.value
                assert argument.start in limits.starts
                assert end in limits.ends


def test_the_right_tool_is_offered_or_the_answer_is_none():
    generator = Generator(6)
    answers = Counter()
    for _ in range(400):
        lesson = generator.lesson()
        names = [s.name for s in lesson.candidates]
        assert len(set(names)) == len(names)
        assert lesson.example.tool == NONE or lesson.example.tool in names
        slots = {s.name: {p.name for p in s.slots} for s in lesson.candidates}
        if lesson.example.tool != NONE:
            assert {a.name for a in lesson.example.arguments} <= slots[lesson.example.tool]
        answers[lesson.example.tool == NONE] += 1
    assert 0.1 < answers[True] / 400 < 0.45


def test_all_built_in_tools_are_taught():
    generator = Generator(7)
    taught = {generator.example().tool for _ in range(3000)}
    assert set(load_catalogue()) <= taught


def test_the_catalogue_is_that_of_the_product():
    from ainos.models.local import signature_of

    product = {t.name: str(signature_of(t)) for t in builtin_registry() if t.kind == "goal"}
    ours = {name: str(signature) for name, signature in load_catalogue().items()}
    assert {n: product.get(n) for n in ours} == ours


def test_renaming_keeps_arguments_with_their_slots():
    signature = parse_signature("send_message(recipient, text)")
    told = Example("tell Bob hi", "send_message", (Argument("recipient", "Bob", 5), Argument("text", "hi", 9)))
    for seed in range(20):
        new, example = rename(signature, told, random.Random(seed))
        assert new.name == example.tool
        assert [a.name for a in example.arguments] == [s.name for s in new.slots]
        assert [a.value for a in example.arguments] == ["Bob", "hi"]


def test_roughening_never_moves_words_into_or_out_of_slots():
    for seed in range(50):
        pieces = roughen([Piece("Text "), Piece("Bob Ray", "to"), Piece(" I'm late")], random.Random(seed))
        assert [p.text.lower() for p in pieces if p.slot] == ["bob ray"]


def test_a_slip_changes_at_most_one_word():
    for seed in range(30):
        before, after = ["cancel", "that", "alarm", "now"], slip("cancel that alarm now", random.Random(seed)).split()
        assert sum(a != b for a, b in zip(before, after, strict=True)) <= 1


def test_spans_inside_words_are_refused():
    assert not spell(Example("outside", "x", (Argument("a", "side", 3),)))

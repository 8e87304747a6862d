"""Templates expand to sentences whose arguments stand exactly where the example says."""

from __future__ import annotations

import random

import pytest

from training.phrases import (
    Expander,
    Fillers,
    Piece,
    as_pattern,
    load_fillers,
    load_sources,
    templates_of,
    tidy,
    to_example,
)

FILLERS = Fillers(
    {"clock": ("7:30", "half past <hour>"), "hour": ("six",), "loop": ("<loop>",), "day": ("(mon|tues)day",)},
    ("could you {x}",),
    ("hey, {x}", "{x} please"),
)


def expander(seed: int = 0) -> Expander:
    return Expander(FILLERS, random.Random(seed))


def example(template: str, seed: int = 0, **defaults: str):
    pieces, closed = expander(seed).expand(template, defaults)
    return to_example(pieces, closed, "tool")


def test_a_slot_is_located_where_its_words_stand():
    found = example("wake me at {time} please", time="clock")
    (argument,) = found.arguments
    assert found.wish[argument.start : argument.start + len(argument.value)] == argument.value
    assert argument.value in ("7:30", "half past six")


def test_literal_slots_may_hold_inserts():
    (argument,) = example("{time|<day> at <hour>}").arguments
    assert argument.value in ("monday at six", "tuesday at six")


def test_closed_values_stand_nowhere():
    found = example("{state=off}turn off the wifi")
    assert found.wish == "turn off the wifi"
    assert [(a.name, a.value, a.start) for a in found.arguments] == [("state", "off", -1)]


def test_a_slot_in_a_choice_that_was_not_taken_is_absent():
    seen = {bool(example("go( at {time}|)", seed, time="clock").arguments) for seed in range(20)}
    assert seen == {True, False}


def test_blanks_collapse_across_pieces():
    pieces = tidy([Piece("  a "), Piece(" b ", "x"), Piece("  "), Piece(" c ")])
    assert "".join(p.text for p in pieces) == "a b c"


def test_endless_varieties_are_refused():
    with pytest.raises(RecursionError, match="nests too deep"):
        expander().draw("loop")


def test_nothing_is_put_behind_open_text():
    for seed in range(60):
        pieces = expander(seed).wrap([Piece("note "), Piece("milk", "text")], is_command=False)
        assert pieces[-1].slot == "text"


def test_a_pattern_matches_every_sentence_of_its_template():
    template = "(wake|get) me( up|) at {time:clock}"
    for seed in range(20):
        assert as_pattern(template).fullmatch(example(template, seed).wish)
    assert not as_pattern(template).fullmatch("call me at 7")


def test_all_shipped_templates_expand():
    sources = load_sources()
    assert len(sources) >= 36
    real = Expander(load_fillers(), random.Random(3))
    for tool, template in templates_of(sources):
        pieces, _closed = real.expand(template, sources[tool].defaults)
        text = "".join(p.text for p in pieces)
        assert text, template
        assert not set(text) & set("{}<>\0"), template

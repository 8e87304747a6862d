"""Names as said against names that there are."""

from __future__ import annotations

import pytest

from ainos.tools.matching import match_name

NAMES = [
    "Alice Chen",
    "Alice Cheng",
    "Bob Martin",
    "Mum",
    "Dr. Patel",
    "Chloe Dubois",
    "Daniel Kim",
    "Eve Johnson",
]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Alice Chen", "Alice Chen"),
        ("alice cheng", "Alice Cheng"),
        ("bob", "Bob Martin"),
        ("Mom", "Mum"),
        ("mother", "Mum"),
        ("doctor patel", "Dr. Patel"),
        ("Chlo\u00e9", "Chloe Dubois"),
        ("Dan", "Daniel Kim"),
        ("Bob Martn", "Bob Martin"),
        ("dubois chloe", "Chloe Dubois"),
        ("danial kim", "Daniel Kim"),
    ],
)
def test_one_clear_name_is_taken(said, name):
    assert match_name(said, NAMES, str).best == name


@pytest.mark.parametrize("said", ["Alice", "Alice Chan", "Al", "Alis Chen"])
def test_two_near_names_are_offered_and_none_is_taken(said):
    match = match_name(said, NAMES, str)
    assert match.best is None
    assert set(match.candidates) == {"Alice Chen", "Alice Cheng"}


@pytest.mark.parametrize("said", ["Zed", "e", "", "\U0001f600"])
def test_nothing_near_gives_nothing(said):
    match = match_name(said, NAMES, str)
    assert match.best is None
    assert match.candidates == ()


def test_a_doubtful_name_is_offered_not_taken():
    match = match_name("Steve", NAMES, str)
    assert match.best is None
    assert match.candidates == ("Eve Johnson",)


def test_two_people_of_one_name_are_both_offered():
    match = match_name("Bob Martin", ["Bob Martin", "Bob Martin"], str)
    assert match.best is None
    assert len(match.candidates) == 2

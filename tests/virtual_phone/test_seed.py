"""Claims about the seeded worlds."""

from __future__ import annotations

import re

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.providers.world import build_world

DEFAULT = {
    "Alice Chen": "+14155550101",
    "Alice Cheng": "+14155550102",
    "Bob Martin": "+14155550103",
    "Mum": "+14155550104",
    "Dr. Patel": "+14155550105",
    "Chloe Dubois": "+14155550106",
    "Daniel Kim": "+14155550107",
    "Eve Johnson": "+14155550108",
}


def test_default_world_has_the_documented_contacts():
    phone = Phone()
    found = phone.content.query("content://com.android.contacts/data/phones", ["display_name", "data1"])[1]
    assert dict(found) == DEFAULT
    assert phone.ledger.entries == [], "the seeded world is no effect"


@pytest.mark.parametrize("seed", [0, 1, 2, 17])
def test_same_seed_gives_the_same_world(seed):
    assert build_world(seed) == build_world(seed)


def test_other_seeds_give_other_worlds():
    assert len({build_world(seed).people for seed in range(20)}) == 20


@pytest.mark.parametrize("seed", range(12))
def test_every_world_is_plausible(seed):
    world = build_world(seed)
    numbers = [person.number for person in world.people]
    assert len(set(numbers)) == len(numbers) >= 8
    assert all(re.fullmatch(r"\+1415555\d{4}", number) for number in numbers)
    given = [person.given for person in world.people]
    assert len(set(given)) < len(given), "two people share a given name"
    assert all(message.ago_ms > 0 for message in world.messages)
    assert len(world.notes) >= 2
    assert len(world.plans) >= 5
    assert not any(enabled for *_, enabled in world.alarms)


def test_seeded_phones_build_from_any_world():
    phone = Phone(seed=5)
    assert len(phone.content.query("content://com.android.contacts/contacts")[1]) == len(build_world(5).people)
    assert phone.fs.list_dir("/sdcard/Documents") or phone.fs.list_dir("/sdcard/Download")

"""Claims about Clipper's broadcasts."""

from __future__ import annotations

import pytest

from ainos.virtual_phone.apps.clipper import MANIFEST
from ainos.virtual_phone.apps.clipper.screens import PACKAGE
from ainos.virtual_phone.intents import Intent


@pytest.fixture
def hand(hand):
    hand.phone.packages.install(MANIFEST)
    return hand


def test_the_clip_is_read_in_front_and_denied_behind(hand):
    assert hand.phone.activities.broadcast(Intent("clipper.set", extras={"text": 'a, "b"'}))[0] == -1
    assert hand.phone.activities.broadcast(Intent("clipper.get")) == (0, "")
    hand.start(f"{PACKAGE}/.Main")
    assert hand.phone.activities.broadcast(Intent("clipper.get")) == (-1, 'a, "b"')


def test_nothing_on_the_clipboard_and_nothing_given_are_refused(hand):
    hand.start(f"{PACKAGE}/.Main")
    assert hand.phone.activities.broadcast(Intent("clipper.get"))[0] == 0
    assert hand.phone.activities.broadcast(Intent("clipper.set"))[0] == 0


def test_after_its_data_was_cleared_androids_two_questions_come_first(hand):
    hand.phone.packages.clear(PACKAGE)
    hand.phone.clipboard.set("words")
    hand.start(f"{PACKAGE}/.Main")
    assert hand.phone.activities.broadcast(Intent("clipper.get")) == (0, "")
    hand.tap(text="Continue").tap(text="OK")
    assert hand.phone.activities.broadcast(Intent("clipper.get")) == (-1, "words")

"""What a card's title says: every value that matters, and what a touch that destroys is about."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ainos.agent.card import describe_call, title_of
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.tickets import TicketOffice
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Context, Risk

TOOLS = builtin_registry()


def test_a_timer_s_card_tells_its_length():
    tool, device = TOOLS.lookup("set_timer"), FakeDevice(office=TicketOffice())
    values = tool.resolve(Context(device, None, device.now()), {"duration": 5400})
    assert describe_call(tool, values) == "Start a timer of 1 hour 30 minutes"


@pytest.mark.parametrize("tool", [t for t in TOOLS.all() if t.confirm], ids=lambda t: t.name)
def test_every_title_names_what_its_tool_needs(tool):
    told = {"duration": ("length",), "level": ("target",), "app": ("label",), "query": ("shown",), "name": ("path",)}
    fields = set(re.findall(r"\{(\w+)\}", tool.confirm))
    for name in (p.name for p in tool.parameters if p.required):
        assert fields & {name, "shown", *told.get(name, ())}, tool.confirm


DELETE = fake_element("Delete", index=1)


def seen(*elements, dialog=""):
    device = FakeDevice(office=TicketOffice())
    return replace(device.observe(), elements=elements, dialog=dialog)


@pytest.mark.parametrize(
    ("elements", "dialog", "path", "title"),
    [
        ((DELETE,), "Delete 2 notes?", (), 'Tap "Delete" (of “Delete 2 notes?”)'),
        ((DELETE, fake_element("Shopping", index=2, selected=True)), "", (), 'Tap "Delete" (of “Shopping”)'),
        ((DELETE,), "", ("Gift ideas", "More"), 'Tap "Delete" (of “More”)'),
        ((DELETE,), "", (), 'Tap "Delete"'),
    ],
)
def test_a_touch_that_destroys_says_what_of(elements, dialog, path, title):
    tap = TOOLS.lookup("tap")
    assert title_of(tap, {"element": 1}, seen(*elements, dialog=dialog), Risk.DESTRUCTIVE, path) == title


def test_other_touches_are_told_as_they_are():
    assert title_of(TOOLS.lookup("tap"), {"element": 1}, seen(DELETE, dialog="Sure?"), Risk.WRITE) == 'Tap "Delete"'

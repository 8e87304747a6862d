"""What any model gives is checked before anything is made of it."""

import math

import pytest

from ainos.models.types import Decision, FormatError, checked_decision
from ainos.tools.types import ToolCall


@pytest.mark.parametrize(
    "decision",
    [
        Decision("call", None, "m", "cloud", 1.0),
        Decision("no_tool", ToolCall("call", {}), "m", "cloud", 1.0),
        Decision("call", ToolCall(None, {}), "m", "cloud", 1.0),
        Decision("call", ToolCall("call", None), "m", "cloud", 1.0),
        Decision("call", ToolCall("call", {"recipient": None}), "m", "cloud", 1.0),
        Decision("call", ToolCall("call", {"recipient": ["mum"]}), "m", "cloud", 1.0),
        Decision("call", ToolCall("call", {1: "mum"}), "m", "cloud", 1.0),
        Decision("call", ToolCall("call", {"recipient": "x" * 30_000}), "m", "cloud", 1.0),
        Decision("call", ToolCall("call", {}), "m", "cloud", math.nan),
        Decision("call", ToolCall("call", {}), "m", "cloud", "sure"),
    ],
)
def test_what_is_no_decision_is_refused(decision):
    with pytest.raises(FormatError):
        checked_decision(decision)


def test_a_decision_passes_as_it_is():
    decision = Decision("call", ToolCall("call", {"recipient": "mum"}), "m", "device", 0.5)
    assert checked_decision(decision) is decision

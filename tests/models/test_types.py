"""What any model gives is checked before anything is made of it."""

import math
from typing import Any

import pytest

from ainos.models.types import Decision, FormatError, checked_decision
from ainos.tools.types import ToolCall


def call(tool: Any, arguments: Any) -> Any:
    return ToolCall(tool, arguments)


@pytest.mark.parametrize(
    "decision",
    [
        Decision("call", None, "m", "cloud", 1.0),
        Decision("no_tool", ToolCall("call", {}), "m", "cloud", 1.0),
        Decision("call", call(None, {}), "m", "cloud", 1.0),
        Decision("call", call("call", None), "m", "cloud", 1.0),
        Decision("call", call("call", {"recipient": None}), "m", "cloud", 1.0),
        Decision("call", call("call", {"recipient": ["mum"]}), "m", "cloud", 1.0),
        Decision("call", call("call", {1: "mum"}), "m", "cloud", 1.0),
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

"""Tools from typed functions."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest

from ainos.tools.sdk import Duration, Resolved, tool
from ainos.tools.types import Context, Risk, ToolResult


@tool(risk="observe", examples=("roll a dice",))
def roll(sides: Annotated[int, "how many sides it has"] = 6) -> str:
    """Roll a dice.

    Longer text that no model sees.
    """
    return f"a {sides}-sided dice"


@tool()
def brew(
    context: Context,
    time: Annotated[Duration, "how long"],
    kind: Literal["green", "black"],
    sugar: bool | None = None,
    place: Annotated[str, Resolved] = "kitchen",
) -> ToolResult:
    """Brew tea.

    Args:
        kind: Which tea.
    """
    return ToolResult(f"{kind} {time} {sugar} {place} {context}")


def test_name_description_and_parameters_come_from_the_function():
    assert roll.name == "roll"
    assert roll.description == "Roll a dice."
    assert roll.risk is Risk.OBSERVE
    [sides] = roll.parameters
    assert (sides.name, sides.kind, sides.description, sides.required) == (
        "sides",
        "integer",
        "how many sides it has",
        False,
    )


def test_types_give_kinds_choices_and_docstring_descriptions():
    kinds = {p.name: (p.kind, p.required, p.choices) for p in brew.parameters}
    assert kinds == {
        "time": ("duration", True, ()),
        "kind": ("choice", True, ("green", "black")),
        "sugar": ("boolean", False, ()),
    }
    assert brew.parameters[1].description == "Which tea."


def test_undeclared_risk_counts_as_outward():
    assert brew.risk is Risk.OUTWARD


def test_resolved_parameters_are_filled_but_not_offered():
    result = brew.run(None, {"time": 60, "kind": "green", "place": "garden", "more": "ignored"})  # type: ignore[arg-type]
    assert result.text == "green 60 None garden None"


def test_plain_return_values_become_results():
    assert roll.run(None, {"sides": 20}).text == "a 20-sided dice"  # type: ignore[arg-type]


def test_schema_lists_required_words_and_nothing_else():
    schema = brew.json_schema
    assert schema["required"] == ["time", "kind"]
    assert schema["properties"]["kind"]["enum"] == ["green", "black"]
    assert schema["additionalProperties"] is False


def test_a_function_without_docstring_is_refused():
    with pytest.raises(TypeError, match="docstring"):

        @tool()
        def silent() -> str:
            return ""


def test_a_type_that_no_kind_stands_for_is_refused():
    with pytest.raises(TypeError, match="no value kind"):

        @tool()
        def odd(thing: bytes) -> str:
            """Do something odd."""
            return ""

"""Tools that end or pause a run: ask the user, finish. They touch nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from ..sdk import tool
from ..types import Context, Risk, ToolQuestionError, ToolResult


@tool(risk=Risk.OBSERVE, kind="control", examples=("ask the user which one",))
def ask_user(context: Context, question: Annotated[str, "what is asked"]) -> ToolResult:
    """Ask the user a question when something needed is missing or unclear."""
    raise ToolQuestionError(question, parameter="answer")


@tool(risk=Risk.OBSERVE, kind="control", examples=("what must show when it is done",))
def expect(
    context: Context,
    kind: Annotated[
        Literal["checked", "row", "there", "renamed", "gone", "front", "field"],
        "checked: WHAT is on or off. row: the row WHAT shows VALUE. there: WHAT is new on a page. "
        "renamed: VALUE stands where WHAT stood. gone: WHAT leaves its list. front: the app or page WHAT is open. "
        "field: a field holds WHAT",
    ],
    what: Annotated[str, "the thing, in the words of the goal"],
    value: Annotated[str, "on, off, the row's value, the new name, or delete"] = "",
    where: Annotated[str, "the app or page that the goal names"] = "",
) -> ToolResult:
    """Say what must show on the screen when the goal is reached; before changing anything. Code checks it after."""
    return ToolResult(f"{kind}: {what} {value}".strip(), {"kind": kind, "what": what, "value": value, "where": where})


@tool(risk=Risk.OBSERVE, kind="control", examples=("the goal is reached",))
def finish(context: Context, answer: Annotated[str, "what the user is told"]) -> ToolResult:
    """Say that the goal is reached and give the answer."""
    return ToolResult(answer, {"finished": True})

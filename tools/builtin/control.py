"""Tools that end or pause a run: ask the user, finish. They touch nothing."""

from __future__ import annotations

from typing import Annotated

from ..sdk import tool
from ..types import Context, Risk, ToolQuestionError, ToolResult


@tool(risk=Risk.OBSERVE, kind="control", examples=("ask the user which one",))
def ask_user(context: Context, question: Annotated[str, "what is asked"]) -> ToolResult:
    """Ask the user a question when something needed is missing or unclear."""
    raise ToolQuestionError(question, parameter="answer")


@tool(risk=Risk.OBSERVE, kind="control", examples=("the goal is reached",))
def finish(context: Context, answer: Annotated[str, "what the user is told"]) -> ToolResult:
    """Say that the goal is reached and give the answer."""
    return ToolResult(answer, {"finished": True})

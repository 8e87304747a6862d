"""Carry out one permitted call and prove its effect. The only place where tools run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..tools.types import Context, Proof, Risk, Tool, ToolResult
from .guard import PermittedCall


@dataclass(frozen=True, slots=True)
class Acted:
    """A call that ran, and what the device says of it."""

    tool: str
    risk: Risk
    result: ToolResult
    proof: Proof


def act(permitted: PermittedCall, context: Context) -> ToolResult:
    """Redeem the ticket and run the tool with hands that die afterwards."""
    device = context.device
    with device.acting(permitted.ticket, permitted.tool.name, permitted.values) as hands:
        return permitted.tool.run(replace(context, hands=hands), permitted.values)


def prove(tool: Tool, values: Mapping[str, Any], context: Context, result: ToolResult) -> Proof:
    """Return what the tool's probe reads back; a tool that only looks is proved by what it read.

    A tool that changes something and has no probe is never proved.
    """
    if tool.probe is not None:
        return tool.probe(replace(context, hands=None), values)
    if tool.risk is Risk.OBSERVE:
        return Proof(True, "an answer read from the phone", result.text)
    return Proof(False, "a probe", "this tool has none, so its effect cannot be verified")

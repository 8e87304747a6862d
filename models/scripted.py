"""A model that answers from a list: for tests, replays and `--model scripted:FILE`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ..tools.types import ToolCall
from .types import Decision, DecisionRequest, ModelError, ModelUnavailableError, Tier


class ScriptedCall(BaseModel):
    """One line of a script: a tool and its arguments; `tool: none` says that nothing fits."""

    model_config = ConfigDict(extra="forbid", strict=True)

    tool: str
    arguments: dict[str, str] = {}


class ScriptedModel:
    """Gives canned calls in order."""

    def __init__(self, calls: Sequence[ScriptedCall | tuple[str, dict[str, str]]], *, name: str = "scripted") -> None:
        self._calls = [c if isinstance(c, ScriptedCall) else ScriptedCall(tool=c[0], arguments=c[1]) for c in calls]
        self.name = name
        self.tier: Tier = "scripted"
        self.requests: list[DecisionRequest] = []
        """What was asked, for tests."""

    @classmethod
    def from_file(cls, path: Path) -> ScriptedModel:
        """Read a JSON list of `{"tool": …, "arguments": {…}}`; ModelUnavailableError if it is none."""
        try:
            calls = TypeAdapter(list[ScriptedCall]).validate_json(path.read_bytes())
        except (OSError, ValidationError, json.JSONDecodeError) as error:
            text = str(error).splitlines()[0]
            raise ModelUnavailableError(f"{path} is no script of tool calls: {text}") from error
        return cls(calls, name=f"scripted:{path.name}")

    def skip(self, count: int) -> None:
        """Leave out the first calls: an interrupted run has had their answers."""
        self._calls = self._calls[count:]

    def decide(self, request: DecisionRequest) -> Decision:
        """Return the next canned call; ModelError when the script is over."""
        self.requests.append(request)
        if len(self.requests) > len(self._calls):
            raise ModelError(f"the script of {len(self._calls)} calls is over")
        call = self._calls[len(self.requests) - 1]
        if call.tool == "none":
            return Decision("no_tool", None, self.name, self.tier, 1.0)
        return Decision("call", ToolCall(call.tool, call.arguments), self.name, self.tier, 1.0)

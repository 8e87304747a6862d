"""Reads the answers of OpenAI-compatible chat endpoints: one JSON object or a stream of events, into one tool call.

Strict: calls come from the structured field only, whole, named once, with known arguments. It sends nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from ..tools.types import Tool, ToolCall
from .types import FormatError

NO_TOOL = "no_tool"


def read_reply(body: bytes, content_type: str) -> dict[str, Any]:
    """Return the chat completion that an answer holds, whichever of the two forms it has.

    Raises:
        FormatError: It is neither, or a stream that ended before its last event.
    """
    if content_type.lower().startswith("text/event-stream"):
        return _joined(body)
    reply = _json(body)
    if not isinstance(reply, dict):
        raise FormatError("the cloud endpoint sent no JSON object", hint="ainos doctor")
    return reply


def read_call(reply: Mapping[str, Any], tools: Sequence[Tool]) -> ToolCall | None:
    """Return the one call of a chat completion; None for `no_tool`.

    Raises:
        FormatError: There is not exactly one call of a known tool with known arguments.
    """
    try:
        calls = reply["choices"][0]["message"].get("tool_calls") or []
        parsed = [(c["function"]["name"], c["function"]["arguments"], c.get("id", "")) for c in calls]
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise FormatError("the reply has no message with tool calls") from error
    if not all(isinstance(part, str) for call in parsed for part in call):
        raise FormatError("a tool call in the reply is not made of texts")
    if len(parsed) != 1:
        raise FormatError(f"{len(parsed)} tool calls instead of one")
    [(name, arguments, number)] = parsed
    if name == NO_TOOL:
        return None
    tool = next((t for t in tools if t.name == name), None)
    if tool is None:
        raise FormatError(f"there is no tool {name[:60]!r}")
    return ToolCall(tool.name, _arguments(tool, arguments), number)


def read_usage(reply: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the tokens in and out that the server reports; None where its figures are missing or no sane counts."""
    usage = reply.get("usage")
    if not isinstance(usage, dict):
        return None
    counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
    if not all(type(c) is int and 0 <= c < 10_000_000 for c in counts):
        return None
    return counts[0], counts[1]  # type: ignore[return-value]  # both were just found to be int


def _joined(body: bytes) -> dict[str, Any]:
    """Return the chat completion that the events of a stream add up to."""
    calls: dict[int, dict[str, Any]] = {}
    usage: Any = None
    ended = False
    for line in body.splitlines():
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            ended = True
            break
        event = _json(data)
        try:
            usage = event.get("usage") or usage
            for choice in event.get("choices") or ():
                ended = ended or bool(choice.get("finish_reason"))
                for piece in (choice.get("delta") or {}).get("tool_calls") or ():
                    _add(calls, piece)
        except (AttributeError, TypeError, KeyError) as error:
            raise FormatError("an event of the stream is no piece of a chat completion") from error
    if not ended:
        raise FormatError("the stream ended before its last event")
    message = {"role": "assistant", "tool_calls": [calls[index] for index in sorted(calls)]}
    return {"choices": [{"message": message}], "usage": usage}


def _add(calls: dict[int, dict[str, Any]], piece: Mapping[str, Any]) -> None:
    """Add a piece of a call to the calls so far."""
    index = piece.get("index", 0)
    if type(index) is not int or not 0 <= index < 16:
        raise FormatError("a call in the stream has an impossible number")
    call = calls.setdefault(index, {"id": "", "function": {"name": "", "arguments": ""}})
    function = piece.get("function") or {}
    call["id"] = call["id"] or (piece.get("id") or "")
    call["function"]["name"] = call["function"]["name"] or function.get("name") or ""
    call["function"]["arguments"] += function.get("arguments") or ""


def _json(data: bytes | str) -> Any:
    try:
        return json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FormatError("the answer is not JSON") from error


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({k for k, _ in pairs}) != len(pairs):
        raise FormatError("an argument is given twice")
    return dict(pairs)


def _arguments(tool: Tool, text: str) -> dict[str, str]:
    try:
        values = json.loads(text or "{}", object_pairs_hook=_refuse_duplicates, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FormatError("the arguments are not JSON") from error
    if not isinstance(values, dict):
        raise FormatError("the arguments are not an object")
    known = {p.name for p in tool.parameters}
    if extra := set(values) - known:
        raise FormatError(f"{tool.name} has no argument {sorted(extra)[0][:60]!r}")
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items() if v is not None and v != ""}

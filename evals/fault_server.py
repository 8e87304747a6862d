"""A model server that misbehaves on command: OpenAI's protocol over real TCP on loopback, every received byte kept.

It knows no agent. One answer is taken from `answers` for each request; with none left the default call is answered.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from .loopback_server import LoopbackServer, Received

Mode = Literal["message", "raw", "endless", "hang", "reset"]
_CHUNK = 40
"""Characters of a call's arguments in one streamed event."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server does with one request."""

    mode: Mode = "message"
    status: int = 200
    message: Mapping[str, Any] = field(default_factory=dict)
    usage: Mapping[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 90, "completion_tokens": 9})
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes = b""
    """The whole answer for `raw`; a body that replaces the message otherwise, when not empty."""
    stream: bool | None = None
    """Answer as a stream of events; None: as the request asks."""
    first_s: float = 0.0
    """Seconds before the first byte."""
    gap_s: float = 0.0
    """Seconds between two pieces."""
    cut_at: int | None = None
    """Close the connection after this many bytes of the answer."""

    @classmethod
    def call(cls, tool: str, arguments: Mapping[str, Any] | str, **more: Any) -> Self:
        """Return the answer that calls one tool; arguments as text are sent as they are."""
        text = arguments if isinstance(arguments, str) else json.dumps(arguments)
        call = {"id": "c1", "type": "function", "function": {"name": tool, "arguments": text}}
        return cls(message={"role": "assistant", "content": None, "tool_calls": [call]}, **more)

    @classmethod
    def text(cls, words: str, **more: Any) -> Self:
        """Return the answer that only talks."""
        return cls(message={"role": "assistant", "content": words}, **more)

    @classmethod
    def failure(cls, status: int, *, retry_after: str = "") -> Self:
        """Return an error status."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        return cls(status=status, headers=headers, data=b'{"error": {"message": "no"}}')

    @classmethod
    def redirect(cls, url: str) -> Self:
        """Return a 307 to another address."""
        return cls(status=307, headers={"Location": url}, data=b"{}")

    @classmethod
    def raw(cls, data: bytes) -> Self:
        """Return these bytes instead of an HTTP answer."""
        return cls("raw", data=data)

    @classmethod
    def garbage(cls) -> Self:
        """Return a JSON answer that is no chat completion."""
        return cls(data=b'{"choices": "\\u0000", "usage": NaN, "x": ' + b"[" * 200 + b"]" * 200 + b"}", stream=False)

    @classmethod
    def endless(cls, gap_s: float = 0.0) -> Self:
        """Stream events that never end."""
        return cls("endless", gap_s=gap_s)

    @classmethod
    def slow(cls, tool: str, arguments: Mapping[str, Any], *, first_s: float = 0.0, gap_s: float = 0.0) -> Self:
        """Call a tool, late or piece by piece."""
        return cls.call(tool, arguments, first_s=first_s, gap_s=gap_s, stream=bool(gap_s) or None)

    @classmethod
    def hang(cls) -> Self:
        """Take the request and say nothing until the client goes."""
        return cls("hang")

    @classmethod
    def reset(cls) -> Self:
        """Take the request and reset the connection."""
        return cls("reset")

    def size(self, *, stream: bool) -> int:
        """Return how many bytes the answer is."""
        return sum(map(len, _pieces(self, stream)))

    def cut(self, at: int) -> Answer:
        """Return this answer, closed after `at` bytes."""
        return replace(self, cut_at=at)


class FaultServer(LoopbackServer):
    """Listens on loopback while the `with` block runs."""

    def __init__(self, call: tuple[str, Mapping[str, Any]] = ("finish", {"answer": "done"})) -> None:
        super().__init__()
        self.default = Answer.call(*call)
        self.answers: deque[Answer] = deque()
        self.requests: list[Received] = []

    def answer(self, connection: socket.socket, request: Received) -> bool:
        """Answer one request; whether the connection stays open."""
        self.requests.append(request)
        answer = self.answers.popleft() if self.answers else self.default
        self.closing.wait(answer.first_s)
        match answer.mode:
            case "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            case "hang":
                while self.take(connection):
                    pass
                return False
            case "raw":
                connection.sendall(answer.data)
                return False
            case "endless":
                return self._stream_forever(connection, answer)
            case "message":
                pass
        pieces = _pieces(answer, _wants_stream(answer, request))
        sent = 0
        for number, piece in enumerate(pieces):
            if answer.gap_s and number:
                self.closing.wait(answer.gap_s)
            if answer.cut_at is not None:
                piece = piece[: max(0, answer.cut_at - sent)]
            connection.sendall(piece)
            sent += len(piece)
            if answer.cut_at is not None and sent >= answer.cut_at:
                return False
        return True

    def _stream_forever(self, connection: socket.socket, answer: Answer) -> bool:
        connection.sendall(_head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"}))
        event = _event({"choices": [{"index": 0, "delta": {"content": "and " * 200}}]})
        until = time.monotonic() + 60
        while not self.closing.is_set() and time.monotonic() < until:
            connection.sendall(_chunk(event))
            self.closing.wait(answer.gap_s)
        return False


def _wants_stream(answer: Answer, request: Received) -> bool:
    if answer.stream is not None or answer.data or answer.status != 200:
        return bool(answer.stream)
    try:
        return bool(request.json().get("stream"))
    except (ValueError, AttributeError):
        return False


def _pieces(answer: Answer, stream: bool) -> list[bytes]:
    if not stream:
        choice = {"index": 0, "message": answer.message, "finish_reason": "stop"}
        body = answer.data or json.dumps({"choices": [choice], "usage": answer.usage}).encode()
        head = {"Content-Type": "application/json", "Content-Length": str(len(body)), **answer.headers}
        return [_head(answer.status, head) + body]
    head = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **answer.headers}
    return [_head(answer.status, head), *(_chunk(_event(e)) for e in _deltas(answer)), _chunk(b"data: [DONE]\n\n"),
            b"0\r\n\r\n"]  # fmt: skip


def _deltas(answer: Answer) -> list[dict[str, Any]]:
    """Cut a message into the events of a stream."""
    events: list[dict[str, Any]] = []

    def add(delta: dict[str, Any], finish: str | None = None) -> None:
        events.append({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    if content := answer.message.get("content"):
        add({"role": "assistant", "content": content})
    for index, call in enumerate(answer.message.get("tool_calls") or ()):
        function = call["function"]
        add({"tool_calls": [{"index": index, "id": call["id"], "type": "function",
                             "function": {"name": function["name"], "arguments": ""}}]})  # fmt: skip
        text = function["arguments"]
        for at in range(0, len(text), _CHUNK):
            add({"tool_calls": [{"index": index, "function": {"arguments": text[at : at + _CHUNK]}}]})
    add({}, "tool_calls" if answer.message.get("tool_calls") else "stop")
    if answer.usage is not None:
        events.append({"choices": [], "usage": answer.usage})
    return events


def _event(body: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"

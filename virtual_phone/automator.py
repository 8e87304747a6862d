"""The server of uiautomator2 on the device: HTTP on port 9008, JSON-RPC inside.

Knows HTTP/1.1 and which method names exist. What a method does is in `automator_methods.py`. It reads and writes any
pair with the methods of asyncio's streams, so adbd hands in its own streams.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .automator_methods import METHODS, Methods, RpcError

if TYPE_CHECKING:
    from .phone import Phone

logger = logging.getLogger(__name__)

PORT = 9008
_LARGEST_BODY = 16 * 1024 * 1024
_NOT_FOUND, _INVALID, _BROKEN = -32601, -32602, -32700


class Automator:
    """Answers uiautomator2 clients of one phone. `phone.ports[PORT]` is `handle` while app_process runs."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.methods = Methods(phone)

    async def run(self, port: int = PORT) -> None:
        """Serve until cancelled, as `app_process / com.wetest.uia2.Main -p PORT` does.

        Raises:
            RuntimeError: A server runs already; the text has the words that clients look for.
        """
        if port in self._phone.ports:
            raise RuntimeError("java.lang.IllegalStateException: UiAutomationService already registered!")
        self._phone.ports[port] = self.handle
        try:
            await asyncio.Event().wait()
        finally:
            self._phone.ports.pop(port, None)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the HTTP requests of one connection until the client leaves."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._answer_one(reader, writer):
                pass
        writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False ends the connection."""
        first = (await reader.readline()).decode("latin-1").split()
        if not first:
            return False
        headers = await _read_headers(reader)
        length = headers.get("content-length", "0")
        if len(first) < 3 or not length.isdecimal() or int(length) > _LARGEST_BODY:
            await _send(writer, 400, "Bad Request", b"", keep=False)
            return False
        body = await reader.readexactly(int(length)) if int(length) else b""
        keep = headers.get("connection", "keep-alive").lower() != "close"
        method, path = first[0], first[1].partition("?")[0]
        if path == "/ping":
            await _send(writer, 200, "OK", b"pong", kind="text/plain", keep=keep)
        elif path == "/jsonrpc/0" and method == "POST":
            await _send(writer, 200, "OK", json.dumps(await self.answer(body)).encode(), keep=keep)
        else:
            await _send(writer, 404, "Not Found", b"Not Found", kind="text/plain", keep=keep)
        return keep

    async def answer(self, body: bytes) -> dict[str, Any]:
        """Carry out one JSON-RPC request and return the response object."""
        try:
            request = json.loads(body)
            ident, name, params = request.get("id"), request["method"], request.get("params") or []
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            return _error(None, _BROKEN, f"parse error: {error}")
        method = METHODS.get(name) if isinstance(name, str) else None
        if method is None:
            return _error(ident, _NOT_FOUND, f"method not found: {name}")
        if not isinstance(params, list):
            return _error(ident, _INVALID, "params must be a list")
        self._phone.clock.tick()
        try:
            result = method(self.methods, *params)
            if asyncio.iscoroutine(result):
                result = await result
        except RpcError as error:
            return _error(ident, error.code, error.message)
        except (TypeError, ValueError, LookupError, TimeoutError) as error:
            return _error(ident, _INVALID, f"java.lang.IllegalArgumentException: {name}: {error}")
        return {"jsonrpc": "2.0", "id": ident, "result": result}


def _error(ident: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": ident, "error": {"code": code, "message": message, "data": message}}


async def _read_headers(reader: asyncio.StreamReader) -> dict[str, str]:
    headers: dict[str, str] = {}
    while True:
        line = (await reader.readline()).decode("latin-1").strip()
        if not line:
            return headers
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()


async def _send(
    writer: asyncio.StreamWriter, status: int, reason: str, body: bytes, *, keep: bool, kind: str = "application/json"
) -> None:
    connection = "keep-alive" if keep else "close"
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        f"Connection: {connection}\r\n\r\n"
    )
    # One write: the client side runs into delayed acknowledgements otherwise (40 ms a call).
    writer.write(head.encode("latin-1") + body)
    await writer.drain()

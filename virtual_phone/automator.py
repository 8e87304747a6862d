"""The server of uiautomator2 on the device: HTTP on port 9008, JSON-RPC inside.

Knows HTTP/1.1 as far as such clients use it, and JSON-RPC. What a method does is in `automator_methods.py`. It reads
and writes any pair with the methods of asyncio's streams, so adbd hands in its own streams.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from .automator_errors import (
    BAD_PARAMS,
    ILLEGAL_ARGUMENT,
    ILLEGAL_STATE,
    INVALID_REQUEST,
    NO_METHOD,
    PARSE_ERROR,
    RpcError,
    thrown,
)
from .automator_methods import Methods
from .automator_table import METHODS
from .bounded_regex import SlowPatternError
from .faults import LinkLostError
from .selector import SelectorError

if TYPE_CHECKING:
    from .phone import Phone

logger = logging.getLogger(__name__)

PORT = 9008
_LARGEST_BODY = 16 * 1024 * 1024
_LARGEST_HEAD = 64 * 1024
_BLANK_LINE = b"\r\n\r\n"
_JSON, _TEXT, _JPEG = "application/json", "text/plain", "image/jpeg"


class _BadRequestError(Exception):
    """Something that is no HTTP request."""


class Automator:
    """Answers uiautomator2 clients of one phone. `phone.ports[PORT]` is `handle` while app_process runs."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.methods = Methods(phone)
        self._stopped: asyncio.Event | None = None

    async def run(self, port: int = PORT) -> None:
        """Serve until cancelled or told to stop, as `app_process / com.wetest.uia2.Main -p PORT` does.

        Raises:
            RuntimeError: A server runs already; the text has the words that clients look for.
        """
        if self._stopped is not None or port in self._phone.ports:
            raise RuntimeError(
                "java.lang.IllegalStateException: UiAutomationService "
                "android.accessibilityservice.IAccessibilityServiceClient$Stub$Proxy@1f0c9d2already registered!"
            )
        # Objects, watchers and the configurator live in the process of the server.
        self.methods = Methods(self._phone)
        self._stopped = asyncio.Event()
        self._phone.ports[port] = self.handle
        try:
            await self._stopped.wait()
        finally:
            self._phone.ports.pop(port, None)
            self._stopped = None

    # ── HTTP ──

    def stop(self) -> bool:
        """End the server, as a crash of its process does; False when none runs."""
        if self._stopped is None:
            return False
        self._stopped.set()
        return True

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the HTTP requests of one connection until the client leaves."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            try:
                while await self._answer_one(reader, writer):
                    pass
            except (_BadRequestError, asyncio.LimitOverrunError):
                await _send(writer, "400 Bad Request", b"BAD REQUEST", kind=_TEXT, keep=False)
        writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False ends the connection."""
        head = (await reader.readuntil(_BLANK_LINE)).lstrip(b"\r\n")
        line, _, rest = head.partition(b"\r\n")
        words = line.split()
        fields = rest.lower()
        length = _number(_field(fields, b"content-length"))
        if len(words) < 3 or len(head) > _LARGEST_HEAD or length > _LARGEST_BODY or not words[2].startswith(b"HTTP/"):
            raise _BadRequestError
        if _field(fields, b"expect") == b"100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = await reader.readexactly(length) if length else b""
        connection = _field(fields, b"connection")
        keep = connection != b"close" and (words[2] != b"HTTP/1.0" or connection == b"keep-alive")
        path, _, query = words[1].partition(b"?")
        status, answer, kind = await self._answer_path(path, query, body)
        await _send(writer, status, answer, kind=kind, keep=keep)
        return keep

    async def _answer_path(self, path: bytes, query: bytes, body: bytes) -> tuple[str, bytes, str]:
        """Return status line, body and content type for one path."""
        match path:
            case b"/jsonrpc/0" if body or query:
                return "200 OK", json.dumps(await self.answer(body or query), separators=(",", ":")).encode(), _JSON
            case b"/jsonrpc/0":
                return "500 Internal Server Error", b"Invalid http post data!", _TEXT
            case b"/ping":
                return "200 OK", b"pong", _TEXT
            case b"/screenshot/0":
                return "200 OK", self._picture(query), _JPEG
            case b"/stop":
                if self._stopped is not None:
                    self._stopped.set()
                return "200 OK", b"Server stopped!!!", _TEXT
        return "404 Not Found", b"Not Found!!!", _TEXT

    def _picture(self, query: bytes) -> bytes:
        from base64 import b64decode

        fields = parse_qs(query.decode("latin-1"))

        def number(name: str, default: float) -> float:
            try:
                return float(fields[name][0])
            except (KeyError, ValueError):
                return default

        return b64decode(self.methods.screenshot(number("scale", 1.0), round(number("quality", 95))))

    # ── JSON-RPC ──

    async def answer(self, body: bytes) -> Any:
        """Carry out one JSON-RPC request, or a list of them, and return the response."""
        try:
            request = json.loads(body)
        except (ValueError, RecursionError):
            return _failed("null", RpcError(PARSE_ERROR, "JSON parse error"))
        if isinstance(request, list):
            return [await self._answer(each) for each in request]
        return await self._answer(request)

    async def _answer(self, request: Any) -> dict[str, Any]:
        if not isinstance(request, dict) or not isinstance(request.get("method"), str):
            return _failed(None, RpcError(INVALID_REQUEST, "invalid request"))
        ident, name = request.get("id"), request["method"]
        try:
            return {"jsonrpc": "2.0", "id": ident, "result": await self._call(name, request.get("params") or [])}
        except RpcError as error:
            return _failed(ident, error)

    async def _call(self, name: str, params: Any) -> Any:
        method = METHODS.get(name)
        if method is None:
            raise RpcError(NO_METHOD, "method not found")
        if not isinstance(params, list):
            raise RpcError(BAD_PARAMS, "method parameters invalid")
        self._phone.clock.tick()
        act, faults = f"rpc {name}", self._phone.faults
        await self._phone.take_command(act)
        await faults.before(act)
        if name == "dumpWindowHierarchy" and (fault := faults.next_dump()) is not None:
            raise thrown("java.lang.IllegalStateException", fault.text.strip(), name)
        try:
            result = method(self.methods, *params)
            result = await result if asyncio.iscoroutine(result) else result
            if faults.loses_answer(act):
                raise LinkLostError("the answer was lost")
            return result
        except SelectorError as error:
            raise thrown(error.java, str(error), name) from None
        except SlowPatternError as error:
            raise thrown(ILLEGAL_STATE, str(error), name) from None
        except (TypeError, KeyError, IndexError, AttributeError, OverflowError):
            # What clients send decides what is unpacked and counted here.
            logger.warning("parameters that do not fit %s", name, exc_info=True)
            raise RpcError(BAD_PARAMS, "method parameters invalid") from None
        except ValueError as error:
            raise thrown(ILLEGAL_ARGUMENT, str(error), name) from None


def _failed(ident: Any, error: RpcError) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": ident, "error": error.as_json()}


def _field(fields: bytes, name: bytes) -> bytes:
    """Return one header field out of lower-case header lines, b"" when it is missing."""
    line = name + b":"
    at = 0 if fields.startswith(line) else fields.find(b"\r\n" + line) + 2
    if at == 1:
        return b""
    return fields[at + len(line) : fields.find(b"\r\n", at)].strip()


def _number(text: bytes) -> int:
    if text and not (text.isdigit() and len(text) < 12):
        raise _BadRequestError
    return int(text or 0)


async def _send(writer: asyncio.StreamWriter, status: str, body: bytes, *, kind: str, keep: bool) -> None:
    connection = "keep-alive" if keep else "close"
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: {connection}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    # One write: the client side runs into delayed acknowledgements otherwise (40 ms a call).
    writer.write(head.encode("latin-1") + body)
    await writer.drain()

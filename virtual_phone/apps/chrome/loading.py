"""Fetches pages of this phone's own ports: what `adb reverse` leads to a server beside the phone. There is no network.

Knows: HTTP/1.0, redirects, and that answers may be long, slow or broken. Does not know: HTML.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

from ...shell.net_cat import Into

if TYPE_CHECKING:
    from ...phone import PortHandler

LOCAL = frozenset({"localhost", "127.0.0.1"})
_DEADLINE_S = 10.0
_MOST_BYTES = 1 << 20
_MOST_REDIRECTS = 5
_REFUSED, _EMPTY, _TIMED_OUT = "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_TIMED_OUT"
_INVALID, _REDIRECTS = "ERR_INVALID_HTTP_RESPONSE", "ERR_TOO_MANY_REDIRECTS"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request. error: Chrome's name for what went wrong; empty for a page."""

    address: str
    content: bytes = b""
    error: str = ""


def is_near(address: str) -> bool:
    """Whether an address is a port of this phone."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in LOCAL


async def fetch(ports: Mapping[int, PortHandler], address: str, body: bytes | None = None) -> Answer:
    """Return the page at a near address, redirects followed; with a body it is a POST of a form. Never raises."""
    for _ in range(_MOST_REDIRECTS):
        try:
            async with asyncio.timeout(_DEADLINE_S):
                raw = await _exchange(ports, address, body)
        except TimeoutError:
            return Answer(address, error=_TIMED_OUT)
        except ConnectionRefusedError:
            return Answer(address, error=_REFUSED)
        head, separator, content = raw.partition(b"\r\n\r\n")
        if not separator:
            return Answer(address, error=_INVALID if raw else _EMPTY)
        target = _redirect(head.decode("latin-1"))
        if not target:
            return Answer(address, content)
        address, body = urljoin(address, target), None
        if not is_near(address):
            return Answer(address, error="ERR_INTERNET_DISCONNECTED")
    return Answer(address, error=_REDIRECTS)


async def _exchange(ports: Mapping[int, PortHandler], address: str, body: bytes | None) -> bytes:
    """Return the raw answer, at most so many bytes; ConnectionRefusedError where nothing listens."""
    parts = urlsplit(address)
    handler = ports.get(_port(address))
    if handler is None:
        raise ConnectionRefusedError(address)
    near, far = asyncio.StreamReader(), asyncio.StreamReader()
    back, there = Into(near), Into(far)
    serving: asyncio.Future[Any] = asyncio.ensure_future(handler(far, cast("asyncio.StreamWriter", back)))
    serving.add_done_callback(lambda _: back.close())
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.0", f"Host: {parts.netloc}", "Connection: close"]
    if body is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    there.write("\r\n".join([*lines, "", ""]).encode("ascii", "replace") + (body or b""))
    try:
        return await _read(near)
    finally:
        there.close()
        serving.cancel()


async def _read(near: asyncio.StreamReader) -> bytes:
    raw = b""
    while len(raw) < _MOST_BYTES and (piece := await near.read(1 << 16)):
        raw += piece
    return raw[:_MOST_BYTES]


def _port(address: str) -> int:
    try:
        return urlsplit(address).port or 80
    except ValueError:
        return 0


def _redirect(head: str) -> str:
    """Return where an answer's head leads to; empty for a page."""
    status, *fields = head.split("\r\n")
    words = status.split()
    if len(words) < 2 or words[1] not in ("301", "302", "303", "307", "308"):
        return ""
    named = dict(line.partition(":")[::2] for line in fields)
    return next((value.strip() for name, value in named.items() if name.lower() == "location"), "")

"""The words of the host protocol: how a request is framed, whom it is about, and what an answer looks like.

Knows: four hexadecimal digits before every request and text, OKAY and FAIL, and the `host…:` prefixes.
Does not know: which requests exist or what they do (host_services.py).
Source: AOSP packages/modules/adb, docs/dev/services.md.
"""

from __future__ import annotations

import asyncio
import re
import struct
from dataclasses import dataclass
from typing import Literal, Protocol

OKAY = b"OKAY"
LONGEST_TEXT_BYTES = 0xFFFF
"""Four hexadecimal digits cannot say more."""
SERVER_VERSION = 41
"""What adb 1.0.41 says; an adb program kills a server with another number."""

Kind = Literal["any", "usb", "local"]

_SIZE = re.compile(rb"[0-9a-fA-F]{4}")
_SERIAL_THEN_COMMAND = re.compile(
    r"(?P<serial>(?:(?:usb|product|model|device):)?(?:\[[^\]]*\]|[^:]*)(?::\d+)?):(?P<command>.*)", re.DOTALL
)


class RequestError(ValueError):
    """The request cannot be done; the text is what the client gets after FAIL."""


class Readable(Protocol):
    """What a request is read from."""

    async def readexactly(self, n: int, /) -> bytes:
        """Return exactly n bytes; raises asyncio.IncompleteReadError."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """Which phone a request is about; without serial and transport_id the only one of its kind."""

    serial: str = ""
    transport_id: int = 0
    kind: Kind = "any"


@dataclass(frozen=True, slots=True)
class HostRequest:
    """A request to the server itself."""

    target: Target
    command: str


async def read_request(client: Readable) -> bytes | None:
    """Return the next request; None when the client left instead of asking.

    Raises:
        RequestError: The size is no number, or 0.
        asyncio.IncompleteReadError: The client left in the middle.
    """
    try:
        digits = await client.readexactly(4)
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    if not _SIZE.fullmatch(digits):
        raise RequestError("bad request: its first four characters are no hexadecimal size")
    size = int(digits, 16)
    if size == 0:
        raise RequestError("bad request: it is empty")
    return await client.readexactly(size)


def parse_host_request(request: bytes) -> HostRequest | None:
    """Return what is asked of the server, and about whom; None when the request is for a phone.

    Raises:
        RequestError: It starts like a request to the server and names no phone or command.
    """
    prefix, colon, rest_bytes = request.partition(b":")
    rest = rest_bytes.decode("utf-8", "replace")
    if not colon:
        return None
    match prefix:
        case b"host":
            return HostRequest(Target(), rest)
        case b"host-usb":
            return HostRequest(Target(kind="usb"), rest)
        case b"host-local":
            return HostRequest(Target(kind="local"), rest)
        case b"host-serial":
            return _of_serial(rest)
        case b"host-transport-id":
            digits, _, command = rest.partition(":")
            return HostRequest(Target(transport_id=parse_transport_id(digits)), command)
    return None


def parse_transport_id(text: str) -> int:
    """Return a transport id; raises RequestError when the text is none."""
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text[:20]) < 1 << 64:
        raise RequestError("invalid transport id")
    return int(text)


def okay(text: str | None = None) -> bytes:
    """Return the answer OKAY, followed by a text with its size when one is given."""
    return OKAY if text is None else OKAY + counted(text)


def fail(reason: str) -> bytes:
    """Return the answer FAIL with its reason."""
    return b"FAIL" + counted(reason)


def counted(text: str | bytes) -> bytes:
    """Return a text after its size; a list that is too long for four digits ends after the last whole line."""
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    if len(data) > LONGEST_TEXT_BYTES:
        data = data[: data.rfind(b"\n", 0, LONGEST_TEXT_BYTES) + 1] or data[:LONGEST_TEXT_BYTES]
    return b"%04x%s" % (len(data), data)


def packed_id(transport_id: int) -> bytes:
    """Return a transport id as `tport` answers it: 8 bytes, little-endian."""
    return struct.pack("<Q", transport_id)


def _of_serial(rest: str) -> HostRequest:
    found = _SERIAL_THEN_COMMAND.fullmatch(rest)
    if found is None or not found["serial"]:
        raise RequestError("bad request: no serial and command after host-serial")
    return HostRequest(Target(serial=found["serial"]), found["command"])

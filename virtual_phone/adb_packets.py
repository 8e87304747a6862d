"""The six messages of the adb transport: how they look on the wire.

Knows: header layout, checksum rule, limits. Does not know: streams, services, or what an answer should be.
Source: AOSP packages/modules/adb, docs/dev/protocol.md.
"""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass

CNXN, OPEN, OKAY, CLSE, WRTE, AUTH, STLS = (
    int.from_bytes(name, "little") for name in (b"CNXN", b"OPEN", b"OKAY", b"CLSE", b"WRTE", b"AUTH", b"STLS")
)
AUTH_TOKEN, AUTH_SIGNATURE, AUTH_PUBLIC_KEY = 1, 2, 3
"""What an AUTH message carries (its first argument)."""
VERSION_CHECKED = 0x01000000
"""Peers up to this version want the byte sum of the payload in each header."""
VERSION = 0x01000001
MAX_PAYLOAD_BYTES = 1 << 20
DELAYED_ACK_WINDOW_BYTES = 32 << 20
"""What AOSP grants a stream before the first acknowledgement when both sides know delayed_ack."""

_HEADER = struct.Struct("<6I")


class AdbProtocolError(ValueError):
    """The peer sent something that is no adb message; the connection cannot be used any more."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One message."""

    command: int
    arg0: int
    arg1: int
    payload: bytes = b""


def encode(packet: Packet, *, checked: bool = False) -> bytes:
    """Return the bytes of a message; `checked` adds the byte sum that old peers verify."""
    crc = sum(packet.payload) & 0xFFFFFFFF if checked else 0
    size = len(packet.payload)
    magic = packet.command ^ 0xFFFFFFFF
    return _HEADER.pack(packet.command, packet.arg0, packet.arg1, size, crc, magic) + packet.payload


async def read_packet(reader: asyncio.StreamReader) -> Packet:
    """Read one message.

    Raises:
        AdbProtocolError: Wrong magic or a payload over 1 MiB.
        asyncio.IncompleteReadError: The peer closed the connection.
    """
    command, arg0, arg1, size, _crc, magic = _HEADER.unpack(await reader.readexactly(_HEADER.size))
    if magic != command ^ 0xFFFFFFFF:
        raise AdbProtocolError(f"no adb message: command {command:#010x} with magic {magic:#010x}")
    if size > MAX_PAYLOAD_BYTES:
        raise AdbProtocolError(f"payload of {size} bytes; at most {MAX_PAYLOAD_BYTES} are allowed")
    payload = await reader.readexactly(size) if size else b""
    return Packet(command, arg0, arg1, payload)

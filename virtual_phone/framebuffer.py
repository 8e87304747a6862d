"""The framebuffer service: one picture of the screen as raw pixels behind a header.

Knows: header version 2 of Android 8 and later. Does not know: who paints the screen.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from .adb_stream import AdbStream

if TYPE_CHECKING:
    from .phone import Phone

_VERSION = 2
_BITS_PER_PIXEL = 32
_SRGB = 1


async def serve_framebuffer(phone: Phone, stream: AdbStream) -> None:
    """Send 14 little-endian u32 (last: offset and length of red, blue, green, alpha), then RGBA rows."""
    image = phone.windows.screenshot().convert("RGBA")
    pixels = image.tobytes()
    channels = (0, 8, 16, 8, 8, 8, 24, 8)
    head = (_VERSION, _BITS_PER_PIXEL, _SRGB, len(pixels), image.width, image.height, *channels)
    stream.write(struct.pack("<14I", *head))
    stream.write(pixels)
    await stream.drain()

"""Pictures from the phone: whole and of a bearable size before anybody decodes them. Pure; decodes no pixel.

A PNG says in 24 bytes how large it is, and its pixels can be a thousand times what it weighs. So its parts are walked,
each with its checksum, and its pixels are counted in bounded steps without being kept.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from .errors import ScreenReadError

LIMIT_PIXELS = 20_000_000
LIMIT_BYTES = 64 << 20
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_STEP = 1 << 20


def png_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) out of a PNG's header, without decoding it.

    Raises:
        ScreenReadError: It is no PNG, or has no pixel or more than 20 million.
    """
    if len(data) < 33 or data[:8] != _SIGNATURE or data[12:16] != b"IHDR":
        raise ScreenReadError("the phone gave no picture of its screen")
    width, height = struct.unpack(">II", data[16:24])
    if not 0 < width * height <= LIMIT_PIXELS:
        raise ScreenReadError(f"the picture of the screen has {width} x {height} pixels, over the limit")
    return width, height


def check_png(data: bytes) -> tuple[int, int]:
    """Return (width, height) of a PNG that is whole.

    Raises:
        ScreenReadError: It is cut off, damaged, over a limit, or holds more or fewer pixels than it says.
    """
    if len(data) > LIMIT_BYTES:
        raise ScreenReadError(f"the picture of the screen has {len(data)} bytes, over the limit of {LIMIT_BYTES}")
    width, height = png_size(data)
    depth, kind, packing, filtering, interlaced = data[24:29]
    if depth not in _DEPTHS.get(kind, ()) or (packing, filtering, interlaced) != (0, 0, 0):
        raise ScreenReadError("the picture of the screen is of a kind that no phone makes")
    wanted = height * (1 + (width * depth * _CHANNELS[kind] + 7) // 8)
    if _unpacked(_pixels(data), wanted) != wanted:
        raise ScreenReadError("the picture of the screen does not hold the pixels that it announces")
    return width, height


def _pixels(data: bytes) -> Iterator[bytes]:
    """Yield the packed pixels, every part checked, up to the end mark."""
    position = 8
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            break
        body = memoryview(data)[position + 8 : end - 4]
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(body, zlib.crc32(kind)) != checksum:
            raise ScreenReadError("the picture of the screen is damaged")
        if kind == b"IEND":
            return
        if kind == b"IDAT":
            yield bytes(body)
        position = end
    raise ScreenReadError("the picture of the screen is cut off")


def _unpacked(parts: Iterator[bytes], limit: int) -> int:
    """Return how many bytes the parts unpack to, counted no further than one step behind the limit."""
    unpacker, count = zlib.decompressobj(), 0
    for part in parts:
        rest = part
        while rest and count <= limit:
            try:
                count += len(unpacker.decompress(rest, _STEP))
            except zlib.error as error:
                raise ScreenReadError("the picture of the screen is damaged") from error
            rest = unpacker.unconsumed_tail
    while count <= limit and (more := unpacker.decompress(b"", _STEP)):
        count += len(more)
    return count

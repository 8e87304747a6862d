"""Screenshots that are cut off, damaged, huge or a bomb: a typed error before anybody decodes a pixel (SEC-35)."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ainos.android_bridge.errors import ScreenReadError
from ainos.android_bridge.fake import FakeDevice
from ainos.android_bridge.picture import LIMIT_BYTES, check_png, png_size


def picture(width: int = 64, height: int = 48, mode: str = "RGBA") -> bytes:
    data = io.BytesIO()
    Image.new(mode, (width, height)).save(data, "PNG")
    return data.getvalue()


def part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def made(width: int, height: int, packed: bytes, *, depth: int = 8, kind: int = 6, ways: bytes = b"\0\0\0") -> bytes:
    head = struct.pack(">IIBB", width, height, depth, kind) + ways
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", packed) + part(b"IEND", b"")


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "LA", "P", "1"])
def test_whole_pictures_of_all_kinds_pass(mode):
    assert check_png(picture(mode=mode)) == (64, 48)


def test_the_fake_phones_picture_is_whole():
    assert check_png(FakeDevice().screenshot()) == (1, 1)


def test_a_real_screens_picture_is_checked_within_half_a_second():
    data = picture(1080, 2400)
    started = time.process_time()
    assert check_png(data) == (1080, 2400)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("width", "height"), [(20_000, 20_000), (4_294_967_295, 4_294_967_295), (5001, 4000), (0, 10), (10, 0)]
)
def test_too_many_pixels_are_refused_by_the_header_alone(width, height):
    with pytest.raises(ScreenReadError, match="limit"):
        png_size(made(width, height, b""))


def test_a_bomb_is_refused_in_bounded_memory_and_time():
    bomb = made(10, 10, zlib.compress(bytes(200 << 20), 9))
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(ScreenReadError, match="announces"):
        check_png(bomb)
    assert time.process_time() - started < 1
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + bytes(100),
        made(10, 10, zlib.compress(bytes(10))),
        made(10, 10, b"no zlib"),
        made(10, 10, zlib.compress(bytes(410)), depth=3),
        made(10, 10, zlib.compress(bytes(410)), kind=7),
        made(10, 10, zlib.compress(bytes(410)), ways=b"\0\0\1"),
        bytes(LIMIT_BYTES + 1),
    ],
    ids=range(10),
)
def test_what_is_no_whole_picture_is_a_typed_error(data):
    with pytest.raises(ScreenReadError):
        check_png(data)


@settings(max_examples=60)
@given(st.data())
def test_no_cut_and_no_flipped_bit_passes(data):
    whole = picture(9, 7)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ScreenReadError):
        check_png(whole[:cut])
    at, bit = data.draw(st.integers(8, len(whole) - 13)), data.draw(st.integers(0, 7))
    damaged = bytearray(whole)
    damaged[at] ^= 1 << bit
    with pytest.raises(ScreenReadError):
        check_png(bytes(damaged))


@given(st.binary(max_size=200))
def test_any_bytes_behind_a_header_are_a_typed_error(data):
    with pytest.raises(ScreenReadError):
        check_png(picture(2, 2)[:33] + data)

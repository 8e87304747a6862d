"""Claims about the MP4 files that camera and recorder make."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from ainos.virtual_phone.providers.mp4 import film, length_ms, silent_recording


def boxes(content: bytes) -> dict[bytes, bytes]:
    """Return the boxes at the top of a file, by kind; together they must be the whole file."""
    found, at = {}, 0
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        found[kind] = content[at + 8 : at + size]
        at += size
    assert at == len(content)
    return found


@given(st.integers(0, 3_600_000))
def test_a_recording_is_as_long_as_asked_for_to_one_frame(ms):
    content = silent_recording(ms)
    assert list(boxes(content)) == [b"ftyp", b"moov", b"mdat"]
    found = length_ms(content)
    assert found is not None
    assert abs(found - ms) <= 25


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=8), st.integers(1, 5000))
def test_a_films_pictures_stand_where_its_table_says(pictures, ms):
    content = film(pictures, ms, 320, 240)
    offset = struct.unpack_from(">I", content, content.index(b"stco") + 12)[0]
    assert content[offset:] == b"".join(pictures)
    assert length_ms(content) == ms * len(pictures)


def test_other_files_have_no_length():
    assert length_ms(b"") is None
    assert length_ms(b"RIFF....WAVE") is None

"""Fonts of the machine for what Roboto lacks."""

from __future__ import annotations

import struct

import pytest

from ainos.virtual_phone.ui import fallback, typeset
from ainos.virtual_phone.ui.fallback import FontFile, coverage, find_fonts


def test_roboto_covers_latin_and_no_chinese():
    data = typeset._font_bytes(False)
    ranges = coverage(data)
    assert any(first <= ord("é") <= last for first, last in ranges)
    assert not any(first <= ord("明") <= last for first, last in ranges)


def test_a_damaged_font_is_left_out_and_said(tmp_path, caplog):
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"ttcf" + bytes(40))
    (tmp_path / "DejaVuSans.ttf").write_bytes(typeset._font_bytes(False))
    (tmp_path / "Other.ttf").write_bytes(b"")
    assert [font.path.name for font in find_fonts([tmp_path])] == ["DejaVuSans.ttf"]
    assert "NotoSansCJK-Regular.ttc cannot be used" in caplog.text


def test_ranges_are_inclusive(tmp_path):
    font = FontFile(tmp_path, (65, 200), (90, 200))
    assert [font.covers(char) for char in "@AZ[È"] == [False, True, True, False, True]


def test_a_long_table_is_read():
    groups = struct.pack(">IIIIII", 0x1F600, 0x1F64F, 1, 0x4E00, 0x9FFF, 90)
    table = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 40, 0, 2) + groups
    data = struct.pack(">IHHHH", 0x10000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(table)) + table
    assert coverage(data) == [(0x1F600, 0x1F64F), (0x4E00, 0x9FFF)]


@pytest.fixture
def cyrillic_only(monkeypatch, tmp_path):
    """Pretend that Roboto has only ASCII and that another file has the rest."""
    other = tmp_path / "DejaVuSans.ttf"
    other.write_bytes(typeset._font_bytes(True))
    monkeypatch.setattr(typeset, "_roboto", lambda: FontFile(other, (32,), (126,)))
    monkeypatch.setattr(fallback, "font_files", lambda: tuple(find_fonts([tmp_path])))
    for cached in (typeset.pieces, typeset.width_of, fallback.fallback_for):
        cached.cache_clear()
    yield
    for cached in (typeset.pieces, typeset.width_of, fallback.fallback_for):
        cached.cache_clear()


def test_a_line_is_cut_where_the_face_changes(cyrillic_only):
    parts = typeset.pieces("abc где\ufe0f!", 40, False)
    assert [part for _, part in parts] == ["abc ", "где", "!"]
    whole = typeset.width_of("abc где!", 40, False)
    assert abs(whole - sum(face.getlength(part) for face, part in parts)) < 2


def test_any_script_is_painted_and_wrapped_without_an_error():
    from PIL import Image

    from ainos.virtual_phone.ui.canvas import Canvas

    canvas = Canvas(Image.new("RGB", (400, 200)))
    words = "明日の会議 안녕하세요 🙂👍🏽 שלום ❤️ \u200d\ufe0f"
    for line in typeset.break_lines(words, 30, True, 200).lines:
        canvas.text(line, 0, 0, 40, 30, True, (255, 255, 255))
    canvas.text("\ufe0f", 0, 0, 40, 30, False, (255, 255, 255))
    assert canvas.image.getbbox() is not None

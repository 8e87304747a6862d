"""Fonts for what Roboto lacks: Chinese, Arabic and Hebrew; where the machine has them Japanese, Korean, emoji, symbols.

Knows where systems and a few Python packages keep such fonts, and which characters a font file covers. Three small
ones come with this project and are asked first, so that Chinese (3,800 characters), Arabic and Hebrew look the same on
every machine; what no font has is drawn as a box. Does not know sizes or lines (`typeset.py`).
Source for the file format: the OpenType specification, tables `cmap` formats 4 and 12.
"""

from __future__ import annotations

import logging
import struct
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

logger = logging.getLogger(__name__)

_SYSTEM_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_PACKAGE_FOLDERS = ("manimgx_fonts", "manimgx_fonts_cjk", "paperang_p2_fonts_cjk/fonts")
"""Folders of Python packages that hold nothing but openly licensed fonts; used when they are installed."""
_PATTERNS = (
    "NotoSansCJK*Regular*", "NotoSansCJK*", "NotoSansSC*", "NotoSansJP*", "SourceHanSans*Regular*", "wqy-microhei*",
    "wqy-zenhei*", "DroidSansFallback*", "PingFang*", "msyh*", "NotoEmoji*", "Symbola*", "seguisym*", "seguiemj*",
    "NotoSansSymbols*", "NotoSansArabic*", "NotoSansDevanagari*", "NotoSansThai*", "NotoSansHebrew*", "DejaVuSans.ttf",
    "unifont*",
)  # fmt: skip
_BUNDLED = ("NotoSansSC-Subset.otf", "NotoSansArabic-Subset.ttf", "NotoSansHebrew-Subset.ttf")
_SUFFIXES = (".ttf", ".ttc", ".otf")
_LARGEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font file and the characters it covers, as sorted ranges: starts and their ends (inclusive)."""

    path: Path
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def covers(self, char: str) -> bool:
        """Tell whether the font has a glyph for a character."""
        at = bisect_right(self.starts, ord(char)) - 1
        return at >= 0 and ord(char) <= self.ends[at]


@cache
def bundled_fonts() -> tuple[FontFile, ...]:
    """Return the fonts that come with this project."""
    own = Path(__file__).with_name("fonts")
    return tuple(read_font(own / name) for name in _BUNDLED)


@cache
def font_files() -> tuple[FontFile, ...]:
    """Return the fallback fonts of this machine, best first."""
    folders = [Path(folder).expanduser() for folder in _SYSTEM_FOLDERS]
    folders += [Path(place) / name for place in sys.path for name in _PACKAGE_FOLDERS if place]
    return tuple(find_fonts([folder for folder in folders if folder.is_dir()]))


def find_fonts(folders: list[Path]) -> Iterator[FontFile]:
    """Yield the known fonts below some folders, best first; a file that cannot be read is left out."""
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in _SUFFIXES]
    seen: set[str] = set()
    for pattern in _PATTERNS:
        for path in found:
            if path.name in seen or not path.match(pattern):
                continue
            seen.add(path.name)
            try:
                if path.stat().st_size <= _LARGEST_BYTES:
                    yield read_font(path)
            except (OSError, struct.error, ValueError, IndexError) as error:
                logger.warning("the font %s cannot be used: %s", path, error)


@lru_cache(maxsize=4096)
def fallback_for(char: str) -> Path | None:
    """Return the font file that has a character, or None."""
    own = next((font.path for font in bundled_fonts() if font.covers(char)), None)
    return own or next((font.path for font in font_files() if font.covers(char)), None)


def read_font(path: Path) -> FontFile:
    """Read which characters a TrueType or OpenType file (or the first face of a collection) covers.

    Raises:
        OSError, ValueError, struct.error: It is no such file.
    """
    ranges = sorted(coverage(path.read_bytes()))
    return FontFile(path, tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def coverage(data: bytes) -> list[tuple[int, int]]:
    """Return the ranges of characters (first, last) in the bytes of a font."""
    base = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", data, base + 4)
    for place in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, base + 12 + 16 * place)
        if tag == b"cmap":
            return _best_map(data, offset)
    raise ValueError("no cmap table")


def _best_map(data: bytes, table: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", data, table + 2)
    ranges: list[tuple[int, int]] = []
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, table + 4 + 8 * place)
        if platform not in (0, 3) or (platform, encoding) == (0, 5):
            continue
        (form,) = struct.unpack_from(">H", data, table + offset)
        if form == 12:
            return _long_map(data, table + offset)
        if form == 4 and not ranges:
            ranges = _short_map(data, table + offset)
    return ranges


def _short_map(data: bytes, at: int) -> list[tuple[int, int]]:
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, at + 14)
    starts = struct.unpack_from(f">{segments}H", data, at + 16 + 2 * segments)
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF]


def _long_map(data: bytes, at: int) -> list[tuple[int, int]]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    return [struct.unpack_from(">II", data, at + 16 + 12 * place) for place in range(groups)]

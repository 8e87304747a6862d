"""What stands inside an MP3 file: title, artist and album of its ID3v2 tag, and how long it plays.

Knows: ID3 2.3 and 2.4 text frames, MPEG audio frame headers, the frame count of a Xing or Info header.
Does not know: other sound formats; they have no tags here and a length of 0.
"""

from __future__ import annotations

from dataclasses import dataclass

_TEXT_FRAMES = {b"TIT2": "title", b"TPE1": "artist", b"TALB": "album"}
_ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by MPEG version bits (3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5)."""
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SEARCH_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Tags:
    """Facts of one sound file; texts are "" and the length 0 when the file does not tell."""

    title: str = ""
    artist: str = ""
    album: str = ""
    duration_ms: int = 0


def read_tags(content: bytes) -> Tags:
    """Read the tag and the length of an MP3 file; anything else gives empty Tags."""
    texts, start = _id3(content)
    return Tags(**texts, duration_ms=_duration_ms(content, start))


def _id3(content: bytes) -> tuple[dict[str, str], int]:
    """Return the texts of the tag, and where it ends."""
    if content[:3] != b"ID3" or len(content) < 10:
        return {}, 0
    end = 10 + _seven_bits(content[6:10])
    texts: dict[str, str] = {}
    at = 10
    while at + 10 < min(end, len(content)) and content[at]:
        name, raw = content[at : at + 4], content[at + 4 : at + 8]
        size = _seven_bits(raw) if content[3] >= 4 else int.from_bytes(raw, "big")
        body = content[at + 10 : at + 10 + size]
        if name in _TEXT_FRAMES and body:
            encoding = _ENCODINGS.get(body[0], "latin-1")
            texts[_TEXT_FRAMES[name]] = body[1:].decode(encoding, "replace").split("\x00")[0].strip()
        at += 10 + size
    return texts, end


def _seven_bits(raw: bytes) -> int:
    number = 0
    for byte in raw:
        number = number << 7 | byte & 0x7F
    return number


def _duration_ms(content: bytes, start: int) -> int:
    """Find the first frame header; take its frame count, or guess from bit rate and size."""
    limit = min(len(content) - 4, start + _SEARCH_BYTES)
    at = next((at for at in range(start, limit) if content[at] == 0xFF and content[at + 1] & 0xE6 == 0xE2), -1)
    if at < 0:
        return 0
    version, rate_bits, kbit_bits = content[at + 1] >> 3 & 3, content[at + 2] >> 2 & 3, content[at + 2] >> 4
    if version not in _RATES or rate_bits == 3 or not 0 < kbit_bits < 15:
        return 0
    rate, samples = _RATES[version][rate_bits], 1152 if version == 3 else 576
    head = content[at : at + 200]
    mark = max(head.find(b"Xing"), head.find(b"Info"))
    if 0 <= mark <= len(head) - 12 and head[mark + 7] & 1:
        return int.from_bytes(head[mark + 8 : mark + 12], "big") * samples * 1000 // rate
    kbits = (_KBITS_1 if version == 3 else _KBITS_2)[kbit_bits]
    return (len(content) - at) * 8 // kbits

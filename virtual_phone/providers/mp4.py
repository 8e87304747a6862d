"""Small MP4 files that players can play: a silent sound recording, and a film made of JPEG pictures.

Knows: the boxes of ISO 14496-12, the descriptors of 14496-1, and the one AAC frame that is silence.
Does not know: any other codec; a recording of the phone's microphone is silent, since it hears nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_AAC, _JPEG = 0x40, 0x6C
"""Object types of ISO 14496-1: AAC sound and JPEG pictures."""
_SOUND_STREAM, _PICTURE_STREAM = 0x15, 0x11
_SAMPLE_RATE, _FRAME_SAMPLES = 44_100, 1024
_MONO_44K = b"\x12\x08"
"""AudioSpecificConfig: AAC-LC, 44.1 kHz, one channel."""
_SILENCE = b"\x00\x00\x00\x07"
"""One channel element without a single scale factor band, then the end mark: 1024 samples of silence."""
_SCALE = 1000
"""Ticks per second of films and of whole files, so that times are in ms."""
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def silent_recording(ms: int) -> bytes:
    """Return an .m4a file of `ms` milliseconds (at least one AAC frame) of silence."""
    frames = max(1, ms * _SAMPLE_RATE // 1000 // _FRAME_SAMPLES)
    config = _descriptor(5, _MONO_44K)
    entry = struct.pack(">6xH8xHHHHI", 1, 1, 16, 0, 0, _SAMPLE_RATE << 16) + _esds(_AAC, _SOUND_STREAM, config)
    header = _box(b"smhd", bytes(8))
    times = _full(b"stts", struct.pack(">III", 1, frames, _FRAME_SAMPLES))
    sizes = _full(b"stsz", struct.pack(">II", len(_SILENCE), frames))
    ticks = frames * _FRAME_SAMPLES
    table = _Track(b"soun", _SAMPLE_RATE, ticks, (0, 0), header, _box(b"mp4a", entry), times, sizes, frames)
    return _file(b"M4A ", table, _SILENCE * frames)


def film(pictures: Sequence[bytes], picture_ms: int | Sequence[int], width: int, height: int) -> bytes:
    """Return an .mp4 file that shows JPEG files (at least one) of width x height px for `picture_ms` each."""
    count = len(pictures)
    runs = [(count, picture_ms)] if isinstance(picture_ms, int) else [(1, ms) for ms in picture_ms]
    entry = struct.pack(">6xH16xHHIIIH32xHh", 1, width, height, 0x480000, 0x480000, 0, 1, 0x18, -1)
    entry += _esds(_JPEG, _PICTURE_STREAM, b"")
    header = _box(b"vmhd", b"\x00\x00\x00\x01" + bytes(8))
    times = _full(b"stts", struct.pack(">I", len(runs)) + b"".join(struct.pack(">II", *run) for run in runs))
    sizes = _full(b"stsz", struct.pack(f">II{count}I", 0, count, *map(len, pictures)))
    ticks = sum(many * ms for many, ms in runs)
    table = _Track(b"vide", _SCALE, ticks, (width, height), header, _box(b"mp4v", entry), times, sizes, count)
    return _file(b"isom", table, b"".join(pictures))


def length_ms(content: bytes) -> int | None:
    """Return how long an MP4 file plays, in ms, or None when it is none."""
    at = content.find(b"mvhd")
    if content[4:8] != b"ftyp" or at < 0 or len(content) < at + 36:
        return None
    wide = content[at + 4] == 1
    scale, ticks = struct.unpack_from(">IQ" if wide else ">II", content, at + (24 if wide else 16))
    return ticks * 1000 // scale if scale else None


class _Track:
    """The one track of a file: its tables, and how its moov box is put together."""

    def __init__(
        self, kind: bytes, scale: int, ticks: int, size: tuple[int, int], header: bytes, entry: bytes, times: bytes,
        sizes: bytes, samples: int,
    ) -> None:  # fmt: skip
        self._kind, self._scale, self._ticks, self._size = kind, scale, ticks, size
        self._header, self._entry, self._times, self._sizes = header, entry, times, sizes
        self._samples = samples

    def moov(self, offset: int) -> bytes:
        """Return the moov box for samples that start at `offset` of the file."""
        ms = self._ticks * 1000 // self._scale
        volume = 0x0100 if self._kind == b"soun" else 0
        wide, high = self._size
        movie = _full(
            b"mvhd", struct.pack(">IIIIIH10x", 0, 0, _SCALE, ms, 0x10000, 0x0100) + _MATRIX + bytes(24) + b"\0\0\0\x02"
        )
        track = struct.pack(">4xIII4xI8xHHHxx", 0, 0, 1, ms, 0, 0, volume)
        track = b"\x00\x00\x00\x07" + track[4:] + _MATRIX + struct.pack(">II", wide << 16, high << 16)
        media = _full(b"mdhd", struct.pack(">IIIIHH", 0, 0, self._scale, self._ticks, 0x55C4, 0))
        handler = _full(b"hdlr", struct.pack(">4x4s12x", self._kind) + b"\0")
        parts = _box(b"minf", self._header + _references() + self._table(offset))
        trak = _box(b"trak", _box(b"tkhd", track) + _box(b"mdia", media + handler + parts))
        return _box(b"moov", movie + trak)

    def _table(self, offset: int) -> bytes:
        described = _full(b"stsd", struct.pack(">I", 1) + self._entry)
        chunks = _full(b"stsc", struct.pack(">IIII", 1, 1, self._samples, 1))
        places = _full(b"stco", struct.pack(">II", 1, offset))
        return _box(b"stbl", described + self._times + chunks + self._sizes + places)


def _file(brand: bytes, track: _Track, samples: bytes) -> bytes:
    kind = _box(b"ftyp", brand + bytes(4) + b"isommp42")
    start = len(kind) + len(track.moov(0)) + 8
    return kind + track.moov(start) + _box(b"mdat", samples)


def _references() -> bytes:
    here = _box(b"url ", b"\x00\x00\x00\x01")
    return _box(b"dinf", _full(b"dref", struct.pack(">I", 1) + here))


def _esds(kind: int, stream: int, config: bytes) -> bytes:
    decoder = _descriptor(4, struct.pack(">BB3xII", kind, stream, 0, 0) + config)
    return _full(b"esds", _descriptor(3, struct.pack(">HB", 1, 0) + decoder + _descriptor(6, b"\x02")))


def _descriptor(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content


def _full(kind: bytes, content: bytes) -> bytes:
    """A box with version 0 and no flags."""
    return _box(kind, bytes(4) + content)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content

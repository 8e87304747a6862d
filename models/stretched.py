"""Makes a larger model out of a GGUF file: its layers several times over, so that more memory is read for each token.

It is for measuring only: the larger model reads and computes as much as a real one of its size, and writes nonsense. It
knows the file format's head (GGUF, version 2 and 3). It knows no engine.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from .types import ModelError

_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of a value by GGUF's number of its type; 8 is a text, 9 a list."""
_LAYER = "blk."
_MOST_LAYERS = 512
"""More than that llama.cpp does not load."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    name: str
    shape: bytes
    """Dimensions and type as they stand in the file."""
    offset: int
    size: int = 0

    @property
    def layer(self) -> int:
        """Its layer, or -1."""
        return int(self.name.split(".")[1]) if self.name.startswith(_LAYER) else -1


@dataclass(frozen=True, slots=True)
class _Head:
    version: int
    values: bytes
    """Metadata as it stands in the file."""
    count: int
    layers_at: int
    """Where in `values` the number of layers stands."""
    layers: int
    alignment: int
    tensors: tuple[_Tensor, ...]
    data_at: int


def stretch(source: Path, made: Path, times: int) -> int:
    """Write a model with the layers of `source` `times` over; return its size in bytes.

    Raises:
        ModelError: The file is no GGUF that this understands, or the layers would be too many.
    """
    with source.open("rb") as file:
        head = _read_head(file, source.stat().st_size)
        if head.layers * times > _MOST_LAYERS:
            raise ModelError(f"{source.name} has {head.layers} layers; {times} times as many are too many")
        copies = [(t, t.name) for t in head.tensors if t.layer < 0]
        for n in range(times):
            for t in head.tensors:
                if t.layer >= 0:
                    rest = t.name.split(".", 2)[2]
                    copies.append((t, f"{_LAYER}{t.layer + n * head.layers}.{rest}"))
        with made.open("wb") as out:
            _write(file, out, head, copies, head.layers * times)
    return made.stat().st_size


def _write(file: IO[bytes], out: IO[bytes], head: _Head, copies: Sequence[tuple[_Tensor, str]], layers: int) -> None:
    at = head.layers_at
    values = head.values[:at] + struct.pack("<I", layers) + head.values[at + 4 :]
    out.write(struct.pack("<4sIQQ", b"GGUF", head.version, len(copies), head.count) + values)
    offset = 0
    for tensor, name in copies:
        raw = name.encode()
        out.write(struct.pack("<Q", len(raw)) + raw + tensor.shape + struct.pack("<Q", offset))
        offset += _padded(tensor.size, head.alignment)
    out.write(bytes(_padded(out.tell(), head.alignment) - out.tell()))
    for tensor, _ in copies:
        file.seek(head.data_at + tensor.offset)
        out.write(file.read(tensor.size))
        out.write(bytes(_padded(tensor.size, head.alignment) - tensor.size))


def _read_head(file: IO[bytes], size: int) -> _Head:
    try:
        magic, version, tensors, count = struct.unpack("<4sIQQ", file.read(24))
        if magic != b"GGUF" or version not in (2, 3):
            raise ModelError(f"{file.name} is no GGUF file of version 2 or 3")
        begin, layers_at, layers, alignment = file.tell(), -1, 0, 32
        for _ in range(count):
            key, (kind,) = _text(file), struct.unpack("<I", file.read(4))
            at = file.tell()
            _skip(file, kind)
            if kind == 4 and key.endswith((b".block_count", b"general.alignment")):
                file.seek(at)
                (number,) = struct.unpack("<I", file.read(4))
                if key.endswith(b".block_count"):
                    layers_at, layers = at - begin, number
                else:
                    alignment = number
        end = file.tell()
        found = [_read_tensor(file) for _ in range(tensors)]
        data_at = _padded(file.tell(), alignment)
        file.seek(begin)
        values = file.read(end - begin)
    except (struct.error, KeyError) as error:
        raise ModelError(f"{file.name} is damaged: {error}") from error
    if layers_at < 0:
        raise ModelError(f"{file.name} does not say how many layers it has")
    return _Head(version, values, count, layers_at, layers, alignment, _sized(found, size - data_at), data_at)


def _sized(tensors: Sequence[_Tensor], end: int) -> tuple[_Tensor, ...]:
    """Return the tensors with their sizes: each goes to where the next begins."""
    starts = sorted([*(t.offset for t in tensors), end])
    following = dict(zip(starts, starts[1:], strict=False))
    return tuple(replace(t, size=following[t.offset] - t.offset) for t in tensors)


def _read_tensor(file: IO[bytes]) -> _Tensor:
    name = _text(file).decode()
    (dimensions,) = struct.unpack("<I", head := file.read(4))
    shape = head + file.read(8 * dimensions + 4)
    return _Tensor(name, shape, struct.unpack("<Q", file.read(8))[0])


def _text(file: IO[bytes]) -> bytes:
    return file.read(struct.unpack("<Q", file.read(8))[0])


def _skip(file: IO[bytes], kind: int) -> None:
    if kind == 8:
        _text(file)
    elif kind == 9:
        inner, length = struct.unpack("<IQ", file.read(12))
        if inner in _SIZES:
            file.seek(length * _SIZES[inner], 1)
        else:
            for _ in range(length):
                _skip(file, inner)
    else:
        file.seek(_SIZES[kind], 1)


def _padded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment

"""Looks for what should be gone: a text in any usual encoding, or its vector, in every file of a folder.

Knows encodings and bytes. Knows no file format of the store, so that a new kind of file is searched as well.
"""

from __future__ import annotations

import base64
import contextlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_NEIGHBOURS = 6
"""Numbers in a row that must agree before bytes count as a vector; chance agreement is below 1e-15 a place."""
_CLOSE = {"<f4": 1e-4, "<f2": 1e-4}
"""An index may normalise a vector again, or have kept it as halves first: what still counts as the same number."""


@dataclass(frozen=True, slots=True)
class Residue:
    """One thing that is still there."""

    path: Path
    form: str
    """How it was found, such as `utf-8`, `json`, `base64+1`, `vector <f4`."""


def encodings(text: str) -> dict[str, bytes]:
    """Return the byte strings that would give `text` away, by the name of the encoding."""
    plain = text.encode()
    forms = {
        "utf-8": plain,
        "utf-16": text.encode("utf-16-le"),
        "json": json.dumps(text)[1:-1].encode(),
        "json twice": json.dumps(json.dumps(text)[1:-1])[1:-1].encode(),
        "hex": plain.hex().encode(),
        "lower case": text.lower().encode(),
    }
    for shift in range(3):
        # Where a text begins inside a base64 group decides its letters; the groups it only shares are left out.
        encoded = base64.b64encode(b"\0" * shift + plain)
        whole = encoded[(0, 2, 3)[shift] : len(encoded) - (0, 3, 2)[(len(plain) + shift) % 3]]
        forms[f"base64+{shift}"] = whole
    return forms


def find_residue(folder: Path, texts: Sequence[str], vectors: Sequence[npt.NDArray[np.float32]] = ()) -> list[Residue]:
    """Return where any of `texts`, or any vector `[d]` of unit length, still stands under `folder`.

    A file's name counts as content. A row of a store that is compressed with zlib is opened first.
    """
    found: list[Residue] = []
    wanted = {name: form for text in texts for name, form in _named(text)}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name_and_content = str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes()
        for blob in (name_and_content, *_inflated(name_and_content)):
            lowered = blob.lower()
            found += [
                Residue(path, name)
                for name, form in wanted.items()
                if form in (lowered if name.startswith("lower case") else blob)
            ]
        found += [Residue(path, f"vector {kind}") for kind in _vector_forms(path.read_bytes(), vectors)]
    return found


def _named(text: str) -> Iterator[tuple[str, bytes]]:
    for name, form in encodings(text).items():
        yield f"{name} of {text!r}", form


def _inflated(blob: bytes) -> Iterator[bytes]:
    for magic in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        start = blob.find(magic)
        while start >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj().decompress(blob[start:], 1 << 20)
            start = blob.find(magic, start + 1)


def _vector_forms(blob: bytes, vectors: Sequence[npt.NDArray[np.float32]]) -> Iterator[str]:
    import numpy as np

    for vector in vectors:
        for kind in _CLOSE:
            if _holds_vector(blob, vector, kind):
                yield kind
        for order in ("big", "little"):
            if np.packbits(vector > 0, bitorder=order).tobytes() in blob:
                yield "signs"


def _holds_vector(blob: bytes, vector: npt.NDArray[np.float32], kind: str) -> bool:
    import numpy as np

    size = np.dtype(kind).itemsize
    near: Callable[[Any, float], Any] = lambda part, number: np.abs(part - number) <= _CLOSE[kind]  # noqa: E731
    for offset in range(size):
        count = (len(blob) - offset) // size
        if count < _NEIGHBOURS:
            return False
        with np.errstate(invalid="ignore", over="ignore"):
            numbers = np.frombuffer(blob, kind, count, offset).astype(np.float32)
            agree = near(numbers[: count - _NEIGHBOURS + 1], float(vector[0]))
            for step in range(1, _NEIGHBOURS):
                if not agree.any():
                    break
                agree &= near(numbers[step : count - _NEIGHBOURS + 1 + step], float(vector[step]))
        if agree.any():
            return True
    return False

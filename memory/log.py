"""The memory's append-only log: a row is remembered once its line is on the disk. The vector index is built from it.

Each line is `CHECKSUM JSON`. A torn last line (a crash in the middle of a write) is cut off; a damaged line in the
middle is skipped and counted, never believed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from ..android_bridge.labels import Confidentiality, Integrity, Label
from .types import MemoryRow, RowKind


class RowLog:
    """One log file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.damaged = 0
        """Lines that were skipped by the last `read`."""
        self._end_torn_line()

    def append(self, row: MemoryRow) -> str:
        """Write one row durably and return its id (hash of its line)."""
        body = json.dumps(row_as_dict(row), ensure_ascii=False, separators=(",", ":"))
        digest = _digest(body)
        # One write call: lines of two processes never mix (O_APPEND).
        os.write(self._file, f"{digest} {body}\n".encode())
        os.fdatasync(self._file)
        return digest

    def read(self) -> Iterator[tuple[str, MemoryRow]]:
        """Yield (id, row) in the order of writing."""
        self.damaged = 0
        with self._path.open("rb") as lines:
            for line in lines:
                digest, _, body = line.decode("utf-8", "replace").rstrip("\n").partition(" ")
                if digest != _digest(body):
                    self.damaged += 1
                    continue
                yield digest, row_from_dict(json.loads(body))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _end_torn_line(self) -> None:
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")  # the torn line fails its checksum and is skipped


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:24]


def row_as_dict(row: MemoryRow) -> dict[str, Any]:
    """Return a row as JSON-able values."""
    label = row.label
    return {
        "kind": row.kind, "text": row.text, "run": row.run, "source": row.source, "time": row.time,
        "label": [int(label.integrity), int(label.confidentiality), sorted(label.origins)],
    }  # fmt: skip


def row_from_dict(value: dict[str, Any]) -> MemoryRow:
    """Return the row of `row_as_dict`'s values."""
    integrity, confidentiality, origins = value["label"]
    label = Label(Integrity(integrity), Confidentiality(confidentiality), frozenset(origins))
    return MemoryRow(cast(RowKind, value["kind"]), value["text"], value["run"], value["source"], label, value["time"])

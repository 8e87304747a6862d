"""The ledger of what left: one record for each request to a model server, durable before its first byte.

It knows no journal and no wire. Reading it back is what `ainos runs sent` shows.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Protocol, Self


@dataclass(frozen=True, slots=True)
class EgressRecord:
    """One request, retries and repairs each for themselves."""

    time: float
    """Host clock, epoch seconds, when it was about to leave."""
    run: str
    step: int
    model: str
    endpoint: str
    """The base URL, without key."""
    bytes: int
    """Everything that is sent, head and body, before encryption. An upper bound when the connection breaks midway."""
    label: str
    """The highest confidentiality in it, in lower case."""
    reason: str
    """Why this model and not one on this machine."""
    tier: str
    """`cloud`, or `server` for a model server that the user runs himself."""
    digest: str
    """The first 16 hex digits of the SHA-256 of the body."""

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Return the record of a JSON form; KeyError or TypeError when it is none."""
        return cls(**{f.name: body[f.name] for f in fields(cls)})


class Ledger(Protocol):
    """Keeps records."""

    def add(self, record: EgressRecord) -> None:
        """Keep a record; returns only when it is on the disk. Any error means that nothing may be sent."""

    def records(self, run: str | None = None) -> list[EgressRecord]:
        """Return the records in order, of one run or of all."""


class MemoryLedger:
    """Keeps records for as long as the process lives: for tests and benches."""

    def __init__(self) -> None:
        self._kept: list[EgressRecord] = []

    def add(self, record: EgressRecord) -> None:
        """Keep a record."""
        self._kept.append(record)

    def records(self, run: str | None = None) -> list[EgressRecord]:
        """Return the records in order, of one run or of all."""
        return [r for r in self._kept if run is None or r.run == run]


class JsonlLedger:
    """A file of one JSON object a line; made with the first record. Safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(self, record: EgressRecord) -> None:
        """Append a record and flush it to the disk.

        Raises:
            OSError: It could not be written; nothing may be sent.
        """
        line = json.dumps(record.as_json()).encode() + b"\n"
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                if os.write(descriptor, line) != len(line):
                    raise OSError(f"{self.path} took only a part of the record")
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)

    def records(self, run: str | None = None) -> list[EgressRecord]:
        """Return the records in order; a line that was cut off by a crash is left out."""
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        found = []
        for line in lines:
            try:
                found.append(EgressRecord.from_json(json.loads(line)))
            except (ValueError, KeyError, TypeError):
                continue
        return [r for r in found if run is None or r.run == run]

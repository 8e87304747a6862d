"""The memory's journal, its source of truth: an append-only file in which every line proves itself by a checksum.

Each line is `CHECKSUM JSON`, the checksum 16 hexadecimal digits (24 in older lines); the JSON names its operation:
`add` (a row), `use` (rows said again or used), `forget` (ids alone). A torn last line (a crash in the middle of a
write) is ended and skipped; a damaged line in the middle is skipped and counted, never believed. Lines of the first
format (a bare row) are read as additions. Several processes may append at once; only the owner compacts. It knows
nothing of what the operations mean to an index.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b, sha256
from json.encoder import encode_basestring as _quoted
from pathlib import Path
from typing import Any, cast

from ..android_bridge.labels import Label
from .types import DEFAULT_PROFILE, Kind, MemoryRow

_GATE_S = 10.0
_CHECK_BYTES = 8
DIGITS = "0123456789"
"""A level of a label by its number; to format an enum costs several times as much."""
_FAR = 1e15
"""Times beyond are written in the careful way, as is everything that JSON has no number for."""


class RowLog:
    """One journal file. Safe for many appending processes; not for two threads without a lock."""

    def __init__(self, path: Path, *, owned: bool = False) -> None:
        """Open the journal at `path`; `owned`: nobody but this process, which does one thing at a time, compacts it."""
        self._path, self._name = path, str(path)
        self._inode = 0
        self._owned = owned
        path.parent.mkdir(parents=True, exist_ok=True)
        self._gate = os.open(path.with_suffix(".gate"), os.O_RDWR | os.O_CREAT, 0o600)
        self._file = self._open()
        self.damaged = 0
        """Lines that were skipped by the last reading."""
        self._torn = False
        with self._alone():
            self._end_torn_line()

    def append(self, row: MemoryRow, row_id: str = "") -> str:
        """Write one row durably, under `row_id` where that is given, and return its id; one without is given one."""
        row_id = row_id or row.id or new_id()
        line = _checked(f'{{"op":"add","row":{row_as_json(row, row_id)}}}')
        if self._owned:
            self._put(line)
        else:
            with self._beside_others():
                self._follow()
                self._put(line)
        return row_id

    def write(self, operation: Mapping[str, Any], *, durable: bool = True) -> None:
        """Append one operation; `durable` waits for the disk.

        Raises:
            OSError: The disk is full or failing; the operation counts as not written.
        """
        self.write_many((operation,), durable=durable)

    def write_many(self, operations: Iterable[Mapping[str, Any]], *, durable: bool = True) -> None:
        """Append operations in one write; as `write`."""
        data = b"".join(map(_line, operations))
        with contextlib.nullcontext() if self._owned else self._beside_others():
            self._follow()
            self._put(data, durable=durable)

    def _put(self, data: bytes, *, durable: bool = True) -> None:
        # One call: lines of two processes never mix (O_APPEND).
        data = b"\n" + data if self._torn else data
        self._torn = True
        if os.write(self._file, data) != len(data):
            raise OSError(28, "no space left for the memory's journal", str(self._path))
        self._torn = False
        if durable:
            os.fdatasync(self._file)

    def size(self) -> int:
        """Return the journal's length in bytes."""
        self._follow()
        return os.fstat(self._file).st_size

    def generation(self) -> str:
        """Return the name of this writing of the journal; compaction gives it a new one."""
        for _, operation in self.operations(limit=1):
            if operation["op"] == "log":
                return str(operation["generation"])
        return ""

    def operations(self, offset: int = 0, *, limit: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (end of line in bytes, operation) from `offset` on, up to the last whole line."""
        self.damaged = 0
        with self._path.open("rb") as lines:
            lines.seek(offset)
            for count, line in enumerate(lines, 1):
                offset += len(line)
                if not line.endswith(b"\n"):
                    return
                operation = _parse(line)
                if operation is not None:
                    yield offset, operation
                elif line.strip():
                    self.damaged += 1
                if count == limit:
                    return

    def read(self) -> Iterator[tuple[str, MemoryRow]]:
        """Yield (id, row) of every addition, in the order of writing, forgotten ones excepted."""
        gone: set[str] = set()
        for _, operation in self.operations():
            gone.update(operation.get("ids", ()) if operation["op"] == "forget" else ())
        for _, operation in self.operations():
            if operation["op"] == "add" and operation["row"]["id"] not in gone:
                row = row_from_dict(operation["row"])
                yield row.id, row

    def compact(self, drop: frozenset[str]) -> tuple[str, int]:
        """Rewrite the journal without rows `drop` and without damaged lines; return its new generation and length.

        The new file takes the place of the old one in one step, so a crash leaves one of the two, whole.
        """
        fresh = self._path.with_suffix(".new")
        with self._alone():
            before = self.generation()
            generation = secrets.token_hex(6)
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:  # noqa: PTH123
                out.write(_line({"op": "log", "generation": generation, "before": before}))
                for _, operation in self.operations():
                    kept = _without(operation, drop)
                    if kept is not None:
                        out.write(_line(kept))
                out.flush()
                os.fsync(out.fileno())
                length = out.tell()
            fresh.replace(self._path)
            sync_folder(self._path.parent)
            self._follow()
        return generation, length

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
        os.close(self._gate)

    def _open(self) -> int:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._inode = os.fstat(file).st_ino
        return file

    def _follow(self) -> None:
        """Open the file that now stands at the path: the owner may have compacted."""
        with contextlib.suppress(FileNotFoundError):
            if os.stat(self._name).st_ino == self._inode:  # noqa: PTH116  (pathlib costs as much as the call)
                return
        os.close(self._file)
        self._file = self._open()

    @contextlib.contextmanager
    def _beside_others(self) -> Iterator[None]:
        self._lock_gate(fcntl.LOCK_SH)
        try:
            yield
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self._lock_gate(fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def _lock_gate(self, kind: int) -> None:
        """Wait until nobody compacts (or, for compaction, nobody writes); that takes a moment, or its process hangs."""
        deadline = time.monotonic() + _GATE_S
        while True:
            try:
                fcntl.flock(self._gate, kind | fcntl.LOCK_NB)
                return
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise OSError(11, "another process holds the memory's journal", str(self._path)) from error
                time.sleep(0.005)

    def _end_torn_line(self) -> None:
        self._path.with_suffix(".new").unlink(missing_ok=True)  # a compaction that never took place
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")  # the torn line fails its checksum and is skipped


def new_id() -> str:
    """Return a fresh id of a row."""
    return f"m{secrets.token_hex(6)}"


def sync_folder(folder: Path) -> None:
    """Make a rename or removal in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(operation: Mapping[str, Any]) -> bytes:
    return _checked(json.dumps(operation, ensure_ascii=False, separators=(",", ":")))


def _checked(body: str) -> bytes:
    data = body.encode("utf-8", "replace")
    return b"%s %s\n" % (blake2b(data, digest_size=_CHECK_BYTES).hexdigest().encode(), data)


def _parse(line: bytes) -> dict[str, Any] | None:
    check, _, body = line.rstrip(b"\n").partition(b" ")
    if len(check) == 2 * _CHECK_BYTES:
        if check != blake2b(body, digest_size=_CHECK_BYTES).hexdigest().encode():
            return None
    elif check != sha256(body).hexdigest()[:24].encode():
        return None
    operation: dict[str, Any] = json.loads(body)
    if "op" not in operation:  # the first format
        operation = {"op": "add", "row": {**operation, "id": f"m{check[:12].decode()}"}}
    return operation


def _without(operation: dict[str, Any], drop: frozenset[str]) -> dict[str, Any] | None:
    if operation["op"] == "add":
        row = operation["row"]
        if row["id"] in drop:
            return None
        return {**operation, "row": {k: v for k, v in row.items() if k != "supersedes" or v not in drop}}
    if operation["op"] == "use":
        ids = [i for i in operation["ids"] if i not in drop]
        return {**operation, "ids": ids} if ids else None
    return None  # `log` is written anew, and what `forget` named is gone


def row_as_dict(row: MemoryRow) -> dict[str, Any]:
    """Return a row as JSON values; what is at its default is left out."""
    body: dict[str, Any] = {
        "kind": row.kind, "text": row.text, "run": row.run, "source": row.source, "time": row.time,
        "label": row.label.as_json(),
    }  # fmt: skip
    extra = {
        "value": dict(row.value), "scope": row.scope, "supersedes": row.supersedes, "id": row.id,
        "valid_until": row.valid_until,
        "profile": "" if row.profile == DEFAULT_PROFILE else row.profile,
        "confidence": None if row.confidence == 1.0 else row.confidence,
    }  # fmt: skip
    return body | {name: value for name, value in extra.items() if value not in ("", None, {})}


def row_as_json(row: MemoryRow, row_id: str) -> str:
    """Return the JSON of `row_as_dict` for the row under this id.

    Most rows have nothing beyond the plain fields and are written at once: after a rest of some milliseconds the
    processor has to fetch each piece of code again, and that, not the work, is what an addition waits for.
    """
    plain = (
        not row.value and not row.scope and not row.supersedes and row.valid_until is None
        and row.profile == DEFAULT_PROFILE and row.confidence == 1.0
        and type(row.time) is float and -_FAR < row.time < _FAR
    )  # fmt: skip
    if not plain:
        return json.dumps(row_as_dict(replace(row, id=row_id)), ensure_ascii=False, separators=(",", ":"))
    label = row.label
    origins = _quoted(*label.origins) if len(label.origins) == 1 else ",".join(map(_quoted, sorted(label.origins)))
    return (
        f'{{"kind":{_quoted(row.kind)},"text":{_quoted(row.text)},"run":{_quoted(row.run)},'
        f'"source":{_quoted(row.source)},"time":{row.time!r},'
        f'"label":[{DIGITS[label.integrity]},{DIGITS[label.confidentiality]},[{origins}]],"id":"{row_id}"}}'
    )


def _label(value: Any) -> Label:
    """Return a stored label; a memory has few different ones, so each is read once."""
    try:
        integrity, confidentiality, origins = value
        return _read_label(integrity, confidentiality, tuple(origins))
    except TypeError:
        return Label.from_json(value)


@lru_cache(maxsize=1024, typed=True)
def _read_label(integrity: int, confidentiality: int, origins: tuple[str, ...]) -> Label:
    return Label.from_json([integrity, confidentiality, list(origins)])


def row_from_dict(value: Mapping[str, Any]) -> MemoryRow:
    """Return the row of `row_as_dict`'s values.

    Raises:
        KeyError, TypeError, ValueError: They are not such values.
    """
    return MemoryRow(
        kind=cast(Kind, value["kind"]),
        text=str(value["text"]),
        run=str(value["run"]),
        source=str(value["source"]),
        label=_label(value["label"]),
        time=float(value["time"]),
        value=dict(value.get("value", {})),
        scope=value.get("scope", ""),
        profile=value.get("profile", DEFAULT_PROFILE),
        valid_until=value.get("valid_until"),
        confidence=float(value.get("confidence", 1.0)),
        supersedes=value.get("supersedes", ""),
        id=value.get("id", ""),
    )

"""Lets several processes use one memory: the first one owns it, the others ask it over a socket in the memory's folder.

When the owner has ended, the next call makes the caller the owner. When it is there and does not answer, additions go
into the journal directly, where the owner finds them, and everything else is refused with the owner's name. The socket
is open to this user only; what is asked is JSON, one line a message.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .admission import admit
from .log import RowLog, row_as_dict, row_from_dict
from .ownership import OwnedElsewhereError, owner_name
from .sentences import Embed
from .store import LocalMemory
from .types import (
    DEFAULT_PROFILE,
    ConsentError,
    Kind,
    MemoryFailure,
    MemoryRow,
    NoSuchRowError,
    OwnerBusyError,
    Recalled,
    Which,
)  # fmt: skip

logger = logging.getLogger(__name__)

_SOCKET = "owner.sock"
_START_S = 2.0
"""An owner that has just started binds its socket within this time."""
_QUICK_S = 3.0
_SLOW_S = 150.0
_LONGEST_PATH = 100
_ERRORS: dict[str, type[Exception]] = {
    e.__name__: e for e in (NoSuchRowError, ConsentError, MemoryFailure, ValueError)
}  # fmt: skip


class _OwnerGoneError(Exception):
    """Nobody answers at the socket."""


class SharedMemory:
    """The memory of a folder: owned by this process, or used through its owner. Safe for several threads."""

    def __init__(self, folder: Path, embed: Embed | None = None, *, url: str = "") -> None:
        self._folder, self._embed, self._url = folder, embed, url
        self._local: LocalMemory | None = None
        self._server: _Server | None = None
        self._client = _Client(folder)
        self._changing = threading.Lock()
        self._warned = False
        self._try_to_own()

    @property
    def is_owner(self) -> bool:
        """Whether this process owns the memory."""
        return self._local is not None

    @property
    def owner(self) -> str:
        """The owner's name for a person."""
        return owner_name(self._folder)

    def add(self, row: MemoryRow) -> str:
        """Remember a row; see `Memory.add`."""
        if self._local is not None:
            return self._local.add(row)
        try:
            return str(self._ask("add", row=row))
        except OwnerBusyError as error:
            admitted = admit(row)
            if admitted is None:
                return ""
            self._warn(f"{error}; what is to be remembered is written down for it")
            try:
                with contextlib.closing(RowLog(self._folder / "rows.log")) as log:
                    return log.append(admitted)
            except OSError as failure:
                raise OwnerBusyError(f"{error}; nothing was remembered ({failure})") from failure

    def recall(
        self,
        query: str,
        *,
        run: str = "",
        k: int = 4,
        patience_s: float = 0.0,
        kinds: Collection[Kind] = (),
        profile: str = DEFAULT_PROFILE,
        scope: Collection[str] = (),
        token_budget: int = 300,
    ) -> list[Recalled]:
        """Return up to `k` rows, best first; see `Memory.recall`. None when the owner does not answer."""
        try:
            found: list[Recalled] = self._ask(
                "recall", query=query, run=run, k=k, patience_s=patience_s, kinds=list(kinds), profile=profile,
                scope=list(scope), token_budget=token_budget,
            )  # fmt: skip
        except OwnerBusyError as error:
            self._warn(f"{error}; nothing is recalled")
            return []
        return found

    def close(self) -> None:
        """Finish the batch at hand, and give the memory free when this process owns it."""
        self._client.close()
        with self._changing:
            if self._server is not None:
                self._server.close()
            if self._local is not None:
                self._local.close()

    def wait_indexed(self, timeout_s: float = 60.0) -> bool:
        """Have every row embedded and stored in chromadb now; return whether that was done in time."""
        return bool(self._ask("wait_indexed", timeout_s=timeout_s))

    def rows(
        self, *, kinds: Collection[Kind] = (), profile: str = DEFAULT_PROFILE, superseded: bool = False
    ) -> list[MemoryRow]:
        """Return rows in the order they were added; see `MemoryAdmin.rows`."""
        found: list[MemoryRow] = self._ask("rows", kinds=list(kinds), profile=profile, superseded=superseded)
        return found

    def get(self, row_id: str) -> MemoryRow | None:
        """Return the row of this id, also one that was replaced."""
        found: MemoryRow | None = self._ask("get", row_id=row_id)
        return found

    def edit(
        self,
        row_id: str,
        *,
        text: str | None = None,
        value: Mapping[str, Any] | None = None,
        scope: str | None = None,
        valid_until: float | None = None,
    ) -> str:
        """Add a row that replaces this one; see `MemoryAdmin.edit`."""
        plain = None if value is None else dict(value)
        return str(self._ask("edit", row_id=row_id, text=text, value=plain, scope=scope, valid_until=valid_until))

    def forget(self, which: Which) -> int:
        """Remove rows and all that is left of them; see `MemoryAdmin.forget`."""
        if callable(which):
            which = [body["id"] for body in self.export() if which(row_from_dict(body))]
        return int(self._ask("forget", which=which if isinstance(which, str) else list(which)))

    def history(self, row_id: str) -> list[MemoryRow]:
        """Return what the row replaced, the row, and what replaced it, oldest first."""
        found: list[MemoryRow] = self._ask("history", row_id=row_id)
        return found

    def uses(self, row_id: str) -> int:
        """Return how often the row was said again or used."""
        return int(self._ask("uses", row_id=row_id))

    def note_use(self, row_ids: Collection[str]) -> None:
        """Count one use of each row; not counted when the owner does not answer."""
        with contextlib.suppress(OwnerBusyError):
            self._ask("note_use", row_ids=list(row_ids))

    def export(self) -> Iterator[dict[str, Any]]:
        """Yield every row of every profile; see `MemoryAdmin.export`."""
        yield from self._ask("export")

    def import_rows(self, rows: Iterable[Mapping[str, Any]], *, consent: bool, mine: bool = False) -> int:
        """Add exported rows; see `MemoryAdmin.import_rows`."""
        return int(self._ask("import_rows", rows=[dict(row) for row in rows], consent=consent, mine=mine))

    # ------------------------------------------------------------------ inside

    def _ask(self, call: str, **values: Any) -> Any:
        deadline = time.monotonic() + _START_S
        while self._local is None:
            try:
                return self._client.ask(call, values)
            except _OwnerGoneError as error:
                if self._try_to_own():
                    break
                if time.monotonic() > deadline:
                    raise self._busy() from error
                time.sleep(0.02)  # an owner that is starting or ending
            except TimeoutError as error:
                raise self._busy() from error
        return getattr(self._local, call)(**values)

    def _try_to_own(self) -> bool:
        with self._changing:
            if self._local is None:
                try:
                    self._local = LocalMemory(self._folder, self._embed, url=self._url)
                except OwnedElsewhereError:
                    return False
                self._server = _Server(self._folder, self._local)
            return True

    def _busy(self) -> OwnerBusyError:
        return OwnerBusyError(f"the memory belongs to {self.owner}, which does not answer; close it and try again")

    def _warn(self, text: str) -> None:
        if not self._warned:
            logger.warning("%s", text)
        self._warned = True


class _Client:
    """Asks the owner; one connection a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._here = threading.local()
        self._streams: set[socket.socket] = set()

    def ask(self, call: str, values: Mapping[str, Any]) -> Any:
        slow = call not in ("add", "recall", "note_use", "uses", "get")
        limit = _SLOW_S if slow else _QUICK_S + float(values.get("patience_s", 0.0))
        try:
            stream = self._stream()
            stream.settimeout(limit)
            # What is not begun by then is not done: the caller has gone another way.
            until = time.monotonic() + limit
            stream.sendall(_encode({"call": call, "values": _packed(values), "until": until}))
            line = self._here.file.readline()
        except TimeoutError:
            self._drop()
            raise
        except OSError as error:
            self._drop()
            raise _OwnerGoneError(str(error)) from error
        if not line.endswith(b"\n"):
            self._drop()
            raise _OwnerGoneError("the owner ended")
        answer = json.loads(line)
        if "error" in answer:
            raise _ERRORS.get(answer["error"], MemoryFailure)(answer["text"])
        return _unpacked(answer["result"])

    def _stream(self) -> socket.socket:
        if getattr(self._here, "stream", None) is None:
            stream = socket.socket(socket.AF_UNIX)
            try:
                stream.settimeout(_QUICK_S)
                with _address(self._folder) as address:
                    stream.connect(address)
            except OSError:
                stream.close()
                raise
            self._here.stream, self._here.file = stream, stream.makefile("rb")
            self._streams.add(stream)
        kept: socket.socket = self._here.stream
        return kept

    def close(self) -> None:
        self._drop()
        for stream in list(self._streams):  # of threads that have ended
            stream.close()

    def _drop(self) -> None:
        if getattr(self._here, "stream", None) is not None:
            self._here.file.close()
            self._here.stream.close()
            self._streams.discard(self._here.stream)
        self._here.stream = None


class _Server:
    """Answers other processes in threads of the owner."""

    def __init__(self, folder: Path, memory: LocalMemory) -> None:
        self._folder, self._memory = folder, memory
        self._streams: set[socket.socket] = set()
        (folder / _SOCKET).unlink(missing_ok=True)  # of an owner that was killed; the lock says that it is gone
        self._listener = socket.socket(socket.AF_UNIX)
        with _address(folder) as address:
            self._listener.bind(address)
        (folder / _SOCKET).chmod(0o600)
        self._listener.listen(16)
        self._thread = threading.Thread(target=self._accept, name="memory-owner", daemon=True)
        self._thread.start()

    def close(self) -> None:
        (self._folder / _SOCKET).unlink(missing_ok=True)
        for stream in (self._listener, *list(self._streams)):
            with contextlib.suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=2.0)

    def _accept(self) -> None:
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            if _peer_user(stream) != os.getuid():
                stream.close()
                continue
            self._streams.add(stream)
            threading.Thread(target=self._serve, args=(stream,), name="memory-client", daemon=True).start()

    def _serve(self, stream: socket.socket) -> None:
        with stream, stream.makefile("rb") as lines, contextlib.suppress(OSError):
            for line in lines:
                stream.sendall(_encode(self._answer(line)))
        self._streams.discard(stream)

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            if time.monotonic() > asked["until"]:
                return {"error": "MemoryFailure", "text": "asked too long ago; nothing was done"}
            result = _calls(self._memory)[asked["call"]](**_unpacked(asked["values"]))
            return {"result": _packed(list(result) if isinstance(result, Iterator) else result)}
        except (MemoryFailure, KeyError, TypeError, ValueError, OSError) as error:
            return {"error": type(error).__name__, "text": str(error)}


def _calls(memory: LocalMemory) -> dict[str, Callable[..., Any]]:
    """Return what other processes may ask for; nothing else can be called."""
    ways = (
        memory.add, memory.recall, memory.wait_indexed, memory.rows, memory.get, memory.edit, memory.forget,
        memory.history, memory.uses, memory.note_use, memory.export, memory.import_rows,
    )  # fmt: skip
    return {way.__name__: way for way in ways}


def _packed(value: Any) -> Any:
    """Return a value as JSON: rows and recalled rows become named objects."""
    if isinstance(value, MemoryRow):
        return {"a": "row", "row": row_as_dict(value)}
    if isinstance(value, Recalled):
        return {"a": "recalled", "row": row_as_dict(value.row), "score": value.score, "why": value.why}
    if isinstance(value, Mapping):
        return {"a": "map", "map": [[k, _packed(v)] for k, v in value.items()]}
    return [_packed(v) for v in value] if isinstance(value, list | tuple) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(v) for v in value]
    if not isinstance(value, dict):
        return value
    match value["a"]:
        case "row":
            return row_from_dict(value["row"])
        case "recalled":
            return Recalled(row_from_dict(value["row"]), value["score"], value["why"])
        case _:
            return {k: _unpacked(v) for k, v in value["map"]}


def _encode(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def _peer_user(stream: socket.socket) -> int:
    if not hasattr(socket, "SO_PEERCRED"):
        return os.getuid()  # the folder's and the socket's modes keep others out
    _, user, _ = struct.unpack("3i", stream.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(user)


@contextlib.contextmanager
def _address(folder: Path) -> Iterator[str]:
    """Yield the socket's address; a path that is too long for a socket goes by the folder's handle (Linux)."""
    path = str(folder / _SOCKET)
    if len(path.encode()) <= _LONGEST_PATH:
        yield path
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{handle}/{_SOCKET}"
    finally:
        os.close(handle)

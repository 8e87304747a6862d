"""A TCP server on loopback that takes requests one by one and keeps every byte; what it answers, others say.

It knows no more of HTTP than where a request ends, and no model.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

_POLL_S = 0.05
_IDLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came in."""

    head: bytes
    body: bytes

    def json(self) -> Any:
        """Return the body's JSON."""
        return json.loads(self.body)


class LoopbackServer(ABC):
    """Listens on loopback while the `with` block runs."""

    def __init__(self) -> None:
        self.closing = threading.Event()
        """Set at the end: what waits on it waits no longer."""
        self.port = 0
        self._lock = threading.Lock()
        self._raw: list[bytes] = []
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None

    @abstractmethod
    def answer(self, connection: socket.socket, request: Received) -> bool:
        """Answer one request; whether the connection stays open. OSError ends the connection."""

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def received(self) -> bytes:
        """Every byte that clients sent, in order of arrival."""
        with self._lock:
            return b"".join(self._raw)

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.down()
        for thread in self._threads:
            thread.join(timeout=5)

    def up(self) -> None:
        """Listen, on the same port as before."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", self.port))
        except OSError:
            listener.close()
            raise
        listener.listen(64)
        listener.settimeout(_POLL_S)
        self.port, self._listener = listener.getsockname()[1], listener
        self._acceptor = self._start(self._accept, listener)

    def down(self) -> None:
        """Close the port and every connection, as a machine that died or lost its network."""
        if (listener := self._listener) is not None:
            self._listener = None
            self._acceptor.join(timeout=2)  # a socket that a thread waits at keeps its port
            listener.close()
        with self._lock:
            doomed = list(self._open)
        for connection in doomed:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def keep(self, connection: socket.socket) -> None:
        """Close a connection too when the server goes down."""
        connection.settimeout(_IDLE_S)
        with self._lock:
            self._open.add(connection)

    def drop(self, connection: socket.socket) -> None:
        """Close a connection now."""
        with self._lock:
            self._open.discard(connection)
        connection.close()

    def take(self, connection: socket.socket) -> bytes:
        """Return the next bytes of a connection, and keep them; none at its end."""
        piece = connection.recv(65536)
        with self._lock:
            self._raw.append(piece)
        return piece

    def _start(self, work: Callable[[socket.socket], None], connection: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=work, args=(connection,), daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self, listener: socket.socket) -> None:
        while listener is self._listener:
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self.keep(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            while (request := self._read(connection)) is not None:
                if not self.answer(connection, request):
                    return
        except OSError:
            return
        finally:
            self.drop(connection)

    def _read(self, connection: socket.socket) -> Received | None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := self.take(connection)):
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = (x.split(b":")[1] for x in head.split(b"\r\n") if x.lower().startswith(b"content-length:"))
        length = int(next(lengths, 0))
        while len(body) < length and (piece := self.take(connection)):
            body += piece
        return Received(head, body)

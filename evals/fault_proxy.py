"""A TCP proxy on loopback that keeps what passes and misbehaves on command: between a client and a real model server.

It knows no HTTP beyond the end of a request's head, and no model. Each entry of `faults` is for one request.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Literal, Self

Kind = Literal["pass", "cut", "slow", "status", "dead"]
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request."""

    kind: Kind = "pass"
    after_bytes: int = 0
    """`cut`: the connection closes after so many bytes of the answer, or after `wait_s` without any."""
    wait_s: float = 0.0
    """`slow`: so long nothing passes back. `cut`: see above; 0 waits for the bytes."""
    status: int = 500
    """`status`: this is answered, and the server behind sees nothing."""


class FaultProxy:
    """Listens while the `with` block runs and passes bytes to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self.faults: deque[Fault] = deque()
        self._lock = threading.Lock()
        self._up: list[bytes] = []
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._closing = threading.Event()
        self.requests = 0
        self.port = 0

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def received(self) -> bytes:
        """Every byte that clients sent, in order of arrival."""
        with self._lock:
            return b"".join(self._up)

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
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
        listener.listen(16)
        listener.settimeout(_POLL_S)
        self.port, self._listener = listener.getsockname()[1], listener
        self._acceptor = self._start(self._accept, listener)

    def down(self) -> None:
        """Close the port and every connection, as a machine that loses its network."""
        if (listener := self._listener) is not None:
            self._listener = None
            self._acceptor.join(timeout=2)
            listener.close()
        with self._lock:
            doomed = list(self._open)
        for connection in doomed:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _start(self, work: object, *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
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
            self._keep(connection)
            self._start(self._serve, connection)

    def _keep(self, connection: socket.socket) -> None:
        connection.settimeout(60)
        with self._lock:
            self._open.add(connection)

    def _drop(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)
        connection.close()

    def _serve(self, client: socket.socket) -> None:
        """Pass requests one by one until either side ends."""
        try:
            while (request := self._read(client)) is not None:
                fault = self.faults.popleft() if self.faults else Fault()
                if not self._pass(client, request, fault):
                    return
        except OSError:
            return
        finally:
            self._drop(client)

    def _pass(self, client: socket.socket, request: bytes, fault: Fault) -> bool:
        """Pass one request and its answer; whether the client's connection stays open."""
        if fault.kind == "dead":
            return False
        if fault.kind == "status":
            body = b'{"error": {"message": "no"}}'
            client.sendall(
                b"HTTP/1.1 %d x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % (fault.status, len(body))
                + body
            )
            return True
        server = socket.create_connection(("127.0.0.1", self._server_port), timeout=5)
        self._keep(server)
        try:
            server.sendall(_closing(request))
            return self._answer(client, server, fault)
        finally:
            self._drop(server)

    def _answer(self, client: socket.socket, server: socket.socket, fault: Fault) -> bool:
        passed, waited = 0, False
        if fault.kind == "cut" and fault.wait_s:
            server.settimeout(fault.wait_s)
        while piece := server.recv(65536):
            if fault.kind == "slow" and not waited:
                waited = True
                self._closing.wait(fault.wait_s)
            if fault.kind == "cut" and passed + len(piece) >= fault.after_bytes:
                client.sendall(piece[: fault.after_bytes - passed])
                return False
            client.sendall(piece if passed else _closing(piece))
            passed += len(piece)
        return False  # the server's connection ends with the answer, so the client's does

    def _read(self, client: socket.socket) -> bytes | None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := self._take(client)):
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(x.split(b":")[1]) for x in head.split(b"\r\n") if x.lower().startswith(b"content-length")), 0
        )
        while len(body) < length and (piece := self._take(client)):
            body += piece
        with self._lock:
            self.requests += 1
        return head + b"\r\n\r\n" + body

    def _take(self, client: socket.socket) -> bytes:
        piece = client.recv(65536)
        with self._lock:
            self._up.append(piece)
        return piece


def _closing(message: bytes) -> bytes:
    """Return a request or an answer saying that the connection ends with the answer, so that its end can be seen."""
    return message.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, *, timeout_s: float) -> bool:
    """Wait until something listens on a port of this machine; whether it does."""
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
            return True
        time.sleep(0.05)
    return False

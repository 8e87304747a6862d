"""A TCP proxy on loopback that keeps what passes and misbehaves on command: between a client and a real model server.

It knows no HTTP beyond the end of a request's head, and no model. Each entry of `faults` is for one request.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections import deque
from dataclasses import dataclass
from typing import Literal

from .loopback_server import LoopbackServer, Received

Kind = Literal["pass", "cut", "slow", "status", "dead"]


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


class FaultProxy(LoopbackServer):
    """Listens while the `with` block runs and passes requests one by one to a server on this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._server_port = port
        self.faults: deque[Fault] = deque()
        self.requests = 0

    def answer(self, connection: socket.socket, request: Received) -> bool:
        """Pass one request and its answer; whether the client's connection stays open."""
        fault = self.faults.popleft() if self.faults else Fault()
        with self._lock:
            self.requests += 1
        if fault.kind == "dead":
            return False
        if fault.kind == "status":
            body = b'{"error": {"message": "no"}}'
            connection.sendall(
                b"HTTP/1.1 %d x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % (fault.status, len(body))
                + body
            )
            return True
        server = socket.create_connection(("127.0.0.1", self._server_port), timeout=5)
        self.keep(server)
        try:
            server.sendall(_closing(request.head + b"\r\n\r\n" + request.body))
            return self._pass_back(connection, server, fault)
        finally:
            self.drop(server)

    def _pass_back(self, client: socket.socket, server: socket.socket, fault: Fault) -> bool:
        passed, waited = 0, False
        if fault.kind == "cut" and fault.wait_s:
            server.settimeout(fault.wait_s)
        while piece := server.recv(65536):
            if fault.kind == "slow" and not waited:
                waited = True
                self.closing.wait(fault.wait_s)
            if fault.kind == "cut" and passed + len(piece) >= fault.after_bytes:
                client.sendall(piece[: fault.after_bytes - passed])
                return False
            client.sendall(piece if passed else _closing(piece))
            passed += len(piece)
        return False  # the server's connection ends with the answer, so the client's does


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

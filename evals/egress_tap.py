"""Sees every byte that this process sends to a network socket while it listens, whoever sends it.

It replaces the socket methods of Python; native code that opens its own sockets is not seen. It knows no model server.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

_METHODS = ("send", "sendall", "sendto", "sendmsg")
Peer = tuple[str, int]


@dataclass(slots=True)
class EgressTap:
    """Collects what leaves, by peer; use it in a `with` block. Sockets of the same machine's files are left out."""

    sent: dict[Peer, bytearray] = field(default_factory=dict)
    connected: list[Peer] = field(default_factory=list)
    """Every address that was connected to, datagram sockets included."""
    _before: dict[str, Any] = field(default_factory=dict)
    _inside: threading.local = field(default_factory=threading.local)

    def __enter__(self) -> Self:
        for name in (*_METHODS, "connect", "connect_ex"):
            self._before[name] = socket.socket.__dict__.get(name)
            setattr(socket.socket, name, self._watched(name))
        return self

    def __exit__(self, *_: object) -> None:
        for name, before in self._before.items():
            if before is None:
                delattr(socket.socket, name)  # the method of the C class below shows again
            else:
                setattr(socket.socket, name, before)

    def to(self, port: int) -> bytes:
        """Return what went to a port, in order."""
        return b"".join(bytes(data) for (_, there), data in self.sent.items() if there == port)

    @property
    def everything(self) -> bytes:
        """All bytes to all peers."""
        return b"\n".join(bytes(data) for data in self.sent.values())

    def _watched(self, name: str) -> Callable[..., Any]:
        real = getattr(socket.socket, name)

        def method(sock: socket.socket, *arguments: Any, **more: Any) -> Any:
            if sock.family not in (socket.AF_INET, socket.AF_INET6) or getattr(self._inside, "busy", False):
                return real(sock, *arguments, **more)
            self._inside.busy = True  # sendall may call send: a byte counts once
            try:
                if name.startswith("connect"):
                    self.connected.append((str(arguments[0][0]), int(arguments[0][1])))
                elif name != "send":
                    self._note(sock, name, arguments)
                done = real(sock, *arguments, **more)
                if name == "send":  # which may take only a part
                    self._note(sock, name, (bytes(arguments[0])[:done],))
                return done
            finally:
                self._inside.busy = False

        return method

    def _note(self, sock: socket.socket, name: str, arguments: tuple[Any, ...]) -> None:
        data = b"".join(bytes(b) for b in arguments[0]) if name == "sendmsg" else bytes(arguments[0])
        peer = arguments[-1] if name == "sendto" else sock.getpeername()
        self.sent.setdefault((str(peer[0]), int(peer[1])), bytearray()).extend(data)

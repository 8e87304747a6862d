"""Forwards: an address of this machine that leads to a service of a phone.

Knows: adb's requests and words for them. A forward ends with its phone's connection.
Does not know: sockets (host_sockets.py) or what travels through.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
from dataclasses import dataclass

from .host_devices import Device
from .host_protocol import RequestError
from .host_sockets import HostSocket, listen


@dataclass(slots=True)
class _Forward:
    device: Device
    local: str
    remote: str
    listener: asyncio.Server
    clients: set[asyncio.Task[None]]


class Forwards:
    """The forwards of one host server, by their address on this machine."""

    def __init__(self) -> None:
        """Start with none."""
        self._forwards: dict[str, _Forward] = {}

    async def add(self, device: Device, local: str, remote: str, *, rebind: bool = True) -> int:
        """Lead `local` to a service of a phone; return the port that tcp:0 became, 0 for other addresses.

        Raises:
            RequestError: The address is taken, or no address.
        """
        known = self._forwards.get(local)
        if known is not None:
            if not rebind:
                raise RequestError("cannot rebind existing socket")
            known.device, known.remote = device, remote
            return 0
        forward: _Forward

        def on_client(client: HostSocket) -> None:
            task = asyncio.create_task(_join(forward, client))
            forward.clients.add(task)
            task.add_done_callback(forward.clients.discard)

        try:
            listener, port = await listen(local, on_client)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise RequestError(f"cannot bind listener: {reason}") from error
        except ValueError as error:
            raise RequestError(f"cannot bind listener: {error}") from error
        is_any_port = local == "tcp:0"
        name = f"tcp:{port}" if is_any_port else local
        forward = self._forwards[name] = _Forward(device, name, remote, listener, set())
        return port if is_any_port else 0

    def remove(self, local: str) -> None:
        """End one forward; raises RequestError when there is none."""
        forward = self._forwards.pop(local, None)
        if forward is None:
            raise RequestError(f"listener '{local}' not found")
        _end(forward)

    def remove_all(self) -> None:
        """End every forward of every phone, as adb does whichever phone is named."""
        for local in list(self._forwards):
            self.remove(local)

    def remove_of(self, device: Device) -> None:
        """End the forwards of a phone that left."""
        for local, forward in list(self._forwards.items()):
            if forward.device.transport_id == device.transport_id:
                self.remove(local)

    def listing(self) -> str:
        """Return one line for each: serial, address here, address there."""
        return "".join(f"{f.device.serial} {f.local} {f.remote}\n" for f in self._forwards.values())


async def _join(forward: _Forward, client: HostSocket) -> None:
    try:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await forward.device.link.serve(forward.remote.encode("utf-8", "surrogateescape"), client, lambda: None)
    finally:
        client.close()


def _end(forward: _Forward) -> None:
    forward.listener.close()
    for task in list(forward.clients):
        task.cancel()
    kind, _, path = forward.local.partition(":")
    if kind in ("local", "localfilesystem"):
        try:
            os.unlink(path)  # noqa: PTH108
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise

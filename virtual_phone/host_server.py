"""ainos' own adb host server: what an adb program, adbutils or any other client speaks to instead of Google's.

Knows: the listener, one session for each client, and the phones of this process.
Does not know: what the requests mean (host_services.py), or on which port it should be (host_share.py).
It listens on the loopback interface only and asks nobody for a key, as adb servers do.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import TYPE_CHECKING

from .host_devices import Device, Devices
from .host_dial import Dialer
from .host_forwards import Forwards
from .host_links import LocalLink
from .host_protocol import OKAY, RequestError, fail, parse_host_request, read_request
from .host_services import HostServices
from .host_sockets import HostSocket, listen

if TYPE_CHECKING:
    from .adbd import AdbDaemon

logger = logging.getLogger(__name__)

_ASKS_WITHIN_S = 60.0
_AWAY_S = 0.3
"""How long a phone stays away after a drop: who waits for it to go must have time to ask."""


class HostServer:
    """Serves clients of any number of phones."""

    def __init__(self) -> None:
        """Know no phone yet; nothing listens before `start`."""
        self.devices = Devices()
        self._forwards = Forwards()
        self._dialer = Dialer(self.devices, self._is_local)
        self._services = HostServices(self.devices, self._forwards, self._dialer, self._restart)
        self.devices.on_remove.append(self._forwards.remove_of)
        self._phones: dict[AdbDaemon, _LocalPhone] = {}
        self._sessions: set[asyncio.Task[None]] = set()
        self._clients: weakref.WeakSet[HostSocket] = weakref.WeakSet()
        self._listener: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """Listen on a port of the loopback interface (0: any free one) and return it; raises OSError."""
        self._listener, port = await listen(f"tcp:{port}", self._on_client)
        return port

    async def stop(self) -> None:
        """Stop listening; end every session, forward and connection. The phones live on."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for daemon in list(self._phones):
            self.remove(daemon)
        ending = [*self._sessions, *self._dialer.forget_all()]
        self._forwards.remove_all()
        for session in self._sessions:
            session.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for client in self._clients:
            client.close_now()

    def add(self, daemon: AdbDaemon) -> None:
        """Show a phone of this process under its daemon's serial."""
        if daemon not in self._phones:
            self._phones[daemon] = _LocalPhone(daemon, self.devices)

    def remove(self, daemon: AdbDaemon) -> None:
        """Show a phone of this process no longer."""
        phone = self._phones.pop(daemon, None)
        if phone is not None:
            phone.end()

    def _is_local(self, serial: str) -> bool:
        return any(daemon.serial == serial for daemon in self._phones)

    def _restart(self) -> None:
        """Do what killing and starting a server does to its clients; the port is never given up.

        Programs that kill a server after an error start one next: were the port free, they would put Google's there.
        """
        asking = asyncio.current_task()
        for session in self._sessions:
            if session is not asking:
                session.cancel()
        self._forwards.remove_all()
        self._dialer.forget_all()
        for daemon in list(self._phones):
            self.remove(daemon)
            self.add(daemon)

    def _on_client(self, client: HostSocket) -> None:
        self._clients.add(client)
        session = asyncio.create_task(self._serve(client))
        self._sessions.add(session)
        session.add_done_callback(self._sessions.discard)

    async def _serve(self, client: HostSocket) -> None:
        try:
            await self._session(client)
        except RequestError as error:
            client.write(fail(str(error)))
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            pass  # the client left, or never asked
        finally:
            client.close()

    async def _session(self, client: HostSocket) -> None:
        device: Device | None = None
        while True:
            async with asyncio.timeout(_ASKS_WITHIN_S):
                request = await read_request(client)
            if request is None:
                return
            asked = parse_host_request(request)
            if asked is None:
                await self._serve_phone(request, device, client)
                return
            device = await self._services.answer(asked, client, device)
            if device is None:
                return

    async def _serve_phone(self, service: bytes, device: Device | None, client: HostSocket) -> None:
        if device is None:
            raise RequestError("device offline (no transport)")
        now = self.devices.find(device.serial)
        if now is None:
            raise RequestError("device offline (transport offline)")
        if now.state == "detached":
            raise RequestError(f"device '{now.serial}' is detached")
        if not await device.link.serve(service, client, lambda: client.write(OKAY)):
            raise RequestError("closed")


class _LocalPhone:
    """Shows one phone of this process; it leaves the list and comes back when its daemon restarts."""

    def __init__(self, daemon: AdbDaemon, devices: Devices) -> None:
        self._daemon, self._devices = daemon, devices
        self._return: asyncio.TimerHandle | None = None
        self._has_ended = False
        daemon.on_drop.append(self._drop)
        self._come()

    def end(self) -> None:
        """Leave for good."""
        self._has_ended = True
        self._daemon.on_drop.remove(self._drop)
        if self._return is not None:
            self._return.cancel()
        self._drop()

    def _come(self) -> None:
        self._link = LocalLink(self._daemon, self._left)
        self._device = self._devices.add(self._daemon.serial, self._link)

    def _drop(self) -> None:
        self._link.drop()

    def _left(self) -> None:
        self._devices.remove(self._device)
        if not self._has_ended:
            away_s = max(_AWAY_S, self._daemon.boots_for_s)
            self._return = asyncio.get_running_loop().call_later(away_s, self._come)

"""How the host server reaches a phone: directly in this process, or as an adb host through the phone's adbd port.

Knows: opening a service for one client and carrying its bytes until either side ends.
Does not know: the host protocol, or which phones there are.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from .adb_packets import AUTH, CNXN, MAX_PAYLOAD_BYTES, STLS, VERSION, Packet
from .adb_stream import AdbStream
from .adb_transport import AINOS_HOST, FEATURES, Service, Transport
from .host_sockets import HostSocket, connect
from .reverse import copy_both_ways

if TYPE_CHECKING:
    from .adbd import AdbDaemon

logger = logging.getLogger(__name__)

_SHAKE_HANDS_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Banner:
    """What a phone says of itself when it is connected."""

    product: str = ""
    model: str = ""
    device: str = ""
    features: str = ""
    """Names with commas between them."""

    @classmethod
    def parse(cls, payload: bytes) -> Banner:
        """Read `device::ro.product.name=…;…;features=…`; what is missing stays empty."""
        text = payload.rstrip(b"\0").decode("utf-8", "replace")
        fields = dict(field.partition("=")[::2] for field in text.split(":", 2)[-1].split(";"))
        names = ("ro.product.name", "ro.product.model", "ro.product.device", "features")
        return cls(*(fields.get(name, "") for name in names))


class Link(Protocol):
    """A way to one phone that is online."""

    banner: Banner

    async def serve(self, destination: bytes, client: HostSocket, accepted: Callable[[], None]) -> bool:
        """Open a service for a client, call `accepted`, and carry bytes to the end; False when it is refused."""
        ...

    def hang_up(self) -> None:
        """End everything that runs on it; it stays connected."""
        ...

    def drop(self) -> None:
        """End everything that runs on it, and the connection."""
        ...


class LocalLink:
    """A phone of this process: its services read and write the client's socket themselves."""

    def __init__(self, daemon: AdbDaemon, on_drop: Callable[[], None]) -> None:
        """Hold the daemon for its services and its banner; `on_drop` is called once, when the link ends."""
        self._daemon = daemon
        self._on_drop = on_drop
        self._sessions: set[asyncio.Task[None]] = set()
        self.banner = Banner.parse(daemon.banner())
        self.is_online = True

    async def serve(self, destination: bytes, client: HostSocket, accepted: Callable[[], None]) -> bool:
        """See Link."""
        service = self._daemon.services.find(destination, cast("Transport", self)) if self.is_online else None
        if service is None:
            return False
        accepted()
        session = asyncio.create_task(_run(service, client), name=destination.decode("utf-8", "replace"))
        self._sessions.add(session)
        client.on_leave = lambda: _end_later(session, service.hangup_grace_s)
        if client.has_left:
            client.on_leave()
        try:
            await asyncio.wait([session])
        finally:
            session.cancel()
            self._sessions.discard(session)
        if not session.cancelled() and (error := session.exception()) is not None:
            # A fault of the phone must not take the host server with it.
            logger.error("adb service %r failed", session.get_name(), exc_info=error)
        return True

    async def open(self, destination: str) -> HostSocket:
        """Connect a reverse forward of the phone to its address on this machine.

        Raises:
            ConnectionRefusedError: Nobody listens there.
        """
        try:
            return await connect(destination)
        except (OSError, ValueError) as error:
            raise ConnectionRefusedError(f"{destination}: {error}") from error

    def hang_up(self) -> None:
        """See Link; the phone's reverse forwards of this server end too."""
        for session in list(self._sessions):
            session.cancel()
        self._daemon.services.transport_ended(cast("Transport", self))

    def drop(self) -> None:
        """See Link."""
        if not self.is_online:
            return
        self.is_online = False
        self.hang_up()
        self._on_drop()


async def _run(service: Service, client: HostSocket) -> None:
    # HostSocket has the reading and writing methods of an AdbStream, not its type.
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        await service.run(cast("AdbStream", client))
        client.close()
        await client.wait_closed()


def _end_later(session: asyncio.Task[None], seconds: float) -> None:
    asyncio.get_running_loop().call_later(seconds, session.cancel)


class RemoteLink(Transport):
    """A phone behind an adbd port; this is the host's end of the connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold the connection; use `dial`."""
        super().__init__(reader, writer, banner=lambda: b"", find_service=self._find_host_service)
        self._shaken: asyncio.Future[Banner] = asyncio.get_running_loop().create_future()
        self._reverse: set[str] = set()
        self.banner = Banner()
        self.running: asyncio.Task[None]

    @classmethod
    async def dial(cls, host: str, port: int) -> RemoteLink:
        """Connect and shake hands.

        Raises:
            OSError: Nobody listens, no answer came in 10 s (TimeoutError), or the device wants a key
                (PermissionError).
        """
        async with asyncio.timeout(_SHAKE_HANDS_WITHIN_S):
            link = cls(*await asyncio.open_connection(host, port))
            link.running = asyncio.create_task(link._run_to_the_end())
            try:
                banner = f"host:{AINOS_HOST}:features={','.join(FEATURES)}"
                link._send(Packet(CNXN, VERSION, MAX_PAYLOAD_BYTES, banner.encode()))
                link.banner = await link._shaken
            except BaseException:
                link.running.cancel()
                raise
        return link

    async def serve(self, destination: bytes, client: HostSocket, accepted: Callable[[], None]) -> bool:
        """See Link."""
        self._note_reverse(destination)
        try:
            far = await self.open(destination.decode("utf-8", "surrogateescape"))
        except ConnectionRefusedError:
            return False
        accepted()
        try:
            await copy_both_ways(client, client, far)
        finally:
            far.close()
            client.close()
        return True

    def hang_up(self) -> None:
        """See Link."""
        for stream in list(self._streams.values()):
            stream.hang_up()
            stream.close()
        self._reverse.clear()

    async def _run_to_the_end(self) -> None:
        try:
            await self.run()
        finally:
            if not self._shaken.done():
                self._shaken.set_exception(ConnectionResetError("the connection ended before the handshake"))

    def _dispatch(self, packet: Packet) -> None:
        if packet.command in (AUTH, STLS) and not self._shaken.done():
            self._shaken.set_exception(PermissionError("the device wants a key; this server has none"))
            self.drop()
        else:
            super()._dispatch(packet)

    def _connect(self, packet: Packet) -> None:
        """Take the phone's banner; the phone speaks last, so nothing is answered."""
        if self._shaken.done():
            return
        banner = Banner.parse(packet.payload)
        self._max_payload = min(MAX_PAYLOAD_BYTES, packet.arg1 or MAX_PAYLOAD_BYTES)
        self._delayed_ack = "delayed_ack" in banner.features.split(",")
        self.is_online = True
        self._shaken.set_result(banner)

    def _note_reverse(self, destination: bytes) -> None:
        """Remember what the phone may open here: only what a client of ours asked for."""
        request = destination.decode("utf-8", "replace").removeprefix("reverse:forward:")
        if destination.startswith(b"reverse:forward:"):
            self._reverse.add(request.removeprefix("norebind:").partition(";")[2])

    def _find_host_service(self, destination: bytes, _: Transport) -> Service | None:
        address = destination.decode("utf-8", "replace")
        if address not in self._reverse:
            return None

        async def join(stream: AdbStream) -> None:
            with contextlib.suppress(OSError, ValueError):
                near = await connect(address)
                try:
                    await copy_both_ways(near, near, stream)
                finally:
                    near.close()

        return Service(join)

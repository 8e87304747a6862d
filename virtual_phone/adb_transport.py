"""One host connection: the handshake, and which stream a message belongs to.

Knows: CNXN, OPEN, OKAY, WRTE, CLSE and their answers.
Does not know: what services exist (it asks `find_service`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .adb_packets import (
    AUTH,
    AUTH_PUBLIC_KEY,
    AUTH_SIGNATURE,
    CLSE,
    CNXN,
    DELAYED_ACK_WINDOW_BYTES,
    MAX_PAYLOAD_BYTES,
    OKAY,
    OPEN,
    STLS,
    VERSION,
    VERSION_CHECKED,
    WRTE,
    AdbProtocolError,
    Packet,
    encode,
    read_packet,
)
from .adb_stream import AdbStream

logger = logging.getLogger(__name__)

FEATURES = (
    "shell_v2",
    "cmd",
    "stat_v2",
    "ls_v2",
    "fixed_push_mkdir",
    "fixed_push_symlink_timestamp",
    "abb",
    "abb_exec",
    "track_app",
    "sendrecv_v2",
    "sendrecv_v2_dry_run_send",
    "delayed_ack",
)

AINOS_HOST = "ainos"
"""How ainos' own host server names itself in its CNXN; Google's adb servers leave that place empty."""


_FLUSH_S = 1.0


@dataclass(frozen=True, slots=True)
class Service:
    """What answers an OPEN."""

    run: Callable[[AdbStream], Awaitable[None]]
    """Serves the stream; the stream is closed when it returns."""
    hangup_grace_s: float = 0.0
    """How long it may go on after the client left, to use up the input it still has; then it is cancelled."""


class Transport:
    """Serves one host connection from CNXN to the end."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        banner: Callable[[], bytes],
        find_service: Callable[[bytes, Transport], Service | None],
    ) -> None:
        """Hold the connection; `banner` and `find_service` are asked when needed."""
        self._reader = reader
        self._writer = writer
        self._banner = banner
        self._find_service = find_service
        self._checked = False
        self._max_payload = MAX_PAYLOAD_BYTES
        self._delayed_ack = False
        self._next_id = 1
        self._streams: dict[int, AdbStream] = {}
        self._running: dict[int, tuple[asyncio.Task[None], Service]] = {}
        self._opening: dict[int, asyncio.Future[bool]] = {}
        self.is_online = False
        self.peer_name = ""
        """What the host calls itself."""

    async def run(self) -> None:
        """Serve until the connection ends; then end all its services."""
        try:
            while True:
                self._dispatch(await read_packet(self._reader))
                # Backpressure: do not read further requests while the socket is full of answers.
                await self._writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except AdbProtocolError as error:
            logger.warning("closing an adb connection: %s", error)
        finally:
            await self._end()

    def drop(self) -> None:
        """Close the connection after what has been sent, as a restarting adbd does."""
        self._writer.close()

    async def open(self, destination: str) -> AdbStream:
        """Open a stream towards the host (reverse forward).

        Raises:
            ConnectionRefusedError: The host does not accept it, or the connection ended.
        """
        stream = self._add_stream(0, 0 if self._delayed_ack else None)
        opened = self._opening[stream.local_id] = asyncio.get_running_loop().create_future()
        window = DELAYED_ACK_WINDOW_BYTES if self._delayed_ack else 0
        self._send(Packet(OPEN, stream.local_id, window, destination.encode("utf-8", "surrogateescape") + b"\0"))
        if not await opened:
            raise ConnectionRefusedError(f"the host refused {destination}")
        return stream

    def _dispatch(self, packet: Packet) -> None:
        if packet.command == AUTH:
            # Authentication is off, as on an emulator: a host that proves who it is anyway is let in.
            if packet.arg0 in (AUTH_SIGNATURE, AUTH_PUBLIC_KEY):
                self._greet()
        elif packet.command == STLS:
            pass
        elif packet.command == CNXN:
            self._connect(packet)
        elif not self.is_online:
            raise AdbProtocolError(f"message {packet.command:#x} before CNXN")
        elif packet.command == OPEN:
            self._opened_by_host(packet)
        elif packet.command == OKAY:
            self._okay(packet)
        elif packet.command == CLSE:
            self._closed_by_host(packet)
        elif packet.command == WRTE:
            stream = self._streams.get(packet.arg1)
            if stream is not None:
                stream.feed(packet.payload)
        else:
            raise AdbProtocolError(f"unknown message {packet.command:#x}")

    def _connect(self, packet: Packet) -> None:
        self._checked = packet.arg0 <= VERSION_CHECKED
        self.peer_name = (packet.payload.split(b":") + [b""])[1].decode("utf-8", "replace")
        self._max_payload = min(MAX_PAYLOAD_BYTES, packet.arg1 or MAX_PAYLOAD_BYTES)
        _, _, features = packet.payload.rstrip(b"\0").partition(b"features=")
        self._delayed_ack = b"delayed_ack" in features.split(b";")[0].split(b",")
        self._greet()

    def _greet(self) -> None:
        self.is_online = True
        self._send(Packet(CNXN, VERSION, MAX_PAYLOAD_BYTES, self._banner()))

    def _opened_by_host(self, packet: Packet) -> None:
        destination = packet.payload.removesuffix(b"\0")
        has_window = packet.arg1 != 0
        service = self._find_service(destination, self) if has_window == self._delayed_ack else None
        if service is None or packet.arg0 == 0:
            self._send(Packet(CLSE, 0, packet.arg0))
            return
        stream = self._add_stream(packet.arg0, packet.arg1 if has_window else None)
        grant = struct.pack("<i", DELAYED_ACK_WINDOW_BYTES) if has_window else b""
        self._send(Packet(OKAY, stream.local_id, stream.remote_id, grant))
        task = asyncio.create_task(_serve(stream, service), name=destination.decode("utf-8", "replace"))
        self._running[stream.local_id] = (task, service)
        task.add_done_callback(lambda done: self._service_ended(stream.local_id, done))

    def _service_ended(self, local_id: int, task: asyncio.Task[None]) -> None:
        self._running.pop(local_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            # A fault of the phone must not take the other streams with it.
            logger.error("adb service %r failed", task.get_name(), exc_info=error)

    def _okay(self, packet: Packet) -> None:
        stream = self._streams.get(packet.arg1)
        if stream is None:
            return
        opened = self._opening.pop(packet.arg1, None)
        if opened is not None and not opened.done():
            stream.remote_id = packet.arg0
            opened.set_result(True)
        stream.acknowledged(packet.payload)

    def _closed_by_host(self, packet: Packet) -> None:
        stream = self._streams.get(packet.arg1)
        if stream is None:
            return
        opened = self._opening.pop(packet.arg1, None)
        if opened is not None and not opened.done():
            opened.set_result(False)
        stream.hang_up()
        self._send(Packet(CLSE, stream.local_id, packet.arg0))
        if stream.local_id in self._running:
            task, service = self._running[stream.local_id]
            asyncio.get_running_loop().call_later(service.hangup_grace_s, task.cancel)

    def _add_stream(self, remote_id: int, window_bytes: int | None) -> AdbStream:
        stream = AdbStream(
            self._next_id,
            remote_id,
            self._send,
            max_payload_bytes=self._max_payload,
            window_bytes=window_bytes,
        )
        self._next_id += 1
        self._streams[stream.local_id] = stream
        return stream

    def _send(self, packet: Packet) -> None:
        if packet.command == CLSE:
            self._streams.pop(packet.arg0, None)
        if not self._writer.is_closing():
            self._writer.write(encode(packet, checked=self._checked))

    async def _end(self) -> None:
        self.is_online = False
        for opened in self._opening.values():
            if not opened.done():
                opened.set_result(False)
        for stream in list(self._streams.values()):
            stream.hang_up()
        tasks = [task for task, _ in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._streams.clear()
        self._writer.close()
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(_FLUSH_S):
                await self._writer.wait_closed()
        self._writer.transport.abort()  # a peer that stopped reading would keep it for ever


async def _serve(stream: AdbStream, service: Service) -> None:
    try:
        await service.run(stream)
        stream.close()
        await stream.wait_closed()
    except (BrokenPipeError, asyncio.IncompleteReadError):
        pass  # the client left: nobody is there to be told
    finally:
        stream.close()

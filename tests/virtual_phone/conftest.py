"""A host that speaks raw adb messages, and a daemon over a phone with real files and three commands.

For what real clients never do: broken messages, odd sizes, both kinds of flow control. What a real adb can do
is tested with real adb and a whole phone.
"""

from __future__ import annotations

import asyncio
import json
import random
import struct
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ainos.virtual_phone import adb_packets as wire
from ainos.virtual_phone.adb_packets import Packet
from ainos.virtual_phone.adbd import AdbDaemon
from ainos.virtual_phone.clock import Clock
from ainos.virtual_phone.fs import FileSystem
from ainos.virtual_phone.ledger import Ledger

DEADLINE_S = 20.0
START_MS = 1_773_676_800_000


class SmallPhone:
    """The parts of a phone that adbd needs; commands: echo, warn, cat, sleep, fail N, boom, whoami."""

    def __init__(self) -> None:
        self.seed, self.boot_id, self.random = 0, "boot", random.Random(0)
        self.clock = Clock(START_MS)
        self.ledger = Ledger(self.clock)
        self.fs = FileSystem(self.clock)
        self.ports: dict[int, Any] = {}
        self.properties = {
            "ro.product.name": "a=b;c",
            "ro.product.model": "Model X",
            "ro.product.device": "d",
        }
        self.activities = SimpleNamespace(resumed=None, home=lambda: None)
        self.on_reboot: list[Callable[[], None]] = []
        self.running: list[str] = []

    def reboot(self) -> None:
        for callback in self.on_reboot:
            callback()

    async def run_shell(
        self,
        command: str,
        *,
        stdin: Any,
        stdout: Any,
        stderr: Any,
        env: dict[str, str] | None = None,
        uid: int = 2000,
    ) -> int:
        verb, _, text = command.partition(" ")
        self.running.append(command)
        try:
            if verb == "echo":
                stdout.write(text.encode() + b"\n")
            elif verb == "warn":
                stderr.write(text.encode() + b"\n")
            elif verb == "whoami":
                stdout.write(f"{uid} {(env or {}).get('TERM', '')}\n".encode())
            elif verb == "cat":
                while piece := await stdin.read(5000):
                    stdout.write(piece)
                    await stdout.drain()
            elif verb == "sleep":
                await asyncio.sleep(float(text))
            elif verb == "boom":
                raise RuntimeError("a fault of the phone")
            elif verb == "fail":
                return int(text)
            else:
                stderr.write(f"/system/bin/sh: {verb}: inaccessible or not found\n".encode())
                return 127
            return 0
        finally:
            self.running.remove(command)


class HostStream:
    """The host's end of one stream; acknowledges like an adb server."""

    def __init__(self, host: Host, local_id: int) -> None:
        self.host = host
        self.local_id = local_id
        self.remote_id = 0
        self.data = bytearray()
        self.grants: list[int] = []
        self.acks = 0
        self.unacked_writes = 0
        self.most_unacked = 0
        self.is_closed = False

    async def write(self, data: bytes) -> None:
        """Send one WRTE and wait for its OKAY."""
        before = self.acks
        self.host.send(wire.WRTE, self.local_id, self.remote_id, data)
        await self.host.until(lambda: self.acks > before or self.is_closed)

    async def at_least(self, count: int) -> bytes:
        """Wait for so many bytes."""
        await self.host.until(lambda: len(self.data) >= count or self.is_closed)
        return bytes(self.data)

    async def until_closed(self) -> bytes:
        """Return all that came once the phone closed the stream."""
        await self.host.until(lambda: self.is_closed)
        return bytes(self.data)

    def close(self) -> None:
        """Send CLSE."""
        self.host.send(wire.CLSE, self.local_id, self.remote_id)


class Host:
    """One connection to adbd, as an adb server makes it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delayed: bool) -> None:
        self._reader, self._writer = reader, writer
        self.delayed = delayed
        self.streams: dict[int, HostStream] = {}
        self.packets: list[Packet] = []
        self.accepts: set[str] = set()
        self.banner = b""
        self.is_dropped = False
        self.holds_acks = False
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._next_id = 100

    @classmethod
    async def connect(cls, port: int, *, delayed: bool = False, version: int = wire.VERSION) -> Host:
        """Connect and shake hands; `delayed` lists delayed_ack among the host's features."""
        host = cls(*await asyncio.open_connection("127.0.0.1", port), delayed)
        features = b"shell_v2,stat_v2" + (b",delayed_ack" if delayed else b"")
        host.send(wire.CNXN, version, wire.MAX_PAYLOAD_BYTES, b"host::features=" + features)
        host._task = asyncio.create_task(host._listen())
        await host.until(lambda: bool(host.banner))
        return host

    async def open(self, destination: bytes | str) -> HostStream:
        """Open a service; a refused one comes back closed."""
        raw = destination.encode() if isinstance(destination, str) else destination
        self._next_id += 1
        stream = self.streams[self._next_id] = HostStream(self, self._next_id)
        window = wire.DELAYED_ACK_WINDOW_BYTES if self.delayed else 0
        self.send(wire.OPEN, stream.local_id, window, raw + b"\0")
        await self.until(lambda: bool(stream.remote_id) or stream.is_closed)
        return stream

    async def ask(self, destination: bytes | str) -> bytes:
        """Open a service and return all it says."""
        return await (await self.open(destination)).until_closed()

    def send(self, command: int, arg0: int, arg1: int, payload: bytes = b"") -> None:
        """Send one message."""
        self._writer.write(wire.encode(Packet(command, arg0, arg1, payload), checked=True))

    def send_raw(self, data: bytes) -> None:
        """Send bytes that need not be a message."""
        self._writer.write(data)

    async def until(self, claim: Callable[[], bool]) -> None:
        """Wait until something is true."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: claim() or self.is_dropped), DEADLINE_S)

    async def close(self) -> None:
        """Drop the connection."""
        self._writer.close()
        if self._task is not None:
            await self._task

    async def _listen(self) -> None:
        try:
            while True:
                packet = await wire.read_packet(self._reader)
                self.packets.append(packet)
                self._take(packet)
                async with self._changed:
                    self._changed.notify_all()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.is_dropped = True
            async with self._changed:
                self._changed.notify_all()

    def _take(self, packet: Packet) -> None:
        stream = self.streams.get(packet.arg1)
        if packet.command == wire.CNXN:
            self.banner = packet.payload
        elif packet.command == wire.OPEN:
            self._opened_by_phone(packet)
        elif stream is None:
            pass
        elif packet.command == wire.OKAY:
            if stream.remote_id:
                stream.acks += 1
            stream.remote_id = packet.arg0
            stream.grants += struct.unpack("<i", packet.payload) if packet.payload else ()
        elif packet.command == wire.CLSE:
            stream.is_closed = True
        elif packet.command == wire.WRTE:
            stream.data += packet.payload
            stream.unacked_writes += 1
            stream.most_unacked = max(stream.most_unacked, stream.unacked_writes)
            if not self.holds_acks:
                self.acknowledge(stream, len(packet.payload))

    def acknowledge(self, stream: HostStream, size: int) -> None:
        """Send the OKAY for one WRTE."""
        stream.unacked_writes -= 1
        payload = struct.pack("<i", size) if self.delayed else b""
        self.send(wire.OKAY, stream.local_id, stream.remote_id, payload)

    def _opened_by_phone(self, packet: Packet) -> None:
        destination = packet.payload.rstrip(b"\0").decode()
        if destination not in self.accepts:
            self.send(wire.CLSE, 0, packet.arg0)
            return
        self._next_id += 1
        stream = self.streams[self._next_id] = HostStream(self, self._next_id)
        stream.remote_id = packet.arg0
        grant = struct.pack("<i", wire.DELAYED_ACK_WINDOW_BYTES) if self.delayed else b""
        self.send(wire.OKAY, stream.local_id, stream.remote_id, grant)


Scenario = Callable[[Host, AdbDaemon], Awaitable[Any]]


def _whole_phone() -> Any:
    from ainos.virtual_phone.phone import Phone

    return Phone()


@pytest.fixture(scope="session")
def talk() -> Callable[..., Any]:
    """Return talk(scenario, whole=False, delayed=False): run scenario(host, daemon) over a loopback socket.

    whole: behind the daemon is a real Phone, not the small one.
    """

    def run(scenario: Scenario, *, whole: bool = False, **options: Any) -> Any:
        async def session() -> Any:
            daemon = AdbDaemon(_whole_phone() if whole else SmallPhone())  # type: ignore[arg-type]
            await daemon.start()
            host = await Host.connect(daemon.port, **options)
            try:
                async with asyncio.timeout(DEADLINE_S):
                    return await scenario(host, daemon)
            finally:
                await host.close()
                await daemon.stop()

        return asyncio.run(session())

    return run


@pytest.fixture
def small_phone() -> SmallPhone:
    """Return the parts of a phone that adbd needs, for tests with a daemon of their own."""
    return SmallPhone()


_SELECTOR_FIELDS = [
    "text", "textContains", "textMatches", "textStartsWith", "className", "classNameMatches", "description",
    "descriptionContains", "descriptionMatches", "descriptionStartsWith", "checkable", "checked", "clickable",
    "longClickable", "scrollable", "enabled", "focusable", "focused", "selected", "packageName",
    "packageNameMatches", "resourceId", "resourceIdMatches", "index", "instance",
]  # fmt: skip


class AutomatorClient:
    """Calls the uiautomator2 server of a phone in this process, without adb and HTTP."""

    def __init__(self, phone: Any) -> None:
        self.phone = phone

    @staticmethod
    def selector(**fields: Any) -> dict[str, Any]:
        """Return a selector with its mask, as the Python client makes it."""
        mask = sum(1 << _SELECTOR_FIELDS.index(name) for name in fields)
        return {"mask": mask, "childOrSibling": [], "childOrSiblingSelector": [], **fields}

    def start(self, component: str, **extras: Any) -> None:
        """Start an activity, 'package/.Name'."""
        from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent

        assert self.phone.activities.start(Intent(component=component, extras=extras, flags=FLAG_NEW_TASK)).ok

    def answer(self, method: str, *params: Any) -> dict[str, Any]:
        """Return the whole JSON-RPC answer."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        answer: dict[str, Any] = asyncio.run(self.phone.automator.answer(json.dumps(request).encode()))
        return json.loads(json.dumps(answer))

    def call(self, method: str, *params: Any) -> Any:
        """Return the result; fail on an error."""
        answer = self.answer(method, *params)
        assert "error" not in answer, answer
        return answer["result"]

    def error(self, method: str, *params: Any) -> dict[str, Any]:
        """Return the error; fail on a result."""
        answer = self.answer(method, *params)
        assert "error" in answer, answer
        return answer["error"]

    def text(self, **fields: Any) -> str | None:
        """Return the text of what a selector means."""
        return self.call("getText", self.selector(**fields))


@pytest.fixture
def u2() -> AutomatorClient:
    """Return a client of a fresh phone with the demo apps, without waits."""
    from ainos.virtual_phone.phone import Phone

    return AutomatorClient(Phone(pace="fast", app_sets=("demos",)))

"""Devices that the host server connects to: those that refuse, babble, want a key, or drop and come back."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ainos.virtual_phone import adb_packets as wire
from ainos.virtual_phone.adbd import AdbDaemon
from ainos.virtual_phone.host_devices import Devices
from ainos.virtual_phone.host_dial import Dialer
from ainos.virtual_phone.host_protocol import RequestError
from ainos.virtual_phone.host_server import HostServer
from ainos.virtual_phone.host_share import HostShare

DEADLINE_S = 10.0
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def listening(talk: Talk) -> tuple[asyncio.Server, str]:
    """Serve a device that talks like this; return its listener and its serial."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def connecting(talk: Talk) -> str:
    """Return what `adb connect` prints for a device that talks like this."""

    async def session() -> str:
        server, serial = await listening(talk)
        dialer = Dialer(Devices(), lambda _: False)
        try:
            async with asyncio.timeout(DEADLINE_S):
                answer = await dialer.connect(serial)
            return answer.replace(serial, "IT")
        finally:
            await asyncio.gather(*dialer.forget_all(), return_exceptions=True)
            server.close()

    return asyncio.run(session())


def test_a_device_that_wants_a_key_is_not_connected() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.read_packet(reader)
        writer.write(wire.encode(wire.Packet(wire.AUTH, 1, 0, b"t" * 20)))
        await reader.read()

    assert connecting(talk) == "failed to authenticate to IT"


@pytest.mark.parametrize("noise", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n" * 9, struct.pack("<6I", *[0] * 6)])
def test_a_listener_that_is_no_device_is_not_connected(noise: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(noise)
        await writer.drain()

    assert connecting(talk).startswith("failed to connect to 'IT': ")


@pytest.mark.parametrize("address", ["", "a:b:c", "host:99999", "host:0", "[::1", "host:"])
def test_what_is_no_address_is_not_dialled(address: str) -> None:
    answer = asyncio.run(Dialer(Devices(), lambda _: False).connect(address))
    assert answer.startswith(("couldn't parse", "bad port"))


def test_a_device_that_drops_is_connected_again_and_one_that_is_forgotten_is_not(small_phone: Any) -> None:
    async def session() -> None:
        daemon = AdbDaemon(small_phone)
        port = await daemon.start()
        server = HostServer()
        devices, dialer = server.devices, server._dialer
        async with asyncio.timeout(DEADLINE_S):
            assert await dialer.connect(f"127.0.0.1:{port}") == f"connected to 127.0.0.1:{port}"
            assert daemon.is_hosted
            assert not daemon.is_connected  # Google's server must still be told
            (first,) = devices
            daemon.drop_all()
            await devices.changed()
            assert not list(devices)
            await devices.changed()
            (second,) = devices
            assert (second.serial, second.transport_id) == (first.serial, first.transport_id + 1)
            assert dialer.disconnect(f"127.0.0.1:{port}") == f"disconnected 127.0.0.1:{port}"
            with pytest.raises(RequestError, match="no such device"):
                dialer.disconnect(f"127.0.0.1:{port}")
        await server.stop()
        await daemon.stop()

    asyncio.run(session())


def test_an_announced_phone_of_this_process_is_not_shown_twice(small_phone: Any) -> None:
    async def session() -> list[str]:
        daemon = AdbDaemon(small_phone)
        port = await daemon.start()
        daemon.serial = f"emulator-{port - 1}"
        server = HostServer()
        server.add(daemon)
        daemon.drop_all()  # away for a moment: just now nobody shows it
        await server._dialer.emulator(port)
        async with asyncio.timeout(DEADLINE_S):
            await server.devices.changed()
        try:
            return [device.serial for device in server.devices]
        finally:
            await server.stop()
            await daemon.stop()

    assert len(asyncio.run(session())) == 1


def test_a_wished_port_that_is_taken_is_an_error_and_gives_the_place_back(tmp_path: Any) -> None:
    async def session() -> None:
        taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = taken.sockets[0].getsockname()[1]
        with pytest.raises(OSError, match="address already in use|Address already in use"):
            await HostShare(tmp_path, port).start()
        share = HostShare(tmp_path)
        await share.start()
        assert share.port not in (0, port)
        other = HostShare(tmp_path)
        await other.start()
        assert other.port == share.port
        await other.stop()
        await share.stop()
        again = HostShare(tmp_path)
        await again.start()
        assert again.port == share.port
        await again.stop()
        taken.close()

    asyncio.run(session())

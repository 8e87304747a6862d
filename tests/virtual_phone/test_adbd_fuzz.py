"""What no honest host sends: random messages, cut-off and oversize ones, many and half-open connections, path escapes.

Whatever comes, the phone answers with a protocol error or Android's own words, serves the next host, logs no fault of
its own, and shows nothing of the machine that it runs on.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ainos.virtual_phone import adb_packets as wire

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COMMANDS = (wire.CNXN, wire.OPEN, wire.OKAY, wire.CLSE, wire.WRTE, wire.AUTH, wire.STLS)
DESTINATIONS = (
    b"sync:", b"shell:cat", b"shell,v2:cat", b"shell,v2,pty:cat", b"exec:cat", b"abb:", b"abb_exec:a\0b", b"jdwp",
    b"reverse:list-forward", b"reverse:forward:tcp:1;tcp:2", b"reverse:forward:tcp:99999999999;tcp:2", b"tcp:1",
    b"tcp:" + b"9" * 5000, b"sink:10", b"source:70000", b"source:-1", b"track-app", b"remount:", b"tcpip:foo",
    b"tcpip:0", b"localabstract:x", b"\xff\xfe:\0", b"",
)  # fmt: skip
numbers = some.sampled_from((0, 1, 2, 3, 101, 102, 1 << 20, 0xFFFFFFFF)) | some.integers(0, 0xFFFFFFFF)
payloads = some.sampled_from([name + b"\0" for name in DESTINATIONS]) | some.binary(max_size=300)
packets = some.tuples(some.sampled_from(COMMANDS), numbers, numbers, payloads)


def assert_no_fault(caplog):
    faults = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert faults == []


async def still_serves(host, daemon):
    fresh = await type(host).connect(daemon.port)
    assert await fresh.ask("shell:echo alive") == b"alive\n"
    await fresh.close()


@few
@given(script=some.lists(packets, max_size=30), delayed=some.booleans())
def test_random_messages_hurt_nobody_else(talk, caplog, script, delayed):
    async def scenario(host, daemon):
        for command, arg0, arg1, payload in script:
            host.send(command, arg0, arg1, payload)
        await still_serves(host, daemon)

    talk(scenario, delayed=delayed)
    assert_no_fault(caplog)


@few
@given(noise=some.binary(max_size=400))
def test_random_bytes_end_their_own_connection_at_most(talk, caplog, noise):
    async def scenario(host, daemon):
        host.send_raw(noise)
        await still_serves(host, daemon)

    talk(scenario)
    assert_no_fault(caplog)


sync_ids = some.sampled_from((
    b"STAT", b"LST2", b"STA2", b"LIST", b"LIS2", b"SEND", b"SND2", b"RECV", b"RCV2", b"DATA", b"DONE", b"QUIT", b"????",
))  # fmt: skip
odd_paths = (
    b"/", b"/data/local/tmp", b"/data/local/tmp/f,33188", b"/a\0b", b"/data/local/tmp/" + b"9" * 900, b"..", b"\xff",
    b"f,99999999999999999999", b"/data/local/tmp/f,99999999999", b",", b"",
)  # fmt: skip
paths = some.sampled_from(odd_paths) | some.binary(max_size=60)


@few
@given(messages=some.lists(some.tuples(sync_ids, paths, some.integers(-2, 2), some.binary(max_size=12)), max_size=12))
def test_random_sync_requests_get_an_answer_or_an_end(talk, caplog, messages):
    async def scenario(host, daemon):
        stream = await host.open("sync:")
        for name, path, lie, tail in messages:
            size = max(0, len(path) + lie)
            await stream.write(name + struct.pack("<I", size) + path + tail)
        stream.close()
        await still_serves(host, daemon)

    talk(scenario)
    assert_no_fault(caplog)


frame_lists = some.lists(some.tuples(some.integers(0, 9), some.binary(max_size=40), some.integers(-3, 3)), max_size=10)
HUGE_SIZES = struct.pack("<BI", 5, 5000) + b"9" * 5000 + struct.pack("<BI", 0, 0xFFFFFFFF)


async def send_frames(host, daemon, service, pieces):
    stream = await host.open(service)
    for number, data, lie in pieces:
        await stream.write(struct.pack("<BI", number, max(0, len(data) + lie)) + data)
    await stream.write(HUGE_SIZES)
    stream.close()
    await still_serves(host, daemon)


@few
@given(service=some.sampled_from(("shell,v2:cat", "abb:", "shell,v2,pty:cat")), pieces=frame_lists)
def test_random_shell_frames_end_the_command_at_most(talk, caplog, service, pieces):
    talk(lambda host, daemon: send_frames(host, daemon, service, pieces))
    assert_no_fault(caplog)


@settings(few, max_examples=8)
@given(service=some.sampled_from(("shell,v2,pty:", "shell,v2,raw:", "abb:package\0list\0packages")), pieces=frame_lists)
def test_random_keys_hurt_no_whole_phone(talk, caplog, service, pieces):
    talk(lambda host, daemon: send_frames(host, daemon, service, pieces), whole=True)
    assert_no_fault(caplog)


def open_descriptors():
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_two_thousand_quick_connections_leave_nothing_behind(talk, caplog):
    async def scenario(host, daemon):
        before = open_descriptors()
        for number in range(2000):
            _, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
            if number % 3 == 1:
                writer.write(wire.encode(wire.Packet(wire.CNXN, wire.VERSION, 4096, b"host::")))
            elif number % 3 == 2:
                writer.write(b"CNX")
            writer.close()
        await still_serves(host, daemon)
        for _ in range(500):
            if len(daemon._transports) == 1:
                break
            await asyncio.sleep(0.01)
        after = open_descriptors()
        return len(daemon._transports), after - before

    connections, descriptors = talk(scenario)
    assert connections == 1
    assert descriptors < 20
    assert_no_fault(caplog)


def test_hosts_that_stop_half_way_hold_up_nobody_and_not_the_end(talk, caplog):
    async def scenario(host, daemon):
        daemon.phone.fs.write("/data/local/tmp/big", bytes(64 << 20), mode=0o666)
        silent = [await asyncio.open_connection("127.0.0.1", daemon.port) for _ in range(20)]
        deaf = socket.create_connection(("127.0.0.1", daemon.port))
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        path = b"/data/local/tmp/big"
        for packet in (
            wire.Packet(wire.CNXN, wire.VERSION, 1 << 20, b"host::features=delayed_ack"),
            wire.Packet(wire.OPEN, 7, 32 << 20, b"sync:\0"),
            wire.Packet(wire.WRTE, 7, 1, b"RECV" + struct.pack("<I", len(path)) + path),
        ):
            deaf.sendall(wire.encode(packet))
        await still_serves(host, daemon)
        await daemon.stop()
        deaf.close()
        for _, writer in silent:
            writer.close()

    talk(scenario)
    assert_no_fault(caplog)


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("<6I", wire.OPEN, 1, 0, wire.MAX_PAYLOAD_BYTES + 1, 0, wire.OPEN ^ 0xFFFFFFFF),
        struct.pack("<6I", wire.WRTE, 1, 1, 0xFFFFFFFF, 0, wire.WRTE ^ 0xFFFFFFFF),
    ],
)
def test_an_oversize_length_is_a_protocol_error(talk, caplog, raw):
    async def scenario(host, daemon):
        host.send_raw(raw)
        await host.until(lambda: host.is_dropped)
        await still_serves(host, daemon)

    talk(scenario)
    assert "payload of" in caplog.text


def test_an_oversize_sync_message_is_refused_in_words(talk):
    async def scenario(host, daemon):
        long_path = await host.open("sync:")
        await long_path.write(b"STAT" + struct.pack("<I", 0x7FFFFFFF))
        long_data = await host.open("sync:")
        spec = b"/data/local/tmp/f,33188"
        await long_data.write(b"SEND" + struct.pack("<I", len(spec)) + spec + b"DATA" + struct.pack("<I", 1 << 30))
        return await long_path.until_closed(), await long_data.until_closed()

    first, second = talk(scenario)
    assert first == b"FAIL\x0d\0\0\0path too long"
    assert second[:4] == b"FAIL"
    assert second.endswith(b"oversize data message")


ESCAPES = (
    "/../../../../..{}",
    "../../../..{}",
    "/data/local/tmp/../../../..{}",
    "/proc/1/root{}",
    "/proc/self/root{}",
    "{}",
)


@pytest.mark.parametrize("way", ESCAPES)
def test_no_path_leads_to_the_files_of_the_host(talk, tmp_path, way):
    secret = tmp_path / "secret.txt"
    secret.write_text("of the host")
    (tmp_path / "link").symlink_to("/")
    path = way.format(secret).encode()

    async def scenario(host, daemon):
        async def ask(name, tail=b""):
            stream = await host.open("sync:")
            await stream.write(name + struct.pack("<I", len(path)) + path + tail)
            await stream.write(b"QUIT\0\0\0\0")
            return await stream.until_closed()

        setup = struct.pack("<4sI", b"RCV2", 0)
        answers = [await ask(b"RECV"), await ask(b"RCV2", setup), await ask(b"STAT"), await ask(b"LIST")]
        spec = path + b",33188"
        stream = await host.open("sync:")
        await stream.write(b"SEND" + struct.pack("<I", len(spec)) + spec + b"DATA\x03\0\0\0new" + b"DONE\0\0\0\0")
        await stream.at_least(8)
        return answers

    received, received_2, status, listed = talk(scenario)
    assert (received[:4], received_2[:4]) == (b"FAIL", b"FAIL")
    assert status == b"STAT" + bytes(12)
    assert b"DENT" not in listed
    assert secret.read_text() == "of the host"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "secret.txt"]

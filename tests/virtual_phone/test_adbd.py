"""adbd against a host that sends raw messages: handshake, flow control, closing, restarts."""

from __future__ import annotations

import asyncio
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ainos.virtual_phone import adb_packets as wire
from ainos.virtual_phone.adb_packets import Packet
from ainos.virtual_phone.adb_stream import AdbStream
from ainos.virtual_phone.adb_transport import FEATURES
from ainos.virtual_phone.reverse import copy_both_ways

both_flow_controls = pytest.mark.parametrize("delayed", [False, True], ids=["one_write", "delayed_ack"])


async def _wait_for(claim, deadline_s=5.0):
    end = asyncio.get_running_loop().time() + deadline_s
    while not claim():
        assert asyncio.get_running_loop().time() < end, "waited too long"
        await asyncio.sleep(0.01)


def test_banner_names_the_product_and_the_features(talk):
    async def scenario(host, daemon):
        return host.banner, host.packets[0]

    banner, packet = talk(scenario)
    assert (packet.arg0, packet.arg1) == (0x01000001, 1 << 20)
    head, _, features = banner.decode().partition("features=")
    assert head == "device::ro.product.name=abc;ro.product.model=Model X;ro.product.device=d;"
    assert set(features.split(",")) == set(FEATURES)


@pytest.mark.parametrize("command", ["brotli", "lz4", "zstd"])
def test_features_that_are_not_implemented_are_not_advertised(command):
    assert command not in ",".join(FEATURES)


def test_an_old_host_gets_checksums(talk):
    async def scenario(host, daemon):
        reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
        writer.write(wire.encode(Packet(wire.CNXN, wire.VERSION_CHECKED, 4096, b"host::"), checked=True))
        head = struct.unpack("<6I", await reader.readexactly(24))
        payload = await reader.readexactly(head[3])
        writer.close()
        return head, payload

    head, payload = talk(scenario)
    assert head[4] == sum(payload)


@pytest.mark.parametrize(
    "destination", ["nonsense:", "jdwp:1", "tcpip:foo", "sink:-1", "tcp:4321", "localabstract:x", "", "dev:/dev/null"]
)
def test_an_unknown_service_is_refused_with_a_close(talk, destination):
    async def scenario(host, daemon):
        stream = await host.open(destination)
        return stream.is_closed, host.packets[-1], stream.local_id

    is_closed, packet, local_id = talk(scenario)
    assert is_closed
    assert (packet.command, packet.arg0, packet.arg1) == (wire.CLSE, 0, local_id)


def test_a_window_without_delayed_ack_is_refused(talk):
    async def scenario(host, daemon):
        host.delayed = True  # sends a window although the handshake did not list the feature
        return (await host.open("shell:echo hi")).is_closed

    assert talk(scenario)


@both_flow_controls
@settings(max_examples=25, deadline=None)
@given(pieces=some.lists(some.binary(min_size=1, max_size=40_000), max_size=8))
def test_bytes_come_back_as_they_went(talk, delayed, pieces):
    async def scenario(host, daemon):
        stream = await host.open("exec:cat")
        for piece in pieces:
            await stream.write(piece)
        total = sum(map(len, pieces))
        data = await stream.at_least(total)
        return data, stream.most_unacked

    data, most_unacked = talk(scenario, delayed=delayed)
    assert data == b"".join(pieces)
    if not delayed:
        assert most_unacked <= 1


def test_one_write_waits_for_its_acknowledgement(talk):
    async def scenario(host, daemon):
        daemon.phone.fs.write("/data/local/tmp/big", bytes(3 << 20), mode=0o666)
        host.holds_acks = True
        stream = await host.open("sync:")
        path = b"/data/local/tmp/big"
        host.send(wire.WRTE, stream.local_id, stream.remote_id, b"RECV" + struct.pack("<I", len(path)) + path)
        await stream.at_least(1)
        await asyncio.sleep(0.1)
        first = stream.most_unacked
        host.holds_acks = False
        host.acknowledge(stream, len(stream.data))
        await stream.at_least(3 << 20)
        return first, stream.most_unacked

    assert talk(scenario) == (1, 1)


def test_delayed_ack_grants_and_spends_a_window(talk):
    async def scenario(host, daemon):
        daemon.phone.fs.write("/data/local/tmp/big", bytes(3 << 20), mode=0o666)
        host.holds_acks = True
        stream = await host.open("sync:")
        path = b"/data/local/tmp/big"
        await stream.write(b"RECV" + struct.pack("<I", len(path)) + path)
        data = await stream.at_least(3 << 20)
        return len(data) > 3 << 20, stream.grants

    whole, grants = talk(scenario, delayed=True)
    assert whole, "32 MiB of window take 3 MiB without one acknowledgement"
    assert grants == [32 << 20, 8 + len("/data/local/tmp/big")]


def test_a_close_is_answered_with_a_close(talk):
    async def scenario(host, daemon):
        stream = await host.open("shell:sleep 100")
        stream.close()
        await host.until(lambda: host.packets[-1].command == wire.CLSE)
        return host.packets[-1], stream

    packet, stream = talk(scenario)
    assert (packet.arg0, packet.arg1) == (stream.remote_id, stream.local_id)


def test_closing_a_shell_ends_its_command(talk):
    async def scenario(host, daemon):
        stream = await host.open("shell,v2,raw:sleep 100")
        await _wait_for(lambda: daemon.phone.running)
        stream.close()
        await _wait_for(lambda: not daemon.phone.running)

    talk(scenario)


def test_exec_may_finish_its_input_after_the_host_closed(talk):
    async def scenario(host, daemon):
        stream = await host.open("exec:cat")
        await stream.write(b"x" * 100_000)
        stream.close()
        await _wait_for(lambda: not daemon.phone.running)

    talk(scenario)


def test_a_fault_in_one_command_leaves_the_connection_alive(talk, caplog):
    async def scenario(host, daemon):
        await host.ask("shell:boom")
        return await host.ask("shell:echo alive")

    assert talk(scenario) == b"alive\n"
    assert "a fault of the phone" in caplog.text


def test_streams_do_not_wait_for_each_other(talk):
    async def scenario(host, daemon):
        sleeper = await host.open("shell:sleep 100")
        answers = await asyncio.gather(*(host.ask(f"shell:echo {i}") for i in range(20)))
        return answers, sleeper.is_closed

    answers, sleeper_closed = talk(scenario)
    assert answers == [f"{i}\n".encode() for i in range(20)]
    assert not sleeper_closed


@pytest.mark.parametrize(
    "garbage",
    [
        b"\0" * 24,
        b"GET / HTTP/1.1\r\nHost: phone\r\n\r\n",
        struct.pack("<6I", wire.WRTE, 1, 1, 1 << 30, 0, wire.WRTE ^ 0xFFFFFFFF),
    ],
)
def test_garbage_ends_only_its_own_connection(talk, garbage, caplog):
    async def scenario(host, daemon):
        host.send_raw(garbage)
        await host.until(lambda: host.is_dropped)
        second = await type(host).connect(daemon.port)
        answer = await second.ask("shell:echo alive")
        await second.close()
        return answer

    assert talk(scenario) == b"alive\n"


@pytest.mark.parametrize(
    ("first", "text"), [("root", b"restarting adbd as root\n"), ("unroot", b"adbd not running as root\n")]
)
def test_root_says_what_it_does_and_drops_only_when_it_restarts(talk, first, text):
    async def scenario(host, daemon):
        answer = await host.ask(f"{first}:")
        if first == "root":
            await host.until(lambda: host.is_dropped)
            again = await type(host).connect(daemon.port)
            who = await again.ask("shell:whoami")
            still = await again.ask("root:")
            await again.close()
            return answer, who, still
        return answer, await host.ask("shell:whoami"), b""

    answer, who, still = talk(scenario)
    assert answer == text
    assert who.startswith(b"0 " if first == "root" else b"2000 ")
    assert still == (b"adbd is already running as root\n" if first == "root" else b"")


def test_reboot_drops_and_comes_back(talk):
    async def scenario(host, daemon):
        await host.ask("reboot:")
        await host.until(lambda: host.is_dropped)
        _, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
        writer.close()
        await asyncio.sleep(1.1)
        again = await type(host).connect(daemon.port)
        answer = await again.ask("shell:echo up")
        await again.close()
        return answer

    assert talk(scenario) == b"up\n"


async def _ask_reverse(host, request):
    return await host.ask("reverse:" + request)


@both_flow_controls
def test_reverse_joins_a_phone_port_with_the_host(talk, delayed):
    async def scenario(host, daemon):
        host.accepts.add("tcp:9")
        assert await _ask_reverse(host, "forward:tcp:0;tcp:9") == b"OKAY000532768"
        assert await _ask_reverse(host, "list-forward") == b"0018host-17 tcp:32768 tcp:9\n"
        inner = await host.open("tcp:32768")
        await inner.write(b"question")
        far = host.streams[max(host.streams)]
        assert await far.at_least(8) == b"question"
        await far.write(b"answer")
        assert await inner.at_least(6) == b"answer"
        far.close()
        await inner.until_closed()
        assert await _ask_reverse(host, "killforward:tcp:32768") == b"OKAY"
        return (await host.open("tcp:32768")).is_closed

    assert talk(scenario, delayed=delayed)


def test_what_a_stream_said_last_arrives_though_the_other_side_goes_on_talking():
    class Slow:
        def __init__(self):
            self.taken = b""

        def write(self, data):
            self.taken += data

        async def drain(self):
            await asyncio.sleep(0)

    async def scenario():
        far = AdbStream(1, 2, lambda packet: None, max_payload_bytes=1 << 20)
        far.feed(bytes(300_000))
        far.hang_up()
        talking, slow = asyncio.StreamReader(), Slow()
        talking.feed_data(b"spam")
        await asyncio.wait_for(copy_both_ways(talking, slow, far), 5)
        return len(slow.taken)

    assert asyncio.run(scenario()) == 300_000


def test_reverse_says_why_it_refuses(talk):
    async def scenario(host, daemon):
        daemon.phone.ports[8080] = None
        await _ask_reverse(host, "forward:tcp:7;tcp:9")
        return [
            await _ask_reverse(host, request)
            for request in (
                "killforward:tcp:1",
                "forward:norebind:tcp:7;tcp:9",
                "forward:tcp:8080;tcp:9",
                "dance",
            )
        ]

    answers = talk(scenario)
    assert all(answer.startswith(b"FAIL") for answer in answers)
    assert b"listener 'tcp:1' not found" in answers[0]
    assert b"cannot rebind" in answers[1]
    assert b"in use" in answers[2]


def test_reverse_forwards_go_with_their_host(talk):
    async def scenario(host, daemon):
        second = await type(host).connect(daemon.port)
        await _ask_reverse(second, "forward:tcp:7;tcp:9")
        assert 7 in daemon.phone.ports
        await second.close()
        await _wait_for(lambda: 7 not in daemon.phone.ports)

    talk(scenario)


def test_the_control_service_cannot_be_reached_over_adb(talk):
    async def scenario(host, daemon):
        return [(await host.open(name)).is_closed for name in ("localabstract:ainos-control", "local:ainos-control")]

    assert talk(scenario) == [True, True]


@pytest.mark.parametrize("kind", [wire.AUTH_SIGNATURE, wire.AUTH_PUBLIC_KEY])
def test_a_host_that_proves_who_it_is_is_let_in_without_a_check(talk, kind):
    async def scenario(host, daemon):
        reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
        writer.write(wire.encode(Packet(wire.AUTH, kind, 0, bytes(256))))
        answer = await wire.read_packet(reader)
        writer.write(wire.encode(Packet(wire.OPEN, 5, 0, b"shell:echo in\0")))
        texts = [(await wire.read_packet(reader)).payload for _ in range(2)]
        writer.close()
        return answer.command, texts

    assert talk(scenario) == (wire.CNXN, [b"", b"in\n"])


def test_nothing_is_served_before_the_handshake(talk, caplog):
    async def scenario(host, daemon):
        reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
        writer.write(wire.encode(Packet(wire.OPEN, 5, 0, b"shell:echo in\0")))
        rest = await reader.read()
        writer.close()
        return rest

    assert talk(scenario) == b""
    assert "before CNXN" in caplog.text


@both_flow_controls
def test_source_and_sink_move_what_was_asked(talk, delayed):
    async def scenario(host, daemon):
        zeros = await host.ask("source:3000000")
        stream = await host.open("sink:1000")
        await stream.write(bytes(999))
        assert not stream.is_closed
        await stream.write(bytes(1))
        await stream.until_closed()
        return len(zeros), set(zeros)

    assert talk(scenario, delayed=delayed) == (3_000_000, {0})


def test_no_process_can_be_debugged(talk):
    async def scenario(host, daemon):
        tracked = await host.open("track-jdwp")
        apps = await host.open("track-app")
        lists = [await tracked.at_least(4), await apps.at_least(4)]
        return await host.ask("jdwp"), lists, tracked.is_closed

    assert talk(scenario) == (b"", [b"0000", b"0000"], False)


def test_remount_is_refused_with_the_reason(talk):
    async def scenario(host, daemon):
        before = await host.ask("remount:")
        daemon.is_root = True
        return before, await host.ask("remount:")

    as_shell, as_root = talk(scenario)
    assert as_shell == b'Not running as root. Try "adb root" first.\n'
    assert b"failed" in as_root


def test_tcpip_opens_a_second_port_and_usb_closes_it(talk):
    async def scenario(host, daemon):
        connect = type(host).connect
        probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = probe.sockets[0].getsockname()[1]
        taken = await host.ask(f"tcpip:{port}")
        probe.close()
        said = await host.ask(f"tcpip:{port}")
        await host.until(lambda: host.is_dropped)
        second = await connect(port)
        assert await second.ask("shell:echo here") == b"here\n"
        assert await second.ask("usb:") == b"restarting in USB mode\n"
        await second.until(lambda: second.is_dropped)
        await second.close()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        home = await connect(daemon.port)
        bad = [await home.ask(f"tcpip:{number}") for number in (0, -3, 99999)]
        await home.close()
        return taken, said == f"restarting in TCP mode port: {port}\n".encode(), bad

    taken, said, bad = talk(scenario)
    assert b"cannot listen" in taken
    assert said
    assert bad == [b"invalid port 0\n", b"invalid port -3\n", b"invalid port 99999\n"]


def test_reconnect_says_done_and_drops(talk):
    async def scenario(host, daemon):
        answer = await host.ask("reconnect")
        await host.until(lambda: host.is_dropped)
        return answer

    assert talk(scenario) == b"done"

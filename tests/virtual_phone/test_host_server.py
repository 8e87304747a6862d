"""ainos' own host server, asked by the real adb program, by adbutils, by uiautomator2, and by those who mean it ill."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.host_server import HostServer
from ainos.virtual_phone.host_share import FIRST_HOST_PORT
from ainos.virtual_phone.host_sockets import HostSocket, listen

DEADLINE_S = 20.0


@pytest.fixture(scope="module")
def host_port(shared_phone: Any) -> int:
    """Return the port of the host server that shows the shared phone."""
    port = shared_phone.registry.host_port()
    assert port
    return int(port)


@pytest.fixture(scope="module")
def adb(shared_phone: Any, host_port: int) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Return adb(*words, serial=...): run the adb program on the host server."""

    def run(*words: str, serial: str = shared_phone.serial, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        program = [shared_phone.adb_binary, "-P", str(host_port), *(["-s", serial] if serial else []), *words]
        return subprocess.run(program, input=stdin, capture_output=True, timeout=DEADLINE_S, check=False)

    return run


@pytest.fixture(scope="module")
def bare_server() -> Iterator[int]:
    """Run a host server without any phone in a thread; return its port."""
    started = threading.Event()
    found: dict[str, Any] = {}

    async def serve() -> None:
        server = HostServer()
        found["port"] = await server.start()
        found["loop"], found["end"] = asyncio.get_running_loop(), asyncio.Event()
        started.set()
        await found["end"].wait()
        await server.stop()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(DEADLINE_S)
    yield found["port"]
    found["loop"].call_soon_threadsafe(found["end"].set)
    thread.join(DEADLINE_S)
    assert not thread.is_alive()


def ask(port: int, *requests: str | bytes) -> bytes:
    """Send requests, end our side, and return all that comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as wire:
        for request in requests:
            wire.sendall(framed(request))
        wire.shutdown(socket.SHUT_WR)
        return until_end(wire)


def framed(request: str | bytes) -> bytes:
    data = request.encode() if isinstance(request, str) else request
    return b"%04x%s" % (len(data), data)


def until_end(wire: socket.socket) -> bytes:
    data = b""
    try:
        while piece := wire.recv(1 << 16):
            data += piece
    except ConnectionResetError:
        pass
    return data


def text_of(answer: bytes, status: bytes = b"OKAY") -> str:
    assert answer[:4] == status, answer
    assert int(answer[4:8], 16) == len(answer) - 8
    return answer[8:].decode()


class Later:
    """Waits for a claim to come true."""

    @staticmethod
    def holds(claim: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not claim():
            assert time.monotonic() < deadline, what
            time.sleep(0.02)


# the adb program


def test_adb_lists_the_phone_with_its_names_and_a_transport_id(adb: Any, shared_phone: Any) -> None:
    lines = adb("devices", "-l", serial="").stdout.decode().splitlines()
    (line,) = [line for line in lines if line.startswith(shared_phone.serial)]
    assert line.split()[1] == "device"
    assert "product:vphone model:ainos_Virtual_Phone device:vphone transport_id:" in line


def test_adb_shell_keeps_streams_and_exit_code_apart(adb: Any) -> None:
    done = adb("shell", "echo out; echo err >&2; exit 7")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"err\n", 7)


def test_adb_exec_in_delivers_all_of_its_input(adb: Any) -> None:
    assert adb("exec-in", "cat > /data/local/tmp/in", stdin=b"a line\n" * 1000).returncode == 0
    Later.holds(lambda: adb("shell", "wc -c < /data/local/tmp/in").stdout.strip() == b"7000", "the file is written")


def test_a_file_comes_back_as_it_was_pushed(adb: Any, tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "there").write_bytes(data)
    assert adb("push", str(tmp_path / "there"), "/sdcard/host-test.bin").returncode == 0
    assert adb("pull", "/sdcard/host-test.bin", str(tmp_path / "back")).returncode == 0
    assert (tmp_path / "back").read_bytes() == data
    adb("shell", "rm /sdcard/host-test.bin")


def test_a_forward_leads_to_a_port_of_the_phone_and_ends_when_it_is_removed(adb: Any, shared_phone: Any) -> None:
    port = int(adb("forward", "tcp:0", "localabstract:nobody").stdout)
    assert f"{shared_phone.serial} tcp:{port} localabstract:nobody" in adb("forward", "--list").stdout.decode()
    refused = adb("forward", "--no-rebind", f"tcp:{port}", "tcp:1")
    assert b"cannot rebind existing socket" in refused.stderr
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as wire:
        assert wire.recv(1) == b""  # nobody listens on the phone
    assert adb("forward", "--remove", f"tcp:{port}").returncode == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)
    assert b"not found" in adb("forward", "--remove", f"tcp:{port}").stderr


def test_a_reverse_forward_reaches_a_socket_of_this_machine(adb: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(DEADLINE_S)
        assert adb("reverse", "tcp:6100", f"tcp:{listener.getsockname()[1]}").returncode == 0
        assert b"tcp:6100" in adb("reverse", "--list").stdout
        port = int(adb("forward", "tcp:0", "tcp:6100").stdout)
        with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as near:
            near.sendall(b"through the phone")
            far, _ = listener.accept()
            with far:
                far.settimeout(DEADLINE_S)
                assert far.recv(100) == b"through the phone"
                far.sendall(b"and back")
                assert near.recv(100) == b"and back"
    adb("reverse", "--remove-all")
    adb("forward", "--remove-all")


def test_connect_shows_the_phone_a_second_time_and_disconnect_takes_it_away(adb: Any, shared_phone: Any) -> None:
    serial = f"127.0.0.1:{shared_phone.record.adb_port}"
    assert adb("connect", serial).stdout.decode() == f"connected to {serial}\n"
    assert adb("connect", serial).stdout.decode() == f"already connected to {serial}\n"
    assert adb("shell", "echo hi; exit 3", serial=serial).returncode == 3
    assert adb("disconnect", serial).stdout.decode() == f"disconnected {serial}\n"
    assert b"not found" in adb("get-state", serial=serial).stderr
    assert b"Connection refused" in adb("connect", "127.0.0.1:1").stdout


def test_root_comes_back_as_root(adb: Any) -> None:
    assert adb("root").stdout == b"restarting adbd as root\n"
    assert adb("shell", "id -u").stdout == b"0\n"
    adb("unroot")
    adb("wait-for-device")
    assert adb("shell", "id -u").stdout == b"2000\n"


def test_a_detached_phone_is_listed_and_left_alone_until_it_is_attached(
    adb: Any, host_port: int, shared_phone: Any
) -> None:
    serial = shared_phone.serial
    adb("forward", "tcp:0", "tcp:9008")
    assert text_of(ask(host_port, f"host-serial:{serial}:detach")) == f"{serial} detached"
    try:
        assert f"{serial}\tdetached" in adb("devices", serial="").stdout.decode()
        assert adb("get-state").stdout.strip() == b"detached"
        assert b"is detached" in adb("shell", "echo no").stderr
        assert "already detached" in text_of(ask(host_port, f"host-serial:{serial}:detach"), b"FAIL")
        assert adb("forward", "--list").stdout.strip() == b""
    finally:
        assert text_of(ask(host_port, f"host-serial:{serial}:attach")) == f"{serial} attached"
    assert adb("shell", "echo here").stdout == b"here\n"
    assert "not detached" in text_of(ask(host_port, f"host-serial:{serial}:attach"), b"FAIL")


def test_the_whole_answer_arrives_while_the_client_goes_on_writing(host_port: int, shared_phone: Any) -> None:
    with socket.create_connection(("127.0.0.1", host_port), timeout=DEADLINE_S) as wire:
        wire.sendall(framed(f"host:transport:{shared_phone.serial}"))
        assert wire.recv(4, socket.MSG_WAITALL) == b"OKAY"
        wire.sendall(framed("exec:dd if=/dev/zero bs=1m count=4 status=none; echo end"))
        assert wire.recv(4, socket.MSG_WAITALL) == b"OKAY"
        written = threading.Thread(target=_write_until_it_fails, args=(wire,))
        written.start()
        data = until_end(wire)
        wire.shutdown(socket.SHUT_RDWR)
        written.join(DEADLINE_S)
    assert len(data) == (4 << 20) + len(b"end\n")
    assert not written.is_alive()


def _write_until_it_fails(wire: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            wire.sendall(bytes(1 << 14))


def test_a_client_that_never_ends_its_side_is_closed_all_the_same(bare_server: int) -> None:
    open_before = _open_files()
    with socket.create_connection(("127.0.0.1", bare_server), timeout=DEADLINE_S) as wire:
        wire.sendall(framed("host:version"))
        assert until_end(wire) == b"OKAY00040029"
        Later.holds(lambda: _open_files() <= open_before + 1, "only our own side is open")


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_the_state_of_the_server_has_the_fields_that_its_newest_clients_print(host_port: int) -> None:
    status = ask(host_port, "host:server-status")[8:]
    for number, value in ((5, b"1.0.41"), (7, sys.executable.encode()), (8, b"/dev/stderr")):
        assert bytes([number << 3 | 2, len(value)]) + value in status
    assert bytes([10 << 3 | 2, 0, 11 << 3, 0]) in status  # trace level and burst mode are said though they are empty


def test_kill_server_starts_it_anew_and_never_gives_the_port_away(adb: Any, host_port: int) -> None:
    adb("forward", "tcp:0", "tcp:1")
    assert adb("kill-server", serial="").returncode == 0
    assert adb("start-server", serial="").returncode == 0
    assert b"ainos" in ask(host_port, "host:server-status")
    assert adb("forward", "--list").stdout.strip() == b""
    assert adb("get-state").stdout == b"device\n"


# Python clients


def test_adbutils_runs_commands_lists_files_and_sees_phones_come(shared_phone: Any, host_port: int) -> None:
    import adbutils

    client = adbutils.AdbClient(host="127.0.0.1", port=host_port)
    assert client.server_version() == 41
    event = next(iter(client.track_devices()))
    assert event.present
    device = client.device(shared_phone.serial)
    assert device.shell("echo hello") == "hello"
    assert device.shell2("false").returncode == 1
    assert {"sdcard", "system"} <= {entry.path for entry in device.sync.list("/")}
    assert device.get_features()
    client.wait_for(shared_phone.serial, state="device", timeout=5)
    client.wait_for("nobody", state="disconnect", timeout=5)
    with pytest.raises(adbutils.AdbTimeout):
        client.wait_for(shared_phone.serial, state="disconnect", timeout=0.3)


def test_uiautomator2_drives_the_phone(shared_phone: Any, host_port: int) -> None:
    import adbutils
    import uiautomator2

    u2 = uiautomator2.connect(adbutils.AdbClient(host="127.0.0.1", port=host_port).device(shared_phone.serial))
    u2.press("home")
    assert "</hierarchy>" in u2.dump_hierarchy()
    u2.click(540, 40)
    assert u2.info["displayWidth"] == 1080


# which process has it


def test_it_keeps_off_googles_port_and_googles_server_shows_the_phone_too(shared_phone: Any, host_port: int) -> None:
    assert host_port >= FIRST_HOST_PORT
    assert host_port != shared_phone.adb_server_port
    shared_phone.wait_until_online()  # a test before this one may have restarted adbd
    assert shared_phone.adb("get-state").stdout == b"device\n"


def test_one_server_shows_the_phones_of_all_processes_and_another_process_stands_in(
    adb_server: int, tmp_path: Path
) -> None:
    from ainos.virtual_phone.registry import Registry

    registry = Registry(tmp_path)
    serials = registry.start(2, port=_even_ports(4), timeout_s=60)
    try:
        port = registry.host_port()
        assert {line.split("\t")[0] for line in _devices(port)} == set(serials)
        server = next(record for record in registry.list_running() if _has_lock(record.pid, tmp_path))
        (other,) = set(serials) - {server.serial}
        os.kill(server.pid, 9)
        Later.holds(lambda: registry.host_port() == port and _devices(port) == [f"{other}\tdevice"], "it stands in")
    finally:
        registry.stop_all()


def test_a_reboot_shows_as_gone_and_then_as_there(start_phone: Any) -> None:
    phone = start_phone()
    port = phone.registry.host_port()
    first = ask(port, f"host:tport:serial:{phone.serial}")
    phone.adb("reboot")
    program = [phone.adb_binary, "-P", str(port), "-s", phone.serial, "wait-for-device", "shell", "getprop", "sys.boot_completed"]  # fmt: skip  # noqa: E501
    transport = int.from_bytes(first[4:12], "little")
    assert ask_waiting(port, f"host-transport-id:{transport}:wait-for-any-disconnect") == b"OKAYOKAY"
    assert subprocess.run(program, capture_output=True, timeout=DEADLINE_S, check=False).stdout == b"1\n"
    phone.stop()


def ask_waiting(port: int, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as wire:
        wire.sendall(framed(request))
        return until_end(wire)


def _devices(port: int) -> list[str]:
    try:
        answer = ask(port, "host:devices")
    except OSError:
        answer = b""
    return text_of(answer).splitlines() if answer else []


def _even_ports(count: int) -> int:
    for port in range(20000, 30000, 2):
        try:
            for at in range(count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port + at))
        except OSError:
            continue
        return port
    raise RuntimeError("no free ports")


def _has_lock(pid: int, folder: Path) -> bool:
    lock = folder / "host-server.lock"
    return any(link.exists() and link.samefile(lock) for link in Path(f"/proc/{pid}/fd").iterdir())


# the worst clients


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (b"zzzzhost:version", "no hexadecimal size"),
        (b"+0x1host:version", "no hexadecimal size"),
        (b"0000", "it is empty"),
        (framed("host:bake-a-cake"), "unknown host service"),
        (framed("host:transport-id:x"), "invalid transport id"),
        (framed("host:transport:nobody"), "device 'nobody' not found"),
        (framed("host:transport-any"), "no devices/emulators found"),
        (framed("host-serial::get-state"), "no serial"),
        (framed("host:tport:pigeon"), "unknown transport"),
        (framed("shell:ls"), "no transport"),
        (framed(b"\xff\xfe:\x00"), "no transport"),
        (framed("host:forward:tcp:1"), "bad forward"),
        (framed("host:emulator:99999"), "bad emulator port"),
        (framed("host:disconnect:nobody:1"), "no such device 'nobody:1'"),
    ],
)
def test_a_bad_request_fails_with_its_reason(bare_server: int, request_: bytes, reason: str) -> None:
    with socket.create_connection(("127.0.0.1", bare_server), timeout=DEADLINE_S) as wire:
        wire.sendall(request_)
        assert reason in text_of(until_end(wire), b"FAIL")
    assert text_of(ask(bare_server, "host:version")) == "0029"


def test_a_request_that_promises_more_than_it_sends_ends_with_its_client(bare_server: int) -> None:
    with socket.create_connection(("127.0.0.1", bare_server), timeout=DEADLINE_S) as wire:
        wire.sendall(b"ffffhost:version")
        wire.shutdown(socket.SHUT_WR)
        assert until_end(wire) == b""


def test_ten_thousand_connections_leave_nothing_behind(bare_server: int) -> None:
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for at in range(10_000):
        with socket.create_connection(("127.0.0.1", bare_server), timeout=DEADLINE_S) as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # no port is left in TIME_WAIT
            if at % 3 == 0:
                wire.sendall(b"000chost:v"[: at % 11])
    assert text_of(ask(bare_server, "host:version")) == "0029"
    if before:
        Later.holds(lambda: len(list(Path("/proc/self/fd").iterdir())) <= before + 5, "the sockets are closed")


def test_five_hundred_silent_clients_do_not_keep_others_waiting(bare_server: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", bare_server), timeout=DEADLINE_S) for _ in range(500)]
    try:
        assert text_of(ask(bare_server, "host:devices")) == ""
    finally:
        for wire in idle:
            wire.close()


_WORDS = st.sampled_from(
    ["host", "host-serial", "host-usb", "host-local", "host-transport-id", "tport", "transport", "transport-id",
     "forward", "norebind", "killforward", "killforward-all", "list-forward", "wait-for-any-device", "wait-for-usb-x",
     "connect", "disconnect", "features", "get-state", "track-", "reconnect", "mdns", "attach", "1", "tcp", "0",
     "serial", "[", "]", ";", "emulator-5554", "shell", "local", "é", "\0"],
)  # fmt: skip


@given(st.one_of(st.binary(max_size=64), st.lists(_WORDS, max_size=6).map(lambda w: framed(":".join(w)))))
@settings(max_examples=200, deadline=None)
def test_whatever_is_sent_is_answered_or_closed_and_the_server_lives(bare_server: int, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", bare_server), timeout=DEADLINE_S) as wire:
        wire.sendall(data)
        wire.shutdown(socket.SHUT_WR)
        answer = until_end(wire)
    assert answer[:4] in (b"", b"OKAY", b"FAIL")
    if answer[:4] == b"FAIL":
        assert text_of(answer, b"FAIL")
    assert text_of(ask(bare_server, "host:version")) == "0029"


def test_closing_for_a_client_that_has_just_reset_the_connection_is_quiet() -> None:
    async def scenario() -> None:
        met: asyncio.Future[HostSocket] = asyncio.get_running_loop().create_future()
        listener, port = await listen("tcp:0", met.set_result)
        wire = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)
        client = await met
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        wire.close()
        client.close()  # before the loop has heard of the reset
        await client.wait_closed()
        listener.close()

    asyncio.run(scenario())

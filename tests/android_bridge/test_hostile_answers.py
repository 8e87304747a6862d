"""Whatever a phone's commands print: a value or a typed error, never another exception, never a wait."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ainos.android_bridge import apps, providers, recover, settings, state
from ainos.android_bridge.adb_socket import AdbServer, ask_server
from ainos.android_bridge.errors import BridgeError
from ainos.android_bridge.files import SyncFiles
from ainos.android_bridge.intents import broadcast_result, check_started
from ainos.android_bridge.link import Link
from ainos.android_bridge.observe import Screen
from ainos.android_bridge.shell import Shell, ShellResult

DIGITS = "9" * 5000
WORDS = [
    "mCurrentFocus=Window{1 u0 com.x/.Main}", "mFocusedApp=ActivityRecord{1 u0 com.x/.Main t1}", "mRotation=",
    "level: ", "scale: ", "status: ", "Physical size: ", "x", "volume is ", " in range [0..", "]", "Row: 0 _id=",
    ", a=", "\n", "-",
    "Broadcast completed: result=", 'data="', "Error: ", "Activity #0:\n", "packageName=com.x", "name=.A", "1773676800",
    " -0700", "+9999", "America/Los_Angeles", "../../etc/passwd", "\0", "\x85", "\u2028", "\ud800", "²", "٣",
    DIGITS, "1",
]  # fmt: skip
said = st.one_of(st.lists(st.sampled_from(WORDS), max_size=8).map("".join), st.text(max_size=80))


def result(text: str) -> ShellResult:
    return ShellResult("x", text.encode("utf-8", "surrogatepass"), b"", 0)


@given(st.lists(said, max_size=10))
@example([""] * 7 + [f"{DIGITS} +0000", "", ""])
@example([""] * 7 + ["99999999999999 +0000", "", ""])
@example([""] * 7 + ["٣ +0000", "", ""])
@example([""] * 7 + ["1773676800 +9999", "", ""])
@example([""] * 3 + [f"level: {DIGITS}\nscale: {DIGITS}", "", "", "", "", "", ""])
@example([""] * 9 + [f"Physical size: {DIGITS}x{DIGITS}"])
@example([f"mRotation={DIGITS}"])
def test_the_state_is_read_out_of_anything(texts):
    around = state.read_state(texts)
    assert 0 <= around.state.rotation <= 3
    assert 0 <= around.state.battery_percent <= 100


PARSERS: list[Callable[[str], object]] = [
    apps.parse_apps,
    settings.volume_of,
    state.foreground,
    lambda text: providers.row_ids(text),
    lambda text: providers.split_rows(text, [1, 2]),
    lambda text: providers.split_values(text, ["a", "b"]),
    lambda text: providers.check_rows(result(text)),
    lambda text: check_started(result(text)),
    lambda text: broadcast_result(result(text)),
]


@pytest.mark.parametrize("parser", PARSERS, ids=range(len(PARSERS)))
@given(said)
@example(f"volume is {DIGITS} in range [0..{DIGITS}]")
@example(f"Row: {DIGITS} _id={DIGITS}")
@example(f'Broadcast completed: result={DIGITS}, data="x"')
def test_every_reader_gives_a_value_or_a_typed_error(parser, text):
    with suppress(BridgeError):
        parser(text)


class Liar:
    """An adb server that answers one connection with given bytes."""

    def __init__(self, answer: bytes) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.server = AdbServer("127.0.0.1", self.socket.getsockname()[1])
        self._answer = answer
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            connection, _ = self.socket.accept()
            with connection:
                connection.sendall(self._answer)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

    def close(self) -> None:
        self.socket.close()
        self._thread.join(3)


LIES = [
    b"", b"OKAY", b"OKAYzzzz", b"OKAY-001x", b"OKAYffff", b"FAIL", b"FAIL0004", b"FAILzzzz", b"HTTP/1.1 200 OK\r\n\r\n",
    b"OKAYOKAY" + b"\x01\xff\xff\xff\xff", b"OKAYOKAY\x09\x00\x00\x00\x00", b"OKAYOKAY\x03\x00\x00\x00\x00",
    b"OKAYOKAYSTAT", b"OKAYOKAYDENT" + b"\xff" * 16, b"OKAYOKAYDATA\xff\xff\xff\xff", b"OKAYOKAYFAIL\xff\xff\xff\x7f",
    b"OKAYOKAYFAIL\x03\x00\x00\x00\xff\xfe\xfd",
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=range(len(LIES)))
@pytest.mark.parametrize("asked", ["server", "shell", "stat", "list", "read"])
def test_an_adb_server_that_lies_is_a_typed_error(lie, asked):
    liar = Liar(lie)
    with closing(liar):
        files = SyncFiles(liar.server, "x")
        ask: dict[str, Callable[[], object]] = {
            "server": lambda: ask_server(liar.server, "host:devices-l", timeout_s=2.0),
            "shell": lambda: Shell(liar.server, "x").look("getprop", timeout_s=2.0),
            "stat": lambda: files.stat("/sdcard/a", timeout_s=2.0),
            "list": lambda: files.entries("/sdcard", timeout_s=2.0),
            "read": lambda: files.read("/sdcard/a", limit_bytes=100, timeout_s=2.0),
        }
        with suppress(BridgeError):
            ask[asked]()


@given(said)
def test_the_list_of_phones_is_read_out_of_anything(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recover, "ask_server", lambda *_, **__: text)
        recover.states(AdbServer())


@pytest.mark.parametrize(
    "dump", ["ERROR: could not get idle state.\n", "", "<?xml version='1.0'?><hierarchy/>", "Killed\n"]
)
def test_a_dump_without_its_own_last_line_is_none(dump, host, monkeypatch):
    from ainos.android_bridge.errors import ScreenReadError

    host.answers = {"uiautomator dump": dump.encode()}
    with pytest.raises(ScreenReadError):
        Screen(Link(host.server, "fake-1"))._dump_by_command(0.0)


def test_a_dump_of_a_command_that_failed_is_none(host):
    from ainos.android_bridge.errors import ScreenReadError

    tree = b"<?xml version='1.0'?><hierarchy><node/></hierarchy>UI hierchary dumped to: /dev/tty\n"
    host.answers = {"uiautomator dump": tree}
    screen = Screen(Link(host.server, "fake-1"))
    assert len(screen._dump_by_command(0.0).nodes) == 1
    host.exit_codes = {"uiautomator dump": 137}
    with pytest.raises(ScreenReadError):
        screen._dump_by_command(0.0)

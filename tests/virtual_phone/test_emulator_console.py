"""The emulator console over a real socket: banner, token, every command, OK and KO."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ainos.virtual_phone.clock import Clock
from ainos.virtual_phone.emulator_console import ConsoleOptions, EmulatorConsole
from ainos.virtual_phone.ledger import Ledger
from ainos.virtual_phone.services.power import Power
from ainos.virtual_phone.services.telephony import Call

ALICE = "+14155550101"


class Line:
    """A telephone line that notes what the console asks of it."""

    def __init__(self):
        self.messages, self.call = [], None

    def receive_sms(self, number, body):
        self.messages.append((number, body))

    def receive_call(self, number):
        if self.call is not None:
            return False
        self.call = Call(number, incoming=True, state="ringing", started_ms=0)
        return True

    def answer(self):
        self.call.state = "active"

    def end_call(self, *, missed=False):
        self.messages.append(("ended", missed))
        self.call = None


def small_phone():
    clock = Clock(1_773_676_800_000)
    phone = SimpleNamespace(telephony=Line(), ledger=Ledger(clock), clock=clock)
    phone.windows = SimpleNamespace(invalidate=lambda: None)
    phone.power = Power(phone)
    return phone


def converse(lines, phone=None, token_path=None, killed=None):
    """Send lines and `quit`; return all that the console said."""

    async def session():
        kills = [] if killed is None else killed
        options = ConsoleOptions("my_avd", lambda: kills.append(True), token_path)
        console = EmulatorConsole(phone or small_phone(), options)
        await console.start(0)
        port = console.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write("".join(f"{line}\n" for line in [*lines, "quit"]).encode())
        text = (await asyncio.wait_for(reader.read(), 10)).decode()
        writer.close()
        await console.stop()
        return text

    return asyncio.run(session())


def reply(line, phone=None):
    """Return what the console says to one command, after the banner."""
    return converse([line], phone).split("OK\r\n", 2)[2]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("avd name", "my_avd\r\nOK\r\n"),
        ("avd status", "virtual device is running\r\nOK\r\n"),
        ("ping", "I am alive!\r\nOK\r\n"),
        ("redir list", "no active redirections\r\nOK\r\n"),
        ("network speed edge", "OK\r\n"),
        ("geo fix -122.08 37.42 5", "OK\r\n"),
        ("gsm list", "OK\r\n"),
        ("auth anything", "Android Console: type 'help' for a list of commands\r\nOK\r\n"),
    ],
)
def test_commands_answer_and_say_ok(line, expected):
    assert reply(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        *("dance", "sms send", "sms send +1415", "sms send nobody hi", "sms eat x"),
        *("gsm", "gsm call x", "gsm cancel 1"),
        *("geo fix", "geo fix a b", "geo fix 1", "geo fix 200 0", "geo nmea x"),
        *("power", "power capacity 101", "power ac maybe"),
        *("network speed warp", "network delay", "network x", "network speed -1", "avd", "help dance"),
        *("power capacity " + "9" * 5000, "geo fix 1 2 nan", "geo fix 1 2 1e999", "redir add tcp:1:2"),
    ],
)
def test_what_cannot_be_done_says_ko_with_a_reason(line):
    answer = reply(line)
    assert answer.startswith("KO: ")
    assert len(answer) > 8
    assert answer.count("\r\n") == 1


def test_help_lists_every_command():
    answer = reply("help")
    assert all(word in answer for word in ("sms", "gsm", "geo", "power", "network", "avd", "kill"))
    assert answer.endswith("OK\r\n")
    assert "sms send" in reply("help sms")


def test_a_message_arrives_with_its_escapes():
    phone = small_phone()
    assert reply(rf"sms send {ALICE} it\'s late\n5 o'clock \\ grüße", phone) == "OK\r\n"
    assert phone.telephony.messages == [(ALICE, "it's late\n5 o'clock \\ grüße")]


def test_a_call_rings_is_taken_and_ends():
    phone = small_phone()
    reply(f"gsm call {ALICE}", phone)
    assert reply("gsm list", phone) == f"inbound from {ALICE:<10} : incoming\r\nOK\r\n"
    assert reply("gsm call 123", phone).startswith("KO: ")
    reply(f"gsm accept {ALICE}", phone)
    assert "active" in reply("gsm list", phone)
    assert reply(f"gsm cancel {ALICE}", phone) == "OK\r\n"
    assert phone.telephony.messages == [("ended", False)]


def test_giving_up_a_ringing_call_leaves_a_missed_one():
    phone = small_phone()
    reply(f"gsm call {ALICE}", phone)
    reply(f"gsm cancel {ALICE}", phone)
    assert phone.telephony.messages == [("ended", True)]


def test_power_commands_change_the_battery():
    phone = small_phone()
    for line in ("power capacity 7", "power ac on", "power health dead", "power present false"):
        assert reply(line, phone) == "OK\r\n"
    shown = reply("power display", phone)
    assert shown == "AC: online\r\nstatus: Charging\r\nhealth: Dead\r\npresent: false\r\ncapacity: 7\r\nOK\r\n"


def test_a_fix_is_written_into_the_ledger():
    phone = small_phone()
    reply("geo fix -122.08 37.42", phone)
    assert phone.ledger.of("location_fix")[0].facts == {
        "longitude": -122.08,
        "latitude": 37.42,
        "altitude_m": 0.0,
    }


def test_kill_says_goodbye_and_asks_the_process_to_end():
    killed = []
    assert converse(["kill"], killed=killed).endswith("OK: killing emulator, bye bye\r\n")
    assert killed == [True]


def test_a_token_file_locks_the_console(tmp_path):
    path = tmp_path / "token"
    path.write_text("secret\n")
    locked = converse(["avd name"], token_path=path)
    assert "Authentication required" in locked
    assert str(path) in locked
    assert "my_avd" not in locked
    wrong = converse(["auth guess", "avd name"], token_path=path)
    assert "KO: authentication token does not match" in wrong
    assert "my_avd" not in wrong
    assert converse(["auth secret", "avd name"], token_path=path).endswith("my_avd\r\nOK\r\n")


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_no_token_or_an_empty_one_leaves_it_open(tmp_path, content):
    path = tmp_path / "token"
    if content is not None:
        path.write_text(content)
    assert converse(["avd name"], token_path=path).endswith("my_avd\r\nOK\r\n")


def test_an_endless_line_ends_the_session_only():
    assert "OK" in converse(["x" * 100_000])


def test_a_browser_is_cut_off_before_its_body():
    phone = small_phone()
    lines = ["POST / HTTP/1.1", "Host: localhost:5554", "", f"sms send {ALICE} spam"]
    assert converse(lines, phone).endswith("OK\r\n")
    assert phone.telephony.messages == []


def test_the_network_keeps_the_speed_and_delay_that_were_set():
    said = converse(["network speed edge", "network delay 20:60", "network status"])
    assert "  download speed:     473600 bits/s (57.8 KB/s)\r\n" in said
    assert said.endswith("  minimum latency:  20 ms\r\n  maximum latency:  60 ms\r\nOK\r\n")


@settings(max_examples=60, deadline=None)
@given(
    lines=some.lists(
        some.tuples(
            some.sampled_from(("sms", "gsm", "geo", "power", "network", "avd", "help", "redir", "auth", "x", "")),
            some.sampled_from(("send", "call", "fix", "capacity", "speed", "status", "list", "accept", "name", "")),
            some.text(some.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=40),
        ),
        max_size=8,
    )
)
def test_whatever_is_typed_the_console_answers_ok_or_ko(lines):
    said = converse([" ".join(words) for words in lines])
    replies = said.split("OK\r\n", 2)[2]
    assert all(line.endswith("\r") for line in replies.split("\n")[:-1])

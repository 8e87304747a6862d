"""The control service on its unix socket, beside a phone that is not needed whole."""

from __future__ import annotations

import asyncio
import json
import stat

import pytest

from ainos.virtual_phone.adbd import AdbDaemon
from ainos.virtual_phone.control import ControlService
from ainos.virtual_phone.phone import Phone


class _Host:
    def __init__(self) -> None:
        self.ended: list[str] = []

    def remove_soon(self, serial: str) -> None:
        self.ended.append(serial)


@pytest.fixture
def served(tmp_path):
    """Return ask(line, ...) -> answers of one connection to the control socket of a fresh phone, and its parts."""
    phone, host = Phone(), _Host()

    async def talk(folder, lines):
        daemon = AdbDaemon(phone)
        daemon.serial = "emulator-21000"
        service = ControlService(daemon, host)
        await service.start(folder)
        try:
            mode = stat.S_IMODE(service.path.stat().st_mode)
            reader, writer = await asyncio.open_unix_connection(str(service.path))
            answers = []
            for line in lines:
                writer.write(line.encode() + b"\n")
                answers.append(json.loads(await reader.readline()))
            writer.close()
            await writer.wait_closed()
            return mode, answers
        finally:
            await service.stop()

    def ask(*lines, folder=tmp_path):
        return asyncio.run(talk(folder, lines))

    ask.phone, ask.host = phone, host
    return ask


def test_only_the_user_may_open_the_socket_and_it_goes_with_the_phone(served, tmp_path):
    mode, _ = served()
    assert mode == 0o600
    assert list(tmp_path.glob("*.sock")) == []


def test_a_folder_with_a_very_long_name_still_gets_a_socket(served, tmp_path):
    folder = tmp_path / ("deep" * 20) / ("er" * 40)
    _, answers = served('{"cmd": "state"}', folder=folder)
    assert answers[0]["ok"]


def test_it_tells_the_state_and_moves_the_clock(served):
    served.phone.ledger.append("sms_sent", number="+14155550101", body="hi")
    _, (state, clock, ahead, frozen) = served(
        '{"cmd": "state"}',
        '{"cmd": "clock", "set": 1800000000000}',
        '{"cmd": "clock", "advance": 60000}',
        '{"cmd": "clock", "speed": "frozen"}',
    )
    assert state["ledger"][0]["body"] == "hi"
    assert state["time"].startswith("2026-03-16T09:00:0")
    assert 1_800_000_000_000 <= clock["clock_ms"] < 1_800_000_005_000
    assert 60_000 <= ahead["clock_ms"] - clock["clock_ms"] < 65_000
    assert frozen["speed"] == 0


def test_what_it_does_not_understand_is_answered_and_the_next_line_is_served(served):
    wrong = ('{"cmd": "fly"}', "no json", "[]", '{"cmd": "clock"}', '{"cmd": "clock", "set": -1}',
             '{"cmd": "clock", "speed": "fast"}', "[" * 5000)  # fmt: skip
    _, answers = served(*wrong, '{"cmd": "state"}')
    assert [answer["ok"] for answer in answers] == [False] * len(wrong) + [True]


def test_stop_ends_the_phone_after_the_answer(served):
    _, answers = served('{"cmd": "stop"}')
    assert answers[0]["ok"]
    assert served.host.ended == ["emulator-21000"]

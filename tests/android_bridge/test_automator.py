"""The uiautomator2 server: looks start it, acts never repeat, answers are checked."""

from __future__ import annotations

import hashlib

import pytest

from ainos.android_bridge.automator import AutomatorDeadError, RpcError, _unchunk, jar_path
from ainos.android_bridge.errors import BridgeError, CommandFailedError, DeviceOfflineError
from ainos.android_bridge.link import Link
from ainos.android_bridge.permit import permitted
from ainos.android_bridge.targets import NOTHING_ON_SCREEN
from ainos.android_bridge.tickets import TicketOffice


@pytest.fixture
def permit():
    office = TicketOffice()
    with permitted(office, office.issue("t", {}, task="", target=NOTHING_ON_SCREEN), "t", {}, task="") as permit:
        yield permit


def test_methods_that_act_are_no_looks(host):
    host.rpc = {"click": lambda _: True}
    for method in ("click", "setText", "pressKey", "setClipboard", "executeShellCommand", "launchApp"):
        with pytest.raises(BridgeError, match="no ticket"):
            Link(host.server, "fake-1").automator.look(method)
    assert host.rpc_calls == []


def test_an_act_is_sent_once_even_when_the_answer_is_an_error(host, permit):
    host.rpc = {"other": lambda _: True}
    with pytest.raises(RpcError, match="method not found"):
        Link(host.server, "fake-1").automator.act(permit, "click", 1, 2)
    assert host.rpc_calls == [("click", [1, 2])]


def test_an_act_without_a_server_does_nothing_and_says_so(host, permit):
    with pytest.raises(AutomatorDeadError, match="nothing was done"):
        Link(host.server, "fake-1").automator.act(permit, "click", 1, 2)


def test_an_act_that_is_cut_off_is_in_doubt(host, permit):
    host.rpc = {"click": lambda _: True}
    host.drop = "tcp:9008"
    with pytest.raises(DeviceOfflineError, match="not known"):
        Link(host.server, "fake-1").automator.act(permit, "click", 1, 2)


def test_a_server_that_cannot_be_started_is_a_typed_error_with_its_words(host):
    host.answers["toybox md5sum"] = hashlib.md5(jar_path().read_bytes()).hexdigest().encode()
    with pytest.raises(BridgeError):
        Link(host.server, "fake-1").automator.look("deviceInfo")


def test_an_act_in_which_the_connection_to_android_was_lost_is_in_doubt_and_a_look_starts_anew(host, permit):
    link = Link(host.server, "fake-1")
    link.automator._http = lambda *_: b'{"error": {"code": -1, "message": "UiAutomation not connected!"}}'
    link.automator.start = lambda: starts.append(1)
    starts: list[int] = []
    with pytest.raises(CommandFailedError, match="whether it took effect is not known"):
        link.automator.act(permit, "click", 1, 2)
    assert starts == []
    with pytest.raises(AutomatorDeadError):
        link.automator.look("deviceInfo")
    assert len(starts) == 2


def test_a_server_that_cannot_be_started_is_left_alone_for_a_while(host):
    """A dead server costs one failed start, not one for each look: the shell's dump is used meanwhile."""
    automator = Link(host.server, "fake-1").automator
    starts: list[int] = []

    def start():
        starts.append(1)
        raise AutomatorDeadError("no")

    automator.start = start
    for _ in range(5):
        with pytest.raises(AutomatorDeadError):
            automator.look("deviceInfo")
    assert len(starts) == 1
    automator._rests_until = 0.0
    with pytest.raises(AutomatorDeadError):
        automator.look("deviceInfo")
    assert len(starts) == 2


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[]", b'{"id": 1}', b"null"])
def test_what_is_no_json_rpc_is_a_typed_error(host, permit, raw):
    link = Link(host.server, "fake-1")
    link.automator._http = lambda *_: raw
    with pytest.raises(CommandFailedError):
        link.automator.act(permit, "click", 1, 2)


def test_chunked_answers_are_joined():
    assert _unchunk(b"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n") == b"abcdefg"


def test_the_server_comes_with_the_package():
    assert jar_path().stat().st_size > 1_000_000

"""What no client sends: broken HTTP, broken JSON, parameters of every shape. The server answers and lives on."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.automator_table import METHODS
from ainos.virtual_phone.phone import Phone

PING = b"GET /ping HTTP/1.1\r\n\r\n"
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SLOW = {"executeShellCommand", "waitForExists", "waitUntilGone", "waitForWindowUpdate", "clickAndWaitForNewWindow"}
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False, width=32), st.text(max_size=8)
)
SELECTORS = st.fixed_dictionaries(
    {"mask": st.sampled_from([0, 0x1, 0x10, 0x1000001, 0x4000, 0x800000, 0xFFFFFF, "x", None, -1])},
    optional={
        "text": SCALARS, "className": SCALARS, "textMatches": st.sampled_from(["(", ".*", 5]), "instance": SCALARS,
        "index": SCALARS, "childOrSibling": st.sampled_from([[], ["child"], ["sibling", "child"], 3]),
        "childOrSiblingSelector": st.sampled_from([[], [{"mask": 0x1000}], [{"mask": 1}, {}], "x"]),
    },
)  # fmt: skip
PARAMS = st.lists(
    st.one_of(SCALARS, SELECTORS, st.lists(SCALARS, max_size=4), st.dictionaries(st.sampled_from("xyz"), SCALARS)),
    max_size=6,
)


@pytest.fixture(scope="module")
def phone():
    return Phone(pace="fast", app_sets=("demos",))


class _Writer:
    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    async def drain(self) -> None:
        """Never full."""

    def close(self) -> None:
        """Nothing to close."""


def exchange(phone: Phone, data: bytes) -> bytes:
    async def talk() -> bytes:
        reader, writer = asyncio.StreamReader(), _Writer()
        reader.feed_data(data)
        reader.feed_eof()
        await asyncio.wait_for(phone.automator.handle(reader, writer), 20)
        return writer.data

    return asyncio.run(talk())


@given(st.binary(max_size=300))
@FUZZ
def test_bytes_that_are_no_http_get_a_status_or_silence(phone, data):
    answer = exchange(phone, data + b"\r\n\r\n")
    assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
    assert exchange(phone, PING).endswith(b"pong")


@pytest.mark.parametrize(
    "head",
    [
        b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: 99999999999999999999",
        b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: 1e3",
        b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: 17000000",
        b"POST\r\nContent-Length: 0",
        b"GET /ping HTTP/1.1\r\nX: " + b"a" * 70_000,
        b"GET /ping FTP/1.1",
    ],
)
def test_oversized_and_odd_requests_are_refused_and_the_connection_ends(phone, head):
    answer = exchange(phone, head + b"\r\n\r\n" + PING)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"pong" not in answer


def test_a_client_that_asks_before_it_sends_its_body_is_told_to_go_on(phone):
    body = b'{"id": 1, "method": "ping"}'
    head = b"POST /jsonrpc/0 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
    answer = exchange(phone, head + body)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2]) == {"jsonrpc": "2.0", "id": 1, "result": "pong"}


def test_lists_of_requests_old_clients_and_queries_are_answered(phone):
    many = b'[{"id": 1, "method": "ping"}, {"id": 2, "method": "nope"}]'
    answer = exchange(phone, b"POST /jsonrpc/0 HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % len(many) + many + PING)
    assert [each.get("result") for each in json.loads(answer.rpartition(b"\r\n\r\n")[2])] == ["pong", None]
    assert b"Connection: close" in answer
    assert b" 500 " in exchange(phone, b"GET /jsonrpc/0 HTTP/1.1\r\n\r\n")
    assert exchange(phone, b"GET /screenshot/0?scale=0.1 HTTP/1.1\r\n\r\n").partition(b"\r\n\r\n")[2][:2] == b"\xff\xd8"


def test_the_server_stops_when_it_is_told_to(phone):
    async def serve() -> bool:
        running = asyncio.create_task(phone.automator.run(9008))
        await asyncio.sleep(0)
        reader, writer = asyncio.StreamReader(), _Writer()
        reader.feed_data(b"GET /stop HTTP/1.1\r\n\r\n")
        reader.feed_eof()
        await phone.automator.handle(reader, writer)
        await asyncio.wait_for(running, 5)
        return 9008 not in phone.ports

    assert asyncio.run(serve())


@given(st.sampled_from(sorted(set(METHODS) - SLOW)), PARAMS)
@settings(FUZZ, max_examples=400)
def test_any_parameters_give_a_result_or_an_error(phone, name, params):
    body = json.dumps({"jsonrpc": "2.0", "id": 7, "method": name, "params": params}).encode()
    answer = json.loads(exchange(phone, b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                        .partition(b"\r\n\r\n")[2])  # fmt: skip
    assert answer["id"] == 7
    assert "result" in answer or answer["error"]["code"] in (-32602, -32001)


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner)))
@FUZZ
def test_any_json_is_answered_with_an_error_or_a_list(phone, value):
    answer = asyncio.run(phone.automator.answer(json.dumps(value).encode()))
    assert isinstance(answer, list) or answer["error"]["code"] == -32600

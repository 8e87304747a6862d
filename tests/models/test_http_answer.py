"""The reader of HTTP answers: strict, the same however the bytes come, and never more than a typed error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.models.http_answer import CutError, NoHttpError, read_answer
from ainos.models.types import BusyError

OK = b"HTTP/1.1 200 OK\r\n"
PLAIN = OK + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n1;x=y\r\n{\r\n1\r\n}\r\n0\r\nTrailer: 1\r\n\r\n"
STREAM = OK + (
    b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: {}\n\r\ne\r\n\ndata: [DONE]\n\r\n"
)


def read(*pieces):
    """Read an answer of these pieces, after which the other end closes."""
    waiting = list(pieces)
    return read_answer(lambda: waiting.pop(0) if waiting else b"", lambda: None)


@pytest.mark.parametrize(
    ("data", "body", "keeps"),
    [
        (PLAIN, b"{}", True),
        (CHUNKED, b"{}", True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN, b"{}", True),
        (b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", b"x", True),
        (PLAIN + b"more", b"{}", False),  # bytes that belong to no request
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", b"x", False),
        (OK + b"Connection: close\r\nContent-Length: 1\r\n\r\nx", b"x", False),
        (OK + b"\r\nuntil the end", b"until the end", False),
        (OK + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", b"x", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
    ],
)
def test_an_answer_is_read_whole_and_says_whether_the_connection_can_be_used_again(data, body, keeps):
    answer = read(data)
    assert (answer.body, answer.keeps) == (body, keeps)


@given(st.sampled_from([PLAIN, CHUNKED]), st.lists(st.integers(1, 9), min_size=1, max_size=60))
def test_it_is_the_same_however_the_bytes_come(data, sizes):
    pieces, at = [], 0
    for size in [*sizes, len(data)]:
        if at < len(data):
            pieces.append(data[at : at + size])
            at += size
    assert read(*pieces) == read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/2.0 200 OK\r\n\r\n", b"HTTP/1.1 20 OK\r\n\r\n",
        OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", OK + b"Content-Length: +1\r\n\r\nx",
        OK + b"Content-Length: -1\r\n\r\nx", OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        OK + b"No colon\r\n\r\n", OK + b"Space : x\r\n\r\n", OK + b" folded: x\r\n\r\n", OK + b"A: b\rc\r\n\r\n",
        OK + b"A: b\r\n" * 200 + b"\r\n", OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20,
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_no_answer(data):
    with pytest.raises((NoHttpError, CutError)):
        read(data)


@pytest.mark.parametrize("data", [PLAIN, CHUNKED])
def test_an_answer_that_is_cut_anywhere_is_noticed(data):
    for at in range(len(data)):
        with pytest.raises(CutError):
            read(data[:at])


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_a_typed_error(data):
    with suppress(NoHttpError, CutError):
        read(OK + data)


def test_after_the_last_event_of_a_stream_nothing_is_waited_for():
    hurried = []

    def receive(pieces=[STREAM]):  # noqa: B006  # the list is what is left to come
        if pieces:
            return pieces.pop()
        raise BusyError("nothing more came in time")

    answer = read_answer(receive, lambda: hurried.append(1))
    assert answer.body.endswith(b"data: [DONE]\n")
    assert hurried == [1]
    assert not answer.keeps
    whole = read(STREAM + b"0\r\n\r\n")
    assert whole.keeps
    assert whole.body == answer.body

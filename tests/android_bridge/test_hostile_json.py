"""JSON from the phone's server, a plugin or a model: one value under limits, or one typed error (SEC-37)."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.automator import Automator
from ainos.android_bridge.errors import CommandFailedError
from ainos.android_bridge.link import Link
from ainos.android_bridge.strict_json import LIMIT_DEPTH, StrictJsonError, parse_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_what_one_side_writes_the_other_reads(value):
    assert parse_json(json.dumps(value)) == value
    assert parse_json(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == value or any(
        0xD800 <= ord(character) < 0xE000 for character in json.dumps(value, ensure_ascii=False)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nul",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 1}}',
        "NaN",
        "[Infinity]",
        "-Infinity",
        "1e999",
        "{} {}",
        '{"a": 1}\n{"a": 1}',
        "{'a': 1}",
        "[1,]",
        "// no\n1",
        '"\x01"',
        "1" * 5000,
        "[" * 200_000,
        "[" * (LIMIT_DEPTH + 1) + "]" * (LIMIT_DEPTH + 1),
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
    ],
    ids=lambda text: repr(text[:16]),
)
def test_what_could_be_read_in_two_ways_or_is_too_much_is_refused(text):
    started = time.process_time()
    with pytest.raises(StrictJsonError):
        parse_json(text)
    assert time.process_time() - started < 1


def test_the_limits_themselves_are_read():
    deep = "[" * LIMIT_DEPTH + "]" * LIMIT_DEPTH
    parse_json(deep)
    assert parse_json('"' + "[{" * 10_000 + '"') == "[{" * 10_000  # brackets of a text are no nesting
    assert parse_json('"a\\"[[["') == 'a"[[['
    with pytest.raises(StrictJsonError, match="bytes"):
        parse_json(" " * 100 + "1", limit_bytes=100)


@given(st.text(alphabet='{}[]",:\\ntrue0a', max_size=60))
def test_it_never_takes_what_python_refuses(text):
    try:
        value = parse_json(text)
    except StrictJsonError:
        return
    assert json.loads(text) == value


@given(VALUES, st.data())
def test_no_beginning_of_an_object_is_an_object(value, data):
    whole = json.dumps({"name": value, "end": True})
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(StrictJsonError):
        parse_json(whole[:cut])


@pytest.mark.parametrize("answer", [b"[" * 100_000, b'{"result": NaN}', b'{"result": 1, "result": 2}', b"[]", b"3"])
def test_an_answer_of_uiautomator2_that_is_no_message_is_a_typed_error(answer, host, monkeypatch):
    monkeypatch.setattr(Automator, "_http", lambda *_: answer)
    with pytest.raises(CommandFailedError):
        Link(host.server, "fake-1").automator.look("deviceInfo")

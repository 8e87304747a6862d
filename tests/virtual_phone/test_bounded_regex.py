"""Patterns from outside: they mean what Java and POSIX say, and a hostile one fails soon while others go on."""

from __future__ import annotations

import asyncio
import re
import time
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.bounded_regex import BadPatternError, SlowPatternError, compile_bounded
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

HOSTILE = ["(a+)+$", "(a|aa)+$", "(x?a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$"]
LONG = "a" * 5000 + "b"


@pytest.mark.parametrize("pattern", HOSTILE)
def test_a_hostile_pattern_is_given_up_and_stays_given_up(pattern: str) -> None:
    bounded = compile_bounded(pattern)
    started = time.process_time()
    for _ in range(20):
        with pytest.raises(SlowPatternError, match="takes too long"):
            bounded.search(LONG)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("pattern", ["(a{1000}){1000}", "((((a*){99}){99}){99}){99}", "(" * 3000 + ")" * 3000])
def test_a_pattern_that_would_fill_the_memory_is_refused(pattern: str) -> None:
    started = time.process_time()
    with pytest.raises(BadPatternError):
        compile_bounded(pattern)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\Qa.b\E+", "a.bbb"),
        (r"\\Qa", "\\Qa"),
        (r"\p{L}+ \p{Lu}", "über Ä"),
        (r"(?<word>\w+) \k<word>", "go go"),
        ("[a-z&&[^b]]+", "acd"),
        (r"\d{4}-\d{2}-\d{2}", "2026-03-16"),
        ("(?i)wi-fi", "Wi-Fi"),
        ("x*+y", "xxy"),
        ("a{500}b{500}", "a" * 500 + "b" * 500),
    ],
)
def test_patterns_in_javas_spelling_fit(pattern: str, text: str) -> None:
    assert compile_bounded(pattern, java=True).fullmatch(text)


@given(st.lists(st.sampled_from(list("ab.*+?|()[]^$\\-{}1,") + ["{2}", "[a-b]", "(?:"]), max_size=8), st.text("ab1-,"))
@settings(max_examples=300, deadline=None)
def test_ordinary_patterns_mean_what_they_mean_to_python(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    try:
        with warnings.catch_warnings(action="ignore"):
            expected = re.compile(pattern)
    except (re.error, OverflowError):
        return
    try:
        found = compile_bounded(pattern).search(text)
    except BadPatternError:
        return
    wanted = expected.search(text)
    assert (found and found.span()) == (wanted and wanted.span())


def test_a_hostile_selector_is_answered_with_an_error_soon(u2: Any) -> None:
    u2.start("com.android.settings/.Settings")
    started = time.monotonic()
    error = u2.error("exist", u2.selector(resourceIdMatches=r"(\w|\w\w|[.:/])+[@#]"))
    assert time.monotonic() - started < 5
    assert error["message"] == "java.lang.IllegalStateException"
    assert "takes too long" in error["data"]
    assert u2.call("exist", u2.selector(resourceIdMatches=".*title")) is True


@pytest.mark.parametrize(
    "line",
    [
        f"echo {LONG} | grep -E '(a+)+$'",
        f"echo {LONG} | sed -E 's/(a|aa)+$/x/'",
        f"echo {LONG} | awk '/(a+)+$/ {{print}}'",
        f"expr {LONG} : '\\(a\\|aa\\)*[cd]'",
        f"case {LONG} in *a*a*a*a*a*a*a*[cd]) echo yes;; esac",
        f"x={LONG}; echo ${{x%%*a*a*a*a*a*a*a*[cd]}}",
    ],
)
def test_a_hostile_pattern_in_the_shell_fails_within_a_second_and_another_phone_answers(line: str) -> None:
    async def scenario() -> tuple[int, str, float]:
        hostile, other = Phone(), Phone()
        waits: list[float] = []
        out, err = BufferWriter(), BufferWriter()

        async def ask() -> None:
            while not ended.is_set():
                started = time.process_time()  # other programs' time does not count
                said = BufferWriter()
                await other.run_shell("echo here", stdin=BytesReader(b""), stdout=said, stderr=said)
                assert said.text() == "here\n"
                waits.append(time.process_time() - started)
                await asyncio.sleep(0.01)

        ended = asyncio.Event()
        asking = asyncio.create_task(ask())
        await asyncio.sleep(0)
        code = await hostile.run_shell(line, stdin=BytesReader(b""), stdout=out, stderr=err)
        ended.set()
        await asking
        return code, err.text(), max(waits)

    code, said, longest = asyncio.run(scenario())
    assert code != 0
    assert "takes too long" in said
    assert longest < 1

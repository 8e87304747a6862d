"""What has no end must not take the host's memory or time."""

from __future__ import annotations

import asyncio
import resource

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader


@pytest.fixture(scope="module")
def phone():
    return Phone(pace="fast")


def run(phone, command):
    out, err = BufferWriter(), BufferWriter()

    async def work():
        return await asyncio.wait_for(phone.run_shell(command, stdin=BytesReader(), stdout=out, stderr=err), 30)

    return asyncio.run(work()), out.text(), err.text()


@pytest.mark.parametrize(
    "command", ["yes | sort", "yes | wc -l", "yes | md5sum", "x=$(yes)", "x=aaaaaaaa; while true; do x=$x$x; done"]
)
def test_endless_input_ends_with_a_message(phone, command):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    code, _, said = run(phone, command)
    assert code == 1
    assert "ut of memory" in said
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


def test_a_file_without_end_fills_the_phone_and_no_more(phone):
    _, _, said = run(phone, "yes > /sdcard/endless")
    assert "/sdcard/endless: No space left on device" in said
    assert (
        run(phone, "rm /sdcard/endless; echo there is room > /sdcard/again; cat /sdcard/again")[1] == "there is room\n"
    )


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("yes | head -2", "y\ny\n"),
        ("yes a b | grep -m 1 a", "a b\n"),
        ("yes | grep -q y && echo found", "found\n"),
        ("yes | tee /sdcard/t | head -1; rm /sdcard/t", "y\n"),
        ("yes | while read x; do echo $x; break; done", "y\n"),
    ],
)
def test_readers_that_have_enough_end_the_writer(phone, command, printed):
    assert run(phone, command)[:2] == (0, printed)


def test_an_absurd_width_is_refused(phone):
    assert run(phone, "printf '%999999999d' 1")[0] == 1

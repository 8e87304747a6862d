"""Intents as `am` arguments, and what `am` says about them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.android_bridge.errors import BadValueError, CommandFailedError
from ainos.android_bridge.intents import broadcast_result, check_started, intent_arguments
from ainos.android_bridge.shell import ShellResult
from ainos.android_bridge.types import Intent


def said(text: str, exit_code: int = 0, error: str = "") -> ShellResult:
    return ShellResult("am", text.encode(), error.encode(), exit_code)


def test_every_field_and_type_has_its_option():
    intent = Intent(
        action="android.intent.action.SENDTO",
        data="sms:+14155550101",
        mime_type="text/plain",
        component="com.x/.A",
        package="com.x",
        categories=("android.intent.category.DEFAULT",),
        extras={
            "s": "it's \n 'fine'",
            "i": 7,
            "big": 2**40,
            "f": 1.5,
            "z": True,
            "ia": (1, 2),
            "sa": ("a", "b"),
            "android.intent.extra.alarm.DAYS": (2, 3),
        },
        flags=0x10000000,
    )
    assert intent_arguments(intent) == [
        "-a", "android.intent.action.SENDTO", "-d", "sms:+14155550101", "-t", "text/plain",
        "-c", "android.intent.category.DEFAULT", "-n", "com.x/.A", "-p", "com.x", "-f", "268435456",
        "--es", "s", "it's \n 'fine'", "--ei", "i", "7", "--el", "big", str(2**40), "--ef", "f", "1.5",
        "--ez", "z", "true", "--eia", "ia", "1,2", "--esa", "sa", "a,b",
        "--eial", "android.intent.extra.alarm.DAYS", "2,3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "intent",
    [
        Intent(),
        Intent(package="com.x"),
        Intent(action="a b"),
        Intent(action="-a"),
        Intent(action="a", data="no scheme"),
        Intent(action="a", data="sms:1 2"),
        Intent(action="a", extras={"k k": 1}),
        Intent(action="a", extras={"--es": "x"}),
        Intent(action="a", extras={"k": "a\0b"}),
        Intent(action="a", extras={"k": ("a,b",)}),
        Intent(action="a", extras={"k": 2**64}),
        Intent(action="a", extras={"k": None}),  # type: ignore[dict-item]
        Intent(component="com.x"),
        Intent(action="a", categories=("x;y",)),
    ],
)
def test_what_is_outside_the_grammar_is_refused(intent):
    with pytest.raises(BadValueError):
        intent_arguments(intent)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_is_one_argument(text):
    assert intent_arguments(Intent(action="a", extras={"k": text})) == ["-a", "a", "--es", "k", text]


@pytest.mark.parametrize(
    "text",
    [
        "Starting: Intent { act=x }\nStatus: ok\nLaunchState: COLD\nActivity: a/.B\nTotalTime: 1\nComplete\n",
        "Starting: Intent { act=x }\nWarning: Activity not started, intent has been delivered to currently running "
        "top-most instance.\nStatus: ok\nComplete\n",
    ],
)
def test_a_started_activity_is_accepted(text):
    check_started(said(text))


@pytest.mark.parametrize(
    "result",
    [
        said("Starting: Intent { act=x }\nError: Activity not started, unable to resolve Intent { act=x }\n"),
        said("Starting: Intent { }\nError type 3\nError: Activity class {a/b} does not exist.\n"),
        said("", 255, "Exception occurred while executing 'start':\njava.lang.SecurityException: Permission Denial\n"),
        said("java.lang.SecurityException: not exported\n"),
        said("", 1),
    ],
)
def test_a_refused_activity_is_an_error_with_the_phones_words(result):
    with pytest.raises(CommandFailedError) as caught:
        check_started(result)
    assert caught.value.command == "am start"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Broadcasting: Intent { act=x }\nBroadcast completed: result=0\n", (0, "")),
        ('Broadcasting: Intent { act=x }\nBroadcast completed: result=-1, data="ok, \\"x\\""\n', (-1, 'ok, \\"x\\"')),
        ('Broadcast completed: result=5, data="two\nlines", extras: Bundle[{a=1}]\n', (5, "two\nlines")),
    ],
)
def test_a_broadcast_gives_code_and_data(text, expected):
    assert broadcast_result(said(text)) == expected


def test_a_broadcast_without_a_result_is_an_error():
    with pytest.raises(CommandFailedError):
        broadcast_result(said("Error: unknown\n"))

"""cmd role, appops and device_config keep what they are told and refuse what they do not know."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cmd role get-role-holders android.app.role.SMS", "com.google.android.apps.messaging\n"),
        ("cmd role get-role-holders android.app.role.HOME", "com.google.android.apps.nexuslauncher\n"),
        ("cmd role get-role-holders android.app.role.BROWSER", "\n"),
        (
            "cmd appops set com.ainos.notes CAMERA deny; cmd appops get com.ainos.notes; "
            "cmd appops reset com.ainos.notes",
            "CAMERA: deny\nReset package com.ainos.notes\n",
        ),
        ("cmd appops get com.ainos.notes", "No operations.\n"),
        (
            "cmd device_config put tests a 1; cmd device_config list tests; cmd device_config delete tests a; "
            "cmd device_config get tests a",
            "a=1\nSuccessfully deleted a from tests\nnull\n",
        ),
    ],
)
def test_what_was_set_is_read_back(shared_phone, command: str, expected: str) -> None:
    assert shared_phone.shell(command) == expected


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("cmd role add-role-holder android.app.role.SMS com.nothing.here", b"unknown package com.nothing.here"),
        ("cmd role add-role-holder android.app.role.BROWSER com.ainos.notes", b"cannot be changed"),
        ("cmd appops set com.ainos.notes CAMERA sometimes", b"Mode is not valid"),
        ("cmd appops get com.nothing.here", b"No UID for com.nothing.here in user 0"),
        ("cmd device_config put tests", b"Bad arguments"),
    ],
)
def test_what_cannot_be_done_is_refused(shared_phone, command: str, words: bytes) -> None:
    done = shared_phone.adb("shell", command)
    assert done.returncode != 0
    assert words in done.stderr

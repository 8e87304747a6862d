"""pm uninstall --user 0 and install-existing: what every debloating script does."""

from __future__ import annotations

import asyncio

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

NOTES = "com.ainos.notes"
LAUNCHER = "com.google.android.apps.nexuslauncher"


@pytest.fixture
def phone():
    made = Phone()
    made.pace = "fast"
    return made


@pytest.fixture
def run(phone):
    def work(line, uid=2000):
        async def session():
            out, err = BufferWriter(), BufferWriter()
            code = await phone.run_shell(line, stdin=BytesReader(b""), stdout=out, stderr=err, uid=uid)
            return out.text(), err.text(), code

        return asyncio.run(session())

    return work


def test_a_system_app_goes_for_the_user_and_comes_back(run, phone):
    assert run(f"pm uninstall {NOTES}") == ("Failure [DELETE_FAILED_INTERNAL_ERROR]\n", "", 1)
    assert run(f"pm uninstall -k --user 0 {NOTES}") == ("Success\n", "", 0)
    assert run(f"pm list packages {NOTES}")[0] == ""
    assert run(f"pm list packages -u {NOTES}")[0] == f"package:{NOTES}\n"
    assert run(f"pm path {NOTES}")[2] == 1
    assert phone.packages.launch_intent(NOTES) is None
    assert run(f"pm uninstall --user 0 {NOTES}") == ("Failure [not installed for 0]\n", "", 1)
    assert run(f"cmd package install-existing {NOTES}")[0] == f"Package {NOTES} installed for user: 0\n"
    assert run(f"monkey -p {NOTES} 1")[2] == 0
    assert phone.activities.resumed.package == NOTES


def test_k_keeps_the_files_of_an_app_and_without_it_they_go(run, phone):
    run(f"echo kept > /data/data/{NOTES}/files/mark", 0)
    run(f"pm uninstall -k --user 0 {NOTES}; pm install-existing {NOTES}")
    assert run(f"cat /data/data/{NOTES}/files/mark", 0)[0] == "kept\n"
    run(f"pm uninstall --user 0 {NOTES}; pm install-existing {NOTES}")
    assert run(f"cat /data/data/{NOTES}/files/mark", 0)[2] == 1


def test_what_is_not_there_or_cannot_go_says_so(run):
    assert run("pm uninstall --user 0 com.nope") == ("Failure [not installed for 0]\n", "", 1)
    assert run(f"pm uninstall --user 10 {NOTES}") == ("Failure [not installed for 10]\n", "", 1)
    assert run("pm uninstall com.nope") == ("Failure [DELETE_FAILED_INTERNAL_ERROR]\n", "", 1)
    assert run(f"pm uninstall --user 0 {LAUNCHER}")[0] == "Failure [DELETE_FAILED_INTERNAL_ERROR]\n"
    assert "Package com.nope doesn't exist" in run("pm install-existing com.nope")[0]
    assert run("pm create-user guest") == ("", "Error: couldn't create User.\n", 1)
    assert "permission group:android.permission-group.SMS\n" in run("pm list permission-groups")[0]
    assert run(f"pm suspend {NOTES}")[2] == 1

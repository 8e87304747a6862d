"""start, stop, bugreport, and the lists that drivers of whole phones read: idle apps, ports, processes, keyboards."""

from __future__ import annotations

import asyncio

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

SETTINGS = "com.android.settings"


@pytest.fixture(scope="module")
def phone():
    made = Phone()
    made.pace = "fast"
    return made


@pytest.fixture(scope="module")
def run(phone):
    def work(line, uid=2000):
        async def session():
            out, err = BufferWriter(), BufferWriter()
            code = await phone.run_shell(line, stdin=BytesReader(b""), stdout=out, stderr=err, uid=uid)
            return out.text(), err.text(), code

        return asyncio.run(session())

    return work


def test_the_framework_stops_and_starts_for_root_only(run, phone):
    assert run("stop") == ("", "stop: must be root\n", 1)
    run(f"am start -n {SETTINGS}/.Settings")
    assert run("stop; setprop sys.boot_completed 0; getprop init.svc.zygote", 0)[0] == "stopped\n"
    assert phone.activities.pid(SETTINGS) is None
    assert run("start; getprop sys.boot_completed; getprop init.svc.zygote", 0)[0] == "1\nrunning\n"
    assert phone.activities.resumed is not None


def test_a_bugreport_has_properties_processes_log_and_services(run):
    out, err, code = run("bugreport")
    assert (err, code) == ("", 0)
    for part in (
        "== dumpstate: 2026-03-16",
        "[sys.boot_completed]: [1]",
        "com.android.systemui",
        "DUMP OF SERVICE battery",
    ):
        assert part in out


def test_the_idle_list_takes_known_packages_and_gives_them_back(run):
    assert (
        run(f"dumpsys deviceidle whitelist +{SETTINGS} +no.such")[0] == f"Added: {SETTINGS}\nUnknown package: no.such\n"
    )
    assert f"user,{SETTINGS}," in run("dumpsys deviceidle whitelist")[0]
    assert run(f"dumpsys deviceidle whitelist -{SETTINGS}")[0] == f"Removed: {SETTINGS}\n"
    assert SETTINGS not in run("dumpsys deviceidle whitelist")[0]


def test_the_kernels_table_shows_the_ports_that_something_listens_on(run, phone):
    phone.ports[9008] = None
    rows = run("cat /proc/net/tcp")[0].splitlines()
    del phone.ports[9008]
    assert rows[0].split()[:4] == ["sl", "local_address", "rem_address", "st"]
    assert [row.split()[1] for row in rows[1:]] == ["0100007F:15B3", "0100007F:2330"]
    assert len(run("cat /proc/net/tcp6")[0].splitlines()) == 1


def test_system_processes_are_among_the_activity_managers(run):
    assert "812:com.android.systemui/u0a49}" in run("dumpsys activity processes")[0]
    assert "845:com.android.phone/1001}" in run("dumpsys activity processes")[0]
    assert "-A\t" in run("ps --help")[0]


def test_input_methods_are_headed_by_their_id(run):
    lines = run("ime list -a")[0].splitlines()
    heads = [line.removesuffix(":") for line in lines if not line.startswith(" ")]
    assert heads == run("ime list -s -a")[0].split()


def test_a_provider_that_fails_prints_and_exits_with_0_as_on_a_phone(run):
    out, err, code = run("content query --uri content://no.such/x")
    assert (out, code) == ("", 0)
    assert err.startswith(
        "Error while accessing provider:no.such\njava.lang.IllegalStateException: Could not find provider"
    )

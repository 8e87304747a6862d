"""awk, diff, tar, nc, run-as: the small part that clients and people use."""

from __future__ import annotations

import asyncio

import pytest

from ainos.virtual_phone.apps.app import Manifest
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader


@pytest.fixture(scope="module")
def phone():
    made = Phone(pace="fast")
    made.packages.install(Manifest("com.mine", "Mine", system=False))
    return made


def run(phone, command):
    out, err = BufferWriter(), BufferWriter()

    async def work():
        return await asyncio.wait_for(phone.run_shell(command, stdin=BytesReader(), stdout=out, stderr=err), 30)

    return asyncio.run(work()), out.text(), err.text()


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ("'{print $2}'", "b\ne\n\n"),
        ("'{print $NF, NR}'", "c 1\ne 2\nx 3\n"),
        ("'NR==2'", "d e\n"),
        ("'/^d/ {print $1 \"-\" $2}'", "d-e\n"),
        ("'$1 != \"x\" && NF > 2 {print NF}'", "3\n"),
        ("'$1 ~ /[ad]/ {print $1}'", "a\nd\n"),
        ("'BEGIN {print \"go\"} END {print NR}'", "go\n3\n"),
        ("-F b '{print $1}'", "a \nd e\nx\n"),
        ("-v who=me 'NR==1 {print who}'", "me\n"),
    ],
)
def test_awk_prints_what_one_liners_ask_for(phone, program, printed):
    assert run(phone, f"printf 'a b c\\nd e\\nx\\n' | awk {program}") == (0, printed, "")


@pytest.mark.parametrize("program", ["'{x = 1}'", "'{print $'", "'{'", "'BEGIN {printf \"%s\"}'", "')'", "'{print (}'"])
def test_awk_refuses_what_it_does_not_know(phone, program):
    code, _, said = run(phone, f"echo a | awk {program}")
    assert code == 2
    assert "syntax error" in said


def test_diff_tells_what_changed(phone):
    run(phone, "cd /sdcard; printf 'a\\nb\\n' > 1; printf 'a\\nc\\n' > 2")
    assert run(phone, "cd /sdcard; diff 1 2") == (1, "--- 1\n+++ 2\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "")
    assert run(phone, "cd /sdcard; diff 1 1")[0] == 0
    assert run(phone, "cd /sdcard; diff -q 1 2")[1] == "Files 1 and 2 differ\n"
    assert run(phone, "diff /sdcard/1 /nope")[0] == 2


@pytest.mark.parametrize(("flag", "name"), [("", "t.tar"), ("z", "t.tgz")])
def test_tar_packs_and_unpacks(phone, flag, name):
    assert run(phone, f"cd /sdcard; mkdir -p in/deep; echo x > in/deep/f; tar c{flag}f {name} in")[0] == 0
    assert run(phone, f"tar tf /sdcard/{name}")[1] == "in/\nin/deep/\nin/deep/f\n"
    assert run(phone, f"cd /sdcard; rm -rf out; mkdir out; tar xf {name} -C out; cat out/in/deep/f")[1] == "x\n"
    assert run(phone, f"cd /sdcard; tar c{flag} in | tar t")[1].endswith("in/deep/f\n")


def test_tar_stays_in_its_folder_and_refuses_other_files(phone):
    import io
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("../../escaped")
        entry.size = 1
        archive.addfile(entry, io.BytesIO(b"x"))
    phone.fs.write("/sdcard/evil.tar", buffer.getvalue())
    code, _, said = run(phone, "mkdir -p /sdcard/cage/in; tar xf /sdcard/evil.tar -C /sdcard/cage/in")
    assert code == 1
    assert "not under" in said
    assert phone.fs.find("/sdcard/escaped") is None
    phone.fs.write("/sdcard/no.tar", b"nonsense" * 100)
    assert run(phone, "tar tf /sdcard/no.tar")[::2] == (1, "tar: not tar\n")


def test_nc_listens_and_connects_on_the_phone(phone):
    assert run(phone, "(sleep 0.1; echo hi | nc 127.0.0.1 7777) & nc -l -p 7777")[:2] == (0, "hi\n")
    assert 7777 not in phone.ports
    assert run(phone, "nc 127.0.0.1 9")[0] == 1
    assert run(phone, "nc example.invalid 80")[2] == "nc: example.invalid: Network is unreachable\n"


def test_run_as_becomes_the_app_and_refuses_system_apps(phone):
    assert run(phone, "run-as com.mine pwd")[1] == "/data/data/com.mine\n"
    assert "uid=10" in run(phone, "run-as com.mine id")[1]
    assert run(phone, "run-as com.no ls")[::2] == (1, "run-as: unknown package: com.no\n")
    assert "not debuggable" in run(phone, "run-as com.android.settings ls")[2]

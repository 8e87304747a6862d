"""Installing: APKs with a real binary manifest, made here without code, read and put on whole phones."""

from __future__ import annotations

import asyncio
import io
import re
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.services.apk import ApkError, ApkFacts, read_apk
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

DEMOS = "io.appium.android.apis"

IDS = {"name": 0x01010003, "testOnly": 0x01010272, "versionCode": 0x0101021B, "versionName": 0x0101021C}
_STRING, _INTEGER, _BOOL, _REFERENCE = 0x03, 0x10, 0x12, 0x01
Value = str | int | bool | tuple[int]
"""A 1-tuple stands for a reference to a resource."""


def _string_pool(strings: list[str], *, utf_8: bool) -> bytes:
    data, offsets = b"", []
    for text in strings:
        offsets.append(len(data))
        if utf_8:
            raw = text.encode()
            sizes = b"".join(
                bytes([0x80 | size >> 8, size & 0xFF] if size > 0x7F else [size]) for size in (len(text), len(raw))
            )
            data += sizes + raw + b"\0"
        else:
            raw = text.encode("utf-16-le")
            data += struct.pack("<H", len(raw) // 2) + raw + b"\0\0"
    data += bytes(-len(data) % 4)
    start = 28 + 4 * len(strings)
    head = struct.pack("<HHIIIIII", 1, 28, start + len(data), len(strings), 0, 0x100 if utf_8 else 0, start, 0)
    return head + struct.pack(f"<{len(strings)}I", *offsets) + data


def binary_xml(elements: list[tuple[str, dict[str, Value]]], *, utf_8: bool = False) -> bytes:
    """Return elements without nesting as binary XML; names in IDS become attributes with a resource id."""
    texts = [value for _, attributes in elements for value in attributes.values() if isinstance(value, str)]
    names = [name for _, attributes in elements for name in attributes if name not in IDS]
    strings = list(dict.fromkeys([*IDS, *names, *(tag for tag, _ in elements), *texts]))
    chunks = _string_pool(strings, utf_8=utf_8)
    chunks += struct.pack("<HHI", 0x180, 8, 8 + 4 * len(IDS)) + struct.pack(f"<{len(IDS)}I", *IDS.values())
    for tag, attributes in elements:
        rows = b""
        for name, value in attributes.items():
            if isinstance(value, str):
                kind, number, raw = _STRING, strings.index(value), strings.index(value)
            elif isinstance(value, tuple):
                kind, number, raw = _REFERENCE, value[0], 0xFFFFFFFF
            else:
                kind = _BOOL if isinstance(value, bool) else _INTEGER
                number, raw = 0xFFFFFFFF if value is True else int(value), 0xFFFFFFFF
            rows += struct.pack("<IIIHBBI", 0xFFFFFFFF, strings.index(name), raw, 8, 0, kind, number)
        body = struct.pack("<IIHHHHHH", 0xFFFFFFFF, strings.index(tag), 20, 20, len(attributes), 0, 0, 0) + rows
        chunks += struct.pack("<HHIII", 0x102, 16, 16 + len(body), 1, 0xFFFFFFFF) + body
    return struct.pack("<HHI", 3, 8, 8 + len(chunks)) + chunks


def apk(
    package: str, *, version: int = 7, permissions: tuple[str, ...] = (), utf_8: bool = False, **manifest: Value
) -> bytes:
    """Return an APK; `testOnly` goes to the application, further arguments to the manifest element."""
    is_test = manifest.pop("testOnly", False)
    facts: dict[str, Value] = {"versionCode": version, "versionName": f"{version}.0", "package": package, **manifest}
    elements: list[tuple[str, dict[str, Value]]] = [("manifest", facts)]
    elements += [("uses-permission", {"name": name}) for name in permissions]
    elements.append(("application", {"testOnly": True} if is_test else {}))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("AndroidManifest.xml", binary_xml(elements, utf_8=utf_8))
        archive.writestr("classes.dex", b"dex\n035\0" + bytes(200))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def phone():
    made = Phone()
    made.pace = "fast"
    return made


@pytest.fixture
def run(phone):
    """Return run(line, stdin): (stdout, stderr, exit code) of the phone; the demos are removed afterwards."""

    def work(line, stdin=b""):
        async def session():
            out, err = BufferWriter(), BufferWriter()
            running = phone.run_shell(line, stdin=BytesReader(stdin), stdout=out, stderr=err, uid=2000)
            code = await asyncio.wait_for(running, 20)
            return out.text(), err.text(), code

        return asyncio.run(session())

    yield work
    phone.packages.uninstall(DEMOS)


@pytest.mark.parametrize("utf_8", [False, True])
def test_a_manifest_tells_package_version_and_permissions(utf_8):
    long_name = "x" * 300
    data = apk("com.grüße.app", version=41, permissions=("a.B", long_name), utf_8=utf_8)
    assert read_apk(data) == ApkFacts("com.grüße.app", 41, "41.0", ("a.B", long_name))
    split = apk("com.x", utf_8=utf_8, split="config.de", versionName=(0x7F010001,), testOnly=True)
    assert read_apk(split) == ApkFacts("com.x", 7, "", (), test_only=True, split="config.de")


def refusal(data):
    """Return the code with which an APK is refused, "" when it can be read."""
    try:
        read_apk(data)
    except ApkError as error:
        return error.code
    return ""


@settings(max_examples=150, deadline=None)
@given(where=some.integers(0, 2000), what=some.binary(min_size=1, max_size=8))
def test_a_damaged_apk_is_read_or_refused(where, what):
    data = bytearray(apk("com.x", permissions=("a.B", "c.D"), utf_8=bool(where % 2)))
    at = where % len(data)
    data[at : at + len(what)] = what
    assert refusal(bytes(data))[:8] in ("", "INSTALL_")


@settings(max_examples=150, deadline=None)
@given(where=some.integers(0, 5000), what=some.binary(min_size=1, max_size=6))
def test_a_damaged_manifest_is_read_or_refused(where, what):
    manifest = bytearray(binary_xml([("manifest", {"package": "com.x", "versionCode": 1}), ("application", {})]))
    at = where % len(manifest)
    manifest[at : at + len(what)] = what
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("AndroidManifest.xml", bytes(manifest))
    assert refusal(buffer.getvalue())[:8] in ("", "INSTALL_")


def test_an_apk_brings_its_stand_in_with_the_version_that_it_declares(run, phone):
    data = apk(DEMOS, version=99, permissions=("android.permission.CAMERA", "android.permission.INTERNET"))
    assert run(f"cmd package install -S {len(data)}", data) == ("Success\n", "", 0)
    assert f"package:{DEMOS}\n" in run("pm list packages -3")[0]
    facts = run(f"dumpsys package {DEMOS}")[0]
    assert "versionCode=99 " in facts
    assert "versionName=99.0\n" in facts
    assert "android.permission.CAMERA: granted=false" in facts
    assert "android.permission.INTERNET: granted=true" in facts
    path = run(f"pm path {DEMOS}")[0].strip().removeprefix("package:")
    assert phone.fs.read(path) == data
    assert run(f"am start -W -n {DEMOS}/.ApiDemos")[2] == 0
    assert phone.ledger.of("package_installed")[-1].facts == {"package": DEMOS, "version_code": 99}
    assert run(f"pm uninstall {DEMOS}")[0] == "Success\n"
    assert not phone.fs.exists(path)


def test_with_g_every_permission_is_granted_and_an_update_keeps_what_was(run, phone):
    phone.fs.write("/data/local/tmp/d.apk", apk(DEMOS, permissions=("android.permission.CAMERA",)), mode=0o644)
    run("pm install /data/local/tmp/d.apk")
    assert not phone.packages.has_permission(DEMOS, "android.permission.CAMERA")
    assert run("pm install -r -g /data/local/tmp/d.apk")[0] == "Success\n"
    assert phone.packages.has_permission(DEMOS, "android.permission.CAMERA")
    run("pm install -r /data/local/tmp/d.apk")
    assert phone.packages.has_permission(DEMOS, "android.permission.CAMERA")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (apk("com.nobody.knows"), "INSTALL_FAILED_NO_MATCHING_ABIS: this phone runs no Android code"),
        (apk("com.android.settings"), "INSTALL_FAILED_UPDATE_INCOMPATIBLE"),
        (apk(DEMOS, testOnly=True), "INSTALL_FAILED_TEST_ONLY"),
        (apk(DEMOS, split="config.de"), "INSTALL_FAILED_INVALID_APK"),
        (b"", "INSTALL_PARSE_FAILED_NOT_APK"),
        (b"PK\3\4 no zip", "INSTALL_PARSE_FAILED_NOT_APK"),
    ],
    ids=["unknown", "system", "test_only", "split", "empty", "no_zip"],
)
def test_what_cannot_be_installed_fails_with_androids_word(run, phone, data, reason):
    out, _, code = run(f"pm install -S {len(data)}", data)
    assert out.startswith(f"Failure [{reason}")
    assert code == 1
    assert phone.packages.get(DEMOS) is None


def test_a_test_only_apk_installs_with_t(run):
    data = apk(DEMOS, testOnly=True)
    assert run(f"pm install -t -S {len(data)}", data)[0] == "Success\n"


def test_a_stream_that_ends_early_is_no_install(run):
    data = apk(DEMOS)
    assert run(f"pm install -S {len(data) + 10}", data)[0].startswith("Failure [INSTALL_FAILED_MEDIA_UNAVAILABLE")


def test_a_session_takes_base_and_splits_and_goes_away(run, phone):
    base, split = apk(DEMOS), apk(DEMOS, split="config.de")
    number = re.search(r"\[(\d+)\]", run("pm install-create -g")[0])[1]
    other = re.search(r"\[(\d+)\]", run("pm install-create")[0])[1]
    assert other != number
    assert run(f"pm install-write -S {len(base)} {number} base.apk -", base)[0] == (
        f"Success: streamed {len(base)} bytes\n"
    )
    run(f"pm install-write -S {len(split)} {number} de.apk", split)
    assert run(f"pm install-commit {number}") == ("Success\n", "", 0)
    assert phone.packages.get(DEMOS) is not None
    assert run(f"pm install-abandon {other}")[0] == "Success\n"
    out, err, code = run(f"pm install-commit {number}")
    assert (out, code) == ("", 255)
    assert "SecurityException" in err
    assert not [name for name in phone.fs.list_dir("/data/app") if name.startswith("vmdl")]


def test_a_session_without_an_apk_or_with_a_path_as_name_fails(run):
    number = re.search(r"\[(\d+)\]", run("pm install-create")[0])[1]
    assert run(f"pm install-write -S 1 {number} ../../x -", b"x")[2] == 255
    assert run(f"pm install-commit {number}")[0].startswith("Failure [INSTALL_FAILED_INVALID_APK")
    assert run("pm install-write -S 1 nonsense base -", b"x")[2] == 255


@pytest.mark.parametrize(
    ("way", "name"),
    [(["install", "-g"], "d e'mo.apk"), (["install", "--no-streaming"], "d e'mo.apk"), (["install-multiple"], "a.apk")],
)
def test_real_adb_installs_a_stand_in(shared_phone, tmp_path, way, name):
    (tmp_path / name).write_bytes(apk(DEMOS, version=3))
    done = shared_phone.adb(*way, str(tmp_path / name))
    assert (done.returncode, b"Success" in done.stdout) == (0, True), done
    assert DEMOS in shared_phone.shell("pm list packages -3")
    assert shared_phone.adb("uninstall", DEMOS).stdout.strip() == b"Success"

"""The sync service against raw requests: both versions, refusals, odd names."""

from __future__ import annotations

import stat as st
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

FOLDER = "/data/local/tmp"
MTIME = 1_700_000_000
both_flow_controls = pytest.mark.parametrize("delayed", [False, True], ids=["one_write", "delayed_ack"])
file_names = some.text(some.characters(exclude_characters="/,\0", exclude_categories=["Cs"]), min_size=1, max_size=40)


def request(name: bytes, path: str | bytes) -> bytes:
    raw = path.encode() if isinstance(path, str) else path
    return name + struct.pack("<I", len(raw)) + raw


def data_messages(content: bytes, piece: int = 65536) -> bytes:
    parts = [content[at : at + piece] for at in range(0, len(content), piece)]
    return b"".join(request(b"DATA", part) for part in parts) + b"DONE" + struct.pack("<I", MTIME)


class Sync:
    """Reads answers from a sync stream in order."""

    def __init__(self, stream):
        self.stream, self.at = stream, 0

    async def send(self, data):
        for at in range(0, len(data), 100_000):
            await self.stream.write(data[at : at + 100_000])

    async def take(self, size):
        await self.stream.at_least(self.at + size)
        piece = bytes(self.stream.data[self.at : self.at + size])
        self.at += size
        return piece

    async def status(self):
        name, size = struct.unpack("<4sI", await self.take(8))
        return name, await self.take(size)

    async def file(self):
        content = b""
        while True:
            name, size = struct.unpack("<4sI", await self.take(8))
            if name != b"DATA":
                return name, content or await self.take(size)
            content += await self.take(size)


async def open_sync(host):
    return Sync(await host.open("sync:"))


def name_fits(name):
    return name not in (".", "..") and len(name.encode()) <= 255


@both_flow_controls
@settings(max_examples=30, deadline=None)
@given(
    name=file_names.filter(name_fits),
    content=some.binary(max_size=200_000),
    version=some.sampled_from([1, 2]),
)
def test_a_file_comes_back_as_it_went(talk, delayed, name, content, version):
    path = f"{FOLDER}/{name}"

    async def scenario(host, daemon):
        sync = await open_sync(host)
        if version == 1:
            await sync.send(request(b"SEND", f"{path},{st.S_IFREG | 0o644}") + data_messages(content))
        else:
            setup = struct.pack("<4sII", b"SND2", st.S_IFREG | 0o644, 0)
            await sync.send(request(b"SND2", path) + setup + data_messages(content))
        assert await sync.status() == (b"OKAY", b"")
        await sync.send(request(b"STAT", path))
        stat = struct.unpack("<4sIII", await sync.take(16))
        await sync.send(request(b"RECV", path) if version == 1 else request(b"RCV2", path) + b"RCV2\0\0\0\0")
        return stat, await sync.file()

    stat, (end, received) = talk(scenario, delayed=delayed)
    assert stat == (b"STAT", st.S_IFREG | 0o666, len(content), MTIME)
    assert (end, received) == (b"DONE", content)


@pytest.mark.parametrize("flags", [1, 2, 4, 0x8000_0001])
def test_compressed_pushes_fail_and_store_nothing(talk, flags):
    async def scenario(host, daemon):
        sync = await open_sync(host)
        setup = struct.pack("<4sII", b"SND2", st.S_IFREG | 0o644, flags)
        await sync.send(request(b"SND2", f"{FOLDER}/x") + setup + data_messages(b"compressed"))
        refused = await sync.status()
        await sync.send(request(b"RCV2", "/system/build.prop") + struct.pack("<4sI", b"RCV2", flags))
        also_refused = await sync.status()
        await sync.send(request(b"STAT", FOLDER))
        alive = await sync.take(16)
        return refused, also_refused, alive, daemon.phone.fs.exists(f"{FOLDER}/x")

    refused, also_refused, alive, exists = talk(scenario)
    assert refused[0] == also_refused[0] == b"FAIL"
    assert b"unknown flags" in refused[1]
    assert alive.startswith(b"STAT")
    assert not exists


def test_a_dry_run_checks_and_stores_nothing(talk):
    async def scenario(host, daemon):
        sync = await open_sync(host)
        setup = struct.pack("<4sII", b"SND2", st.S_IFREG | 0o644, 0x8000_0000)
        await sync.send(request(b"SND2", f"{FOLDER}/x") + setup + data_messages(b"data"))
        return await sync.status(), daemon.phone.fs.exists(f"{FOLDER}/x")

    assert talk(scenario) == ((b"OKAY", b""), False)


def test_a_refused_push_swallows_its_data_and_goes_on(talk):
    async def scenario(host, daemon):
        sync = await open_sync(host)
        await sync.send(request(b"SEND", f"/system/x,{0o100644}") + data_messages(b"y" * 300_000))
        first = await sync.status()
        await sync.send(request(b"SEND", f"{FOLDER}/x,{0o100644}") + data_messages(b"y"))
        return first, await sync.status()

    first, second = talk(scenario)
    assert first[0] == b"FAIL"
    assert first[1].startswith(b"couldn't create file: ")
    assert second == (b"OKAY", b"")


def test_missing_folders_are_made_and_belong_to_the_shell_user(talk):
    async def scenario(host, daemon):
        sync = await open_sync(host)
        await sync.send(request(b"SEND", f"{FOLDER}/a/b/c,{0o100644}") + data_messages(b"y"))
        await sync.status()
        return daemon.phone.fs.stat(f"{FOLDER}/a"), daemon.phone.fs.stat(f"{FOLDER}/a/b/c")

    folder, file = talk(scenario)
    assert (folder.owner, st.S_IMODE(folder.mode)) == (2000, 0o775)
    assert file.owner == 2000


def test_a_symbolic_link_is_pushed_as_a_link(talk):
    async def scenario(host, daemon):
        sync = await open_sync(host)
        await sync.send(request(b"SEND", f"{FOLDER}/link,{st.S_IFLNK | 0o777}") + data_messages(b"/system\0"))
        assert (await sync.status())[0] == b"OKAY"
        answers = []
        for name, path in ((b"STAT", f"{FOLDER}/link"), (b"STAT", f"{FOLDER}/link/")):
            await sync.send(request(name, path))
            answers.append(struct.unpack("<4sIII", await sync.take(16))[1])
        for name in (b"LST2", b"STA2"):
            await sync.send(request(name, f"{FOLDER}/link"))
            answers.append(struct.unpack("<4sIQQIIIIQqqq", await sync.take(72))[4])
        return [st.S_IFMT(mode) for mode in answers], daemon.phone.fs.stat(f"{FOLDER}/link", follow=False).target

    kinds, target = talk(scenario)
    assert kinds == [st.S_IFLNK, st.S_IFDIR, st.S_IFLNK, st.S_IFDIR]
    assert target == "/system"


@pytest.mark.parametrize(
    ("path", "number"), [("/nope", 2), ("/nope/x", 2), (f"{FOLDER}/f/x", 20), (f"{FOLDER}/closed/x", 13)]
)
def test_stat_of_an_unreachable_path_tells_the_linux_error(talk, path, number):
    async def scenario(host, daemon):
        daemon.phone.fs.write(f"{FOLDER}/f", b"", mode=0o666)
        daemon.phone.fs.make_dir(f"{FOLDER}/closed", mode=0o700)
        sync = await open_sync(host)
        await sync.send(request(b"STA2", path) + request(b"STAT", path))
        return await sync.take(72), await sync.take(16)

    new, old = talk(scenario)
    assert struct.unpack("<4sI", new[:8]) == (b"STA2", number)
    assert set(new[8:]) == {0}
    assert old == b"STAT" + bytes(12)


@pytest.mark.parametrize(("name", "head", "end"), [(b"LIST", "<4sIIII", 20), (b"LIS2", "<4sIQQIIIIQqqqI", 76)])
def test_a_listing_names_every_entry_and_ends_with_an_empty_one(talk, name, head, end):
    async def scenario(host, daemon):
        for entry in ("ä.txt", "b"):
            daemon.phone.fs.write(f"{FOLDER}/{entry}", b"123", uid=2000)
        sync = await open_sync(host)
        found = {}
        for folder in (FOLDER, "/nope"):
            await sync.send(request(name, folder))
            while True:
                fields = struct.unpack(head, await sync.take(end))
                if fields[0] == b"DONE":
                    assert set(fields[1:]) == {0}
                    break
                found[(await sync.take(fields[-1])).decode()] = fields[0]
        return found

    found = talk(scenario)
    assert set(found) == {".", "..", "ä.txt", "b"}
    assert set(found.values()) == {b"DENT" if name == b"LIST" else b"DNT2"}


@pytest.mark.parametrize("path", ["/nope", "/data/local/tmp", "/data/system"])
def test_pulling_what_is_no_readable_file_fails_with_the_reason(talk, path):
    async def scenario(host, daemon):
        sync = await open_sync(host)
        await sync.send(request(b"RECV", path))
        return await sync.status()

    name, text = talk(scenario)
    assert name == b"FAIL"
    assert text.startswith(b"open failed: ")


@pytest.mark.parametrize(
    "message",
    [
        request(b"WHAT", "/x"),
        b"STAT" + struct.pack("<I", 5000),
        request(b"SEND", "/x,420") + b"NOPE\0\0\0\0",
        request(b"SND2", "/x") + bytes(12),
    ],
)
def test_a_broken_request_fails_and_ends_the_stream(talk, message):
    async def scenario(host, daemon):
        stream = await host.open("sync:")
        await stream.write(message)
        return await stream.until_closed()

    assert talk(scenario).startswith(b"FAIL")


def test_a_path_that_is_no_text_fails(talk):
    async def scenario(host, daemon):
        sync = await open_sync(host)
        await sync.send(request(b"SEND", b"/data/local/tmp/\xff\xfe,33188") + data_messages(b"x"))
        return await sync.status()

    assert talk(scenario)[0] in (b"FAIL", b"OKAY")


def test_quit_closes_the_stream(talk):
    async def scenario(host, daemon):
        stream = await host.open("sync:")
        await stream.write(b"QUIT\0\0\0\0")
        return await stream.until_closed()

    assert talk(scenario) == b""

from __future__ import annotations

import errno

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.clock import Clock
from ainos.virtual_phone.fs import FileSystem
from ainos.virtual_phone.fs_tree import seal

START_MS = 1_773_676_800_000
SHELL = 2000


@pytest.fixture
def fs() -> FileSystem:
    return FileSystem(Clock(START_MS, running=False))


def code_of(action) -> int:
    with pytest.raises(OSError, match=r"\[Errno") as caught:
        action()
    return caught.value.errno


def test_shared_storage_is_one_folder_under_all_its_names(fs):
    fs.write("/sdcard/Download/a.txt", b"hi", uid=SHELL)
    assert fs.read("/data/media/0/Download/a.txt") == b"hi"
    assert fs.read("/storage/self/primary/Download/a.txt") == b"hi"
    assert fs.real_path("/sdcard/Download/a.txt") == "/storage/emulated/0/Download/a.txt"


def test_files_carry_the_phones_time_owner_and_mode(fs):
    node = fs.write("/data/local/tmp/x", b"1", uid=SHELL, mode=0o640)
    assert (node.mtime_ms, node.owner, node.mode & 0o777) == (START_MS, SHELL, 0o640)


def test_the_shell_may_not_touch_app_data_or_the_system(fs):
    fs.make_dirs("/data/data/com.x/files", owner=10123, mode=0o700)
    fs.write("/data/data/com.x/files/secret", b"s", owner=10123)
    assert code_of(lambda: fs.read("/data/data/com.x/files/secret", uid=SHELL)) == errno.EACCES
    assert code_of(lambda: fs.write("/system/x", b"", uid=SHELL)) == errno.EACCES
    assert code_of(lambda: fs.write("/data/x", b"", uid=SHELL)) == errno.EACCES
    assert fs.read("/data/data/com.x/files/secret") == b"s"


def test_a_sealed_system_is_read_only_even_for_root(fs):
    seal(fs)
    assert code_of(lambda: fs.write("/system/etc/new", b"")) == errno.EROFS
    assert code_of(lambda: fs.make_dir("/new")) == errno.EROFS
    fs.write("/data/local/tmp/x", b"")


def test_shared_storage_keeps_its_own_owner_and_mode(fs):
    node = fs.write("/sdcard/a", b"", uid=SHELL, mode=0o777)
    fs.chmod("/sdcard/a", 0o777, uid=SHELL)
    assert (node.owner, node.mode & 0o777) == (1023, 0o660)


def test_a_live_file_shows_and_takes_bytes_until_it_is_deleted(fs):
    box = [b"one"]
    node = fs.live("/data/local/tmp/db", lambda: box[0], lambda data: box.__setitem__(0, data), owner=SHELL)
    assert fs.read("/data/local/tmp/db") == b"one"
    fs.write("/data/local/tmp/db", b"two", uid=SHELL)
    assert box == [b"two"]
    fs.remove("/data/local/tmp/db", uid=SHELL)
    fs.write("/data/local/tmp/db", b"plain", uid=SHELL)
    assert box == [b"two"]
    assert fs.stat("/data/local/tmp/db") is not node


def test_links_are_followed_loops_are_not(fs):
    fs.symlink("loop2", "/data/local/tmp/loop1", uid=SHELL)
    fs.symlink("loop1", "/data/local/tmp/loop2", uid=SHELL)
    assert code_of(lambda: fs.read("/data/local/tmp/loop1")) == errno.ELOOP
    fs.write("/data/local/tmp/real", b"r")
    fs.symlink("../tmp/real", "/data/local/tmp/link")
    assert fs.read("/data/local/tmp/link") == b"r"


def test_a_folder_cannot_move_into_itself(fs):
    fs.make_dirs("/data/local/tmp/a/b", owner=SHELL)
    assert code_of(lambda: fs.rename("/data/local/tmp/a", "/data/local/tmp/a/b/c")) == errno.EINVAL


def test_observers_hear_of_changes_by_real_path(fs):
    heard: list[tuple[str, str]] = []
    fs.on_change(lambda kind, path: heard.append((kind, path)))
    fs.write("/sdcard/a", b"")
    fs.rename("/sdcard/a", "/sdcard/b")
    fs.remove("/sdcard/b")
    base = "/storage/emulated/0"
    assert heard == [
        ("created", f"{base}/a"),
        ("deleted", f"{base}/a"),
        ("moved", f"{base}/b"),
        ("deleted", f"{base}/b"),
    ]


NAMES = st.text(alphabet=st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.binary(max_size=50)), max_size=12))
def test_the_tree_holds_exactly_what_was_written(entries):
    fs = FileSystem(Clock(START_MS, running=False))
    fs.make_dir("/data/local/tmp/d")
    want = {}
    for name, data in entries:
        if name in (".", ".."):
            continue
        fs.write(f"/data/local/tmp/d/{name}", data)
        want[name] = data
    found = {name: node.content() for name, node in fs.list_dir("/data/local/tmp/d").items()}
    assert found == want
    fs.remove_tree("/data/local/tmp/d")
    assert not fs.exists("/data/local/tmp/d")

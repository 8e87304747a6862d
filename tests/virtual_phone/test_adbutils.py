"""A whole virtual phone driven by the adbutils library."""

from __future__ import annotations

import random

import pytest

FOLDER = "/data/local/tmp"


@pytest.fixture(scope="module")
def device(shared_phone):
    """Return the shared phone as adbutils sees it."""
    import adbutils

    return adbutils.AdbClient(host="127.0.0.1", port=shared_phone.adb_server_port).device(shared_phone.serial)


@pytest.fixture
def folder(device):
    """Return an empty folder of the phone."""
    name = f"{FOLDER}/u{random.getrandbits(40):x}"
    device.shell(["mkdir", name])
    yield name
    device.shell(["rm", "-rf", name])


def test_the_device_tells_what_it_is(device, shared_phone):
    assert device.serial == shared_phone.serial
    assert device.get_state() == "device"
    assert "shell_v2" in device.get_features()
    assert device.prop.get("ro.build.version.sdk") == "33"


def test_shell_returns_output_and_exit_code(device):
    assert device.shell("echo hi") == "hi"
    assert device.shell2("(exit 3)").returncode == 3
    assert device.shell2("echo a; nosuch", v2=True).stderr.startswith("/system/bin/sh: nosuch")


@pytest.mark.parametrize("size", [0, 1, 65536, 65537, 3 << 20])
def test_sync_moves_bytes_both_ways(device, folder, tmp_path, size):
    content = random.Random(size).randbytes(size)
    there = tmp_path / "x"
    there.write_bytes(content)
    assert device.sync.push(there, f"{folder}/grüße.bin") == size
    assert device.sync.stat(f"{folder}/grüße.bin").size == size
    assert device.sync.read_bytes(f"{folder}/grüße.bin") == content
    assert device.sync.pull(f"{folder}/grüße.bin", tmp_path / "y") == size
    assert (tmp_path / "y").read_bytes() == content


def test_sync_lists_and_tells_what_exists(device, folder, tmp_path):
    (tmp_path / "f").write_text("x")
    device.sync.push(tmp_path / "f", f"{folder}/deep/er/f")
    assert "deep" in {item.path for item in device.sync.list(folder)}
    assert {item.path: item.size for item in device.sync.list(f"{folder}/deep/er")}["f"] == 1
    assert device.sync.exists(folder)
    assert not device.sync.exists(f"{folder}/nope")


def test_pulling_a_missing_file_raises(device, tmp_path):
    import adbutils

    with pytest.raises((adbutils.AdbError, FileNotFoundError)):
        device.sync.read_bytes("/sdcard/nope")


def test_a_streaming_shell_gives_lines_and_ends_with_its_connection(device, folder):
    stream = device.shell(f"echo one; sleep 30; touch {folder}/finished", stream=True)
    assert stream.read(4) == b"one\n"
    stream.close()
    assert "finished" not in device.shell(["ls", folder])


def test_reverse_is_listed(device):
    device.reverse("tcp:7912", "tcp:7913")
    assert ("tcp:7912", "tcp:7913") in [(item.remote, item.local) for item in device.reverse_list()]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # adbutils leaves its socket open
def test_the_framebuffer_and_screencap_show_the_same_screen(device):
    raw = device.framebuffer()
    shot = device.screenshot(error_ok=False)
    assert raw.mode == "RGBA"
    assert raw.size == shot.size == (1080, 2400)


def test_window_size_and_app_current_are_read(device):
    assert tuple(device.window_size()) == (1080, 2400)
    assert device.app_current().package


def test_no_client_of_adb_reaches_the_control_service(device):
    from adbutils import AdbError, Network

    with pytest.raises(AdbError):
        device.create_connection(Network.LOCAL_ABSTRACT, "ainos-control")

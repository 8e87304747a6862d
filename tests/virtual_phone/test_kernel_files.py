"""What performance tools and remount scripts read: /proc/mounts, /proc/self, /proc/net/dev, the battery under /sys."""

from __future__ import annotations

import asyncio
import zipfile

import pytest

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

GAUGE = "/sys/class/power_supply/battery"


class Shell:
    """Runs command lines on one phone."""

    def __init__(self) -> None:
        self.phone = Phone()
        self.phone.pace = "fast"

    def run(self, line: str) -> tuple[str, str, int]:
        async def session() -> tuple[str, str, int]:
            out, err = BufferWriter(), BufferWriter()
            code = await self.phone.run_shell(line, stdin=BytesReader(b""), stdout=out, stderr=err, uid=2000)
            return out.text(), err.text(), code

        return asyncio.run(session())

    def __call__(self, line: str) -> str:
        return self.run(line)[0]


@pytest.fixture(scope="module")
def shell() -> Shell:
    return Shell()


def test_mounts_are_the_same_for_df_mount_and_proc(shell):
    rows = [line.split() for line in shell("cat /proc/mounts").splitlines()]
    assert ["/dev/fuse", "/storage/emulated", "fuse"] in [row[:3] for row in rows]
    assert [row[1] for row in rows] == [line.split()[2] for line in shell("mount").splitlines()]
    assert "/dev/fuse" in shell("df /sdcard")
    assert "Type: fuse" in shell("stat -f /sdcard")


def test_a_process_can_look_at_itself(shell):
    rows = dict(line.split(":\t") for line in shell("cat /proc/self/status").splitlines())
    assert (rows["Name"], rows["Uid"].split("\t")[0]) == ("cat", "2000")
    assert shell("cat /proc/1/status").startswith("Name:\tinit\n")


def test_interfaces_count_nothing_because_nothing_leaves(shell):
    rows = shell("cat /proc/net/dev").splitlines()[2:]
    assert [row.split(":")[0].strip() for row in rows] == ["lo", "wlan0"]
    assert {word for row in rows for word in row.split()[1:]} == {"0"}


def test_the_gauge_tells_the_battery_and_takes_no_writing(shell):
    battery = shell.phone.power.hardware
    shell("dumpsys battery set level 7")
    assert shell(f"cat {GAUGE}/capacity") == f"{battery.level}\n"
    assert shell(f"cat {GAUGE}/voltage_now") == f"{battery.voltage * 1000}\n"
    assert shell(f"cat {GAUGE}/status") in ("Charging\n", "Discharging\n", "Not charging\n", "Full\n")
    shell("dumpsys battery reset")
    assert "Permission denied" in shell.run(f"echo 3 > {GAUGE}/capacity")[1]


def test_shared_storage_takes_no_links_and_labels_are_shown(shell):
    assert "Function not implemented" in shell.run("ln -s /sdcard/a /sdcard/link")[1]
    assert shell("ls -dZ /data/local/tmp /sdcard/Download").split()[::2] == [
        "u:object_r:shell_data_file:s0",
        "u:object_r:fuse:s0",
    ]


def test_doze_is_forced_asked_for_and_ended(shell):
    assert shell("dumpsys deviceidle force-idle") == "Now forced in to deep idle mode\n"
    assert shell("dumpsys deviceidle get deep; cmd deviceidle get light") == "IDLE\nOVERRIDE\n"
    assert shell("dumpsys deviceidle unforce") == "Light state: ACTIVE, deep state: ACTIVE\n"
    assert shell("dumpsys deviceidle wobble") == "Unknown command: wobble\n"


def test_every_list_of_services_names_the_same(shell):
    names = shell("cmd -l").splitlines()[1:]
    assert names == shell("dumpsys -l").splitlines()[1:]
    assert [name.strip() for name in names] == [
        row.split("\t")[1].split(":")[0] for row in shell("service list").splitlines()[1:]
    ]
    assert shell.run("cmd clipboard") == ("", "No shell command implementation.\n", 0)
    assert shell.run("cmd audio set-volume 3 1")[2] == 255


def test_volume_down_and_power_keep_a_picture_of_the_screen(shell):
    shell("input keycombination 25 26")
    (name,) = shell("ls /sdcard/Pictures/Screenshots").split()
    assert name.startswith("Screenshot_2026")
    assert shell.phone.fs.read(f"/sdcard/Pictures/Screenshots/{name}").startswith(b"\x89PNG")
    assert shell.phone.power.screen_on
    assert "at least 2 keycodes" in shell.run("input keycombination 25")[1]
    assert "Unknown keycode: NOPE" in shell.run("input keycombination NOPE 26")[1]


def test_small_programs_print_as_toybox(shell):
    shell("printf 'hello\\n\\0\\377world 12345' > /data/local/tmp/b")
    assert shell("od -An -tx1 /data/local/tmp/b") == " 68 65 6c 6c 6f 0a 00 ff 77 6f 72 6c 64 20 31 32\n 33 34 35\n"
    assert shell("od -c /data/local/tmp/b").splitlines()[0] == (
        "0000000   h   e   l   l   o  \\n  \\0 377   w   o   r   l   d       1   2"
    )
    assert shell("strings /data/local/tmp/b; factor 360") == "hello\nworld 12345\n360: 2 2 2 3 3 5\n"
    shell("cd /data/local/tmp; split -b 10 b part; cat partaa partab > c; cmp b c")
    names = shell("toybox").split()
    assert "od" in names
    assert "am" not in names


def test_real_adb_brings_a_zipped_bugreport(shared_phone, tmp_path):
    target = tmp_path / "report.zip"
    done = shared_phone.adb("bugreport", str(target))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(target) as archive:
        main = archive.read("main_entry.txt").decode()
        text = archive.read(main).decode("utf-8", "replace")
    for part in ("[sys.boot_completed]: [1]", "DUMP OF SERVICE battery", "SYSTEM LOG"):
        assert part in text
    listed = shared_phone.adb("shell", "unzip -l /bugreports/*.zip").stdout.decode()
    assert "main_entry.txt" in listed

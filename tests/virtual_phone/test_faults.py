"""Each fault as clients see it: over adb and over uiautomator2's JSON-RPC, never from the inside."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from ainos.virtual_phone import ControlError, ask
from ainos.virtual_phone.fault_table import FAULTS


@pytest.fixture(scope="module")
def one(start_phone):
    phone = start_phone()
    phone.control({"cmd": "snapshot", "name": "clean"})
    yield phone
    phone.stop()


@pytest.fixture
def faulty(one):
    """Return the phone as it was at first, without faults."""
    one.control({"cmd": "fault", "clear": True})
    one.wait_until_online()
    one.control({"cmd": "restore", "name": "clean"})
    return one


def inject(phone, name, **options):
    return phone.control({"cmd": "fault", "name": name, "options": options})


def dump(phone):
    return phone.shell("uiautomator dump /dev/tty")


@pytest.fixture
def rpc(faulty):
    """Return call(method, params…): one JSON-RPC call over `adb forward`, to a server that runs."""
    start = "echo > /data/local/tmp/u2.jar; CLASSPATH=/data/local/tmp/u2.jar app_process / com.wetest.uia2.Main"
    words = [faulty.adb_binary, "-P", str(faulty.adb_server_port), "-s", faulty.serial]
    server = subprocess.Popen([*words, "shell", start], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    port = int(faulty.adb("forward", "tcp:0", "tcp:9008").stdout)

    def call(method, *params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/jsonrpc/0", body, timeout=20) as answer:
            return json.load(answer)

    deadline = time.monotonic() + 20
    while True:
        try:
            call("deviceInfo")
            break
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    yield call
    server.kill()
    server.wait()
    faulty.adb("forward", "--remove", f"tcp:{port}")


def test_f01_ends_only_the_adb_server_that_is_named(faulty):
    with pytest.raises(ControlError, match="port"):
        inject(faulty, "F01")
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        inject(faulty, "F01", port=server.getsockname()[1])
        connection, _ = server.accept()
        with connection:
            assert connection.recv(100) == b"0009host:kill"


def test_f02_the_device_goes_and_comes_back(faulty):
    inject(faulty, "F02", on="command", matching="mkdir", for_ms=300)
    assert faulty.shell("echo fine") == "fine\n"
    # adb itself calls a shell that broke off a success.
    assert faulty.adb("shell", "mkdir /sdcard/never; echo done").stdout == b""
    faulty.wait_until_online()
    assert faulty.adb("shell", "ls /sdcard/never").returncode == 1


def test_f02_the_device_goes_in_the_middle_of_a_command(faulty):
    inject(faulty, "F02", on="command", matching="sleep", after_ms=200, for_ms=100)
    began = time.monotonic()
    assert faulty.adb("shell", "echo begun; mkdir /sdcard/begun; sleep 60; mkdir /sdcard/never").stdout == b"begun\n"
    assert time.monotonic() - began < 30
    faulty.wait_until_online()
    assert faulty.shell("ls -d /sdcard/begun") == "/sdcard/begun\n"


def test_f03_the_effect_stays_and_the_connection_breaks(faulty):
    words = [faulty.adb_binary, "-P", str(faulty.adb_server_port), "-s", faulty.serial, "shell", "echo on; sleep 300"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as beside:
        assert beside.stdout is not None
        assert beside.stdout.readline() == b"on\n"
        inject(faulty, "F03", matching="mkdir")
        faulty.adb("shell", "mkdir /sdcard/made")
        beside.wait(timeout=20)
    faulty.wait_until_online()
    assert "made" in faulty.shell("ls /sdcard")


def test_f03_hits_json_rpc_too(faulty, rpc):
    inject(faulty, "ack-lost", matching="setClipboard")
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        rpc("setClipboard", None, "sent")
    assert rpc("getClipboard")["result"] == "sent"


def test_f04_no_idle_state_with_exit_code_0(faulty):
    inject(faulty, "F04")
    assert dump(faulty) == "ERROR: could not get idle state.\n"
    assert "<hierarchy" in dump(faulty)


def test_f04_the_server_dies(faulty, rpc):
    assert "ended" in inject(faulty, "F04", mode="dead")["said"]
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        rpc("deviceInfo")


def test_f05_the_old_dump_lies_there_and_the_new_one_fails(faulty):
    inject(faulty, "F05")
    faulty.shell("am start -a android.settings.SETTINGS")
    assert "ERROR" in faulty.shell("uiautomator dump")
    assert "nexuslauncher" in faulty.shell("cat /sdcard/window_dump.xml")


def test_f06_the_dump_crashes_in_the_shell_and_over_rpc(faulty, rpc):
    inject(faulty, "F06", count=2)
    assert faulty.adb("shell", "uiautomator dump").returncode == 137
    assert "IllegalStateException" in json.dumps(rpc("dumpWindowHierarchy", False, 50)["error"])
    assert "<hierarchy" in rpc("dumpWindowHierarchy", False, 50)["result"]


def test_f07_a_hanging_app_can_be_waited_for_or_closed(faulty):
    faulty.shell("am start -a android.settings.SETTINGS")
    inject(faulty, "F07")
    assert "Settings isn't responding" in dump(faulty).replace("&apos;", "'")
    assert "Application Not Responding: com.android.settings" in faulty.shell("dumpsys window | grep mCurrentFocus")
    tap(faulty, "android:id/aerr_close")
    assert "nexuslauncher" in dump(faulty)
    faulty.shell("am start -a android.settings.SETTINGS")
    inject(faulty, "F07", kind="crash")
    assert "keeps stopping" in dump(faulty)


def tap(phone, id_):
    """Touch the middle of the node with a resource id."""
    found = re.search(rf'resource-id="{id_}"[^>]*bounds="\[(\d+),(\d+)\]\[(\d+),(\d+)\]"', dump(phone))
    assert found, id_
    left, top, right, bottom = map(int, found.groups())
    phone.shell(f"input tap {(left + right) // 2} {(top + bottom) // 2}")


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("F08", "permission_deny_button"), ("F09", "System update available"), ("F15", "Congratulations"),
        ("F14", "com.android.settings"),
    ],
)  # fmt: skip
def test_windows_come_at_once_later_or_under_the_finger(faulty, name, sign):
    inject(faulty, name, on="touch")
    assert sign not in dump(faulty)
    faulty.shell("input tap 540 40")
    assert sign in dump(faulty)
    faulty.control({"cmd": "restore", "name": "clean"})
    inject(faulty, name, after_ms=60_000)
    assert sign not in dump(faulty)
    faulty.control({"cmd": "clock", "advance": 61_000})
    assert sign in dump(faulty)


def test_f09_a_restart_that_was_accepted_and_f15_a_touch_that_was_caught_are_in_the_ledger(faulty):
    inject(faulty, "F09")
    tap(faulty, "com.google.android.gms:id/restart_button")
    inject(faulty, "F15")
    tap(faulty, "com.example.floating:id/continue_button")
    kinds = [entry["kind"] for entry in faulty.control("state")["ledger"]]
    assert [kind for kind in kinds if kind != "fault_injected"] == ["update_accepted", "overlay_touched"]


def test_f10_the_screen_is_off_and_locked_with_a_pin(faulty):
    inject(faulty, "F10", pin="1234")
    assert "mWakefulness=Asleep" in faulty.shell("dumpsys power")
    assert "ERROR: null root node" in dump(faulty)


def test_f11_the_screen_turns(faulty):
    inject(faulty, "F11")
    assert 'rotation="1"' in dump(faulty)


def test_f12_the_keyboard_comes_up_where_there_is_a_field(faulty):
    with pytest.raises(ControlError, match="no text field"):
        inject(faulty, "F12")
    faulty.shell("am start -a android.intent.action.INSERT -t vnd.android.cursor.dir/contact")
    inject(faulty, "F12")
    assert "mInputShown=true" in faulty.shell("dumpsys input_method")


def test_f13_touches_and_dumps_take_longer_until_it_is_cleared(faulty):
    inject(faulty, "F13", ms=700)
    began = time.monotonic()
    dump(faulty)
    assert time.monotonic() - began >= 0.7
    assert faulty.control({"cmd": "fault", "clear": True})["active"] == []


def test_f16_the_network_goes_and_flaps(faulty):
    inject(faulty, "F16")
    assert "disabled" in faulty.shell("cmd wifi status").lower()
    inject(faulty, "F16", mode="flap", period_ms=1000)
    seen = set()
    for _ in range(4):
        seen.add(faulty.shell("settings get global wifi_on"))
        faulty.control({"cmd": "clock", "advance": 1000})
    assert seen == {"0\n", "1\n"}


def test_f20_the_clock_jumps_back(faulty):
    before = int(faulty.shell("date +%s"))
    inject(faulty, "F20", jump_ms=-7_200_000)
    assert before - 7300 < int(faulty.shell("date +%s")) < before - 7000


def test_f24_somebody_touches_the_phone(faulty):
    faulty.shell("am start -a android.settings.SETTINGS")
    inject(faulty, "F24", kind="home")
    assert "nexuslauncher" in dump(faulty)
    assert faulty.control("state")["ledger"][-2]["kind"] == "user_touched"


@pytest.mark.parametrize(
    ("kind", "matching", "refused", "other", "said"),
    [
        ("provider", "insert --uri content://sms", "content insert --uri content://sms/sent --bind body:s:x",
         "content query --uri content://sms/sent --projection _id", b"SecurityException"),
        ("intent", "SET_TIMER", "am start -a android.intent.action.SET_TIMER --ei android.intent.extra.alarm.LENGTH 9",
         "am start -a android.intent.action.SHOW_TIMERS", b"unable to resolve Intent"),
        ("switch", "svc wifi", "svc wifi disable", "settings get global wifi_on", b"SecurityException"),
        ("setting", "put system", "settings put system accelerometer_rotation 0", "settings list system", b"denial"),
    ],
)  # fmt: skip
def test_f25_a_command_is_refused_and_others_are_not(faulty, kind, matching, refused, other, said):
    inject(faulty, "F25", kind=kind, matching=matching)
    for _ in range(2):
        done = faulty.adb("shell", refused)
        assert done.returncode == 1
        assert said in done.stdout + done.stderr
    assert faulty.shell(other)
    faulty.control({"cmd": "fault", "clear": True})
    assert faulty.adb("shell", refused).returncode == 0


def test_f25_without_words_to_match_is_refused(faulty):
    with pytest.raises(ControlError, match="matching=WORDS"):
        inject(faulty, "F25", kind="provider")


def test_what_is_no_fault_of_a_phone_is_refused_with_the_reason(faulty):
    for wrong, words in (("F17", "model"), ("F99", "F13 slow_ui"), ("F13", "no option")):
        with pytest.raises(ControlError, match=words):
            inject(faulty, wrong, **({"speed": 1} if wrong == "F13" else {}))
    with pytest.raises(ControlError, match="must be"):
        inject(faulty, "F13", ms="long")


def test_a_restore_leaves_faults_alone(faulty):
    inject(faulty, "F13", ms=1)
    faulty.control({"cmd": "restore", "name": "clean"})
    assert faulty.control({"cmd": "fault"})["active"] == ["F13"]


def test_every_fault_has_a_name_of_its_own():
    assert len({fault.code for fault in FAULTS}) == len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_asking_a_phone_that_does_not_run_is_answered(tmp_path):
    with pytest.raises(ControlError, match="no virtual phone"):
        ask("emulator-1", {"cmd": "state"}, folder=tmp_path)

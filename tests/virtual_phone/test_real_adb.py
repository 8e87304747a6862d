"""A whole virtual phone as a process, driven by real adb: Debian's and the one that adbutils brings."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from ainos.virtual_phone.registry import PhoneStartError, Registry, UnknownPhoneError

FOLDER = "/data/local/tmp"


def bundled_adb():
    import adbutils

    return str(Path(adbutils.__file__).parent / "binaries" / "adb")


@pytest.fixture(scope="module", params=["system", "bundled"])
def any_adb(request, shared_phone):
    """Return the shared phone, driven by one adb binary and then by the other."""
    binary = shutil.which("adb") if request.param == "system" else bundled_adb()
    if binary is None or not Path(binary).exists():
        pytest.skip(f"no {request.param} adb here")
    before = shared_phone.adb_binary
    shared_phone.adb_binary = binary
    yield shared_phone
    shared_phone.adb_binary = before


@pytest.fixture
def folder(any_adb):
    """Return an empty folder of the phone."""
    name = f"{FOLDER}/t{random.getrandbits(40):x}"
    any_adb.shell(f"mkdir {name}")
    yield name
    any_adb.shell(f"rm -rf {name}")


def wait_for(claim, deadline_s=10.0):
    end = time.monotonic() + deadline_s
    while not claim():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def state_of(phone):
    return phone.adb("get-state").stdout.decode().strip()


def test_the_phone_is_listed_as_a_device(any_adb):
    listed = any_adb.adb("devices", "-l").stdout.decode()
    line = next(line for line in listed.splitlines() if line.startswith(any_adb.serial))
    assert line.split()[1] == "device"
    assert "model:" in line


def test_shell_keeps_stdout_stderr_and_exit_code_apart(any_adb):
    done = any_adb.adb("shell", "echo out; echo err >&2; exit 7")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"err\n", 7)


def test_an_unknown_command_is_127(any_adb):
    done = any_adb.adb("shell", "nosuchthing")
    assert done.returncode == 127
    assert b"inaccessible or not found" in done.stderr


def test_shell_takes_stdin_to_its_end(any_adb):
    content = random.Random(1).randbytes(300_000)
    done = any_adb.adb("shell", "-T", "cat", stdin=content)
    assert done.stdout == content


def test_a_script_on_stdin_is_run(any_adb):
    done = any_adb.adb("shell", stdin=b"echo one\nX=two\necho $X\nexit 5\n")
    assert (done.stdout, done.returncode) == (b"one\ntwo\n", 5)


def test_exec_out_is_binary_clean(any_adb, folder):
    content = bytes(range(256)) * 40 + b"\r\n\n\r"
    assert any_adb.adb("exec-in", f"cat > {folder}/f", stdin=content).returncode == 0
    wait_for(lambda: any_adb.shell(f"stat -c %s {folder}/f 2>/dev/null || echo 0").strip() == str(len(content)))
    assert any_adb.adb("exec-out", f"cat {folder}/f").stdout == content


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 1 << 20, 3 << 20])
def test_files_come_back_as_they_went(any_adb, folder, tmp_path, size):
    content = random.Random(size).randbytes(size)
    there, back = tmp_path / "there", tmp_path / "back"
    there.write_bytes(content)
    os.utime(there, (1_700_000_000, 1_700_000_000))
    pushed = any_adb.adb("push", str(there), f"{folder}/file")
    assert pushed.returncode == 0, pushed
    assert any_adb.adb("pull", "-a", f"{folder}/file", str(back)).returncode == 0
    assert back.read_bytes() == content
    assert int(back.stat().st_mtime) == 1_700_000_000


@pytest.mark.parametrize("name", ["plain.txt", "with space", "grüße 日本 🙂.txt", "quote'\"$x;&|", "-dash", "a,b,420"])
def test_any_file_name_survives(any_adb, folder, tmp_path, name):
    (tmp_path / name).write_text(name)
    pushed = any_adb.adb("push", str(tmp_path / name), f"{folder}/")
    assert pushed.returncode == 0, pushed
    back = tmp_path / "back"
    back.mkdir()
    assert any_adb.adb("pull", f"{folder}/{name}", str(back)).returncode == 0
    assert (back / name).read_text() == name


def test_folders_come_back_as_they_went(any_adb, folder, tmp_path):
    chance = random.Random(5)
    tree = tmp_path / "tree"
    for path in ("a/b/deep", "a/é", "top", "empty"):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(chance.randbytes(chance.randrange(200_000)))
    (tree / "empty").write_bytes(b"")
    assert any_adb.adb("push", str(tree), f"{folder}/").returncode == 0
    assert any_adb.adb("pull", f"{folder}/tree", str(tmp_path / "back")).returncode == 0
    found = {p.relative_to(tmp_path / "back"): p.read_bytes() for p in (tmp_path / "back").rglob("*") if p.is_file()}
    assert found == {p.relative_to(tree): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    any_adb.shell(f"rm -rf {folder}/tree")


def test_push_and_pull_refuse_with_a_reason_and_an_exit_code(any_adb, tmp_path):
    (tmp_path / "f").write_text("x")
    pushed = any_adb.adb("push", str(tmp_path / "f"), "/system/nope/f")
    assert pushed.returncode == 1
    assert b"remote" in pushed.stderr + pushed.stdout
    pulled = any_adb.adb("pull", "/sdcard/nope", str(tmp_path))
    assert pulled.returncode == 1
    assert b"No such file or directory" in pulled.stderr + pulled.stdout


@pytest.mark.parametrize("content", [b"", b"not an apk", b"PK\x03\x04" + bytes(2000)], ids=["empty", "text", "zip"])
@pytest.mark.parametrize("way", [["install"], ["install", "-r", "--no-streaming"]], ids=["streamed", "pushed"])
def test_a_bogus_apk_is_refused_with_a_reason_and_an_exit_code(any_adb, tmp_path, content, way):
    (tmp_path / "x.apk").write_bytes(content)
    done = any_adb.adb(*way, str(tmp_path / "x.apk"))
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert b"INSTALL_FAILED_NO_MATCHING_ABIS" in said or b"INSTALL_PARSE_FAILED_NOT_APK" in said
    assert b"Success" not in said


def free_even_port():
    for port in range(31000, 31400, 2):
        with closing(socket.socket()) as one, closing(socket.socket()) as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no free pair of ports")


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answering:
    """A host server that answers each connection with what it got, reversed."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(connection.recv(4096)[::-1])

    def close(self):
        # Closing alone does not wake a thread that waits in accept.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


def test_reverse_and_forward_lead_to_the_host_and_back(any_adb):
    answering = Answering()
    near = free_port()
    try:
        chosen = any_adb.adb("reverse", "tcp:0", f"tcp:{answering.port}").stdout.decode().strip()
        assert f"tcp:{chosen} tcp:{answering.port}" in any_adb.adb("reverse", "--list").stdout.decode()
        assert any_adb.adb("forward", f"tcp:{near}", f"tcp:{chosen}").returncode == 0
        for word in (b"hello", b"again"):
            with socket.create_connection(("127.0.0.1", near), timeout=10) as connection:
                connection.sendall(word)
                assert connection.recv(100) == word[::-1]
        assert any_adb.adb("reverse", "--remove", f"tcp:{chosen}").returncode == 0
        assert any_adb.adb("reverse", "--remove", f"tcp:{chosen}").returncode == 1
        assert any_adb.adb("forward", "--remove", f"tcp:{near}").returncode == 0
    finally:
        answering.close()


def test_a_forward_to_a_closed_port_is_cut_at_once(any_adb):
    near = free_port()
    any_adb.adb("forward", f"tcp:{near}", "tcp:4321")
    with socket.create_connection(("127.0.0.1", near), timeout=10) as connection:
        assert connection.recv(10) == b""
    any_adb.adb("forward", "--remove", f"tcp:{near}")


def test_three_shells_run_side_by_side(any_adb):
    began = time.monotonic()
    words = [any_adb.adb_binary, "-P", str(any_adb.adb_server_port), "-s", any_adb.serial, "shell"]
    shells = [
        subprocess.Popen([*words, f"sleep 1; echo {i}"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        for i in range(3)
    ]
    assert [shell.communicate(timeout=30)[0] for shell in shells] == [b"0\n", b"1\n", b"2\n"]
    assert time.monotonic() - began < 2.5


def test_closing_a_shell_in_the_middle_ends_its_command(any_adb, folder):
    words = [any_adb.adb_binary, "-P", str(any_adb.adb_server_port), "-s", any_adb.serial, "shell"]
    script = f"touch {folder}/began; sleep 2; touch {folder}/finished"
    with subprocess.Popen([*words, script], stdin=subprocess.PIPE) as shell:
        wait_for(lambda: any_adb.adb("shell", f"ls {folder}/began").returncode == 0)
        shell.kill()
    time.sleep(2.5)
    assert any_adb.adb("shell", f"ls {folder}/finished").returncode != 0


def test_a_terminal_shell_prompts(any_adb):
    words = [
        any_adb.adb_binary,
        "-P",
        str(any_adb.adb_server_port),
        "-s",
        any_adb.serial,
        "shell",
        "-t",
        "-t",
    ]
    done = subprocess.run(words, input=b"cd /sdcard\npwd\nexit 3\n", capture_output=True, timeout=30, check=False)
    assert b"/sdcard\r\n" in done.stdout
    assert done.returncode == 3


def test_emulator_console_commands_reach_the_phone(any_adb):
    assert b"ainos_virtual_phone" in any_adb.adb("emu", "avd", "name").stdout
    assert b"KO" in any_adb.adb("emu", "dance").stdout
    any_adb.adb("emu", "sms", "send", "+14155550101", "are", "you", "there")
    ledger = any_adb.control("state")["ledger"]
    assert any(entry["kind"] == "sms_received" and entry["body"] == "are you there" for entry in ledger)


def test_root_and_back(phone):
    assert phone.adb("root").stdout == b"restarting adbd as root\n"
    phone.wait_until_online()
    assert phone.shell("id -u") == "0\n"
    assert phone.adb("root").stdout == b"adbd is already running as root\n"
    assert phone.adb("unroot").returncode == 0
    phone.wait_until_online()
    assert phone.shell("id -u") == "2000\n"


def test_a_reboot_comes_back(phone):
    assert phone.adb("reboot").returncode == 0
    wait_for(lambda: state_of(phone) != "device")
    phone.wait_until_online()
    assert phone.shell("getprop sys.boot_completed") == "1\n"


@pytest.mark.parametrize("words", [["reboot"], ["shell", "reboot"], ["shell", "svc power reboot"]], ids=" ".join)
def test_a_reboot_changes_the_boot_id_and_keeps_the_disk(phone, words):
    before = phone.shell("cat /proc/sys/kernel/random/boot_id; echo kept > /sdcard/kept").strip()
    phone.shell("am start -n com.android.settings/.Settings; sleep 30 > /dev/null &")
    phone.adb(*words, timeout_s=20)
    wait_for(lambda: state_of(phone) != "device")
    phone.wait_until_online()
    after = phone.shell("cat /proc/sys/kernel/random/boot_id").strip()
    assert before != after
    assert len(after) == 36
    assert phone.shell("cat /sdcard/kept") == "kept\n"
    assert "nexuslauncher" in phone.shell("dumpsys activity activities | grep topResumedActivity")
    assert "sleep" not in phone.shell("ps -A -o NAME")
    assert float(phone.shell("cut -d' ' -f1 /proc/uptime")) < 30


def test_a_timer_rings_without_any_client(phone):
    phone.shell(
        "am start -a android.intent.action.SET_TIMER --ei android.intent.extra.alarm.LENGTH 2"
        " --ez android.intent.extra.alarm.SKIP_UI true; input keyevent 3"
    )
    # Nothing but the control service is asked meanwhile, and that does not move the clock.
    time.sleep(2.6)
    ledger = phone.control("state")["ledger"]
    assert [entry["title"] for entry in ledger if entry["kind"] == "notification_posted"] == ["Time's up"]
    assert "Time&apos;s up" in phone.shell("cmd statusbar expand-notifications; uiautomator dump /dev/tty").replace(
        "'", "&apos;"
    )


@pytest.mark.parametrize(("pace", "least", "most"), [("real", 1.0, 5.0), ("fast", 0.0, 0.8)])
def test_the_pace_decides_how_long_a_swipe_takes(adb_server, tmp_path, pace, least, most):
    registry = Registry(tmp_path)
    (serial,) = registry.start(1, port=free_even_port(), pace=pace, timeout_s=60)
    try:
        words = [shutil.which("adb") or bundled_adb(), "-P", str(adb_server), "-s", serial]
        subprocess.run([*words, "wait-for-device"], timeout=30, check=True)
        began = time.monotonic()
        subprocess.run([*words, "shell", "input swipe 500 1500 500 500 1000"], timeout=30, check=True)
        assert least <= time.monotonic() - began < most
    finally:
        registry.stop(serial)


def test_a_killed_phone_is_no_device_any_more(phone):
    assert state_of(phone) == "device"
    phone.kill()
    wait_for(lambda: state_of(phone) != "device")
    assert phone.serial not in {record.serial for record in phone.registry.list_running()}
    wait_for(lambda: phone.registry.list_running() is not None and not Path(phone.record.control_path).exists())


def test_emu_kill_ends_the_process_and_its_record(phone):
    phone.adb("emu", "kill")
    wait_for(lambda: phone.serial not in {record.serial for record in phone.registry.list_running()})


def test_a_taken_port_is_said_and_nothing_starts(phone):
    with pytest.raises(PhoneStartError, match="is taken; no phone was started"):
        phone.registry.start(1, port=phone.record.console_port, timeout_s=30)
    assert state_of(phone) == "device"


def test_stopping_ends_the_process_and_forgets_it(phone):
    phone.registry.stop(phone.serial)
    with pytest.raises(UnknownPhoneError):
        phone.registry.find(phone.serial)
    with pytest.raises(ProcessLookupError):
        os.kill(phone.record.pid, 0)


def test_a_reused_pid_is_never_ended(tmp_path):
    from dataclasses import replace

    from ainos.virtual_phone.registry import PhoneRecord, Registry, process_identity

    registry = Registry(tmp_path)
    mine = PhoneRecord("emulator-1", os.getpid(), process_identity(os.getpid()), 1, 2, 0, "")
    registry.write(mine)
    assert [record.serial for record in registry.list_running()] == ["emulator-1"]
    registry.write(replace(mine, identity="another start time"))
    assert registry.list_running() == []
    with pytest.raises(UnknownPhoneError):
        registry.stop("emulator-1")


def test_the_control_service_shows_state_picture_and_clock(any_adb):
    import base64

    state = any_adb.control("state")
    assert state["serial"] == any_adb.serial
    assert state["foreground"]["package"]
    assert base64.b64decode(any_adb.control("shot")["png"]).startswith(b"\x89PNG")
    before = state["clock_ms"]
    any_adb.control("clock", set=before + 3_600_000)
    assert int(any_adb.shell("date +%s")) >= before // 1000 + 3600
    any_adb.control("clock", set=before)

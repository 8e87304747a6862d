"""The scripts against stand-ins for sdkmanager, avdmanager, emulator and adb on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "emulator_scripts"
# One write a call: the emulator and adb log at the same time.
LOG = 'line=${0##*/}; for word in "$@"; do line="$line [$word]"; done; printf "%s\\n" "$line" >> "$LOG"\n'
TOOLS = {
    "sdkmanager": '[ "$1" = --licenses ] && head -n 20 > /dev/null\nexit "${SDK_EXIT:-0}"\n',
    "avdmanager": """
if [ "$1" = list ]; then cat "$STATE/avds" 2>/dev/null; exit 0; fi
read -r answer; echo "answered $answer" >> "$LOG"
echo ainos >> "$STATE/avds"; exit "${AVD_EXIT:-0}"
""",
    # Comes up when it is started; ends at once when told so.
    "emulator": """
if [ "$1" = -list-avds ]; then cat "$STATE/avds" 2>/dev/null; exit 0; fi
if [ -n "${EMULATOR_DIES:-}" ]; then echo "PANIC: no acceleration"; exit 1; fi
touch "$STATE/running" "$STATE/well"; echo $$ >> "$STATE/pids"
exec sleep 20
""",
    "adb": """
[ "$1" = -s ] && shift 2
case "$*" in
    get-state) [ -f "$STATE/running" ] && echo device || exit 1 ;;
    "shell getprop sys.boot_completed") [ -f "$STATE/well" ] && printf '1\\r\\n' ;;
    "shell getprop init.svc.bootanim") [ -f "$STATE/well" ] && printf 'stopped\\r\\n' ;;
    "shell pm path android") [ -f "$STATE/well" ] && echo package:/system/framework/framework-res.apk ;;
    "shell wm size") [ -f "$STATE/well" ] && echo "Physical size: 1080x2400" ;;
    "$HEALED_BY"*) touch "$STATE/running" "$STATE/well" ;;
    "emu kill") rm -f "$STATE/running" "$STATE/well"; echo OK ;;
    "emu avd snapshot"*) printf '%s\\r\\n' "${CONSOLE:-OK}" ;;
esac
""",
}


@dataclass
class Bench:
    """The stand-ins and what they were called with."""

    folder: Path
    env: dict[str, str]

    def run(self, script: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [SCRIPTS / script, *words], env=self.env | env, capture_output=True, text=True, timeout=30, check=False
        )

    def set(self, *names: str) -> None:
        for name in names:
            (self.folder / "state" / name).write_text("ainos\n" if name == "avds" else "")

    @property
    def calls(self) -> list[str]:
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "bin").mkdir()
    (tmp_path / "state").mkdir()
    for name, body in TOOLS.items():
        tool = tmp_path / "bin" / name
        tool.write_text("#!/bin/bash\n" + LOG + body)
        tool.chmod(0o755)
    yield Bench(
        tmp_path,
        {
            "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "LOG": str(tmp_path / "log"),
            "STATE": str(tmp_path / "state"),
            "HEALED_BY": "nothing",
            "POLL_S": "0.05",
        },
    )
    started = tmp_path / "state" / "pids"
    for pid in started.read_text().split() if started.exists() else []:
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_finds_nothing():
    done = subprocess.run(
        ["shellcheck", "-x", *sorted(SCRIPTS.rglob("*.sh"))], cwd=SCRIPTS.parent, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", ["create.sh", "boot.sh", "snapshot.sh", "heal.sh"])
def test_every_script_is_strict_runnable_and_has_help(script, bench):
    assert "set -euo pipefail" in (SCRIPTS / script).read_text()
    assert os.access(SCRIPTS / script, os.X_OK)
    done = bench.run(script, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:")
    assert bench.calls == []


def test_create_installs_an_image_and_makes_the_avd(bench):
    done = bench.run("create.sh", "--accept-licenses", "--api", "34")
    assert (done.returncode, done.stdout) == (0, "ainos\n"), done.stderr
    abi = "x86_64" if os.uname().machine == "x86_64" else "arm64-v8a"
    image = f"system-images;android-34;google_apis;{abi}"
    assert bench.calls == [
        "avdmanager [list] [avd] [-c]",
        "sdkmanager [--licenses]",
        f"sdkmanager [--install] [platform-tools] [emulator] [{image}]",
        f"avdmanager [create] [avd] [--name] [ainos] [--package] [{image}] [--device] [pixel_7]",
        "answered no",
    ]


def test_create_keeps_an_avd_that_exists_unless_forced(bench):
    bench.set("avds")
    done = bench.run("create.sh")
    assert (done.returncode, done.stdout) == (0, "ainos\n")
    assert bench.calls == ["avdmanager [list] [avd] [-c]"]
    assert bench.run("create.sh", "--force").returncode == 0
    assert bench.calls[-2].endswith("[--force]")


def test_create_says_what_to_do_when_the_image_cannot_be_installed(bench):
    done = bench.run("create.sh", SDK_EXIT="1")
    assert done.returncode == 1
    assert "could not install" in done.stderr
    assert "--accept-licenses" in done.stderr


def test_boot_starts_the_avd_and_prints_its_serial(bench):
    bench.set("avds")
    done = bench.run("boot.sh", "--deadline", "20")
    assert (done.returncode, done.stdout) == (0, "emulator-5554\n"), done.stderr
    start = next(call for call in bench.calls if call.startswith("emulator [-avd]"))
    assert "[-avd] [ainos] [-port] [5554]" in start
    assert "[-no-window]" in start


def test_boot_uses_an_emulator_that_runs(bench):
    bench.set("avds", "running", "well")
    done = bench.run("boot.sh", "--port", "5556")
    assert (done.returncode, done.stdout) == (0, "emulator-5556\n")
    assert not any(call.startswith("emulator") for call in bench.calls)


def test_boot_without_the_avd_names_the_next_command(bench):
    done = bench.run("boot.sh", "--name", "other")
    assert done.returncode == 1
    assert "there is no AVD other" in done.stderr
    assert "create.sh --name other" in done.stderr


def test_boot_tells_when_the_emulator_dies_and_shows_its_log(bench):
    bench.set("avds")
    done = bench.run("boot.sh", "--deadline", "20", EMULATOR_DIES="1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "ended before Android was up" in done.stderr
    assert "PANIC: no acceleration" in done.stderr


def test_boot_ends_at_its_deadline(bench):
    bench.set("avds", "running")
    done = bench.run("boot.sh", "--deadline", "1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "had not booted after 1 s" in done.stderr
    assert "heal.sh" in done.stderr


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("create.sh", ["--name", "a b"]),
        ("create.sh", ["--name", "../x"]),
        ("create.sh", ["--api", "x"]),
        ("create.sh", ["--name"]),
        ("create.sh", ["what"]),
        ("boot.sh", ["--port", "5555"]),
        ("boot.sh", ["--port", "80"]),
        ("boot.sh", ["--deadline", "0"]),
        ("boot.sh", ["--deadline", "-1"]),
        ("snapshot.sh", []),
        ("snapshot.sh", ["save"]),
        ("snapshot.sh", ["save", "-x"]),
        ("snapshot.sh", ["save", "a;b"]),
        ("snapshot.sh", ["burn", "x"]),
        ("snapshot.sh", ["list", "--serial", "1.2.3.4:5555"]),
        ("heal.sh", ["--serial", "R58M"]),
        ("heal.sh", ["--deadline", "soon"]),
    ],
)
def test_bad_arguments_end_with_a_sentence_and_touch_nothing(script, words, bench):
    done = bench.run(script, *words)
    assert done.returncode == 1
    assert f"{script}: " in done.stderr
    assert not re.search(r"line \d+:", done.stderr)
    assert bench.calls == []


def test_missing_tools_are_named(bench):
    for name in TOOLS:
        (bench.folder / "bin" / name).unlink()
    # No adb of the system either: only what the scripts themselves need.
    for name in ("bash", "dirname", "uname", "cat", "tr", "env"):
        (bench.folder / "bin" / name).symlink_to(shutil.which(name) or "")
    path = {"PATH": str(bench.folder / "bin")}
    assert "sdkmanager was not found" in bench.run("create.sh", **path).stderr
    assert "adb was not found" in bench.run("boot.sh", **path).stderr


@pytest.mark.parametrize("what", ["save", "load", "delete"])
def test_snapshots_go_through_the_console(what, bench):
    bench.set("running", "well")
    done = bench.run("snapshot.sh", what, "clean")
    assert done.returncode == 0, done.stderr
    assert f"adb [-s] [emulator-5554] [emu] [avd] [snapshot] [{what}] [clean]" in bench.calls


def test_a_snapshot_that_the_console_refuses_is_an_error(bench):
    bench.set("running", "well")
    done = bench.run("snapshot.sh", "load", "nope", CONSOLE="KO: snapshot not found")
    assert done.returncode == 1
    assert "snapshot not found" in done.stderr


def test_a_snapshot_needs_a_running_emulator(bench):
    done = bench.run("snapshot.sh", "save", "x")
    assert done.returncode == 1
    assert "boot.sh" in done.stderr


def test_heal_leaves_a_well_emulator_alone(bench):
    bench.set("running", "well")
    done = bench.run("heal.sh")
    assert (done.returncode, done.stdout) == (0, "emulator-5554\n")
    assert not any("reconnect" in call or "kill-server" in call for call in bench.calls)


@pytest.mark.parametrize(
    ("remedy", "last_step", "not_reached"),
    [("reconnect", "1. ", "2. "), ("start-server", "2. ", "3. "), ("shell pkill", "3. ", "4. ")],
)
def test_heal_stops_at_the_first_remedy_that_helps(remedy, last_step, not_reached, bench):
    bench.set("running")
    done = bench.run("heal.sh", "--deadline", "5", HEALED_BY=remedy)
    assert (done.returncode, done.stdout) == (0, "emulator-5554\n"), done.stderr
    assert last_step in done.stderr
    assert not_reached not in done.stderr


def test_heal_restarts_the_emulator_at_last(bench):
    bench.set("running", "avds")
    done = bench.run("heal.sh", "--deadline", "9")
    assert (done.returncode, done.stdout) == (0, "emulator-5554\n"), done.stderr
    assert any(call.startswith("emulator [-avd]") for call in bench.calls)


def test_heal_says_when_nothing_helped(bench):
    bench.set("running")
    done = bench.run("heal.sh", "--deadline", "5", "--no-restart")
    assert (done.returncode, done.stdout) == (1, "")
    assert "still ill: Android has not booted" in done.stderr

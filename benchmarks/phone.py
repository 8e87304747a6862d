"""Virtual phones: how long one and five take to start, what each weighs, and what a look costs. `./run bench phone`.

Everything runs on an adb server and phone ports of its own, below a temporary home; all of it is ended afterwards.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from table import print_table, write_results

from ainos.android_bridge.adb_socket import AdbServer, ask_server
from ainos.android_bridge.link import Link
from ainos.virtual_phone.registry import PhoneStartError, Registry

_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
_BARE = "import asyncio, PIL.Image, PIL.ImageDraw, PIL.ImageFont, sqlite3"
"""What any phone process must import: the floor for its start and its memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One kind of call, in milliseconds: medians of wall time and of this process' CPU time."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Stage:
    """A private adb server and the folder of its phones."""

    server: AdbServer
    phones: Registry
    adb: str

    def start(self, count: int) -> list[str]:
        """Start phones on ports of their own and wait until the adb server can use them.

        Their gestures take no time: what is measured is the way there and back.
        """
        for attempt in range(5):
            try:
                port = random.randrange(20000, 29000, 2)
                serials = self.phones.start(count, port=port, pace="fast", timeout_s=60.0)
                break
            except PhoneStartError as error:
                if attempt == 4 or "taken" not in str(error):
                    raise
        for serial in serials:
            words = [self.adb, "-P", str(self.server.port), "-s", serial, "wait-for-device"]
            subprocess.run(words, check=True, timeout=30)
        return serials

    def stop_all(self) -> None:
        """Stop every phone of this stage."""
        for record in self.phones.list_running():
            self.phones.stop(record.serial)


@contextmanager
def private_stage() -> Iterator[Stage]:
    """Give a stage; its phones, its adb server and its folder are gone afterwards."""
    from adbutils import adb_path

    adb = shutil.which("adb") or adb_path()
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        # 5553: this server must not look for other people's emulators.
        mine = {
            "ANDROID_ADB_SERVER_PORT": str(port), "ADB_LOCAL_TRANSPORT_MAX_PORT": "5553",
            "AINOS_HOME": home, "HOME": home, "ANDROID_USER_HOME": home,
        }  # fmt: skip
        before = {name: os.environ.get(name) for name in mine}
        os.environ.update(mine)
        stack.callback(_restore, before)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([adb, "-P", str(port), "start-server"], timeout=60, check=True, **quiet)
        stack.callback(subprocess.run, [adb, "-P", str(port), "kill-server"], timeout=60, check=False, **quiet)
        stage = Stage(AdbServer(port=port), Registry(Path(home) / "phones"), adb)
        stack.callback(stage.stop_all)
        yield stage


def _restore(before: dict[str, str | None]) -> None:
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


def measure(work: Callable[[], object], *, times: int, warm: int = 2) -> Cost:
    """Return the medians of `times` calls after `warm` unmeasured ones."""
    for _ in range(warm):
        work()
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return Cost(statistics.median(walls), statistics.median(cpus))


def measure_program(words: list[str], *, times: int) -> Cost:
    """Return the medians of running a program, its own CPU time counted."""
    walls, cpus = [], []
    for _ in range(times):
        wall, before = time.perf_counter(), os.times()
        subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60, check=True)
        after = os.times()
        walls.append((time.perf_counter() - wall) * 1000)
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        cpus.append(spent * 1000)
    return Cost(statistics.median(walls), statistics.fmean(cpus))  # ticks of 10 ms: the mean says more


def process_cpu_ms(pid: int) -> float:
    """Return the CPU milliseconds that a living process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_MS


def memory_mb(pid: int) -> tuple[float, float]:
    """Return (resident MB, MB of its own that no other process shares)."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kb = {row.split(":")[0]: int(row.split()[1]) for row in rows}
    return kb["Rss"] / 1024, (kb["Private_Clean"] + kb["Private_Dirty"]) / 1024


def bare_process_mb() -> tuple[float, float]:
    """Return the memory of a Python process that has only imported what a phone is drawn and kept with."""
    program = f"import sys, {_BARE[7:]}; print('ready', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        found = memory_mb(process.pid)
        process.stdin.close()
    return found


def starts(stage: Stage) -> dict[str, dict[str, float]]:
    """Return figures of starting one and five phones, beside a bare Python process."""
    bare = measure_program([sys.executable, "-c", _BARE], times=5)
    figures = {"bare": {"wall_s": bare.wall / 1000, "cpu_ms": bare.cpu}}
    figures["bare"]["rss_mb"], figures["bare"]["own_mb"] = bare_process_mb()
    for count, rounds in ((1, 3), (5, 1)):
        walls, cpus, memories = [], [], []
        for _ in range(rounds):
            began = time.perf_counter()
            stage.start(count)
            walls.append(time.perf_counter() - began)
            pids = [record.pid for record in stage.phones.list_running()]
            cpus += [process_cpu_ms(pid) for pid in pids]
            memories += [memory_mb(pid) for pid in pids]
            stage.stop_all()
        figures[str(count)] = {
            "wall_s": statistics.median(walls), "cpu_ms": statistics.median(cpus),
            "rss_mb": statistics.median(m[0] for m in memories), "own_mb": statistics.median(m[1] for m in memories),
        }  # fmt: skip
    return figures


def looks(stage: Stage) -> dict[str, dict[str, float]]:
    """Return wall, client CPU and phone CPU milliseconds of three looks at one phone."""
    from PIL import Image

    serial = stage.start(1)[0]
    pid = stage.phones.find(serial).pid
    link = Link(stage.server, serial)
    link.automator.start()
    picture = Image.open(io.BytesIO(link.shell.look("screencap", "-p").stdout)).convert("RGB")
    kinds: dict[str, tuple[Callable[[], object], int]] = {
        "adb server alone (host:version)": (lambda: ask_server(stage.server, "host:version"), 200),
        "shell call (getprop)": (lambda: link.shell.look("getprop", "ro.serialno"), 100),
        "screen dump (JSON-RPC)": (lambda: link.automator.look("dumpWindowHierarchy", False, 50), 50),
        "picture (screencap -p)": (lambda: link.shell.look("screencap", "-p").checked(), 10),
        "Pillow's PNG of that picture": (lambda: picture.save(io.BytesIO(), "PNG"), 5),
        "Pillow's half-size JPEG of it": (lambda: picture.reduce(2).save(io.BytesIO(), "JPEG"), 10),
    }
    found = {}
    for name, (work, times) in kinds.items():
        work()
        before = process_cpu_ms(pid)
        cost = measure(work, times=times, warm=0)
        found[name] = {"wall_ms": cost.wall, "cpu_ms": cost.cpu, "phone_cpu_ms": (process_cpu_ms(pid) - before) / times}
    link.close()
    return found


def main() -> int:
    """Print both tables and write the results."""
    with private_stage() as stage:
        started = starts(stage)
        looked = looks(stage)
    floor = started["bare"]
    rows = [
        (
            name, f"{f['wall_s']:.2f}", f"{f['cpu_ms']:.0f}", f"{f['cpu_ms'] / floor['cpu_ms']:.1f}",
            f"{f['rss_mb']:.0f}", f"{f['own_mb']:.0f}", f"{f['own_mb'] / floor['own_mb']:.1f}",
        )
        for name, f in zip(("bare Python, same libraries", "1 phone", "5 phones"), started.values(), strict=True)
    ]  # fmt: skip
    print_table(
        ("start", "seconds until usable", "CPU ms each", "x bare", "resident MB each", "own MB each", "x bare"), rows
    )
    print()
    base = looked["adb server alone (host:version)"]["wall_ms"]
    print_table(
        ("look, medians", "wall ms", "client CPU ms", "phone CPU ms", "x adb server alone"),
        [
            (n, f"{f['wall_ms']:.2f}", f"{f['cpu_ms']:.2f}", f"{f['phone_cpu_ms']:.2f}", f"{f['wall_ms'] / base:.1f}")
            for n, f in looked.items()
        ],
    )
    write_results("phone", {"cores": os.cpu_count(), "load": os.getloadavg()[0], "start": started, "looks": looked})
    return 0


if __name__ == "__main__":
    sys.exit(main())

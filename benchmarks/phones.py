"""Many phones in one process: memory, starts, snapshots, calls per second, pictures. `./run bench phones`.

Everything runs on adb servers, ports and a home of its own; all of it is ended afterwards. The clients run on the same
cores as the phones.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

from phone import Stage, memory_mb, private_stage, process_cpu_ms
from table import print_table, write_results

from ainos.android_bridge.adb_socket import AdbServer, open_service
from ainos.virtual_phone.phone import Phone

_PHONES, _CLIENTS = 200, 60
_SECONDS = 8.0
_PORT = 30000
_OBJECT = {"mask": 1, "text": "Display", "childOrSibling": [], "childOrSiblingSelector": []}
_CALLS: tuple[tuple[str, list[object]], ...] = (
    ("click", [540, 40]), ("waitForExists", [_OBJECT, 1000]), ("objInfo", [_OBJECT]), ("click", [540, 40]),
    ("dumpWindowHierarchy", [False, 50]), ("exist", [_OBJECT]), ("deviceInfo", []),
)  # fmt: skip
"""What a script does over and over: touch, wait for something, ask about it, read the screen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure and what it must not pass (or, with `least`, must reach)."""

    name: str
    value: float
    bar: float
    least: bool = False

    @property
    def holds(self) -> bool:
        """Tell whether the bar is kept."""
        return self.value >= self.bar if self.least else self.value <= self.bar

    def row(self) -> tuple[str, str, str, str]:
        """Return the row of the table."""
        sign = "≥" if self.least else "≤"
        return self.name, f"{self.value:.2f}", f"{sign} {self.bar:g}", "yes" if self.holds else "NO"


def crowd(stage: Stage) -> list[Bar]:
    """Hold 1 and then 200 phones in one process."""
    found = {}
    for count in (1, _PHONES):
        began = time.perf_counter()
        serials = stage.phones.start(count, port=_PORT, processes=1, timeout_s=60.0)
        wall = time.perf_counter() - began
        pid = stage.phones.find(serials[-1]).pid
        before, looked = process_cpu_ms(pid), time.perf_counter()
        time.sleep(3.0)
        idle = (process_cpu_ms(pid) - before) / (time.perf_counter() - looked) / 10
        found[count] = (wall, memory_mb(pid)[0], idle)
        stage.phones.stop_all()
    (one_s, one_mb, _), (all_s, all_mb, idle) = found[1], found[_PHONES]
    others = _PHONES - 1
    return [
        Bar("MB resident for each phone beyond the first", (all_mb - one_mb) / others, 2.0),
        Bar("ms to start one phone more, adb connected", (all_s - one_s) * 1000 / others, 50.0),
        Bar(f"% of a core that {_PHONES} idle phones take", idle, 5.0),
    ]


def moments() -> list[Bar]:
    """Take, restore and draw, in this process; CPU milliseconds, medians."""
    phone = Phone(speed=0, app_sets=("androidworld",))
    taken, restored, drawn, again = [], [], [], []
    for at in range(12):
        phone.windows.screenshot()
        began = time.process_time()
        kept = phone.snapshot()
        taken.append(time.process_time() - began)
        phone.content.insert("content://sms", {"address": "+14155550101", "body": f"number {at}"})
        phone.fs.write(f"/sdcard/Download/{at}.txt", b"x" * 1000)
        phone.windows.swipe(540, 1800, 540, 600)
        began = time.process_time()
        phone.restore(kept)
        restored.append(time.process_time() - began)
    pages = ("DISPLAY_SETTINGS", "SETTINGS", "SOUND_SETTINGS", "APPLICATION_SETTINGS", "WIFI_SETTINGS", "DATE_SETTINGS")
    for page in pages * 3:
        _open(phone, f"android.settings.{page}")
        began = time.process_time()
        phone.windows.screenshot()
        drawn.append(time.process_time() - began)
        began = time.process_time()
        phone.windows.screenshot()
        again.append(time.process_time() - began)
    medians = [statistics.median(times) * 1000 for times in (taken, restored, drawn, again)]
    names = (
        "ms for a snapshot",
        "ms for a restore",
        "ms to draw a changed screen, 1080 x 2400",
        "ms for an unchanged one",
    )
    return [Bar(name, value, bar) for name, value, bar in zip(names, medians, (20.0, 20.0, 40.0, 1.0), strict=True)]


def _open(phone: Phone, action: str) -> None:
    from ainos.virtual_phone.intents import FLAG_CLEAR_TASK, FLAG_NEW_TASK, Intent

    phone.activities.start(Intent(action, flags=FLAG_NEW_TASK | FLAG_CLEAR_TASK))


def calls_per_second(stage: Stage, *, ours: bool) -> dict[str, float]:
    """Let one HTTP client a phone call its uiautomator2 server over `adb forward` as fast as it answers."""
    serials = stage.phones.start(_CLIENTS, port=_PORT, pace="fast", processes=2, timeout_s=60.0)
    server = AdbServer(port=stage.phones.host_port()) if ours else stage.server
    opened = []
    try:
        ports = []
        for serial in serials:
            adb = [stage.adb, "-P", str(server.port), "-s", serial]
            subprocess.run([*adb, "wait-for-device"], check=True, timeout=30)
            start = "echo > /data/local/tmp/u2.jar; CLASSPATH=/data/local/tmp/u2.jar app_process / com.wetest.uia2.Main"
            opened.append(open_service(server, serial, f"shell:am start -a android.settings.SETTINGS; {start}",
                                       what="uiautomator2", timeout_s=60.0))  # fmt: skip
            ports.append(int(subprocess.check_output([*adb, "forward", "tcp:0", "tcp:9008"], timeout=30)))
        words = [sys.executable, __file__, "--clients", json.dumps(ports)]
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, timeout=60 + _SECONDS, check=True)
        found: dict[str, float] = json.loads(done.stdout)
        pids = {stage.phones.find(serial).pid for serial in serials}
        found["resident_mb_each"] = sum(memory_mb(pid)[0] for pid in pids) / len(serials)
        return found
    finally:
        for wire in opened:
            wire.close()
        stage.phones.stop_all()


async def _clients(ports: list[int]) -> dict[str, float]:
    waits: list[float] = []
    await asyncio.gather(*(_client(port, time.monotonic() + 1.0, None) for port in ports))
    began = time.monotonic()
    await asyncio.gather(*(_client(port, began + _SECONDS, waits) for port in ports))
    waits.sort()
    return {
        "per_second": len(waits) / (time.monotonic() - began),
        "median_ms": statistics.median(waits) * 1000,
        "p95_ms": waits[int(len(waits) * 0.95)] * 1000,
    }


async def _client(port: int, until: float, waits: list[float] | None) -> None:
    """Call one phone, one call after the other, on one connection."""
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /ping HTTP/1.1\r\nHost: phone\r\n\r\n")
        with_answer = await reader.readline()
        if with_answer:
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(4)
            break
        writer.close()  # the server on the phone is starting
        await asyncio.sleep(0.05)
    at = port
    while time.monotonic() < until:
        method, params = _CALLS[at % len(_CALLS)]
        at += 1
        body = json.dumps({"jsonrpc": "2.0", "id": at, "method": method, "params": params}).encode()
        asked = time.perf_counter()
        writer.write(b"POST /jsonrpc/0 HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        answer = await reader.readexactly(size)
        if waits is not None:
            waits.append(time.perf_counter() - asked)
        if b'"error"' in answer[:80]:
            raise RuntimeError(answer[:300])
    writer.close()


def main() -> int:
    """Print the table and write the results; 1 when a bar is missed."""
    if sys.argv[1:2] == ["--clients"]:
        print(json.dumps(asyncio.run(_clients(json.loads(sys.argv[2])))))
        return 0
    with private_stage() as stage:
        bars = [*crowd(stage), *moments()]
        rates = {
            "Google's adb server": calls_per_second(stage, ours=False),
            "our own": calls_per_second(stage, ours=True),
        }
    for name, found in rates.items():
        bars.append(Bar(f"RPC/s over {_CLIENTS} phones, by {name}", found["per_second"], 800.0, least=True))
    print_table(("figure", "measured", "bar", "kept"), [bar.row() for bar in bars])
    figures = {bar.name: bar.value for bar in bars}
    write_results("phones", {"cores": os.cpu_count(), "load": os.getloadavg()[0], "figures": figures, "rates": rates})
    return 0 if all(bar.holds for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())

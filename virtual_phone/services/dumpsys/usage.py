"""dumpsys cpuinfo, meminfo, gfxinfo, procstats, usagestats, batterystats, netstats, diskstats: who used how much.

Knows: the forms that clients parse, and which processes, tasks and times are true.
Does not know, and says 0 for: processor time, frames and bytes sent, which nothing here measures. Memory is one fixed
figure for every app, the one that `ps` shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...kernel_files import DATA_KIB, DATA_USED_KIB
from ...phone_machine import MEMORY_KIB
from .device import span

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section

_RSS_KIB = 98_304
_PSS_KIB = 65_536
_ROWS = (("Native Heap", 16_384), ("Dalvik Heap", 12_288), ("Stack", 1024), (".so mmap", 8192), (".apk mmap", 4096),
         (".dex mmap", 8192), ("Unknown", 15_360))  # fmt: skip
_SUMMARY = (("Java Heap", 12_288), ("Native Heap", 16_384), ("Code", 20_480), ("Stack", 1024), ("Graphics", 0),
            ("Private Other", 8192), ("System", 7168))  # fmt: skip


def _packages(args: list[str]) -> list[str]:
    return [arg for arg in args if not arg.startswith("-")]


def _moment(phone: Phone, epoch_ms: int) -> str:
    return f"{phone.clock.local(epoch_ms):%Y-%m-%d %H:%M:%S}"


def memory(phone: Phone, args: list[str]) -> str:
    """dumpsys meminfo [PACKAGE]."""
    names, elapsed = _packages(args), phone.clock.elapsed_ms()
    if names and phone.activities.pid(names[0]) is None:
        return f"No process found for: {names[0]}\n"
    head = f"Applications Memory Usage (in Kilobytes):\nUptime: {elapsed} Realtime: {elapsed}\n\n"
    if names:
        return head + _memory_of(phone, names[0])
    apps = phone.activities.processes.items()
    rows = "".join(f"{_RSS_KIB:>12,}K: {name} (pid {pid} / activities)\n" for name, pid in apps)
    pss = rows.replace(f"{_RSS_KIB:>12,}K", f"{_PSS_KIB:>12,}K")
    used = MEMORY_KIB // 2
    return (
        f"{head}Total RSS by process:\n{rows}\nTotal PSS by process:\n{pss}\n"
        f"Total RAM: {MEMORY_KIB:,}K (status normal)\n Free RAM: {MEMORY_KIB - used:,}K\n Used RAM: {used:,}K\n"
        " Lost RAM: 0K\n     ZRAM: 0K physical used for 0K in swap (0K total swap)\n"
    )


def _memory_of(phone: Phone, package: str) -> str:
    columns = ("Pss", "Private", "Private", "Swap", "Rss", "Heap", "Heap", "Heap")
    second = ("Total", "Dirty", "Clean", "Dirty", "Total", "Size", "Alloc", "Free")
    lines = [f"** MEMINFO in pid {phone.activities.pid(package)} [{package}] **"]
    lines += [f"{'':17}" + "".join(f"{word:>9}" for word in row) for row in (columns, second, ("------",) * 8)]
    for name, kib in (*_ROWS, ("TOTAL", _PSS_KIB)):
        heap = (kib * 2, kib, kib) if "Heap" in name else ("", "", "")
        rss = _RSS_KIB if name == "TOTAL" else kib * _RSS_KIB // _PSS_KIB
        lines.append(f"{name:>16} " + "".join(f"{cell:>9}" for cell in (kib, kib, 0, 0, rss, *heap)).rstrip())
    lines += ["", " App Summary", f"{'Pss(KB)':>30}{'Rss(KB)':>31}", f"{'------':>30}{'------':>31}"]
    lines += [f"{name + ':':>21}{kib:>9}{kib * _RSS_KIB // _PSS_KIB:>31}" for name, kib in _SUMMARY]
    shown = [record for task in phone.activities.tasks for record in task.records if record.package == package]
    lines += [
        "", f"           TOTAL PSS: {_PSS_KIB:>8}            TOTAL RSS: {_RSS_KIB:>8}       TOTAL SWAP (KB): {0:>8}",
        "", " Objects",
        f"         AppContexts: {len(shown) + 1:>8}           Activities: {len(shown):>8}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def cpu(phone: Phone, args: list[str]) -> str:
    """dumpsys cpuinfo: all processes, at no load, which nothing here measures."""
    now = phone.clock.now_ms()
    first = f"{_moment(phone, now - 60_000)}.000 to {_moment(phone, now)}.000"
    rows = "".join(
        f"  0% {row.pid}/{row.name}: 0% user + 0% kernel\n" for row in phone.processes.all() if row.args == row.name
    )
    return (
        f"Load: 0.12 / 0.08 / 0.05\nCPU usage from 60000ms to 0ms ago ({first}):\n{rows}0% TOTAL: 0% user + 0% kernel\n"
    )


def graphics(phone: Phone, args: list[str]) -> str:
    """dumpsys gfxinfo [PACKAGE]: no frame was measured."""
    elapsed = phone.clock.elapsed_ms()
    head = f"Applications Graphics Acceleration Info:\nUptime: {elapsed} Realtime: {elapsed}\n\n"
    names = _packages(args) or list(phone.activities.processes)
    if _packages(args) and phone.activities.pid(names[0]) is None:
        return f"No process found for: {names[0]}\n"
    counts = ("Missed Vsync", "High input latency", "Slow UI thread", "Slow bitmap uploads", "Slow issue draw commands",
              "Frame deadline missed")  # fmt: skip
    body = (
        f"Stats since: {elapsed * 1_000_000}ns\nTotal frames rendered: 0\nJanky frames: 0 (0.00%)\n"
        + "".join(f"{part}th percentile: 0ms\n" for part in (50, 90, 95, 99))
        + "".join(f"Number {name}: 0\n" for name in counts)
        + "HISTOGRAM: 5ms=0\n\n"
    )
    return head + "".join(
        f"** Graphics info for pid {phone.activities.pid(name)} [{name}] **\n\n{body}" for name in names
    )


def processes(phone: Phone, args: list[str]) -> str:
    """dumpsys procstats: which processes there are, since when is not kept."""
    lines = ["CURRENT STATS:"]
    for name in phone.activities.processes:
        state = phone.packages.state(name)
        manifest = phone.packages.get(name)
        uid = f"u0a{state.uid - 10000}" if state is not None else "1000"
        version = manifest.version_code if manifest is not None else 0
        lines += [f"  * {name} / {uid} / v{version}:", "      (no times are kept)"]
    return "\n".join([*lines, "", f"          Start time: {_moment(phone, phone.clock.now_ms())}", ""])


def usage(phone: Phone, args: list[str]) -> str:
    """dumpsys usagestats: for each task that there is, when it was last in front."""
    now = phone.clock.now_ms()
    lines = [
        "user=0",
        f'  Last 24 hour events (timeRange="{_moment(phone, now - 86_400_000)} – {_moment(phone, now)}" )',
    ]
    tasks = sorted(phone.activities.tasks, key=lambda task: task.last_active_ms)
    for task in tasks:
        root = task.records[0]
        lines.append(
            f'    time="{_moment(phone, task.last_active_ms)}" type=ACTIVITY_RESUMED package={task.top.package} '
            f"class={task.top.name} instanceId={task.task_id} taskRootPackage={root.package} "
            f"taskRootClass={root.name} flags=0x0"
        )
    lines += ["  In-memory daily stats", "    packages"]
    lines += [
        f'      package={task.top.package} lastTimeUsed="{_moment(phone, task.last_active_ms)}"' for task in tasks[::-1]
    ]
    return "\n".join(lines) + "\n"


def battery_stats(phone: Phone, args: list[str]) -> str:
    """dumpsys batterystats [--reset]: since when the phone has run; what used the battery is not known."""
    if "--reset" in args:
        return "Battery stats reset.\n"
    up, plugged = span(phone.clock.elapsed_ms())[1:], phone.power.battery.plugged
    return (
        "Battery History (0% used, 0 used of 4096KB, 0 strings using 0):\n"
        f"                    0 (1) {phone.power.battery.level:03d} "
        f"plug={'ac' if phone.power.battery.ac else 'usb' if plugged else 'none'}\n\n"
        "Statistics since last charge:\n"
        f"  System starts: 0, currently on battery: {str(not plugged).lower()}\n"
        f"  Time on battery: {'0ms' if plugged else up} realtime, {'0ms' if plugged else up} uptime\n"
        f"  Total run time: {up} realtime, {up} uptime\n"
        "  Discharge: 0 mAh\n\n  Estimated power use (mAh):\n    Capacity: 3000, Computed drain: 0, actual drain: 0\n"
    )


def network_stats(phone: Phone, args: list[str]) -> str:
    """dumpsys netstats: the interfaces that are up; no byte leaves this phone."""
    net, lines = phone.connectivity, ["Active interfaces:"]
    if net.ssid:
        lines.append(
            f'  iface=wlan0 ident=[{{type=1, ratType=COMBINED, wifiNetworkKey="{net.ssid}", metered=false, '
            "defaultNetwork=true, oemManaged=OEM_NONE, subId=-1}]"
        )
    if net.data and net.cell_service:
        lines.append(
            "  iface=rmnet0 ident=[{type=0, ratType=COMBINED, subscriberId=310260..., metered=true, "
            f"defaultNetwork={str(not net.ssid).lower()}, oemManaged=OEM_NONE, subId=1}}]"
        )
    parts = ("Dev stats", "Xt stats", "UID stats", "UID tag stats")
    body = "".join(f"{name}:\n  Pending bytes: 0\n  History since boot:\n" for name in parts)
    return "\n".join(lines) + f"\nActive UID interfaces:\n{body}"


def disk(phone: Phone, args: list[str]) -> str:
    """dumpsys diskstats: what `df` says of /data."""
    free = DATA_KIB - DATA_USED_KIB
    return (
        f"Latency: 0ms [512B Data Write]\nData-Free: {free}K / {DATA_KIB}K total = {free * 100 // DATA_KIB}% free\n"
        "File-based Encryption: true\n"
    )


SECTIONS: dict[str, Section] = {
    "meminfo": memory, "cpuinfo": cpu, "gfxinfo": graphics, "procstats": processes, "usagestats": usage,
    "batterystats": battery_stats, "netstats": network_stats, "diskstats": disk,
}  # fmt: skip

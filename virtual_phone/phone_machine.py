"""The machine that the phone pretends to be: processors, memory, and the files under /proc and /sys.

Knows: plausible contents of /proc. Does not know: the host.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .api_levels import text
from .kernel_files import interfaces_text, mount_gauges, mounts_text, own_process, status_text

if TYPE_CHECKING:
    from .fs_nodes import FileNode
    from .phone import Phone

CORES = 2
MEMORY_KIB = 4_030_864
_ADBD_PORT = 5555


def mount_proc(phone: Phone) -> None:
    """Put the files that clients read under /proc."""

    def uptime() -> bytes:
        seconds = phone.clock.elapsed_ms() / 1000
        return f"{seconds:.2f} {seconds * CORES * 0.9:.2f}\n".encode()

    def stat() -> bytes:
        ticks = phone.clock.elapsed_ms() // 10
        line = f"{ticks // 20} 0 {ticks // 30} {ticks} 0 0 0 0 0 0"
        cores = "".join(f"cpu{core} {line}\n" for core in range(CORES))
        return (
            f"cpu  {line}\n{cores}ctxt 1\nbtime {(phone.clock.now_ms() - phone.clock.elapsed_ms()) // 1000}\n".encode()
        )

    def meminfo() -> bytes:
        rows = (("MemTotal", MEMORY_KIB), ("MemFree", MEMORY_KIB // 4), ("MemAvailable", MEMORY_KIB // 2),
        ("Buffers", 4096),
                ("Cached", MEMORY_KIB // 4), ("SwapTotal", 0), ("SwapFree", 0))  # fmt: skip
        return "".join(f"{name + ':':<16}{value:>8} kB\n" for name, value in rows).encode()

    def cpuinfo() -> bytes:
        return "".join(
            f"processor\t: {core}\nmodel name\t: ainos virtual processor\ncpu MHz\t\t: 2400.000\n\n"
            for core in range(CORES)
        ).encode()

    kernel = text(phone.api_level, "kernel")
    version = f"Linux version {kernel} (build@localhost) #1 SMP PREEMPT\n".encode()
    files: dict[str, Callable[[], bytes]] = {
        "uptime": uptime, "stat": stat, "meminfo": meminfo, "cpuinfo": cpuinfo, "version": lambda: version,
        "loadavg": lambda: b"0.12 0.08 0.05 1/900 4000\n",
    }  # fmt: skip
    for name, read in files.items():
        phone.fs.live(f"/proc/{name}", read, mode=0o444)
    for core in range(CORES):
        phone.fs.make_dirs(f"/sys/devices/system/cpu/cpu{core}", mode=0o555)
    phone.fs.make_dirs("/proc/net", mode=0o555)
    phone.fs.live("/proc/net/tcp", lambda: _listening({_ADBD_PORT, *phone.ports}), mode=0o444)
    phone.fs.live("/proc/net/tcp6", lambda: _listening(set()), mode=0o444)
    phone.fs.live("/proc/net/dev", interfaces_text, mode=0o444)
    phone.fs.symlink("self/mounts", "/proc/mounts")
    mount_gauges(phone)
    phone.fs.make_dirs("/proc/sys/kernel/random", mode=0o555)
    phone.fs.live("/proc/sys/kernel/random/boot_id", lambda: f"{phone.boot_id}\n".encode(), mode=0o444)
    phone.fs.stat("/proc").list_live = lambda: _processes(phone)


def _listening(ports: set[int]) -> bytes:
    """Return the kernel's table of TCP sockets for ports that something listens on."""
    head = (
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
        "                                                     \n"
    )
    rows = "".join(
        f"{line:4}: 0100007F:{port:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  2000        0 "
        f"{20000 + port} 1 0000000000000000 100 0 0 10 0\n"
        for line, port in enumerate(sorted(ports))
    )
    return (head + rows).encode()


def _processes(phone: Phone) -> dict[str, FileNode]:
    """Make one folder per process with what `ps` and its kin read, and the link to the one that looks."""
    from .fs_nodes import FileNode

    made: dict[str, FileNode] = {}
    now = phone.clock.now_ms()
    for row in phone.processes.all():
        command = row.args.replace(" ", "\0").encode() + b"\0"
        stat = (
            f"{row.pid} ({row.name[:15]}) S {row.ppid} 0 0 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 {row.start_ms // 10} 1 1\n"
        )
        children = {
            name: FileNode(0o100444, row.uid, row.uid, now, 900_000 + row.pid * 8 + at, data=data)
            for at, (name, data) in enumerate(
                (
                    ("cmdline", command),
                    ("stat", stat.encode()),
                    ("comm", f"{row.name[:15]}\n".encode()),
                    ("status", status_text(row)),
                    ("mounts", mounts_text()),
                )
            )  # fmt: skip
        }
        made[str(row.pid)] = FileNode(0o040555, row.uid, row.uid, now, 800_000 + row.pid, children=children)
    made["self"] = FileNode(0o120777, 0, 0, now, 799_999, target=str(own_process(phone)))
    return made

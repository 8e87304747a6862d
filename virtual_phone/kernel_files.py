"""Files that the kernel makes on demand: mounts, network counters, one process's status, the battery's gauge.

Knows: their forms, and which numbers are true here: mounts, interfaces, processes, the battery.
Does not know, and leaves out or says 0 for: bytes sent (nothing leaves this phone), processor time, currents.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .phone import Phone
    from .shell.processes import Process

DATA_KIB, DATA_USED_KIB = 6_082_144, 1_234_560
"""The storage for apps and the user, as `df` tells it."""
_STATUS = {1: "Unknown", 2: "Charging", 3: "Discharging", 4: "Not charging", 5: "Full"}
_HEALTH = {1: "Unknown", 2: "Good", 3: "Overheat", 4: "Dead", 5: "Over voltage", 6: "Unspecified failure", 7: "Cold"}
_FULL_MICROAMPERE_HOURS = 3_000_000
_RSS_KIB = 98_304
_ADBD = 310


@dataclass(frozen=True, slots=True)
class Mount:
    """One file system of the phone. Sizes in KiB."""

    device: str
    path: str
    kind: str
    options: str
    size: int
    used: int


_READ_ONLY = "ro,seclabel,nodev,relatime"
MOUNTS = (
    Mount("tmpfs", "/dev", "tmpfs", "rw,seclabel,nosuid,relatime,mode=755", 2015432, 1016),
    Mount("/dev/block/dm-5", "/", "ext4", _READ_ONLY, 2413456, 2413456),
    Mount("/dev/block/dm-6", "/vendor", "ext4", _READ_ONLY, 147456, 147456),
    Mount("/dev/block/dm-42", "/data", "ext4", "rw,seclabel,nosuid,nodev,noatime", DATA_KIB, DATA_USED_KIB),
    Mount("/dev/fuse", "/storage/emulated", "fuse", "rw,lazytime,nosuid,nodev,noexec,noatime", DATA_KIB, DATA_USED_KIB),
)


def mount_of(path: str) -> Mount:
    """Return the file system that an absolute path without links lies on."""
    fitting = [each for each in MOUNTS if each.path == "/" or (path + "/").startswith(each.path + "/")]
    return max(fitting, key=lambda each: len(each.path))


def mounts_text() -> bytes:
    """Return /proc/mounts."""
    return "".join(f"{each.device} {each.path} {each.kind} {each.options} 0 0\n" for each in MOUNTS).encode()


def interfaces_text() -> bytes:
    """Return /proc/net/dev: the same two interfaces as `ifconfig -a`."""
    head = (
        "Inter-|   Receive                                                |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast"
        "|bytes    packets errs drop fifo colls carrier compressed\n"
    )
    zeros = "".join(f" {0:{width}}" for width in (7, 7, 4, 4, 4, 5, 10, 9, 8, 7, 4, 4, 4, 5, 7, 10))
    return (head + "".join(f"{name:>6}:{zeros}\n" for name in ("lo", "wlan0"))).encode()


def status_text(row: Process) -> bytes:
    """Return /proc/PID/status."""
    owner = "\t".join([str(row.uid)] * 4)
    values = (("Name", row.name[:15]), ("State", "S (sleeping)"), ("Tgid", row.pid), ("Pid", row.pid),
              ("PPid", row.ppid), ("TracerPid", 0), ("Uid", owner), ("Gid", owner),
              ("VmRSS", f"{_RSS_KIB:8} kB"), ("Threads", 1))  # fmt: skip
    return "".join(f"{name}:\t{value}\n" for name, value in values).encode()


def own_process(phone: Phone) -> int:
    """Return who /proc/self is: the newest shell command (the one that looks), else adbd."""
    return max((row.pid for row in phone.processes.all() if row.pid > phone.processes.FIRST), default=_ADBD)


def mount_gauges(phone: Phone) -> None:
    """Put the battery and its chargers under /sys/class/power_supply."""

    def now() -> dict[str, object]:
        battery = phone.power.hardware  # `dumpsys battery set` changes what apps hear, not the gauge
        return {
            "capacity": battery.level, "status": _STATUS.get(battery.status, "Unknown"),
            "health": _HEALTH.get(battery.health, "Unknown"), "present": int(battery.present),
            "technology": battery.technology, "temp": battery.temperature, "type": "Battery",
            "voltage_now": battery.voltage * 1000, "charge_full": _FULL_MICROAMPERE_HOURS,
            "charge_counter": battery.level * _FULL_MICROAMPERE_HOURS // 100,
        }  # fmt: skip

    def read(name: str) -> Callable[[], bytes]:
        return lambda: f"{now()[name]}\n".encode()

    def plugged(name: str) -> Callable[[], bytes]:
        return lambda: f"{int(getattr(phone.power.hardware, name))}\n".encode()

    root = "/sys/class/power_supply"
    for folder in ("battery", "ac", "usb", "wireless"):
        phone.fs.make_dirs(f"{root}/{folder}", mode=0o555)
    for name in now():
        phone.fs.live(f"{root}/battery/{name}", read(name), mode=0o444)
    for name, kind in (("ac", "Mains"), ("usb", "USB"), ("wireless", "Wireless")):
        phone.fs.live(f"{root}/{name}/online", plugged(name), mode=0o444)
        phone.fs.live(f"{root}/{name}/type", lambda kind=kind: f"{kind}\n".encode(), mode=0o444)  # type: ignore[misc]

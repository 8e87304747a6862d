"""ifconfig, ip, ping, netstat, free, top, getenforce, hostname, nproc, mount, reboot and the like.

Knows: fixed facts about the machine that the phone pretends to be. Does not know: any real network.
"""

from __future__ import annotations

from ..kernel_files import MOUNTS
from ..phone_machine import CORES, MEMORY_KIB
from ..services.connectivity import WIFI_ADDRESS, WIFI_MAC
from .files_list import human
from .io import Call, Command
from .options import read_options


def ifconfig(call: Call) -> int:
    """ifconfig [-a] [INTERFACE]."""
    names = [arg for arg in call.args[1:] if not arg.startswith("-")]
    shown = names or (["wlan0", "lo"] if call.phone.connectivity.wifi else ["lo"])
    for name in shown:
        if name == "lo":
            call.out("lo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0 \n"
                     "          inet6 addr: ::1/128 Scope: Host\n        "
                     "  UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n")  # fmt: skip
        elif name == "wlan0":
            call.out(f"wlan0     Link encap:Ethernet  HWaddr {WIFI_MAC}  Driver virtio_net\n")
            if call.phone.connectivity.ssid is not None:
                call.out(f"          inet addr:{WIFI_ADDRESS}  Bcast:10.0.2.255  Mask:255.255.255.0 \n"
                         "          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\n")  # fmt: skip
            else:
                call.out("          BROADCAST MULTICAST  MTU:1500  Metric:1\n\n")
        else:
            return call.complain(f"{name}: No such device")
    return 0


def ip(call: Call) -> int:
    """ip addr|address|route|link …: what `ip addr` and `ip route` print for lo and wlan0."""
    words = [arg for arg in call.args[1:] if not arg.startswith("-")]
    what = words[0] if words else ""
    connected = call.phone.connectivity.ssid is not None
    if what in ("route", "r"):
        if connected:
            call.out(f"10.0.2.0/24 dev wlan0 proto kernel scope link src {WIFI_ADDRESS} \n")
        return 0
    if what not in ("addr", "address", "a", "link", "l"):
        call.err("Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n")
        return 255
    only = next((word for word in words[1:] if word in ("lo", "wlan0")), None)
    if only in (None, "lo"):
        call.out("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n"
                 "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n"
                 "       valid_lft forever preferred_lft forever\n    inet6 ::1/128 scope host \n"
                 "       valid_lft forever preferred_lft forever\n")  # fmt: skip
    if only in (None, "wlan0"):
        flags, state = ("BROADCAST,MULTICAST,UP,LOWER_UP", "UP") if connected else ("BROADCAST,MULTICAST", "DOWN")
        call.out(f"2: wlan0: <{flags}> mtu 1500 qdisc pfifo_fast state {state} group default qlen 1000\n"
                 f"    link/ether {WIFI_MAC} brd ff:ff:ff:ff:ff:ff\n")  # fmt: skip
        if connected:
            call.out(f"    inet {WIFI_ADDRESS}/24 brd 10.0.2.255 scope global wlan0\n"
                     "       valid_lft forever preferred_lft forever\n")  # fmt: skip
    return 0


def ping(call: Call) -> int:
    """ping: nothing leaves this phone, so every host but itself is unreachable."""
    host = next((arg for arg in reversed(call.args[1:]) if not arg.startswith("-")), "")
    if host in ("127.0.0.1", "localhost"):
        call.out(f"PING {host} (127.0.0.1) 56(84) bytes of data.\n64 bytes "
                 "from 127.0.0.1: icmp_seq=1 ttl=64 time=0.05 ms\n\n"
                 f"--- {host} ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss\n")  # fmt: skip
        return 0
    if not host.replace(".", "").isdigit():
        call.err(f"ping: unknown host {host}\n")
        return 2
    call.out(f"PING {host} ({host}) 56(84) bytes of data.\n\n--- {host} ping statistics ---\n"
             "1 packets transmitted, 0 received, 100% packet loss, time 0ms\n\n")  # fmt: skip
    return 1


def netstat(call: Call) -> int:
    """netstat: the phone's own listeners."""
    call.out("Active Internet connections (only servers)\n"
             "Proto Recv-Q Send-Q Local Address           Foreign Address         State      \n")  # fmt: skip
    for port in sorted(call.phone.ports):
        call.out(f"tcp6       0      0 {f'[::]:{port}':<23} {'[::]:*':<23} LISTEN     \n")
    return 0


def free(call: Call) -> int:
    """free [-bkmgh]."""
    options = read_options(call, "bkmgth")
    used = MEMORY_KIB // 2

    def shown(kib: int) -> str:
        if "h" in options:
            return human(kib * 1024)
        scale = 1 if "k" in options else 1024 if "m" in options else 1 << 20 if "g" in options else 0
        return str(kib // scale if scale else kib * 1024)

    call.out("\t\ttotal        used        free      shared     buffers\n")
    cells = (MEMORY_KIB, used, MEMORY_KIB - used, 16384, 4096)
    call.out("Mem:   " + "".join(f"{shown(cell):>13}" for cell in cells).lstrip("\n") + "\n")
    call.out(f"-/+ buffers/cache:   {shown(used - 20480):>12}{shown(MEMORY_KIB - used + 20480):>12}\n")
    call.out(f"Swap:  {shown(0):>13}{shown(0):>13}{shown(0):>13}\n")
    return 0


def fixed(text: str) -> Command:
    """Make a command that prints one text."""

    def show(call: Call) -> int:
        call.out(text)
        return 0

    return show


def top(call: Call) -> int:
    """top [-b] [-n N]: one picture."""
    rows = call.phone.processes.all()
    call.out(f"Tasks: {len(rows)} total,   1 running, {len(rows) - 1} sleeping,   0 stopped,   0 zombie\n"
             f"  Mem:  {MEMORY_KIB}K total,  {MEMORY_KIB // 2}K used,  {MEMORY_KIB // 2}K free,  4096K buffers\n"
             f" Swap:  0K total,  0K used,  0K free,  {MEMORY_KIB // 4}K cached\n"
             f"{CORES * 100}%cpu   0%user   0%nice   0%sys {CORES * 100}%idle   0%iow   0%irq   0%sirq   0%host\n"
             "  PID USER         PR  NI VIRT  RES  SHR S[%CPU] %MEM     TIME+ ARGS\n")  # fmt: skip
    for row in rows[:20]:
        call.out(
            f"{row.pid:5} {call.fs.user_name(row.uid):<12} 20   0  13G  96M  60M S  0.0   4.8   0:00.10 {row.args}\n"
        )
    return 0


def reboot(call: Call) -> int:
    """reboot: restarts the world's screen and services state."""
    call.phone.reboot()
    return 0


COMMANDS: dict[str, Command] = {
    "ifconfig": ifconfig, "ip": ip, "ping": ping, "netstat": netstat, "free": free, "top": top, "reboot": reboot,
    "getenforce": fixed("Permissive\n"), "hostname": fixed("localhost\n"), "nproc": fixed(f"{CORES}\n"),
    "mount": fixed("".join(f"{each.device} on {each.path} type {each.kind} ({each.options})\n" for each in MOUNTS)),
    "clear": fixed("\x1b[2J\x1b[H"), "setenforce": fixed(""), "dmesg": fixed(""), "getconf": fixed("4096\n"),
}  # fmt: skip

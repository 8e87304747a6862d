"""start, stop, bugreport: the Android framework as a whole.

Knows: what ends with the framework and what comes back. Does not know: how single services print themselves.
"""

from __future__ import annotations

from ..intents import Intent
from .io import Call, Command

_BOOT_COMPLETED = "android.intent.action.BOOT_COMPLETED"
_ZYGOTE = "init.svc.zygote"
_SECTIONS = (
    ("SYSTEM PROPERTIES", ["getprop"]),
    ("UPTIME", ["uptime"]),
    ("MEMORY INFO", ["cat", "/proc/meminfo"]),
    ("PROCESSES AND THREADS", ["ps", "-A"]),
    ("SYSTEM LOG", ["logcat", "-d", "-v", "threadtime"]),
    ("DUMPSYS", ["dumpsys"]),
)


def stop(call: Call) -> int:
    """stop: end every app, as root only; the screen stays black on a phone, here the launcher waits behind it."""
    if call.uid != 0:
        return call.complain("must be root")
    if len(call.args) == 1 and call.phone.properties.get(_ZYGOTE) != "stopped":
        call.phone.activities.end_all()
        call.phone.notifications.active.clear()
        call.phone.properties[_ZYGOTE] = "stopped"
    return 0


def start(call: Call) -> int:
    """start: bring the framework back after `stop`, as root only."""
    if call.uid != 0:
        return call.complain("must be root")
    if len(call.args) == 1 and call.phone.properties.get(_ZYGOTE) == "stopped":
        call.phone.properties[_ZYGOTE] = "running"
        call.phone.properties["sys.boot_completed"] = "1"
        call.phone.activities.home()
        call.phone.activities.broadcast(Intent(_BOOT_COMPLETED))
    return 0


async def bugreport(call: Call) -> int:
    """bugreport: everything that the phone can say about itself, as text."""
    now = call.phone.clock.local(call.phone.clock.now_ms())
    line = "=" * 56
    call.out(f"{line}\n== dumpstate: {now:%Y-%m-%d %H:%M:%S}\n{line}\n\n")
    for title, args in _SECTIONS:
        call.out(f"------ {title} ({' '.join(args)}) ------\n")
        await call.run(args)
        call.out("\n")
    return 0


COMMANDS: dict[str, Command] = {"start": start, "stop": stop, "bugreport": bugreport}

"""start, stop, bugreport, bugreportz: the Android framework as a whole.

Knows: what ends with the framework and what comes back. Does not know: how single services print themselves.
"""

from __future__ import annotations

import io as memory
import zipfile
from dataclasses import replace

from ..intents import Intent
from .io import Call, Command
from .options import read_options
from .streams import BufferWriter

_BOOT_COMPLETED = "android.intent.action.BOOT_COMPLETED"
_ZYGOTE = "init.svc.zygote"
_SHELL = 2000
_REPORTS = "/bugreports"
_ZIP_VERSION = "1.1"
_ZIP_USAGE = (
    "usage: bugreportz [-h | -v]\n  -h: to display this help message\n  -p: display progress\n"
    "  -v: to display the version\n  or no arguments to generate a zipped bugreport\n"
)
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
    call.io.stdout.write(_head(call))
    for title, args in _SECTIONS:
        call.io.stdout.write(await _section(call, title, args))
    return 0


def _head(call: Call) -> bytes:
    now = call.phone.clock.local(call.phone.clock.now_ms())
    line = "=" * 56
    return f"{line}\n== dumpstate: {now:%Y-%m-%d %H:%M:%S}\n{line}\n\n".encode()


async def _section(call: Call, title: str, args: list[str]) -> bytes:
    taken = BufferWriter()
    await call.run(args, replace(call.io, stdout=taken, stderr=taken))
    return f"------ {title} ({' '.join(args)}) ------\n".encode() + bytes(taken.data) + b"\n"


async def bugreport_zip(call: Call) -> int:
    """bugreportz [-hvp]: write the report as a zip into /bugreports and say where; `adb bugreport` reads all of it."""
    options = read_options(call, "hvp")
    if "h" in options or "v" in options:
        call.err(f"{_ZIP_VERSION}\n" if "v" in options else _ZIP_USAGE)
        return 0
    moment = call.phone.clock.local(call.phone.clock.now_ms())
    name = call.phone.properties["ro.product.name"]
    stem = f"bugreport-{name}-{call.phone.properties['ro.build.id']}-{moment:%Y-%m-%d-%H-%M-%S}"
    path = f"{_REPORTS}/{stem}.zip"
    if "p" in options:
        call.out(f"BEGIN:{path}\n")
    text = _head(call)
    for done, (title, args) in enumerate(_SECTIONS, 1):
        text += await _section(call, title, args)
        if "p" in options:
            call.out(f"PROGRESS:{done}/{len(_SECTIONS)}\n")
            await call.io.stdout.drain()
    files = {"version.txt": b"2.0\n", "main_entry.txt": f"{stem}.txt".encode(), f"{stem}.txt": text}
    call.fs.make_dirs(call.fs.stat(_REPORTS, follow=False).target or _REPORTS, owner=_SHELL, mode=0o771)
    call.fs.write(path, _zipped(files, moment.timetuple()[:6]), owner=_SHELL, mode=0o600)
    call.out(f"OK:{path}\n")
    return 0


def _zipped(files: dict[str, bytes], moment: tuple[int, ...]) -> bytes:
    """Pack files; every entry carries the phone's time, so equal phones write equal reports."""
    buffer = memory.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            year, month, day, hour, minute, second = moment
            entry = zipfile.ZipInfo(name, (max(year, 1980), month, day, hour, minute, second))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


COMMANDS: dict[str, Command] = {"start": start, "stop": stop, "bugreport": bugreport, "bugreportz": bugreport_zip}

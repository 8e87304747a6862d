"""logcat and log.

Knows: logcat's options and filters. Does not know: who writes entries.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from ..services.logcat import LEVELS, LogEntry
from .io import Call, Command, UsageProblem
from .options import Options, read_options
from .regexes import compile_translated

_LONG = {"clear": "c", "dump": "d", "format": "v", "pid": "p", "regex": "e", "max-count": "m", "buffer": "b",
"tail": "T",
         "buffer-size": "g", "print": "P", "statistics": "S", "wrap": "W", "id": "i"}  # fmt: skip

_HEARTBEAT_S = 1.0
_BUFFERS = ("all", "default", "main", "radio", "events", "system", "crash", "stats", "security", "kernel")


def _rank(letter: str) -> int:
    return LEVELS.find(letter.upper())


class _Filter:
    """Tag filters: the last fitting 'TAG:LEVEL' decides, '*:LEVEL' is the rest."""

    def __init__(self, specs: list[str], silent: bool) -> None:
        self._tags: dict[str, int] = {}
        self._rest = _rank("S") if silent else 0
        for spec in specs:
            tag, _, level = spec.rpartition(":") if ":" in spec else (spec, "", "V")
            if tag == "*":
                self._rest = _rank(level or "I")
            else:
                self._tags[tag] = _rank(level or "V")

    def accepts(self, entry: LogEntry) -> bool:
        """Tell whether an entry is shown."""
        limit = self._tags.get(entry.tag, self._rest)
        return limit < _rank("S") and _rank(entry.level) >= limit


def _wanted(options: Options) -> Callable[[LogEntry], bool]:
    """Return whether an entry is among those that the options ask for."""
    chosen = _Filter(options.rest, "s" in options)
    regex = compile_translated(options.values["e"], options.values["e"]) if "e" in options else None
    pid = int(options.values["p"]) if "p" in options else None
    buffers = set(",".join(options.every.get("b", ["all"])).split(","))

    def wanted(entry: LogEntry) -> bool:
        in_buffer = bool({"all", "default", entry.buffer} & buffers)
        return (
            in_buffer
            and chosen.accepts(entry)
            and (pid is None or entry.pid == pid)
            and (regex is None or regex.search(entry.message) is not None)
        )

    return wanted


async def logcat(call: Call) -> int:
    """logcat [-cdgS] [-v FORMAT] [-b BUFFER] [-t N] [-T N] [-e REGEX] [-m N] [--pid N] [FILTER]…"""
    options = read_options(call, "cdgsSLBPW", "vbteTmpfrnGi", _LONG)
    log = call.phone.logcat
    for name in ",".join(options.every.get("b", [])).split(","):
        if name and name not in _BUFFERS:
            return call.complain(f"unknown buffer {name}")
    if "c" in options:
        log.clear()
        return 0
    if "g" in options or "G" in options:
        if "g" in options:
            for name in ("main", "system", "crash"):
                call.out(
                    f"{name}: ring buffer is 256 KiB (64 KiB consumed, 96 "
                    "KiB readable), max entry is 5120 B, max payload is 4068 B\n"
                )
        return 0
    if "S" in options:
        call.out("size/num main               system             Total\n")
        return 0
    style = next(
        (
            value
            for value in options.every.get("v", [])
            if value not in ("color", "year", "uid", "zone", "UTC", "usec", "printable", "descriptive")
        ),
        "threadtime",
    )
    wanted = _wanted(options)
    entries = [entry for entry in log.entries() if wanted(entry)]
    limit = options.values.get("t") or options.values.get("T")
    if limit is not None:
        entries = entries[-int(limit) :] if limit.isdigit() else entries
    if "m" in options:
        entries = entries[: options.number("m", len(entries))]
    if entries:
        call.out("--------- beginning of main\n")
    call.out("".join(log.format(entry, style) + "\n" for entry in entries))
    if "d" in options or "t" in options or ("m" in options and len(entries) >= options.number("m", 0)):
        return 0
    arrived: asyncio.Queue[LogEntry] = asyncio.Queue()
    stop = log.follow(lambda entry: arrived.put_nowait(entry) if wanted(entry) else None)
    try:
        while True:
            await call.io.stdout.drain()
            call.out(log.format(await _next(arrived, call), style) + "\n")
    finally:
        stop()


async def _next(arrived: asyncio.Queue[LogEntry], call: Call) -> LogEntry:
    """Return the next entry; the battery is logged every second meanwhile.

    A phone never falls silent, and clients count on it: some end only after one more line.
    """
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HEARTBEAT_S):
                return await arrived.get()
        battery = call.phone.power.battery
        temperature = f"{battery.temperature // 10}.{battery.temperature % 10}"
        call.phone.logcat.log("I", "healthd", f"battery l={battery.level} v={battery.voltage} t={temperature}")


async def log(call: Call) -> int:
    """log [-p PRIORITY] [-t TAG] [MESSAGE]…"""
    options = read_options(call, "", "pt", stop_early=True)
    level = options.values.get("p", "i")[:1].upper()
    if level not in LEVELS:
        raise UsageProblem(f"bad -p '{options.values['p']}'")
    text = " ".join(options.rest) if options.rest else (await call.input()).decode("utf-8", "replace").rstrip("\n")
    call.phone.logcat.log(level, options.values.get("t", "log"), text, pid=call.pid)
    return 0


COMMANDS: dict[str, Command] = {"logcat": logcat, "log": log}

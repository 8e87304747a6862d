"""screenrecord: a film of the screen.

Knows: the options, when a recording ends, and that a picture stays until the next one differs.
Does not know: how films are written (providers/mp4.py) or what is on the screen. Four pictures a second at most, each
a JPEG: real phones record up to sixty in H.264, so such a film is larger for what moves and says nothing of smoothness.
"""

from __future__ import annotations

import asyncio
import io as memory
import re
from typing import TYPE_CHECKING

from ..providers.mp4 import film
from .io import Call, Command

if TYPE_CHECKING:
    from PIL.Image import Image

_PICTURE_MS = 250
_LONGEST_S = 180
_LARGEST_BYTES = 48 << 20
"""A recording ends here; a real one ends when the storage is full."""
_INTERRUPT = 2
_HELP = """Usage: screenrecord [options] <filename>

Records the device's display to a .mp4 file.

Options:
--size WIDTHxHEIGHT
    Set the video size, e.g. "1280x720".  Default is the device's main display resolution.
--bit-rate RATE
    Taken and without effect here.
--time-limit TIME
    Set the maximum recording time, in seconds.  Default / maximum is 180.
--verbose
    Display interesting information on stdout.
--help
    Show this message.

Recording continues until Ctrl-C is hit or the time limit is reached.
"""


class _Recording:
    """The pictures so far, each with how long it was seen."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._pictures: list[bytes] = []
        self._times: list[int] = []
        self._last: Image | None = None
        self.bytes = 0

    def look(self, picture: Image, ms: int) -> None:
        """Add a picture that stays for `ms`; one that is still there stays longer."""
        if picture is not self._last and picture != self._last:
            from PIL import ImageOps

            fitting = picture if picture.size == self.size else ImageOps.pad(picture, self.size)
            buffer = memory.BytesIO()
            fitting.convert("RGB").save(buffer, "JPEG", quality=75)
            self._pictures.append(buffer.getvalue())
            self._times.append(0)
            self.bytes += len(self._pictures[-1])
        self._last = picture
        self._times[-1] += ms

    def film(self) -> bytes:
        """Return the file."""
        return film(self._pictures, self._times, *self.size)


async def screen_record(call: Call) -> int:
    """screenrecord [--size WxH] [--bit-rate N] [--time-limit SECONDS] [--verbose] FILE: until then, or SIGINT."""
    args, given = call.args[1:], {"--size": "", "--bit-rate": "", "--time-limit": str(_LONGEST_S), "--display-id": ""}
    names, verbose = [], False
    while args:
        arg = args.pop(0)
        name, equals, value = arg.partition("=")
        if arg in ("--help", "-h"):
            call.err(_HELP)
            return 0
        if name in given:
            given[name] = value if equals else args.pop(0) if args else ""
        elif arg in ("--verbose", "--rotate", "--bugreport", "--show-frame-time"):
            verbose = verbose or arg == "--verbose"
        elif arg.startswith("-") and arg != "-":
            call.err(f"screenrecord: unrecognized option '{arg}'\n")
            return 2
        else:
            names.append(arg)
    problem = _problem(given, names)
    if problem:
        call.err(problem)
        return 2
    return await _record(call, given, names[0], verbose)


def _problem(given: dict[str, str], names: list[str]) -> str:
    limit, size = given["--time-limit"], given["--size"]
    if len(names) != 1:
        return "Must specify output file (see --help).\n"
    if names[0] == "-":
        return "screenrecord: standard output is for raw frames, which this phone does not make; name a file\n"
    if not limit.isdecimal() or not 0 < int(limit) <= _LONGEST_S:
        return f"Time limit {limit}s outside acceptable range [1,{_LONGEST_S}]\n"
    if size and not re.fullmatch(r"[1-9]\d{1,3}x[1-9]\d{1,3}", size):
        return f"Invalid size '{size}', must be width x height\n"
    return ""


async def _record(call: Call, given: dict[str, str], name: str, verbose: bool) -> int:
    path, windows = call.path(name), call.phone.windows
    try:
        call.fs.write(path, b"", uid=call.uid)
    except OSError as error:
        call.err(f"Unable to open '{name}': {error.strerror}\n")
        return 1
    frame = windows.frame
    size = tuple(map(int, given["--size"].split("x"))) if given["--size"] else (frame.width, frame.height)
    recording, left_ms = _Recording((size[0], size[1])), int(given["--time-limit"]) * 1000
    if verbose:
        call.out(f"Main display is {frame.width}x{frame.height}\nConfiguring recorder for {size[0]}x{size[1]} JPEG\n")
        await call.io.stdout.drain()
    try:
        while left_ms > 0 and recording.bytes < _LARGEST_BYTES:
            recording.look(windows.screenshot(), min(_PICTURE_MS, left_ms))
            await call.phone.wait(min(_PICTURE_MS, left_ms))
            left_ms -= _PICTURE_MS
    except asyncio.CancelledError:
        _save(call, path, recording)
        if any(row.pid == call.pid and row.killed == _INTERRUPT for row in call.phone.processes.all()):
            return 0  # Ctrl-C is how a recording ends
        raise
    _save(call, path, recording)
    return 0


def _save(call: Call, path: str, recording: _Recording) -> None:
    if recording.bytes:
        call.fs.write(path, recording.film(), uid=call.uid)


COMMANDS: dict[str, Command] = {"screenrecord": screen_record}

"""gzip, gunzip, zcat: packing and unpacking single files.

Knows: toybox's options and words. Does not know: archives (archives.py).
"""

from __future__ import annotations

import gzip as packer
import zlib

from .io import MEMORY_BYTES, Call, Command, UsageProblem
from .options import Options, read_options

_SUFFIX = ".gz"


async def gzip(call: Call) -> int:
    """gzip [-19cdfkt] [FILE]…; gunzip and zcat are gzip -d and gzip -dc. Without files it works on its streams."""
    options = read_options(call, "cdfkt123456789", long={"keep": "k", "stdout": "c", "decompress": "d", "force": "f"})
    unpack = call.name in ("gunzip", "zcat") or "d" in options or "t" in options
    status = 0
    for name in options.rest or ["-"]:
        try:
            status = await _one(call, options, name, unpack) or status
        except (zlib.error, EOFError):
            status = call.complain(f"bad zlib: {name}")
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
    return status


async def _one(call: Call, options: Options, name: str, unpack: bool) -> int:
    stream = name == "-" or "c" in options or call.name == "zcat"
    if unpack and not stream and "t" not in options and not name.endswith(_SUFFIX):
        return call.complain(f"no .gz: {name}")
    data = await call.content(name)
    level = next((int(flag) for flag in reversed(options.flags) if flag.isdigit()), 6)
    made = unpacked(data) if unpack else packer.compress(data, level, mtime=call.phone.clock.now_ms() // 1000)
    if "t" in options:
        return 0
    if stream:
        call.io.stdout.write(made)
        await call.io.stdout.drain()
        return 0
    target = call.path(name.removesuffix(_SUFFIX) if unpack else name + _SUFFIX)
    if call.fs.exists(target) and "f" not in options:
        return call.complain(f"{target}: File exists")
    call.fs.write(target, made, uid=call.uid, mode=call.fs.stat(call.path(name), uid=call.uid).mode & 0o777)
    if "k" not in options:
        call.fs.remove(call.path(name), uid=call.uid)
    return 0


def unpacked(data: bytes) -> bytes:
    """Return the content of a gzip stream of one or more parts.

    Raises:
        zlib.error: It is none.
        EOFError: It ends too early.
        UsageProblem: Its content is larger than a command here may hold.
    """
    parts, size = [], 0
    while data:
        part = zlib.decompressobj(wbits=31)
        made = part.decompress(data, MEMORY_BYTES - size + 1)
        size += len(made)
        if size > MEMORY_BYTES:
            raise UsageProblem("Out of memory")
        if not part.eof:
            raise EOFError
        parts.append(made)
        data = part.unused_data.lstrip(b"\0")
    return b"".join(parts)


COMMANDS: dict[str, Command] = {"gzip": gzip, "gunzip": gzip, "zcat": gzip}

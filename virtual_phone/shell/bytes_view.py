"""md5sum and its kin, crc32, base64, xxd, cmp: bytes rather than lines.

Knows: toybox's formats. Does not know: text.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import textwrap

from .io import Call, Command, decode
from .options import read_options
from .text_view import each_input, missed


async def sums(call: Call) -> int:
    """md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum [-b] [-c FILE] [FILE]…"""
    options = read_options(call, "bs", "c")
    found = await each_input(call, options.rest)
    for name, data in found:
        digest = hashlib.new(call.name.removesuffix("sum"), data, usedforsecurity=False).hexdigest()
        call.out(digest + "\n" if "b" in options else f"{digest}  {name}\n")
    return missed(found, options.rest)


async def cksum(call: Call) -> int:
    """crc32 [FILE]…"""
    for _, data in await each_input(call, call.args[1:]):
        call.out(f"{binascii.crc32(data):08x}\n")
    return 0


async def base64_command(call: Call) -> int:
    """base64 [-di] [-w COLUMNS] [FILE]…"""
    options = read_options(call, "di", "w", {"decode": "d", "wrap": "w"})
    found = await each_input(call, options.rest)
    data = b"".join(content for _, content in found)
    if "d" in options:
        clean = re.sub(rb"[^A-Za-z0-9+/=]", b"", data)
        try:
            call.io.stdout.write(base64.b64decode(clean + b"=" * (-len(clean) % 4)))
        except binascii.Error:
            return call.complain("bad input")
    else:
        text, width = base64.b64encode(data).decode(), options.number("w", 76)
        call.out(text if not width else "".join(line + "\n" for line in textwrap.wrap(text, width)))
    return missed(found, options.rest)


async def xxd(call: Call) -> int:
    """xxd [-p] [-l N] [-s N] [-c N] [FILE]; hexdump form."""
    options = read_options(call, "pri", "lscgo")
    found = await each_input(call, options.rest)
    data = b"".join(content for _, content in found)
    if "r" in options:
        call.io.stdout.write(bytes.fromhex(re.sub(r"\s", "", decode(data))))
        return 0
    start = options.number("s", 0)
    data = data[start : start + options.number("l", len(data))]
    if "p" in options:
        call.out("".join(data[at : at + 30].hex() + "\n" for at in range(0, len(data), 30)))
        return missed(found, options.rest)
    width = options.number("c", 16)
    for at in range(0, len(data), width):
        row = data[at : at + width]
        cells = " ".join(row[i : i + 2].hex() for i in range(0, len(row), 2))
        plain = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        call.out(f"{start + at:08x}: {cells:<{width * 5 // 2}} {plain}\n")
    return missed(found, options.rest)


async def compare(call: Call) -> int:
    """cmp [-s] FILE1 FILE2."""
    options = read_options(call, "ls", least=2)
    one, two = [await call.content(name) for name in options.rest[:2]]
    if one == two:
        return 0
    if "s" not in options:
        at = next(
            (i for i, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), min(len(one), len(two))
        )
        call.out(f"{options.rest[0]} {options.rest[1]} differ: char {at + 1}, line {one[:at].count(10) + 1}\n")
    return 1


COMMANDS: dict[str, Command] = {
    "md5sum": sums, "sha1sum": sums, "sha224sum": sums, "sha256sum": sums, "sha384sum": sums, "sha512sum": sums,
    "crc32": cksum, "base64": base64_command, "xxd": xxd, "cmp": compare,
}  # fmt: skip

"""od, strings, split, factor: bytes and numbers taken apart.

Knows: toybox's formats for the usual options. Does not know: floating point columns of od.
"""

from __future__ import annotations

import re
import string

from .io import Call, Command, UsageProblem
from .options import read_options
from .text_view import each_input, missed

_NAMED = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
_FORMS = {"b": "o1", "c": "c", "d": "u2", "o": "o2", "x": "x2"}
_WIDTHS = {("o", 1): 3, ("o", 2): 6, ("o", 4): 11, ("o", 8): 22, ("x", 1): 2, ("x", 2): 4, ("x", 4): 8, ("x", 8): 16,
           ("u", 1): 3, ("u", 2): 5, ("u", 4): 10, ("u", 8): 20, ("d", 1): 4, ("d", 2): 6, ("d", 4): 11,
           ("d", 8): 20}  # fmt: skip
_SIZES = {"C": 1, "S": 2, "I": 4, "L": 8}
_ROW = 16
_LARGEST_FACTORED = 10**12
"""Above this, dividing by all smaller numbers would keep the phone busy for seconds."""


def _character(byte: int) -> str:
    return _NAMED.get(byte) or (chr(byte) if 32 <= byte < 127 else f"{byte:03o}")


def _column(form: str, row: bytes) -> str:
    """Return one row of bytes in one form: c, or a letter of doux and a size."""
    if form == "c":
        return "".join(f" {_character(byte):>3}" for byte in row)
    kind, size = form[0], int(form[1:])
    width, text = _WIDTHS[kind, size], ""
    for at in range(0, len(row), size):
        value = int.from_bytes(row[at : at + size], "little", signed=kind == "d" and at + size <= len(row))
        shown = {"o": f"{value:0{width}o}", "x": f"{value:0{width}x}"}.get(kind, f"{value:{width}}")
        text += f" {shown}"
    return text


def _form(text: str) -> str:
    """Read the value of -t. Raises UsageProblem."""
    kind, size = text[:1], text[1:]
    if kind == "c" and not size:
        return "c"
    number = _SIZES.get(size) or (int(size) if size.isdigit() else 4)
    if (kind, number) not in _WIDTHS:
        raise UsageProblem(f"bad -t {text}")
    return f"{kind}{number}"


async def od(call: Call) -> int:
    """od [-bcdoxv] [-A dxon] [-t c|doux[1248]] [-N N] [-j N] [FILE]…"""
    options = read_options(call, "bcdoxv", "AtNj")
    found = await each_input(call, options.rest)
    data, start = b"".join(content for _, content in found), options.number("j", 0)
    data = data[start : start + options.number("N", len(data))]
    forms = [_FORMS[flag] for flag in options.flags if flag in _FORMS]
    forms += [_form(text) for text in options.every.get("t", [])]
    base, before, hidden, lines = options.values.get("A", "o"), b"", False, []

    def address(number: int) -> str:
        return {"n": "", "x": f"{number:06x}", "d": f"{number:07}"}.get(base, f"{number:07o}")

    for at in range(0, len(data), _ROW):
        row = data[at : at + _ROW]
        if at and row == before and "v" not in options:
            lines += [] if hidden else ["*"]
            hidden = True
            continue
        before, hidden = row, False
        for number, form in enumerate(forms or ["o2"]):
            head = address(start + at)
            lines.append((head if not number else " " * len(head)) + _column(form, row))
    lines += [] if base == "n" else [address(start + len(data))]
    call.out("".join(line + "\n" for line in lines))
    return missed(found, options.rest)


async def strings(call: Call) -> int:
    """strings [-fo] [-n LEN] [-t dox] [FILE]…"""
    options = read_options(call, "afo", "nt")
    found = await each_input(call, options.rest)
    least = max(1, options.number("n", 4))
    base = "o" if "o" in options else options.values.get("t", "")
    for name, data in found:
        for hit in re.finditer(rb"[\t\x20-\x7e]{%d,}" % least, data):
            place = f"{hit.start():>7{base}} " if base in ("d", "o", "x") else ""
            call.out((f"{name}: " if "f" in options else "") + place + hit[0].decode() + "\n")
    return missed(found, options.rest)


async def split(call: Call) -> int:
    """split [-a SUFFIX_LEN] [-b BYTES] [-l LINES] [FILE [OUTPUT]]."""
    options = read_options(call, "", "abl")
    name, prefix = (*options.rest, *("-", "x")[len(options.rest) :])[:2]
    length, size, count = options.number("a", 2), options.number("b", 0), options.number("l", 1000)
    if length < 1 or size < 0 or count < 1:
        raise UsageProblem("bad number")
    try:
        data = await call.content(name)
    except OSError as error:
        return call.complain(f"{name}: {error.strerror}")
    if size:
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
    else:
        lines = data.splitlines(keepends=True) if b"\r" not in data else re.findall(rb"[^\n]*\n|[^\n]+", data)
        pieces = [b"".join(lines[at : at + count]) for at in range(0, len(lines), count)]
    if len(pieces) > 26**length:
        return call.complain("bad suffix")
    for number, piece in enumerate(pieces):
        suffix = ""
        for _ in range(length):
            number, letter = divmod(number, 26)
            suffix = string.ascii_lowercase[letter] + suffix
        try:
            call.fs.write(call.path(prefix + suffix), piece, uid=call.uid)
        except OSError as error:
            return call.complain(f"{prefix}{suffix}: {error.strerror}")
    return 0


async def factor(call: Call) -> int:
    """factor [NUMBER]…: prime factors."""
    words = call.args[1:] or (await call.input()).decode("utf-8", "replace").split()
    status = 0
    for word in words:
        if not word.isdecimal() or int(word) > _LARGEST_FACTORED:
            status = call.complain(f"{word} is not an integer" if not word.isdecimal() else f"{word} is too large here")
            continue
        left, found, by = int(word), [], 2
        while by * by <= left:
            while left % by == 0:
                found.append(by)
                left //= by
            by += 1 if by == 2 else 2
        found += [left] if left > 1 else []
        call.out(f"{word}:" + "".join(f" {each}" for each in found) + "\n")
    return status


COMMANDS: dict[str, Command] = {"od": od, "strings": strings, "split": split, "factor": factor}

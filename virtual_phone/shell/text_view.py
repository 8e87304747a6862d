"""cat, head, tail, wc, sort, uniq, cut, tr, tee, tac, rev, nl, paste, seq.

Knows: toybox's options and formats. Does not know: regular expressions (text_match.py).
"""

from __future__ import annotations

import re

from .io import Call, Command, UsageProblem, decode, encode, pause
from .options import Options, parse_size, read_options


async def each_input(call: Call, names: list[str]) -> list[tuple[str, bytes]]:
    """Read the named files (standard input for none or '-'); missing ones are complained about."""
    found = []
    for name in names or ["-"]:
        try:
            found.append((name, await call.content(name)))
        except OSError as error:
            call.complain(f"{name}: {error.strerror}")
    return found


def missed(found: list[tuple[str, bytes]], names: list[str]) -> int:
    """Return 1 when some input could not be read."""
    return int(len(found) < len(names or ["-"]))


async def cat(call: Call) -> int:
    """cat [-etuvn] [FILE]…: a live copy of standard input where that is named."""
    options = read_options(call, "etuvn")
    status, number = 0, 0
    for name in options.rest or ["-"]:
        if name == "-" and "n" not in options:
            while data := await call.io.stdin.read(65536):
                call.io.stdout.write(data)
                await call.io.stdout.drain()
            continue
        try:
            data = await call.content(name)
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
            continue
        if "n" in options:
            for line in data.splitlines(keepends=True):
                number += 1
                call.io.stdout.write(f"{number:6}\t".encode() + line)
        else:
            call.io.stdout.write(data)
    return status


def _count_flags(call: Call) -> None:
    """Turn the old form -3 into -n 3."""
    call.args = [re.sub(r"^-(\d+)$", r"-n\1", arg) for arg in call.args]


async def _start_of(call: Call, name: str, options: Options) -> bytes:
    """Return the first lines or bytes of one input; standard input is read no further than needed."""
    by_bytes = "c" in options
    text = options.values.get("c") or options.values.get("n", "10")
    count = parse_size(text.lstrip("-"))
    if name != "-" or text.startswith("-"):
        data = await call.content(name)
    else:
        data = b""
        while (len(data) if by_bytes else data.count(b"\n")) < count and (piece := await call.io.stdin.read(4096)):
            data += piece
    if by_bytes:
        return data[:-count] if text.startswith("-") else data[:count]
    pieces: list[bytes] = re.findall(rb"[^\n]*\n|[^\n]+", data)
    return b"".join(pieces[: max(0, len(pieces) - count)] if text.startswith("-") else pieces[:count])


async def head(call: Call) -> int:
    """head [-n N] [-c N] [-qv] [FILE]…"""
    _count_flags(call)
    options = read_options(call, "qv", "nc", {"lines": "n", "bytes": "c"})
    names, status, shown = options.rest or ["-"], 0, 0
    for name in names:
        try:
            data = await _start_of(call, name, options)
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
            continue
        if ("v" in options or len(names) > 1) and "q" not in options:
            call.out(("\n" if shown else "") + f"==> {name} <==\n")
        call.io.stdout.write(data)
        shown += 1
    return status


async def tail(call: Call) -> int:
    """tail [-n [+]N] [-c [+]N] [-f] [-qv] [FILE]…; -f follows the first file until the stream closes."""
    _count_flags(call)
    options = read_options(call, "fFqv", "ncs", {"lines": "n", "bytes": "c"})
    found = await each_input(call, options.rest)
    for index, (name, data) in enumerate(found):
        if ("v" in options or len(options.rest) > 1) and "q" not in options:
            call.out(("\n" if index else "") + f"==> {name} <==\n")
        text = options.values.get("c") or options.values.get("n", "10")
        count = parse_size(text.lstrip("+-"))
        pieces = (
            [data[i : i + 1] for i in range(len(data))] if "c" in options else re.findall(rb"[^\n]*\n|[^\n]+", data)
        )
        part = pieces[max(0, count - 1) :] if text.startswith("+") else pieces[-count:] if count else []
        call.io.stdout.write(b"".join(part))
    if ("f" in options or "F" in options) and options.rest and found:
        seen = len(found[-1][1])
        while True:
            await call.io.stdout.drain()
            await pause(0.1)
            data = call.fs.read(call.path(found[-1][0]), uid=call.uid)
            call.io.stdout.write(data[seen:] if len(data) >= seen else data)
            seen = len(data)
    return missed(found, options.rest)


async def wc(call: Call) -> int:
    """wc [-Llwcm] [FILE]…"""
    options = read_options(call, "Llwcm")
    found = await each_input(call, options.rest)
    chosen = [flag for flag in "lwmcL" if flag in options] or ["l", "w", "c"]
    rows = []
    for name, data in found:
        counts = {
            "l": data.count(b"\n"),
            "w": len(data.split()),
            "c": len(data),
            "m": len(data.decode("utf-8", "replace")),
            "L": max((len(line) for line in data.decode("utf-8", "replace").splitlines()), default=0),
        }
        rows.append(([counts[flag] for flag in chosen], "" if name == "-" else name))
    if len(rows) > 1:
        rows.append(([sum(column) for column in zip(*(row[0] for row in rows), strict=True)], "total"))
    for numbers, name in rows:
        call.out(" ".join([*map(str, numbers), *([name] if name else [])]) + "\n")
    return missed(found, options.rest)


def _key(line: str, options: Options) -> tuple[object, ...]:
    parts: list[object] = []
    keys = options.every.get("k") or [""]
    for spec in keys:
        text, flags = line, ""
        if spec:
            start, _, end = spec.partition(",")
            flags = "".join(char for char in spec if char.isalpha())
            fields = line.split(options.values["t"]) if "t" in options else line.split()
            first = int(re.match(r"\d+", start).group(0))  # type: ignore[union-attr]
            last = int(re.match(r"\d+", end).group(0)) if end else len(fields)  # type: ignore[union-attr]
            text = " ".join(fields[first - 1 : last])
        if "n" in flags or "n" in options or "g" in options or "h" in options:
            match = re.match(r"\s*[-+]?\d*\.?\d*", text)
            digits = match.group(0).strip() if match else ""
            try:
                parts.append(float(digits or 0))
            except ValueError:
                parts.append(0.0)
        else:
            text = text.lower() if "f" in options or "f" in flags else text
            parts.append(encode(text.lstrip() if "b" in options else text))
    return tuple(parts)


async def sort(call: Call) -> int:
    """sort [-bcfghinruV] [-k FIELDS] [-t CHAR] [-o FILE] [FILE]…"""
    options = read_options(call, "bcCdfghiMmnrsuVxz", "ktoS")
    found = await each_input(call, options.rest)
    lines = [line for _, data in found for line in decode(data).removesuffix("\n").split("\n") if data]
    ordered = sorted(lines, key=lambda line: (_key(line, options), () if "s" in options else (encode(line),)))
    if "r" in options or any("r" in key for key in options.every.get("k", [])):
        ordered.reverse()
    if "c" in options:
        return int(ordered != lines)
    if "u" in options:
        seen: set[tuple[object, ...]] = set()
        ordered = [line for line in ordered if (key := _key(line, options)) not in seen and not seen.add(key)]  # type: ignore[func-returns-value]
    text = "".join(line + "\n" for line in ordered)
    if "o" in options:
        call.fs.write(call.path(options.values["o"]), encode(text), uid=call.uid)
    else:
        call.out(text)
    return missed(found, options.rest)


async def uniq(call: Call) -> int:
    """uniq [-cduiz] [FILE]."""
    options = read_options(call, "cduiz", "wsf")
    found = await each_input(call, options.rest[:1])
    groups: list[tuple[str, int]] = []
    for line in decode(found[0][1]).removesuffix("\n").split("\n") if found and found[0][1] else []:
        same = groups and (groups[-1][0].lower() == line.lower() if "i" in options else groups[-1][0] == line)
        if same:
            groups[-1] = (groups[-1][0], groups[-1][1] + 1)
        else:
            groups.append((line, 1))
    for line, count in groups:
        if ("d" in options and count < 2) or ("u" in options and count > 1):
            continue
        call.out((f"{count:7} " if "c" in options else "") + line + "\n")
    return missed(found, options.rest[:1])


def _ranges(text: str) -> list[tuple[int, int]]:
    made = []
    for piece in text.split(","):
        match = re.fullmatch(r"(\d*)(-?)(\d*)", piece)
        if match is None or piece in ("", "-"):
            raise UsageProblem(f"bad '{text}'")
        low, dash, high = match.groups()
        made.append((int(low or 1), int(high) if high else (1 << 30 if dash else int(low))))
    return made


async def cut(call: Call) -> int:
    """cut -c/-b/-f LIST [-d CHAR] [-s] [FILE]…"""
    options = read_options(call, "sn", "bcdfCFDO")
    spec = next((options.values[flag] for flag in "fbcCF" if flag in options), None)
    if spec is None:
        raise UsageProblem("no -fbcC")
    ranges = _ranges(spec)
    found = await each_input(call, options.rest)
    delimiter = options.values.get("d", "\t")
    for line in [line for _, data in found for line in decode(data).removesuffix("\n").split("\n") if data]:
        by_field = "f" in options or "F" in options
        if by_field and delimiter not in line and "F" not in options:
            if "s" not in options:
                call.out(line + "\n")
            continue
        cells = (line.split() if "F" in options else line.split(delimiter)) if by_field else list(line)
        kept = [cell for at, cell in enumerate(cells, 1) if any(low <= at <= high for low, high in ranges)]
        call.out((options.values.get("O", delimiter) if by_field else "").join(kept) + "\n")
    return missed(found, options.rest)


_TR_CLASSES = {"alpha": "A-Za-z", "digit": "0-9", "alnum": "0-9A-Za-z", "upper": "A-Z", "lower": "a-z",
               "space": "\t\n\v\f\r ", "blank": "\t ", "punct": "!-/:-@\\[-`{-~", "xdigit": "0-9A-Fa-f",
               "cntrl": "\x00-\x1f\x7f", "print": " -~"}  # fmt: skip


def _tr_set(text: str) -> str:
    for name, chars in _TR_CLASSES.items():
        text = text.replace(f"[:{name}:]", chars.replace("\\[", "["))
    for raw, char in (
        ("\\n", "\n"),
        ("\\t", "\t"),
        ("\\r", "\r"),
        ("\\0", "\0"),
        ("\\\\", "\\"),
        ("\\012", "\n"),
        ("\\015", "\r"),
    ):
        text = text.replace(raw, char)
    out, at = "", 0
    while at < len(text):
        if at + 2 < len(text) and text[at + 1] == "-" and ord(text[at]) <= ord(text[at + 2]):
            out += "".join(chr(code) for code in range(ord(text[at]), ord(text[at + 2]) + 1))
            at += 3
        else:
            out += text[at]
            at += 1
    return out


async def tr(call: Call) -> int:
    """tr [-cds] SET1 [SET2]."""
    options = read_options(call, "Ccdst", least=1)
    first = _tr_set(options.rest[0])
    second = _tr_set(options.rest[1]) if len(options.rest) > 1 else ""
    data = decode(await call.input())
    inverted = "c" in options or "C" in options

    def chosen(char: str) -> bool:
        return (char in first) != inverted

    if "d" in options:
        data = "".join(char for char in data if not chosen(char))
    elif second:
        padded = second + second[-1] * max(0, len(first) - len(second))
        table = {char: padded[at] for at, char in reversed(list(enumerate(first)))}
        data = "".join((second[-1] if inverted else table[char]) if chosen(char) else char for char in data)
    if "s" in options:
        squeezed = second or first
        data = "".join(
            char
            for at, char in enumerate(data)
            if not (at and data[at - 1] == char and (char in squeezed) != (inverted and not second))
        )
    call.out(data)
    return 0


async def tee(call: Call) -> int:
    """tee [-a] FILE…"""
    options = read_options(call, "ai")
    status, names = 0, list(options.rest)
    for name in options.rest:
        try:
            call.fs.write(call.path(name), b"", uid=call.uid, append="a" in options)
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
            names.remove(name)
    while data := await call.io.stdin.read(65536):
        call.io.stdout.write(data)
        for name in list(names):
            try:
                call.fs.write(call.path(name), data, uid=call.uid, append=True)
            except OSError as error:
                status = call.complain(f"{name}: {error.strerror}")
                names.remove(name)
        await call.io.stdout.drain()
    return status


async def lines_changed(call: Call) -> int:
    """tac, rev, nl, paste [-s] [-d LIST], expand, fold -w N."""
    options = read_options(call, "bs", "dwvnit")
    found = await each_input(call, options.rest)
    columns = [decode(data).removesuffix("\n").split("\n") if data else [] for _, data in found]
    lines = [line for column in columns for line in column]
    if call.name == "tac":
        lines.reverse()
    elif call.name == "rev":
        lines = [line[::-1] for line in lines]
    elif call.name == "nl":
        lines = [f"{at:6}\t{line}" for at, line in enumerate(lines, 1)]
    elif call.name == "expand":
        lines = [line.expandtabs(8) for line in lines]
    elif call.name == "fold":
        width = options.number("w", 80)
        lines = [piece for line in lines for piece in (re.findall(f".{{1,{width}}}", line) or [""])]
    else:
        glue = options.values.get("d", "\t").replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "")
        if "s" in options:
            lines = [glue.join(column) for column in columns]
        else:
            longest = max((len(column) for column in columns), default=0)
            lines = [glue.join(c[at] if at < len(c) else "" for c in columns) for at in range(longest)]
    call.out("".join(line + "\n" for line in lines))
    return missed(found, options.rest)


def seq(call: Call) -> int:
    """seq [-w] [-s SEPARATOR] [-f FORMAT] [FIRST [STEP]] LAST."""
    call.args = [call.args[0], *(f" {arg}" if re.match(r"-\.?\d", arg) else arg for arg in call.args[1:])]
    options = read_options(call, "w", "sf", least=1)
    try:
        numbers = [float(text) for text in options.rest]
    except ValueError:
        raise UsageProblem(f"bad number in '{' '.join(options.rest)}'") from None
    first, step, last = (
        (1.0, 1.0, numbers[0]) if len(numbers) == 1 else (numbers[0], 1.0, numbers[1]) if len(numbers) == 2 else numbers
    )
    if step == 0:
        raise UsageProblem("step is zero")
    count = int((last - first) / step + 1e-9) + 1
    values = [first + step * at for at in range(min(max(count, 0), 1_000_000))]
    places = max((len(text.partition(".")[2]) for text in options.rest), default=0)
    texts = [f"{value:.{places}f}" for value in values]
    if "f" in options:
        texts = [options.values["f"] % value for value in values]
    elif "w" in options:
        width = max(map(len, texts), default=0)
        texts = [text.zfill(width) for text in texts]
    call.out(options.values.get("s", "\n").join(texts) + ("\n" if texts else ""))
    return 0


COMMANDS: dict[str, Command] = {
    "cat": cat, "head": head, "tail": tail, "wc": wc, "sort": sort, "uniq": uniq, "cut": cut, "tr": tr, "tee": tee,
    "tac": lines_changed, "rev": lines_changed, "nl": lines_changed, "paste": lines_changed, "expand": lines_changed,
    "fold": lines_changed, "seq": seq,
}  # fmt: skip

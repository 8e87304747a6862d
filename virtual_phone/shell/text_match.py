"""grep, egrep, fgrep and sed.

Knows: their options and commands. Does not know: regular expression dialects (regexes.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..bounded_regex import BoundedPattern
from .io import Call, Command, UsageProblem, decode, encode
from .options import Options, read_options
from .patterns import matches
from .regexes import compile_posix, compile_translated

_LONG = {"color": "color", "colour": "color", "include": "M", "exclude": "S", "line-buffered": "buffered",
         "extended-regexp": "E", "ignore-case": "i", "fixed-strings": "F", "quiet": "q", "count": "c",
         "invert-match": "v",
         "only-matching": "o", "max-count": "m", "recursive": "r", "line-number": "n", "word-regexp": "w"}  # fmt: skip


def _grep_regex(call: Call, options: Options, patterns: list[str]) -> BoundedPattern:
    extended = "E" in options or call.name == "egrep"
    fixed = "F" in options or call.name == "fgrep"
    flags = re.IGNORECASE if "i" in options else 0
    texts = [line for pattern in patterns for line in pattern.split("\n")]
    parts = [re.escape(text) if fixed else compile_posix(text, extended=extended).pattern for text in texts]
    whole = "|".join(f"(?:{part})" for part in parts)
    if "w" in options:
        whole = rf"(?<!\w)(?:{whole})(?!\w)"
    return compile_translated(rf"^(?:{whole})$" if "x" in options else whole, "\n".join(patterns), flags)


def _grep_names(call: Call, options: Options, names: list[str]) -> list[str]:
    if "r" not in options and "R" not in options:
        return names or ["-"]
    found = []
    for name in names or ["."]:
        for path, node in call.fs.walk(call.path(name), uid=call.uid) if call.fs.exists(call.path(name)) else []:
            shown = name.rstrip("/") + path[len(call.path(name).rstrip("/")) :]
            base = path.rsplit("/", 1)[-1]
            wanted = all(matches(p, base) for p in options.every.get("M", [])) and not any(
                matches(p, base) for p in options.every.get("S", [])
            )
            if node.is_file and wanted:
                found.append(shown)
        if not call.fs.exists(call.path(name)):
            found.append(name)
    return found


async def grep(call: Call) -> int:
    """grep [-EFHLabchilnoqrsvwxz] [-ABCm N] [-e PATTERN | PATTERN] [FILE]…"""
    options = read_options(call, "EFHILRUabchilnoqrsvwxyzZ", "ABCmefMS", _LONG)
    patterns = list(options.every.get("e", []))
    for name in options.every.get("f", []):
        patterns += decode(await call.content(name)).splitlines()
    rest = list(options.rest)
    if "e" not in options and "f" not in options:
        if not rest:
            raise UsageProblem("no REGEX", 2)
        patterns.append(rest.pop(0))
    regex = _grep_regex(call, options, patterns)
    names = _grep_names(call, options, rest)
    named = ("H" in options or len(names) > 1 or "r" in options or "R" in options) and "h" not in options
    hits, trouble = 0, False
    for name in names:
        if name == "-" and "A" not in options and "C" not in options and "B" not in options:
            hits += await _grep_stream(call, options, regex, "(standard input):" if named else "")
            continue
        try:
            data = await call.content(name)
        except OSError as error:
            trouble = trouble or "s" not in options
            if "s" not in options:
                call.complain(f"{name}: {error.strerror}")
            continue
        hits += _grep_lines(call, options, regex, decode(data), f"{name}:" if named else "", name)
        if hits and "q" in options:
            return 0
    return 2 if trouble and not hits else int(hits == 0)


async def _grep_stream(call: Call, options: Options, regex: BoundedPattern, prefix: str) -> int:
    """Search standard input as it arrives, so that `logcat | grep x` shows lines at once."""
    if any(flag in options for flag in "clL"):
        return _grep_lines(call, options, regex, decode(await call.input()), prefix, "(standard input)")
    hits, number, rest = 0, 0, b""
    most = options.number("m", -1)
    if most == 0:
        return 0
    while True:
        data = await call.io.stdin.read(65536)
        *lines, rest = (rest + data).split(b"\n") if data else ([rest, b""] if rest else [b""])
        for line in lines:
            number += 1
            if "q" in options:
                if (regex.search(decode(line)) is not None) != ("v" in options):
                    return 1
                continue
            hits += _grep_line(call, options, regex, decode(line), prefix, number)
            if hits == most:
                return hits
        if not data:
            return hits
        await call.io.stdout.drain()


def _grep_line(call: Call, options: Options, regex: BoundedPattern, line: str, prefix: str, number: int) -> int:
    found = regex.search(line) is not None
    if found == ("v" in options):
        return 0
    start = prefix + (f"{number}:" if "n" in options else "")
    if "o" in options and "v" not in options:
        for match in regex.finditer(line):
            if match.group(0):
                call.out(start + match.group(0) + "\n")
    else:
        call.out(start + line + "\n")
    return 1


def _grep_lines(call: Call, options: Options, regex: BoundedPattern, text: str, prefix: str, name: str) -> int:
    lines = text.removesuffix("\n").split("\n") if text else []
    wanted = [at for at, line in enumerate(lines) if (regex.search(line) is not None) != ("v" in options)]
    limit = options.number("m", len(wanted))
    wanted = wanted[:limit]
    if "q" in options:
        return len(wanted)
    if "c" in options:
        call.out(f"{prefix}{len(wanted)}\n")
    elif "l" in options or "L" in options:
        if bool(wanted) == ("l" in options):
            call.out(name + "\n")
    elif any(flag in options for flag in "ABC"):
        _with_context(call, options, lines, wanted, prefix)
    else:
        for at in wanted:
            _grep_line(call, options, regex, lines[at], prefix, at + 1)
    return len(wanted)


def _with_context(call: Call, options: Options, lines: list[str], wanted: list[int], prefix: str) -> None:
    around = options.number("C", 0)
    before, after = options.number("B", around), options.number("A", around)
    shown = sorted({near for at in wanted for near in range(max(0, at - before), min(len(lines), at + after + 1))})
    chosen, last = set(wanted), None
    for at in shown:
        if last is not None and at != last + 1:
            call.out("--\n")
        mark = ":" if at in chosen else "-"
        start = (prefix[:-1] + mark if prefix else "") + (f"{at + 1}{mark}" if "n" in options else "")
        call.out(start + lines[at] + "\n")
        last = at


@dataclass(slots=True)
class _Edit:
    """One sed command with its addresses; `negate` for '!'."""

    first: str | int | BoundedPattern | None
    last: str | int | BoundedPattern | None
    negate: bool
    name: str
    regex: BoundedPattern | None = None
    text: str = ""
    flags: str = ""
    active: bool = False


class _SedParser:
    def __init__(self, script: str, extended: bool) -> None:
        self._text, self._at, self._extended = script, 0, extended

    def parse(self) -> list[_Edit]:
        edits: list[_Edit] = []
        while True:
            while self._text[self._at : self._at + 1] and self._text[self._at] in " \t\n;":
                self._at += 1
            if self._at >= len(self._text):
                return edits
            edits.append(self._edit())

    def _edit(self) -> _Edit:
        first = self._address()
        last = None
        if first is not None and self._peek() == ",":
            self._at += 1
            last = self._address()
        self._blanks()
        negate = self._peek() == "!"
        self._at += negate
        self._blanks()
        name = self._peek()
        self._at += 1
        edit = _Edit(first, last, negate, name)
        if name in "sy" and name:
            mark = self._peek()
            self._at += 1
            pattern, edit.text = self._until(mark), self._until(mark)
            flags = re.match(r"[gpiI0-9]*", self._text[self._at :])
            edit.flags = flags.group(0) if flags else ""
            self._at += len(edit.flags)
            if name == "y":
                edit.flags = pattern
            else:
                fold = re.IGNORECASE if "i" in edit.flags.lower() else 0
                edit.regex = compile_posix(pattern, extended=self._extended, flags=fold)
        elif name in "aic" and name:
            body = self._text[self._at :].lstrip(" \\\n")
            edit.text, self._at = body.partition("\n")[0], len(self._text)
        elif name not in tuple("pdqn=") or not name:
            raise UsageProblem(f"bad pattern '{self._text}'@{self._at} ({name})")
        return edit

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _blanks(self) -> None:
        while self._peek() in (" ", "\t"):
            self._at += 1

    def _until(self, mark: str) -> str:
        out = ""
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == mark:
                self._at += 1
                return out
            if char == "\\" and self._at + 1 < len(self._text):
                following = self._text[self._at + 1]
                out += following if following == mark and mark not in "|()+?{}" else char + following
                self._at += 2
                continue
            out += char
            self._at += 1
        raise UsageProblem(f"bad pattern '{self._text}'@{self._at} (unterminated)")

    def _address(self) -> str | int | BoundedPattern | None:
        match = re.match(r"\d+", self._text[self._at :])
        if match:
            self._at += match.end()
            return int(match.group(0))
        if self._peek() == "$":
            self._at += 1
            return "$"
        if self._peek() == "/":
            self._at += 1
            return compile_posix(self._until("/"), extended=self._extended)
        return None


def _replacement(match: re.Match[str], text: str) -> str:
    out, at = "", 0
    while at < len(text):
        char = text[at]
        if char == "&":
            out += match.group(0)
        elif char == "\\" and at + 1 < len(text):
            at += 1
            following = text[at]
            if following.isdigit():
                number = int(following)
                out += (match.group(number) or "") if number <= (match.re.groups or 0) else ""
            else:
                out += {"n": "\n", "t": "\t"}.get(following, following)
        else:
            out += char
        at += 1
    return out


def _selected(edit: _Edit, number: int, is_last: bool, line: str) -> bool:
    def hit(address: str | int | BoundedPattern | None) -> bool:
        if isinstance(address, BoundedPattern):
            return address.search(line) is not None
        return is_last if address == "$" else number == address

    if edit.first is None:
        return not edit.negate
    if edit.last is None:
        return hit(edit.first) != edit.negate
    inside = edit.active or hit(edit.first)
    if edit.active:
        edit.active = not (hit(edit.last) or (isinstance(edit.last, int) and number >= edit.last))
    elif inside:
        edit.active = not (isinstance(edit.last, int) and edit.last <= number)
    return inside != edit.negate


def _sed_text(text: str, edits: list[_Edit], quiet: bool) -> str:
    lines = text.removesuffix("\n").split("\n") if text else []
    out: list[str] = []
    for number, line in enumerate(lines, 1):
        keep, after, leave = True, [], False
        for edit in edits:
            if not _selected(edit, number, number == len(lines), line):
                continue
            if edit.name == "s" and edit.regex is not None:
                count = 0 if "g" in edit.flags else 1
                line, changed = edit.regex.subn(lambda m, e=edit: _replacement(m, e.text), line, count)  # type: ignore[misc]
                if changed and "p" in edit.flags:
                    out.append(line)
            elif edit.name == "y":
                line = line.translate({ord(a): b for a, b in zip(edit.flags, edit.text, strict=False)})
            elif edit.name == "p":
                out.append(line)
            elif edit.name == "=":
                out.append(str(number))
            elif edit.name == "i":
                out.append(edit.text)
            elif edit.name == "a":
                after.append(edit.text)
            elif edit.name in "dc":
                keep = False
                if edit.name == "c":
                    out.append(edit.text)
                break
            elif edit.name == "q":
                leave = True
                break
        if keep and not quiet:
            out.append(line)
        out += after
        if leave:
            return "".join(line + "\n" for line in out)
    joined = "\n".join(out)
    return joined + ("\n" if out and (text.endswith("\n") or not keep) else "") if lines else ""


async def sed(call: Call) -> int:
    """sed [-nErszi] [-e SCRIPT]… [SCRIPT] [FILE]…: the commands s y p d q a i c =."""
    options = read_options(call, "nErsziuV", "ef", {"regexp-extended": "E", "quiet": "n", "in-place": "i"})
    rest = list(options.rest)
    scripts = list(options.every.get("e", []))
    for name in options.every.get("f", []):
        scripts.append(decode(await call.content(name)))
    if not scripts:
        if not rest:
            raise UsageProblem("Needs 1 argument")
        scripts.append(rest.pop(0))
    extended = "E" in options or "r" in options
    status, texts = 0, []
    for name in rest or ["-"]:
        try:
            text = decode(await call.content(name))
        except OSError as error:
            status = call.complain(f"{name}: {error.strerror}")
            continue
        if "i" in options and name != "-":
            made = _sed_text(text, _SedParser("\n".join(scripts), extended).parse(), "n" in options)
            call.fs.write(call.path(name), encode(made), uid=call.uid)
        else:
            texts.append(text)
    if texts:
        call.out(_sed_text("".join(texts), _SedParser("\n".join(scripts), extended).parse(), "n" in options))
    return status


COMMANDS: dict[str, Command] = {"grep": grep, "egrep": grep, "fgrep": grep, "sed": sed}

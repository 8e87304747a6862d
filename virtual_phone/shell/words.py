"""Reads words of shell text: quotes, escapes, parameters, substitutions.

Knows: characters. Does not know: command structure (parser.py) or values (expand.py).
"""

from __future__ import annotations

from collections.abc import Callable

from .syntax import Arithmetic, Literal, Parameter, Part, Script, ShellSyntaxError, Substitution, Word

META = " \t\n;&|<>()"
_SPECIAL = "?$#@*!-0123456789"


class WordReader:
    """Walks over `text` from `at`. parse_script: how to parse the inside of $(…), given by the parser."""

    def __init__(self, text: str, parse_script: Callable[[str], Script]) -> None:
        self.text = text
        self.at = 0
        self._parse_script = parse_script

    def peek(self, width: int = 1) -> str:
        """Return the next characters without moving."""
        return self.text[self.at : self.at + width]

    def read_word(self, stops: str = META) -> Word | None:
        """Read one word up to an unquoted character of `stops`; None when there is none here."""
        parts: list[Part] = []
        plain: list[str] = []

        def flush() -> None:
            if plain:
                parts.append(Literal("".join(plain)))
                plain.clear()

        while self.at < len(self.text) and self.text[self.at] not in stops:
            char = self.text[self.at]
            if char == "\\":
                self._escape(parts, flush)
            elif char == "'":
                flush()
                parts.append(Literal(self._single(), True))
            elif char == '"':
                flush()
                parts += self._double()
            elif char in "$`":
                flush()
                parts.append(self._dollar(False))
            else:
                plain.append(char)
                self.at += 1
        flush()
        return Word(tuple(parts)) if parts else None

    def _escape(self, parts: list[Part], flush: Callable[[], None]) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if following != "\n":
            flush()
            parts.append(Literal(following or "\\", True))

    def _single(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise ShellSyntaxError("no closing quote")
        found = self.text[self.at + 1 : end]
        self.at = end + 1
        return found

    def _double(self) -> list[Part]:
        self.at += 1
        parts = self.quoted_parts('"')
        if self.peek() != '"':
            raise ShellSyntaxError("no closing quote")
        self.at += 1
        return parts or [Literal("", True)]

    def quoted_parts(self, stop: str) -> list[Part]:
        """Read as inside double quotes, up to (not over) `stop`."""
        parts: list[Part] = []
        plain: list[str] = []
        while self.at < len(self.text) and (self.text[self.at] not in stop if stop else True):
            char = self.text[self.at]
            if char == "\\" and self.text[self.at + 1 : self.at + 2] in '$`"\\\n':
                following = self.text[self.at + 1 : self.at + 2]
                self.at += 2
                if following != "\n":
                    plain.append(following)
            elif char in "$`":
                if plain:
                    parts.append(Literal("".join(plain), True))
                    plain.clear()
                parts.append(self._dollar(True))
            else:
                plain.append(char)
                self.at += 1
        if plain:
            parts.append(Literal("".join(plain), True))
        return parts

    def here_document(self, mark: Word, strip_tabs: bool, start: int | None) -> tuple[Word, int]:
        """Read the here document that begins on the next line (or at `start`); return its word and where it ends."""
        literal = any(isinstance(part, Literal) and part.quoted for part in mark.parts)
        end_mark = "".join(part.text for part in mark.parts if isinstance(part, Literal))
        lines: list[str] = []
        newline = self.text.find("\n", self.at)
        at = start if start is not None else len(self.text) if newline < 0 else newline + 1
        while at < len(self.text):
            end = self.text.find("\n", at)
            end = len(self.text) if end < 0 else end
            line = self.text[at:end].lstrip("\t") if strip_tabs else self.text[at:end]
            at = min(len(self.text), end + 1)
            if line == end_mark:
                break
            lines.append(line + "\n")
        body = "".join(lines)
        if literal:
            return Word((Literal(body, True),)), at
        return Word(tuple(WordReader(body, self._parse_script).quoted_parts(""))), at

    def _dollar(self, quoted: bool) -> Part:
        if self.peek() == "`":
            return Substitution(self._parse_script(self._backquoted()), quoted)
        if self.peek(3) == "$((":
            inner = self._arithmetic_text()
            if inner is not None:
                return Arithmetic(Word(tuple(WordReader(inner, self._parse_script).quoted_parts(""))), quoted)
        if self.peek(2) == "$(":
            self.at += 2
            return Substitution(self._parse_script(self._until_close()), quoted)
        if self.peek(2) == "${":
            return self._braced(quoted)
        if self.peek(2) == "$'" and not quoted:
            self.at += 1
            return Literal(self._ansi(), True)
        return self._named(quoted)

    def _named(self, quoted: bool) -> Part:
        start = self.at + 1
        end = start
        if self.text[start : start + 1] in _SPECIAL and start < len(self.text):
            end = start + 1
        else:
            while (
                end < len(self.text)
                and (self.text[end].isalnum() or self.text[end] == "_")
                and self.text[end].isascii()
            ):
                end += 1
        name = self.text[start:end]
        if not name:
            self.at += 1
            return Literal("$", quoted)
        self.at = end
        return Parameter(name, quoted=quoted)

    def _ansi(self) -> str:
        end = self.at + 1
        while end < len(self.text) and self.text[end] != "'":
            end += 2 if self.text[end] == "\\" else 1
        if end >= len(self.text):
            raise ShellSyntaxError("no closing quote")
        body = self.text[self.at + 1 : end]
        self.at = end + 1
        return decode_escapes(body)

    def _backquoted(self) -> str:
        end = self.at + 1
        out = []
        while end < len(self.text) and self.text[end] != "`":
            if self.text[end] == "\\" and self.text[end + 1 : end + 2] in ("`", "\\", "$"):
                end += 1
            out.append(self.text[end])
            end += 1
        if end >= len(self.text):
            raise ShellSyntaxError("no closing quote")
        self.at = end + 1
        return "".join(out)

    def _until_close(self) -> str:
        """Return the text up to the ')' that closes an already opened '('."""
        start, depth = self.at, 1
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\\":
                self.at += 1
            elif char == "'":
                self._single()
                continue
            elif char == '"':
                self._double()
                continue
            elif char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                if depth == 0:
                    self.at += 1
                    return self.text[start : self.at - 1]
            self.at += 1
        raise ShellSyntaxError("syntax error: unmatched '('")

    def _arithmetic_text(self) -> str | None:
        """Return what stands in $((…)), or None when this is $( (…) )."""
        depth, end = 0, self.at + 3
        while end < len(self.text):
            char = self.text[end]
            if char == "(":
                depth += 1
            elif char == ")":
                if depth == 0:
                    if self.text[end + 1 : end + 2] != ")":
                        return None
                    found = self.text[self.at + 3 : end]
                    self.at = end + 2
                    return found
                depth -= 1
            end += 1
        return None

    def _braced(self, quoted: bool) -> Part:
        self.at += 2
        if self.peek() == "#" and self.peek(2) != "#}":
            self.at += 1
            name = self._brace_name()
            self._expect_brace()
            return Parameter(name, "len", quoted=quoted)
        name = self._brace_name()
        op = ""
        for candidate in (":-", ":=", ":+", ":?", "##", "%%", "//", "-", "=", "+", "?", "#", "%", "/", ":"):
            if self.text.startswith(candidate, self.at):
                op = candidate
                self.at += len(candidate)
                break
        arg = replacement = None
        if op:
            arg = self._brace_word("/}" if op in ("/", "//") else "}", quoted)
            if op in ("/", "//") and self.peek() == "/":
                self.at += 1
                replacement = self._brace_word("}", quoted)
        self._expect_brace()
        return Parameter(name, op, arg, replacement, quoted)

    def _brace_word(self, stops: str, quoted: bool) -> Word:
        if quoted:
            return Word(tuple(self.quoted_parts(stops)))
        return self.read_word(stops) or Word(())

    def _brace_name(self) -> str:
        start = self.at
        if self.peek() in _SPECIAL and self.peek():
            self.at += 1
            while self.text[start].isdigit() and self.peek().isdigit():
                self.at += 1
            return self.text[start : self.at]
        while self.peek() and (self.peek().isalnum() or self.peek() == "_"):
            self.at += 1
        if start == self.at:
            raise ShellSyntaxError(f"{self.text[start - 2 :]}: bad substitution")
        return self.text[start : self.at]

    def _expect_brace(self) -> None:
        if self.peek() != "}":
            raise ShellSyntaxError("no closing quote" if self.at >= len(self.text) else "bad substitution")
        self.at += 1


_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\033",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}


def decode_escapes(text: str) -> str:
    """Replace C escapes (\\n, \\t, \\x41, \\0101, \\u20ac); unknown ones stay as they are."""
    out, at = [], 0
    while at < len(text):
        if text[at] != "\\" or at + 1 >= len(text):
            out.append(text[at])
            at += 1
            continue
        char = text[at + 1]
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
            at += 2
        elif char in "xuU01234567":
            piece, at = _number_escape(text, at)
            out.append(piece)
        else:
            out.append("\\" + char)
            at += 2
    return "".join(out)


def _number_escape(text: str, at: int) -> tuple[str, int]:
    char = text[at + 1]
    start, base, width = at + 2, 16, {"x": 2, "u": 4, "U": 8}.get(char, 3)
    if char.isdigit():
        base, start = 8, at + (2 if char == "0" else 1)
    end = start
    digits = "01234567" if base == 8 else "0123456789abcdefABCDEF"
    while end < len(text) and end - start < width and text[end] in digits:
        end += 1
    if end == start:
        return ("\0", end) if char == "0" else ("\\" + char, at + 2)
    value = int(text[start:end], base)
    if char in "uU":
        return chr(min(value, 0x10FFFF)), end
    return bytes([value & 0xFF]).decode("utf-8", "surrogateescape"), end

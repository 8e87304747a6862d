"""Splits an awk program into words.

Knows: where a slash divides and where it begins a pattern, and which newlines end nothing.
Does not know: what the words mean (awk_parser.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .io import UsageProblem
from .words import decode_escapes

KEYWORDS = frozenset((
    "BEGIN", "END", "break", "continue", "delete", "do", "else", "exit", "for", "function", "getline", "if", "in",
    "next", "print", "printf", "return", "while",
))  # fmt: skip
FUNCTIONS = frozenset((
    "atan2", "close", "cos", "exp", "fflush", "gsub", "index", "int", "length", "log", "match", "rand", "sin", "split",
    "sprintf", "sqrt", "srand", "sub", "substr", "system", "tolower", "toupper",
))  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<blank>(?:[ \t\r]|\\\n|\#[^\n]*)+)
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<mark>\n|\+\+|--|\*\*=|[-+*/%^]=|==|<=|>=|!=|!~|&&|\|\||>>|\*\*|[-{}()\[\];,+*/%^!<>|?:~$=])""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/((?:\[\^?\]?[^\]\n]*\]|\\.|[^/\\\n])*)/")
_ENDS_VALUE = frozenset((")", "]", "$", "++", "--"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word. kind: string, number, name, keyword, function, call (a name right before "("), regex, mark, end."""

    kind: str
    text: str
    line: int = 1


def words_of(program: str) -> list[Word]:
    """Return the words of a program, a word of the kind "end" last.

    Raises:
        UsageProblem: Something is no word of awk's.
    """
    found: list[Word] = []
    at, line = 0, 1
    while at < len(program):
        word, end = _next(program, at, found[-1] if found else None, line)
        if word is not None:
            found.append(word)
        line += program.count("\n", at, end)
        at = end
    return [*found, Word("end", "", line)]


def _next(program: str, at: int, last: Word | None, line: int) -> tuple[Word | None, int]:
    if program[at] == "/" and not _after_value(last) and (regex := _REGEX.match(program, at)):
        return Word("regex", regex[1].replace("\\/", "/"), line), regex.end()
    match = _TOKEN.match(program, at)
    if match is None:
        raise UsageProblem(f"syntax error at source line {line}: {program[at : at + 10]!r} is not supported here", 2)
    kind, text = match.lastgroup or "", match[0]
    if kind == "blank":
        return None, match.end()
    if kind == "string":
        return Word(kind, decode_escapes(text[1:-1].replace("\\/", "/").replace('\\"', '"')), line), match.end()
    if kind == "name":
        kind = "keyword" if text in KEYWORDS or text == "func" else "function" if text in FUNCTIONS else "name"
        if kind == "name" and program[match.end() : match.end() + 1] == "(":
            kind = "call"
    return Word(kind, "function" if text == "func" else text, line), match.end()


def _after_value(last: Word | None) -> bool:
    if last is None:
        return False
    return last.kind in ("number", "string", "name", "regex") or last.kind == "mark" and last.text in _ENDS_VALUE

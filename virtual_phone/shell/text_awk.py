"""awk: the small part of it that one-liners use.

Knows: `[PATTERN] { print EXPR, …; … }` with $N, NR, NF, FS by -F, variables by -v, strings, numbers, comparisons,
~ and !~, && and ||, BEGIN and END. Does not know: arithmetic, printf, arrays, functions and control flow; these are
refused with a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .io import Call, Command, UsageProblem, decode
from .options import read_options
from .regexes import compile_posix
from .text_view import each_input
from .words import decode_escapes

_TOKEN = re.compile(
    r'\s*("(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)*/|\$\(|\$|\d+(?:\.\d+)?|[A-Za-z_]\w*|==|!=|<=|>=|!~|&&|\|\||[<>~!{}(),;\n])'
)
_COMPARE: dict[str, Callable[[int], bool]] = {
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


@dataclass(slots=True)
class _Line:
    """The present record: fields[0] is the whole line."""

    fields: list[str]
    number: int
    variables: dict[str, str]


Expression = Callable[[_Line], str]
Printing = list[Expression]


@dataclass(slots=True)
class _Rule:
    when: str
    """"BEGIN", "END" or "" for every line."""
    test: Expression | None
    prints: list[Printing]


class _Parser:
    def __init__(self, program: str) -> None:
        self._tokens, at = [], 0
        program = program.strip()
        while at < len(program):
            found = _TOKEN.match(program, at)
            if found is None:
                raise UsageProblem(f"syntax error at source line 1: {program[at : at + 10]!r} is not supported here", 2)
            self._tokens.append(found.group(1))
            at = found.end()

    def _peek(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _next(self) -> str:
        return self._tokens.pop(0) if self._tokens else ""

    def _skip(self, *marks: str) -> None:
        while self._peek() in marks and self._tokens:
            self._tokens.pop(0)

    def rules(self) -> list[_Rule]:
        found = []
        self._skip("\n", ";")
        while self._tokens:
            when = self._next() if self._peek() in ("BEGIN", "END") else ""
            test = None if when or self._peek() == "{" else self._either()
            prints = self._block() if self._peek() == "{" else [[_field_of("0")]]
            found.append(_Rule(when, test, prints))
            self._skip("\n", ";")
        return found

    def _block(self) -> list[Printing]:
        self._next()
        prints = []
        self._skip("\n", ";")
        while self._peek() != "}":
            word = self._next()
            if word != "print":
                raise UsageProblem(f"syntax error at source line 1: {word or 'end of program'!r} is not supported", 2)
            prints.append(self._arguments())
            self._skip("\n", ";")
        self._next()
        return prints

    def _arguments(self) -> Printing:
        if self._peek() in (";", "}", "\n", ""):
            return [_field_of("0")]
        made = [self._joined()]
        while self._peek() == ",":
            self._next()
            made.append(self._joined())
        return made

    def _either(self) -> Expression:
        left = self._both()
        while self._peek() == "||":
            self._next()
            left = _logic(left, self._both(), any)
        return left

    def _both(self) -> Expression:
        left = self._comparison()
        while self._peek() == "&&":
            self._next()
            left = _logic(left, self._comparison(), all)
        return left

    def _comparison(self) -> Expression:
        if self._peek() == "!":
            self._next()
            inside = self._comparison()
            return lambda line: "0" if _true(inside(line)) else "1"
        left = self._joined()
        operator = self._peek()
        if operator in _COMPARE:
            self._next()
            right = self._joined()
            return lambda line: str(int(_COMPARE[operator](_order(left(line), right(line)))))
        if operator in ("~", "!~"):
            self._next()
            wanted = compile_posix(self._next().strip('/"'), extended=True)
            return lambda line: str(int((wanted.search(left(line)) is not None) == (operator == "~")))
        return left

    def _joined(self) -> Expression:
        parts = [self._value()]
        while self._peek()[:1] not in ("", ";", "}", "{", ",", "\n", ")", "<", ">", "=", "!", "~", "&", "|"):
            parts.append(self._value())
        return parts[0] if len(parts) == 1 else lambda line: "".join(part(line) for part in parts)

    def _value(self) -> Expression:
        token = self._next()
        if token == "(":
            inside = self._either()
            self._next()
            return inside
        if token == "$":
            return _field_of(self._next())
        if token.startswith("/") and len(token) > 1:
            regex = compile_posix(token[1:-1].replace("\\/", "/"), extended=True)
            return lambda line: str(int(regex.search(line.fields[0]) is not None))
        if token.startswith('"'):
            text = decode_escapes(token[1:-1])
            return lambda line: text
        if token[:1].isdigit():
            return lambda line: token
        if token and (token[0].isalpha() or token[0] == "_"):
            return lambda line: _variable(line, token)
        raise UsageProblem(f"syntax error at source line 1: {token or 'end of program'!r}", 2)


def _field_of(name: str) -> Expression:
    def get(line: _Line) -> str:
        text = name if name.isdigit() else _variable(line, name)
        at = int(text) if text.isdigit() else 0
        return line.fields[at] if at < len(line.fields) else ""

    return get


def _variable(line: _Line, name: str) -> str:
    if name == "NR":
        return str(line.number)
    if name == "NF":
        return str(len(line.fields) - 1)
    return line.variables.get(name, "")


def _logic(left: Expression, right: Expression, join: Callable[[list[bool]], bool]) -> Expression:
    return lambda line: str(int(join([_true(left(line)), _true(right(line))])))


def _true(value: str) -> bool:
    number = _number(value)
    return bool(number) if number is not None else bool(value)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _order(left: str, right: str) -> int:
    one, two = _number(left), _number(right)
    if one is not None and two is not None:
        return (one > two) - (one < two)
    return (left > right) - (left < right)


def _split(line: str, separator: str | None) -> list[str]:
    if separator is None or separator == " ":
        return [line, *line.split()]
    if not line:
        return [line]
    return [
        line,
        *(line.split(separator) if len(separator) == 1 else compile_posix(separator, extended=True).split(line)),
    ]


def _run(call: Call, rules: list[_Rule], when: str, line: _Line) -> None:
    for rule in rules:
        if rule.when == when and (rule.test is None or _true(rule.test(line))):
            for printing in rule.prints:
                call.out(line.variables["OFS"].join(part(line) for part in printing) + "\n")


async def awk(call: Call) -> int:
    """awk [-F SEPARATOR] [-v NAME=VALUE]… PROGRAM [FILE]…"""
    options = read_options(call, "", "Fv", least=1)
    program, names = options.rest[0], options.rest[1:]
    rules = _Parser(program).rules()
    given = dict(pair.partition("=")[::2] for pair in options.every.get("v", []))
    variables = {"OFS": " "} | {name: decode_escapes(value) for name, value in given.items()}
    separator = decode_escapes(options.values["F"]) if "F" in options else variables.get("FS")
    _run(call, rules, "BEGIN", _Line([""], 0, variables))
    line = _Line([""], 0, variables)
    if any(rule.when != "BEGIN" for rule in rules):
        for _, data in await each_input(call, names):
            for text in decode(data).removesuffix("\n").split("\n") if data else []:
                line = _Line(_split(text, separator), line.number + 1, variables)
                _run(call, rules, "", line)
    _run(call, rules, "END", line)
    return 0


COMMANDS: dict[str, Command] = {"awk": awk}

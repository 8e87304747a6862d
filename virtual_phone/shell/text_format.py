"""printf and expr: making and taking apart single texts.

Knows: format directives. Does not know: files.
"""

from __future__ import annotations

import re

from .io import Call, Command, UsageProblem
from .regexes import compile_posix
from .words import decode_escapes

_DIRECTIVE = re.compile(r"%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z%])")


def printf(call: Call) -> int:
    """printf FORMAT [ARG]…: the format is used again until no argument is left."""
    if len(call.args) < 2:
        raise UsageProblem('Needs 1 argument (see "printf --help")')
    form, args, status = call.args[1], list(call.args[2:]), 0
    while True:
        before = len(args)
        text, args, good = _format_once(call, form, args)
        call.out(text)
        status = status or int(not good)
        if not args or len(args) == before:
            return status


def _format_once(call: Call, form: str, args: list[str]) -> tuple[str, list[str], bool]:
    out, at, good = [], 0, True
    for match in _DIRECTIVE.finditer(form):
        out.append(decode_escapes(form[at : match.start()]))
        at = match.end()
        flags, width, places, kind = match.groups()
        if kind == "%":
            out.append("%")
            continue
        if width == "*":
            width = args.pop(0) if args else "0"
        if places == "*":
            places = args.pop(0) if args else "0"
        if len(width.lstrip("-")) > 5 or len(places or "") > 5:
            call.complain(f"bad width '%{width}'")
            return "".join(out), [], False
        value = args.pop(0) if args else ""
        spec = f"%{flags}{width}" + (f".{places}" if places is not None else "")
        try:
            out.append(_one(spec, kind, value))
        except ValueError:
            call.complain(f"bad %{kind} '{value}'")
            good = False
            out.append(spec.replace("%", "") and (spec + "d") % 0 if kind in "diouxX" else "0")
    out.append(decode_escapes(form[at:]))
    return "".join(out), args, good


def _one(spec: str, kind: str, value: str) -> str:
    if kind in "diouxX":
        number = (
            ord(value[1])
            if value[:1] in "'\"" and len(value) > 1
            else int(value or "0", 0 if not re.match(r"0\d", value) else 8)
        )
        return (spec + ("d" if kind in "iu" else kind)) % number
    if kind in "eEfFgG":
        return (spec + kind) % float(value or 0)
    if kind == "c":
        return (spec + "s") % value[:1]
    if kind == "b":
        return (spec + "s") % decode_escapes(value)
    if kind == "q":
        return "'" + value.replace("'", "'\\''") + "'"
    if kind == "s":
        return (spec + "s") % value
    raise ValueError(kind)


def expr(call: Call) -> int:
    """expr A OP B…: + - * / % = != < <= > >= : & |, without precedence beyond left to right."""
    words = call.args[1:]
    if not words:
        raise UsageProblem("Needs 1 argument", 2)
    value = words[0]
    for at in range(1, len(words) - 1, 2):
        value = _calculate(value, words[at], words[at + 1])
    call.out(value + "\n")
    return int(value in ("", "0"))


def _calculate(left: str, operator: str, right: str) -> str:
    if operator == ":":
        match = compile_posix(right, extended=False).match(left)
        if match is None:
            return "" if "\\(" in right else "0"
        return match.group(1) if match.re.groups else str(match.end())
    if operator in "&|":
        truth = left not in ("", "0")
        return left if truth == (operator == "|") else (right if operator == "|" or right not in ("", "0") else "0")
    if operator not in ("+", "-", "*", "/", "%", "=", "==", "!=", "<", "<=", ">", ">="):
        raise UsageProblem("syntax error", 2)
    try:
        one, two = int(left), int(right)
    except ValueError:
        if operator in "+-*/%":
            raise UsageProblem("non-integer argument", 2) from None
        order = (left > right) - (left < right)
        one, two = order, 0
    if operator in "/%" and two == 0:
        raise UsageProblem("division by zero", 2)
    results = {
        "+": one + two, "-": one - two, "*": one * two, "=": one == two, "==": one == two, "!=": one != two,
        "<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two,
    }  # fmt: skip
    if operator in "/%":
        quotient = abs(one) // abs(two) * (1 if (one < 0) == (two < 0) else -1)
        return str(quotient if operator == "/" else one - quotient * two)
    return str(int(results[operator]))


COMMANDS: dict[str, Command] = {"printf": printf, "expr": expr}
